//! Schemas as people write them, in both syntaxes: who defines what, who refers to it, and how files belong together.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use super::hover::Hover;
use crate::diagnostic::has_errors;
use crate::rng::ast::{
    Annotations, Component, ComponentKind, Declaration, DeclarationKind, Define, NameClass, NameClassKind, Pattern,
    PatternKind, TypeName,
};
use crate::rng::{self, File, Schema};
use crate::text::{MemoryLoader, SourceId, Sources, Span};

pub use super::lexemes::{folds, selections, tokens};
pub use super::schema_complete::{complete, parameters};
pub use super::schema_mends::mends;

/// The files that a schema refers to, by a quick look at its text.
#[must_use]
pub fn targets(text: &str) -> Vec<String> {
    links(text).into_iter().map(|(href, _)| href).collect()
}

/// The references to other files in a schema, and where they stand.
#[must_use]
pub fn links(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let words: &[&str] = if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        &["href"]
    } else {
        &["include", "external"]
    };
    for word in words {
        let mut from = 0;
        while let Some(at) = text[from..].find(word).map(|at| from + at + word.len()) {
            from = at;
            let rest = text[at..].trim_start();
            let rest = rest.strip_prefix('=').unwrap_or(rest).trim_start();
            let start = text.len() - rest.len() + 1;
            if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\''))
                && let Some(end) = text[start..].find(quote)
                && !text[start..start + end].contains('\n')
            {
                found.push((text[start..start + end].to_owned(), start..start + end));
            }
        }
    }
    found
}

/// What a name in a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameKind {
    /// A definition of a pattern.
    Define,
    /// `start`, which nobody refers to.
    Start,
    /// A namespace prefix.
    Namespace,
    /// A prefix of a datatype library.
    Datatypes,
}

/// A place where a name stands.
#[derive(Debug, Clone)]
pub struct Occurrence {
    /// The name.
    pub name: Arc<str>,
    /// What it is of.
    pub kind: NameKind,
    /// Where it stands.
    pub span: Span,
    /// The whole definition, or the reference.
    pub whole: Span,
    /// Whether it is defined there.
    pub is_definition: bool,
    /// The grammar, or for prefixes the file, in which it has its meaning.
    scope: usize,
    /// Whether it stands in the braces of an `include`, in place of what the file has.
    pub in_include: Option<usize>,
    /// How it joins others of its name: `|=`, `&=`.
    pub combines: bool,
    /// Its documentation.
    pub documentation: Option<String>,
}

/// All names of a schema with the files that it includes.
#[derive(Debug, Default)]
pub struct Index {
    /// The places, in the order of reading.
    pub occurrences: Vec<Occurrence>,
    /// The file that each `include` with braces reads, by the number in [`Occurrence::in_include`].
    includes: Vec<Option<SourceId>>,
}

struct Builder<'f> {
    files: &'f [File],
    sources: &'f Sources,
    index: Index,
    parents: Vec<Option<usize>>,
    seen: HashSet<(usize, usize)>,
}

impl Index {
    /// Of a schema that [`rng::read`] has read, the main file first.
    #[must_use]
    pub fn new(files: &[File], sources: &Sources) -> Self {
        let mut builder = Builder { files, sources, index: Self::default(), parents: vec![None], seen: HashSet::new() };
        if !files.is_empty() {
            builder.file(0, 0);
        }
        builder.index
    }

    /// The name at an offset.
    #[must_use]
    pub fn at(&self, source: SourceId, offset: usize) -> Option<&Occurrence> {
        self.occurrences.iter().find(|one| {
            one.span.source == source && one.span.start as usize <= offset && offset <= one.span.end as usize
        })
    }

    /// All places of the same name, that one included; a file that is included twice counts once.
    #[must_use]
    pub fn same(&self, of: &Occurrence) -> Vec<&Occurrence> {
        // the same text may stand in several grammars
        let scopes: HashSet<usize> =
            self.occurrences.iter().filter(|one| one.span == of.span).map(|one| one.scope).collect();
        let mut seen = HashSet::new();
        self.occurrences
            .iter()
            .filter(|one| one.kind == of.kind && one.name == of.name && scopes.contains(&one.scope))
            .filter(|one| seen.insert(one.span))
            .collect()
    }

