//! What people see when they make everyday mistakes: one valid description, one mistake at a time, the human output as
//! a snapshot. Every mistake must give exactly one finding, and ten of them ten.
use std::sync::LazyLock;

use rowi::diagnostic::{Applicability, Diagnostic};
use rowi::render::{Format, Options, Report, render};
use rowi::rng::{self, Schema};
use rowi::text::{EditSet, Sources};
use rowi::xml;

use crate::support::{Package, root};

const SERVER: &str = include_str!("../diagnostics/server.kiwi");

/// KIWI's schema.
static KIWI: LazyLock<Schema> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let text = std::fs::read_to_string(root().join("rng/kiwi.rnc")).unwrap();
    let id = sources.add("rng/kiwi.rnc", text);
    let loaded = rng::load(id, &mut sources, &Package);
    assert_eq!(loaded.diagnostics, []);
    // Without places in the schema, as in the binary, which carries it in another form.
    Schema::compile(rng::embedded::without_spans(&loaded.grammar.unwrap())).unwrap()
});

/// All that is wrong with a text.
fn check(text: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let id = sources.add("server.kiwi", text);
    let parsed = xml::parse(sources.get(id));
    let mut diagnostics = parsed.diagnostics;
    diagnostics.extend(KIWI.validate(&parsed.document));
    (sources, diagnostics)
}

fn human(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let report = Report::new(sources, diagnostics, 1, rng::catalogue::CATALOGUE);
    render(Format::Human, &report, &Options::default())
}

/// The description with every `from` (which must be there) replaced by `to`.
fn with(changes: &[(&str, &str)]) -> String {
    let mut text = SERVER.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "`{from}` is not in the description");
        text = text.replace(from, to);
    }
    text
}

/// Fixes that can be trusted lead to a description in which the finding is gone and no other has come.
fn try_fixes(text: &str, diagnostics: &[Diagnostic]) {
    for fix in diagnostics.iter().flat_map(|one| &one.fixes) {
        if fix.applicability == Applicability::DisplayOnly {
            continue;
        }
        let mut edits = EditSet::new();
        for edit in &fix.edits {
            edits.add(edit.clone()).unwrap();
        }
        let fixed = edits.apply(text);
        let (_, left) = check(&fixed);
        assert_eq!(left.len(), diagnostics.len() - 1, "after `{}`:\n{fixed}", fix.title);
    }
}

#[track_caller]
fn mistake(snapshot: &str, name: &str, changes: &[(&str, &str)]) {
    let text = with(changes);
    let (sources, diagnostics) = check(&text);
    let output = human(&sources, &diagnostics);
    let names: Vec<&str> = diagnostics.iter().map(|one| &*one.name).collect();
    assert_eq!(names, [name], "{output}");
    try_fixes(&text, &diagnostics);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("mistake-{snapshot}"), output));
}

#[test]
fn the_description_is_valid() {
    let (sources, diagnostics) = check(SERVER);
    assert_eq!(diagnostics, [], "{}", human(&sources, &diagnostics));
}

#[test]
fn misspelled_element() {
    mistake("misspelled-element", "unknown-element", &[("packagemanager", "packagemanger")]);
}

#[test]
fn misspelled_attribute() {
    mistake("misspelled-attribute", "unknown-attribute", &[("filesystem=", "filesytem=")]);
}

#[test]
fn misspelled_value() {
    mistake("misspelled-value", "invalid-value", &[("\"oem\"", "\"ome\"")]);
}

#[test]
fn misspelled_content() {
    mistake("misspelled-content", "invalid-value", &[(">zypper<", ">zyper<")]);
}

#[test]
fn missing_attribute() {
    mistake("missing-attribute", "missing-attribute", &[(" name=\"openssh\"", "")]);
}

#[test]
fn missing_child() {
    mistake("missing-child", "incomplete-element", &[("        <specification>A small server</specification>\n", "")]);
}

#[test]
fn element_in_the_wrong_place() {
    mistake(
        "wrong-place",
        "element-not-allowed-here",
        &[
            ("            <size unit=\"G\">8</size>\n", ""),
            ("</locale>", "</locale>\n        <size unit=\"G\">8</size>"),
        ],
    );
}

#[test]
fn attribute_on_the_wrong_element() {
    mistake(
        "wrong-place-of-attribute",
        "attribute-not-allowed-here",
        &[("<package name=\"openssh\"", "<package name=\"openssh\" firmware=\"uefi\"")],
    );
}

