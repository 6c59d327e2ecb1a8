//! Every output format before something that was not written by us.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use rowi::render::{Format, report_schema};

use crate::support::reports::{json, rendered};

/// Runs a python program on `input`.
fn python(program: &str, input: &str) {
    let mut child = Command::new(crate::support::python())
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("python reads");
    let output = child.wait_with_output().expect("python ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

pub fn json_follows_its_schema() {
    let input = serde_json::json!({ "schema": report_schema(), "report": json(&rendered(Format::Json)) }).to_string();
    python(
        "import json, sys, jsonschema\nd = json.load(sys.stdin)\njsonschema.validate(d['report'], d['schema'])",
        &input,
    );
}

/// Editors complete and check `rowi.toml` by this schema.
pub fn the_configurations_schema_is_one_and_takes_what_rowi_takes() {
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

/// The published schema comes with the crate `serde-sarif`, which CI fetches beside the project.
pub fn sarif_follows_the_published_schema() {
    let schema = std::env::var_os("ROWI_SARIF_SCHEMA").expect("the schema");
    let schema = json(&std::fs::read_to_string(schema).expect("the schema"));
    let input = serde_json::json!({ "schema": schema, "report": json(&rendered(Format::Sarif)) }).to_string();
    python(
        "import json, sys, jsonschema\nd = json.load(sys.stdin)\njsonschema.Draft7Validator(d['schema']).validate(d['report'])",
        &input,
    );
}

pub fn junit_is_read_by_a_consumer() {
    let program = "import sys, io, junitparser\nxml = junitparser.JUnitXml.fromstring(sys.stdin.buffer.read())\n\
                   suites = list(xml)\ncases = [c for s in suites for c in s]\n\
                   assert len(cases) == 4, cases\nfailed = [c for c in cases if c.result]\nassert len(failed) == 2, failed\n\
                   xml.update_statistics()\nassert xml.tests == 4 and xml.failures == 2";
    python(program, &rendered(Format::Junit));
}

/// Apache Ant's own stylesheet reads what checkstyle writes; it takes ours for the same.
pub fn checkstyle_is_read_by_ants_stylesheet() {
    let directory = Path::new("/usr/share/ant/etc/checkstyle");
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
