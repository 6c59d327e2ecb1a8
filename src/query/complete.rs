//! What may stand here: elements, attributes, values and end tags in the exact state of the grammar.

use std::ops::Range;

use super::place::Place;
use super::syntax::{NodeIndex, NodeKind, Tree, unescape};
use crate::rng::simple::{DefineId, PatternId};
use crate::rng::{Explorer, Minimal, NamespaceId, Schema, State, Symbol, Tag, ValueOptions};

/// What is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ItemKind {
    /// An element.
    Element,
    /// An attribute.
    Attribute,
    /// A value.
    Value,
    /// An end tag.
    EndTag,
    /// A name that is defined elsewhere in the description.
    Name,
    /// A file.
    File,
    /// A directory.
    Directory,
    /// A keyword of a schema language.
    Keyword,
    /// A definition of a schema.
    Define,
    /// A datatype.
    Datatype,
    /// A comment or a piece of boilerplate.
    Snippet,
}

/// Where the documentation of an item stands in the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Documented {
    /// At the definition of an element.
    Define(DefineId),
    /// At a pattern.
    Pattern(PatternId),
}

/// One thing that may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What a list shows.
    pub label: String,
    /// What it is.
    pub kind: ItemKind,
    /// What it replaces.
    pub replace: Range<usize>,
    /// The text that it puts there.
    pub text: String,
    /// The same with placeholders in the editors' snippet syntax, where there are any.
    pub snippet: Option<String>,
    /// A word about it.
    pub detail: Option<String>,
    /// What tells more.
    pub documented: Option<Documented>,
    /// Text that tells more, where it does not come from the grammar.
    pub documentation: Option<String>,
    /// Whether something is missing without it.
    pub required: bool,
    /// Whether to ask for completions again once it stands there.
    pub then_complete: bool,
}

impl Item {
    /// An item that stands for its label.
    #[must_use]
    pub fn new(kind: ItemKind, label: impl Into<String>, replace: Range<usize>) -> Self {
        let label = label.into();
        Self {
            text: label.clone(),
            label,
            kind,
            replace,
            snippet: None,
            detail: None,
            documented: None,
            documentation: None,
            required: false,
            then_complete: false,
        }
    }
}

/// The symbol of a name in a document.
fn symbol(schema: &Schema, tree: &Tree, scope: Option<NodeIndex>, name: &str, is_attribute: bool) -> Symbol {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let namespace = if prefix.is_empty() && (is_attribute || !tree.has_declarations()) {
        NamespaceId::NONE
    } else {
        schema.namespace(&tree.namespace(scope, prefix).unwrap_or_default())
    };
    schema.symbol(namespace, local)
}

/// An element of a text as the grammar sees it.
pub(super) struct TagOf<'t> {
    tree: &'t Tree,
    schema: &'t Schema,
    index: NodeIndex,
    symbol: Symbol,
    /// An attribute that is left out.
    without: Option<usize>,
}

impl<'t> TagOf<'t> {
    pub(super) fn new(tree: &'t Tree, schema: &'t Schema, index: NodeIndex) -> Self {
        let symbol = symbol(schema, tree, Some(index), tree.name(index), false);
        Self { tree, schema, index, symbol, without: None }
    }
}

impl Tag for TagOf<'_> {
    fn symbol(&self) -> Symbol {
        self.symbol
    }

    fn attributes(&self) -> Vec<(Symbol, String)> {
        let text = self.tree.text();
        let all = self.tree.attributes(self.index).iter().enumerate();
        all.filter(|(number, _)| Some(*number) != self.without)
            .filter_map(|(_, attribute)| {
                let name = &text[attribute.name()];
                if name == "xmlns" || name.starts_with("xmlns:") {
                    return None;
                }
                let value = attribute.value().map_or(String::new(), |value| unescape(&text[value]));
                Some((symbol(self.schema, self.tree, Some(self.index), name, true), value))
            })
            .collect()
    }
}

