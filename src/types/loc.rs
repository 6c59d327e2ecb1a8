use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::text::Span;
use crate::xml::{Document, NodeId, SharedStr};

/// Where a record was read, and how its values were spelled. Beside the values, not around them: it equals every
/// other place, so that records compare by what they say.
#[derive(Clone, Default)]
pub struct Loc(Option<Box<Places>>);

#[derive(Clone)]
struct Places {
    node: NodeId,
    span: Option<Span>,
    name: Option<Span>,
    prefix: Arc<str>,
    scope: Scope,
    attributes: Vec<AttributePlace>,
    children: Vec<ChildPlace>,
}

/// The prefixes in scope with their namespaces.
type Scope = Arc<[(Arc<str>, Arc<str>)]>;

/// A child that became a plain value: its name, the place of its text, its text.
type ChildPlace = (Box<str>, Option<Span>, Option<SharedStr>);

#[derive(Clone)]
struct AttributePlace {
    local: Arc<str>,
    name: Option<Span>,
    value: Option<Span>,
    text: SharedStr,
}

impl Loc {
    pub(super) fn of(document: &Document, node: NodeId) -> Self {
        let attributes = document.attributes(node).map(|(_, attribute)| AttributePlace {
            local: attribute.name.local.clone(),
            name: attribute.name_span,
            value: attribute.value_span,
            text: attribute.value.clone(),
        });
        let Some(element) = document.element(node) else { return Self(None) };
        Self(Some(Box::new(Places {
            prefix: element.name.prefix.clone(),
            scope: element.in_scope.clone(),
            node,
            span: document.span(node),
            name: document.name_span(node),
            attributes: attributes.collect(),
            children: Vec::new(),
        })))
    }

    pub(super) fn add_child(&mut self, local: &str, span: Option<Span>, text: Option<SharedStr>) {
        if let Some(places) = &mut self.0 {
            places.children.push((local.into(), span, text));
        }
    }

    /// The prefix of the element's name, and all in scope.
    pub(super) fn prefixes(&self) -> Option<(&Arc<str>, &Scope)> {
        self.0.as_ref().map(|places| (&places.prefix, &places.scope))
    }

    /// Whether it was read at all; a record that a program made was not.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// The element it was read from.
    #[must_use]
    pub fn node(&self) -> Option<NodeId> {
        self.0.as_ref().map(|places| places.node)
    }

    /// The whole element.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.as_ref()?.span
    }

    /// The name in its start tag.
    #[must_use]
    pub fn name(&self) -> Option<Span> {
        self.0.as_ref()?.name
    }

    fn place(&self, local: &str) -> Option<&AttributePlace> {
        self.0.as_ref()?.attributes.iter().find(|place| *place.local == *local)
    }

    /// The value of an attribute, between its quotes.
    #[must_use]
    pub fn attr(&self, local: &str) -> Option<Span> {
        self.place(local)?.value
    }

    /// The name of an attribute.
    #[must_use]
    pub fn attr_name(&self, local: &str) -> Option<Span> {
        self.place(local)?.name
    }

    /// An attribute's value as written: `1` where the field says `true`.
    #[must_use]
    pub fn lexical(&self, local: &str) -> Option<&str> {
        self.place(local).map(|place| place.text.as_str())
    }

    /// The `index`th child of this name among those that became plain values.
    #[must_use]
    pub fn child(&self, local: &str, index: usize) -> Option<Span> {
        self.children(local).nth(index)?.1
    }

    /// The text of such a child as written.
    #[must_use]
    pub fn child_lexical(&self, local: &str, index: usize) -> Option<&str> {
        let found = self.children(local).nth(index)?;
        found.2.as_ref().map(SharedStr::as_str)
    }

    fn children<'a, 'n>(&'a self, local: &'n str) -> impl Iterator<Item = &'a ChildPlace> + use<'a, 'n> {
        self.0.iter().flat_map(|places| &places.children).filter(move |(name, ..)| **name == *local)
    }
}

impl PartialEq for Loc {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Loc {}

impl Hash for Loc {
    fn hash<H: Hasher>(&self, _state: &mut H) {}
}

impl fmt::Debug for Loc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span() {
            Some(span) => write!(f, "{}..{}", span.start, span.end),
            None => f.write_str("nowhere"),
        }
    }
}
