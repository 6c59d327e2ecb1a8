//! Which step changed what: the trees before and after a step, compared by origin.

use std::collections::{HashMap, HashSet};

use super::merge::{attribute_origin, origin_of};
use crate::text::{SourceId, Span};
use crate::xml::{Attribute, Content, Document, NodeId, NodeKind};

/// One thing that one step changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The index of the step in [`super::steps()`].
    pub step: usize,
    /// Where it stands in the user's text: an attribute, an element's name, a text.
    pub span: Span,
    /// The whole element that it happened to.
    pub element: Span,
    /// What happened.
    pub kind: ChangeKind,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum ChangeKind {
    ElementRenamed { from: String, to: String },
    ElementAdded { name: String, parent: String },
    ElementRemoved { name: String },
    ElementMoved { name: String, into: String },
    AttributeRenamed { element: String, from: String, to: String },
    AttributeChanged { element: String, name: String, from: String, to: String },
    AttributeAdded { element: String, name: String, value: String },
    AttributeMoved { element: String, from: String, into: String, to: String },
    AttributeRemoved { element: String, name: String },
    TextChanged { element: String, from: String, to: String },
}

impl std::fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ElementRenamed { from, to } => write!(f, "`{from}` becomes `{to}`"),
            Self::ElementAdded { name, parent } => write!(f, "`{parent}` gets `{name}`"),
            Self::ElementRemoved { name } => write!(f, "`{name}` is dropped"),
            Self::ElementMoved { name, into } => write!(f, "`{name}` moves into `{into}`"),
            Self::AttributeRenamed { element, from, to } => write!(f, "`{from}` of `{element}` becomes `{to}`"),
            Self::AttributeChanged { element, name, from, to } => {
                write!(f, "`{name}` of `{element}` becomes `{to}`, was `{from}`")
            }
            Self::AttributeAdded { element, name, value } => write!(f, "`{element}` gets `{name}=\"{value}\"`"),
            Self::AttributeMoved { element, from, into, to } => {
                write!(f, "`{from}` of `{element}` becomes `{to}` of `{into}`")
            }
            Self::AttributeRemoved { element, name } => write!(f, "`{element}` loses `{name}`"),
            Self::TextChanged { element, from, to } => write!(f, "`{element}` says `{to}`, was `{from}`"),
        }
    }
}

/// What one step made of one tree. Both trees know the same source, `working`; the first tree may be `working`
/// itself.
pub(super) struct Comparison<'a> {
    pub source: SourceId,
    pub working: &'a Document,
    pub before: &'a Document,
    pub after: &'a Document,
    pub step: usize,
}

