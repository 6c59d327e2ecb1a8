//! What is well-formed: the documents of `tests/xml/documents.txt`, by the tree and by the stream.

use std::sync::LazyLock;

use libtest_mimic::Trial;
use rowi::rng::{self, Schema, Streamed};
use rowi::text::{MemoryLoader, SourceId, Sources};
use rowi::xml;

use crate::support::documents::{Case, cases};
use crate::support::harness::case;

/// Allows every document.
static ANY: LazyLock<Schema> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let id = sources.add("any.rnc", "start = any any = element * { (attribute * { text } | text | any)* }");
    let loaded = rng::load(id, &mut sources, &MemoryLoader::new());
    Schema::compile(loaded.grammar.unwrap()).unwrap()
});

/// Names of what the tree's parser finds.
fn by_tree(bytes: &[u8]) -> Vec<String> {
    let mut sources = Sources::new();
    match sources.add_bytes("d.xml", bytes) {
        Ok(id) => {
            let found = xml::parse(sources.get(id)).diagnostics;
            for one in &found {
                assert!(sources.get(id).text.get(one.primary.range()).is_some(), "{one:?}");
            }
            found.into_iter().map(|one| one.name.to_string()).collect()
        }
        Err(_) => vec!["invalid-encoding".to_owned()],
    }
}

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = cases()
        .into_iter()
        .map(|one| case(format!("well-formed/{:03} {:.40}", one.line, one.shown), move || is_judged(&one)))
        .collect();
    trials.push(case("well-formed/names-and-numbers-of-findings", names_and_numbers));
    trials
}

/// By the tree and by the stream.
fn is_judged(case: &Case) {
    let found = by_tree(&case.bytes);
    assert_eq!(found.is_empty(), case.is_well_formed, "by the tree: {found:?}");
    if let Streamed::Done { diagnostics, .. } = ANY.validate_stream(&*case.bytes, SourceId(0)) {
        let names: Vec<_> = diagnostics.iter().map(|one| one.name.to_string()).collect();
        assert_eq!(names.is_empty(), case.is_well_formed, "by the stream: {names:?}");
    }
}

/// What is refused is refused by name, and mostly once.
fn names_and_numbers() {
    let found: Vec<(&str, Vec<String>)> = cases().iter().map(|case| (case.shown, by_tree(&case.bytes))).collect();
    let unnamed: Vec<_> = found.iter().filter(|(_, names)| names.iter().any(|name| name == "malformed-xml")).collect();
    let several: Vec<_> = found.iter().filter(|(_, names)| names.len() > 1).collect();
    assert!(unnamed.len() <= 12, "refused without a name of its own: {unnamed:#?}");
    assert!(several.len() <= 8, "one mistake, several findings: {several:#?}");
}
