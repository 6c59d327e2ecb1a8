//! Validation of a document in memory.

use super::datatype::Context;
use super::event::{AttributePlace, Name, StartTag};
use super::schema::Schema;
use super::symbol::{NamespaceId, Symbol};
use super::validate::Validator;
use crate::diagnostic::Diagnostic;
use crate::text::{SourceId, Span};
use crate::xml::{Content, Document, Element, NodeId, QName, XML_NAMESPACE};

impl Schema {
    /// Validates a document. Its findings are in document order; nodes without a place in a text are pointed at by an
    /// empty span.
    #[must_use]
    pub fn validate(&self, document: &Document) -> Vec<Diagnostic> {
        let mut validator = self.validator(document.source.unwrap_or_default());
        let mut walk = Walk::new(self, &mut validator, document);
        walk.run(document.first_child(NodeId::ROOT), &[], &mut |_, _, _| {});
        let mut found = validator.finish();
        without_placeless_fixes(&mut found);
        found
    }
}

/// What has no place in the text, as an attribute that the document type gives, cannot be mended there.
pub(super) fn without_placeless_fixes(found: &mut [Diagnostic]) {
    found.iter_mut().filter(|one| one.primary.is_empty()).for_each(|one| one.fixes.clear());
}

/// A walk through a document that tells a validator what is there.
pub(super) struct Walk<'a> {
    document: &'a Document,
    validator: &'a mut Validator,
    names: Names<'a>,
    symbols: Vec<Symbol>,
    /// The elements that are open, outermost first.
    pub(super) open: Vec<Open<'a>>,
    has_root: bool,
    source: SourceId,
}

/// Called before a start tag is told of.
pub(super) type Before<'h> = dyn FnMut(&mut Validator, &[Open<'_>], &Element) + 'h;

impl<'a> Walk<'a> {
    pub(super) fn new(schema: &'a Schema, validator: &'a mut Validator, document: &'a Document) -> Self {
        Self {
            document,
            validator,
            names: Names { schema, uri: std::sync::Arc::from(""), id: NamespaceId::NONE },
            symbols: Vec::new(),
            open: Vec::new(),
            has_root: false,
            source: document.source.unwrap_or_default(),
        }
    }

    /// Takes an element as open that the validator knows to be.
    pub(super) fn enter(&mut self, element: &'a Element, unclosed: bool, ended: bool) {
        self.has_root = true;
        self.open.push(Open { element, unclosed, ended });
    }

    /// Goes through the document from a node on. The elements `still` are not ended: of the last of them only a part is
    /// in the document.
    pub(super) fn run(&mut self, from: Option<NodeId>, still: &[NodeId], before: &mut Before<'_>) {
        let document = self.document;
        let nowhere = Span::at(self.source, 0);
        let mut at = from;
        while let Some(node) = at {
            let mut descend = None;
            match &document.node(node).content {
                // A second document element is a mistake of the text, and was reported as such.
                Content::Element(_) if self.open.is_empty() && self.has_root => {}
                Content::Element(element) => {
                    before(self.validator, &self.open, element);
                    self.symbols.clear();
                    let names = &mut self.names;
                    self.symbols.extend(element.attributes.iter().map(|attribute| names.symbol(&attribute.name)));
                    let symbol = self.names.symbol(&element.name);
                    end_early(self.validator, &mut self.open, symbol);
                    self.has_root = true;
                    let tag = Tag { element, document, symbol, symbols: &self.symbols, source: self.source };
                    self.validator.start_element(&tag);
                    descend = document.first_child(node);
                    let unclosed = descend.is_some() && element.spans.is_some_and(|spans| spans.lacks_end_tag());
                    self.open.push(Open { element, unclosed, ended: false });
                    if descend.is_none() && !still.contains(&node) {
                        end(self.validator, &mut self.open, nowhere, document);
                    }
                }
                Content::Text(text) => self.validator.text(text, document.span(node).unwrap_or(nowhere)),
                Content::Root | Content::Comment(_) | Content::ProcessingInstruction { .. } => {}
            }
            at = if descend.is_some() { descend } else { self.behind(node, still) };
        }
    }

    /// The node that comes after this one and all in it, once what ends in between has ended.
    pub(super) fn behind(&mut self, mut done: NodeId, still: &[NodeId]) -> Option<NodeId> {
        let nowhere = Span::at(self.source, 0);
        loop {
            if let Some(next) = self.document.next_sibling(done) {
                return Some(next);
            }
            let parent = self.document.parent(done)?;
            if still.contains(&parent) {
                return None;
            }
            if self.document.element(parent).is_some() {
                end(self.validator, &mut self.open, nowhere, self.document);
            }
            done = parent;
        }
    }

