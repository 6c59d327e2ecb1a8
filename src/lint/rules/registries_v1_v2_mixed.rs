//! `registries-v1-v2-mixed`: version-1 tables and version-2 keys in one registries.conf.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_V1_V2_MIXED,
    tier: Tier::Default,
    evidence: "podman 4.3.1, 5.4.2, 5.8.6 print `mixing sysregistry v1/v2 is not supported`, 6.1.1 `registries.conf must be in v2 format but is in v1`; skopeo 1.9.3 to 1.22.0 say the same. With empty lists only 4.3.1 reads it.",
    severity_reason: "Every pull fails with every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