    /// The definitions that one in the braces of an `include` stands for, or those that stand for it.
    #[must_use]
    pub fn overrides(&self, of: &Occurrence) -> (Vec<&Occurrence>, Vec<&Occurrence>) {
        let all = self.same(of);
        let definitions = || all.iter().copied().filter(|one| one.is_definition && one.span != of.span);
        let replaced = match of.in_include {
            Some(_) => definitions().filter(|one| one.in_include.is_none()).collect(),
            None => Vec::new(),
        };
        let replacing = if of.in_include.is_none() {
            definitions()
                .filter(|one| {
                    one.in_include.is_some_and(|include| {
                        self.includes
                            .get(include)
                            .copied()
                            .flatten()
                            .is_none_or(|target| target == of.span.source || one.span.source != of.span.source)
                    })
                })
                .collect()
        } else {
            Vec::new()
        };
        (replaced, replacing)
    }
}

impl Builder<'_> {
    fn file(&mut self, file: usize, scope: usize) {
        if !self.seen.insert((file, scope)) {
            return;
        }
        let files = self.files;
        let schema = &files[file].schema;
        for declaration in &schema.declarations {
            self.declaration(file, declaration);
        }
        match &schema.pattern.kind {
            PatternKind::Grammar(components) => self.components(file, components, scope, None),
            _ => self.pattern(file, &schema.pattern, scope),
        }
    }

    /// The exact place of a name in what a parser gave as its place.
    fn name_in(&self, span: Span, name: &str) -> Span {
        let text = self.sources.slice(span);
        if text == name {
            return span;
        }
        if text.strip_prefix('\\') == Some(name) {
            return span.slice(1, text.len());
        }
        let mut from = 0;
        while let Some(at) = text[from..].find(name).map(|at| from + at) {
            from = at + name.len().max(1);
            let before = text[..at].chars().next_back();
            let after = text[at + name.len()..].chars().next();
            let is_edge = |c: Option<char>| c.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
            // in XML syntax the name is a quoted value
            let is_quoted = before.is_some_and(|c| matches!(c, '"' | '\'' | ' '));
            if is_edge(before) && is_edge(after) && (is_quoted || !text.starts_with('<')) {
                return span.slice(at, at + name.len());
            }
        }
        span
    }

    fn add(&mut self, name: &Arc<str>, kind: NameKind, span: Span, whole: Span, is_definition: bool, scope: usize) {
        let span = self.name_in(span, name);
        self.index.occurrences.push(Occurrence {
            name: name.clone(),
            kind,
            span,
            whole,
            is_definition,
            scope,
            in_include: None,
            combines: false,
            documentation: None,
        });
    }

    fn declaration(&mut self, file: usize, declaration: &Declaration) {
        match &declaration.kind {
            DeclarationKind::Namespace { prefix: Some(prefix), .. } => {
                self.add(prefix, NameKind::Namespace, declaration.name_span, declaration.span, true, file);
            }
            DeclarationKind::Datatypes { prefix, .. } => {
                self.add(prefix, NameKind::Datatypes, declaration.name_span, declaration.span, true, file);
            }
            DeclarationKind::Namespace { .. } => {}
        }
    }

    fn prefix(&mut self, file: usize, kind: NameKind, prefix: Option<&Arc<str>>, span: Span) {
        let Some(prefix) = prefix else { return };
        if self.sources.slice(span).starts_with(&format!("{prefix}:")) {
            let own = span.slice(0, prefix.len());
            self.add(prefix, kind, own, span, false, file);
        }
    }

    fn type_name(&mut self, file: usize, name: &TypeName) {
        if let Some(span) = name.span {
            self.prefix(file, NameKind::Datatypes, name.prefix.as_ref(), span);
        }
    }

    fn name_class(&mut self, file: usize, class: &NameClass) {
        match &class.kind {
            NameClassKind::Name { prefix, .. } => self.prefix(file, NameKind::Namespace, prefix.as_ref(), class.span),
            NameClassKind::NsName { prefix, except, .. } => {
                self.prefix(file, NameKind::Namespace, prefix.as_ref(), class.span);
                if let Some(except) = except {
                    self.name_class(file, except);
                }
            }
            NameClassKind::AnyName { except: Some(except) } => self.name_class(file, except),
            NameClassKind::Choice(classes) => classes.iter().for_each(|class| self.name_class(file, class)),
            _ => {}
        }
    }

    fn annotations(&mut self, file: usize, annotations: Option<&Annotations>) {
        let Some(annotations) = annotations else { return };
        for attribute in &annotations.attributes {
            self.prefix(file, NameKind::Namespace, attribute.prefix.as_ref(), attribute.span);
        }
        let elements: Vec<_> = annotations.elements().filter(|element| !element.shorthand).collect();
        for element in elements {
            self.prefix(file, NameKind::Namespace, element.prefix.as_ref(), element.name_span);
        }
    }

    fn components(&mut self, file: usize, components: &[Component], scope: usize, include: Option<usize>) {
        for component in components {
            self.annotations(file, component.annotations.as_deref());
            match &component.kind {
                ComponentKind::Define(define) => self.define(file, component, define, scope, include),
                ComponentKind::Div(inner) => self.components(file, inner, scope, include),
                ComponentKind::Include(one) => {
                    let target = self.files[file].targets.get(&one.target.href_span).copied();
                    if let Some(target) = target {
                        self.file(target, scope);
                    }
                    let number = self.index.includes.len();
                    self.index.includes.push(target.map(|target| self.files[target].schema.source));
                    self.components(file, one.components.as_deref().unwrap_or_default(), scope, Some(number));
                }
            }
        }
    }

    fn define(&mut self, file: usize, component: &Component, define: &Define, scope: usize, include: Option<usize>) {
        let (name, kind) = match &define.name {
            Some(name) => (name.clone(), NameKind::Define),
            None => (Arc::from("start"), NameKind::Start),
        };
        self.add(&name, kind, define.name_span, component.span, true, scope);
        if let Some(last) = self.index.occurrences.last_mut() {
            last.in_include = include;
            last.combines = define.combine.is_some();
            let own = component.annotations.as_ref().and_then(|annotations| annotations.documentation());
            last.documentation = own.or_else(|| define.body.documentation());
        }
        self.pattern(file, &define.body, scope);
    }

    fn pattern(&mut self, file: usize, pattern: &Pattern, scope: usize) {
        self.annotations(file, pattern.annotations.as_deref());
        match &pattern.kind {
            PatternKind::Ref(name) => self.add(name, NameKind::Define, pattern.span, pattern.span, false, scope),
            PatternKind::ParentRef { name, name_span } => {
                if let Some(Some(parent)) = self.parents.get(scope).copied() {
                    self.add(name, NameKind::Define, *name_span, pattern.span, false, parent);
                }
            }
            PatternKind::Element(named) | PatternKind::Attribute(named) => self.name_class(file, &named.name),
            PatternKind::Value(value) => self.type_name(file, &value.datatype),
            PatternKind::Data(data) => self.type_name(file, &data.datatype),
            PatternKind::External(href) => {
                if let Some(target) = self.files[file].targets.get(&href.href_span).copied() {
                    let own = self.open(scope);
                    self.file(target, own);
                }
            }
            PatternKind::Grammar(components) => {
                let own = self.open(scope);
                self.components(file, components, own, None);
            }
            _ => {}
        }
        pattern.children().for_each(|child| self.pattern(file, child, scope));
    }

    fn open(&mut self, parent: usize) -> usize {
        self.parents.push(Some(parent));
        self.parents.len() - 1
    }
}

