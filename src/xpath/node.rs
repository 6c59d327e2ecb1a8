use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::ast::{Axis, NodeTest};
use crate::xml::{
    Attribute, AttributeId, Content, Document, Element, NodeId, NodeKind, QName, SharedStr, XML_NAMESPACE,
};

const ATTRIBUTE: u32 = 1 << 31;

/// A node of XPath's data model: a node of a tree, an attribute, or a namespace in scope at an element.
///
/// Ordered by document order: an element, its namespaces, its attributes, its children (XPath 1.0, 5); documents by
/// [`Document::order`].
#[derive(Debug, Clone, Copy)]
pub struct NodeRef<'d> {
    /// The document it is of.
    pub document: &'d Document,
    node: NodeId,
    /// 0 for the node itself, 1 + index for a namespace, [`ATTRIBUTE`] + index for an attribute.
    part: u32,
}

/// What a [`NodeRef`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefKind {
    /// A node of the tree.
    Node(NodeKind),
    /// An attribute.
    Attribute,
    /// A namespace node.
    Namespace,
}

impl PartialEq for NodeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node && self.part == other.part && self.document.order == other.document.order
    }
}

impl Eq for NodeRef<'_> {}

impl PartialOrd for NodeRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for NodeRef<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.document.order, self.node, self.part).cmp(&(other.document.order, other.node, other.part))
    }
}

impl std::hash::Hash for NodeRef<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.document.order, self.node, self.part).hash(state);
    }
}

impl<'d> NodeRef<'d> {
    /// A node of a tree.
    #[must_use]
    pub fn new(document: &'d Document, node: NodeId) -> Self {
        Self { document, node, part: 0 }
    }

    /// The root of a document.
    #[must_use]
    pub fn root_of(document: &'d Document) -> Self {
        Self::new(document, NodeId::ROOT)
    }

    /// An attribute.
    #[must_use]
    pub fn attribute(document: &'d Document, attribute: AttributeId) -> Self {
        Self { document, node: attribute.element, part: ATTRIBUTE | attribute.index }
    }

    fn namespace(document: &'d Document, element: NodeId, index: usize) -> Self {
        Self { document, node: element, part: 1 + index as u32 }
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> RefKind {
        match self.part {
            0 => RefKind::Node(self.document.kind(self.node)),
            part if part & ATTRIBUTE != 0 => RefKind::Attribute,
            _ => RefKind::Namespace,
        }
    }

    /// The node of the tree; of an attribute or a namespace, its element.
    #[must_use]
    pub fn tree_node(self) -> NodeId {
        self.node
    }

    /// Whether it is a node of the tree: neither attribute nor namespace.
    #[must_use]
    pub fn is_tree_node(self) -> bool {
        self.part == 0
    }

    /// Whether it is an element.
    #[must_use]
    pub fn is_element(self) -> bool {
        self.as_element().is_some()
    }

    /// Whether it is a root.
    #[must_use]
    pub fn is_root(self) -> bool {
        self.part == 0 && self.node == NodeId::ROOT
    }

    /// The element's data.
    #[must_use]
    pub fn as_element(self) -> Option<&'d Element> {
        if self.part == 0 { self.document.element(self.node) } else { None }
    }

    /// The attribute's id, where it is one.
    #[must_use]
    pub fn attribute_id(self) -> Option<AttributeId> {
        (self.part & ATTRIBUTE != 0).then_some(AttributeId { element: self.node, index: self.part & !ATTRIBUTE })
    }

