//! `policy-invalid`: policy.json is not a policy.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::POLICY_INVALID,
    tier: Tier::Default,
    evidence: r#"skopeo copy 1.9.3 to 1.22.0 and podman pull and load 4.3.1 to 5.8.6: `invalid policy in "/etc/containers/policy.json": Unknown policy requirement type`, `Default policy is missing`, `unexpected end of JSON input`. `skopeo inspect` does not read the policy and proves nothing."#,
    severity_reason: "Neither build nor boot can use an image.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
