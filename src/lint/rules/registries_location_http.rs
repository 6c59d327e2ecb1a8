//! `registries-location-http`: a registry is named by a web address.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-location-http",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a registry is named by a web address",
    explanation: "`location`, `prefix` and a mirror's `location` are names of hosts, with a path perhaps, never web addresses. With `https://` or `http://` podman refuses the file. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

A registry without TLS is named by its host, with `insecure = true`.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "https://registry.example.com"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
"#,
    evidence: "podman 4.3.1 to 6.1.1: `invalid location 'https://registry.example.com': URI schemes are not supported`.",
    severity_reason: "Every pull fails with every version.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
