//! What is this: documentation, type and content model of what stands at a cursor.

use std::ops::Range;

use super::complete::{TagOf, Walk};
use super::place::Place;
use super::syntax::{NodeIndex, NodeKind, Tree};
use crate::rng::simple::{DefineId, Grammar, NameClass, Pattern, PatternId};
use crate::rng::{Schema, Symbol, Tag};
use crate::text::Span;
use crate::xml::{Document, NodeId, QName};

/// What is told about a part of a text, in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The part.
    pub range: Range<usize>,
    /// What is told.
    pub markdown: String,
}

/// What a cursor points at in the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// An element.
    Element {
        /// Its definition.
        define: DefineId,
        /// Its node.
        node: NodeIndex,
    },
    /// An attribute.
    Attribute {
        /// Its pattern.
        pattern: PatternId,
        /// Its element's node.
        node: NodeIndex,
        /// Its place among the attributes.
        attribute: usize,
    },
    /// A value.
    Value {
        /// The pattern of the value itself, or of the attribute.
        pattern: PatternId,
        /// The element's node.
        node: NodeIndex,
    },
}

/// What stands at an offset: the part of the text, and what the schema knows of it.
#[must_use]
pub fn subject(tree: &Tree, schema: &Schema, offset: usize) -> Option<(Range<usize>, Subject)> {
    let mut walk = Walk::new(tree, schema);
    let element = |walk: &mut Walk<'_>, node: NodeIndex, range: Range<usize>| {
        let parent = walk.state_before(node);
        let tag = TagOf::new(tree, schema, node);
        let state = walk.explorer.enter(&parent, &tag);
        let define = state.defines().next()?;
        Some((range, Subject::Element { define, node }))
    };
    let symbol_of = |walk: &Walk<'_>, node: NodeIndex, attribute: usize| {
        let all = TagOf::new(walk.tree, schema, node).attributes();
        // declarations are left out of that list
        let written = &tree.attributes(node)[..=attribute];
        let is_declaration = |name: &str| name == "xmlns" || name.starts_with("xmlns:");
        let before = written.iter().filter(|one| !is_declaration(&tree.text()[one.name()])).count();
        all.get(before.checked_sub(1)?).map(|(symbol, value)| (*symbol, value.clone()))
    };
    match Place::at(tree, offset) {
        Place::ElementName { element: node } => element(&mut walk, node, tree.node(node).name()),
        Place::Content { tag: Some(node), .. } => element(&mut walk, node, tree.node(node).name()),
        Place::EndTagName { element: Some(node), name, .. } => element(&mut walk, node, name),
        Place::AttributeName { element: node, attribute: Some(attribute), name } => {
            let (symbol, _) = symbol_of(&walk, node, attribute)?;
            let parent = walk.state_before(node);
            let pattern =
                *walk.explorer.attribute_patterns(&parent, &TagOf::new(tree, schema, node), symbol).first()?;
            Some((name, Subject::Attribute { pattern, node, attribute }))
        }
        Place::AttributeValue { element: node, attribute, value } => {
            let (symbol, written) = symbol_of(&walk, node, attribute)?;
            let parent = walk.state_before(node);
            let tag = TagOf::new(tree, schema, node);
            let options = walk.explorer.attribute_values(&parent, &tag, symbol, "");
            let exact = options.values.iter().find(|one| one.value == written.trim()).map(|one| one.pattern);
            let pattern = match exact {
                Some(pattern) => pattern,
                None => *walk.explorer.attribute_patterns(&parent, &tag, symbol).first()?,
            };
            Some((value, Subject::Value { pattern, node }))
        }
        Place::Content { parent: Some(node), .. } => {
            let run = tree.children(Some(node)).find(|child| {
                let range = tree.node(*child).range();
                tree.node(*child).kind == NodeKind::Text && range.start <= offset && offset <= range.end
            })?;
            let raw = tree.node(run).range();
            let text = tree.text()[raw.clone()].trim();
            let start = raw.start + tree.text()[raw.clone()].find(text).unwrap_or(0);
            let range = start..start + text.len();
            if offset < range.start || offset > range.end {
                return None;
            }
            let state = walk.state(Some(node), raw.start);
            let options = walk.explorer.text_values(&state, "");
            match options.values.iter().find(|one| one.value == text) {
                Some(value) => Some((range, Subject::Value { pattern: value.pattern, node })),
                None => element(&mut walk, node, range),
            }
        }
        _ => None,
    }
}

/// What is known of what stands at an offset.
#[must_use]
pub fn hover(tree: &Tree, schema: &Schema, offset: usize) -> Option<Hover> {
    let (range, subject) = subject(tree, schema, offset)?;
    Some(Hover { markdown: describe(schema, tree, &subject), range })
}

