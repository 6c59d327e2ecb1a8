use crate::diagnostic::{Diagnostic, Entry, nearest};
use crate::rng::catalogue::{
    DUPLICATE_ELEMENT, ELEMENT_NOT_ALLOWED_HERE, INCOMPLETE_ELEMENT, INVALID_VALUE, MISSING_ATTRIBUTE,
    TEXT_NOT_ALLOWED, UNKNOWN_ATTRIBUTE,
};
use crate::text::{Sources, Span};
use crate::xml::catalogue::{MALFORMED_XML, NESTING_TOO_DEEP};
use crate::xml::{Content, Document, NodeId, SharedStr};

use super::form::Scope;
use super::{AnyAttribute, Form, Group, Loc, NameTest, Node, meta};

/// How deep elements may be nested.
pub const DEPTH_LIMIT: usize = 160;

/// How often an element may be tried against more than one type, in one document.
const ATTEMPTS: u32 = 100_000;

/// Something in a document that the types have no place for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong, in kebab case, with the validator's names.
    pub name: &'static Entry,
    /// The headline.
    pub message: String,
    /// The smallest place that is wrong; `None` in documents that were never text.
    pub span: Option<Span>,
    /// The element it is about.
    pub node: NodeId,
    /// What would be allowed, nearest spelling first.
    pub expected: Vec<String>,
}

