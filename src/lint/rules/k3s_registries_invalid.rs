//! `k3s-registries-invalid`: what [`crate::containers`] finds in the file.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::K3S_REGISTRIES_INVALID,
    tier: Tier::Default,
    evidence: r#"From documentation: k3s, "Private Registry Configuration"; the report k3s#9322 (nothing is pulled where an endpoint has no scheme); not run here."#,
    severity_reason: "k3s does not start. What is passed over is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
