//! Label helpers: elements of another namespace that a build service expands before KIWI runs.

use super::whole::without;
use crate::xml::{Document, NodeId};

/// The namespace of the build service's label helpers.
const LABEL_HELPER: &str = "com.suse.label_helper";

/// A copy of the description in which each label helper is replaced by the labels in it, as the build service does
/// before KIWI runs; `None` where there is none. Every node keeps its place.
#[must_use]
pub fn without_label_helpers(document: &Document) -> Option<Document> {
    let is_helper = |id: NodeId| document.name(id).is_some_and(|name| *name.namespace == *LABEL_HELPER);
    if !document.descendants(NodeId::ROOT).any(is_helper) {
        return None;
    }
    Some(without(document, &is_helper))
}
