//! What is fuzzed: each function takes arbitrary bytes and must come back without panic. `tests/engine/fuzz.rs` runs them
//! on seeded mutations, `fuzz/` under cargo-fuzz.

use rowi::diagnostic::Diagnostic;
use rowi::rng::datatype::{Datatype, NoContext, XSD_LIBRARY};
use rowi::rng::simple::Param;
use rowi::rng::{self, Schema};
use rowi::text::{MemoryLoader, SourceId, Sources, Span};
use rowi::xpath::{self, Focus, NodeRef, Place};
use rowi::xslt::{self, Limits, Run};
use rowi::{schematron, xml};

/// A target's name and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 8] = [
    ("xml", fuzz_xml),
    ("compact", fuzz_compact),
    ("xml_syntax", fuzz_xml_syntax),
    ("regex", fuzz_regex),
    ("validator", fuzz_validator),
    ("xpath", fuzz_xpath),
    ("xslt", fuzz_xslt),
    ("schematron", fuzz_schematron),
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