/// What is told about the name at an offset.
#[must_use]
pub fn hover(index: &Index, sources: &Sources, source: SourceId, offset: usize) -> Option<Hover> {
    let found = index.at(source, offset)?;
    let mut text = String::new();
    let definitions: Vec<&Occurrence> = index.same(found).into_iter().filter(|one| one.is_definition).collect();
    match found.kind {
        NameKind::Define | NameKind::Start => {
            if let Some(documentation) = definitions.iter().find_map(|one| one.documentation.clone()) {
                text.push_str(&documentation);
                text.push_str("\n\n");
            }
            if definitions.is_empty() {
                text.push_str(&format!("`{}` is not defined", found.name));
            }
        }
        NameKind::Namespace => text.push_str("namespace\n\n"),
        NameKind::Datatypes => text.push_str("datatype library\n\n"),
    }
    for definition in definitions.iter().take(4) {
        let file = sources.get(definition.span.source);
        let body = cut(file.slice(definition.whole));
        let is_xml = body.trim_start().starts_with('<');
        let name = std::path::Path::new(&file.name).file_name().map(|name| name.to_string_lossy().into_owned());
        let line = file.line_column(definition.span.start as usize).line;
        let word = if definition.in_include.is_some() { " (overrides)" } else { "" };
        text.push_str(&format!(
            "```{}\n{}\n```\n{}:{line}{word}\n\n",
            if is_xml { "xml" } else { "rnc" },
            body.trim_end(),
            name.unwrap_or_default()
        ));
    }
    Some(Hover { range: found.span.range(), markdown: text.trim_end().to_owned() })
}