/// The state of the grammar at a place of a text.
pub(super) struct Walk<'t> {
    pub(super) tree: &'t Tree,
    pub(super) schema: &'t Schema,
    pub(super) explorer: Explorer,
    /// The element that was last seen with a name of its own, and its symbol: siblings of that name have it, too.
    last: Option<(NodeIndex, Symbol)>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(tree: &'t Tree, schema: &'t Schema) -> Self {
        Self { tree, schema, explorer: schema.explorer(), last: None }
    }

    /// The tag of an element.
    fn tag(&mut self, index: NodeIndex) -> TagOf<'t> {
        let (tree, schema) = (self.tree, self.schema);
        let declares = |index| {
            let mut attributes = tree.attributes(index).iter();
            attributes.any(|one| tree.text()[one.name()].starts_with("xmlns"))
        };
        if tree.has_declarations() && declares(index) {
            return TagOf::new(tree, schema, index);
        }
        if let Some((last, symbol)) = self.last
            && tree.parent(last) == tree.parent(index)
            && tree.name(last) == tree.name(index)
        {
            return TagOf { tree, schema, index, symbol, without: None };
        }
        let tag = TagOf::new(tree, schema, index);
        self.last = Some((index, tag.symbol));
        tag
    }

    /// The state in an element before the child `before`, or at the offset. Siblings that are alike are passed once.
    pub(super) fn state(&mut self, parent: Option<NodeIndex>, before: usize) -> State {
        let mut path: Vec<NodeIndex> = parent.map(|parent| self.tree.ancestors(parent).collect()).unwrap_or_default();
        path.reverse();
        let mut state = self.explorer.document();
        let mut around = None;
        for element in path {
            let start = self.tree.node(element).range().start;
            self.pass_children(&mut state, around, start);
            state = self.explorer.enter(&state, &TagOf::new(self.tree, self.schema, element));
            around = Some(element);
        }
        self.pass_children(&mut state, parent, before);
        state
    }

    /// The state in front of an element.
    pub(super) fn state_before(&mut self, element: NodeIndex) -> State {
        self.state(self.tree.parent(element), self.tree.node(element).range().start)
    }

    fn pass_children(&mut self, state: &mut State, parent: Option<NodeIndex>, before: usize) {
        for child in self.tree.children(parent) {
            let node = self.tree.node(child);
            if node.range().start >= before {
                break;
            }
            match node.kind {
                NodeKind::Element => {
                    let tag = self.tag(child);
                    self.explorer.pass(state, &tag);
                }
                NodeKind::Text | NodeKind::Cdata if node.range().end < before => self.explorer.pass_text(state),
                _ => {}
            }
        }
    }

    fn following(&mut self, parent: Option<NodeIndex>, from: usize) -> Vec<TagOf<'t>> {
        let tree = self.tree;
        let children = tree.child_elements(parent).filter(|child| tree.node(*child).range().start >= from);
        children.map(|child| self.tag(child)).collect()
    }
}

/// The prefix to write before a name of this namespace at a place.
fn prefix_for(tree: &Tree, scope: Option<NodeIndex>, namespace: &str, is_attribute: bool) -> Option<String> {
    if namespace == crate::xml::XML_NAMESPACE {
        return Some("xml:".to_owned());
    }
    if !tree.has_declarations() {
        return namespace.is_empty().then(String::new);
    }
    let prefixes = tree.prefixes(scope);
    let default = prefixes.iter().find(|(prefix, _)| prefix.is_empty()).map_or("", |(_, uri)| uri);
    if namespace.is_empty() {
        return (is_attribute || default.is_empty()).then(String::new);
    }
    if !is_attribute && default == namespace {
        return Some(String::new());
    }
    prefixes.iter().find(|(prefix, uri)| !prefix.is_empty() && uri == namespace).map(|(prefix, _)| format!("{prefix}:"))
}

/// What the schema allows at an offset.
#[must_use]
pub fn complete(tree: &Tree, schema: &Schema, offset: usize) -> Vec<Item> {
    let place = Place::at(tree, offset);
    let mut walk = Walk::new(tree, schema);
    match place {
        Place::Content { parent, typed, is_tag, tag } => content(&mut walk, parent, typed, is_tag, tag, offset),
        Place::ElementName { element } => {
            let name = tree.node(element).name();
            let state = walk.state_before(element);
            let parent = tree.parent(element);
            let after = walk.following(parent, tree.node(element).range().end);
            let after: Vec<&dyn Tag> = after.iter().map(|tag| tag as &dyn Tag).collect();
            let options = walk.explorer.elements(&state, &after);
            options
                .into_iter()
                .filter_map(|option| {
                    let prefix = prefix_for(tree, parent, &option.namespace, false)?;
                    let mut item = Item::new(ItemKind::Element, format!("{prefix}{}", option.local), name.clone());
                    item.documented = Some(Documented::Define(option.define));
                    item.required = option.required;
                    Some(item)
                })
                .collect()
        }
        Place::EndTagName { element, name, is_closed } => {
            let Some(element) = element else { return Vec::new() };
            let label = tree.name(element).to_owned();
            let mut item = Item::new(ItemKind::EndTag, label.clone(), name);
            if !is_closed {
                item.text = format!("{label}>");
            }
            item.required = true;
            vec![item]
        }
        Place::AttributeName { element, attribute, name } => attributes(&mut walk, element, attribute, name),
        Place::AttributeValue { element, attribute, value } => values(&mut walk, element, attribute, value, offset),
        Place::Other { .. } => Vec::new(),
    }
}

