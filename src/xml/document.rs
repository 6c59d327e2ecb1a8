use std::sync::Arc;

use super::{DtdFacts, QName, SharedStr, XML_NAMESPACE};
use crate::text::{SourceId, Span};

/// A node of a [`Document`]. Nodes are made in document order, so comparing ids compares places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

const NONE: u32 = u32::MAX;

impl NodeId {
    /// The root node, above the document element.
    pub const ROOT: NodeId = NodeId(0);

    fn option(raw: u32) -> Option<Self> {
        (raw != NONE).then_some(Self(raw))
    }

    /// The index in document order; the root is 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The node of this index.
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(NONE - 1))
    }
}

/// An attribute: its element and its place among the element's attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeId {
    /// The element that bears it.
    pub element: NodeId,
    /// Its place, from 0.
    pub index: u32,
}

/// The kinds of nodes that have children or siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// Above the document element.
    Root,
    /// An element.
    Element,
    /// Character data, entities and CDATA sections resolved and joined.
    Text,
    /// A comment.
    Comment,
    /// A processing instruction.
    ProcessingInstruction,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// The root.
    Root,
    /// An element.
    Element(Box<Element>),
    /// Text, resolved.
    Text(SharedStr),
    /// A comment's text.
    Comment(SharedStr),
    /// A processing instruction.
    ProcessingInstruction {
        /// Its target.
        target: SharedStr,
        /// What follows the target.
        value: SharedStr,
    },
}

/// The parts of an element in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElementSpans {
    /// The start tag, or the whole empty-element tag, angle brackets included.
    pub start_tag: Span,
    /// The name in the start tag.
    pub name: Span,
    /// The end tag; `None` for an empty-element tag.
    pub end_tag: Option<Span>,
}

impl ElementSpans {
    /// The name in the end tag; `None` where the tag is too short to have it, since another one was written.
    #[must_use]
    pub fn end_name(&self) -> Option<Span> {
        let has_room = |tag: &Span| tag.len() >= "</>".len() + self.name.len();
        self.end_tag.filter(has_room).map(|tag| tag.slice(2, 2 + self.name.len()))
    }

    /// What lies between the tags; `None` for an empty-element tag.
    #[must_use]
    pub fn content(&self) -> Option<Span> {
        self.end_tag.map(|end| Span { start: self.start_tag.end, end: end.start, ..end })
    }

    /// Whether no end tag closes a start tag that is not empty in itself. Forms other than XML have no tags: there the
    /// tag is the name.
    #[must_use]
    pub fn lacks_end_tag(&self) -> bool {
        self.end_tag.is_none() && self.start_tag != self.name
    }
}

/// `xmlns` or `xmlns:prefix`, as written in a start tag.
#[derive(Debug, Clone)]
pub struct NamespaceDeclaration {
    /// The prefix, empty for the default namespace.
    pub prefix: Arc<str>,
    /// The namespace, empty to undeclare.
    pub uri: Arc<str>,
    /// The whole declaration in the text, `None` in result trees.
    pub span: Option<Span>,
}

/// An element's own data.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name.
    pub name: QName,
    /// Its attributes, namespace declarations not among them.
    pub attributes: Vec<Attribute>,
    /// The namespace declarations in its start tag.
    pub declarations: Vec<NamespaceDeclaration>,
    /// All prefixes in scope with their namespaces, `xml` not among them.
    pub in_scope: Arc<[(Arc<str>, Arc<str>)]>,
    /// Its parts in the text; `None` in result trees.
    pub spans: Option<ElementSpans>,
}

/// An attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name.
    pub name: QName,
    /// Its value, references resolved and white space normalised (XML 1.0, 3.3.3).
    pub value: SharedStr,
    /// Name, equals sign and quoted value in the text; `None` in result trees.
    pub span: Option<Span>,
    /// The name in the text.
    pub name_span: Option<Span>,
    /// The value in the text, between the quotes.
    pub value_span: Option<Span>,
    /// In result trees: the source attribute that it came from.
    pub origin: Option<(SourceId, AttributeId)>,
}

/// How a node of a result tree came from one of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OriginKind {
    /// Copied by `xsl:copy`, `xsl:copy-of` or the built-in rules.
    Copied,
    /// Made anew by a literal element or `xsl:element` in place of the current node.
    Rebuilt,
}

/// Where a node of a result tree came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The source whose document holds `node`.
    pub source: SourceId,
    /// The node in the document parsed from `source`.
    pub node: NodeId,
    /// How it came from it.
    pub kind: OriginKind,
}