/// The first lines of a definition.
fn cut(text: &str) -> String {
    const LINES: usize = 24;
    let mut lines: Vec<&str> = text.lines().take(LINES + 1).collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…");
    }
    lines.join("\n")
}

/// An entry of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaSymbol {
    /// The name.
    pub name: String,
    /// `|=`, or what an include overrides.
    pub detail: String,
    /// Whether it is a file that is read.
    pub is_include: bool,
    /// All of it.
    pub range: Range<usize>,
    /// The name.
    pub selection: Range<usize>,
    /// What is in it.
    pub children: Vec<SchemaSymbol>,
}

/// The outline of one file of a schema.
#[must_use]
pub fn symbols(schema: &rng::ast::Schema, sources: &Sources) -> Vec<SchemaSymbol> {
    let mut found = Vec::new();
    match &schema.pattern.kind {
        PatternKind::Grammar(components) => outline(components, sources, &mut found),
        _ => inner(&schema.pattern, sources, &mut found),
    }
    found
}

pub(super) fn outline(components: &[Component], sources: &Sources, found: &mut Vec<SchemaSymbol>) {
    for component in components {
        match &component.kind {
            ComponentKind::Define(define) => {
                let mut children = Vec::new();
                inner(&define.body, sources, &mut children);
                let whole = component.span.to(define.name_span);
                found.push(SchemaSymbol {
                    name: define.display_name().to_owned(),
                    detail: define.combine.map_or(String::new(), |combine| combine.as_str().to_owned()),
                    is_include: false,
                    range: whole.range(),
                    selection: define.name_span.range(),
                    children,
                });
            }
            ComponentKind::Div(inner) => outline(inner, sources, found),
            ComponentKind::Include(include) => {
                let mut children = Vec::new();
                outline(include.components.as_deref().unwrap_or_default(), sources, &mut children);
                found.push(SchemaSymbol {
                    name: format!("include {}", include.target.href),
                    detail: String::new(),
                    is_include: true,
                    range: component.span.to(include.target.href_span).range(),
                    selection: include.target.href_span.range(),
                    children,
                });
            }
        }
    }
}

