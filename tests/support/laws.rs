//! Schemas and documents for the tests of generated types.

use std::path::Path;

use rowi::files::FileLoader;
use rowi::rng::simple::Grammar;
use rowi::text::Sources;
use rowi::types::Node;
use rowi::xml::{Content, Document, NodeId};

use super::root;

pub fn schema(path: &Path) -> Grammar {
    let path = root().join(path);
    let mut sources = Sources::new();
    let text = std::fs::read(&path).expect("a schema");
    let id = sources.add_bytes(path.to_string_lossy(), &text).expect("a text");
    let loaded = rowi::rng::load(id, &mut sources, &FileLoader::beside(&path));
    loaded.grammar.unwrap_or_else(|| panic!("{}: {:#?}", path.display(), loaded.diagnostics))
}

/// A schema with a validator for it.
pub struct Judge {
    pub schema: rowi::rng::Schema,
}

impl Judge {
    pub fn new(path: &str) -> Self {
        Self { schema: rowi::rng::Schema::compile(schema(Path::new(path))).expect("a schema") }
    }

    pub fn is_valid(&self, document: &Document) -> bool {
        !rowi::diagnostic::has_errors(&self.schema.validate(document))
    }
}

/// The document of a text; `None` where it is not well-formed.
pub fn document(text: &str) -> Option<Document> {
    let mut sources = Sources::new();
    let id = sources.add("document", text);
    let parsed = rowi::xml::parse(sources.get(id));
    (!rowi::diagnostic::has_errors(&parsed.diagnostics)).then_some(parsed.document)
}

/// What a document says, apart from what the types are allowed to change: white space between elements, the order of
/// children of different names, the spelling of values.
pub fn canonical(document: &Document) -> String {
    document.root_element().map(|root| canonical_element(document, root)).unwrap_or_default()
}

fn canonical_element(document: &Document, node: NodeId) -> String {
    let element = document.element(node).expect("an element");
    let name = |name: &rowi::xml::QName| format!("{{{}}}{}", name.namespace, name.local);
    let mut attributes: Vec<String> =
        element.attributes.iter().map(|own| format!("{}={:?}", name(&own.name), value(&own.value))).collect();
    attributes.sort();
    let children: Vec<NodeId> = document.child_elements(node).collect();
    let blank = |text: &str| text.trim_matches([' ', '\t', '\n', '\r']).is_empty();
    let own_text: String = document
        .children(node)
        .filter_map(|child| match &document.node(child).content {
            Content::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let mut parts = Vec::new();
    if children.is_empty() {
        parts.push(value(&own_text));
    } else if blank(&own_text) {
        let mut elements: Vec<(String, String)> = children
            .iter()
            .map(|child| (name(document.name(*child).expect("a name")), canonical_element(document, *child)))
            .collect();
        elements.sort_by(|one, other| one.0.cmp(&other.0));
        parts.extend(elements.into_iter().map(|(_, text)| text));
    } else {
        for child in document.children(node) {
            match &document.node(child).content {
                Content::Text(text) => match parts.last_mut() {
                    Some(before) if !before.starts_with('<') => before.push_str(text),
                    _ => parts.push(text.to_string()),
                },
                Content::Element(_) => parts.push(canonical_element(document, child)),
                _ => {}
            }
        }
    }
    format!("<{} {}>{}</>", name(&element.name), attributes.join(" "), parts.join(""))
}

/// A value in one spelling: words by single blanks, numbers and booleans as Rust has them.
fn value(text: &str) -> String {
    let words = text.split_ascii_whitespace().map(|word| match word {
        "1" | "true" => "true".to_owned(),
        "0" | "false" => "false".to_owned(),
        "INF" => "inf".to_owned(),
        _ if word.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) => match word.parse::<f64>() {
            Ok(0.0) => "false".to_owned(),
            Ok(1.0) => "true".to_owned(),
            Ok(number) => format!("{number:?}"),
            Err(_) => word.to_owned(),
        },
        // A qualified name is its local part here: prefixes may be chosen anew.
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// How a document fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Valid,
    Invalid,
}

/// The laws, on one document.
pub fn laws<N: Node + PartialEq + std::fmt::Debug>(judge: &Judge, name: &str, text: &str) -> Verdict {
    let Some(before) = document(text) else { return Verdict::Invalid };
    let valid = judge.is_valid(&before);
    let bound = rowi::types::read::<N>(&before);
    if !valid {
        if let Err(errors) = bound {
            assert!(errors.iter().all(|error| error.span.is_some()), "{name}: every error has a place: {errors:#?}");
        }
        return Verdict::Invalid;
    }
    let bound = bound.unwrap_or_else(|errors| panic!("{name}: valid, but cannot be read: {errors:#?}\n{text}"));
    let written = rowi::types::to_xml(&bound);
    let after = document(&written).unwrap_or_else(|| panic!("{name}: written text is not well-formed:\n{written}"));
    let findings = judge.schema.validate(&after);
    assert!(!rowi::diagnostic::has_errors(&findings), "{name}: written text is not valid: {findings:#?}\n{written}");
    assert_eq!(canonical(&before), canonical(&after), "{name}: written text says something else\n{written}");
    let again = rowi::types::read::<N>(&after).unwrap_or_else(|errors| panic!("{name}: {errors:#?}\n{written}"));
    // Not `assert_eq!`: NaN is not equal to itself, but looks the same.
    assert!(
        again == bound || format!("{again:?}") == format!("{bound:?}"),
        "{name}: reading what was written gives another value\n{written}"
    );
    Verdict::Valid
}
