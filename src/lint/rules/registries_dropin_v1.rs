//! `registries-dropin-v1`: a drop-in in version 1.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_DROPIN_V1,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 5.8.6 print `registry must be in v2 format but is in v1`, 6.1.1 `registries.conf must be in v2 format but is in v1`.",
    severity_reason: "Every pull fails with every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