    /// The attribute's data, where it is one.
    #[must_use]
    pub fn as_attribute(self) -> Option<&'d Attribute> {
        let id = self.attribute_id()?;
        self.document.element(self.node)?.attributes.get(id.index as usize)
    }

    /// Prefix and URI, where it is a namespace node.
    #[must_use]
    pub fn as_namespace(self) -> Option<(&'d str, &'d str)> {
        if self.part == 0 || self.part & ATTRIBUTE != 0 {
            return None;
        }
        let scope = &self.document.element(self.node)?.in_scope;
        // the first is that of `xml`
        match self.part as usize - 1 {
            0 => Some(("xml", XML_NAMESPACE)),
            index => scope.get(index - 1).map(|(prefix, uri)| (&**prefix, &**uri)),
        }
    }

    /// The parent; of an attribute or a namespace, its element.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        if self.part != 0 {
            return Some(Self { part: 0, ..self });
        }
        self.document.parent(self.node).map(|node| Self { node, ..self })
    }

    /// The root of its document.
    #[must_use]
    pub fn root(self) -> Self {
        Self::root_of(self.document)
    }

    /// Its qualified name, for elements and attributes.
    #[must_use]
    pub fn qname(self) -> Option<&'d QName> {
        match self.part {
            0 => self.document.name(self.node),
            _ => self.as_attribute().map(|attribute| &attribute.name),
        }
    }

    /// The local part of its name, empty where it has none: `local-name()`.
    #[must_use]
    pub fn local_name(self) -> &'d str {
        if let Some(name) = self.qname() {
            return &name.local;
        }
        if let Some((prefix, _)) = self.as_namespace() {
            return prefix;
        }
        match &self.document.node(self.node).content {
            Content::ProcessingInstruction { target, .. } => target.as_str(),
            _ => "",
        }
    }

    /// The namespace of its name: `namespace-uri()`.
    #[must_use]
    pub fn namespace_uri(self) -> &'d str {
        self.qname().map_or("", |name| &name.namespace)
    }

    /// Its name with the prefix as written: `name()`.
    #[must_use]
    pub fn name(self) -> SharedStr {
        match self.qname() {
            Some(name) if name.prefix.is_empty() => SharedStr::whole(&name.local),
            Some(name) => name.lexical().into(),
            None => self.local_name().into(),
        }
    }

    /// Its string-value (XPath 1.0, 5), borrowed where the tree holds it in one piece.
    #[must_use]
    pub fn string(self) -> Cow<'d, str> {
        match self.shared() {
            Ok(text) => Cow::Borrowed(text.as_str()),
            Err(text) => text,
        }
    }

    /// What its string-value costs, in nodes looked at.
    pub(super) fn text_cost(self) -> u64 {
        if self.as_attribute().is_some() || self.as_namespace().is_some() {
            return 1;
        }
        let text = |node| match &self.document.node(node).content {
            Content::Text(text) => 1 + text.len() as u64 / 64,
            _ => 1,
        };
        self.document.descendants(self.node).map(text).sum()
    }

    /// Its string-value, shared with the tree where possible.
    #[must_use]
    pub fn string_value(self) -> SharedStr {
        match self.shared() {
            Ok(text) => text.clone(),
            Err(text) => text.into_owned().into(),
        }
    }

    /// The one text of the tree that is its string-value, or the value put together.
    fn shared(self) -> Result<&'d SharedStr, Cow<'d, str>> {
        if let Some(attribute) = self.as_attribute() {
            return Ok(&attribute.value);
        }
        if let Some((_, uri)) = self.as_namespace() {
            return Err(Cow::Borrowed(uri));
        }
        match &self.document.node(self.node).content {
            Content::Text(text) | Content::Comment(text) => Ok(text),
            Content::ProcessingInstruction { value, .. } => Ok(value),
            Content::Root | Content::Element(_) => {
                let mut first: Option<&'d SharedStr> = None;
                let mut joined = String::new();
                for node in self.document.descendants(self.node) {
                    if let Content::Text(text) = &self.document.node(node).content {
                        match first {
                            None => first = Some(text),
                            Some(first) => {
                                if joined.is_empty() {
                                    joined.push_str(first);
                                }
                                joined.push_str(text);
                            }
                        }
                    }
                }
                match first {
                    Some(first) if joined.is_empty() => Ok(first),
                    _ => Err(Cow::Owned(joined)),
                }
            }
        }
    }

    /// The text node that alone makes up its string-value.
    #[must_use]
    pub fn single_text(self) -> Option<NodeId> {
        if self.part != 0 {
            return None;
        }
        let mut texts = self.document.descendants(self.node).filter(|node| self.document.kind(*node) == NodeKind::Text);
        texts.next().filter(|_| texts.next().is_none())
    }

    /// Number of namespace nodes of an element, that of `xml` included.
    fn namespace_count(self) -> usize {
        self.as_element().map_or(0, |element| element.in_scope.len() + 1)
    }

    /// The namespace nodes of an element.
    pub fn namespaces(self) -> impl Iterator<Item = Self> {
        (0..self.namespace_count()).map(move |index| Self::namespace(self.document, self.node, index))
    }

    /// The namespace in scope for `prefix`.
    #[must_use]
    pub fn namespace_of_prefix(self, prefix: &str) -> Option<Arc<str>> {
        self.document.namespace_of_prefix(self.node, prefix)
    }

    /// Whether a step on `axis` with `test` takes this node (XPath 1.0, 2.3).
    #[must_use]
    pub fn matches(self, test: &NodeTest, axis: Axis) -> bool {
        match test {
            NodeTest::Node => true,
            NodeTest::Name(name) => match axis {
                Axis::Attribute => self.as_attribute().is_some_and(|attribute| same(&attribute.name, name)),
                Axis::Namespace => name.namespace.is_empty() && self.local_name() == &*name.local,
                _ => self.as_element().is_some_and(|element| same(&element.name, name)),
            },
            NodeTest::Any => match axis {
                Axis::Attribute | Axis::Namespace => true,
                _ => self.is_element(),
            },
            NodeTest::Namespace(namespace) => match axis {
                Axis::Namespace => false,
                Axis::Attribute => self.namespace_uri() == &**namespace,
                _ => self.as_element().is_some_and(|element| element.name.namespace == *namespace),
            },
            NodeTest::Text => self.kind() == RefKind::Node(NodeKind::Text),
            NodeTest::Comment => self.kind() == RefKind::Node(NodeKind::Comment),
            NodeTest::ProcessingInstruction(target) => {
                self.part == 0
                    && match &self.document.node(self.node).content {
                        Content::ProcessingInstruction { target: own, .. } => {
                            target.as_ref().is_none_or(|target| own == target)
                        }
                        _ => false,
                    }
            }
        }
    }

    /// Calls `visit` for every node of the axis, in the axis's order, until it says `false`. Returns the number of
    /// nodes looked at.
    pub(super) fn walk_axis(self, axis: Axis, mut visit: impl FnMut(Self) -> bool) -> u64 {
        let document = self.document;
        let tree = |node: NodeId| Self { document, node, part: 0 };
        let mut seen = 0;
        macro_rules! give {
            ($node:expr) => {{
                seen += 1;
                if !visit($node) {
                    return seen;
                }
            }};
        }
        match axis {
            Axis::SelfAxis => give!(self),
            Axis::Child if self.part == 0 => {
                for node in document.children(self.node) {
                    give!(tree(node));
                }
            }
            Axis::Attribute if self.part == 0 => {
                for (id, _) in document.attributes(self.node) {
                    give!(Self::attribute(document, id));
                }
            }
            Axis::Namespace if self.part == 0 => {
                for namespace in self.namespaces() {
                    give!(namespace);
                }
            }
            Axis::Child | Axis::Attribute | Axis::Namespace => {}
            Axis::Parent => {
                if let Some(parent) = self.parent() {
                    give!(parent);
                }
            }
            Axis::Ancestor | Axis::AncestorOrSelf => {
                let mut at = if axis == Axis::Ancestor { self.parent() } else { Some(self) };
                while let Some(node) = at {
                    give!(node);
                    at = node.parent();
                }
            }
            Axis::Descendant | Axis::DescendantOrSelf => {
                if axis == Axis::DescendantOrSelf {
                    give!(self);
                }
                if self.part == 0 {
                    for node in document.descendants(self.node).skip(1) {
                        give!(tree(node));
                    }
                }
            }
            Axis::FollowingSibling | Axis::PrecedingSibling => {
                let step = |node| match axis {
                    Axis::FollowingSibling => document.next_sibling(node),
                    _ => document.previous_sibling(node),
                };
                let mut at = if self.part == 0 { step(self.node) } else { None };
                while let Some(node) = at {
                    give!(tree(node));
                    at = step(node);
                }
            }
            Axis::Following => {
                // attributes and namespaces come before their element's children
                let mut at = match self.part {
                    0 => document.following(self.node),
                    _ => document.first_child(self.node).or_else(|| document.following(self.node)),
                };
                while let Some(node) = at {
                    give!(tree(node));
                    at = document.first_child(node).or_else(|| document.following(node));
                }
            }
            Axis::Preceding => {
                let mut at = Some(self.node);
                while let Some(node) = at {
                    // the deepest last node of each preceding sibling, then back up to it, never to ancestors
                    if let Some(mut last) = document.previous_sibling(node) {
                        let top = last;
                        while let Some(child) = document.last_child(last) {
                            last = child;
                        }
                        loop {
                            give!(tree(last));
                            if last == top {
                                break;
                            }
                            match document.previous_sibling(last) {
                                Some(sibling) => {
                                    last = sibling;
                                    while let Some(child) = document.last_child(last) {
                                        last = child;
                                    }
                                }
                                None => match document.parent(last) {
                                    Some(parent) => last = parent,
                                    None => break,
                                },
                            }
                        }
                        at = Some(top);
                    } else {
                        at = document.parent(node);
                    }
                }
            }
        }
        seen
    }
}

fn same(left: &QName, right: &QName) -> bool {
    *left.local == *right.local && (Arc::ptr_eq(&left.namespace, &right.namespace) || left.namespace == right.namespace)
}