/// As [`hover`], in a document that was read from another form than XML: its parts know their places all the same.
#[must_use]
pub fn hover_document(document: &Document, schema: &Schema, offset: usize) -> Option<Hover> {
    let holds = |span: Option<Span>| {
        span.map(Span::range).filter(|range| range.start <= offset && offset <= range.end && !range.is_empty())
    };
    let mut explorer = schema.explorer();
    let mut define_of = |node: NodeId| {
        let mut path: Vec<NodeId> = std::iter::once(node).chain(document.ancestors(node)).collect();
        path.reverse();
        let mut states = vec![explorer.document()];
        for one in path {
            let Some(element) = document.element(one) else { continue };
            let tag = Written::of(schema, &element.name, &element.attributes);
            let next = explorer.enter(states.last()?, &tag);
            states.push(next);
        }
        let define = states.last()?.defines().next()?;
        let around = states.len().checked_sub(2).map(|at| states[at].clone())?;
        Some((define, around))
    };
    for node in document.descendants(NodeId::ROOT) {
        let Some(element) = document.element(node) else { continue };
        if let Some(range) = holds(element.spans.map(|spans| spans.name)) {
            let (define, _) = define_of(node)?;
            let markdown = format!("**`{}`**\n\n{}", element.name, element_text(schema, define));
            return Some(Hover { range, markdown: markdown.trim_end().to_owned() });
        }
        for attribute in &element.attributes {
            if let Some(range) = holds(attribute.name_span).or_else(|| holds(attribute.value_span)) {
                let (_, around) = define_of(node)?;
                let tag = Written::of(schema, &element.name, &element.attributes);
                let symbol = schema.symbol(schema.namespace(&attribute.name.namespace), &attribute.name.local);
                let pattern = *explorer.attribute_patterns(&around, &tag, symbol).first()?;
                let text = attribute_text(schema.grammar(), pattern);
                let markdown = format!("**`{}`** of `{}`\n\n{text}", attribute.name, element.name);
                return Some(Hover { range, markdown: markdown.trim_end().to_owned() });
            }
        }
    }
    None
}

/// An element of a document as the grammar sees it.
struct Written {
    symbol: Symbol,
    attributes: Vec<(Symbol, String)>,
}

impl Written {
    fn of(schema: &Schema, name: &QName, attributes: &[crate::xml::Attribute]) -> Self {
        let symbol = |name: &QName| schema.symbol(schema.namespace(&name.namespace), &name.local);
        let attributes = attributes.iter().map(|one| (symbol(&one.name), one.value.to_string())).collect();
        Self { symbol: symbol(name), attributes }
    }
}

impl Tag for Written {
    fn symbol(&self) -> Symbol {
        self.symbol
    }

    fn attributes(&self) -> Vec<(Symbol, String)> {
        self.attributes.clone()
    }
}

/// A description in Markdown.
#[must_use]
pub fn describe(schema: &Schema, tree: &Tree, subject: &Subject) -> String {
    let grammar = schema.grammar();
    let mut text = String::new();
    match subject {
        Subject::Element { define, node } => {
            text.push_str(&format!("**`<{}>`**\n\n", tree.name(*node)));
            text.push_str(&element_text(schema, *define));
        }
        Subject::Attribute { pattern, node, attribute } => {
            let name = &tree.text()[tree.attributes(*node)[*attribute].name()];
            text.push_str(&format!("**`{name}`** of `<{}>`\n\n", tree.name(*node)));
            text.push_str(&attribute_text(grammar, *pattern));
        }
        Subject::Value { pattern, .. } => match grammar.pattern(*pattern) {
            Pattern::Value { value, .. } => {
                text.push_str(&format!("**`{value}`**\n\n"));
                if let Some(documentation) = &grammar.info(*pattern).documentation {
                    text.push_str(documentation);
                }
            }
            Pattern::Attribute { .. } => text.push_str(&attribute_text(grammar, *pattern)),
            _ => text.push_str(&type_text(grammar, *pattern)),
        },
    }
    text.trim_end().to_owned()
}

/// What is known of an element: documentation, parents, content model.
#[must_use]
pub fn element_text(schema: &Schema, define: DefineId) -> String {
    let grammar = schema.grammar();
    let mut text = String::new();
    if let Some(documentation) = &grammar.define(define).info.documentation {
        text.push_str(documentation);
        text.push_str("\n\n");
    }
    let parents = schema.explorer().parents_of(define);
    if !parents.is_empty() {
        let names: Vec<String> = parents.iter().take(12).map(|name| format!("`{name}`")).collect();
        let more = if parents.len() > 12 { ", …" } else { "" };
        text.push_str(&format!("In {}{more}\n\n", names.join(", ")));
    }
    text.push_str(&format!("```rnc\n{}\n```\n", compact(grammar, define)));
    text
}

