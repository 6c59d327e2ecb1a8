//! `rowi schema diff`.

use crate::support::command::Scratch;

const OLD: &str = "default namespace = \"\"\n\
start = element image {\n\
  attribute schemaversion { \"1.1\" },\n\
  (element repository { attribute alias { text }?, attribute kind { \"a\" | \"b\" }? }\n\
   & element note { text }*)\n\
}\n";

fn scratch(name: &str, change: &[(&str, &str)]) -> Scratch {
    let new = change.iter().fold(OLD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    Scratch::new(&format!("schema-diff-{name}"), &[("old.rnc", OLD), ("new.rnc", &new)])
}

fn diff(scratch: &Scratch, more: &[&str]) -> (String, i32) {
    let arguments: Vec<&str> = ["schema", "diff", "old.rnc", "new.rnc"].iter().chain(more).copied().collect();
    scratch.rowi("", &arguments)
}

/// As [`serde_json`] reads it.
fn json(scratch: &Scratch, more: &[&str]) -> serde_json::Value {
    let arguments: Vec<&str> = ["--format", "json"].iter().chain(more).copied().collect();
    let (text, _) = diff(scratch, &arguments);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn the_same_otherwise_written_is_equal() {
    let scratch = scratch("equal", &[("\"a\" | \"b\"", "\"b\" | \"a\""), ("default namespace = \"\"\n", "\n\n")]);
    let (text, status) = diff(&scratch, &[]);
    assert_eq!((text.as_str(), status), ("equal: both schemas allow the same documents\n", 0));
}

#[test]
fn more_is_compatible() {
    let scratch = scratch("more", &[("\"b\" }", "\"b\" | \"c\" }")]);
    let (text, status) = diff(&scratch, &[]);
    assert!(text.starts_with("compatible: every document that was valid stays valid at the same"), "{text}");
    assert!(text.contains("~ `repository/@kind` widened: newly `c`"), "{text}");
    assert_eq!(status, 0);
}

#[test]
fn less_at_the_same_version_is_an_error_with_a_witness() {
    let scratch =
        scratch("less", &[("alias { text }", "alias { xsd:token { pattern = \"[a-z]+\" } }"), ("\"a\" | ", "")]);
    let (text, status) = diff(&scratch, &[]);
    assert_eq!(status, 1, "{text}");
    for part in [
        "incompatible at the same `schemaversion`, 1.1: 2 changes refuse documents that were valid",
        "`repository/@alias` narrowed: was any text, is a token matching `[a-z]+`; refuses an empty value now",
        ", at old.rnc:4:",
        "<repository alias=\"\"/>",
        "`repository/@kind` narrowed: no longer `a`",
        "<repository kind=\"a\"/>",
        "what to do: raise `schemaversion` and write an upgrade step",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn less_with_a_raised_version_is_none() {
    let scratch = scratch("bump", &[("\"1.1\"", "\"1.2\""), ("\"a\" | ", "")]);
    let (text, status) = diff(&scratch, &[]);
    assert!(text.starts_with("incompatible, from `schemaversion` 1.1 to 1.2"), "{text}");
    assert_eq!(status, 0);
    let value = json(&scratch, &[]);
    assert_eq!(value["outcome"], "incompatible-with-bump");
    let witness = &value["changes"][0]["witness"];
    assert!(witness["old"].as_str().is_some_and(|text| text.contains("schemaversion=\"1.1\"")), "{witness}");
    assert!(witness["new"].as_str().is_some_and(|text| text.contains("schemaversion=\"1.2\"")), "{witness}");
}

#[test]
fn a_raised_version_that_nothing_needs_is_told() {
    let scratch = scratch("needless", &[("\"1.1\"", "\"1.2\""), ("\"b\" }", "\"b\" | \"c\" }")]);
    let (text, status) = diff(&scratch, &[]);
    assert!(text.contains("the version was raised, and no document needs it"), "{text}");
    assert_eq!(status, 0);
    let (text, _) = diff(&scratch, &["--format", "github"]);
    assert!(text.contains("::warning title=schema diff::"), "{text}");
}

#[test]
fn approved_changes_do_not_fail_and_fingerprints_survive_layout() {
    let first = scratch("approved", &[("\"a\" | ", "")]);
    let fingerprint = json(&first, &[])["changes"][0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let second = scratch("approved-again", &[("\"a\" | \"b\"", "\n\n \"b\" "), ("start =", "# a remark\nstart =")]);
    std::fs::write(second.0.join("approved"), format!("# known\n{fingerprint} # said so on the list\n"))
        .expect("a file");
    let (text, status) = diff(&second, &["--approvals", "approved"]);
    assert!(text.contains("(approved)"), "{text}");
    assert_eq!(status, 0);
    assert_eq!(diff(&second, &[]).1, 1);
    std::fs::write(second.0.join("approved"), "nonsense\n").expect("a file");
    assert_eq!(diff(&second, &["--approvals", "approved"]).1, 2);
}

#[test]
fn other_formats_say_the_same() {
    let scratch = scratch(
        "formats",
        &[("\"a\" | ", ""), ("element note { text }*", "(element note { text }* & element more { empty }?)")],
    );
    let (text, status) = diff(&scratch, &["--format", "markdown"]);
    assert!(text.contains("## What is refused now") && text.contains("```xml"), "{text}");
    assert_eq!(status, 1);
    let (text, _) = diff(&scratch, &["--format", "github"]);
    assert!(text.contains("::error file=new.rnc,line=4,"), "{text}");
    let value = json(&scratch, &[]);
    assert_eq!(value["outcome"], "incompatible");
    assert_eq!(value["changes"][0]["lost"][0], "a");
    assert_eq!(value["changes"][0]["place"], "repository/@kind");
}

#[test]
fn formats_of_services_have_a_finding_a_change() {
    let less = scratch(
        "services",
        &[("\"a\" | \"b\"", "\"a\""), ("alias { text }", "alias { text }?, attribute more { text }")],
    );
    for format in ["concise", "json-lines", "sarif", "gitlab", "junit", "checkstyle", "rdjson", "azure"] {
        let (text, status) = diff(&less, &["--format", format]);
        assert_eq!(status, 1, "{format}: {text}");
        assert!(text.contains("schema-incompatible") && text.contains("new.rnc"), "{format}: {text}");
        if matches!(format, "sarif" | "gitlab" | "rdjson") {
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{format}: {text}");
        }
    }
    let (text, _) = diff(&less, &["--format", "concise"]);
    assert!(text.contains("note[schema-widened]") && text.lines().count() == 2, "{text}");
    // what is approved, or comes with a new version, is a warning
    let fingerprint = json(&less, &[])["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .find(|change| change["severity"] == "breaking")
        .map(|change| change["fingerprint"].as_str().expect("a text").to_owned())
        .expect("a breaking change");
    std::fs::write(less.0.join("approved"), fingerprint).expect("a file");
    let (text, status) = diff(&less, &["--format", "concise", "--approvals", "approved"]);
    assert!(text.contains("warning[schema-incompatible]") && status == 0, "{text}");
    let raised = scratch("services-raised", &[("1.1", "1.2")]);
    assert!(diff(&raised, &["--format", "junit"]).0.contains("schema-version-raised"));
}

#[test]
fn real_documents_are_counted() {
    let scratch = scratch("corpus", &[("\"a\" | ", "")]);
    let document = |kind: &str| format!("<image schemaversion=\"1.1\"><repository kind=\"{kind}\"/></image>");
    std::fs::create_dir(scratch.0.join("documents")).expect("a folder");
    for (name, text) in [("a.xml", document("a")), ("b.xml", document("b")), ("c.xml", document("c"))] {
        std::fs::write(scratch.0.join("documents").join(name), text).expect("a file");
    }
    let (text, _) = diff(&scratch, &["--corpus", "documents"]);
    assert!(text.contains("of 3 documents (2 valid before), 1 refused now"), "{text}");
    assert!(text.contains("a.xml, line 1: "), "{text}");
}

#[test]
fn a_step_begins_with_what_breaks() {
    let scratch = scratch("step", &[("\"1.1\"", "\"1.2\""), ("\"a\" | ", ""), ("attribute alias { text }?, ", "")]);
    let (text, status) = diff(&scratch, &["--step=steps"]);
    assert_eq!(status, 0, "{text}");
    let step = std::fs::read_to_string(scratch.0.join("steps/1.1-to-1.2.xsl")).expect("a stylesheet");
    assert!(step.contains("<xsl:template match=\"/image/repository/@alias\"/>"), "{step}");
    assert!(step.contains("match=\"/image/repository/@kind[. = 'a']\""), "{step}");
    let fixtures = std::fs::read_dir(scratch.0.join("steps/1.1-to-1.2")).expect("a folder").count();
    assert_eq!(fixtures, 2);
    // nothing is written over
    assert_eq!(diff(&scratch, &["--step=steps"]).1, 2);
}

#[test]
fn what_cannot_be_read_is_a_failure() {
    let scratch = scratch("unreadable", &[]);
    assert_eq!(scratch.rowi("", &["schema", "diff", "old.rnc", "nowhere.rnc"]).1, 2);
    assert_eq!(scratch.rowi("", &["schema", "diff", "old.rnc", "git:nonsense"]).1, 2);
    assert_eq!(diff(&scratch, &["--version-attribute", "nonsense"]).1, 2);
}

#[test]
fn the_schema_inside_can_be_named() {
    let scratch = scratch("inside", &[]);
    let (text, status) = scratch.rowi("", &["schema", "diff", "kiwi", "containers-in-packages"]);
    assert!(text.starts_with("compatible: ") && text.contains("newly allowed"), "{text}");
    assert_eq!(status, 0);
}

#[test]
fn a_version_that_is_shared_or_lowered_is_no_bump() {
    let narrowed = ("\"a\" | ", "");
    // Documents of 1.1 are judged by both.
    let shared = scratch("shared", &[("\"1.1\"", "\"1.1\" | \"1.2\""), narrowed]);
    let (text, status) = diff(&shared, &[]);
    assert!(text.starts_with("incompatible, with `schemaversion` 1.1 before and 1.1, 1.2 now: "), "{text}");
    assert_eq!(status, 1);
    let lowered = scratch("lowered", &[("\"1.1\"", "\"1.0\""), narrowed]);
    let (text, status) = diff(&lowered, &[]);
    assert!(text.starts_with("incompatible, from `schemaversion` 1.1 back to 1.0: "), "{text}");
    assert_eq!(status, 1);
    // 1.10 is after 1.9
    let tenth =
        [("old.rnc", OLD.replace("1.1", "1.9")), ("new.rnc", OLD.replace("1.1", "1.10").replace("\"a\" | ", ""))];
    let tenth = Scratch::new("schema-diff-tenth", &tenth.each_ref().map(|(name, text)| (*name, text.as_str())));
    assert_eq!(json(&tenth, &[])["outcome"], "incompatible-with-bump");
}

const TWO_NAMESPACES: &str = "default namespace = \"urn:one\"\nnamespace t = \"urn:two\"\n\
start = element a { element b { empty }?, element t:b { attribute t:x { \"1\" | \"2\" }?, attribute x { \"1\" | \"2\" }? }? }\n";

/// Names are told with the schema's prefixes, and the fingerprint does not depend on them.
#[test]
fn names_of_several_namespaces_are_told_apart() {
    let less = TWO_NAMESPACES.replace("attribute t:x { \"1\" | \"2\" }", "attribute t:x { \"1\" }");
    let other = less.replace("t:", "other:").replace("namespace t", "namespace other");
    let files = [("old.rnc", TWO_NAMESPACES), ("new.rnc", &*less), ("other.rnc", &*other)];
    let scratch = Scratch::new("schema-diff-namespaces", &files);
    let (text, _) = diff(&scratch, &[]);
    assert!(text.contains("`t:b/@t:x` narrowed: no longer `2`"), "{text}");
    let change = &json(&scratch, &[])["changes"][0];
    assert_eq!((change["place"].as_str(), change["path"].as_str()), (Some("t:b/@t:x"), Some("a/t:b")));
    let (text, _) = scratch.rowi("", &["schema", "diff", "old.rnc", "other.rnc", "--format", "json"]);
    let again: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(again["changes"][0]["place"], "other:b/@other:x");
    assert_eq!(again["changes"][0]["fingerprint"], change["fingerprint"]);
}

/// What is taken away is taken out of the fixture by the skeleton as it is; in any namespace.
#[test]
fn the_skeleton_of_a_step_runs() {
    let less = TWO_NAMESPACES.replace("attribute t:x { \"1\" | \"2\" }?, ", "").replace("element b { empty }?, ", "");
    let scratch = Scratch::new("schema-diff-skeleton", &[("old.rnc", TWO_NAMESPACES), ("new.rnc", &*less)]);
    let (text, _) = diff(&scratch, &["--step=steps"]);
    let fixtures: Vec<_> = std::fs::read_dir(scratch.0.join("steps/old-to-new")).expect("a folder").flatten().collect();
    assert_eq!(fixtures.len(), 2, "{text}");
    for fixture in fixtures {
        let name = format!("steps/old-to-new/{}", fixture.file_name().to_string_lossy());
        assert_eq!(scratch.rowi("", &["validate", "old.rnc", &name]).1, 0, "{name}");
        assert_eq!(scratch.rowi("", &["validate", "new.rnc", &name]).1, 1, "{name}");
        let (text, status) = scratch.rowi("", &["transform", "steps/old-to-new.xsl", &name, "--output", "after.xml"]);
        assert_eq!(status, 0, "{text}");
        let (text, status) = scratch.rowi("", &["validate", "new.rnc", "after.xml"]);
        assert_eq!(status, 0, "{text}");
    }
    // Nothing to do is no failure.
    let (text, status) = scratch.rowi("", &["schema", "diff", "new.rnc", "old.rnc", "--step=none"]);
    assert!(text.contains("no step to write"), "{text}");
    assert_eq!(status, 0);
}

/// Children of one element that fare alike are told together, and each keeps its fingerprint.
#[test]
fn what_is_alike_is_told_once() {
    let old = "start = element a { element b { empty }?, element c { empty }?, element d { attribute x { text } }? }\n";
    let new = "start = element a { element d { attribute x { xsd:token { pattern = \"\\p{L}+\" } } }? }\n";
    let scratch = Scratch::new("schema-diff-alike", &[("old.rnc", old), ("new.rnc", new)]);
    let (text, _) = diff(&scratch, &[]);
    assert!(text.contains("`a/b`, `a/c` removed: is not allowed any more\n"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("  fingerprints ") && line.len() > 40), "{text}");
    assert!(text.contains("<d x=\"\"/>"), "{text}");
    let (text, _) = scratch.rowi("", &["schema", "diff", "new.rnc", "old.rnc"]);
    assert!(text.contains("newly allowed:\n  + `a/b`, `a/c` added: is new\n"), "{text}");
}