impl Comparison<'_> {
    fn origin(&self, document: &Document, node: NodeId) -> Option<NodeId> {
        if document.source == Some(self.source) {
            Some(node)
        } else {
            origin_of(self.source, self.working, document, node)
        }
    }

    fn by_origin(&self, document: &Document) -> (Vec<NodeId>, HashMap<NodeId, NodeId>) {
        let mut order = Vec::new();
        let mut map = HashMap::new();
        for node in document.descendants(NodeId::ROOT) {
            if document.kind(node) == NodeKind::Element
                && let Some(origin) = self.origin(document, node)
                && !map.contains_key(&origin)
            {
                map.insert(origin, node);
                order.push(origin);
            }
        }
        (order, map)
    }

    fn name(document: &Document, node: NodeId) -> String {
        document.name(node).map_or_else(String::new, |name| name.lexical())
    }

    fn span(&self, node: NodeId) -> Span {
        self.working.name_span(node).unwrap_or(Span::at(self.source, 0))
    }

    fn whole(&self, node: NodeId) -> Span {
        self.working.span(node).unwrap_or(Span::at(self.source, 0))
    }

    /// All changes, by place.
    pub fn changes(&self) -> Vec<Change> {
        let (order, before) = self.by_origin(self.before);
        let (_, after) = self.by_origin(self.after);
        let moved = self.attributes_of(self.after);
        let mut changes = Vec::new();
        for origin in order {
            let old = before[&origin];
            let Some(new) = after.get(&origin).copied() else {
                let parent_goes = self
                    .before
                    .parent(old)
                    .and_then(|parent| self.origin(self.before, parent))
                    .is_some_and(|parent| !after.contains_key(&parent));
                if !parent_goes {
                    let kind = ChangeKind::ElementRemoved { name: Self::name(self.before, old) };
                    changes.push(Change {
                        step: self.step,
                        span: self.span(origin),
                        element: self.whole(origin),
                        kind,
                    });
                }
                continue;
            };
            self.element(origin, old, new, &moved, &mut changes);
        }
        self.added(&mut changes);
        changes.sort_by_key(|change| (change.span.start, change.span.end));
        changes
    }

    /// Where attributes of the source are now: by their own names, the element and the name that they have there.
    fn attributes_of(&self, document: &Document) -> HashMap<(NodeId, u32), (String, String)> {
        let mut map = HashMap::new();
        for node in document.descendants(NodeId::ROOT) {
            for (_, attribute) in document.attributes(node) {
                if let Some(id) = attribute_origin(self.source, attribute) {
                    let place = (Self::name(document, node), attribute.name.lexical());
                    map.entry((id.element, id.index)).or_insert(place);
                }
            }
        }
        map
    }

    fn element(
        &self,
        origin: NodeId,
        old: NodeId,
        new: NodeId,
        moved: &HashMap<(NodeId, u32), (String, String)>,
        changes: &mut Vec<Change>,
    ) {
        let element = self.whole(origin);
        let mut push = |span: Span, kind: ChangeKind| changes.push(Change { step: self.step, span, element, kind });
        let (from, to) = (Self::name(self.before, old), Self::name(self.after, new));
        if from != to {
            push(self.span(origin), ChangeKind::ElementRenamed { from, to: to.clone() });
        }
        let parent = |document: &Document, node: NodeId| {
            document
                .parent(node)
                .filter(|parent| document.kind(*parent) == NodeKind::Element)
                .and_then(|parent| self.origin(document, parent))
        };
        if parent(self.before, old) != parent(self.after, new) {
            let into = self.after.parent(new).map_or_else(String::new, |parent| Self::name(self.after, parent));
            push(self.span(origin), ChangeKind::ElementMoved { name: to.clone(), into });
        }
        let (Some(was), Some(is)) = (self.before.element(old), self.after.element(new)) else { return };
        let key = |document: &Document, index: usize, attribute: &Attribute| {
            if document.source == Some(self.source) {
                Some((origin, index as u32))
            } else {
                attribute_origin(self.source, attribute).map(|id| (id.element, id.index))
            }
        };
        let mut gone: Vec<usize> = Vec::new();
        let mut come: Vec<usize> = (0..is.attributes.len()).collect();
        for (index, attribute) in was.attributes.iter().enumerate() {
            let same = come.iter().position(|at| is.attributes[*at].name == attribute.name);
            match same.map(|at| &is.attributes[come.remove(at)]) {
                Some(now) if now.value != attribute.value => push(
                    self.attribute_span(origin, &attribute.name.lexical(), key(self.before, index, attribute)),
                    ChangeKind::AttributeChanged {
                        element: to.clone(),
                        name: now.name.lexical(),
                        from: attribute.value.to_string(),
                        to: now.value.to_string(),
                    },
                ),
                Some(_) => {}
                None => gone.push(index),
            }
        }
        // The version attribute that step 2.4 to 3.5 renames has no origin of its own, nor have both consoles that one
        // was parted into: what comes while one goes, came from it.
        let only = if gone.len() == 1 { gone.first().copied() } else { None };
        let mut renamed = HashSet::new();
        for at in come {
            let now = &is.attributes[at];
            let own = key(self.after, at, now);
            let source = gone
                .iter()
                .copied()
                .find(|index| own.is_some() && key(self.before, *index, &was.attributes[*index]) == own)
                .or(only);
            match source {
                Some(index) => {
                    renamed.insert(index);
                    let before = &was.attributes[index];
                    push(
                        self.attribute_span(origin, &before.name.lexical(), key(self.before, index, before)),
                        ChangeKind::AttributeRenamed {
                            element: to.clone(),
                            from: before.name.lexical(),
                            to: now.name.lexical(),
                        },
                    );
                }
                None => push(
                    self.span(origin),
                    ChangeKind::AttributeAdded {
                        element: to.clone(),
                        name: now.name.lexical(),
                        value: now.value.to_string(),
                    },
                ),
            }
        }
        for index in gone {
            if !renamed.contains(&index) {
                let before = &was.attributes[index];
                let own = key(self.before, index, before);
                let (element, name) = (to.clone(), before.name.lexical());
                let kind = match own.and_then(|own| moved.get(&own)) {
                    Some((into, to)) => {
                        ChangeKind::AttributeMoved { element, from: name.clone(), into: into.clone(), to: to.clone() }
                    }
                    None => ChangeKind::AttributeRemoved { element, name: name.clone() },
                };
                push(self.attribute_span(origin, &name, own), kind);
            }
        }
        let text = |document: &Document, node: NodeId| {
            let mut text = String::new();
            for child in document.children(node) {
                if let Content::Text(part) = &document.node(child).content {
                    text.push_str(part);
                }
            }
            text.trim().to_owned()
        };
        let (was, is) = (text(self.before, old), text(self.after, new));
        if was != is {
            let at = self.working.children(origin).find(|child| self.working.kind(*child) == NodeKind::Text);
            let span = at.and_then(|at| self.working.span(at)).unwrap_or(self.span(origin));
            push(span, ChangeKind::TextChanged { element: to, from: was, to: is });
        }
    }

    fn attribute_span(&self, element: NodeId, name: &str, origin: Option<(NodeId, u32)>) -> Span {
        let by_origin =
            origin.and_then(|(element, index)| self.working.element(element)?.attributes.get(index as usize));
        let by_name = || self.working.element(element)?.attributes.iter().find(|other| other.name.lexical() == name);
        by_origin.or_else(by_name).and_then(|attribute| attribute.span).unwrap_or(self.span(element))
    }

    /// Elements that the step made from nothing: there is one more of their name below their parent than before.
    fn added(&self, changes: &mut Vec<Change>) {
        let signature = |document: &Document, node: NodeId| {
            let parent = document.parent(node)?;
            let parent_origin = self.origin(document, parent)?;
            (document.kind(node) == NodeKind::Element && self.origin(document, node).is_none())
                .then(|| (parent_origin, Self::name(document, node), Self::name(document, parent)))
        };
        let mut count: HashMap<(NodeId, String), i32> = HashMap::new();
        for node in self.before.descendants(NodeId::ROOT) {
            if let Some((parent, name, _)) = signature(self.before, node) {
                *count.entry((parent, name)).or_default() += 1;
            }
        }
        for node in self.after.descendants(NodeId::ROOT) {
            if let Some((parent, name, parent_name)) = signature(self.after, node) {
                let left = count.entry((parent, name.clone())).or_default();
                *left -= 1;
                if *left < 0 {
                    let kind = ChangeKind::ElementAdded { name, parent: parent_name };
                    changes.push(Change {
                        step: self.step,
                        span: self.span(parent),
                        element: self.whole(parent),
                        kind,
                    });
                }
            }
        }
    }
}
