use crate::xml::{Content, Document, NodeId, QName, XML_NAMESPACE};

use super::{Node, Reader, Writer, meta};

/// An attribute that the schema allows without naming it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AnyAttribute {
    /// Its name.
    pub name: QName,
    /// Its value.
    pub value: String,
}

/// An element that the schema allows without describing it. Compares by names, attributes and children.
#[derive(Debug, Clone)]
pub struct AnyElement {
    /// Its name.
    pub name: QName,
    /// Its attributes.
    pub attributes: Vec<AnyAttribute>,
    /// Its text and elements, in order.
    pub children: Vec<AnyNode>,
    /// Prefixes with their namespaces: all in scope of the outermost such element, in those inside it what is new.
    /// Values may speak of them.
    pub namespaces: Vec<(String, String)>,
}

impl PartialEq for AnyElement {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.attributes == other.attributes && self.children == other.children
    }
}

impl Eq for AnyElement {}

impl std::hash::Hash for AnyElement {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.attributes.hash(state);
        self.children.hash(state);
    }
}

/// Text or an element in an [`AnyElement`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AnyNode {
    /// An element.
    Element(AnyElement),
    /// Text.
    Text(String),
}

/// A prefix in scope with its namespace.
type Binding = (std::sync::Arc<str>, std::sync::Arc<str>);

impl AnyElement {
    /// An element with nothing in it.
    #[must_use]
    pub fn new(name: QName) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new(), namespaces: Vec::new() }
    }

    /// The first attribute of this local name.
    #[must_use]
    pub fn attribute(&self, local: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| *attribute.name.local == *local).map(|attribute| &*attribute.value)
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &AnyElement> {
        self.children.iter().filter_map(|child| match child {
            AnyNode::Element(element) => Some(element),
            AnyNode::Text(_) => None,
        })
    }

    fn of(document: &Document, node: NodeId, known: &[Binding], depth: usize) -> Option<Self> {
        let element = document.element(node)?;
        let mut copy = Self::new(element.name.clone());
        let fresh = element.in_scope.iter().filter(|own| *own.1 != *XML_NAMESPACE && !known.contains(own));
        copy.namespaces = fresh.map(|(prefix, uri)| (prefix.to_string(), uri.to_string())).collect();
        copy.attributes = element
            .attributes
            .iter()
            .map(|attribute| AnyAttribute { name: attribute.name.clone(), value: attribute.value.to_string() })
            .collect();
        for child in document.children(node) {
            match &document.node(child).content {
                Content::Element(_) if depth == 0 => return None,
                Content::Element(_) => {
                    copy.children.push(AnyNode::Element(Self::of(document, child, &element.in_scope, depth - 1)?));
                }
                Content::Text(text) => match copy.children.last_mut() {
                    Some(AnyNode::Text(before)) => before.push_str(text),
                    _ => copy.children.push(AnyNode::Text(text.to_string())),
                },
                _ => {}
            }
        }
        Some(copy)
    }
}

impl Node for AnyElement {
    const CHILDREN: &'static [meta::Child] = &[meta::Child::Any];

    fn accepts(_namespace: &str, _local: &str) -> bool {
        true
    }

    fn read(reader: &mut Reader<'_>, node: NodeId) -> Option<Self> {
        let document = reader.document();
        let copy = Self::of(document, node, &[], reader.depth_left());
        if copy.is_none() {
            reader.too_deep(node);
        }
        copy
    }

    fn write(&self, writer: &mut Writer) {
        writer.start_named(&self.name, &self.namespaces);
        writer.keep_space();
        for attribute in &self.attributes {
            writer.named_attribute(&attribute.name, &attribute.value);
        }
        for child in &self.children {
            match child {
                AnyNode::Element(element) => element.write(writer),
                AnyNode::Text(text) => writer.text(text),
            }
        }
        writer.end();
    }
}
