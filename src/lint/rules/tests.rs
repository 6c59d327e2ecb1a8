//! What holds for every rule. That its examples fail and pass, and its fixes lead somewhere, is `tests/cases/rules.rs`.

use std::collections::BTreeSet;

#[test]
fn rules_are_documented_and_sorted() {
    let mut names = BTreeSet::new();
    for rule in super::ALL {
        let name = rule.entry.name;
        assert!(names.insert(name), "{name} is there twice");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
        for (what, text) in [
            ("summary", rule.entry.summary),
            ("explanation", rule.entry.explanation),
            ("evidence", rule.evidence),
            ("severity_reason", rule.severity_reason),
            ("failing", rule.entry.example.map_or("", |example| example.failing)),
            ("passing", rule.entry.example.map_or("", |example| example.passing)),
        ] {
            assert!(text.trim().len() > 3, "{name} has no {what}");
        }
        assert!(!rule.entry.summary.ends_with('.'), "{name}: the summary ends in a full stop");
        assert!(rule.page().contains(&format!("# {name}")));
    }
    assert!(super::ALL.is_sorted_by_key(|rule| rule.entry.name), "rules are listed by name");
}
