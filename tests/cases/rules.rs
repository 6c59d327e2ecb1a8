//! The examples of lint rules: what fails does, what passes does, and fixes converge.

use libtest_mimic::Trial;
use rowi::diagnostic::Applicability;
use rowi::lint::testing::{apply, run_files};
use rowi::lint::{Rule, Tier, example, rules};

use crate::support::harness::case;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for rule in rules().iter().copied() {
        trials.push(case(format!("rule/{}/failing", rule.entry.name), || fails(rule)));
        trials.push(case(format!("rule/{}/passing", rule.entry.name), || passes(rule)));
        trials.push(case(format!("rule/{}/fix", rule.entry.name), || fixes_converge(rule)));
        trials.push(case(format!("rule/{}/safe", rule.entry.name), || safe_fixes_bring_nothing_new(rule)));
    }
    trials
}

fn parsed(rule: &Rule, text: &str) -> example::Example {
    let mut example = example::parse(text);
    example.options.pedantic = rule.tier == Tier::Pedantic;
    example
}

fn fails(rule: &Rule) {
    let failing = parsed(rule, rule.entry.example.expect("an example").failing);
    let bad = run_files(&failing.files, &failing.options, &failing.narrow);
    let found: Vec<_> = bad.findings.iter().filter(|finding| finding.name == rule.entry.name).collect();
    assert!(!found.is_empty(), "no such finding, but {:?}", bad.findings);
    for finding in &found {
        assert!(finding.severity <= rule.entry.severity, "a finding is worse than the rule");
        let points_at_nothing = bad.sources.slice(finding.primary).is_empty();
        let is_empty = bad.sources.get(finding.primary.source).text.is_empty();
        assert!(!points_at_nothing || is_empty, "a finding points at nothing");
        let first = finding.message.as_str().chars().next().unwrap_or(' ');
        let is_capital = first.is_uppercase() && !finding.message.as_str().starts_with("KIWI");
        assert!(!is_capital && !finding.message.as_str().ends_with('.'), "headline {:?}", finding.message);
    }
    let worst = found.iter().map(|finding| finding.severity).max();
    assert_eq!(worst, Some(rule.entry.severity), "the failing example is not as severe as the rule");
}

fn passes(rule: &Rule) {
    let passing = parsed(rule, rule.entry.example.expect("an example").passing);
    let good = run_files(&passing.files, &passing.options, &passing.narrow);
    assert!(good.well_formed);
    assert_eq!(good.lines(rule.entry.name), Vec::<String>::new());
}

fn fixes_converge(rule: &Rule) {
    let failing = parsed(rule, rule.entry.example.expect("an example").failing);
    let before = run_files(&failing.files, &failing.options, &failing.narrow);
    let offered = before
        .findings
        .iter()
        .filter(|finding| finding.name == rule.entry.name)
        .flat_map(|finding| &finding.fixes)
        .map(|fix| fix.applicability)
        .max();
    assert_eq!(offered, rule.entry.fix, "the fix that is offered is the one that the rule declares");
    if offered <= Some(Applicability::DisplayOnly) {
        return;
    }
    let mut files = failing.files.clone();
    let mut outcome = before;
    for _ in 0..8 {
        let fixed = apply(&files, &outcome, rule.entry.name);
        if fixed == files {
            break;
        }
        files = fixed;
        outcome = run_files(&files, &failing.options, &failing.narrow);
    }
    assert!(outcome.well_formed, "the fix breaks the XML");
    // what had no fix stays; what had one is gone
    for left in outcome.findings.iter().filter(|finding| finding.name == rule.entry.name) {
        let fixable = left.fixes.iter().any(|fix| fix.applicability > Applicability::DisplayOnly);
        assert!(!fixable, "the fix leaves {}", left.message);
    }
}

/// A fix is safe only if nothing new is found behind it.
fn safe_fixes_bring_nothing_new(rule: &Rule) {
    let failing = parsed(rule, rule.entry.example.expect("an example").failing);
    let before = run_files(&failing.files, &failing.options, &failing.narrow);
    let is_safe = before
        .findings
        .iter()
        .filter(|finding| finding.name == rule.entry.name)
        .any(|finding| finding.fixes.first().is_some_and(|fix| fix.applicability == Applicability::Safe));
    if !is_safe {
        return;
    }
    let files = apply(&failing.files, &before, rule.entry.name);
    let after = run_files(&files, &failing.options, &failing.narrow);
    for finding in &after.findings {
        let is_known = before.findings.iter().any(|known| known.name == finding.name);
        assert!(is_known, "behind the fix there is {:?}: {}", finding.name, finding.message);
    }
}