/// The elements and attributes in a pattern.
pub(super) fn inner(pattern: &Pattern, sources: &Sources, found: &mut Vec<SchemaSymbol>) {
    match &pattern.kind {
        PatternKind::Element(named) | PatternKind::Attribute(named) => {
            let word = if matches!(pattern.kind, PatternKind::Element(_)) { "element" } else { "attribute" };
            let mut children = Vec::new();
            inner(&named.content, sources, &mut children);
            found.push(SchemaSymbol {
                name: format!("{word} {}", sources.slice(named.name.span).trim()),
                detail: String::new(),
                is_include: false,
                range: pattern.span.to(named.name.span).range(),
                selection: named.name.span.range(),
                children,
            });
        }
        PatternKind::Grammar(components) => outline(components, sources, found),
        _ => pattern.children().for_each(|child| inner(child, sources, found)),
    }
}

/// The text of a schema in compact syntax, laid out; `None` where it cannot be read.
#[must_use]
pub fn formatted(text: &str) -> Option<String> {
    let mut sources = Sources::new();
    let id = sources.add("schema.rnc", text);
    let (schema, found) = rng::parse(sources.get(id));
    (!has_errors(&found)).then(|| rng::compact::format(&schema, sources.get(id)))
}

/// RELAX NG's own schema, for schemas in XML syntax (RELAX NG specification, section 3).
#[must_use]
pub fn relax_ng() -> Option<&'static Schema> {
    static SCHEMA: LazyLock<Option<Schema>> = LazyLock::new(|| {
        let mut sources = Sources::new();
        let id = sources.add("relaxng.rnc", include_str!("relaxng.rnc"));
        let loaded = rng::load(id, &mut sources, &MemoryLoader::new());
        loaded.grammar.and_then(|grammar| Schema::compile(grammar).ok())
    });
    SCHEMA.as_ref()
}

#[cfg(test)]
mod tests {
    use super::super::place::split_cursor;
    use super::*;
    use crate::diagnostic::Entry;
    use crate::rng::ast::Syntax;
    use crate::rng::schema_catalogue::{
        SCHEMA_UNDECLARED_PREFIX, SCHEMA_UNDEFINED_REFERENCE, SCHEMA_UNUSED_DEFINITION,
    };

    const MAIN: &str =
        "include \"b.rnc\" { x = element x2 { y } }\nstart = x | z\nz = grammar { start = parent y | y\ny = text }\n";
    const PART: &str = "datatypes d = \"http://www.w3.org/2001/XMLSchema-datatypes\"\n## An x.\nx = element x { y }\ny = attribute a { d:int }\n";

    fn read(main: &str, part: &str) -> (Sources, Index) {
        let mut loader = MemoryLoader::new();
        loader.insert("b.rnc", part);
        let mut sources = Sources::new();
        let id = sources.add("a.rnc", main);
        let (files, _) = rng::read(id, &mut sources, &loader);
        let index = Index::new(&files, &sources);
        (sources, index)
    }

    /// Where the name at `$0` in the main file stands, definitions marked.
    fn places(main: &str) -> Vec<String> {
        let (text, offset) = split_cursor(main);
        let (sources, index) = read(&text, PART);
        let Some(found) = index.at(SourceId(0), offset) else { return Vec::new() };
        index
            .same(found)
            .into_iter()
            .map(|one| {
                let source = sources.get(one.span.source);
                let mark = if one.is_definition { "!" } else { "" };
                assert_eq!(sources.slice(one.span), &*one.name);
                format!("{mark}{}:{}", source.name, source.line_column(one.span.start as usize).line)
            })
            .collect()
    }

    #[test]
    fn names_across_includes() {
        assert_eq!(places(&MAIN.replace("start = x", "start = $0x")), ["!b.rnc:3", "!a.rnc:1", "a.rnc:2"]);
        // the grammar inside has a `y` of its own
        assert_eq!(places(&MAIN.replace("parent y", "parent $0y")), ["b.rnc:3", "!b.rnc:4", "a.rnc:1", "a.rnc:3"]);
        assert_eq!(places(&MAIN.replace("| y\n", "| $0y\n")), ["a.rnc:3", "!a.rnc:4"]);
        let (_, index) = read(MAIN, PART);
        let overriding = index.occurrences.iter().find(|one| one.in_include.is_some()).unwrap();
        assert_eq!(index.overrides(overriding).0.len(), 1);
        let original = index
            .occurrences
            .iter()
            .find(|one| &*one.name == "x" && one.is_definition && one.in_include.is_none())
            .unwrap();
        assert_eq!(index.overrides(original).1.len(), 1);
    }

