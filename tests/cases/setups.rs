//! Whole set-ups, each with what is said of it: `tests/setups/*.txt`.
//!
//! A line `##### NAME` starts one, written as a rule's example is. Its part `expect` lists findings, a line each:
//! `error NAME`, `warning NAME`, `note NAME`, or `no NAME`. No other error of containers, registries and scripts may
//! come, and where `expect` is `silent` no warning either.
use std::collections::BTreeSet;

use libtest_mimic::Trial;
use rowi::diagnostic::{Applicability, Diagnostic, Group, Severity};
use rowi::lint::{self, example, testing};

use crate::support::harness::case;
use crate::support::root;

struct Setup {
    name: String,
    example: example::Example,
    expected: Vec<String>,
}

fn setups() -> Vec<Setup> {
    let mut paths: Vec<_> = std::fs::read_dir(root().join("tests/setups")).expect("the set-ups").flatten().collect();
    paths.sort_by_key(std::fs::DirEntry::path);
    let mut result = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path.path()).expect("a text");
        let theme = path.path().file_stem().expect("a name").to_string_lossy().into_owned();
        for part in text.split("##### ").skip(1) {
            let (name, rest) = part.split_once('\n').expect("a name's line");
            let mut example = example::parse(rest);
            let at = example.files.iter().position(|file| file.path == "expect").expect("what is expected");
            let expected = example.files.remove(at).text;
            let expected = expected.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
            result.push(Setup { name: format!("{theme}/{}", name.trim().replace(' ', "-")), example, expected });
        }
    }
    result
}

/// Findings about containers, registries and scripts; of what shows late, those about the image, too.
fn found(setup: &Setup) -> Vec<Diagnostic> {
    let all = [Group::Container, Group::Registry, Group::Script, Group::Image];
    let groups = if setup.name.starts_with("late/") { &all[..] } else { &all[..3] };
    let about = |finding: &Diagnostic| {
        lint::rules().iter().any(|rule| finding.name.is(rule.entry) && groups.contains(&rule.entry.group))
            || finding.name == "overlay-not-read"
    };
    let example = &setup.example;
    let mut findings = testing::run_files(&example.files, &example.options, &example.narrow).findings;
    findings.retain(about);
    findings
}

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for setup in setups() {
        trials.push(case(format!("setup/{}", setup.name), move || {
            is_as_expected(&setup);
            safe_fixes_make_nothing_worse(&setup.example);
        }));
    }
    trials
}

fn is_as_expected(setup: &Setup) {
    let findings = found(setup);
    let lines: BTreeSet<String> =
        findings.iter().map(|finding| format!("{} {}", finding.severity.as_str(), finding.name)).collect();
    let silent = setup.expected == ["silent"];
    for expected in setup.expected.iter().filter(|line| *line != "silent") {
        match expected.strip_prefix("no ") {
            Some(name) => assert!(!findings.iter().any(|finding| finding.name == name), "{name} is reported"),
            None => assert!(lines.contains(expected), "{expected} is missing: {lines:#?}"),
        }
    }
    for finding in &findings {
        let line = format!("{} {}", finding.severity.as_str(), finding.name);
        let counts = finding.severity == Severity::Error || (silent && finding.severity == Severity::Warning);
        assert!(!counts || setup.expected.contains(&line), "not expected: {line}: {}", finding.message);
    }
}

/// What safe fixes make has no finding that was not there before.
pub fn safe_fixes_make_nothing_worse(example: &example::Example) {
    let before = testing::run_files(&example.files, &example.options, &example.narrow);
    let names: BTreeSet<String> = before
        .findings
        .iter()
        .filter(|finding| finding.fixes.iter().any(|fix| fix.applicability == Applicability::Safe))
        .map(|finding| finding.name.to_string())
        .collect();
    for name in names {
        let mut safe = testing::run_files(&example.files, &example.options, &example.narrow);
        safe.findings.retain(|finding| finding.name == *name);
        for finding in &mut safe.findings {
            finding.fixes.retain(|fix| fix.applicability == Applicability::Safe);
        }
        let files = testing::apply(&example.files, &safe, &name);
        let after = testing::run_files(&files, &example.options, &example.narrow);
        let count = |findings: &[Diagnostic], name: &str, severity| {
            findings.iter().filter(|finding| finding.name == name && finding.severity == severity).count()
        };
        for finding in after.findings.iter().filter(|finding| finding.severity > Severity::Note) {
            let other = finding.name.to_string();
            let (was, is) =
                (count(&before.findings, &other, finding.severity), count(&after.findings, &other, finding.severity));
            assert!(is <= was, "the fix of {name} makes {other}: {}", finding.message);
        }
    }
}
