//! `registries-location-ref`: a registry's location makes no image name.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-location-ref",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a registry's location makes no image name",
    explanation: "What `location` holds is put in place of the prefix, and the result must be an image name: lower case behind the host, no blanks, a host with a dot, a port, or `localhost`. The file is read, and every pull from the prefix fails.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "registry.example.com"
location = "other.example.org "
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "registry.example.com"
location = "other.example.org"
"#,
    evidence: "podman 4.3.1 to 6.1.1: `rewriting reference: invalid reference format`, with upper case `repository name must be lowercase`.",
    severity_reason: "Every pull from the prefix fails; a prefix that no image name can begin with is a warning.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
