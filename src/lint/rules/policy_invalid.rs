//! `policy-invalid`: policy.json is not a policy.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "policy-invalid",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "policy.json is not a policy",
    explanation: "Without a policy that can be read nothing is pulled, copied or loaded: KIWI's fetch of containers fails, and so does the load at first boot. A policy needs `default`; every requirement has a known `type` and known fields, each once.",
    failing: r#"=== root/etc/containers/policy.json
{"default": [{"type": "insecureAcceptAnythin"}]}
"#,
    passing: r#"=== root/etc/containers/policy.json
{"default": [{"type": "insecureAcceptAnything"}]}
"#,
    evidence: r#"skopeo copy 1.9.3 to 1.22.0 and podman pull and load 4.3.1 to 5.8.6: `invalid policy in "/etc/containers/policy.json": Unknown policy requirement type`, `Default policy is missing`, `unexpected end of JSON input`. `skopeo inspect` does not read the policy and proves nothing."#,
    severity_reason: "Neither build nor boot can use an image.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
