//! Stylesheets with their documents: `tests/xslt/TOPIC.cases`.

use std::path::PathBuf;

use rowi::text::{MemoryLoader, Sources};
use rowi::xml::{self, CanonicalOptions, OutputMethod, QName};
use rowi::xslt::{self, Limits, Parameter, Run};

use super::root;

/// Topics whose expected results are xsltproc's.
pub const COMPARED: [&str; 14] = [
    "templates",
    "nodes",
    "values",
    "numbering",
    "modules",
    "output",
    "structure",
    "patterns",
    "results",
    "serialisation",
    "numbers",
    "functions",
    "extensions",
    "combined",
];

/// Stylesheets that must be refused, and where xsltproc deviates from XSLT 1.0 or XSLT 1.0 leaves a choice: what is
/// expected was written by hand.
pub const BY_HAND: [&str; 2] = ["refusals", "specification"];

const HEAD: &str = concat!(
    r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:my="urn:my" "#,
    r#"xmlns:x="urn:extra" xmlns:exsl="http://exslt.org/common" xmlns:str="http://exslt.org/strings" "#,
    r#"xmlns:set="http://exslt.org/sets" xmlns:math="http://exslt.org/math" xmlns:func="http://exslt.org/functions" "#,
    r#"xmlns:date="http://exslt.org/dates-and-times" xmlns:dyn="http://exslt.org/dynamic" "#,
    r#"extension-element-prefixes="exsl str set math func date dyn" exclude-result-prefixes="my x">"#,
);

/// The folder of the cases.
pub fn directory() -> PathBuf {
    root().join("tests/xslt")
}

/// A stylesheet and a document.
pub struct Case {
    pub name: String,
    /// The document.
    pub input: String,
    pub parameters: Vec<(String, String)>,
    pub stylesheet: String,
}

/// The cases of a topic.
pub fn cases(topic: &str) -> Vec<Case> {
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
    let shared = root().join(format!("tests/xpath/{name}.xml"));
    std::fs::read_to_string(if own.exists() { own } else { shared }).unwrap()
}

/// What rowi makes of a case.
pub fn own_result(case: &Case) -> Result<Vec<u8>, String> {
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
        let messages: Vec<_> =
            compiled.diagnostics.into_iter().map(|diagnostic| diagnostic.message.to_string()).collect();
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
        let messages: Vec<_> =
            result.diagnostics.into_iter().map(|diagnostic| diagnostic.message.to_string()).collect();
        Err(format!("stopped: {}", messages.join("; ")))
    }
}

/// Results in a form that can be compared: XML canonically, all else as it is.
pub fn comparable(bytes: &[u8], method: OutputMethod) -> String {
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

/// How the result of a case is written.
pub fn method_of(case: &Case) -> OutputMethod {
    let has = |text: &str| case.stylesheet.to_lowercase().contains(text);
    if has("method=\"text\"") {
        OutputMethod::Text
    } else if has("<html") || has("method=\"html\"") {
        OutputMethod::Html
    } else {
        OutputMethod::Xml
    }
}

/// The expected results of a topic, by case.
pub fn expected(topic: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(directory().join(format!("expected/{topic}.txt"))).unwrap();
    let parts = text.split("### ").filter_map(|part| part.split_once('\n'));
    parts.map(|(name, text)| (name.to_owned(), text.trim_end().to_owned())).collect()
}

/// What rowi makes of a case, as text.
pub fn own_text(case: &Case) -> String {
    own_result(case).map_or_else(|error| error, |bytes| comparable(&bytes, method_of(case)))
}
