//! The description as one tree of elements with places in the user's own files, whatever it was built from: a parsed
//! file, a file with its includes put in, or the result of an upgrade whose nodes remember their origin.

use crate::kiwi::{AttributeName, ElementName};
use crate::text::Span;
use crate::xml::{Content, Document, NodeId};

/// An element of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ElementId(u32);

impl ElementId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// An attribute with its places.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its local name.
    pub name: String,
    /// Its namespace, empty for none.
    pub namespace: String,
    /// Its value.
    pub value: String,
    /// Name, equals sign and quoted value in the text; `None` where an upgrade step made it.
    pub span: Option<Span>,
    /// The value in the text, between the quotes.
    pub value_span: Option<Span>,
}

/// The name of an element as it is written. It compares with names of the schema only, so that none can be misspelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    text: String,
    known: Option<ElementName>,
}

impl Name {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), known: ElementName::find(text) }
    }

    /// The name of the schema that it is, if any: what a `match` looks at.
    #[must_use]
    pub fn known(&self) -> Option<ElementName> {
        self.known
    }
}

impl PartialEq<ElementName> for Name {
    fn eq(&self, other: &ElementName) -> bool {
        self.known == Some(*other)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// An element with its places.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name in the tree.
    pub id: ElementId,
    /// Its local name.
    pub name: Name,
    /// Its namespace, empty for none.
    pub namespace: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// The element around it.
    pub parent: Option<ElementId>,
    /// The elements in it.
    pub children: Vec<ElementId>,
    /// The text directly in it, not trimmed.
    pub text: String,
    /// Where the text stands, without white space at its ends.
    pub text_span: Option<Span>,
    /// The whole element.
    pub span: Span,
    /// The name in its start tag.
    pub name_span: Span,
    /// The start tag; `None` where an upgrade step made the element.
    pub start_tag: Option<Span>,
    /// The end tag; `None` for an empty-element tag.
    pub end_tag: Option<Span>,
}

impl Element {
    /// The attribute of this name in no namespace.
    #[must_use]
    pub fn attribute(&self, name: AttributeName) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name.as_str() && attribute.namespace.is_empty())
    }

    /// The value of the attribute of this name.
    #[must_use]
    pub fn get(&self, name: AttributeName) -> Option<&str> {
        self.attribute(name).map(|attribute| attribute.value.as_str())
    }

    /// The value, where it is there and not empty. KIWI's own tests are for truth, so an empty value counts as none.
    #[must_use]
    pub fn set(&self, name: AttributeName) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// A boolean attribute: `true` and `1` are true, `false` and `0` false.
    #[must_use]
    pub fn flag(&self, name: AttributeName) -> Option<bool> {
        match self.get(name)?.trim() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    /// Where a message about the attribute points: its value, the attribute, or the element's name.
    #[must_use]
    pub fn place(&self, name: AttributeName) -> Span {
        self.attribute(name)
            .and_then(|attribute| attribute.value_span.filter(|span| !span.is_empty()).or(attribute.span))
            .unwrap_or(self.name_span)
    }

    /// Where a message about the element's text points.
    #[must_use]
    pub fn text_place(&self) -> Span {
        self.text_span.unwrap_or(self.name_span)
    }
}

/// Elements in document order, includes put in place.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    elements: Vec<Element>,
}

impl Tree {
    /// An element.
    #[must_use]
    pub fn get(&self, id: ElementId) -> &Element {
        &self.elements[id.index()]
    }

    /// The document element.
    #[must_use]
    pub fn root(&self) -> Option<&Element> {
        self.elements.first()
    }

    /// All elements, in document order.
    pub fn iter(&self) -> impl Iterator<Item = &Element> {
        self.elements.iter()
    }

    /// The child elements.
    pub fn children<'a>(&'a self, element: &'a Element) -> impl Iterator<Item = &'a Element> + 'a {
        element.children.iter().map(|id| self.get(*id))
    }

    /// The child elements of this name in no namespace.
    pub fn named<'a>(&'a self, element: &'a Element, name: ElementName) -> impl Iterator<Item = &'a Element> + 'a {
        self.children(element).filter(move |child| child.name == name && child.namespace.is_empty())
    }

    /// The first child element of this name.
    pub fn first<'a>(&'a self, element: &'a Element, name: ElementName) -> Option<&'a Element> {
        self.named(element, name).next()
    }

    /// The element around this one.
    #[must_use]
    pub fn parent(&self, element: &Element) -> Option<&Element> {
        element.parent.map(|id| self.get(id))
    }

    /// The elements around this one, nearest first.
    pub fn ancestors<'a>(&'a self, element: &'a Element) -> impl Iterator<Item = &'a Element> + 'a {
        std::iter::successors(self.parent(element), |at| self.parent(at))
    }

    /// The nearest element around this one, or itself, that bears the name.
    #[must_use]
    pub fn enclosing<'a>(&'a self, element: &'a Element, name: ElementName) -> Option<&'a Element> {
        std::iter::once(element).chain(self.ancestors(element)).find(|at| at.name == name)
    }

    /// The elements of a document.
    pub(super) fn of(document: &Document) -> Self {
        let mut tree = Self::default();
        let mut stack: Vec<(NodeId, Option<ElementId>)> = Vec::new();
        stack.extend(document.root_element().map(|root| (root, None)));
        while let Some((node, parent)) = stack.pop() {
            let Some(mut element) = convert(document, node) else { continue };
            let id = ElementId(u32::try_from(tree.elements.len()).unwrap_or(u32::MAX));
            element.id = id;
            element.parent = parent;
            if let Some(parent) = parent {
                tree.elements[parent.index()].children.push(id);
                // What an upgrade step made stands for the element around it.
                if element.start_tag.is_none() && element.span.is_empty() {
                    let around = tree.get(parent);
                    (element.span, element.name_span) = (around.span, around.name_span);
                }
            }
            tree.elements.push(element);
            let before = stack.len();
            stack.extend(document.child_elements(node).map(|child| (child, Some(id))));
            stack[before..].reverse();
        }
        tree
    }
}

fn convert(document: &Document, node: NodeId) -> Option<Element> {
    let data = document.element(node)?;
    let spans = data.spans;
    let span = document.span(node).unwrap_or(Span::at(document.source.unwrap_or_default(), 0));
    let attributes = data
        .attributes
        .iter()
        .map(|attribute| Attribute {
            name: attribute.name.local.to_string(),
            namespace: attribute.name.namespace.to_string(),
            value: attribute.value.to_string(),
            span: attribute.span,
            value_span: attribute.value_span,
        })
        .collect();
    let mut text = String::new();
    for child in document.children(node) {
        if let Content::Text(part) = &document.node(child).content {
            text.push_str(part);
        }
    }
    let text_span = document.children(node).find_map(|child| match &document.node(child).content {
        Content::Text(part) if !part.trim().is_empty() => {
            let span = document.span(child)?;
            let trimmed = part.trim();
            let before = part.len() - part.trim_start().len();
            let plain = span.len() == part.len();
            Some(if plain { span.slice(before, before + trimmed.len()) } else { span })
        }
        _ => None,
    });
    Some(Element {
        id: ElementId(0),
        name: Name::new(&data.name.local),
        namespace: data.name.namespace.to_string(),
        attributes,
        parent: None,
        children: Vec::new(),
        text,
        text_span,
        span,
        name_span: spans.map_or(span, |spans| spans.name),
        start_tag: spans.map(|spans| spans.start_tag),
        end_tag: spans.and_then(|spans| spans.end_tag),
    })
}