/// What is known of an attribute: documentation, type, default.
#[must_use]
pub fn attribute_text(grammar: &Grammar, pattern: PatternId) -> String {
    let mut text = String::new();
    let info = grammar.info(pattern);
    if let Some(documentation) = &info.documentation {
        text.push_str(documentation);
        text.push_str("\n\n");
    }
    if let Pattern::Attribute { content, .. } = grammar.pattern(pattern) {
        text.push_str(&type_text(grammar, *content));
    }
    if let Some(default) = &info.default_value {
        text.push_str(&format!("\n\nDefault: `{default}`"));
    }
    text
}

/// A type in words, values with what is said of them.
fn type_text(grammar: &Grammar, content: PatternId) -> String {
    let mut values = Vec::new();
    let mut types = Vec::new();
    let mut stack = vec![content];
    while let Some(id) = stack.pop() {
        match grammar.pattern(id) {
            Pattern::Choice(items) | Pattern::Group(items) | Pattern::Interleave(items) => {
                stack.extend(items.iter().rev());
            }
            Pattern::OneOrMore(item) => stack.push(*item),
            Pattern::List(item) => {
                types.push("words separated by blanks".to_owned());
                stack.push(*item);
            }
            Pattern::Value { value, .. } => values.push((value.clone(), grammar.info(id).documentation.clone())),
            Pattern::Data { datatype, params, .. } => types.push(data_words(datatype, params)),
            Pattern::Text => types.push("any text".to_owned()),
            _ => {}
        }
    }
    let mut text = String::new();
    if !types.is_empty() {
        types.dedup();
        text.push_str(&format!("Type: {}", types.join(", or ")));
    }
    if !values.is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str("Values:\n");
        for (value, documentation) in values.iter().take(40) {
            match documentation {
                Some(words) => {
                    text.push_str(&format!(
                        "- `{value}`: {}\n",
                        words.split("\n\n").next().unwrap_or("").replace('\n', " ")
                    ));
                }
                None => text.push_str(&format!("- `{value}`\n")),
            }
        }
    }
    text
}

fn data_words(datatype: &crate::rng::simple::DatatypeName, params: &[crate::rng::simple::Param]) -> String {
    let made = crate::rng::datatype::Datatype::new(&datatype.library, &datatype.name, params);
    let words = made.map_or_else(|_| datatype.name.to_string(), |made| made.describe());
    let facets: Vec<String> = params.iter().map(|param| format!("{} `{}`", param.name, param.value)).collect();
    if facets.is_empty() {
        format!("{words} (`{}`)", datatype.name)
    } else {
        format!("{words} (`{}`, {})", datatype.name, facets.join(", "))
    }
}

/// An element in compact syntax, one level deep.
#[must_use]
pub fn compact(grammar: &Grammar, define: DefineId) -> String {
    let one = grammar.define(define);
    let mut writer = Compact { grammar, lines: 0 };
    let content = writer.pattern(one.content, 1, 0);
    let name = class(&one.name_class);
    if content.len() + name.len() < 60 && !content.contains('\n') {
        return format!("element {name} {{ {content} }}");
    }
    format!("element {name} {{\n  {content}\n}}")
}

struct Compact<'g> {
    grammar: &'g Grammar,
    lines: usize,
}

/// Lines of a content model that a hover shows.
const MAX_LINES: usize = 60;

