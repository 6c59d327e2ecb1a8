//! `rowi jing` and `rowi trang`: arguments, messages and statuses of these programs.

use crate::support::command::Scratch;

const SCHEMA: &str = "start = element a { attribute b { xsd:int }, element c { empty }* }\n";

#[test]
fn jing_has_its_arguments_and_statuses() {
    let files = [("s.txt", SCHEMA), ("ok.xml", "<a b=\"1\"/>"), ("bad.xml", "<a b=\"x\"><d/></a>"), ("cut.xml", "<a")];
    let scratch = Scratch::new("jing", &files);
    assert_eq!(scratch.rowi("", &["jing", "-c", "s.txt", "ok.xml"]), (String::new(), 0));
    assert_eq!(scratch.rowi("", &["jing", "-ci", "s.txt", "ok.xml", "ok.xml"]), (String::new(), 0));
    let (text, status) = scratch.rowi("", &["jing", "-c", "s.txt", "bad.xml", "cut.xml", "none.xml"]);
    let bad = scratch.0.join("bad.xml").display().to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with(&format!("{bad}:1:7: error: ")), "{text}");
    assert!(lines[1].starts_with(&format!("{bad}:1:11: error: ")), "{text}");
    assert!(text.contains("cut.xml:1:") && text.contains(": fatal: ") && status == 1, "{text}");
    assert!(text.contains("fatal: cannot read"), "{text}");
    // without -c it is XML, whatever it looks like
    let (text, status) = scratch.rowi("", &["jing", "s.txt", "ok.xml"]);
    assert!(text.contains("s.txt:1:1: fatal: ") && status == 1, "{text}");
    assert_eq!(scratch.rowi("", &["jing"]).1, 2);
}

#[test]
fn trang_goes_by_options_and_names() {
    let scratch = Scratch::new("trang", &[("s.rnc", SCHEMA), ("bad.rnc", "start = element {")]);
    assert_eq!(scratch.rowi("", &["trang", "s.rnc", "s.rng"]), (String::new(), 0));
    assert_eq!(scratch.rowi("", &["trang", "-I", "rnc", "-O", "XSD", "-o", "encoding=UTF-8", "s.rnc", "s.out"]).1, 0);
    let read = |name: &str| std::fs::read_to_string(scratch.0.join(name)).expect("a file");
    assert!(read("s.rng").contains("http://relaxng.org/ns/structure/1.0"));
    assert!(read("s.out").contains("http://www.w3.org/2001/XMLSchema"));
    assert_eq!(scratch.rowi("", &["trang", "s.rng", "back.rnc"]).1, 0);
    assert_eq!(read("back.rnc").split_whitespace().collect::<String>(), SCHEMA.split_whitespace().collect::<String>());
    let (text, status) = scratch.rowi("", &["trang", "bad.rnc", "bad.rng"]);
    assert!(text.contains("bad.rnc:1:") && status == 1, "{text}");
    assert_eq!(scratch.rowi("", &["trang", "-O", "dtd", "s.rnc", "s.dtd"]).1, 2);
}

#[test]
fn trang_reads_dtds_and_documents() {
    let dtd = "<!ELEMENT a (c*)><!ATTLIST a b CDATA #REQUIRED><!ELEMENT c EMPTY>";
    let files = [("s.dtd", dtd), ("one.xml", "<a b='1'><c/></a>"), ("two.xml", "<a/>")];
    let scratch = Scratch::new("trang-others", &files);
    assert_eq!(scratch.rowi("", &["trang", "s.dtd", "s.rnc"]), (String::new(), 0));
    assert_eq!(scratch.rowi("", &["trang", "-I", "xml", "one.xml", "two.xml", "inferred.rng"]), (String::new(), 0));
    for (schema, document, status) in [
        ("s.rnc", "one.xml", 0),
        ("s.rnc", "two.xml", 1),
        ("inferred.rng", "one.xml", 0),
        ("inferred.rng", "two.xml", 0),
    ] {
        assert_eq!(scratch.rowi("", &["validate", schema, document]).1, status, "{schema} {document}");
    }
    assert_eq!(scratch.rowi("", &["trang", "s.rnc", "s.rnc", "s.rng"]).1, 2);
}

#[test]
fn jing_reads_catalogs_and_prints_the_simple_form() {
    let catalog = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>\
        <uri name='urn:example:part' uri='part.rnc'/></catalog>";
    let files = [
        ("s.rnc", "include 'urn:example:part'\n"),
        ("part.rnc", SCHEMA),
        ("catalog.xml", catalog),
        ("ok.xml", "<a b=\"1\"/>"),
    ];
    let scratch = Scratch::new("jing-catalog", &files);
    assert_eq!(scratch.rowi("", &["jing", "-C", "catalog.xml", "-c", "s.rnc", "ok.xml"]), (String::new(), 0));
    let (text, status) = scratch.rowi("", &["jing", "-c", "-s", "part.rnc", "ok.xml"]);
    assert!(text.contains("<grammar") && status == 0, "{text}");
}

#[test]
fn convert_says_the_syntax_where_the_name_does_not() {
    let scratch = Scratch::new("convert-to", &[("s.rnc", SCHEMA)]);
    let (text, status) = scratch.rowi("", &["schema", "convert", "--to", "xsd", "s.rnc", "-"]);
    assert!(text.contains("http://www.w3.org/2001/XMLSchema") && status == 0, "{text}");
    let (text, status) = scratch.rowi("", &["schema", "convert", "s.rnc", "-", "--to", "dtd"]);
    assert!(text.contains("<!ELEMENT ") && status == 0, "{text}");
    let (text, status) = scratch.rowi("", &["schema", "convert", "s.rnc", "s.schema"]);
    assert!(text.contains("--to") && status == 2, "{text}");
}

#[test]
fn help_shows_examples_and_statuses() {
    let scratch = Scratch::new("help", &[("a", "")]);
    for command in [&["--help"][..], &["check", "--help"], &["schema", "convert", "--help"]] {
        let (text, status) = scratch.rowi("", command);
        assert!(text.contains("Examples:") && text.contains("Exit status:") && status == 0, "{command:?}: {text}");
    }
    let (page, _) = scratch.rowi("", &["man"]);
    for section in ["EXIT STATUS", "FILES", "ENVIRONMENT", "EXAMPLES"] {
        assert!(page.contains(section), "{section}");
    }
    let (completions, _) = scratch.rowi("", &["completions", "fish"]);
    assert!(completions.contains("duplicate-package"), "names of diagnostics");
    let (text, status) = scratch.rowi("", &["rules", "--group", "scripts"]);
    assert!(text.contains("'script'") && status == 2, "{text}");
}
