//! Label helpers: elements of another namespace that a build service expands before KIWI runs.

use crate::xml::{Document, NodeId};

/// The namespace of the build service's label helpers.
const LABEL_HELPER: &str = "com.suse.label_helper";

/// A copy of the description in which each label helper is replaced by the labels in it, as the build service does
/// before KIWI runs; `None` where there is none. Every node keeps its place.
pub(super) fn without_label_helpers(document: &Document) -> Option<Document> {
    let is_helper = |id: NodeId| document.name(id).is_some_and(|name| *name.namespace == *LABEL_HELPER);
    if !document.descendants(NodeId::ROOT).any(is_helper) {
        return None;
    }
    let mut copy = Document::new();
    copy.source = document.source;
    copy.base.clone_from(&document.base);
    let mut waiting: Vec<(NodeId, NodeId)> = Vec::new();
    let add_children = |waiting: &mut Vec<(NodeId, NodeId)>, id: NodeId, parent: NodeId| {
        let children: Vec<NodeId> = document.children(id).collect();
        waiting.extend(children.into_iter().rev().map(|child| (child, parent)));
    };
    add_children(&mut waiting, NodeId::ROOT, NodeId::ROOT);
    while let Some((id, parent)) = waiting.pop() {
        if is_helper(id) {
            add_children(&mut waiting, id, parent);
            continue;
        }
        let copied = copy_node(document, id, &mut copy, parent);
        add_children(&mut waiting, id, copied);
    }
    Some(copy)
}

fn copy_node(from: &Document, id: NodeId, into: &mut Document, parent: NodeId) -> NodeId {
    let node = from.node(id);
    let copied = into.append(parent, node.content.clone());
    let target = into.node_mut(copied);
    target.span = node.span;
    target.origin = node.origin;
    copied
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Options, check_source};
    use crate::text::{MemoryLoader, Sources};

    const HEAD: &str = "<description type=\"system\"><author>A</author><contact>a@example.org</contact>\
        <specification>x</specification></description>";
    const TAIL: &str = "<repository><source path=\"https://download.example.org/repo\"/></repository>\
        <packages type=\"image\"><package name=\"a\"/></packages>\
        <packages type=\"bootstrap\"><package name=\"filesystem\"/></packages></image>";

    fn names(text: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let id = sources.add("config.xml", text);
        check_source(id, &mut sources, &MemoryLoader::new(), &Options::default())
            .into_iter()
            .map(|finding| format!("{} {}", finding.severity.as_str(), finding.name))
            .collect()
    }

    #[test]
    fn label_helpers_are_a_note() {
        let text = format!(
            "<image schemaversion=\"8.5\" name=\"x\" xmlns:h=\"com.suse.label_helper\">{HEAD}\
             <preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image=\"docker\">\
             <containerconfig name=\"a\"><labels><h:add_prefix prefix=\"org.example\"><label name=\"a\" value=\"b\"/>\
             </h:add_prefix></labels></containerconfig></type></preferences>{TAIL}"
        );
        assert_eq!(names(&text), ["note label-helper"]);
    }
}
