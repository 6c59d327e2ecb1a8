//! Builds result trees and fragments: namespaces put right (XSLT 1.0, 7.1.1), text joined, origins kept.

use std::sync::Arc;

use crate::xml::{
    Attribute, Content, Document, Element, NamespaceDeclaration, NodeId, Origin, OriginKind, QName, SharedStr,
    XML_NAMESPACE,
};
use crate::xpath::{NodeRef, RefKind, TextOrigin, Value};

type Scope = Arc<[(Arc<str>, Arc<str>)]>;

/// A tree that grows at its end.
#[derive(Debug)]
pub(super) struct Builder {
    document: Document,
    current: NodeId,
    depth: usize,
    text: Option<Pending>,
    /// Text nodes to be written without escaping.
    raw: Vec<NodeId>,
    /// The last computed scope: of a copied element's scope in a result parent's scope.
    memo: Option<(Scope, Scope, Scope)>,
    prefixes: u32,
    /// The open element that gets no attributes now.
    refused: Option<NodeId>,
}

/// Text that may still grow.
#[derive(Debug, Default)]
struct Pending {
    first: SharedStr,
    joined: String,
    pieces: usize,
    origin: TextOrigin,
    raw: bool,
}

impl Pending {
    fn add(&mut self, text: &SharedStr, origin: TextOrigin) {
        match self.pieces {
            0 => {
                self.first = text.clone();
                self.origin = origin;
            }
            _ => {
                if self.pieces == 1 {
                    self.joined.push_str(&self.first);
                }
                self.joined.push_str(text);
                // joined of several pieces: it stands in place of the first, but is no copy of it
                self.origin.attribute = None;
                self.origin.node = self.origin.node.map(|origin| Origin { kind: OriginKind::Rebuilt, ..origin });
            }
        }
        self.pieces += 1;
    }

    fn is_empty(&self) -> bool {
        self.first.is_empty() && self.joined.is_empty()
    }

    fn finish(self) -> (SharedStr, TextOrigin, bool) {
        let text = if self.pieces > 1 { self.joined.into() } else { self.first };
        (text, self.origin, self.raw)
    }
}

/// Where a node comes from, if from a parsed document: itself there, or what it was copied from.
pub(super) fn origin_of(node: NodeRef<'_>) -> Option<Origin> {
    if !node.is_tree_node() {
        return None;
    }
    match node.document.source {
        Some(source) => Some(Origin { source, node: node.tree_node(), kind: OriginKind::Copied }),
        None => node.document.node(node.tree_node()).origin,
    }
}

/// What the text of a node is a copy of: the node itself for text, the only text in an element, an attribute.
pub(super) fn text_origin(node: NodeRef<'_>) -> TextOrigin {
    match node.kind() {
        RefKind::Attribute => {
            let attribute = match node.document.source {
                Some(source) => node.attribute_id().map(|id| (source, id)),
                None => node.as_attribute().and_then(|attribute| attribute.origin),
            };
            TextOrigin { node: None, attribute }
        }
        RefKind::Namespace => TextOrigin::default(),
        RefKind::Node(_) => {
            let text = node.single_text().map(|text| NodeRef::new(node.document, text));
            TextOrigin { node: text.and_then(origin_of), attribute: None }
        }
    }
}

/// What became of an attribute that was to be added.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Added {
    Yes,
    /// Not in an element.
    NoElement,
    /// Behind children.
    TooLate,
}

