//! James Clark's RELAX NG conformance suite (`conformance/spectest.xml` in shared/), one test a case, named by the
//! section of the specification that it belongs to. Where the suite is absent the tests are skipped aloud.
//!
//! A harness of its own, since the cases are data: it understands `--list`, `--nocapture` and a filter, as cargo's does.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rowi::rng::{self, Schema};
use rowi::text::{MemoryLoader, Sources};
use rowi::xml::{self, Content, Document, NodeId};

fn suite() -> PathBuf {
    let shared = std::env::var_os("ROWI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    shared.join("conformance/spectest.xml")
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let list = arguments.iter().any(|argument| argument == "--list");
    let path = suite();
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: conformance suite not found at {} (set ROWI_SHARED)", path.display());
        return ExitCode::SUCCESS;
    };
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
    let chosen: Vec<&Case> =
        cases.iter().filter(|case| filter.is_none_or(|filter| case.name.contains(filter.as_str()))).collect();
    if list {
        for case in &chosen {
            println!("{}: test", case.name);
        }
        println!("\n{} tests, 0 benchmarks", chosen.len());
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", chosen.len());
    let mut score = Score::default();
    let mut failures = String::new();
    let mut failed = 0;
    for case in &chosen {
        let problems = case.run(&mut score);
        println!("test {} ... {}", case.name, if problems.is_empty() { "ok" } else { "FAILED" });
        if !problems.is_empty() {
            failed += 1;
            let _ = writeln!(failures, "---- {} ----\n{}", case.name, problems.join("\n"));
        }
    }
    println!("\n{failures}");
    println!(
        "assertions: {} of {} (correct schemas {}/{}, incorrect {}/{}, valid documents {}/{}, invalid {}/{})",
        score.hits(),
        score.total(),
        score.correct.0,
        score.correct.1,
        score.incorrect.0,
        score.incorrect.1,
        score.valid.0,
        score.valid.1,
        score.invalid.0,
        score.invalid.1
    );
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {verdict}. {} passed; {failed} failed; 0 ignored\n", chosen.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[derive(Default)]
struct Score {
    correct: (usize, usize),
    incorrect: (usize, usize),
    valid: (usize, usize),
    invalid: (usize, usize),
}

impl Score {
    fn all(&self) -> [(usize, usize); 4] {
        [self.correct, self.incorrect, self.valid, self.invalid]
    }

    fn hits(&self) -> usize {
        self.all().iter().map(|(hits, _)| hits).sum()
    }

    fn total(&self) -> usize {
        self.all().iter().map(|(_, total)| total).sum()
    }
}

fn count(slot: &mut (usize, usize), hit: bool) {
    slot.0 += usize::from(hit);
    slot.1 += 1;
}

/// A case: schemas that are correct or not, documents that are valid or not.
struct Case {
    name: String,
    files: MemoryLoader,
    schemas: Vec<(bool, String)>,
    documents: Vec<(bool, String)>,
}

impl Case {
    fn run(&self, score: &mut Score) -> Vec<String> {
        let mut problems = Vec::new();
        let mut compiled = None;
        for (correct, text) in &self.schemas {
            let mut sources = Sources::new();
            let id = sources.add("schema.rng", text.as_str());
            let loaded = rng::load(id, &mut sources, &self.files);
            let messages: Vec<&str> = loaded.diagnostics.iter().map(|found| found.message.as_str()).collect();
            let slot = if *correct { &mut score.correct } else { &mut score.incorrect };
            count(slot, loaded.grammar.is_some() == *correct);
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
            let slot = if *valid { &mut score.valid } else { &mut score.invalid };
            let Some(schema) = &compiled else {
                count(slot, false);
                problems.push("no schema for the document".to_owned());
                continue;
            };
            let mut sources = Sources::new();
            let id = sources.add("document.xml", text.as_str());
            let parsed = xml::parse(sources.get(id));
            let found = schema.validate(&parsed.document);
            count(slot, found.is_empty() == *valid);
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