fn content(
    walk: &mut Walk<'_>,
    parent: Option<NodeIndex>,
    typed: Range<usize>,
    is_tag: bool,
    tag: Option<NodeIndex>,
    offset: usize,
) -> Vec<Item> {
    let tree = walk.tree;
    let mut items = Vec::new();
    let state = walk.state(parent, typed.start);
    let from = tag.map_or(offset, |tag| tree.node(tag).range().end);
    let (has_data, has_elements) = walk.explorer.holds(&state);
    if has_elements && !(parent.is_none() && tree.root().is_some_and(|root| Some(root) != tag)) {
        let after = walk.following(parent, from);
        let after: Vec<&dyn Tag> = after.iter().map(|tag| tag as &dyn Tag).collect();
        let indent = Indent::at(tree, typed.start);
        // the element's own tag may go on behind the cursor: then only its name is missing
        let rest = &tree.text()[offset..];
        let tag_goes_on = is_tag && tag.is_some() && {
            let line =
                rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
            line.trim_start_matches([' ', '\t']).starts_with(['>', '/'])
        };
        for option in walk.explorer.elements(&state, &after) {
            let Some(prefix) = prefix_for(tree, parent, &option.namespace, false) else { continue };
            let minimal = walk.explorer.minimal(option.define, &option.namespace, &option.local);
            let label = format!("{prefix}{}", option.local);
            let mut item = Item::new(ItemKind::Element, label.clone(), typed.clone());
            item.documented = Some(Documented::Define(option.define));
            item.required = option.required;
            if tag_goes_on {
                item.text = format!("<{label}");
            } else {
                let mut snippet = Snippet::default();
                write_minimal(&mut snippet, &minimal, tree, parent, &indent, 0);
                item.text = snippet.plain.clone();
                item.then_complete = snippet.opens_value;
                item.snippet = Some(snippet.finish());
            }
            if option.required {
                item.detail = Some("required".to_owned());
            }
            items.push(item);
        }
    }
    let in_simple = parent.is_some_and(|parent| tree.child_elements(Some(parent)).next().is_none());
    if !is_tag
        && has_data
        && in_simple
        && let Some(element) = parent
    {
        let inner = tree.node(element).content();
        let run = tree.text()[inner.clone()].trim();
        let start = inner.start + tree.text()[inner.clone()].find(run).unwrap_or(0);
        let run_range = if run.is_empty() { offset..offset } else { start..start + run.len() };
        let is_whole = offset >= run_range.start && offset <= run_range.end;
        let before = tree.text()[inner.start..typed.start.max(inner.start)].to_owned();
        let options = walk.explorer.text_values(&state, &before);
        let replace = if is_whole && before.trim().is_empty() { run_range } else { typed.clone() };
        items.extend(value_items(options, &replace, |value| escape(value, None)));
    }
    if let Some(parent) = parent
        && tree.node(parent).end_tag().is_none()
    {
        let name = tree.name(parent);
        let mut item = Item::new(ItemKind::EndTag, format!("/{name}"), typed.clone());
        item.text = format!("</{name}>");
        item.required = walk.explorer.is_complete(&state);
        items.push(item);
    }
    items
}

/// A value as it stands in a text, or between quotes.
fn escape(value: &str, quote: Option<u8>) -> String {
    let mut text = value.replace('&', "&amp;").replace('<', "&lt;");
    match quote {
        Some(b'\'') => text = text.replace('\'', "&apos;"),
        Some(_) => text = text.replace('"', "&quot;"),
        None => {}
    }
    text
}

