//! `registries-location-missing`: a registry or mirror without location.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_LOCATION_MISSING,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1: `invalid condition: both location and prefix are unset`, `location is unset and prefix is not in the format: *.example.com`, `mirror location is unset`.",
    severity_reason: "Every pull fails with every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