impl ReadError {
    /// As a diagnostic, at `place` where the error has none of its own.
    #[must_use]
    pub fn to_diagnostic(&self, place: Span) -> Diagnostic {
        let span = self.span.unwrap_or(place);
        Diagnostic::error(self.name, self.message.clone(), span).with_expected(self.expected.iter().cloned())
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(span) = self.span {
            write!(f, "{}: ", span.start)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

/// Reads the document element.
///
/// # Errors
/// All mistakes, in document order.
pub fn read<N: Node>(document: &Document) -> Result<N, Vec<ReadError>> {
    let Some(root) = document.root_element() else {
        return Err(vec![ReadError {
            name: &INCOMPLETE_ELEMENT,
            message: "the document has no element".to_owned(),
            span: None,
            node: NodeId::ROOT,
            expected: Vec::new(),
        }]);
    };
    read_node(document, root)
}

/// Reads one element of a document.
///
/// # Errors
/// All mistakes, in document order.
pub fn read_node<N: Node>(document: &Document, node: NodeId) -> Result<N, Vec<ReadError>> {
    let mut reader = Reader::new(document);
    let accepted = document.name(node).is_some_and(|name| N::accepts(&name.namespace, &name.local));
    if !accepted {
        let name = document.name(node).map_or_else(String::new, ToString::to_string);
        reader.error(&ELEMENT_NOT_ALLOWED_HERE, format!("`{name}` is not allowed here"), node);
        return Err(reader.errors);
    }
    match N::read(&mut reader, node) {
        Some(value) if reader.errors.is_empty() => Ok(value),
        _ => {
            if reader.errors.is_empty() {
                reader.error(&INVALID_VALUE, "this element cannot be read".to_owned(), node);
            }
            reader.errors.sort_by_key(|error| error.span.map_or(0, |span| span.start));
            Err(reader.errors)
        }
    }
}

/// Parses a text and reads its document element.
///
/// # Errors
/// What is wrong with the XML, else all mistakes of reading.
pub fn parse<N: Node>(text: &str) -> Result<N, Vec<ReadError>> {
    let mut sources = Sources::new();
    let id = sources.add("document", text);
    let parsed = crate::xml::parse(sources.get(id));
    if crate::diagnostic::has_errors(&parsed.diagnostics) {
        let errors = parsed.diagnostics.into_iter().map(|diagnostic| ReadError {
            name: &MALFORMED_XML,
            message: diagnostic.message.into(),
            span: Some(diagnostic.primary),
            node: NodeId::ROOT,
            expected: diagnostic.expected,
        });
        return Err(errors.collect());
    }
    read(&parsed.document)
}

/// Reads a document, collecting mistakes.
#[derive(Debug)]
pub struct Reader<'d> {
    document: &'d Document,
    errors: Vec<ReadError>,
    depth: usize,
    attempts: u32,
}

/// One way to read an element that may be one of several: a variant of a choice. Generated code makes it.
pub struct Way<T> {
    accepts: Accepts,
    read: fn(&mut Reader<'_>, NodeId) -> Option<T>,
}

enum Accepts {
    /// An element that the schema describes.
    Node(NameTest),
    Name(&'static str, &'static str),
    /// An element that the schema allows without describing it.
    Open(NameTest),
}

#[doc(hidden)]
impl<T> Way<T> {
    #[must_use]
    pub const fn one<N: Node>(read: fn(&mut Reader<'_>, NodeId) -> Option<T>) -> Self {
        Self { accepts: Accepts::Node(N::accepts), read }
    }

    #[must_use]
    pub const fn one_of<N: Node>(test: NameTest, read: fn(&mut Reader<'_>, NodeId) -> Option<T>) -> Self {
        Self { accepts: Accepts::Open(test), read }
    }

    #[must_use]
    pub const fn one_value<F: Form>(
        namespace: &'static str,
        local: &'static str,
        read: fn(&mut Reader<'_>, NodeId) -> Option<T>,
    ) -> Self {
        Self { accepts: Accepts::Name(namespace, local), read }
    }

    /// Whether an element of this name can be read so.
    #[must_use]
    pub fn accepts(&self, namespace: &str, local: &str) -> bool {
        match self.accepts {
            Accepts::Node(test) | Accepts::Open(test) => test(namespace, local),
            Accepts::Name(own, name) => name == local && own == namespace,
        }
    }
}

impl<'d> Reader<'d> {
    fn new(document: &'d Document) -> Self {
        Self { document, errors: Vec::new(), depth: 0, attempts: ATTEMPTS }
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &'d Document {
        self.document
    }

    pub(super) fn depth_left(&self) -> usize {
        DEPTH_LIMIT.saturating_sub(self.depth)
    }

    pub(super) fn too_deep(&mut self, node: NodeId) {
        self.error(&NESTING_TOO_DEEP, format!("elements are nested deeper than {DEPTH_LIMIT}"), node);
    }

    fn error(&mut self, name: &'static Entry, message: String, node: NodeId) {
        let span = self.document.name_span(node);
        self.push(name, message, span, node);
    }

    fn push(&mut self, name: &'static Entry, message: String, span: Option<Span>, node: NodeId) {
        self.errors.push(ReadError { name, message, span, node, expected: Vec::new() });
    }

    fn scope(&self, node: NodeId) -> Scope<'d> {
        Scope(self.document.element(node).map_or(&[][..], |element| &element.in_scope))
    }

    /// Starts on an element. `None`, with an error, where it is nested too deep.
    pub fn enter(&mut self, node: NodeId, table: &'static meta::Element) -> Option<Fields<'_, 'd>> {
        if self.depth >= DEPTH_LIMIT {
            self.too_deep(node);
            return None;
        }
        self.depth += 1;
        let children = self.document.child_elements(node).map(|child| (child, false)).collect();
        let attributes = vec![false; self.document.attributes(node).count()];
        let loc = Loc::of(self.document, node);
        Some(Fields { reader: self, node, table, attributes, children, loc, text: false })
    }

    /// Reads an element that may be one of several: what the schema describes comes before what it merely allows.
    /// Where several have the name, the first that fits, else the one with the fewest mistakes.
    pub fn choice<T>(&mut self, node: NodeId, ways: &[Way<T>]) -> Option<T> {
        let name = self.document.name(node)?;
        let fits = |way: &&Way<T>| way.accepts(&name.namespace, &name.local);
        let open = |way: &&Way<T>| matches!(way.accepts, Accepts::Open(_));
        let described = ways.iter().filter(fits).filter(|way| !open(way));
        let ordered = described.chain(ways.iter().filter(open).filter(fits));
        let before = self.errors.len();
        let mut best: Option<Vec<ReadError>> = None;
        for way in ordered {
            let value = (way.read)(self, node);
            if self.errors.len() == before {
                return value;
            }
            let errors = self.errors.split_off(before);
            if best.as_ref().is_none_or(|best| errors.len() < best.len()) {
                best = Some(errors);
            }
            self.attempts = self.attempts.saturating_sub(1);
            if self.attempts == 0 {
                break;
            }
        }
        self.errors.extend(best.unwrap_or_default());
        None
    }

    /// Reads an element.
    pub fn one<N: Node>(&mut self, node: NodeId) -> Option<N> {
        N::read(self, node)
    }

    /// Reads an element that the schema does not describe.
    pub fn one_of<N: Node>(&mut self, node: NodeId) -> Option<N> {
        N::read(self, node)
    }

    /// Reads an element that holds nothing but a value.
    pub fn one_value<F: Form>(&mut self, node: NodeId) -> Option<F::Value> {
        let mut fields = self.enter(node, &VALUE_ELEMENT)?;
        let value = fields.content::<F>();
        fields.finish();
        value
    }
}

/// What an element has that holds nothing but a value.
static VALUE_ELEMENT: meta::Element = meta::Element {
    names: &[],
    define: "",
    documentation: "",
    attributes: &[],
    open_attributes: false,
    text: meta::Value::Text,
    parts: &[],
};

/// The attributes and children of one element, as they are taken out one by one.
#[derive(Debug)]
pub struct Fields<'r, 'd> {
    reader: &'r mut Reader<'d>,
    node: NodeId,
    table: &'static meta::Element,
    attributes: Vec<bool>,
    children: Vec<(NodeId, bool)>,
    loc: Loc,
    text: bool,
}

// Each method that reads a field gives `None` where there was a mistake, which the reader then holds.

impl<'d> Fields<'_, 'd> {
    fn element_name(&self) -> String {
        self.reader.document.name(self.node).map_or_else(String::new, ToString::to_string)
    }

    fn take_attribute<F: Form>(&mut self, namespace: &str, local: &str) -> Option<Option<F::Value>> {
        let element = self.reader.document.element(self.node)?;
        let index = element.attributes.iter().position(|attribute| attribute.name.is(namespace, local))?;
        self.attributes[index] = true;
        let attribute = &element.attributes[index];
        match F::read(&attribute.value, Scope(&element.in_scope)) {
            Ok(value) => Some(Some(value)),
            Err(message) => {
                let span = attribute.value_span;
                self.reader.push(&INVALID_VALUE, format!("`{}` {message}", attribute.name), span, self.node);
                Some(None)
            }
        }
    }

    /// An attribute that must be there.
    pub fn required<F: Form>(&mut self, namespace: &str, local: &str) -> Option<F::Value> {
        if let Some(value) = self.take_attribute::<F>(namespace, local) {
            return value;
        }
        let message = format!("`{}` misses the attribute `{local}`", self.element_name());
        self.reader.error(&MISSING_ATTRIBUTE, message, self.node);
        None
    }

    /// An attribute that may be there.
    pub fn optional<F: Form>(&mut self, namespace: &str, local: &str) -> Option<Option<F::Value>> {
        match self.take_attribute::<F>(namespace, local) {
            Some(value) => value.map(Some),
            None => Some(None),
        }
    }

    /// All attributes left whose names belong to the class.
    pub fn any_attributes(&mut self, accepts: NameTest) -> Option<Vec<AnyAttribute>> {
        let element = self.reader.document.element(self.node)?;
        let mut all = Vec::new();
        for (attribute, taken) in element.attributes.iter().zip(&mut self.attributes) {
            if !*taken && accepts(&attribute.name.namespace, &attribute.name.local) {
                *taken = true;
                all.push(AnyAttribute { name: attribute.name.clone(), value: attribute.value.to_string() });
            }
        }
        Some(all)
    }

    /// Children whose names the test accepts, each taken.
    fn take(&mut self, accepts: impl Fn(&str, &str) -> bool) -> Vec<NodeId> {
        let document = self.reader.document;
        let mut all = Vec::new();
        for (child, taken) in &mut self.children {
            if !*taken && document.name(*child).is_some_and(|name| accepts(&name.namespace, &name.local)) {
                *taken = true;
                all.push(*child);
            }
        }
        all
    }

    fn check_count(&mut self, what: &[meta::Child], found: &[NodeId], min: u32, max: Option<u32>) {
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        if count < min {
            let how = if min == 1 { String::new() } else { format!(" {min} times, not {count}") };
            let message = format!("`{}` misses {}{how}", self.element_name(), one_of_names(what));
            self.reader.error(&INCOMPLETE_ELEMENT, message, self.node);
        }
        if let Some(max) = max
            && count > max
        {
            let extra = found[max as usize];
            let what = one_of_names(what);
            let message = match max {
                1 => format!("{what} may stand here only once"),
                _ => format!("{what} may stand here only {max} times"),
            };
            self.reader.error(&DUPLICATE_ELEMENT, message, extra);
        }
    }

    /// Children that are nodes of type `N`.
    pub fn many<N: Node>(&mut self, min: u32, max: Option<u32>) -> Option<Vec<N>> {
        self.many_of(N::accepts, min, max)
    }

    /// A child that must be there once.
    pub fn one<N: Node>(&mut self) -> Option<N> {
        self.one_of(N::accepts)
    }

    /// A child that may be there once.
    pub fn maybe<N: Node>(&mut self) -> Option<Option<N>> {
        self.maybe_of(N::accepts)
    }

    /// Children whose names the test accepts.
    pub fn many_of<N: Node>(&mut self, test: NameTest, min: u32, max: Option<u32>) -> Option<Vec<N>> {
        let found = self.take(test);
        self.check_count(N::CHILDREN, &found, min, max);
        Some(found.iter().filter_map(|child| N::read(self.reader, *child)).collect())
    }

    /// The child whose name the test accepts.
    pub fn one_of<N: Node>(&mut self, test: NameTest) -> Option<N> {
        self.many_of(test, 1, Some(1))?.pop()
    }

    /// A child whose name the test accepts, if there is one.
    pub fn maybe_of<N: Node>(&mut self, test: NameTest) -> Option<Option<N>> {
        Some(self.many_of(test, 0, Some(1))?.pop())
    }

    /// Children that hold nothing but values.
    pub fn many_value<F: Form>(
        &mut self,
        min: u32,
        max: Option<u32>,
        namespace: &'static str,
        local: &'static str,
    ) -> Option<Vec<F::Value>> {
        let found = self.take(|own, name| name == local && own == namespace);
        let child = meta::Child::one_value::<F>(namespace, local, "");
        self.check_count(&[child], &found, min, max);
        let document = self.reader.document;
        let mut all = Vec::new();
        for child in found {
            let text = document.first_child(child).filter(|first| document.next_sibling(*first).is_none());
            let inner = text.and_then(|text| match &document.node(text).content {
                Content::Text(content) => Some((document.span(text), content.clone())),
                _ => None,
            });
            let (span, content) = inner.unwrap_or_else(|| (document.span(child), SharedStr::from("")));
            self.loc.add_child(local, span, Some(content));
            all.extend(self.reader.one_value::<F>(child));
        }
        Some(all)
    }

    /// A child that holds nothing but a value and must be there once.
    pub fn one_value<F: Form>(&mut self, namespace: &'static str, local: &'static str) -> Option<F::Value> {
        self.many_value::<F>(1, Some(1), namespace, local)?.pop()
    }

    /// A child that holds nothing but a value and may be there once.
    pub fn maybe_value<F: Form>(&mut self, namespace: &'static str, local: &'static str) -> Option<Option<F::Value>> {
        Some(self.many_value::<F>(0, Some(1), namespace, local)?.pop())
    }

    /// Children that follow each other, again and again: a new group begins where one comes too early or too often.
    pub fn groups<G: Group>(&mut self, min: u32) -> Option<Vec<G>> {
        let place = |namespace: &str, local: &str| G::PARTS.iter().position(|part| part.accepts(namespace, local));
        let found = self.take(|namespace, local| place(namespace, local).is_some());
        let document = self.reader.document;
        let mut groups: Vec<Vec<(NodeId, bool)>> = Vec::new();
        let mut last = None;
        for child in found {
            let at = document.name(child).and_then(|name| place(&name.namespace, &name.local));
            let again = at == last && at.is_some_and(|at| G::PARTS[at].max != Some(1));
            match groups.last_mut() {
                Some(group) if at > last || again => group.push((child, false)),
                _ => groups.push(vec![(child, false)]),
            }
            last = at;
        }
        if groups.is_empty() && min > 0 {
            let first: Vec<meta::Child> = G::PARTS.iter().flat_map(|part| part.children()).copied().collect();
            self.check_count(&first, &[], 1, None);
        }
        let mut all = Vec::with_capacity(groups.len());
        for group in groups {
            // The rest waits while the group reads its own.
            let rest = std::mem::replace(&mut self.children, group);
            all.extend(G::read(self));
            self.children = rest;
        }
        Some(all)
    }

    /// The children that are nodes of type `N`, in document order.
    pub fn sequence<N: Node>(&mut self, min: u32) -> Option<Vec<N>> {
        let found = self.take(N::accepts);
        if found.is_empty() && min > 0 {
            self.check_count(N::CHILDREN, &found, 1, None);
        }
        Some(found.iter().filter_map(|child| N::read(self.reader, *child)).collect())
    }

    /// The children that are nodes of type `N`, and all text between them, in document order.
    pub fn mixed<N: Node>(&mut self) -> Option<Vec<N>> {
        let document = self.reader.document;
        self.text = true;
        let mut all: Vec<N> = Vec::new();
        let mut next = self.take(N::accepts).into_iter().peekable();
        for child in document.children(self.node) {
            match &document.node(child).content {
                Content::Text(text) if !all.last_mut().is_some_and(|last| last.push_text(text)) => {
                    all.extend(N::text(text));
                }
                Content::Element(_) if next.peek() == Some(&child) => {
                    next.next();
                    all.extend(N::read(self.reader, child));
                }
                _ => {}
            }
        }
        Some(all)
    }

    fn own_text(&mut self) -> String {
        self.text = true;
        let document = self.reader.document;
        let mut text = String::new();
        for child in document.children(self.node) {
            if let Content::Text(part) = &document.node(child).content {
                text.push_str(part);
            }
        }
        text
    }

    /// The element's text as a value.
    pub fn content<F: Form>(&mut self) -> Option<F::Value> {
        let text = self.own_text();
        match F::read(&text, self.reader.scope(self.node)) {
            Ok(value) => Some(value),
            Err(message) => {
                let document = self.reader.document;
                let place = document.first_child(self.node).and_then(|child| document.span(child));
                let span = place.or_else(|| document.name_span(self.node));
                let message = format!("the text of `{}` {message}", self.element_name());
                self.reader.push(&INVALID_VALUE, message, span, self.node);
                None
            }
        }
    }

    /// The element's text as a value, where it may also be empty.
    pub fn maybe_content<F: Form>(&mut self) -> Option<Option<F::Value>> {
        let text = self.own_text();
        if text.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            return Some(F::read(&text, self.reader.scope(self.node)).ok());
        }
        self.content::<F>().map(Some)
    }

    /// The name that the element has, where it may have one of several.
    #[must_use]
    pub fn name_index(&self) -> Option<usize> {
        let name = self.reader.document.name(self.node)?;
        self.table.names.iter().position(|(namespace, local)| name.is(namespace, local))
    }

    /// Reports whatever was not taken, and gives the place.
    pub fn finish(self) -> Loc {
        let document = self.reader.document;
        let owner = self.element_name();
        if let Some(element) = document.element(self.node) {
            for (attribute, _) in element.attributes.iter().zip(&self.attributes).filter(|(_, taken)| !**taken) {
                let message = format!("`{owner}` has no attribute `{}`", attribute.name);
                self.reader.push(&UNKNOWN_ATTRIBUTE, message, attribute.name_span, self.node);
                let known = self.table.attributes.iter().map(|known| known.name);
                let near = nearest(&attribute.name.local, known);
                if let Some(last) = self.reader.errors.last_mut() {
                    last.expected.extend(near.map(|name| name.to_owned()));
                }
            }
        }
        for (child, _) in self.children.iter().filter(|(_, taken)| !taken) {
            let name = document.name(*child).map_or_else(String::new, ToString::to_string);
            self.reader.error(&ELEMENT_NOT_ALLOWED_HERE, format!("`{name}` is not allowed in `{owner}`"), *child);
            let known: Vec<&str> = self.table.children().flat_map(meta::Child::names).map(|(_, local)| local).collect();
            let near = document.name(*child).and_then(|name| nearest(&name.local, known.iter().copied()));
            if let Some(last) = self.reader.errors.last_mut() {
                last.expected.extend(near.map(ToOwned::to_owned));
            }
        }
        if !self.text {
            for child in document.children(self.node) {
                if let Content::Text(text) = &document.node(child).content
                    && text.chars().any(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'))
                {
                    let message = format!("text is not allowed in `{owner}`");
                    self.reader.push(&TEXT_NOT_ALLOWED, message, document.span(child), self.node);
                }
            }
        }
        self.reader.depth -= 1;
        self.loc
    }
}

/// The elements in words: a few of their names.
fn one_of_names(children: &[meta::Child]) -> String {
    const SHOWN: usize = 4;
    let names: Vec<&str> = children.iter().flat_map(meta::Child::names).map(|(_, local)| local).collect();
    if names.is_empty() {
        return "an element".to_owned();
    }
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > SHOWN { " or another" } else { "" };
    format!("{}{more}", shown.join(" or "))
}
