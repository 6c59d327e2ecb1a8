//! `registries-mirror-policy`: `pull-from-mirror` is wrong or in the wrong place.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-mirror-policy",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "`pull-from-mirror` is wrong or in the wrong place",
    explanation: "`pull-from-mirror` belongs to a mirror and takes `all`, `digest-only` or `tag-only`. On the registry itself, with another value, or together with the registry's `mirror-by-digest-only`, podman refuses the file.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
[[registry.mirror]]
location = "mirror.example.org"
pull-from-mirror = "never"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
[[registry.mirror]]
location = "mirror.example.org"
pull-from-mirror = "digest-only"
"#,
    evidence: r#"podman 4.3.1 to 6.1.1: `unsupported pull-from-mirror value "never" for mirror "mirror.example.org"`, `pull-from-mirror must not be set for a non-mirror registry`."#,
    severity_reason: "Every pull fails with every version.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
