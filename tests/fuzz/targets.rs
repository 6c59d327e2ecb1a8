//! What is fuzzed: each function takes arbitrary bytes, must come back without panic and holds what it makes to what is
//! promised: places are places, reports are inert and parse, a second fix or layout changes nothing. `tests/engine/fuzz.rs`
//! runs them on seeded mutations, `fuzz/` under cargo-fuzz.

use std::path::{Path, PathBuf};

use rowi::diagnostic::{Applicability, Diagnostic, Group, Severity, has_errors};
use rowi::rng::datatype::{Datatype, NoContext, XSD_LIBRARY};
use rowi::rng::simple::Param;
use rowi::rng::{self, Schema};
use rowi::text::{EditSet, Loader, MemoryLoader, PatchedLoader, SourceId, Sources, Span};
use rowi::xpath::{self, Focus, NodeRef, Place};
use rowi::xslt::{self, Limits, Run};
use rowi::{analysis, generate, query, render, schematron, upgrade, xml};

/// A target's name and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 17] = [
    ("xml", fuzz_xml),
    ("compact", fuzz_compact),
    ("xml_syntax", fuzz_xml_syntax),
    ("regex", fuzz_regex),
    ("validator", fuzz_validator),
    ("xpath", fuzz_xpath),
    ("xslt", fuzz_xslt),
    ("schematron", fuzz_schematron),
    ("check", fuzz_check),
    ("upgrade", fuzz_upgrade),
    ("layout", fuzz_layout),
    ("schema_layout", fuzz_schema_layout),
    ("convert", fuzz_convert),
    ("generate", fuzz_generate),
    ("dtd", fuzz_dtd),
    ("infer", fuzz_infer),
    ("lsp", fuzz_lsp),
];

fn add(sources: &mut Sources, name: &str, data: &[u8]) -> SourceId {
    sources.add_bytes(name, data).unwrap_or_else(|(id, _)| id)
}

/// Every place of a finding must be a part of its text.
fn places(sources: &Sources, diagnostics: &[Diagnostic]) {
    let fits = |span: Span, diagnostic: &Diagnostic| {
        let text = &sources.get(span.source).text;
        assert!(text.get(span.range()).is_some(), "{span:?} in {} bytes: {diagnostic:?}", text.len());
    };
    for diagnostic in diagnostics {
        fits(diagnostic.primary, diagnostic);
        for label in &diagnostic.labels {
            fits(label.span, diagnostic);
        }
    }
}

/// Documents, well-formed or not.
pub fn fuzz_xml(data: &[u8]) {
    let mut sources = Sources::new();
    let id = add(&mut sources, "a.xml", data);
    let parsed = xml::parse(sources.get(id));
    places(&sources, &parsed.diagnostics);
}

fn schema(name: &str, data: &[u8]) {
    let mut sources = Sources::new();
    let id = add(&mut sources, name, data);
    let loaded = rng::load(id, &mut sources, &MemoryLoader::new());
    places(&sources, &loaded.diagnostics);
    if let Some(grammar) = loaded.grammar {
        let _ = Schema::compile(grammar);
    }
}

/// Schemas in compact syntax.
pub fn fuzz_compact(data: &[u8]) {
    schema("a.rnc", data);
}

/// Schemas in XML syntax.
pub fn fuzz_xml_syntax(data: &[u8]) {
    schema("a.rng", data);
}

/// A pattern in the first line, values in the others.
pub fn fuzz_regex(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    let pattern = lines.next().unwrap_or("");
    let param = Param { name: "pattern".into(), value: pattern.into(), span: Span::default() };
    if let Ok(datatype) = Datatype::new(XSD_LIBRARY, "string", &[param]) {
        for value in lines.chain([pattern]) {
            if let Err(mismatch) = datatype.check(value, &NoContext)
                && let Some(range) = mismatch.range
            {
                assert!(value.get(range.clone()).is_some(), "{pattern:?} {value:?} {range:?}");
            }
        }
    }
}

const SCHEMA: &str = r#"
    datatypes xsd = "http://www.w3.org/2001/XMLSchema-datatypes"
    namespace n = "urn:n"
    start = element r { attribute a { xsd:int }?, attribute b { "x" | "y" }?, (item & n.any? & group*) }
    item = element item { attribute id { xsd:ID }, xsd:token { pattern = "[a-z]+" } }
    n.any = element n:* { mixed { n.any* } }
    group = element group { attribute ref { xsd:IDREF }?, ((item, item?)+ | attribute sizes { list { xsd:integer* } }) }
