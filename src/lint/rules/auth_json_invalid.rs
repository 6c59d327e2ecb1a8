//! `auth-json-invalid`: a file of credentials cannot be read, or is shipped at all.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "auth-json-invalid",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a file of credentials cannot be read, or is shipped at all",
    explanation: "Bad JSON in `auth.json` or docker's `config.json` stops every access to a registry. Credentials in an image can be read by whoever has the image.",
    failing: r#"=== root/root/.docker/config.json
{"auths": {"registry.example.com": }}
"#,
    passing: r#"=== root/root/.docker/config.json
{"auths": {"registry.example.com": {}}}
"#,
    evidence: "podman and skopeo of all versions fail for every registry with bad JSON in `/root/.docker/config.json`.",
    severity_reason: "Every access to a registry fails; shipped credentials are a warning.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
