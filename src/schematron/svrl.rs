//! Schematron's own report language, SVRL (ISO/IEC 19757-3, annex D).

use super::rules::Rules;
use crate::xpath::{NodeRef, RefKind};

/// The namespace of SVRL.
const NAMESPACE: &str = "http://purl.oclc.org/dsdl/svrl";

/// A report: what [`super::validate_recording`] recorded of each document, one after the other.
#[must_use]
pub fn svrl_report(rules: Option<&Rules>, phase: Option<&str>, records: &[String]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let phase = phase.map(|phase| format!(" phase=\"{}\"", escape(phase))).unwrap_or_default();
    text.push_str(&format!("<svrl:schematron-output xmlns:svrl=\"{NAMESPACE}\"{phase}>\n"));
    for (prefix, uri) in rules.iter().flat_map(|rules| rules.namespaces.iter()) {
        text.push_str(&format!(
            "  <svrl:ns-prefix-in-attribute-values uri=\"{}\" prefix=\"{}\"/>\n",
            escape(uri),
            escape(prefix)
        ));
    }
    records.iter().for_each(|record| text.push_str(record));
    text.push_str("</svrl:schematron-output>\n");
    text
}

/// A text as it stands between tags or double quotes.
pub(super) fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}

/// ` name="value"`, where there is a value.
pub(super) fn attribute(name: &str, value: Option<&str>) -> String {
    value.map(|value| format!(" {name}=\"{}\"", escape(value))).unwrap_or_default()
}

/// A path to a node that needs no prefixes.
pub(super) fn location(node: NodeRef<'_>) -> String {
    let mut steps = Vec::new();
    let mut at = Some(node);
    while let Some(node) = at {
        let parent = node.parent();
        if node.is_root() {
            break;
        }
        let (local, namespace) = (node.local_name(), node.namespace_uri());
        let condition = format!("local-name()='{local}' and namespace-uri()='{namespace}'");
        steps.push(match node.kind() {
            RefKind::Attribute => format!("@*[{condition}]"),
            _ if node.is_element() => {
                let same = |other: &NodeRef<'_>| {
                    other.is_element() && other.local_name() == local && other.namespace_uri() == namespace
                };
                let id = node.tree_node();
                let mut before = 1;
                let mut sibling = node.document.previous_sibling(id);
                while let Some(id) = sibling {
                    before += usize::from(same(&NodeRef::new(node.document, id)));
                    sibling = node.document.previous_sibling(id);
                }
                format!("*[{condition}][{before}]")
            }
            _ => {
                let id = node.tree_node();
                let kind = node.document.kind(id);
                let mut before = 1;
                let mut sibling = node.document.previous_sibling(id);
                while let Some(id) = sibling {
                    before += usize::from(node.document.kind(id) == kind);
                    sibling = node.document.previous_sibling(id);
                }
                let test = match kind {
                    crate::xml::NodeKind::Comment => "comment()",
                    crate::xml::NodeKind::ProcessingInstruction => "processing-instruction()",
                    _ => "text()",
                };
                format!("{test}[{before}]")
            }
        });
        at = parent;
    }
    steps.reverse();
    format!("/{}", steps.join("/"))
}