fn value_items(options: ValueOptions, replace: &Range<usize>, write: impl Fn(&str) -> String) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for option in options.values {
        if items.iter().any(|item| item.label == option.value) {
            continue;
        }
        let mut item = Item::new(ItemKind::Value, option.value.clone(), replace.clone());
        item.text = write(&option.value);
        item.documented = Some(Documented::Pattern(option.pattern));
        items.push(item);
    }
    items
}

fn attributes(walk: &mut Walk<'_>, element: NodeIndex, edited: Option<usize>, name: Range<usize>) -> Vec<Item> {
    let (tree, schema) = (walk.tree, walk.schema);
    let state = walk.state_before(element);
    let mut tag = TagOf::new(tree, schema, element);
    tag.without = edited;
    let children = walk.following(Some(element), tree.node(element).start_tag().end);
    let children: Vec<&dyn Tag> = children.iter().map(|tag| tag as &dyn Tag).collect();
    let options = walk.explorer.attributes(&state, &tag, &children);
    let has_value = edited.is_some_and(|edited| tree.attributes(element)[edited].value().is_some());
    let mut items = Vec::new();
    for option in options {
        let Some(prefix) = prefix_for(tree, Some(element), &option.namespace, true) else { continue };
        let label = format!("{prefix}{}", option.local);
        let mut item = Item::new(ItemKind::Attribute, label.clone(), name.clone());
        item.documented = Some(Documented::Pattern(option.pattern));
        item.required = option.required;
        if option.required {
            item.detail = Some("required".to_owned());
        }
        if !has_value {
            item.text = format!("{label}=\"\"");
            item.snippet = Some(format!("{label}=\"$1\"$0"));
            item.then_complete = true;
            // what follows must be apart from it
            let next = tree.text()[name.end..].chars().next();
            if next.is_some_and(|c| !c.is_whitespace() && !matches!(c, '>' | '/' | '?')) {
                item.text.push(' ');
                item.snippet = Some(format!("{label}=\"$1\" $0"));
            }
        }
        items.push(item);
    }
    items
}

fn values(walk: &mut Walk<'_>, element: NodeIndex, attribute: usize, value: Range<usize>, offset: usize) -> Vec<Item> {
    let (tree, schema) = (walk.tree, walk.schema);
    let state = walk.state_before(element);
    let tag = TagOf::new(tree, schema, element);
    let written = &tree.attributes(element)[attribute];
    let name = &tree.text()[written.name()];
    let symbol = symbol(schema, tree, Some(element), name, true);
    let before = &tree.text()[value.start..offset];
    let word = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let options = walk.explorer.attribute_values(&state, &tag, symbol, &before[..word]);
    let is_list = options.types.iter().any(|words| words.starts_with("words, each"));
    let replace = if is_list && word > 0 {
        let end = tree.text()[offset..value.end].find(char::is_whitespace).map_or(value.end, |at| offset + at);
        value.start + word..end
    } else {
        value.clone()
    };
    let mut options = options;
    if options.values.is_empty() {
        add_pattern_values(walk, &state, &tag, symbol, &mut options);
    }
    let quote = written.quote;
    value_items(options, &replace, |value| {
        if quote == 0 { format!("\"{}\"", escape(value, Some(b'"'))) } else { escape(value, Some(quote)) }
    })
}

/// Values that a `pattern` facet lists: `(a|b|c)`, also where more of them may follow.
fn add_pattern_values(walk: &mut Walk<'_>, state: &State, tag: &TagOf<'_>, name: Symbol, options: &mut ValueOptions) {
    use crate::rng::simple::Pattern;
    for leaf in walk.explorer.attribute_patterns(state, tag, name) {
        let grammar = walk.explorer.grammar().clone();
        let Pattern::Attribute { content, .. } = grammar.pattern(leaf) else { continue };
        let Pattern::Data { params, .. } = grammar.pattern(*content) else { continue };
        for param in params.iter().filter(|param| &*param.name == "pattern") {
            for word in listed(&param.value) {
                options.values.push(crate::rng::ValueOption { value: word.to_owned(), pattern: leaf });
            }
        }
    }
}

/// The words of the first group of a regular expression, where it lists nothing but words.
fn listed(pattern: &str) -> Vec<&str> {
    let Some(inner) = pattern.trim().strip_prefix('(').and_then(|rest| rest.split(')').next()) else {
        return Vec::new();
    };
    let is_word =
        |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let words: Vec<&str> = inner.split('|').collect();
    if words.len() > 1 && words.iter().all(is_word) { words } else { Vec::new() }
}