    /// Ends the innermost element.
    pub(super) fn end(&mut self) {
        end(self.validator, &mut self.open, Span::at(self.source, 0), self.document);
    }
}

/// An open element of the walk.
#[derive(Clone, Copy)]
pub(super) struct Open<'a> {
    pub(super) element: &'a Element,
    /// It has no end tag in the text; a parser put its end somewhere.
    pub(super) unclosed: bool,
    /// The validator was told of its end already.
    pub(super) ended: bool,
}

/// What an unclosed element cannot hold, but an element around it can, was meant to stand behind it.
fn end_early(validator: &mut Validator, open: &mut [Open<'_>], symbol: Symbol) {
    let inner: Vec<usize> =
        (0..open.len()).rev().filter(|at| !open[*at].ended).take_while(|at| open[*at].unclosed).collect();
    let home = (0..=inner.len()).find(|up| validator.allows(*up, symbol)).unwrap_or(0);
    for at in &inner[..home] {
        validator.end_unclosed();
        open[*at].ended = true;
    }
}

fn end(validator: &mut Validator, open: &mut Vec<Open<'_>>, nowhere: Span, document: &Document) {
    let Some(Open { element, unclosed, ended }) = open.pop() else { return };
    if ended {
        return;
    }
    if unclosed {
        validator.end_unclosed();
        return;
    }
    let spans = element.spans;
    let end = spans.map_or(nowhere, |spans| spans.end_tag.unwrap_or(spans.start_tag));
    let name = spans.and_then(|spans| spans.end_name());
    let scope = Scope(element, document);
    validator.end_element(name, end, &scope);
}

/// Looks up the symbols of names; neighbours mostly share their namespace.
struct Names<'s> {
    schema: &'s Schema,
    uri: std::sync::Arc<str>,
    id: NamespaceId,
}

impl Names<'_> {
    fn symbol(&mut self, name: &QName) -> Symbol {
        if *self.uri != *name.namespace {
            self.uri = name.namespace.clone();
            self.id = self.schema.namespace(&self.uri);
        }
        self.schema.symbol(self.id, &name.local)
    }
}

struct Tag<'a> {
    document: &'a Document,
    element: &'a Element,
    symbol: Symbol,
    symbols: &'a [Symbol],
    source: SourceId,
}

fn name(name: &QName) -> Name<'_> {
    Name { prefix: &name.prefix, local: &name.local, namespace: &name.namespace }
}

impl StartTag for Tag<'_> {
    fn symbol(&self) -> Symbol {
        self.symbol
    }

    fn name(&self) -> Name<'_> {
        name(&self.element.name)
    }

    fn name_span(&self) -> Span {
        self.element.spans.map_or(Span::at(self.source, 0), |spans| spans.name)
    }

    fn attribute_count(&self) -> usize {
        self.element.attributes.len()
    }

    fn attribute_symbol(&self, index: usize) -> Symbol {
        self.symbols[index]
    }

    fn attribute_name(&self, index: usize) -> Name<'_> {
        name(&self.element.attributes[index].name)
    }

    fn attribute_value(&self, index: usize) -> &str {
        &self.element.attributes[index].value
    }

    fn attribute_place(&self, index: usize) -> AttributePlace {
        let attribute = &self.element.attributes[index];
        let name = self.name_span();
        let or_element = |span: Option<Span>| span.unwrap_or(name.slice(name.len(), name.len()));
        AttributePlace {
            whole: or_element(attribute.span),
            name: or_element(attribute.name_span),
            value: or_element(attribute.value_span),
        }
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        in_scope(self.element, prefix)
    }

    fn prefix_of(&self, namespace: &str) -> Option<&str> {
        if namespace == XML_NAMESPACE {
            return Some("xml");
        }
        let mut scope = self.element.in_scope.iter();
        scope.find(|(prefix, uri)| !prefix.is_empty() && **uri == *namespace).map(|(prefix, _)| &**prefix)
    }

    fn is_unparsed_entity(&self, name: &str) -> bool {
        declares(self.document, name)
    }
}

fn in_scope<'a>(element: &'a Element, prefix: &str) -> Option<&'a str> {
    if prefix == "xml" {
        return Some(XML_NAMESPACE);
    }
    element.in_scope.iter().find(|(bound, _)| **bound == *prefix).map(|(_, uri)| &**uri)
}

fn declares(document: &Document, name: &str) -> bool {
    document.unparsed_entities.iter().any(|own| **own == *name)
}

struct Scope<'a>(&'a Element, &'a Document);

impl Context for Scope<'_> {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        // Without a default namespace an unprefixed QName is in none.
        in_scope(self.0, prefix).or(prefix.is_empty().then_some(""))
    }

    fn is_unparsed_entity(&self, name: &str) -> bool {
        declares(self.1, name)
    }
}
