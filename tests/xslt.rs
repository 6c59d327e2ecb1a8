//! XSLT against xsltproc. `tests/xslt/*.cases` hold stylesheets, `tests/xslt/expected/` what xsltproc 1.1.43 made of
//! them. Where xsltproc is installed each case is compared with it live as well; `UPDATE=1` writes the expected files
//! anew from it.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rowi::text::{MemoryLoader, Sources};
use rowi::xml::{self, CanonicalOptions, OutputMethod, QName};
use rowi::xslt::{self, Limits, Parameter, Run};

#[path = "xslt/limits.rs"]
mod limits;
#[path = "xslt/provenance.rs"]
mod provenance;

const HEAD: &str = concat!(
    r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:my="urn:my" "#,
    r#"xmlns:x="urn:extra" xmlns:exsl="http://exslt.org/common" xmlns:str="http://exslt.org/strings" "#,
    r#"xmlns:set="http://exslt.org/sets" xmlns:math="http://exslt.org/math" xmlns:func="http://exslt.org/functions" "#,
    r#"xmlns:date="http://exslt.org/dates-and-times" xmlns:dyn="http://exslt.org/dynamic" "#,
    r#"extension-element-prefixes="exsl str set math func date dyn" exclude-result-prefixes="my x">"#,
);

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/xslt")
}

struct Case {
    name: String,
    /// The document.
    input: String,
    parameters: Vec<(String, String)>,
    stylesheet: String,
}

fn cases(topic: &str) -> Vec<Case> {
    let text = std::fs::read_to_string(directory().join(format!("{topic}.cases"))).unwrap();
    text.split("### ")
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let (head, body) = part.split_once('\n').unwrap();
            let mut head = head.split('|').map(str::trim);
            // a document of its own stands between `<<` and `>>`
            let (inline, body) = match body.strip_prefix("<<\n").and_then(|rest| rest.split_once("\n>>\n")) {
                Some((inline, body)) => (Some(inline), body),
                None => (None, body),
            };
            let stylesheet = match body.strip_prefix('!') {
                Some(whole) => whole.to_owned(),
                None => format!("{HEAD}{body}</xsl:stylesheet>"),
            };
            let name = head.next().unwrap().to_owned();
            let file = head.next().unwrap();
            Case {
                name,
                input: inline.map_or_else(|| input(file), ToOwned::to_owned),
                parameters: head
                    .filter_map(|pair| pair.split_once('='))
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                stylesheet,
            }
        })
        .collect()
}

fn input(name: &str) -> String {
    let own = directory().join(format!("files/{name}.xml"));
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/xpath/{name}.xml"));
    std::fs::read_to_string(if own.exists() { own } else { shared }).unwrap()
}

/// What rowi makes of a case.
fn own_result(case: &Case) -> Result<Vec<u8>, String> {
    let mut loader = MemoryLoader::new();
    for entry in std::fs::read_dir(directory().join("files")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("files/{}", path.file_name().unwrap().to_string_lossy());
        loader.insert(name, std::fs::read(&path).unwrap());
    }
    let mut sources = Sources::new();
    let source = sources.add("case.xsl", case.stylesheet.as_str());
    let compiled = xslt::compile(source, &mut sources, &loader);
    let Some(stylesheet) = compiled.stylesheet else {
        let messages: Vec<_> = compiled.diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect();
        return Err(format!("refused: {}", messages.join("; ")));
    };
    let source = sources.add("in.xml", case.input.as_str());
    let parsed = xml::parse(sources.get(source));
    let parameters: Vec<Parameter> = case
        .parameters
        .iter()
        .map(|(name, value)| Parameter { name: QName::local(name), value: value.clone() })
        .collect();
    let run = Run { sources: &mut sources, loader: &loader, parameters: &parameters, limits: Limits::default() };
    let result = stylesheet.transform(&parsed.document, run);
    if result.is_complete() {
        Ok(result.serialise(stylesheet.output()))
    } else {
        let messages: Vec<_> = result.diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect();
        Err(format!("stopped: {}", messages.join("; ")))
    }
}

/// What xsltproc makes of it; `None` where it is not installed.
fn peer_result(case: &Case, scratch: &Path) -> Option<Vec<u8>> {
    let files = scratch.join("files");
    std::fs::create_dir_all(&files).unwrap();
    for entry in std::fs::read_dir(directory().join("files")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, files.join(path.file_name().unwrap())).unwrap();
    }
    std::fs::write(scratch.join("case.xsl"), &case.stylesheet).unwrap();
    std::fs::write(scratch.join("in.xml"), &case.input).unwrap();
    let mut command = Command::new("xsltproc");
    command.current_dir(scratch);
    for (name, value) in &case.parameters {
        command.args(["--stringparam", name, value]);
    }
    let output = command.args(["case.xsl", "in.xml"]).output().ok()?;
    Some(output.stdout)
}