#[test]
fn duplicate_singleton() {
    let twice = "</specification>\n        <specification>Again</specification>";
    mistake("duplicate-singleton", "duplicate-element", &[("</specification>", twice)]);
}

#[test]
fn unclosed_tag() {
    mistake("unclosed-tag", "unclosed-element", &[("</contact>", "")]);
}

#[test]
fn stray_text() {
    mistake(
        "stray-text",
        "text-not-allowed",
        &[("<package name=\"openssh\"/>", "<package name=\"openssh\"/> openssl")],
    );
}

#[test]
fn wrong_datatype() {
    mistake("wrong-datatype", "invalid-value", &[("timeout=\"10\"", "timeout=\"ten\"")]);
}

#[test]
fn pattern_not_matched() {
    mistake("pattern-not-matched", "invalid-value", &[("name=\"tiny-server\"", "name=\"tiny server!\"")]);
}

#[test]
fn a_boolean_in_other_words() {
    mistake("boolean-in-other-words", "invalid-value", &[("<oem-resize>true", "<oem-resize>yes")]);
}

#[test]
fn empty_value() {
    mistake("empty-value", "invalid-value", &[("<package name=\"openssh\"", "<package name=\"openssh\" arch=\"\"")]);
}

#[test]
fn missing_equals_sign() {
    mistake("missing-equals-sign", "attribute-without-value", &[("filesystem=\"xfs\"", "filesystem \"xfs\"")]);
}

#[test]
fn missing_closing_quote() {
    mistake("missing-closing-quote", "unterminated-attribute-value", &[("filesystem=\"xfs\"", "filesystem=\"xfs")]);
}

#[test]
fn foreign_element() {
    let note = "<my:note xmlns:my=\"urn:my\">buy milk</my:note>\n    <profiles>";
    mistake("foreign-element", "foreign-namespace", &[("<profiles>", note)]);
}

#[test]
fn a_namespace_over_all() {
    mistake("namespace-over-all", "foreign-namespace", &[("<image ", "<image xmlns=\"urn:x\" ")]);
}

#[test]
fn old_schemaversion() {
    mistake("old-schemaversion", "invalid-value", &[("schemaversion=\"8.5\"", "schemaversion=\"7.4\"")]);
}

#[test]
fn unknown_name_that_is_near_to_nothing() {
    mistake("unknown-element", "unknown-element", &[("<users>", "<zzzzzz/>\n    <users>")]);
}

#[test]
fn ten_mistakes_give_ten_findings() {
    let text = with(&[
        ("        <specification>A small server</specification>\n", ""),
        ("<profiles>", "<my:note xmlns:my=\"urn:my\">buy milk</my:note>\n    <profiles>"),
        ("</version>", "</version>\n        <version>2.0.0</version>"),
        ("packagemanager", "packagemanger"),
        ("<locale>en_US</locale>", "<package name=\"vim\"/>"),
        ("filesystem=", "filesytem="),
        ("firmware=\"uefi\"", "firmware=\"ufi\""),
        ("timeout=\"10\"", "timeout=\"ten\""),
        (" name=\"openssh\"", ""),
        ("<package name=\"filesystem\"/>", "<package name=\"filesystem\"/> stray"),
    ]);
    let (sources, diagnostics) = check(&text);
    let output = human(&sources, &diagnostics);
    let names: Vec<&str> = diagnostics.iter().map(|one| &*one.name).collect();
    assert_eq!(
        names,
        [
            "incomplete-element",
            "foreign-namespace",
            "duplicate-element",
            "unknown-element",
            "element-not-allowed-here",
            "unknown-attribute",
            "invalid-value",
            "invalid-value",
            "missing-attribute",
            "text-not-allowed",
        ],
        "{output}"
    );
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("ten-mistakes", output));
}

#[test]
fn every_deletion_of_one_line_gives_one_finding_at_most_for_what_is_gone() {
    // Lines that hold a whole element or the whole of an empty one: without one, the description is valid or lacks
    // exactly that.
    for line in SERVER.lines().filter(|line| line.contains("/>") || line.contains("</")) {
        let inner = line.trim();
        if inner.starts_with("</") {
            continue;
        }
        let (sources, diagnostics) = check(&SERVER.replacen(&format!("{line}\n"), "", 1));
        assert!(diagnostics.len() <= 1, "without {inner}:\n{}", human(&sources, &diagnostics));
    }
}
