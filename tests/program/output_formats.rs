//! Every output format against GitHub's and GitLab's documented rules. What other programs make of them is
//! `tests/peers/reports.rs`.

use std::process::Command;

use rowi::render::Format;
use rowi::text::Sources;

use crate::support::command::{Scratch, description};
use crate::support::reports::{json, rendered, rendered_of};

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

/// What the human format says under the excerpt is in every format: what was meant, and the best fix.
#[test]
fn every_format_says_reason_and_fix() {
    let files = [("config.xml", description("8.5", "").replace("<type image", "<tpye image"))];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let scratch = Scratch::new("reason", &files);
    let formats = [
        "human",
        "concise",
        "json",
        "json-lines",
        "sarif",
        "github",
        "gitlab",
        "junit",
        "checkstyle",
        "rdjson",
        "azure",
    ];
    for format in formats {
        let (text, status) = scratch.rowi("", &["check", "--isolated", "--format", format]);
        assert_eq!(status, 1, "{format}: {text}");
        assert!(text.contains("did you mean `type`?"), "{format}: {text}");
        assert!(text.contains("rename to `type`"), "{format}: {text}");
    }
    let (text, _) = scratch.rowi("", &["check", "--isolated", "--format", "json"]);
    assert_eq!(json(&text)["diagnostics"][0]["label"], "did you mean `type`?");
    let (text, _) = scratch.rowi("", &["check", "--isolated", "--format", "rdjson"]);
    let first = &json(&text)["diagnostics"][0];
    assert_eq!(first["suggestions"][0]["text"], "type");
    assert_eq!(first["location"]["path"], "config.xml");
    let (text, _) = scratch.rowi("", &["check", "--isolated", "--format", "azure"]);
    assert!(text.starts_with("##vso[task.logissue type=error;sourcepath=config.xml;linenumber="), "{text}");
}

#[test]
fn columns_of_reviewdog_count_bytes() {
    let text = rendered_of("é <a>", 3, 6, Format::Rdjson);
    let range = &json(&text)["diagnostics"][0]["location"]["range"];
    assert_eq!((range["start"]["column"].as_u64(), range["end"]["column"].as_u64()), (Some(4), Some(7)));
}

/// A warning: the password of `root` stands there in plain text.
const WARNED: &str = "<users><user name=\"root\" password=\"linux\" pwdformat=\"plain\"/></users>\
                      <packages type=\"image\"><package name=\"a\"/></packages>";

/// What makes the run fail fails in the report.
#[test]
fn junit_agrees_with_the_status() {
    let warned = description("8.5", WARNED);
    let scratch = Scratch::new("junit", &[("config.xml", &warned)]);
    let (text, status) = scratch.rowi("", &["check", "--isolated", "--format", "concise"]);
    assert!(text.contains("warning[") && !text.contains("error[") && status == 0, "{text}");
    let (text, status) = scratch.rowi("", &["check", "--isolated", "--format", "junit"]);
    assert!(text.contains("failures=\"0\"") && status == 0, "{text}");
    for arguments in [&["--deny", "warnings"], &["--fail-on", "warning"]] {
        let (text, status) =
            scratch.rowi("", &[&["check", "--isolated", "--format", "junit"], &arguments[..]].concat());
        assert!(!text.contains("failures=\"0\"") && text.contains("<failure ") && status == 1, "{text}");
    }
}

#[test]
fn statistics_in_every_format() {
    let broken = description("8.5", WARNED);
    let scratch = Scratch::new("statistics", &[("config.xml", &broken)]);
    let run = |format| scratch.rowi("", &["check", "--isolated", "--statistics", "--format", format]).0;
    let counts = json(&run("json"));
    assert_eq!(counts["statistics"][0]["count"], 1, "{counts}");
    assert!(run("json-lines").lines().all(|line| json(line)["count"].is_u64()));
    assert!(run("human").starts_with("     1  "));
    assert!(run("checkstyle").contains("     1  "), "on standard error, beside the report");
}

/// SARIF's consumers want more than its schema does.
#[test]
fn sarif_describes_rules_fully() {
    let driver = json(&rendered(Format::Sarif))["runs"][0]["tool"]["driver"].clone();
    assert!(driver["informationUri"].as_str().is_some_and(|uri| uri.starts_with("https://")), "{driver}");
    for rule in driver["rules"].as_array().expect("rules") {
        let page = format!("/rules/{}.html", rule["id"].as_str().unwrap_or_default());
        assert!(rule["helpUri"].as_str().is_some_and(|address| address.ends_with(&page)), "{rule}");
        let text = rule["fullDescription"]["text"].as_str().unwrap_or_default();
        assert!(!text.is_empty() && text.chars().count() <= 1000, "{rule}");
    }
}
