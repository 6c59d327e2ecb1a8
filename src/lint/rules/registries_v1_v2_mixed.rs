//! `registries-v1-v2-mixed`: version-1 tables and version-2 keys in one registries.conf.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-v1-v2-mixed",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "version-1 tables and version-2 keys in one registries.conf",
    explanation: "The old tables `[registries.search]`, `[registries.insecure]` and `[registries.block]` may not stand in one file with keys of version 2: `unqualified-search-registries`, `short-name-mode`, `[[registry]]`, `[aliases]`. A script that appends old tables to the distribution's file makes such a file wherever that file has an active key.

With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

Write version 2, best as a drop-in of its own in `registries.conf.d`.",
    failing: r#"=== root/etc/containers/registries.conf
short-name-mode = "disabled"

[registries.block]
registries = ["bad.example.org"]
"#,
    passing: r#"=== root/etc/containers/registries.conf
short-name-mode = "disabled"

[[registry]]
location = "bad.example.org"
blocked = true
"#,
    evidence: "podman 4.3.1, 5.4.2, 5.8.6 print `mixing sysregistry v1/v2 is not supported`, 6.1.1 `registries.conf must be in v2 format but is in v1`; skopeo 1.9.3 to 1.22.0 say the same. With empty lists only 4.3.1 reads it.",
    severity_reason: "Every pull fails with every version.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
