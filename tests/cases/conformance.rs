//! James Clark's RELAX NG conformance suite (`conformance/spectest.xml` in shared/), one test a case, named by the
//! section of the specification that it belongs to.
use std::fmt::Write as _;

use libtest_mimic::Trial;
use rowi::rng::{self, Schema};
use rowi::text::{MemoryLoader, Sources};
use rowi::xml::{self, Content, Document, NodeId};

use crate::support::harness::{case, needing};
use crate::support::{need, shared};

/// The cases of the suite; one that is ignored where the suite is absent.
pub fn trials() -> Vec<Trial> {
    if need::conformance().is_err() {
        return vec![needing("conformance", &[need::conformance], || ())];
    }
    let text = std::fs::read_to_string(shared().join("conformance/spectest.xml")).expect("the suite");
    // the one entity of the suite is an element, whose name is written with character references: put in by hand
    let text = text.replace("&dii;", "<\u{E14}\u{E35}/>");
    let text = text.split_once("]>").map_or(text.as_str(), |(_, rest)| rest);
    let mut sources = Sources::new();
    let id = sources.add("spectest.xml", text);
    let parsed = xml::parse(sources.get(id));
    assert!(parsed.diagnostics.is_empty(), "the suite is not well-formed: {:?}", parsed.diagnostics);
    let mut cases = Vec::new();
    if let Some(root) = parsed.document.root_element() {
        gather(&parsed.document, root, "", &mut cases);
    }
    let assertions: usize = cases.iter().map(|case| case.schemas.len() + case.documents.len()).sum();
    let mut trials: Vec<Trial> = cases
        .into_iter()
        .map(|one| {
            case(format!("conformance/{}", one.name), move || {
                let problems = one.run();
                assert!(problems.is_empty(), "{}", problems.join("\n"));
            })
        })
        .collect();
    // the suite is whole
    trials.push(case("conformance/965-assertions", move || assert_eq!(assertions, 965)));
    trials
}

/// A case: schemas that are correct or not, documents that are valid or not.
struct Case {
    name: String,
    files: MemoryLoader,
    schemas: Vec<(bool, String)>,
    documents: Vec<(bool, String)>,
}

impl Case {
    fn run(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut compiled = None;
        for (correct, text) in &self.schemas {
            let mut sources = Sources::new();
            let id = sources.add("schema.rng", text.as_str());
            let loaded = rng::load(id, &mut sources, &self.files);
            let messages: Vec<&str> = loaded.diagnostics.iter().map(|found| found.message.as_str()).collect();
            if loaded.grammar.is_some() != *correct {
                let why = if *correct { "correct schema refused" } else { "incorrect schema accepted" };
                problems.push(format!("{why}: {messages:?}\n{text}"));
            }
            if let (true, Some(grammar)) = (*correct, loaded.grammar) {
                match Schema::compile(grammar) {
                    Ok(schema) => compiled = Some(schema),
                    Err(why) => problems.push(format!("schema does not compile: {}", why.message)),
                }
            }
        }
        for (valid, text) in &self.documents {
            let Some(schema) = &compiled else {
                problems.push("no schema for the document".to_owned());
                continue;
            };
            let mut sources = Sources::new();
            let id = sources.add("document.xml", text.as_str());
            let parsed = xml::parse(sources.get(id));
            let found = schema.validate(&parsed.document);
            if found.is_empty() != *valid {
                let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
                problems.push(format!("expected {}valid: {messages:?}\n{text}", if *valid { "" } else { "in" }));
            }
        }
        problems
    }
}

fn gather(document: &Document, suite: NodeId, section: &str, cases: &mut Vec<Case>) {
    let mut section = section.to_owned();
    for child in document.child_elements(suite) {
        match document.name(child).map(|name| name.local.to_string()).as_deref() {
            Some("section") => section = document.string_value(child),
            Some("testSuite") => gather(document, child, &section, cases),
            Some("testCase") => {
                let mut files = MemoryLoader::new();
                let (mut schemas, mut documents) = (Vec::new(), Vec::new());
                let mut own = section.clone();
                for part in document.child_elements(child) {
                    match document.name(part).map(|name| name.local.to_string()).as_deref() {
                        Some("section") => own = document.string_value(part),
                        Some("correct") => schemas.push((true, content(document, part))),
                        Some("incorrect") => schemas.push((false, content(document, part))),
                        Some("valid") => documents.push((true, content(document, part))),
                        Some("invalid") => documents.push((false, content(document, part))),
                        Some("resource" | "dir") => add_file(document, part, "", &mut files),
                        _ => {}
                    }
                }
                let name = format!("section-{own}/{:03}", cases.len() + 1);
                cases.push(Case { name, files, schemas, documents });
            }
            _ => {}
        }
    }
}

fn add_file(document: &Document, node: NodeId, directory: &str, files: &mut MemoryLoader) {
    let path = format!("{directory}{}", document.attribute_value(node, "name").unwrap_or(""));
    if document.is_element(node, "dir") {
        for child in document.child_elements(node) {
            add_file(document, child, &format!("{path}/"), files);
        }
    } else {
        files.insert(path, content(document, node));
    }
}

/// The element in `node` as a document of its own, or its text where it holds none.
fn content(document: &Document, node: NodeId) -> String {
    match document.child_elements(node).next() {
        Some(element) => {
            let mut text = String::new();
            write(document, element, true, &mut text);
            text
        }
        None => document.string_value(node),
    }
}

fn write(document: &Document, node: NodeId, top: bool, text: &mut String) {
    match &document.node(node).content {
        Content::Element(element) => {
            let name = element.name.lexical();
            let _ = write!(text, "<{name}");
            if top {
                for (prefix, uri) in element.in_scope.iter() {
                    let colon = if prefix.is_empty() { "" } else { ":" };
                    let _ = write!(text, " xmlns{colon}{prefix}=\"{}\"", escape(uri));
                }
            } else {
                for declaration in &element.declarations {
                    let colon = if declaration.prefix.is_empty() { "" } else { ":" };
                    let _ = write!(text, " xmlns{colon}{}=\"{}\"", declaration.prefix, escape(&declaration.uri));
                }
            }
            for attribute in &element.attributes {
                let _ = write!(text, " {}=\"{}\"", attribute.name.lexical(), escape(&attribute.value));
            }
            text.push('>');
            for child in document.children(node) {
                write(document, child, false, text);
            }
            let _ = write!(text, "</{name}>");
        }
        Content::Text(value) => text.push_str(&escape(value)),
        Content::Comment(value) => {
            let _ = write!(text, "<!--{value}-->");
        }
        Content::ProcessingInstruction { target, value } => {
            let _ = write!(text, "<?{target} {value}?>");
        }
        Content::Root => {}
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            other => escaped.push(other),
        }
    }
    escaped
}