/// Results in a form that can be compared: XML canonically, all else as it is.
fn comparable(bytes: &[u8], method: OutputMethod) -> String {
    let mut sources = Sources::new();
    let text = match sources.add_bytes("result", bytes) {
        Ok(id) if method == OutputMethod::Xml => {
            let parsed = xml::parse(sources.get(id));
            if parsed.diagnostics.is_empty() {
                return parsed.document.canonical(CanonicalOptions::default());
            }
            sources.get(id).text.to_string()
        }
        Ok(id) => sources.get(id).text.to_string(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    };
    // what is no document, as a tree with text beside the top element, is compared as text without the declaration
    let text = match text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start_matches('\n').to_owned(),
        None => text,
    };
    text.trim_end().to_owned()
}

fn method_of(case: &Case) -> OutputMethod {
    let has = |text: &str| case.stylesheet.to_lowercase().contains(text);
    if has("method=\"text\"") {
        OutputMethod::Text
    } else if has("<html") || has("method=\"html\"") {
        OutputMethod::Html
    } else {
        OutputMethod::Xml
    }
}

/// With `live` a peer is asked; else the expected file was written by hand.
fn run_topic(topic: &str, live: bool) {
    let cases = cases(topic);
    let file = directory().join(format!("expected/{topic}.txt"));
    let scratch = std::env::temp_dir().join(format!("rowi-xslt-{topic}-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).unwrap();
    if live && std::env::var_os("UPDATE").is_some() {
        let mut text = String::new();
        for case in &cases {
            let bytes = peer_result(case, &scratch).expect("UPDATE needs xsltproc");
            let result = comparable(&bytes, method_of(case));
            writeln!(text, "### {}\n{result}", case.name).unwrap();
        }
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap();
    let expected: Vec<(&str, &str)> = expected.split("### ").filter_map(|part| part.split_once('\n')).collect();
    let has_peer = live && Command::new("xsltproc").arg("--version").output().is_ok();
    if live && !has_peer {
        println!("skipped: the comparison with a live xsltproc, which is not installed");
    }
    let mut wrong = Vec::new();
    for case in &cases {
        let own = match own_result(case) {
            Ok(bytes) => comparable(&bytes, method_of(case)),
            Err(error) => error,
        };
        let wanted = expected.iter().find(|(name, _)| *name == case.name).map(|(_, text)| text.trim_end());
        let Some(wanted) = wanted else {
            wrong.push(format!("{}: nothing is expected; run with UPDATE=1", case.name));
            continue;
        };
        if own != wanted {
            wrong.push(format!("{}\n    is     {own:?}\n    should {wanted:?}", case.name));
        } else if has_peer {
            let peer = comparable(&peer_result(case, &scratch).unwrap(), method_of(case));
            if own != peer {
                wrong.push(format!("{} (live)\n    is     {own:?}\n    peer   {peer:?}", case.name));
            }
        }
    }
    let _ = std::fs::remove_dir_all(&scratch);
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn templates() {
    run_topic("templates", true);
}

#[test]
fn nodes() {
    run_topic("nodes", true);
}

#[test]
fn values() {
    run_topic("values", true);
}

#[test]
fn numbering_and_sorting() {
    run_topic("numbering", true);
}

#[test]
fn modules() {
    run_topic("modules", true);
}

#[test]
fn output() {
    run_topic("output", true);
}

/// Section by section through the recommendation.
#[test]
fn structure_of_stylesheets() {
    run_topic("structure", true);
}

#[test]
fn patterns() {
    run_topic("patterns", true);
}

#[test]
fn results() {
    run_topic("results", true);
}

#[test]
fn serialisation() {
    run_topic("serialisation", true);
}

#[test]
fn numbers() {
    run_topic("numbers", true);
}

#[test]
fn functions() {
    run_topic("functions", true);
}

#[test]
fn extensions() {
    run_topic("extensions", true);
}

#[test]
fn combined() {
    run_topic("combined", true);
}

/// Stylesheets that must be refused, and transformations that cannot go on.
#[test]
fn refusals() {
    run_topic("refusals", false);
}

/// Where xsltproc deviates from XSLT 1.0, or XSLT 1.0 leaves a choice.
#[test]
fn specification() {
    run_topic("specification", false);
}

#[test]
fn there_are_enough() {
    let entries = std::fs::read_dir(directory()).unwrap();
    let topics = entries.filter_map(|entry| {
        entry.unwrap().file_name().to_str().and_then(|name| name.strip_suffix(".cases").map(ToOwned::to_owned))
    });
    assert!(topics.map(|topic| cases(&topic).len()).sum::<usize>() >= 600);
}
