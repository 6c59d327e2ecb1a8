//! What holds for every rule.

use std::collections::BTreeSet;

use crate::diagnostic::Applicability;
use crate::lint::testing::{apply, run_files};
use crate::lint::{FixKind, Rule, Tier, example};

fn examples() -> impl Iterator<Item = (&'static Rule, example::Example, example::Example)> {
    super::ALL.iter().map(|rule| {
        let mut failing = example::parse(rule.failing);
        let mut passing = example::parse(rule.passing);
        // a rule's own name switches it on whatever its tier
        failing.options.pedantic = rule.tier == Tier::Pedantic;
        passing.options.pedantic = rule.tier == Tier::Pedantic;
        (*rule, failing, passing)
    })
}

#[test]
fn rules_are_documented_and_sorted() {
    let mut names = BTreeSet::new();
    for rule in super::ALL {
        let name = rule.name;
        assert!(names.insert(name), "{name} is there twice");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
        for (what, text) in [
            ("summary", rule.summary),
            ("explanation", rule.explanation),
            ("evidence", rule.evidence),
            ("severity_reason", rule.severity_reason),
            ("failing", rule.failing),
            ("passing", rule.passing),
        ] {
            assert!(text.trim().len() > 3, "{name} has no {what}");
        }
        assert!(!rule.summary.ends_with('.'), "{name}: the summary ends in a full stop");
        assert!(rule.page().contains(&format!("# {name}")));
    }
    assert!(super::ALL.is_sorted_by_key(|rule| rule.name), "rules are listed by name");
}

#[test]
fn failing_examples_fail_and_passing_ones_pass() {
    let mut wrong = Vec::new();
    for (rule, failing, passing) in examples() {
        let name = rule.name;
        let bad = run_files(&failing.files, &failing.options, &failing.narrow);
        let found: Vec<_> = bad.findings.iter().filter(|finding| finding.name == name).collect();
        if found.is_empty() {
            wrong.push(format!("{name}: the failing example has no such finding, but {:?}", bad.findings));
        }
        for finding in &found {
            if finding.severity > rule.severity {
                wrong.push(format!("{name}: a finding is worse than the rule"));
            }
            if bad.sources.slice(finding.primary).is_empty() && !bad.sources.get(finding.primary.source).text.is_empty()
            {
                wrong.push(format!("{name}: a finding points at nothing"));
            }
            let first = finding.message.chars().next().unwrap_or(' ');
            if first.is_uppercase() && !finding.message.starts_with("KIWI") || finding.message.ends_with('.') {
                wrong.push(format!("{name}: headline {:?}", finding.message));
            }
        }
        let worst = found.iter().map(|finding| finding.severity).max();
        if worst.is_some() && worst != Some(rule.severity) {
            wrong.push(format!("{name}: the failing example is not as severe as the rule"));
        }
        let good = run_files(&passing.files, &passing.options, &passing.narrow);
        if !good.well_formed {
            wrong.push(format!("{name}: the passing example is not well-formed"));
        }
        for line in good.lines(name) {
            wrong.push(format!("{name}: the passing example has {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixes_converge_and_leave_nothing_behind() {
    let mut wrong = Vec::new();
    for (rule, failing, _) in examples() {
        let name = rule.name;
        let before = run_files(&failing.files, &failing.options, &failing.narrow);
        let offered = before
            .findings
            .iter()
            .filter(|finding| finding.name == name)
            .flat_map(|finding| &finding.fixes)
            .map(|fix| match fix.applicability {
                Applicability::DisplayOnly => FixKind::DisplayOnly,
                Applicability::Unsafe => FixKind::Unsafe,
                Applicability::Safe => FixKind::Safe,
            })
            .max()
            .unwrap_or(FixKind::None);
        if offered != rule.fix {
            wrong.push(format!("{name}: says that its fix is {:?}, offers {offered:?}", rule.fix));
        }
        if offered <= FixKind::DisplayOnly {
            continue;
        }
        let mut files = failing.files.clone();
        let mut outcome = before;
        for _ in 0..8 {
            let fixed = apply(&files, &outcome, name);
            if fixed == files {
                break;
            }
            files = fixed;
            outcome = run_files(&files, &failing.options, &failing.narrow);
        }
        if !outcome.well_formed {
            wrong.push(format!("{name}: the fix breaks the XML"));
        }
        // what had no fix stays; what had one is gone
        for left in outcome.findings.iter().filter(|finding| finding.name == name) {
            if left.fixes.iter().any(|fix| fix.applicability > Applicability::DisplayOnly) {
                wrong.push(format!("{name}: the fix leaves {}", left.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
