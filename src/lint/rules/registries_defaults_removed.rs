//! `registries-defaults-removed`: the distribution's registry settings are taken away.

use std::collections::BTreeMap;

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::first_line;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "registries-defaults-removed",
        group: Group::Registry,
        severity: Severity::Warning,
        summary: "the distribution's registry settings are taken away",
        explanation: "The main file and the drop-ins that the distribution brings hold search list and short names. Once they are moved away, removed or emptied without a replacement, `podman pull ns/app` fails: names must be written in full.

A drop-in adds to the defaults; an empty value takes back a single alias.",
        example: Some(Example { failing: "=== config.sh
mv /etc/containers/registries.conf /etc/containers/registries.conf.orig
rm -f /etc/containers/registries.conf.d/*.conf
=== options
distribution = suse
", passing: r#"=== config.sh
echo 'short-name-mode = "permissive"' > /etc/containers/registries.conf.d/50-local.conf
=== options
distribution = suse
"# }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"podman 4.3.1 to 6.1.1 after moving the files: `short-name "ns/app" did not resolve to an alias and no containers-registries.conf(5) was found`; full names work."#,
    severity_reason: "Full names work still.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        let mut found: BTreeMap<Span, String> = BTreeMap::new();
        for world in &case.worlds {
            let replaced = world
                .written()
                .any(|(path, text)| path.contains("/containers/registries.conf") && has_settings(&text.rendered.text));
            for (path, span) in world.removed.iter().filter(|(path, _)| path.contains("/containers/registries.conf")) {
                let default = world.style.files().iter().find(|(default, _)| default == path);
                let main = path.ends_with("/registries.conf");
                if default.is_some_and(|(_, text)| has_settings(text)) && !(main && replaced) {
                    found.entry(*span).or_insert_with(|| format!("the distribution's `{path}` is taken away"));
                }
            }
            for (path, text) in world.written().filter(|(path, _)| path.contains("/containers/registries.conf")) {
                let default = world.style.files().iter().find(|(default, _)| *default == path);
                if default.is_some_and(|(_, text)| has_settings(text))
                    && !has_settings(&text.rendered.text)
                    && !text.rendered.unknown
                    && !replaced
                    && !first_line(text).is_empty()
                {
                    found.entry(first_line(text)).or_insert_with(|| format!("the distribution's `{path}` is emptied"));
                }
            }
        }
        for (span, message) in found {
            let finding = ctx
                .finding(message, span)
                .with_note("short names of images are no longer found; a drop-in adds to the defaults instead");
            for view in case.views(ctx.description) {
                ctx.report_in(view, finding.clone());
            }
        }
    }
}

/// Whether a file says anything.
fn has_settings(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with('#'))
}
