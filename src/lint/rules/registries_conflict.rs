//! `registries-conflict`: the same registry is described twice, differently.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-conflict",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "the same registry is described twice, differently",
    explanation: "Two `[[registry]]` tables with the same location must agree on `insecure` and `blocked`, else podman refuses the file. Of two with the same prefix only the first is used, without a word. Between files there is no conflict: the later file wins.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
insecure = true

[[registry]]
prefix = "example.org"
location = "registry.example.com"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
insecure = true

[[registry]]
prefix = "example.org"
location = "registry.example.com"
insecure = true
"#,
    evidence: "podman 4.3.1 to 6.1.1: `registry 'registry.example.com' is defined multiple times with conflicting 'insecure' setting`.",
    severity_reason: "Every pull fails; a second table that is not used is a warning.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
