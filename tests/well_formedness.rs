//! What is well-formed: the documents of `tests/xml/documents.txt`, by the tree and by the stream, and by xmllint where
//! it is installed. What is refused must be refused by name, in its place, and mostly once.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use rowi::rng::{self, Schema, Streamed};
use rowi::text::{MemoryLoader, SourceId, Sources};
use rowi::xml;

const DOCUMENTS: &str = include_str!("xml/documents.txt");

/// Allows every document.
static ANY: LazyLock<Schema> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let id = sources.add("any.rnc", "start = any any = element * { (attribute * { text } | text | any)* }");
    let loaded = rng::load(id, &mut sources, &MemoryLoader::new());
    Schema::compile(loaded.grammar.unwrap()).unwrap()
});

struct Case {
    line: usize,
    shown: &'static str,
    is_well_formed: bool,
    peer_differs: bool,
    bytes: Vec<u8>,
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let code = &rest[at + 1..];
        let length = match code.as_bytes()[0] {
            b'n' => {
                bytes.push(b'\n');
                1
            }
            b't' => {
                bytes.push(b'\t');
                1
            }
            b'r' => {
                bytes.push(b'\r');
                1
            }
            b'x' => {
                bytes.push(u8::from_str_radix(&code[1..3], 16).unwrap());
                3
            }
            other => {
                bytes.push(other);
                1
            }
        };
        rest = &code[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn cases() -> Vec<Case> {
    let lines = DOCUMENTS.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(index, line)| Case {
            line: index + 1,
            shown: line,
            is_well_formed: line.starts_with('+'),
            peer_differs: &line[1..2] == "~",
            bytes: unescape(&line[2..]),
        })
        .collect()
}

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

#[test]
fn the_tree_accepts_what_is_well_formed_and_nothing_else() {
    let mut wrong = Vec::new();
    let mut unnamed = Vec::new();
    let mut several = Vec::new();
    for case in cases() {
        let found = by_tree(&case.bytes);
        if found.is_empty() != case.is_well_formed {
            wrong.push(format!("{}: {} {found:?}", case.line, case.shown));
        }
        if found.iter().any(|name| name == "malformed-xml") {
            unnamed.push(format!("{}: {}", case.line, case.shown));
        }
        if found.len() > 1 {
            several.push(format!("{}: {} {found:?}", case.line, case.shown));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unnamed.len() <= 12, "refused without a name of its own:\n{}", unnamed.join("\n"));
    assert!(several.len() <= 8, "one mistake, several findings:\n{}", several.join("\n"));
}

#[test]
fn the_stream_says_the_same() {
    let mut wrong = Vec::new();
    for case in cases() {
        if let Streamed::Done { diagnostics, .. } = ANY.validate_stream(&*case.bytes, SourceId(0))
            && diagnostics.is_empty() != case.is_well_formed
        {
            let names: Vec<_> = diagnostics.iter().map(|one| one.name.to_string()).collect();
            wrong.push(format!("{}: {} {names:?}", case.line, case.shown));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn xmllint_says_the_same() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("skipped: no xmllint");
        return;
    }
    let mut wrong = Vec::new();
    for case in cases() {
        let mut child = Command::new("xmllint")
            .args(["--noout", "--nonet", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&case.bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        // it only complains of names and namespaces, and succeeds
        let accepts = output.status.success() && output.stderr.is_empty();
        if accepts != (case.is_well_formed != case.peer_differs) {
            wrong.push(format!("{}: {}", case.line, case.shown));
        }
    }
    // Versions differ a little in what they tolerate.
    assert!(wrong.len() <= 10, "{}", wrong.join("\n"));
}
