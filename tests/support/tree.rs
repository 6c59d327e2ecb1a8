//! Documents as text that can be compared.

use rowi::xml::{Content, Document, NodeId};

/// Elements one a line, attributes sorted, comments and white space between elements aside.
pub fn canonical(text: &str) -> String {
    let tree = parse(text);
    let mut result = String::new();
    write(tree.root_element(), 0, &mut result);
    result
}

fn parse(text: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn write(node: roxmltree::Node<'_, '_>, depth: usize, result: &mut String) {
    let mut attributes: Vec<String> = node
        .attributes()
        .map(|attribute| {
            format!(" {{{}}}{}={:?}", attribute.namespace().unwrap_or(""), attribute.name(), attribute.value())
        })
        .collect();
    attributes.sort();
    let name = node.tag_name();
    let indent = " ".repeat(depth);
    result.push_str(&format!("{indent}{{{}}}{}{}\n", name.namespace().unwrap_or(""), name.name(), attributes.concat()));
    let has_elements = node.children().any(|child| child.is_element());
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            flush(&mut text, has_elements, &indent, result);
            write(child, depth + 1, result);
        } else if child.is_text() {
            text.push_str(child.text().unwrap_or(""));
        }
    }
    flush(&mut text, has_elements, &indent, result);
}

/// Beside elements white space in text does not count.
fn flush(text: &mut String, has_elements: bool, indent: &str, result: &mut String) {
    let value =
        if has_elements { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.replace("\r\n", "\n") };
    if !value.trim().is_empty() {
        result.push_str(&format!("{indent} {value:?}\n"));
    }
    text.clear();
}

/// The same of one of rowi's own trees.
pub fn canonical_document(document: &Document) -> String {
    let mut result = String::new();
    for node in document.descendants(NodeId::ROOT) {
        match &document.node(node).content {
            Content::Element(element) => {
                let mut attributes: Vec<String> =
                    element.attributes.iter().map(|a| format!(" {}={:?}", a.name.local, &*a.value)).collect();
                attributes.sort();
                let depth = document.ancestors(node).count();
                result.push_str(&format!("{}{}{}\n", " ".repeat(depth), element.name.local, attributes.concat()));
            }
            Content::Text(text) if !text.trim().is_empty() => result.push_str(&format!("{:?}\n", &**text)),
            _ => {}
        }
    }
    result
}

/// The comments of a document, white space inside them aside.
pub fn comments(text: &str) -> Vec<String> {
    parse(text)
        .descendants()
        .filter(|node| node.is_comment())
        .map(|node| node.text().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// Every tag on a line of its own, attributes in order of name.
pub fn one_per_line(text: &str) -> String {
    canonical(text)
}

/// Lines that differ, on both sides.
pub fn changed_lines(one: &str, other: &str) -> usize {
    let diff = similar::TextDiff::from_lines(one, other);
    diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal).count()
}
