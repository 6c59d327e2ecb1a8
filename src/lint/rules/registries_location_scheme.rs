//! `registries-location-scheme`: a registry is named with a scheme that no tool knows.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-location-scheme",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a registry is named with a scheme that no tool knows",
    explanation: "A scheme other than `http` or `https` is not noticed when the file is read. `obsregistry://`, which only the build service understands, `docker://` and `oci://` make no image name: with a `prefix`, or as a mirror, every pull from that prefix fails, without falling back to the registry itself; alone the entry never matches anything.

Write the host that the images are really on.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "registry.example.com"
location = "obsregistry://build.example.org"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
prefix = "registry.example.com"
location = "build.example.org/team"
"#,
    evidence: "podman 4.3.1 to 6.1.1: `initializing source docker://registry.example.com/ns/app:1: rewriting reference: invalid reference format`; without `prefix` the file is read and the entry is dead.",
    severity_reason: "Every pull from the prefix fails; an entry that never matches is a warning.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
