//! `registries-mirror-policy`: `pull-from-mirror` is wrong or in the wrong place.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_MIRROR_POLICY,
    tier: Tier::Default,
    evidence: r#"podman 4.3.1 to 6.1.1: `unsupported pull-from-mirror value "never" for mirror "mirror.example.org"`, `pull-from-mirror must not be set for a non-mirror registry`."#,
    severity_reason: "Every pull fails with every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
