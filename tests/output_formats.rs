//! Every output format against something that was not written by us, where a python with `jsonschema` and
//! `junitparser` is at hand (`ROWI_KIWI_PYTHON`), and against GitHub's and GitLab's documented rules always.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use rowi::analysis::catalogue;
use rowi::diagnostic::{Applicability, Diagnostic};
use rowi::render::{Format, Options, Report, render, report_schema};
use rowi::text::{Edit, Sources, Span};

fn rendered(format: Format) -> String {
    let mut sources = Sources::new();
    let id = sources.add("images/a b.kiwi", "<image>\n  <tpye image=\"oem\"/>\n  <tpye image=\"oem\"/>\n</image>\n");
    let span = Span::new(id, 11, 15);
    let diagnostics = [
        Diagnostic::note("unterminated-comment", "a note, with: commas\nand lines", Span::at(id, 3)),
        Diagnostic::error("unclosed-element", "element `tpye` & \"type\" <x>", span)
            .with_label(Span::new(id, 1, 6), "in here")
            .with_note("first")
            .with_expected(["type".to_owned()])
            .with_fix("rename to `type`", Applicability::Safe, vec![Edit::replace(span, "type")]),
        Diagnostic::error("unclosed-element", "element `tpye` & \"type\" <x>", Span::new(id, 34, 38)),
        Diagnostic::warning("unbound-prefix", "100% sure", Span::new(id, 8, 40)),
    ];
    let report = Report::new(&sources, &diagnostics, 1, catalogue());
    render(format, &report, &Options::default())
}

/// Runs a python program on `input`; `None`, said aloud, where there is no such python.
fn python(program: &str, input: &str) -> Option<()> {
    let Some(python) = std::env::var_os("ROWI_KIWI_PYTHON") else {
        eprintln!("skipped: ROWI_KIWI_PYTHON names no python with jsonschema and junitparser");
        return None;
    };
    let imports = Command::new(&python).args(["-c", "import jsonschema, junitparser"]).stderr(Stdio::null()).status();
    if !imports.is_ok_and(|status| status.success()) {
        eprintln!("skipped: {} lacks jsonschema or junitparser", python.display());
        return None;
    }
    let mut child = Command::new(python)
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("python reads");
    let output = child.wait_with_output().expect("python ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(())
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn json_follows_its_schema() {
    let input = serde_json::json!({ "schema": report_schema(), "report": json(&rendered(Format::Json)) }).to_string();
    python(
        "import json, sys, jsonschema\nd = json.load(sys.stdin)\njsonschema.validate(d['report'], d['schema'])",
        &input,
    );
}

/// Editors complete and check `rowi.toml` by this schema.
#[test]
fn the_configurations_schema_is_one_and_takes_what_rowi_takes() {
    let example = rowi::analysis::config_template().replace("\n# extend", "\nextend");
    let lines: Vec<&str> = example.lines().filter_map(|line| line.strip_prefix("# ")).collect();
    let keys: Vec<&str> = lines.into_iter().filter(|line| line.contains(" = ")).collect();
    assert!(keys.len() >= 15, "{keys:?}");
    let input = serde_json::json!({ "schema": rowi::analysis::config_schema(), "toml": keys.join("\n") }).to_string();
    python(
        "import json, sys, tomllib, jsonschema\nd = json.load(sys.stdin)\nv = jsonschema.Draft202012Validator\n\
         v.check_schema(d['schema'])\nv(d['schema']).validate(tomllib.loads(d['toml']))\n\
         for wrong in ['pednatic = true', 'pedantic = 1', 'severity = { a = \"loud\" }', '[[per-path]]']:\n    \
         assert not v(d['schema']).is_valid(tomllib.loads(wrong)), wrong",
        &input,
    );
}

#[test]
fn json_lines_are_one_object_each() {
    let text = rendered(Format::JsonLines);
    assert_eq!(text.lines().count(), 4);
    assert!(text.lines().all(|line| json(line)["name"].is_string()));
}

#[test]
fn sarif_names_rules_places_fixes_and_stable_fingerprints() {
    let log = json(&rendered(Format::Sarif));
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 4);
    let mut prints: Vec<&str> =
        results.iter().filter_map(|one| one["partialFingerprints"]["rowi/v1"].as_str()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 4, "fingerprints are unique");
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "images/a%20b.kiwi");
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    let fixed = results.iter().find(|one| one["fixes"].is_array()).expect("a fix");
    assert_eq!(fixed["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "type");
}

/// The published schema comes with the crate `serde-sarif`, which CI fetches beside the project.
#[test]
fn sarif_follows_the_published_schema() {
    let Some(schema) = std::env::var_os("ROWI_SARIF_SCHEMA") else {
        eprintln!("skipped: ROWI_SARIF_SCHEMA names no SARIF schema");
        return;
    };
    let schema = json(&std::fs::read_to_string(schema).expect("the schema"));
    let input = serde_json::json!({ "schema": schema, "report": json(&rendered(Format::Sarif)) }).to_string();
    python(
        "import json, sys, jsonschema\nd = json.load(sys.stdin)\njsonschema.Draft7Validator(d['schema']).validate(d['report'])",
        &input,
    );
}

#[test]
fn github_puts_errors_first_and_escapes() {
    let text = rendered(Format::Github);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(
        lines[0]
            .starts_with("::error file=images/a b.kiwi,line=2,endLine=2,col=4,endColumn=8,title=unclosed-element::")
    );
    assert!(lines[2].starts_with("::warning ") && lines[2].ends_with("::100%25 sure"));
    assert!(!lines[2].contains("col="), "columns only within one line: {}", lines[2]);
    assert!(lines[3].starts_with("::notice ") && lines[3].contains("with: commas%0Aand lines"));
    assert_eq!(lines[4], "rowi: 2 errors, 1 warning, 1 note in 1 file");
}

#[test]
fn gitlab_has_unique_fingerprints_and_the_documented_members() {
    let list = json(&rendered(Format::Gitlab));
    let list = list.as_array().expect("an array");
    let mut prints: Vec<&str> = list.iter().map(|one| one["fingerprint"].as_str().expect("a fingerprint")).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 4);
    for one in list {
        assert!(
            one["description"].as_str().is_some_and(|text| text.starts_with(one["check_name"].as_str().unwrap_or("?")))
        );
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&one["severity"].as_str().unwrap_or("")));
        assert!(one["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
        assert_eq!(one["location"]["path"], "images/a b.kiwi");
    }
}

#[test]
fn junit_is_read_by_a_consumer() {
    let program = "import sys, io, junitparser\nxml = junitparser.JUnitXml.fromstring(sys.stdin.buffer.read())\n\
                   suites = list(xml)\ncases = [c for s in suites for c in s]\n\
                   assert len(cases) == 4, cases\nfailed = [c for c in cases if c.result]\nassert len(failed) == 2, failed\n\
                   xml.update_statistics()\nassert xml.tests == 4 and xml.failures == 2";
    python(program, &rendered(Format::Junit));
}

/// Apache Ant's own stylesheet reads what checkstyle writes; it takes ours for the same.
#[test]
fn checkstyle_is_read_by_ants_stylesheet() {
    let directory = Path::new("/usr/share/ant/etc/checkstyle");
    let there = Command::new("xsltproc").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !there || !directory.is_dir() {
        eprintln!("skipped: no xsltproc, or no /usr/share/ant/etc/checkstyle (Debian: ant-optional)");
        return;
    }
    let report = std::env::temp_dir().join(format!("rowi-checkstyle-{}.xml", std::process::id()));
    std::fs::write(&report, rendered(Format::Checkstyle)).expect("the report");
    let stylesheet = directory.join("checkstyle-text.xsl");
    let output = Command::new("xsltproc").arg(stylesheet).arg(&report).output().expect("xsltproc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("images/a b.kiwi:2:4 element `tpye` & \"type\" <x>"), "{text}");
    assert_eq!(text.matches("images/a b.kiwi:").count(), 4, "{text}");
    std::fs::remove_file(report).expect("removing it");
}

