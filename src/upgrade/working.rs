//! The part of a document that steps have to see.
//!
//! Comments, white space, the content of `extension` and every element that no needed step looks at stay out of the
//! tree that the steps run on. They are text that nothing changes: the merge leaves their bytes alone, and they go
//! where the element around them goes. So a list of a hundred thousand packages costs no step anything.

use std::collections::HashMap;

use super::steps::{Step, Trigger};
use crate::text::Span;
use crate::xml::{Content, Document, NodeId};

/// A reduced document.
#[derive(Debug)]
pub struct Working {
    /// The tree, with spans.
    pub document: Document,
    /// The elements that were left out, by the parent that is in the tree, in order.
    pub frozen: HashMap<NodeId, Vec<Span>>,
}

/// Names that some step looks at.
#[derive(Debug, Default)]
struct Interest {
    triggers: HashMap<&'static str, Vec<Trigger>>,
    /// Elements whose children are all of interest.
    parents: Vec<&'static str>,
}

impl Interest {
    fn new<'s>(steps: impl IntoIterator<Item = &'s Step>) -> Self {
        let mut interest = Self::default();
        for step in steps {
            let (parents, needs): (Vec<&'static str>, Vec<&'static str>) =
                step.needs().iter().copied().partition(|name| name.ends_with("/*"));
            interest.parents.extend(parents.into_iter().map(|name| name.trim_end_matches("/*")));
            let needs = needs.into_iter().map(|element| Trigger { element, attribute: None, value: None });
            for trigger in step.triggers().iter().copied().chain(needs) {
                let list = interest.triggers.entry(trigger.element).or_default();
                if !list.contains(&trigger) {
                    list.push(trigger);
                }
            }
        }
        interest
    }

    fn wants(&self, document: &Document, node: NodeId) -> bool {
        let Some(name) = document.name(node).filter(|name| name.namespace.is_empty()) else { return false };
        let triggered = |list: &Vec<Trigger>| {
            list.iter().any(|trigger| trigger.matches(&name.local, |name| document.attribute_value(node, name)))
        };
        let parent = || document.parent(node).and_then(|parent| document.name(parent));
        self.triggers.get(&*name.local).is_some_and(triggered)
            || (!self.parents.is_empty() && parent().is_some_and(|parent| self.parents.contains(&&*parent.local)))
    }
}

impl Working {
    /// The whole document without comments, processing instructions and white space; for documents that steps run
    /// on one by one.
    #[must_use]
    pub fn whole(document: &Document) -> Self {
        Self::reduce(document, &|_| true)
    }

    /// The document as it is.
    pub(super) fn all(document: &Document) -> Self {
        Self { document: document.clone(), frozen: HashMap::new() }
    }

    /// What the steps have to see of a document.
    #[must_use]
    pub fn new<'s>(document: &Document, steps: impl IntoIterator<Item = &'s Step>) -> Self {
        let interest = Interest::new(steps);
        let mut kept = vec![false; document.len()];
        let Some(root) = document.root_element() else { return Self::whole(document) };
        kept[root.index()] = true;
        let mut at = document.first_child(root);
        // A walk of our own: the inside of extension is not even looked at.
        while let Some(node) = at {
            if interest.wants(document, node) {
                for ancestor in std::iter::once(node).chain(document.ancestors(node)) {
                    if std::mem::replace(&mut kept[ancestor.index()], true) {
                        break;
                    }
                }
            }
            let is_extension = document.parent(node) == Some(root) && document.is_element(node, "extension");
            let inside = if is_extension { None } else { document.first_child(node) };
            at = inside.or_else(|| document.following(node));
        }
        Self::reduce(document, &|node| kept[node.index()])
    }

    fn reduce(document: &Document, keep: &dyn Fn(NodeId) -> bool) -> Self {
        let mut reduced = Document::new();
        reduced.source = document.source;
        reduced.base.clone_from(&document.base);
        reduced.node_mut(NodeId::ROOT).span = document.span(NodeId::ROOT);
        let mut frozen: HashMap<NodeId, Vec<Span>> = HashMap::new();
        let mut parents = vec![NodeId::ROOT; document.len()];
        let mut at = document.first_child(NodeId::ROOT);
        while let Some(node) = at {
            let parent = document.parent(node).map_or(NodeId::ROOT, |parent| parents[parent.index()]);
            let data = document.node(node);
            let content = match &data.content {
                Content::Element(element) if keep(node) => {
                    let mut element = element.clone();
                    // What only the document type gives an element must not be written into its tag.
                    element.attributes.retain(|attribute| attribute.span.is_some());
                    Some(Content::Element(element))
                }
                Content::Element(_) => {
                    frozen.entry(parent).or_default().extend(data.span);
                    None
                }
                Content::Text(text) => {
                    let is_blank = text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
                    (!is_blank).then(|| data.content.clone())
                }
                _ => None,
            };
            let mut inside = None;
            if let Some(content) = content {
                let copied = reduced.append(parent, content);
                reduced.node_mut(copied).span = data.span;
                parents[node.index()] = copied;
                inside = document.first_child(node);
            }
            at = inside.or_else(|| document.following(node));
        }
        Self { document: reduced, frozen }
    }
}
