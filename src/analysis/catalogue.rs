//! The diagnostics of the pipeline itself, and the list of all that there are.

use std::sync::LazyLock;

use super::{illustrations, schematron_pages};
use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, catalogue, nearest};
use crate::lint::{self, Rule};
use crate::{bundle, compat, nvdl, rng, schematron, upgrade, xml, xpath, xslt};

static ALL: LazyLock<Vec<&'static Entry>> = LazyLock::new(|| {
    let lists = [
        xml::catalogue::CATALOGUE,
        xpath::catalogue::CATALOGUE,
        rng::catalogue::CATALOGUE,
        rng::schema_catalogue::CATALOGUE,
        schematron::catalogue::CATALOGUE,
        nvdl::catalogue::CATALOGUE,
        compat::catalogue::CATALOGUE,
        bundle::catalogue::CATALOGUE,
        upgrade::catalogue::CATALOGUE,
        xslt::catalogue::CATALOGUE,
        lint::catalogue::CATALOGUE,
        CATALOGUE,
    ];
    let mut all = lists.concat();
    all.extend(schematron_pages::entries());
    all.extend(lint::rules().iter().map(|rule| rule.entry));
    all.sort_by_key(|entry| (entry.group, entry.name));
    // a lint rule may report what an earlier stage reports, too
    all.dedup();
    all
});

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Config, summary, explanation)
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Config, summary, explanation)
}

catalogue! {
    /// What the pipeline itself reports: configuration, suppressions, baselines.
    pub CATALOGUE;

    INVALID_CONFIG = error(
        "invalid-config",
        "`rowi.toml` is not valid TOML",
        "The configuration could not be read, so nothing was checked with it. The message is the TOML parser's.",
    )
    .blocks(&[Fact::Verdict]);

    INVALID_CONFIG_VALUE = error(
        "invalid-config-value",
        "a value in `rowi.toml` is of the wrong kind",
        "`rowi config schema` prints the JSON Schema of `rowi.toml`; editors complete and check by it.",
    )
    .blocks(&[Fact::Verdict]);

    UNKNOWN_CONFIG_KEY = error(
        "unknown-config-key",
        "a key in `rowi.toml` is not known",
        "A misspelled key would silently have no effect, so it is an error. `rowi config schema` lists all keys.",
    )
        .fixed(Applicability::Unsafe)
    .blocks(&[Fact::Verdict]);

    UNKNOWN_RULE = warning(
        "unknown-rule",
        "`rowi.toml` names a diagnostic that there is not",
        "The entry has no effect. Names change when a rule is renamed or removed; `rowi rules` lists all there are.",
    );

    CYCLIC_EXTEND = error(
        "cyclic-extend",
        "configurations extend each other in a circle",
        "`extend` may chain configurations, up to 16, but a chain must end.",
    )
    .blocks(&[Fact::Verdict]);

    INVALID_BASELINE = error(
        "invalid-baseline",
        "the baseline file cannot be read",
        "The baseline is JSON as `rowi baseline create` writes it. Without it every finding would be reported as new, so nothing is.",
    )
    .blocks(&[Fact::Verdict]);

    STALE_BASELINE_ENTRY = warning(
        "stale-baseline-entry",
        "a finding of the baseline no longer occurs",
        "Somebody repaired it. `rowi baseline prune` takes it out, so that it cannot come back unseen.",
    );

    UNUSABLE_EXTENSION_SCHEMA = Entry::error("unusable-extension-schema", Group::Image,
        "the schema for the content of `extension` cannot be used",
        "The schema that `rowi.toml` or the XML catalog names is missing, unreadable or refused. `rowi schema check` tells what is wrong with it.",
    );

    EXTENSION_WITHOUT_SCHEMA = Entry::note("extension-without-schema", Group::Image,
        "the content of `extension` has no known schema",
        "KIWI looks the namespace up in the XML catalog of the machine that builds, and stops where it is not there. rowi looks there too, and in `rowi.toml`:\n\n```toml\n[extension]\n\"urn:example:ours\" = \"schemas/ours.rnc\"\n```",
    )
    .example(
        "<extension><our:data xmlns:our=\"urn:example:ours\"/></extension>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    );

    SCRIPT_NOT_JUDGED = Entry::warning("script-not-judged", Group::Script,
        "a script that rowi gave up",
        "It holds NUL bytes, which no script does, or so much of it is no shell that looking for what was meant would take too long: nothing is known of what it does to the image. Or it was followed up to the place that is marked, because its loops, functions or edits take too long, or functions call each other without end: what files hold at its end is not known, and rules that would need that are silent.",
    );

    UNKNOWN_TO_THIS_KIWI = Entry::error("unknown-to-this-kiwi", Group::Image,
        "the KIWI that builds refuses what newer ones take",
        "Releases of KIWI that call their schema by the same version differ in what they know, and distributions build with old ones. With `kiwi = \"10.2\"` in the configuration, or `--kiwi 10.2`, a description is judged by the schema and the rules of that release. What it refuses and the newest takes is an error that names the first release that takes it. A version of two numbers means the newest release of that line.",
    )
    .example(
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\" firmware=\"uefi\" efimountoptions=\"ro\"><bootloader name=\"grub2\"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>\n=== options\nkiwi = 10.2\n",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\" firmware=\"uefi\" efimountoptions=\"ro\"><bootloader name=\"grub2\"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>\n=== options\nkiwi = 11.1.6\n",
    );

    SELECTION_LIMIT = Entry::warning("selection-limit", Group::Image,
        "not every selection of profiles is judged",
        "A description is judged once for each selection of profiles, architecture and type. rowi takes up to 512 of them, fewer of a description that is large, and judges the description by those. `--profile`, `--arch` and `--type` choose which.",
    );

    SHELLCHECK = Entry::warning("shellcheck", Group::Script,
        "shellcheck found something in a script",
        "Asked for by `rowi check --shellcheck`. The message begins with shellcheck's own code; its severity is shellcheck's.",
    );
}

/// All names of diagnostics, by group and name.
#[must_use]
pub fn catalogue() -> &'static [&'static Entry] {
    &ALL
}