"#;

/// Documents against a schema that has a little of everything.
pub fn fuzz_validator(data: &[u8]) {
    static COMPILED: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(|| {
        let mut sources = Sources::new();
        let id = sources.add("s.rnc", SCHEMA);
        let loaded = rng::load(id, &mut sources, &MemoryLoader::new());
        assert_eq!(loaded.diagnostics, []);
        Schema::compile(loaded.grammar.expect("a grammar")).expect("a schema")
    });
    let mut sources = Sources::new();
    // findings point into the schema as well, which must have its number
    sources.add("s.rnc", SCHEMA);
    let id = add(&mut sources, "a.xml", data);
    let parsed = xml::parse(sources.get(id));
    let found = COMPILED.validate(&parsed.document);
    places(&sources, &found);
    let _ = COMPILED.validate_stream(data, id);
}

const DOCUMENT: &str = "<r xmlns:n='urn:n' a='1'><item id='i'>text</item><!--c--><n:x y='2'><n:z/>3</n:x><?p i?></r>";

/// Expressions, evaluated on a small document.
pub fn fuzz_xpath(data: &[u8]) {
    let mut sources = Sources::new();
    let document = sources.add("d.xml", DOCUMENT);
    let document = xml::parse(sources.get(document)).document;
    let id = add(&mut sources, "a.xpath", data);
    let text = sources.get(id).text.clone();
    match xpath::parse(&text, &(), &Place::new(Span::new(id, 0, text.len()))) {
        Ok(expression) => {
            if let Err(error) = expression.evaluate(Focus::on(NodeRef::root_of(&document)), &mut xpath::NoContext) {
                places(&sources, &[expression.diagnostic(error)]);
            }
        }
        Err(diagnostic) => places(&sources, &[*diagnostic]),
    }
}

/// Stylesheets, run on a small document.
pub fn fuzz_xslt(data: &[u8]) {
    let mut sources = Sources::new();
    let document = sources.add("d.xml", DOCUMENT);
    let document = xml::parse(sources.get(document)).document;
    let id = add(&mut sources, "a.xsl", data);
    let loader = MemoryLoader::new();
    let compiled = xslt::compile(id, &mut sources, &loader);
    places(&sources, &compiled.diagnostics);
    if let Some(stylesheet) = compiled.stylesheet {
        let run = Run { sources: &mut sources, loader: &loader, parameters: &[], limits: Limits::default() };
        let result = stylesheet.transform(&document, run);
        let diagnostics = result.diagnostics.clone();
        let _ = result.serialise(stylesheet.output());
        places(&sources, &diagnostics);
    }
}

/// Rules, run on a small document and checked for themselves.
pub fn fuzz_schematron(data: &[u8]) {
    let mut sources = Sources::new();
    let document = sources.add("d.xml", DOCUMENT);
    let document = xml::parse(sources.get(document)).document;
    let id = add(&mut sources, "a.sch", data);
    let parsed = xml::parse(sources.get(id));
    let (rules, problems) = schematron::read_document(&parsed.document, &mut sources, &MemoryLoader::new());
    places(&sources, &problems);
    places(&sources, &schematron::check(&rules, None));
    places(&sources, &schematron::validate(&rules, &document, None));
}

/// Files in one text: `d/config.xml`, then each behind a line `=== path`.
fn files(data: &[u8]) -> MemoryLoader {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.split("\n=== ");
    let mut loader = MemoryLoader::new();
    loader.insert("d/config.xml", parts.next().unwrap_or(""));
    for part in parts {
        let (path, content) = part.split_once('\n').unwrap_or((part, ""));
        loader.insert(Path::new("d").join(path.trim_start_matches('/')), content);
    }
    loader
}

