use std::sync::LazyLock;

use super::examples::example;
use super::schematron_pages;
use crate::diagnostic::{Applicability, Entry, Group, Severity, nearest};
use crate::lint::{self, FixKind, Rule};
use crate::{rng, schematron, upgrade, xml, xslt};

static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut all = Vec::new();
    all.extend_from_slice(xml::CATALOGUE);
    all.extend_from_slice(rng::CATALOGUE);
    all.extend_from_slice(rng::SCHEMA_CATALOGUE);
    all.extend_from_slice(schematron::CATALOGUE);
    all.extend_from_slice(upgrade::CATALOGUE);
    all.extend_from_slice(xslt::CATALOGUE);
    all.extend_from_slice(OWN);
    all.extend(schematron_pages::entries());
    all.extend(lint::rules().iter().map(|rule| of_rule(rule)));
    all.sort_by_key(|entry| (entry.group, entry.name));
    all
});

const fn config(name: &'static str, severity: Severity, summary: &'static str, explanation: &'static str) -> Entry {
    Entry { name, group: Group::Config, severity, summary, explanation, fix: None }
}

/// The name of what shellcheck finds.
pub const SHELLCHECK: &str = "shellcheck";

/// What the pipeline itself reports: configuration, suppressions, baselines.
const OWN: &[Entry] = &[
    config(
        "invalid-config",
        Severity::Error,
        "rowi.toml is not valid TOML",
        "The configuration could not be read, so nothing was checked with it. The message is the TOML parser's.",
    ),
    config(
        "invalid-config-value",
        Severity::Error,
        "a value in rowi.toml is of the wrong kind",
        "`rowi config schema` prints the JSON Schema of `rowi.toml`; editors complete and check by it.",
    ),
    config(
        "unknown-config-key",
        Severity::Error,
        "a key in rowi.toml is not known",
        "A misspelled key would silently have no effect, so it is an error. `rowi config schema` lists all keys.",
    )
    .fixed(Applicability::Unsafe),
    config(
        "unknown-rule",
        Severity::Warning,
        "rowi.toml names a diagnostic that there is not",
        "The entry has no effect. Names change when a rule is renamed or removed; `rowi rules` lists all there are.",
    ),
    config(
        "cyclic-extend",
        Severity::Error,
        "configurations extend each other in a circle",
        "`extend` may chain configurations, up to 16, but a chain must end.",
    ),
    config(
        "invalid-baseline",
        Severity::Error,
        "the baseline file cannot be read",
        "The baseline is JSON as `rowi baseline create` writes it. Without it every finding would be reported as new, so nothing is.",
    ),
    config(
        "stale-baseline-entry",
        Severity::Warning,
        "a finding of the baseline no longer occurs",
        "Somebody repaired it. `rowi baseline prune` takes it out, so that it cannot come back unseen.",
    ),
    Entry::error(
        "unusable-extension-schema",
        Group::Image,
        "the schema for the content of `extension` cannot be used",
        "The schema that `rowi.toml` or the XML catalog names is missing, unreadable or refused. `rowi schema check` tells what is wrong with it.",
    ),
    Entry::note(
        "extension-without-schema",
        Group::Image,
        "the content of `extension` has no known schema",
        "KIWI looks the namespace up in the XML catalog of the machine that builds, and stops where it is not there. rowi looks there too, and in `rowi.toml`:\n\n```toml\n[extension]\n\"urn:example:ours\" = \"schemas/ours.rnc\"\n```",
    ),
    Entry::warning(
        SHELLCHECK,
        Group::Script,
        "shellcheck found something in a script",
        "Asked for by `rowi check --shellcheck`. The message begins with shellcheck's own code; its severity is shellcheck's.",
    ),
];

fn of_rule(rule: &Rule) -> Entry {
    let group = match rule.group {
        lint::Group::Container => Group::Container,
        lint::Group::Registry => Group::Registry,
        lint::Group::Script => Group::Script,
        lint::Group::Image => Group::Image,
        lint::Group::Config => Group::Config,
    };
    let fix = match rule.fix {
        FixKind::None => None,
        FixKind::DisplayOnly => Some(Applicability::DisplayOnly),
        FixKind::Unsafe => Some(Applicability::Unsafe),
        FixKind::Safe => Some(Applicability::Safe),
    };
    Entry { name: rule.name, group, severity: rule.severity, summary: rule.summary, explanation: rule.explanation, fix }
}

/// All names of diagnostics, by group and name.
#[must_use]
pub fn catalogue() -> &'static [Entry] {
    &CATALOGUE
}

/// The page of a diagnostic, in Markdown.
///
/// # Errors
/// The nearest name there is, where there is one.
pub fn explain(name: &str) -> Result<String, Option<&'static str>> {
    match catalogue().iter().find(|entry| entry.name == name) {
        Some(entry) => Ok(lint::rule(name).map_or_else(|| page(entry), Rule::page)),
        None => Err(nearest(name, catalogue().iter().map(|entry| entry.name))),
    }
}

fn page(entry: &Entry) -> String {
    let mut summary = entry.summary.to_owned();
    if let Some(first) = summary.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let mut page = format!(
        "# {}\n\n{summary}.\n\nGroup: {}. Severity: {}. Fix: {}.\n\n{}\n",
        entry.name,
        entry.group.as_str(),
        entry.severity.as_str(),
        entry.fix.map_or("none", |fix| fix.as_str()),
        entry.explanation.trim()
    );
    if let Some((failing, passing)) = example(entry.name) {
        let (failing, passing) = (lint::example::markdown(failing), lint::example::markdown(passing));
        page.push_str(&format!("\n## Fails\n\n{}\n\n## Passes\n\n{}\n", failing.trim_end(), passing.trim_end()));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let mut names: Vec<&str> = catalogue().iter().map(|entry| entry.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        let is_kebab = |name: &str| {
            !name.is_empty()
                && name
                    .split('-')
                    .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        };
        assert!(names.iter().all(|name| is_kebab(name)), "{names:?}");
    }
}
