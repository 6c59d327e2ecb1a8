//! Schematron's elements, wherever they came from: an XML document or annotations in either syntax of RELAX NG.

use std::sync::Arc;

use super::{NAMESPACE, OLD_NAMESPACE};
use crate::rng::ast::{AnnotationChild, AnnotationElement, Namespace};
use crate::text::{Sources, Span};
use crate::xml::{Content, Document, NodeId};
use crate::xpath::Place;

/// Elements may nest this deep; deeper ones are left out.
const MAX_DEPTH: usize = 100;

/// Prefixes with what they stand for.
pub(super) type Prefixes = Arc<[(Arc<str>, Arc<str>)]>;

/// Whether an element is Schematron's, or `xsl:key`, which the binding to XSLT brings along (ISO/IEC 19757-3, annex C).
fn is_schematron(namespace: &str, local: &str) -> bool {
    const XSL: &str = "http://www.w3.org/1999/XSL/Transform";
    matches!(namespace, NAMESPACE | OLD_NAMESPACE) || (namespace == XSL && local == "key")
}

/// Where the characters of a value stand that was read from `span`.
fn place(span: Span, value: &str, sources: Option<&Sources>) -> Option<Place> {
    if span.len() == value.len() {
        return Some(Place::new(span));
    }
    let raw = sources?.slice(span);
    // a literal of the compact syntax has escapes of its own
    let is_xml = raw.len() == span.len() && !raw.starts_with(['"', '\'']) && !raw.contains("\\x");
    is_xml.then(|| Place::in_attribute(span, value, raw))
}

/// An element.
#[derive(Debug, Clone)]
pub(super) struct Element {
    /// Whether it is in one of Schematron's namespaces.
    pub(super) schematron: bool,
    pub(super) local: Arc<str>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Child>,
    pub(super) name_span: Span,
    pub(super) prefixes: Prefixes,
}

#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub(super) local: Arc<str>,
    pub(super) value: String,
    pub(super) value_span: Span,
    /// Where the value's characters stand in the source; `None` where that cannot be told.
    pub(super) place: Option<Place>,
}

#[derive(Debug, Clone)]
pub(super) enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn attribute(&self, local: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| *attribute.local == *local)
    }

    pub(super) fn value(&self, local: &str) -> Option<&str> {
        self.attribute(local).map(|attribute| attribute.value.as_str())
    }

    /// Schematron's elements among the children.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) if element.schematron => Some(element),
            _ => None,
        })
    }

    /// The id's place, or the element's name.
    pub(super) fn id_span(&self) -> Span {
        self.attribute("id").map_or(self.name_span, |id| id.value_span)
    }

    /// An element of a document. With its source at hand, errors point at the characters that are wrong also where
    /// these stand behind a reference, such as `&lt;`.
    pub(super) fn from_document(document: &Document, node: NodeId, sources: Option<&Sources>) -> Option<Self> {
        Self::convert(document, node, sources, 0)
    }

    fn convert(document: &Document, node: NodeId, sources: Option<&Sources>, depth: usize) -> Option<Self> {
        let element = document.element(node)?;
        let nowhere = Span::at(document.source.unwrap_or_default(), 0);
        let attributes = element
            .attributes
            .iter()
            .filter(|attribute| attribute.name.namespace.is_empty())
            .map(|attribute| {
                let value_span = attribute.value_span.unwrap_or(nowhere);
                Attribute {
                    local: attribute.name.local.clone(),
                    value: attribute.value.as_str().to_owned(),
                    value_span,
                    place: place(value_span, attribute.value.as_str(), sources),
                }
            })
            .collect();
        let mut children = Vec::new();
        if depth < MAX_DEPTH {
            for child in document.children(node) {
                match &document.node(child).content {
                    Content::Text(text) => children.push(Child::Text(text.as_str().to_owned())),
                    Content::Element(_) => {
                        children.extend(Self::convert(document, child, sources, depth + 1).map(Child::Element));
                    }
                    _ => {}
                }
            }
        }
        Some(Self {
            schematron: is_schematron(&element.name.namespace, &element.name.local),
            local: element.name.local.clone(),
            attributes,
            children,
            name_span: document.name_span(node).unwrap_or(nowhere),
            prefixes: element.in_scope.clone(),
        })
    }

    /// An annotation of a RELAX NG schema.
    pub(super) fn from_annotation(annotation: &AnnotationElement, sources: &Sources) -> Self {
        // annotations nest no deeper than `rng::ast::MAX_NESTING`
        let attributes = annotation
            .attributes
            .iter()
            .filter(|attribute| attribute.namespace.is_empty())
            .map(|attribute| {
                // a compact literal's place includes its quotes
                let extra = attribute.value_span.len().saturating_sub(attribute.value.len());
                let value_span = match extra {
                    2 => attribute.value_span.slice(1, attribute.value_span.len() - 1),
                    _ => attribute.value_span,
                };
                Attribute {
                    local: attribute.local.clone(),
                    value: attribute.value.to_string(),
                    value_span,
                    place: place(value_span, &attribute.value, Some(sources)),
                }
            })
            .collect();
        let children = annotation
            .children
            .iter()
            .filter_map(|child| match child {
                AnnotationChild::Element(element) => Some(Child::Element(Self::from_annotation(element, sources))),
                AnnotationChild::Text { value, .. } => Some(Child::Text(value.to_string())),
                AnnotationChild::Comment(_) => None,
            })
            .collect();
        let prefixes = annotation
            .prefixes
            .iter()
            .filter_map(|(prefix, namespace)| match namespace {
                Namespace::Uri(uri) => Some((prefix.clone(), uri.clone())),
                Namespace::Inherit => None,
            })
            .collect();
        Self {
            schematron: is_schematron(&annotation.namespace, &annotation.local),
            local: annotation.local.clone(),
            attributes,
            children,
            name_span: annotation.name_span,
            prefixes,
        }
    }
}
