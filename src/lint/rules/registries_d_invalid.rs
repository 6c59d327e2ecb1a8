//! `registries-d-invalid`: a file of registries.d cannot be used.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_D_INVALID,
    tier: Tier::Default,
    evidence: r#"podman and skopeo of all versions: `"default-docker" defined both in ...`; a YAML error does the same. Loading archives is not affected."#,
    severity_reason: "Every access to a registry fails.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