impl Builder {
    pub fn new() -> Self {
        Self {
            document: Document::new(),
            current: NodeId::ROOT,
            depth: 0,
            text: None,
            raw: Vec::new(),
            memo: None,
            prefixes: 0,
            refused: None,
        }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Whether nothing was made.
    pub fn is_empty(&self) -> bool {
        self.document.is_empty() && self.text.as_ref().is_none_or(|pending| pending.is_empty())
    }

    /// Number of nodes so far.
    pub fn len(&self) -> usize {
        self.document.len()
    }

    pub fn text(&mut self, text: &SharedStr, origin: TextOrigin, raw: bool) {
        if self.text.as_ref().is_some_and(|pending| pending.raw != raw) {
            if text.is_empty() {
                return;
            }
            self.flush();
        }
        let pending = self.text.get_or_insert_with(|| Pending { raw, ..Pending::default() });
        pending.add(text, origin);
    }

    fn flush(&mut self) {
        let Some(pending) = self.text.take() else { return };
        let (text, origin, raw) = pending.finish();
        if !text.is_empty() {
            let id = self.document.append(self.current, Content::Text(text));
            self.document.node_mut(id).origin = origin.node;
            if raw {
                self.raw.push(id);
            }
        }
    }

    fn scope(&self) -> &[(Arc<str>, Arc<str>)] {
        self.document.element(self.current).map_or(&[], |element| &element.in_scope)
    }

    /// Opens an element that shall have these namespaces.
    pub fn open(&mut self, name: &QName, namespaces: &Scope, origin: Option<Origin>) {
        self.flush();
        let parent: Scope = match self.document.element(self.current) {
            Some(element) => element.in_scope.clone(),
            None => Arc::from([]),
        };
        let id = self.document.append_element(self.current, name.clone());
        let node = self.document.node_mut(id);
        node.origin = origin;
        let fine = namespaces.is_empty() || Arc::ptr_eq(namespaces, &parent) || **namespaces == *parent;
        if !(fine && bound(&parent, &name.prefix) == (!name.namespace.is_empty()).then_some(&*name.namespace)) {
            let scope = match &self.memo {
                Some((own, outer, scope)) if Arc::ptr_eq(own, namespaces) && Arc::ptr_eq(outer, &parent) => {
                    scope.clone()
                }
                _ => {
                    let mut scope = parent.to_vec();
                    for (prefix, uri) in namespaces.iter() {
                        bind(&mut scope, prefix, uri);
                    }
                    let scope: Scope = scope.into();
                    self.memo = Some((namespaces.clone(), parent.clone(), scope.clone()));
                    scope
                }
            };
            let mut scope = scope;
            if bound(&scope, &name.prefix) != (!name.namespace.is_empty()).then_some(&*name.namespace)
                && *name.prefix != *"xml"
            {
                let mut own = scope.to_vec();
                bind(&mut own, &name.prefix, &name.namespace);
                scope = own.into();
            }
            let element = self.document.element_mut(id).expect("an element was added");
            element.declarations = declarations(&parent, &scope);
            element.in_scope = scope;
        }
        self.current = id;
        self.depth += 1;
    }

    pub fn close(&mut self) {
        self.flush();
        self.current = self.document.parent(self.current).unwrap_or(NodeId::ROOT);
        self.depth = self.depth.saturating_sub(1);
    }

    /// Adds an attribute to the open element, replacing one of the same name.
    pub fn attribute(&mut self, mut attribute: Attribute) -> Added {
        if self.refused == Some(self.current) {
            return Added::Yes;
        }
        if self.current == NodeId::ROOT {
            return Added::NoElement;
        }
        if self.document.first_child(self.current).is_some()
            || self.text.as_ref().is_some_and(|pending| !pending.is_empty())
        {
            return Added::TooLate;
        }
        let name = &attribute.name;
        if !name.namespace.is_empty() && *name.namespace != *XML_NAMESPACE {
            let known = bound(self.scope(), &name.prefix) == Some(&*name.namespace);
            if name.prefix.is_empty() || !known {
                attribute.name.prefix = self.prefix_for(name);
            }
        }
        self.document.set_attribute(self.current, attribute);
        Added::Yes
    }

    /// Lets attributes of the open element go, as those of one that is not made; gives what was so before.
    pub fn refuse_attributes(&mut self) -> Option<NodeId> {
        self.refused.replace(self.current)
    }

    /// Ends what [`Builder::refuse_attributes`] began.
    pub fn allow_attributes(&mut self, before: Option<NodeId>) {
        self.refused = before;
    }

    /// A prefix bound to the name's namespace at the open element, declared there if need be.
    fn prefix_for(&mut self, name: &QName) -> Arc<str> {
        let element = self.document.element(self.current).expect("an element is open");
        // a prefix that the element declares itself, or uses, cannot be bound anew
        let taken = |prefix: &str| {
            prefix.is_empty()
                || prefix == "xmlns"
                || *element.name.prefix == *prefix
                || element.declarations.iter().any(|declaration| *declaration.prefix == *prefix)
                || element.attributes.iter().any(|attribute| *attribute.name.prefix == *prefix)
        };
        let prefix = if taken(&name.prefix) {
            let existing = element.in_scope.iter().find(|(prefix, uri)| !prefix.is_empty() && *uri == name.namespace);
            if let Some((prefix, _)) = existing {
                return prefix.clone();
            }
            loop {
                let prefix: Arc<str> = format!("ns{}", self.prefixes).into();
                self.prefixes += 1;
                if !taken(&prefix) && bound(&element.in_scope, &prefix).is_none() {
                    break prefix;
                }
            }
        } else {
            name.prefix.clone()
        };
        self.declare(&prefix, &name.namespace);
        prefix
    }

    /// Declares a namespace at the open element.
    fn declare(&mut self, prefix: &Arc<str>, uri: &Arc<str>) {
        let Some(element) = self.document.element_mut(self.current) else { return };
        let mut scope = element.in_scope.to_vec();
        bind(&mut scope, prefix, uri);
        element.in_scope = scope.into();
        element.declarations.push(NamespaceDeclaration { prefix: prefix.clone(), uri: uri.clone(), span: None });
    }

    /// A namespace node, copied by itself.
    pub fn namespace(&mut self, prefix: &str, uri: &str) {
        if prefix == "xml" || self.current == NodeId::ROOT || bound(self.scope(), prefix).is_some() {
            return;
        }
        // the default namespace cannot change below an element in no namespace
        let name = self.document.name(self.current);
        if prefix.is_empty() && name.is_some_and(|name| name.prefix.is_empty()) {
            return;
        }
        self.declare(&prefix.into(), &uri.into());
    }

    pub fn comment(&mut self, text: SharedStr, origin: Option<Origin>) {
        self.flush();
        let id = self.document.append(self.current, Content::Comment(text));
        self.document.node_mut(id).origin = origin;
    }

    pub fn instruction(&mut self, target: SharedStr, value: SharedStr, origin: Option<Origin>) {
        self.flush();
        let id = self.document.append(self.current, Content::ProcessingInstruction { target, value });
        self.document.node_mut(id).origin = origin;
    }

    /// Copies a node with all below it; attributes and namespaces go to the open element.
    pub fn copy_of(&mut self, node: NodeRef<'_>) -> Added {
        if let Some(attribute) = node.as_attribute() {
            return self.attribute(copied_attribute(node, attribute));
        }
        if let Some((prefix, uri)) = node.as_namespace() {
            self.namespace(prefix, uri);
            return Added::Yes;
        }
        let document = node.document;
        let top = node.tree_node();
        let mut at = Some(top);
        while let Some(id) = at {
            let here = NodeRef::new(document, id);
            let mut below = None;
            match &document.node(id).content {
                Content::Root => below = document.first_child(id),
                Content::Element(element) => {
                    self.open_copy(here, element);
                    below = document.first_child(id);
                    if below.is_none() {
                        self.close();
                    }
                }
                Content::Text(text) => {
                    let origin = TextOrigin { node: origin_of(here), attribute: None };
                    self.text(text, origin, document.unescaped.binary_search(&id).is_ok());
                }
                Content::Comment(text) => self.comment(text.clone(), origin_of(here)),
                Content::ProcessingInstruction { target, value } => {
                    self.instruction(target.clone(), value.clone(), origin_of(here));
                }
            }
            at = below.or_else(|| {
                let mut up = id;
                loop {
                    if up == top {
                        return None;
                    }
                    if let Some(next) = document.next_sibling(up) {
                        return Some(next);
                    }
                    up = document.parent(up)?;
                    if document.element(up).is_some() {
                        self.close();
                    }
                }
            });
        }
        Added::Yes
    }

    /// Opens a copy of an element, attributes and namespaces included.
    fn open_copy(&mut self, node: NodeRef<'_>, element: &Element) {
        self.open(&element.name, &element.in_scope, origin_of(node));
        let attributes: Vec<Attribute> = element
            .attributes
            .iter()
            .enumerate()
            .map(|(index, attribute)| {
                let id = crate::xml::AttributeId { element: node.tree_node(), index: index as u32 };
                copied_attribute(NodeRef::attribute(node.document, id), attribute)
            })
            .collect();
        if let Some(copy) = self.document.element_mut(self.current) {
            copy.attributes = attributes;
        }
    }

    /// A value as by `xsl:copy-of`.
    pub fn copy_value(&mut self, value: &Value<'_>) -> Added {
        match value {
            Value::Nodes(nodes) => {
                let mut result = Added::Yes;
                for node in nodes.iter() {
                    let added = self.copy_of(node);
                    if added != Added::Yes {
                        result = added;
                    }
                }
                result
            }
            Value::Fragment(document) => self.copy_of(NodeRef::root_of(document)),
            Value::Text(text, origin) => {
                self.text(text, *origin, false);
                Added::Yes
            }
            other => {
                self.text(&other.to_shared(), TextOrigin::default(), false);
                Added::Yes
            }
        }
    }

    /// The tree.
    pub fn finish(mut self) -> Document {
        self.flush();
        self.document.unescaped = self.raw;
        self.document
    }

    /// The one piece of text that all of it is, or the tree.
    pub fn finish_fragment(mut self) -> Result<(SharedStr, TextOrigin), Document> {
        if self.document.is_empty() && self.text.as_ref().is_none_or(|pending| !pending.raw) {
            let (text, origin, _) = self.text.take().unwrap_or_default().finish();
            return Ok((text, origin));
        }
        Err(self.finish())
    }

    /// The text of all, for attributes, comments and instructions, and whether anything but text was made.
    pub fn finish_text(mut self) -> (SharedStr, TextOrigin, bool) {
        if self.document.is_empty() {
            let (text, origin, _) = self.text.take().unwrap_or_default().finish();
            return (text, origin, false);
        }
        self.flush();
        // only text directly below the root counts; other nodes are ignored with their content (XSLT 1.0, 7.1.3)
        let mut text = String::new();
        let mut others = false;
        for child in self.document.children(NodeId::ROOT) {
            match &self.document.node(child).content {
                Content::Text(part) => text.push_str(part),
                _ => others = true,
            }
        }
        (text.into(), TextOrigin::default(), others)
    }
}

/// A copy of an attribute that knows where it came from.
pub(super) fn copied_attribute(node: NodeRef<'_>, attribute: &Attribute) -> Attribute {
    let mut copy = Attribute::new(attribute.name.clone(), attribute.value.clone());
    copy.origin = text_origin(node).attribute;
    copy
}

fn bound<'s>(scope: &'s [(Arc<str>, Arc<str>)], prefix: &str) -> Option<&'s str> {
    scope.iter().find(|(known, _)| **known == *prefix).map(|(_, uri)| &**uri)
}

/// Binds a prefix; an empty URI unbinds it.
fn bind(scope: &mut Vec<(Arc<str>, Arc<str>)>, prefix: &Arc<str>, uri: &Arc<str>) {
    if uri.is_empty() {
        scope.retain(|(known, _)| known != prefix);
        return;
    }
    match scope.iter_mut().find(|(known, _)| known == prefix) {
        Some(known) => known.1 = uri.clone(),
        None => scope.push((prefix.clone(), uri.clone())),
    }
}

/// What must be declared to come from one scope to the other.
fn declarations(outer: &[(Arc<str>, Arc<str>)], inner: &[(Arc<str>, Arc<str>)]) -> Vec<NamespaceDeclaration> {
    let mut list: Vec<NamespaceDeclaration> = inner
        .iter()
        .filter(|(prefix, uri)| bound(outer, prefix) != Some(&**uri))
        .map(|(prefix, uri)| NamespaceDeclaration { prefix: prefix.clone(), uri: uri.clone(), span: None })
        .collect();
    if bound(outer, "").is_some() && bound(inner, "").is_none() {
        list.push(NamespaceDeclaration { prefix: Arc::from(""), uri: Arc::from(""), span: None });
    }
    list
}
