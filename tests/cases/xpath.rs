//! XPath against libxml2: `tests/xpath/expressions.tsv` holds expressions over the documents beside it with what
//! libxml2 2.14 makes of them, and what XPath 1.0 asks for where libxml2 differs (`expressions-spec.tsv`).
use std::path::PathBuf;

use libtest_mimic::Trial;
use rowi::text::Sources;
use rowi::xml::{self, Document, NodeId, NodeKind};
use rowi::xpath::{Focus, NoContext, NodeRef, Place, RefKind, Value, parse};

use crate::support::harness::case;
use crate::support::root;
use crate::support::xpath::Prefixes;

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('|', "\\p")
}

/// `name.position` of an element and those around it.
fn path(document: &Document, element: NodeId) -> String {
    let mut parts: Vec<String> = std::iter::once(element)
        .chain(document.ancestors(element))
        .filter_map(|at| {
            let name = document.name(at)?;
            let parent = document.parent(at)?;
            let position = document.child_elements(parent).position(|child| child == at)? + 1;
            Some(format!("{}.{position}", name.local))
        })
        .collect();
    parts.reverse();
    parts.join("/")
}

fn render(value: &Value<'_>) -> String {
    match value {
        Value::Boolean(value) => format!("boolean {value}"),
        Value::Number(value) => {
            // as Python writes a float
            let text = format!("{value:?}").replace("NaN", "nan");
            format!("number {text}")
        }
        Value::String(value) => format!("string {}", escape(value)),
        Value::Nodes(nodes) => {
            let items: Vec<String> = nodes.iter().map(render_node).collect();
            format!("nodes {}", items.join("|"))
        }
        other => panic!("{}", other.type_name()),
    }
}

fn render_node(node: NodeRef<'_>) -> String {
    let text = escape(&node.string());
    match node.kind() {
        RefKind::Attribute => format!("A:{}={text}", node.local_name()),
        RefKind::Namespace => format!("N:{}={text}", node.local_name()),
        RefKind::Node(NodeKind::Root) => "R:".to_owned(),
        RefKind::Node(NodeKind::Element) => format!("E:{}", path(node.document, node.tree_node())),
        RefKind::Node(NodeKind::Text) => format!("T:{text}"),
        RefKind::Node(NodeKind::Comment) => format!("C:{text}"),
        RefKind::Node(NodeKind::ProcessingInstruction) => format!("P:{}={text}", node.local_name()),
    }
}

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    // what libxml2 makes of them; what XPath 1.0 asks for where libxml2 differs
    for (table, about) in [("expressions.tsv", "libxml2"), ("expressions-spec.tsv", "specification")] {
        let text = std::fs::read_to_string(directory().join(table)).unwrap();
        let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        for (number, line) in lines {
            let mut columns = line.splitn(3, '\t').map(str::to_owned);
            let mut next = || columns.next().unwrap_or_default();
            let (name, expression, expected) = (next(), next(), next());
            trials.push(case(format!("xpath/{about}/{:03} {expression:.40}", number + 1), move || {
                assert_eq!(result(&name, &expression), expected, "{name}: {expression}");
            }));
        }
    }
    let count = trials.len();
    trials.push(case("xpath/there-are-enough", move || assert!(count >= 500)));
    trials
}

fn directory() -> PathBuf {
    root().join("tests/xpath")
}

fn result(name: &str, expression: &str) -> String {
    let mut sources = Sources::new();
    let id = sources.add(name, std::fs::read_to_string(directory().join(format!("{name}.xml"))).unwrap());
    let parsed = xml::parse(sources.get(id));
    assert!(parsed.diagnostics.is_empty());
    let place = Place::new(rowi::text::Span::default());
    match parse(expression, &Prefixes, &place) {
        Ok(expression) => expression
            .evaluate(Focus::on(NodeRef::root_of(&parsed.document)), &mut NoContext)
            .map_or_else(|error| format!("error {}", error.message()), |value| render(&value)),
        Err(error) => format!("error {}", error.message),
    }
}
