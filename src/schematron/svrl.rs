//! Schematron's own report language, SVRL (ISO/IEC 19757-3, annex D).

use std::collections::HashMap;

use super::rules::Rules;
use crate::xml::{Document, NodeId, NodeKind};
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
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            // also what would act on a terminal, or turn the direction of what is around it
            _ if character.is_control()
                || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}')
                || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                result.push_str(&format!("&#{};", u32::from(character)));
            }
            _ => result.push(character),
        }
    }
    result
}

/// ` name="value"`, where there is a value.
pub(super) fn attribute(name: &str, value: Option<&str>) -> String {
    value.map(|value| format!(" {name}=\"{}\"", escape(value))).unwrap_or_default()
}

/// The place of each node of a document among those of its kind and name, counted from 1.
#[derive(Debug)]
pub(super) struct Places(HashMap<NodeId, usize>);

impl Places {
    pub fn of(document: &Document) -> Self {
        let mut places = HashMap::new();
        let mut met: HashMap<(NodeId, NodeKind, &str, &str), usize> = HashMap::new();
        for id in document.descendants(NodeId::ROOT) {
            let Some(parent) = document.parent(id) else { continue };
            let node = NodeRef::new(document, id);
            let (local, namespace) =
                if node.is_element() { (node.local_name(), node.namespace_uri()) } else { ("", "") };
            let place = met.entry((parent, document.kind(id), local, namespace)).or_default();
            *place += 1;
            places.insert(id, *place);
        }
        Self(places)
    }

    fn place(&self, node: NodeRef<'_>) -> usize {
        self.0.get(&node.tree_node()).copied().unwrap_or(1)
    }
}

/// A path to a node that needs no prefixes.
pub(super) fn location(node: NodeRef<'_>, places: &Places) -> String {
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
            _ if node.is_element() => format!("*[{condition}][{}]", places.place(node)),
            _ => {
                let test = match node.document.kind(node.tree_node()) {
                    NodeKind::Comment => "comment()",
                    NodeKind::ProcessingInstruction => "processing-instruction()",
                    _ => "text()",
                };
                format!("{test}[{}]", places.place(node))
            }
        });
        at = parent;
    }
    steps.reverse();
    format!("/{}", steps.join("/"))
}
