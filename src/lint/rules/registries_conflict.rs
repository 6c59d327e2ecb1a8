//! `registries-conflict`: the same registry is described twice, differently.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_CONFLICT,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1: `registry 'registry.example.com' is defined multiple times with conflicting 'insecure' setting`.",
    severity_reason: "Every pull fails; a second table that is not used is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
