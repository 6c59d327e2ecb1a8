//! `registries-location-ref`: a registry's location makes no image name.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_LOCATION_REF,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1: `rewriting reference: invalid reference format`, with upper case `repository name must be lowercase`.",
    severity_reason: "Every pull from the prefix fails; a prefix that no image name can begin with is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