/// That no report holds what could act on a terminal or a service, and that those for programs can be read.
fn reports(sources: &Sources, diagnostics: &[Diagnostic]) {
    use rowi::render::Format;
    let published = rowi::diagnostic::Published::default();
    let report = render::Report {
        sources,
        diagnostics,
        files: 1,
        catalogue: analysis::catalogue(),
        published: &published,
        svrl: None,
        prefix: "",
        fails: rowi::diagnostic::Severity::Error,
        can_fix: true,
    };
    for format in Format::ALL {
        let text = render::render(format, &report, &render::Options::default());
        let raw = text.chars().find(|c| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(raw, None, "{format:?}: {text:?}");
        match format {
            Format::Json | Format::Sarif | Format::Gitlab => {
                assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{format:?}: {text}");
            }
            Format::JsonLines => {
                assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{text}");
            }
            Format::Junit | Format::Checkstyle => {
                let mut own = Sources::new();
                let id = own.add("report.xml", &*text);
                assert_eq!(xml::parse(own.get(id)).diagnostics, [], "{format:?}: {text}");
            }
            Format::Human | Format::Concise => {
                assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{format:?}: {text}");
            }
            _ => {}
        }
    }
}

/// What safe fixes make of the files.
fn fixed(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<(PathBuf, Vec<u8>)> {
    let mut sets: Vec<(SourceId, EditSet)> = Vec::new();
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic.fixes.first().filter(|fix| fix.applicability == Applicability::Safe) else {
            continue;
        };
        let Some(first) = fix.edits.first() else { continue };
        if fix.edits.iter().any(|edit| edit.span.source != first.span.source) {
            continue;
        }
        if !sets.iter().any(|(id, _)| *id == first.span.source) {
            sets.push((first.span.source, EditSet::new()));
        }
        if let Some((_, set)) = sets.iter_mut().find(|(id, _)| *id == first.span.source) {
            // one that does not fit waits for the next round
            let _ = set.add_all(fix.edits.iter().cloned());
        }
    }
    let changed = sets.into_iter().filter(|(_, set)| !set.is_empty());
    changed
        .map(|(id, set)| (sources.get(id).path().to_path_buf(), set.apply(&sources.get(id).text).into_bytes()))
        .collect()
}

fn judge(path: &Path, loader: &dyn Loader) -> analysis::Checked {
    let mut project = analysis::Project::new(analysis::Overrides::default(), PathBuf::new()).expect("no options");
    project.of(path, loader).check(path, loader, None)
}

fn errors(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(|found| found.severity == Severity::Error)
}

/// Whether a text does not parse.
fn is_of_syntax(found: &Diagnostic) -> bool {
    analysis::by_name(&found.name).is_some_and(|entry| entry.group == Group::Xml)
        || ["registries-toml", "heredoc-unterminated", "script-syntax"].contains(&&*found.name)
}

/// Whether it keeps others from being told: what does not parse or has no known name is not judged any further.
fn hides_others(found: &Diagnostic) -> bool {
    is_of_syntax(found) || ["unknown-element", "unknown-attribute", "unresolvable-include"].contains(&&*found.name)
}

/// That what was changed is no worse: what parsed still does, and there are no more errors than were told before.
fn no_worse(before: &[Diagnostic], after: &[Diagnostic], texts: &dyn std::fmt::Debug) {
    if !errors(before).any(is_of_syntax) {
        assert_eq!(errors(after).find(|found| is_of_syntax(found)), None, "{before:?} {texts:?}");
    }
    if !errors(before).any(hides_others) {
        let (less, more) = (errors(after).count(), errors(before).count());
        assert!(less <= more, "{before:#?} becomes {after:#?} in {texts:?}");
    }
}

/// Descriptions with their scripts, overlays, parts and configuration: findings, reports, fixes.
pub fn fuzz_check(data: &[u8]) {
    let base = files(data);
    let path = Path::new("d/config.xml");
    let judge = |loader: &dyn Loader| judge(path, loader);
    let first = judge(&base);
    places(&first.sources, &first.diagnostics);
    reports(&first.sources, &first.diagnostics);
    let before = first.diagnostics.clone();
    let mut loader = PatchedLoader::new(&base);
    let mut current = first;
    for round in 0..=10 {
        let edits = fixed(&current.sources, &current.diagnostics);
        if edits.is_empty() {
            break;
        }
        assert!(round < 10, "fixes never come to an end: {:?}", current.diagnostics);
        edits.into_iter().for_each(|(file, bytes)| loader.replace(file, bytes));
        current = judge(&loader);
        places(&current.sources, &current.diagnostics);
    }
    // the command refuses those that leave more errors, which others were hiding
    no_worse(&before, &current.diagnostics, &loader.replaced());
}

/// Descriptions of any version: an upgrade is of the newest version, and there is nothing more to do.
pub fn fuzz_upgrade(data: &[u8]) {
    let mut sources = Sources::new();
    let id = add(&mut sources, "a.kiwi", data);
    let old = sources.get(id).text.clone();
    let done = upgrade::upgrade(id, &mut sources, &upgrade::Options::default());
    places(&sources, &done.diagnostics);
    if has_errors(&done.diagnostics) || done.edits.is_empty() {
        return;
    }
    let new = done.edits.apply(&old);
    let mut sources = Sources::new();
    let id = sources.add("a.kiwi", &*new);
    let again = upgrade::upgrade(id, &mut sources, &upgrade::Options::default());
    assert!(again.edits.is_empty(), "{old:?} becomes {new:?} becomes {:?}", again.edits.apply(&new));
    let path = Path::new("d/config.xml");
    let judge = |text: &str| {
        let mut loader = MemoryLoader::new();
        loader.insert(path, text);
        judge(path, &loader).diagnostics
    };
    no_worse(&judge(&old), &judge(&new), &(&old, &new));
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Documents, laid out: only white space changes, and a second time nothing.
pub fn fuzz_layout(data: &[u8]) {
    let mut sources = Sources::new();
    let id = add(&mut sources, "a.xml", data);
    if has_errors(&xml::parse(sources.get(id)).diagnostics) {
        return;
    }
    let laid = |text: &str| {
        let tree = query::Tree::new(text.into());
        query::format::format(&tree, &query::format::Options::of(&tree, "    "))
    };
    let old = sources.get(id).text.clone();
    let new = laid(&old);
    assert_eq!(without_space(&old), without_space(&new));
    let mut sources = Sources::new();
    let id = sources.add("a.xml", &*new);
    assert!(!has_errors(&xml::parse(sources.get(id)).diagnostics), "{old:?} becomes {new:?}");
    assert_eq!(laid(&new), new, "{old:?}");
}

/// The simplified form of a schema, where it is one.
fn simplified(name: &str, text: &str) -> Option<String> {
    let mut sources = Sources::new();
    let id = sources.add(name, text);
    let loaded = rng::load(id, &mut sources, &MemoryLoader::new());
    (!has_errors(&loaded.diagnostics)).then_some(())?;
    loaded.grammar.map(|grammar| rng::write_simplified(&grammar))
}

/// A schema in compact syntax without a fault, and its text.
fn parsed(data: &[u8]) -> Option<(rng::ast::Schema, Sources, SourceId)> {
    let mut sources = Sources::new();
    let id = add(&mut sources, "a.rnc", data);
    let (schema, found) = rng::parse(sources.get(id));
    places(&sources, &found);
    (!has_errors(&found)).then_some((schema, sources, id))
}

/// Schemas in compact syntax, laid out: they mean the same, and a second time nothing changes.
pub fn fuzz_schema_layout(data: &[u8]) {
    let Some((schema, sources, id)) = parsed(data) else { return };
    let old = sources.get(id).text.clone();
    let new = rng::compact::format(&schema, sources.get(id));
    let Some((schema, again, id)) = parsed(new.as_bytes()) else { panic!("{old:?} becomes {new:?}") };
    assert_eq!(rng::compact::format(&schema, again.get(id)), new, "{old:?}");
    assert_eq!(simplified("a.rnc", &old), simplified("a.rnc", &new), "{old:?} becomes {new:?}");
}

/// Schemas in compact syntax, written as XML: they mean the same.
pub fn fuzz_convert(data: &[u8]) {
    let Some((schema, sources, id)) = parsed(data) else { return };
    let old = sources.get(id).text.clone();
    let Some(meant) = simplified("a.rnc", &old) else { return };
    let new = rng::xml_syntax::write(&schema, &|href| href.href.to_string());
    assert_eq!(Some(meant), simplified("a.rng", &new), "{old:?} becomes {new:?}");
}

/// Schemas, as Rust types and as XML Schema.
pub fn fuzz_generate(data: &[u8]) {
    let mut sources = Sources::new();
    let id = add(&mut sources, "a.rnc", data);
    let loaded = rng::load(id, &mut sources, &MemoryLoader::new());
    let Some(grammar) = loaded.grammar.filter(|_| !has_errors(&loaded.diagnostics)) else { return };
    let _ = generate::types::generate(&grammar, &generate::types::Options::default());
    let (schema, _) = generate::xsd::export(&grammar);
    let id = sources.add("a.xsd", &*schema);
    assert_eq!(xml::parse(sources.get(id)).diagnostics, [], "{schema}");
}

/// DTDs: what is made of them is a schema.
pub fn fuzz_dtd(data: &[u8]) {
    let made = rng::from_dtd(&String::from_utf8_lossy(data), "a.dtd", &MemoryLoader::new());
    let mut sources = Sources::new();
    let id = sources.add("a.rnc", &*made.schema);
    let (_, found) = rng::parse(sources.get(id));
    assert!(!has_errors(&found), "{found:?}\n{}", made.schema);
}

/// Documents: the schema that they suggest accepts them.
pub fn fuzz_infer(data: &[u8]) {
    let mut sources = Sources::new();
    let id = add(&mut sources, "a.xml", data);
    let document = xml::parse(sources.get(id));
    if has_errors(&document.diagnostics) {
        return;
    }
    let schema = rng::infer(&[&document.document]);
    let id = sources.add("a.rnc", &*schema);
    let loaded = rng::load(id, &mut sources, &MemoryLoader::new());
    assert!(!has_errors(&loaded.diagnostics), "{:?}\n{schema}", loaded.diagnostics);
    if let Some(Ok(compiled)) = loaded.grammar.map(Schema::compile) {
        assert_eq!(compiled.without_ids().validate(&document.document), [], "{schema}");
    }
}

/// Texts that are open in an editor: no request fails.
pub fn fuzz_lsp(data: &[u8]) {
    use lsp_server::{Connection, Message, Notification, Request, RequestId};
    use serde_json::json;
    let text = String::from_utf8_lossy(data);
    // a place that depends on the text alone
    let sum = data.iter().fold(7usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    let line = sum % text.lines().count().max(1);
    let character = (sum / 7) % text.lines().nth(line).map_or(0, str::len).max(1);
    let (server, client) = Connection::memory();
    let thread = std::thread::spawn(move || rowi::lsp::serve(&server, std::sync::Arc::new(MemoryLoader::new())));
    let uri = json!({ "uri": "file:///w/config.xml" });
    let place = json!({ "textDocument": uri, "position": { "line": line, "character": character } });
    let ask = |id: i32, method: &str, params: serde_json::Value| {
        let _ = client.sender.send(Request::new(RequestId::from(id), method.to_owned(), params).into());
    };
    let tell = |method: &str, params: serde_json::Value| {
        let _ = client.sender.send(Notification::new(method.to_owned(), params).into());
    };
    ask(0, "initialize", json!({ "rootUri": "file:///w", "capabilities": {} }));
    tell("initialized", json!({}));
    let item = json!({ "uri": "file:///w/config.xml", "languageId": "xml", "version": 1, "text": text });
    tell("textDocument/didOpen", json!({ "textDocument": item }));
    let requests = ["completion", "hover", "definition", "documentSymbol", "foldingRange", "formatting", "rename"];
    for (at, method) in requests.iter().enumerate() {
        let mut params = place.clone();
        params["options"] = json!({ "tabSize": 4, "insertSpaces": true });
        params["newName"] = json!("x");
        ask(1 + i32::try_from(at).unwrap_or(0), &format!("textDocument/{method}"), params);
    }
    let mut left = requests.len() + 1;
    while left > 0 {
        let Ok(message) = client.receiver.recv_timeout(std::time::Duration::from_secs(60)) else {
            panic!("no answer to {text:?}")
        };
        if let Message::Response(response) = message {
            left -= 1;
            let told = response.response_result.err().map(|error| error.message).unwrap_or_default();
            assert!(!told.contains("` failed: "), "{told}: {text:?}");
        }
    }
    ask(100, "shutdown", serde_json::Value::Null);
    tell("exit", serde_json::Value::Null);
    drop(client);
    let _ = thread.join();
}