/// The diagnostic of this name, or the one that was called so before.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Entry> {
    let all = catalogue().iter().copied();
    all.clone().find(|entry| entry.name == name).or_else(|| all.clone().find(|entry| entry.aliases.contains(&name)))
}

/// What a diagnostic is called today, where `name` is or was its name; else `name` itself, which may be a group.
#[must_use]
pub fn present_name(name: &str) -> &str {
    by_name(name).map_or(name, |entry| entry.name)
}

/// What a diagnostic looks like of which no description can be an example, in Markdown.
#[must_use]
pub fn illustration(name: &str) -> Option<String> {
    illustrations::of(name)
}

/// The page of a diagnostic, in Markdown.
///
/// # Errors
/// The nearest name there is, where there is one.
pub fn explain(name: &str) -> Result<String, Option<&'static str>> {
    match by_name(name) {
        Some(entry) => Ok(lint::rule(entry.name).map_or_else(|| page(entry), Rule::page)),
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
    if let Some(Example { failing, passing }) = entry.example {
        let (failing, passing) = (lint::example::markdown(failing), lint::example::markdown(passing));
        page.push_str(&format!("\n## Fails\n\n{}\n\n## Passes\n\n{}\n", failing.trim_end(), passing.trim_end()));
    } else if let Some(text) = illustrations::of(entry.name) {
        page.push_str(&format!("\n## Looks like\n\n{text}\n"));
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
        // an alias leads to one entry
        let mut known = names.clone();
        known.extend(catalogue().iter().flat_map(|entry| entry.aliases));
        known.sort_unstable();
        assert!(known.windows(2).all(|pair| pair[0] != pair[1]), "{known:?}");
        let is_kebab = |name: &str| {
            !name.is_empty()
                && name
                    .split('-')
                    .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        };
        assert!(names.iter().all(|name| is_kebab(name)), "{names:?}");
    }
}
