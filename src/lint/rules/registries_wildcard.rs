//! `registries-wildcard`: a wildcard where none is understood.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-wildcard",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a wildcard where none is understood",
    explanation: "A prefix may begin with `*.` and a host: `*.example.com`. With a path, a port or a digest behind it podman refuses the file; a `*` anywhere else is read and matches nothing.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "*.example.com/team"
location = "mirror.example.org"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "*.example.com"
location = "mirror.example.org"
"#,
    evidence: "podman 4.3.1 to 6.1.1: `Wildcarded prefix should be in the format: *.example.com`; `registry.*.com` is read and dead.",
    severity_reason: "Every pull fails; a wildcard that never matches is a warning.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
