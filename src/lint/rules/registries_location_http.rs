//! `registries-location-http`: a registry is named by a web address.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_LOCATION_HTTP,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1: `invalid location 'https://registry.example.com': URI schemes are not supported`.",
    severity_reason: "Every pull fails with every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
