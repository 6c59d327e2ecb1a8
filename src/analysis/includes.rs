//! A description with its includes put in, as KIWI's schema sees it.

use std::collections::BTreeMap;

use crate::xml::{Document, NodeId};

/// A copy of the description in which each `include` directly in `image` is replaced by the child elements of the
/// included `image`. Every node keeps its place in the file it comes from. Includes that lead nowhere stay.
#[must_use]
pub(super) fn put_in<'d>(document: &'d Document, included: &'d BTreeMap<String, Document>) -> Document {
    let mut whole = Document::new();
    whole.source = document.source;
    whole.base.clone_from(&document.base);
    let replacement = |id: NodeId| -> Option<&'d Document> {
        let is_direct = document.is_element(id, "include") && document.parent(id) == document.root_element();
        let from = is_direct.then(|| document.attribute_value(id, "from")).flatten()?;
        included.get(from)
    };
    for child in document.children(NodeId::ROOT) {
        copy(document, child, NodeId::ROOT, &mut whole, &replacement);
    }
    whole
}

/// Copies what is at and below `top`, without recursion: documents may be deep.
pub(super) fn copy<'d>(
    from: &'d Document,
    top: NodeId,
    parent: NodeId,
    into: &mut Document,
    replacement: &dyn Fn(NodeId) -> Option<&'d Document>,
) {
    let mut waiting = vec![(top, parent)];
    while let Some((id, parent)) = waiting.pop() {
        if let Some(other) = replacement(id) {
            let root = other.root_element().filter(|root| other.is_element(*root, "image"));
            for child in root.into_iter().flat_map(|root| other.child_elements(root)) {
                copy(other, child, parent, into, &|_| None);
            }
            continue;
        }
        let node = from.node(id);
        let copied = into.append(parent, node.content.clone());
        into.node_mut(copied).span = node.span;
        let children: Vec<NodeId> = from.children(id).collect();
        waiting.extend(children.into_iter().rev().map(|child| (child, copied)));
    }
}