impl Compact<'_> {
    fn pattern(&mut self, id: PatternId, depth: usize, outer: u8) -> String {
        if self.lines > MAX_LINES {
            return "…".to_owned();
        }
        let grammar = self.grammar;
        match grammar.pattern(id) {
            Pattern::Empty => "empty".to_owned(),
            Pattern::NotAllowed => "notAllowed".to_owned(),
            Pattern::Text => "text".to_owned(),
            Pattern::Choice(items) => {
                // `empty | p` is written `p?`
                let is_empty = |id: &PatternId| matches!(grammar.pattern(*id), Pattern::Empty);
                let rest: Vec<PatternId> = items.iter().copied().filter(|item| !is_empty(item)).collect();
                if rest.len() < items.len() {
                    if let [only] = rest[..] {
                        if let Pattern::OneOrMore(inner) = grammar.pattern(only) {
                            return format!("{}*", self.pattern(*inner, depth, 3));
                        }
                        return format!("{}?", self.pattern(only, depth, 3));
                    }
                    return format!("({})?", self.join(&rest, " | ", depth, 1));
                }
                let text = self.join(items, " | ", depth, 1);
                if outer > 0 { format!("({text})") } else { text }
            }
            Pattern::Group(items) => {
                let text = self.join(items, ", ", depth, 2);
                if outer > 0 { format!("({text})") } else { text }
            }
            Pattern::Interleave(items) => {
                let text = self.join(items, " & ", depth, 2);
                if outer > 0 { format!("({text})") } else { text }
            }
            Pattern::OneOrMore(item) => format!("{}+", self.pattern(*item, depth, 3)),
            Pattern::List(item) => format!("list {{ {} }}", self.pattern(*item, depth, 0)),
            Pattern::Data { datatype, params, .. } => {
                let facets: Vec<String> =
                    params.iter().map(|one| format!("{} = \"{}\"", one.name, one.value)).collect();
                let prefix = if datatype.library.is_empty() { "" } else { "xsd:" };
                if facets.is_empty() {
                    format!("{prefix}{}", datatype.name)
                } else {
                    format!("{prefix}{} {{ {} }}", datatype.name, facets.join(" "))
                }
            }
            Pattern::Value { value, .. } => format!("\"{value}\""),
            Pattern::Attribute { name, content } => {
                format!("attribute {} {{ {} }}", class(name), self.pattern(*content, depth + 1, 0))
            }
            Pattern::Ref(define) => format!("element {}", class(&grammar.define(*define).name_class)),
        }
    }

    fn join(&mut self, items: &[PatternId], separator: &str, depth: usize, level: u8) -> String {
        let parts: Vec<String> = items.iter().map(|item| self.pattern(*item, depth, level)).collect();
        let length: usize = parts.iter().map(|part| part.len() + separator.len()).sum();
        if length < 70 {
            return parts.join(separator);
        }
        self.lines += parts.len();
        let indent = "  ".repeat(depth);
        let separator = separator.trim();
        if separator == "," {
            parts.join(&format!(",\n{indent}"))
        } else {
            parts.join(&format!("\n{indent}{separator} "))
        }
    }
}

fn class(class: &NameClass) -> String {
    match class {
        NameClass::Name { local, .. } => local.to_string(),
        NameClass::NsName { .. } => "ns:*".to_owned(),
        NameClass::AnyName { .. } => "*".to_owned(),
        NameClass::Choice(items) => {
            let all: Vec<String> = items.iter().map(self::class).collect();
            format!("({})", all.join(" | "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::split_cursor;
    use super::*;
    use crate::kiwi::Edition;
    use crate::text::{MemoryLoader, Sources};

    /// The part at `$0` and what is told about it.
    fn check(compact: &str, marked: &str) -> (String, String) {
        let mut sources = Sources::new();
        let id = sources.add("t.rnc", compact);
        let schema =
            Schema::compile(crate::rng::load(id, &mut sources, &MemoryLoader::new()).grammar.unwrap()).unwrap();
        let (text, offset) = split_cursor(marked);
        let tree = Tree::new(text.as_str().into());
        let found = hover(&tree, &schema, offset);
        found.map_or_else(Default::default, |found| (text[found.range].to_owned(), found.markdown))
    }

    #[test]
    fn the_documentation_is_that_of_this_place() {
        let compact = "start = element r { x, element s { y } }\n\
                       x = ## In r.\n element p { ## Its a.\n attribute a { ## One.\n '1' | '2' }, text }\n\
                       y = ## In s.\n element p { empty }";
        let (part, text) = check(compact, "<r><$0p a='1'/><s><p/></s></r>");
        assert_eq!(part, "p");
        assert!(text.contains("In r.") && text.contains("attribute a { \"1\" | \"2\" }"), "{text}");
        assert!(check(compact, "<r><p a='1'/><s><p$0/></s></r>").1.contains("In s."));
        let (part, text) = check(compact, "<r><p a$0='1'/></r>");
        assert_eq!(part, "a");
        assert!(text.contains("Its a.") && text.contains("- `1`: One."), "{text}");
        let (part, text) = check(compact, "<r><p a='$01'/></r>");
        assert_eq!((part.as_str(), text.as_str()), ("1", "**`1`**\n\nOne."));
        assert_eq!(check(compact, "<r>$0</r>"), Default::default());
    }

    #[test]
    fn a_description() {
        let (text, offset) =
            split_cursor("<image><preferences><packagemanager>zyp$0per</packagemanager></preferences></image>");
        let tree = Tree::new(text.as_str().into());
        let found = hover(&tree, Edition::Kiwi.schema().unwrap(), offset).unwrap();
        assert_eq!(&text[found.range], "zypper");
        assert!(found.markdown.contains("zypper"), "{}", found.markdown);
    }
}