/// A node: what it holds, its neighbours, its place in the text.
#[derive(Debug, Clone)]
pub struct Node {
    parent: u32,
    first_child: u32,
    last_child: u32,
    previous: u32,
    next: u32,
    /// What it holds.
    pub content: Content,
    /// The whole node in the text; `None` in result trees.
    pub span: Option<Span>,
    /// In result trees: what it came from.
    pub origin: Option<Origin>,
}

/// An XML tree: parsed, with spans, or built, with origins.
#[derive(Debug, Clone)]
pub struct Document {
    nodes: Vec<Node>,
    /// The source it was parsed from; `None` for result trees.
    pub source: Option<SourceId>,
    /// The base URI or path, for `document()` and includes; empty where there is none.
    pub base: String,
    /// Its place among the documents of one evaluation: document order between documents. 0 when parsed.
    pub order: u32,
    /// The unparsed entities that its document type declares.
    pub unparsed_entities: Vec<Arc<str>>,
    /// What else its document type says, external parts included where these were read.
    pub(crate) dtd: DtdFacts,
    /// Text nodes that a stylesheet wants written without escaping, in document order.
    pub unescaped: Vec<NodeId>,
    no_namespaces: Arc<[(Arc<str>, Arc<str>)]>,
}

impl Default for Document {
    fn default() -> Self {
        Self::new()
    }
}

impl Document {
    /// A tree with nothing but its root.
    #[must_use]
    pub fn new() -> Self {
        let root = Node {
            parent: NONE,
            first_child: NONE,
            last_child: NONE,
            previous: NONE,
            next: NONE,
            content: Content::Root,
            span: None,
            origin: None,
        };
        Self {
            nodes: vec![root],
            source: None,
            base: String::new(),
            order: 0,
            unparsed_entities: Vec::new(),
            dtd: DtdFacts::default(),
            unescaped: Vec::new(),
            no_namespaces: Arc::from([]),
        }
    }

