//! `registries-location-scheme`: a registry is named with a scheme that no tool knows.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_LOCATION_SCHEME,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1: `initializing source docker://registry.example.com/ns/app:1: rewriting reference: invalid reference format`; without `prefix` the file is read and the entry is dead.",
    severity_reason: "Every pull from the prefix fails; an entry that never matches is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