#[test]
fn checkstyle_is_xml_with_the_known_severities() {
    let mut sources = Sources::new();
    let id = sources.add("report.xml", rendered(Format::Checkstyle));
    let parsed = rowi::xml::parse(sources.get(id));
    assert!(parsed.diagnostics.is_empty());
    let document = parsed.document;
    let root = document.root_element().expect("checkstyle");
    assert_eq!(document.attribute_value(root, "version"), Some("4.3"));
    let file = document.children_named(root, "file").next().expect("a file");
    assert_eq!(document.attribute_value(file, "name"), Some("images/a b.kiwi"));
    let severities: Vec<&str> = document
        .children_named(file, "error")
        .filter_map(|error| document.attribute_value(error, "severity"))
        .collect();
    assert_eq!(severities, ["info", "warning", "error", "error"]);
}

/// Commands that write something report in every format, too: what keeps them from it.
#[test]
fn commands_that_write_take_a_format() {
    let directory = std::env::temp_dir().join(format!("rowi-formats-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    let schema = directory.join("s.rnc");
    std::fs::write(&schema, "start = element a { text\n").expect("a file");
    for command in [&["convert"][..], &["fmt"], &["types"]] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_rowi"));
        run.arg("schema").args(command).args(["--format", "json"]).arg(&schema);
        if command == ["convert"] {
            run.arg(directory.join("s.rng"));
        }
        let output = run.output().expect("rowi runs");
        let report = json(&String::from_utf8_lossy(&output.stdout));
        assert_eq!(report["diagnostics"][0]["name"], "schema-unclosed-bracket", "{command:?}");
        assert_eq!(output.status.code(), Some(2), "{command:?}");
    }
    let _ = std::fs::remove_dir_all(&directory);
}