    #[test]
    fn hover_tells_the_pattern() {
        let (text, offset) = split_cursor("include \"b.rnc\"\nstart = $0x\n");
        let (sources, index) = read(&text, PART);
        let found = hover(&index, &sources, SourceId(0), offset).unwrap();
        assert!(found.markdown.contains("An x.") && found.markdown.contains("element x { y }"), "{}", found.markdown);
    }

    fn offered(main: &str) -> Vec<String> {
        let (text, offset) = split_cursor(main);
        let (sources, index) = read(&text, PART);
        complete(&text, Syntax::Compact, &index, &sources, offset).into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn completion() {
        let has = |main: &str, label: &str| {
            assert!(offered(main).iter().any(|one| one == label), "{main}: {:?}", offered(main))
        };
        has("include \"b.rnc\"\nstart = $0", "x");
        has("include \"b.rnc\"\nstart = el$0", "element");
        has("include \"b.rnc\"\nstart = element q { $0 }", "y");
        has("include \"b.rnc\" { $0 }", "x");
        has(
            "datatypes d = \"http://www.w3.org/2001/XMLSchema-datatypes\"\nstart = element q { d:$0 }",
            "nonNegativeInteger",
        );
        has("start = element q { xsd:string { $0 } }", "pattern");
        has("$0", "start");
        has("include \"b.rnc\"\ns:pattern [ s:rule [ context = \"$0\" ] ]\nstart = x", "x");
        has("include \"b.rnc\"\ns:pattern [ s:rule [ context = \"x[@$0]\" ] ]\nstart = x", "a");
        assert!(offered("# a comment $0\nstart = text").is_empty());
        assert!(!offered("start = element q { xsd:int { $0 } }").contains(&"length".to_owned()));
    }

    #[test]
    fn both_syntaxes_have_names() {
        let text = "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><start><ref name='a'/></start><define name='a'><text/></define></grammar>";
        let mut sources = Sources::new();
        let id = sources.add("a.rng", text);
        let (files, _) = rng::read(id, &mut sources, &MemoryLoader::new());
        let index = Index::new(&files, &sources);
        let found = index.at(id, text.find("'a'").unwrap() + 1).unwrap();
        let all: Vec<&str> = index.same(found).into_iter().map(|one| sources.slice(one.span)).collect();
        assert_eq!(all, ["a", "a"]);
        let marked = "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><start><ref name='$0'/></start></grammar>";
        let (text, offset) = split_cursor(marked);
        assert!(complete(&text, Syntax::Xml, &index, &sources, offset).iter().any(|item| item.label == "a"));
    }

    #[test]
    fn relax_ng_itself() {
        assert!(relax_ng().is_some());
    }

    #[test]
    fn mends_are_written_where_they_belong() {
        let fixed = |text: &str, entry: &'static Entry, name: &str, at: Range<usize>| {
            let all = mends(text, &entry.into(), name, at);
            all.into_iter().map(|(_, range, new)| format!("{}{new}{}", &text[..range.start], &text[range.end..])).next()
        };
        assert_eq!(
            fixed("start = a\n", &SCHEMA_UNDEFINED_REFERENCE, "a", 8..9).as_deref(),
            Some("start = a\n\na = empty\n")
        );
        assert_eq!(
            fixed("start = q:a", &SCHEMA_UNDECLARED_PREFIX, "q", 8..11).as_deref(),
            Some("namespace q = \"\"\nstart = q:a")
        );
        assert_eq!(
            fixed("start = text\na = text\nb = text\n", &SCHEMA_UNUSED_DEFINITION, "a", 13..14).as_deref(),
            Some("start = text\nb = text\n")
        );
    }
}