    /// Number of nodes, the root included, attributes not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is nothing below the root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.len() == 1
    }

    /// Makes room for so many more nodes.
    pub(super) fn reserve(&mut self, nodes: usize) {
        self.nodes.reserve(nodes);
    }

    /// A node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// A node, to change its place or origin.
    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index()]
    }

    /// Gives every part another place.
    pub(super) fn map_spans(&mut self, place: &dyn Fn(Span) -> Span) {
        let all = |span: &mut Option<Span>| *span = span.map(place);
        for node in &mut self.nodes {
            all(&mut node.span);
            let Content::Element(element) = &mut node.content else { continue };
            for declaration in &mut element.declarations {
                all(&mut declaration.span);
            }
            for attribute in &mut element.attributes {
                all(&mut attribute.span);
                all(&mut attribute.name_span);
                all(&mut attribute.value_span);
            }
            if let Some(spans) = &mut element.spans {
                spans.start_tag = place(spans.start_tag);
                spans.name = place(spans.name);
                all(&mut spans.end_tag);
            }
        }
    }

    /// The document element.
    #[must_use]
    pub fn root_element(&self) -> Option<NodeId> {
        self.children(NodeId::ROOT).find(|id| self.kind(*id) == NodeKind::Element)
    }

    /// The kind of a node.
    #[must_use]
    pub fn kind(&self, id: NodeId) -> NodeKind {
        match self.node(id).content {
            Content::Root => NodeKind::Root,
            Content::Element(_) => NodeKind::Element,
            Content::Text(_) => NodeKind::Text,
            Content::Comment(_) => NodeKind::Comment,
            Content::ProcessingInstruction { .. } => NodeKind::ProcessingInstruction,
        }
    }

    /// The element's data; `None` for other nodes.
    #[must_use]
    pub fn element(&self, id: NodeId) -> Option<&Element> {
        match &self.node(id).content {
            Content::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The element's data, to change it.
    pub fn element_mut(&mut self, id: NodeId) -> Option<&mut Element> {
        match &mut self.node_mut(id).content {
            Content::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The element's name.
    #[must_use]
    pub fn name(&self, id: NodeId) -> Option<&QName> {
        self.element(id).map(|element| &element.name)
    }

    /// Whether the node is an element of this local name in no namespace.
    #[must_use]
    pub fn is_element(&self, id: NodeId, local: &str) -> bool {
        self.name(id).is_some_and(|name| name.is("", local))
    }

    /// The parent; `None` for the root.
    #[must_use]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        NodeId::option(self.node(id).parent)
    }

    /// The first child.
    #[must_use]
    pub fn first_child(&self, id: NodeId) -> Option<NodeId> {
        NodeId::option(self.node(id).first_child)
    }

    /// The last child.
    #[must_use]
    pub fn last_child(&self, id: NodeId) -> Option<NodeId> {
        NodeId::option(self.node(id).last_child)
    }

    /// The sibling after.
    #[must_use]
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        NodeId::option(self.node(id).next)
    }

    /// The sibling before.
    #[must_use]
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        NodeId::option(self.node(id).previous)
    }

    /// The children, in order.
    #[must_use]
    pub fn children(&self, id: NodeId) -> Children<'_> {
        Children { document: self, next: self.first_child(id) }
    }

    /// The child elements, in order.
    pub fn child_elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|child| self.kind(*child) == NodeKind::Element)
    }

    /// The child elements of this local name in no namespace.
    pub fn children_named<'a>(&'a self, id: NodeId, local: &'a str) -> impl Iterator<Item = NodeId> + 'a {
        self.children(id).filter(move |child| self.is_element(*child, local))
    }

    /// The node itself and all below it, in document order.
    #[must_use]
    pub fn descendants(&self, id: NodeId) -> Descendants<'_> {
        Descendants { document: self, top: id, next: Some(id) }
    }

    /// The parents, nearest first, the root last.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |at| self.parent(*at))
    }

    /// The next node in document order that is not below `id`.
    #[must_use]
    pub fn following(&self, id: NodeId) -> Option<NodeId> {
        std::iter::once(id).chain(self.ancestors(id)).find_map(|at| self.next_sibling(at))
    }

    /// An attribute.
    ///
    /// # Panics
    /// Where the id is of another document: a bug of the caller.
    #[must_use]
    pub fn attribute(&self, id: AttributeId) -> &Attribute {
        &self.element(id.element).expect("an attribute's element")[id.index as usize]
    }

    /// The attributes of an element with their ids; none for other nodes.
    #[must_use]
    pub fn attributes(&self, id: NodeId) -> Attributes<'_> {
        let list = self.element(id).map_or(&[][..], |element| &element.attributes);
        Attributes { element: id, list: list.iter().enumerate() }
    }

    /// The attribute of this local name in no namespace.
    #[must_use]
    pub fn attribute_named(&self, id: NodeId, local: &str) -> Option<&Attribute> {
        self.element(id)?.attributes.iter().find(|attribute| attribute.name.is("", local))
    }

    /// The value of the attribute of this local name in no namespace.
    #[must_use]
    pub fn attribute_value(&self, id: NodeId, local: &str) -> Option<&str> {
        self.attribute_named(id, local).map(|attribute| attribute.value.as_str())
    }

    /// The text of a text node, comment or processing instruction; of an element or the root, all text below it.
    #[must_use]
    pub fn string_value(&self, id: NodeId) -> String {
        match &self.node(id).content {
            Content::Text(text) | Content::Comment(text) => text.to_string(),
            Content::ProcessingInstruction { value, .. } => value.to_string(),
            Content::Root | Content::Element(_) => {
                let mut text = String::new();
                for node in self.descendants(id) {
                    if let Content::Text(part) = &self.node(node).content {
                        text.push_str(part);
                    }
                }
                text
            }
        }
    }

    /// The namespace bound to `prefix` at the element (empty prefix: the default namespace).
    #[must_use]
    pub fn namespace_of_prefix(&self, id: NodeId, prefix: &str) -> Option<Arc<str>> {
        if prefix == "xml" {
            return Some(Arc::from(XML_NAMESPACE));
        }
        let element = std::iter::once(id).chain(self.ancestors(id)).find_map(|at| self.element(at))?;
        element.in_scope.iter().find(|(bound, _)| **bound == *prefix).map(|(_, uri)| uri.clone())
    }

    /// The whole node in the text.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Option<Span> {
        self.node(id).span
    }

    /// Where a message about the node points: an element's name in its start tag, else the node.
    #[must_use]
    pub fn name_span(&self, id: NodeId) -> Option<Span> {
        match &self.node(id).content {
            Content::Element(element) => element.spans.map(|spans| spans.name),
            _ => self.span(id),
        }
    }

    /// Adds a node behind the last child of `parent`. Nodes must be added in document order: `parent` is the last
    /// added node or one of its ancestors.
    pub fn append(&mut self, parent: NodeId, content: Content) -> NodeId {
        let id = u32::try_from(self.nodes.len()).unwrap_or(NONE - 1);
        let previous = self.nodes[parent.index()].last_child;
        self.nodes.push(Node {
            parent: parent.0,
            first_child: NONE,
            last_child: NONE,
            previous,
            next: NONE,
            content,
            span: None,
            origin: None,
        });
        match NodeId::option(previous) {
            Some(sibling) => self.nodes[sibling.index()].next = id,
            None => self.nodes[parent.index()].first_child = id,
        }
        self.nodes[parent.index()].last_child = id;
        NodeId(id)
    }

    /// Adds an element without attributes; it inherits the namespaces in scope at `parent`.
    pub fn append_element(&mut self, parent: NodeId, name: QName) -> NodeId {
        let in_scope =
            self.element(parent).map_or_else(|| self.no_namespaces.clone(), |element| element.in_scope.clone());
        self.append(
            parent,
            Content::Element(Box::new(Element {
                name,
                attributes: Vec::new(),
                declarations: Vec::new(),
                in_scope,
                spans: None,
            })),
        )
    }

    /// Adds text; text behind text becomes one node (XPath 1.0, 5.7). Empty text adds nothing.
    pub fn append_text(&mut self, parent: NodeId, text: impl Into<SharedStr>) -> Option<NodeId> {
        let text = text.into();
        if text.is_empty() {
            return None;
        }
        if let Some(last) = self.last_child(parent)
            && let Content::Text(before) = &mut self.node_mut(last).content
        {
            *before = SharedStr::from(format!("{before}{text}"));
            return Some(last);
        }
        Some(self.append(parent, Content::Text(text)))
    }

    /// Takes a node, with all below it, out of the tree; its id stays its own.
    pub fn detach(&mut self, id: NodeId) {
        let Node { parent, previous, next, .. } = *self.node(id);
        match NodeId::option(previous) {
            Some(sibling) => self.nodes[sibling.index()].next = next,
            None if parent != NONE => self.nodes[parent as usize].first_child = next,
            None => {}
        }
        match NodeId::option(next) {
            Some(sibling) => self.nodes[sibling.index()].previous = previous,
            None if parent != NONE => self.nodes[parent as usize].last_child = previous,
            None => {}
        }
        let node = self.node_mut(id);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Sets an attribute, replacing one of the same name in its place.
    pub fn set_attribute(&mut self, element: NodeId, attribute: Attribute) {
        if let Some(data) = self.element_mut(element) {
            match data.attributes.iter_mut().find(|other| other.name == attribute.name) {
                Some(other) => *other = attribute,
                None => {
                    // most elements have few: room for just as many, as trees can be large
                    if data.attributes.len() < 8 {
                        data.attributes.reserve_exact(1);
                    }
                    data.attributes.push(attribute);
                }
            }
        }
    }
}

