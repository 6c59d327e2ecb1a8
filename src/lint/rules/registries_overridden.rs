//! `registries-overridden`: a setting of registries.conf that a later file replaces.

use std::collections::{BTreeMap, BTreeSet};

use crate::containers::refusal;
use crate::containers::registries::{self, Paths};
use crate::containers::target::Style;
use crate::containers::version::Generation;
use crate::diagnostic::Severity;
use crate::lint::stack::{World, depend};
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};
use crate::text::{SourceId, Span};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-overridden",
    group: Group::Registry,
    severity: Severity::Warning,
    tier: Tier::Default,
    summary: "a setting of registries.conf that a later file replaces",
    explanation: "Drop-ins are read after the main file, in byte order of their names, and the last file that sets the search list or the mode wins. A distribution that ships its list as a drop-in overrides whatever stands in `/etc/containers/registries.conf`, and `00-local.conf` comes before `00-vendor.conf`.

A drop-in with a later name, as `50-local.conf`, has the last word.",
    failing: r#"=== root/etc/containers/registries.conf
unqualified-search-registries = ["registry.example.com"]
=== root/etc/containers/registries.conf.d/90-site.conf
unqualified-search-registries = ["other.example.org"]
"#,
    passing: r#"=== root/etc/containers/registries.conf
=== root/etc/containers/registries.conf.d/90-site.conf
unqualified-search-registries = ["other.example.org"]
"#,
    evidence: "podman 4.3.1 to 6.1.1: with a drop-in that sets the list the main file's is gone; `00-vendor.conf` sorts before `000-local.conf`.",
    severity_reason: "It works as the tools say it does; one of the two settings is without effect.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let stack = ctx.stack();
    for case in &stack.cases {
        let mut holds: BTreeMap<Span, (String, BTreeSet<(Style, Generation)>)> = BTreeMap::new();
        let mut all = BTreeSet::new();
        for world in &case.worlds {
            for generation in stack.generations_of(world) {
                all.insert((world.style, generation));
                for (span, message) in overridden(world, generation) {
                    let entry = holds.entry(span).or_insert_with(|| (message, BTreeSet::new()));
                    entry.1.insert((world.style, generation));
                }
            }
        }
        for (span, (message, combinations)) in holds {
            let mut finding = ctx.finding(message, span);
            depend(&mut finding, &all, &combinations);
            for view in case.views(ctx.description) {
                ctx.report_in(view, finding.clone());
            }
        }
    }
}

/// Settings that were written and that a later file replaces.
fn overridden(world: &World, generation: Generation) -> Vec<(Span, String)> {
    // what the packages bring is nothing to report, and most descriptions write none of these files
    if !world.written().any(|(path, _)| path.contains("registries.conf")) {
        return Vec::new();
    }
    let Ok(order) = registries::read_order(world, generation, &Paths::default()) else { return Vec::new() };
    let mut result = Vec::new();
    let mut last: BTreeMap<&str, (Span, String)> = BTreeMap::new();
    for origin in order {
        let Some(text) = world.file(&origin.path).filter(|text| !text.rendered.unknown) else { continue };
        let bytes = text.rendered.text.as_bytes();
        let (file, findings) = registries::judge(bytes, SourceId(0), generation, origin.role);
        if refusal(&findings).is_some() {
            return Vec::new();
        }
        let settings = [
            ("unqualified-search-registries", file.search.map(|search| search.span)),
            ("short-name-mode", file.mode.map(|mode| mode.span)),
        ];
        for (key, span) in settings {
            let Some(span) = span else { continue };
            if let Some((before, path)) = last.remove(key) {
                result.push((before, format!("`{key}` of `{path}` is replaced by `{}`", origin.path)));
            }
            if let Some(place) = text.is_written.then(|| text.rendered.span(span.range())).flatten() {
                last.insert(key, (place, origin.path.clone()));
            }
        }
    }
    result
}