/// How a text is indented where something is put in.
pub(super) struct Indent {
    pub(super) line: String,
    pub(super) unit: String,
    pub(super) line_end: &'static str,
}

impl Indent {
    pub(super) fn at(tree: &Tree, offset: usize) -> Self {
        let text = tree.text();
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let line: String = text[start..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        let is_in_root = tree.innermost(offset).is_none_or(|at| tree.parent(at).is_none());
        let unit = indent_unit(tree)
            .unwrap_or_else(|| if is_in_root && !line.is_empty() { line.clone() } else { "    ".to_owned() });
        Self { line, unit, line_end: line_end(text) }
    }
}

/// The line ending of a text.
#[must_use]
pub fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// What a text is indented by: the first element that stands on a line of its own tells.
#[must_use]
pub fn indent_unit(tree: &Tree) -> Option<String> {
    let text = tree.text();
    for index in 0..tree.nodes().len().min(2000) {
        let node = tree.node(index);
        let Some(parent) = tree.parent(index) else { continue };
        let lead = |at: usize| {
            let line = text[..at].rfind('\n').map_or(0, |found| found + 1);
            let lead = &text[line..at];
            lead.chars().all(|c| matches!(c, ' ' | '\t')).then_some(lead)
        };
        if let (Some(own), Some(outer)) = (lead(node.range().start), lead(tree.node(parent).range().start))
            && let Some(unit) = own.strip_prefix(outer)
            && !unit.is_empty()
            && text[tree.node(parent).start_tag().end..node.range().start].contains('\n')
        {
            return Some(unit.to_owned());
        }
    }
    None
}

/// A text with placeholders.
#[derive(Default)]
pub(super) struct Snippet {
    pub(super) plain: String,
    marked: String,
    next: usize,
    opens_value: bool,
}

impl Snippet {
    pub(super) fn push(&mut self, text: &str) {
        self.plain.push_str(text);
        for c in text.chars() {
            if matches!(c, '$' | '}' | '\\') {
                self.marked.push('\\');
            }
            self.marked.push(c);
        }
    }

    fn hole(&mut self, values: &[String], write: impl Fn(&str) -> String) {
        self.next += 1;
        let number = self.next;
        match values {
            [] => self.marked.push_str(&format!("${number}")),
            [only] => self.push(&write(only)),
            several => {
                self.plain.push_str(&write(&several[0]));
                let choices: Vec<String> = several
                    .iter()
                    .take(40)
                    .map(|value| {
                        write(value).replace('\\', "\\\\").replace(',', "\\,").replace('|', "\\|").replace('$', "\\$")
                    })
                    .collect();
                self.marked.push_str(&format!("${{{number}|{}|}}", choices.join(",")));
            }
        }
        self.opens_value |= values.is_empty() && number == 1;
    }

    fn finish(&self) -> String {
        if self.marked.contains("$0") { self.marked.clone() } else { format!("{}$0", self.marked) }
    }

