//! `registries-wildcard`: a wildcard where none is understood.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_WILDCARD,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1: `Wildcarded prefix should be in the format: *.example.com`; `registry.*.com` is read and dead.",
    severity_reason: "Every pull fails; a wildcard that never matches is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
