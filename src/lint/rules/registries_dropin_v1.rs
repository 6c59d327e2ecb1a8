//! `registries-dropin-v1`: a drop-in in version 1.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-dropin-v1",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a drop-in in version 1",
    explanation: "Files in `registries.conf.d` must be in version 2, whatever the main file is in. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[registries.search]
registries = ["registry.example.com"]
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com"]
"#,
    evidence: "podman 4.3.1 to 5.8.6 print `registry must be in v2 format but is in v1`, 6.1.1 `registries.conf must be in v2 format but is in v1`.",
    severity_reason: "Every pull fails with every version.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
