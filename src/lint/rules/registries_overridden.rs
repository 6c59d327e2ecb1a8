//! `registries-overridden`: a setting of registries.conf that a later file replaces.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::shared;
use crate::containers::refusal;
use crate::containers::registries::{self, Paths, Role};
use crate::containers::target::Style;
use crate::containers::version::Generation;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::{Operation, OperationKind};
use crate::lint::stack::{World, depend};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::{SourceId, Span};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "registries-overridden",
        group: Group::Registry,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        summary: "a setting of registries.conf that a later file replaces",
        explanation: "Drop-ins are read after the main file, in byte order of their names, and the last file that sets the search list or the mode wins. A distribution that ships its list as a drop-in overrides whatever stands in `/etc/containers/registries.conf`, and `00-local.conf` comes before `00-vendor.conf`.

A drop-in with a later name, as `50-local.conf`, has the last word.",
        example: Some(Example { failing: r#"=== options
distribution = suse
=== config.sh
cat > /etc/containers/registries.conf <<EOF
unqualified-search-registries = ["registry.example.com"]
EOF
"#, passing: r#"=== options
distribution = suse
=== config.sh
cat > /etc/containers/registries.conf.d/50-local.conf <<EOF
unqualified-search-registries = ["registry.example.com"]
EOF
"# }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1: with a drop-in that sets the list the main file's is gone; `00-vendor.conf` sorts before `000-local.conf`.",
    severity_reason: "It works as the tools say it does; one of the two settings is without effect.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let stack = ctx.stack();
    let mut known = Known::new();
    for case in &stack.cases {
        let mut holds: BTreeMap<Span, (Overridden, BTreeSet<(Style, Generation)>)> = BTreeMap::new();
        let mut all = BTreeSet::new();
        for world in &case.worlds {
            for generation in stack.generations_of(world) {
                all.insert((world.style, generation));
                for found in overridden(world, generation, &mut known) {
                    let entry = holds.entry(found.span).or_insert_with(|| (found, BTreeSet::new()));
                    entry.1.insert((world.style, generation));
                }
            }
        }
        for (span, (found, combinations)) in holds {
            let Overridden { key, path, by, .. } = &found;
            let mut finding = ctx.finding(format!("`{key}` of `{path}` is replaced by `{by}`"), span);
            // a drop-in of the script's own, with a name behind the other's
            let writes: Vec<_> = shared::operations_at(case.files, path).collect();
            if let [Operation { kind: OperationKind::Write(_), .. }] = writes.as_slice()
                && by.rsplit('/').next() < DROP_IN.rsplit('/').next()
                && let Some(edits) = shared::renamed(ctx.description, case.files, path, DROP_IN)
            {
                finding = finding.with_fix("write it to a drop-in that is read later", Applicability::Unsafe, edits);
            }
            depend(&mut finding, &all, &combinations);
            for view in case.views(ctx.description) {
                ctx.report_in(view, finding.clone());
            }
        }
    }
}

const DROP_IN: &str = "/etc/containers/registries.conf.d/50-local.conf";

/// What files set, by text, generation and role, for those that are not refused: worlds differ in a file or two.
type Known<'w> = HashMap<(&'w str, Generation, bool), Option<[(&'static str, Option<Span>); 2]>>;

/// A setting without effect.
struct Overridden {
    span: Span,
    key: &'static str,
    path: String,
    /// The file that replaces it.
    by: String,
}

/// Settings that were written and that a later file replaces.
fn overridden<'w>(world: &'w World, generation: Generation, known: &mut Known<'w>) -> Vec<Overridden> {
    // what the packages bring is nothing to report, and most descriptions write none of these files
    if !world.written().any(|(path, _)| path.contains("registries.conf")) {
        return Vec::new();
    }
    let Ok(order) = registries::read_order(world, generation, &Paths::default()) else { return Vec::new() };
    let mut result = Vec::new();
    let mut last: BTreeMap<&str, (Span, String)> = BTreeMap::new();
    for origin in order {
        let Some(text) = world.file(&origin.path).filter(|text| !text.rendered.unknown) else { continue };
        let content = text.rendered.text.as_str();
        let settings = known.entry((content, generation, origin.role == Role::Main)).or_insert_with(|| {
            let (file, findings) = registries::judge(content.as_bytes(), SourceId(0), generation, origin.role);
            let settings = [
                ("unqualified-search-registries", file.search.map(|search| search.span)),
                ("short-name-mode", file.mode.map(|mode| mode.span)),
            ];
            refusal(&findings).is_none().then_some(settings)
        });
        let Some(settings) = *settings else { return Vec::new() };
        for (key, span) in settings {
            let Some(span) = span else { continue };
            if let Some((span, path)) = last.remove(key) {
                result.push(Overridden { span, key, path, by: origin.path.clone() });
            }
            if let Some(place) = text.is_written.then(|| text.rendered.span(span.range())).flatten() {
                last.insert(key, (place, origin.path.clone()));
            }
        }
    }
    result
}
