//! The rules embedded in KIWI's own schema, run by rowi and by lxml's ISO Schematron: the same messages on the same
//! documents, and as many from the rules that rowi carries itself. Needs the corpus (`ROWI_SHARED`) and a python that has
//! the package `kiwi` (`ROWI_KIWI_PYTHON`).

use std::path::PathBuf;
use std::process::Command;

use rowi::kiwi::Edition;
use rowi::schematron;
use rowi::text::Sources;
use rowi::xml;

use crate::support::{python, shared};

/// How many documents are compared; `ROWI_SCHEMATRON_CASES` says otherwise.
fn limit() -> usize {
    std::env::var("ROWI_SCHEMATRON_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

fn parse(sources: &mut Sources, path: &std::path::Path) -> xml::Document {
    let bytes = std::fs::read(path).unwrap();
    let id = sources.add_bytes(path.to_string_lossy(), &bytes).unwrap_or_else(|(_, error)| panic!("{error}"));
    let parsed = xml::parse(sources.get(id));
    assert!(parsed.diagnostics.is_empty(), "{}: {:?}", path.display(), parsed.diagnostics);
    parsed.document
}

pub fn kiwis_rules_agree_with_lxml() {
    let (shared, python) = (shared(), python());
    let home = Command::new(&python).args(["-c", "import kiwi, os; print(os.path.dirname(kiwi.__file__))"]).output();
    let home = PathBuf::from(String::from_utf8(home.unwrap().stdout).unwrap().trim());
    let out = std::env::temp_dir().join(format!("rowi-schematron-{}", std::process::id()));
    std::fs::create_dir_all(&out).unwrap();
    let peer = Command::new(&python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schematron/peer.py"))
        .args([shared.join("corpus/files"), shared.join("corpus/manifest.tsv"), out.clone()])
        .arg(limit().to_string())
        .output()
        .unwrap();
    assert!(peer.status.success(), "{}", String::from_utf8_lossy(&peer.stderr));

    let mut sources = Sources::new();
    let schema = parse(&mut sources, &home.join("schema/kiwi.rng"));
    let (rules, problems) = schematron::read_schema_document(&schema);
    let names: Vec<&str> = problems.iter().map(|problem| &*problem.name).collect();
    // what is known to be wrong in KIWI's schema
    assert!(
        names.iter().all(|name| matches!(
            *name,
            "schematron-dangling-is-a" | "schematron-duplicate-id" | "schematron-unused-param"
        )),
        "{problems:?}"
    );

    let (mut documents, mut found_something, mut messages_seen, mut differences) =
        (0, 0, std::collections::BTreeSet::new(), Vec::new());
    for line in String::from_utf8(peer.stdout).unwrap().lines() {
        let peer: serde_json::Value = serde_json::from_str(line).unwrap();
        let expected: Vec<String> =
            peer["messages"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect();
        let document = parse(&mut sources, std::path::Path::new(peer["file"].as_str().unwrap()));
        let found = schematron::validate(&rules, &document, None);
        let mut own: Vec<String> = found.iter().map(|found| found.message.to_string()).collect();
        own.sort();
        let verdict = schematron::validate(Edition::Kiwi.rules(), &document, None).len();
        if verdict != expected.len() {
            differences.push(format!("{}: the own rules find {verdict}, KIWI's {}", peer["file"], expected.len()));
        }
        documents += 1;
        found_something += usize::from(!own.is_empty());
        messages_seen.extend(own.iter().cloned());
        if own != expected || own.is_empty() != peer["verdict"].as_bool().unwrap() {
            differences.push(format!("{}\n  rowi {own:?}\n  lxml {expected:?}", peer["file"]));
        }
    }
    println!("{documents} documents, {found_something} with findings, {} different messages", messages_seen.len());
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
    assert!(documents >= limit().min(20) && found_something > 0, "the comparison compares nothing");
    std::fs::remove_dir_all(&out).unwrap();
}
