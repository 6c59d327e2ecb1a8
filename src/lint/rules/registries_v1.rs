//! `registries-v1`: registries.conf in version 1.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-v1",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "registries.conf in version 1",
    explanation: "podman 6 no longer reads version 1 of registries.conf. Up to podman 5.8 such a file works.

The same is said by `unqualified-search-registries` and by `[[registry]]` tables with `insecure` and `blocked`.",
    failing: r#"=== root/etc/containers/registries.conf
[registries.search]
registries = ["registry.example.com"]

[registries.insecure]
registries = ["test.example.com"]
=== options
podman = 6.1
"#,
    passing: r#"=== root/etc/containers/registries.conf
unqualified-search-registries = ["registry.example.com"]

[[registry]]
location = "test.example.com"
insecure = true
=== options
podman = 6.1
"#,
    evidence: "podman 5.8.6 reads it, 6.1.1 prints `registries.conf must be in v2 format but is in v1` (containers/image 5.40 and later).",
    severity_reason: "An error where the image gets podman 6; a warning where the version is older or not known, because the file stops to work with an update.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