impl std::ops::Index<usize> for Element {
    type Output = Attribute;
    fn index(&self, index: usize) -> &Attribute {
        &self.attributes[index]
    }
}

impl Attribute {
    /// An attribute of a result tree.
    #[must_use]
    pub fn new(name: QName, value: impl Into<SharedStr>) -> Self {
        Self { name, value: value.into(), span: None, name_span: None, value_span: None, origin: None }
    }
}

/// See [`Document::children`].
#[derive(Debug, Clone)]
pub struct Children<'a> {
    document: &'a Document,
    next: Option<NodeId>,
}

impl Iterator for Children<'_> {
    type Item = NodeId;
    fn next(&mut self) -> Option<NodeId> {
        let id = self.next?;
        self.next = self.document.next_sibling(id);
        Some(id)
    }
}

/// See [`Document::descendants`].
#[derive(Debug, Clone)]
pub struct Descendants<'a> {
    document: &'a Document,
    top: NodeId,
    next: Option<NodeId>,
}

impl Iterator for Descendants<'_> {
    type Item = NodeId;
    fn next(&mut self) -> Option<NodeId> {
        let id = self.next?;
        let document = self.document;
        self.next = document.first_child(id).or_else(|| {
            let mut at = id;
            while at != self.top {
                if let Some(sibling) = document.next_sibling(at) {
                    return Some(sibling);
                }
                at = document.parent(at)?;
            }
            None
        });
        Some(id)
    }
}

/// See [`Document::attributes`].
#[derive(Debug, Clone)]
pub struct Attributes<'a> {
    element: NodeId,
    list: std::iter::Enumerate<std::slice::Iter<'a, Attribute>>,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (AttributeId, &'a Attribute);
    fn next(&mut self) -> Option<Self::Item> {
        let (index, attribute) = self.list.next()?;
        Some((AttributeId { element: self.element, index: index as u32 }, attribute))
    }
}
