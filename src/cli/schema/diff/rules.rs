//! Schematron rules of two schemas, compared by what is written: whether one refuses more than another cannot be
//! decided in general.

use std::collections::BTreeMap;

use crate::schematron::{CheckKind, Pattern, Rules};

/// How a rule differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RuleChange {
    /// Its pattern's id, or the context of its first rule.
    pub(super) name: String,
    /// `added`, `removed`, `changed`.
    pub(super) what: &'static str,
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn written(pattern: &Pattern) -> String {
    let mut text = String::new();
    for one in &pattern.lets {
        text.push_str(&format!("let {} = {}\n", one.name, words(one.value.text())));
    }
    for rule in &pattern.rules {
        text.push_str(&format!("rule {}\n", words(rule.context.expression.text())));
        for one in &rule.lets {
            text.push_str(&format!("let {} = {}\n", one.name, words(one.value.text())));
        }
        for check in &rule.checks {
            let kind = if check.kind == CheckKind::Assert { "assert" } else { "report" };
            text.push_str(&format!("{kind} {}\n", words(check.test.text())));
        }
    }
    text
}

fn name(pattern: &Pattern) -> String {
    let context = || pattern.rules.first().map_or_else(String::new, |rule| words(rule.context.expression.text()));
    pattern.id.as_deref().map_or_else(context, str::to_owned)
}

/// The patterns of each name, as text.
fn by_name(rules: &Rules) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pattern in &rules.patterns {
        all.entry(name(pattern)).or_default().push(written(pattern));
    }
    all.values_mut().for_each(|texts| texts.sort());
    all
}

/// The differences, by name.
pub(super) fn compare(old: &Rules, new: &Rules) -> Vec<RuleChange> {
    let (old, new) = (by_name(old), by_name(new));
    let mut found = Vec::new();
    for (name, texts) in &old {
        match new.get(name) {
            None => found.push(RuleChange { name: name.clone(), what: "removed" }),
            Some(own) if own != texts => found.push(RuleChange { name: name.clone(), what: "changed" }),
            Some(_) => {}
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        found.push(RuleChange { name: name.clone(), what: "added" });
    }
    found
}