    fn stop(&mut self) {
        if !self.marked.contains("$0") {
            self.marked.push_str("$0");
        }
    }
}

pub(super) fn write_minimal(
    snippet: &mut Snippet,
    minimal: &Minimal,
    tree: &Tree,
    scope: Option<NodeIndex>,
    indent: &Indent,
    depth: usize,
) {
    let prefix = prefix_for(tree, scope, &minimal.namespace, false).unwrap_or_default();
    let name = format!("{prefix}{}", minimal.local);
    snippet.push(&format!("<{name}"));
    for (attribute, values) in &minimal.attributes {
        let prefix = prefix_for(tree, scope, &attribute.namespace, true).unwrap_or_default();
        snippet.push(&format!(" {prefix}{}=\"", attribute.local));
        snippet.hole(values, |value| escape(value, Some(b'"')));
        snippet.push("\"");
    }
    let margin = |depth: usize| format!("{}{}{}", indent.line_end, indent.line, indent.unit.repeat(depth));
    if !minimal.children.is_empty() {
        snippet.push(">");
        for child in &minimal.children {
            snippet.push(&margin(depth + 1));
            write_minimal(snippet, child, tree, scope, indent, depth + 1);
        }
        snippet.push(&margin(depth));
        snippet.push(&format!("</{name}>"));
    } else if let Some(values) = &minimal.text {
        snippet.push(">");
        snippet.hole(values, |value| escape(value, None));
        snippet.push(&format!("</{name}>"));
    } else if minimal.may_have_content {
        snippet.push(">");
        snippet.stop();
        snippet.push(&format!("</{name}>"));
    } else {
        snippet.push("/>");
    }
}

/// The documentation of an item.
#[must_use]
pub fn documentation(schema: &Schema, documented: Documented) -> Option<String> {
    let grammar = schema.grammar();
    let text = match documented {
        Documented::Define(define) => grammar.defines.get(define.0 as usize)?.info.documentation.as_deref(),
        Documented::Pattern(pattern) => grammar.infos.get(pattern.0 as usize)?.documentation.as_deref(),
    };
    text.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::place::split_cursor;
    use super::*;
    use crate::kiwi::Edition;
    use crate::text::{MemoryLoader, Sources};

    fn labels(schema: &Schema, marked: &str) -> Vec<String> {
        let (text, offset) = split_cursor(marked);
        let tree = Tree::new(text.as_str().into());
        complete(&tree, schema, offset).into_iter().map(|item| item.label).collect()
    }

    fn schema(compact: &str) -> Schema {
        let mut sources = Sources::new();
        let id = sources.add("t.rnc", compact);
        let loaded = crate::rng::load(id, &mut sources, &MemoryLoader::new());
        Schema::compile(loaded.grammar.expect("a good schema")).unwrap()
    }

    /// The labels offered at `$0`, joined.
    fn check(compact: &str, marked: &str) -> String {
        labels(&schema(compact), marked).join(" ")
    }

    const ORDER: &str =
        "start = element r { element a { empty }, element b { attribute x { text } }?, element c { empty }* }";

    #[test]
    fn elements_by_what_stands_before_and_after() {
        assert_eq!(check(ORDER, "<r>$0</r>"), "a");
        assert_eq!(check(ORDER, "<r><$0</r>"), "a");
        assert_eq!(check(ORDER, "<r><a/>$0</r>"), "b c");
        assert_eq!(check(ORDER, "<r><a/><$0<b x=''/></r>"), "");
        assert_eq!(check(ORDER, "<r><a/><b x=''/>$0</r>"), "c");
        assert_eq!(check(ORDER, "<r><a/><c/>$0</r>"), "c");
        assert_eq!(check(ORDER, "<r><a/>$0<c/></r>"), "b c");
        assert_eq!(check(ORDER, "$0"), "r");
        assert_eq!(check(ORDER, "<r/>$0"), "");
        // the document is unclosed
        assert_eq!(check(ORDER, "<r><a/>\n<$0"), "b c /r");
        let choice = "start = element r { (element a { empty } | element b { empty }), element c { empty } }";
        assert_eq!(check(choice, "<r>$0<c/></r>"), "a b");
        assert_eq!(check(choice, "<r>$0<b/><c/></r>"), "");
        // what is already wrong hides nothing
        assert_eq!(check(choice, "<r>$0<zzz/><c/></r>"), "a b");
        let interleave = "start = element r { element a { empty } & element b { empty }* & element c { empty }? }";
        assert_eq!(check(interleave, "<r><b/>$0<c/></r>"), "a b");
    }

    #[test]
    fn an_ambiguous_name_is_decided_by_attributes() {
        let compact = "start = element r { (element i { attribute k { 'a' } }, element x { empty }) \
                       | (element i { attribute k { 'b' } }, element y { empty }) }";
        assert_eq!(check(compact, "<r><i k='a'/>$0</r>"), "x");
        assert_eq!(check(compact, "<r><i k='b'/>$0</r>"), "y");
        assert_eq!(check(compact, "<r><i k='$0'/></r>"), "a b");
    }

    #[test]
    fn attributes_in_the_state_of_the_tag() {
        let compact = "start = element r { attribute a { text }, attribute b { 'x' | 'y' }?, \
                       ((attribute c { text }, attribute d { text }) | attribute e { text })? }";
        assert_eq!(check(compact, "<r $0/>"), "a b c d e");
        assert_eq!(check(compact, "<r a='' $0/>"), "b c d e");
        assert_eq!(check(compact, "<r a='' c='' $0/>"), "d b");
        assert_eq!(check(compact, "<r a='' e='' $0/>"), "b");
        assert_eq!(check(compact, "<r a$0/>"), "a b c d e");
        assert_eq!(check(compact, "<r b='$0'/>"), "x y");
        assert_eq!(check(compact, "<r b=$0"), "x y");
        assert_eq!(check(compact, "<r b='x$0"), "x y");
        let by_value = "start = element r { (attribute k { 'a' }, attribute p { text }) \
                        | (attribute k { 'b' }, attribute q { text }) }";
        assert_eq!(check(by_value, "<r k='a' $0/>"), "p");
        assert_eq!(check(by_value, "<r q='' k='$0'/>"), "b");
        let by_content = "start = element r { (attribute k { text }, element a { empty }) \
                          | (attribute l { text }, element b { empty }) }";
        assert_eq!(check(by_content, "<r $0><b/></r>"), "l");
    }

    #[test]
    fn text_values_and_lists() {
        let compact = "start = element r { element m { 'zypper' | 'dnf' } & element f { xsd:boolean }? \
                       & element l { attribute v { list { 'a', ('b' | 'c') } } }? }";
        assert_eq!(check(compact, "<r><m>$0</m></r>"), "zypper dnf");
        assert_eq!(check(compact, "<r><m>zy$0</m></r>"), "zypper dnf");
        assert_eq!(check(compact, "<r><f>$0</f></r>"), "true false");
        assert_eq!(check(compact, "<r><l v='$0'/></r>"), "a");
        assert_eq!(check(compact, "<r><l v='a $0'/></r>"), "b c");
    }

    #[test]
    fn end_tags() {
        assert_eq!(check(ORDER, "<r><a></$0"), "a");
        assert_eq!(check(ORDER, "<r><a/></$0"), "r");
        assert_eq!(check(ORDER, "<r><a/></$0></r>"), "r");
    }

    #[test]
    fn namespaces_are_written_by_their_prefix() {
        let compact =
            "namespace p = 'u'\ndefault namespace = 'v'\nstart = element r { element p:a { attribute p:x { text } } }";
        assert_eq!(check(compact, "<r xmlns='v' xmlns:q='u'>$0</r>"), "q:a");
        assert_eq!(check(compact, "<r xmlns='v' xmlns:q='u'><q:a $0/></r>"), "q:x");
        assert_eq!(check(compact, "<z:r xmlns:z='v' xmlns='u'>$0</z:r>"), "a");
    }

    fn snippet(compact: &str, marked: &str, label: &str) -> String {
        let (text, offset) = split_cursor(marked);
        let tree = Tree::new(text.as_str().into());
        let items = complete(&tree, &schema(compact), offset);
        items.into_iter().find(|item| item.label == label).and_then(|item| item.snippet).unwrap_or_default()
    }

    #[test]
    fn snippets_bring_what_is_required() {
        assert_eq!(snippet(ORDER, "<r><a/>$0</r>", "b"), "<b x=\"$1\"/>$0");
        let compact = "start = element r { element a { attribute k { 'x' | 'y' }, element b { text }, element c { empty }+, \
                       element d { text }? } }";
        assert_eq!(snippet(compact, "<r>\n  $0\n</r>", "a"), "<a k=\"${1|x,y|}\">\n    <b>$0</b>\n    <c/>\n  </a>");
    }

    #[test]
    fn a_description() {
        let schema = Edition::Kiwi.schema().unwrap();
        let text = "<image schemaversion=\"8.5\" name=\"x\">\n  <description type=\"system\">\n    <author>a</author>\n    \
                    <contact>b</contact>\n    <specification>c</specification>\n  </description>\n  <preferences>\n    \
                    <packagemanager>$0</packagemanager>\n  </preferences>\n</image>";
        let managers = labels(schema, text);
        assert!(managers.contains(&"zypper".to_owned()), "{managers:?}");
        let top = labels(schema, &text.replace("$0", "").replace("</image>", "<$0\n</image>"));
        assert!(top.contains(&"packages".to_owned()) && !top.contains(&"description".to_owned()), "{top:?}");
        let arch = labels(
            schema,
            &text
                .replace("$0", "")
                .replace("</image>", "<packages type='image'><package name='a' arch='$0'/></packages></image>"),
        );
        assert!(arch.contains(&"x86_64".to_owned()), "{arch:?}");
    }
}
