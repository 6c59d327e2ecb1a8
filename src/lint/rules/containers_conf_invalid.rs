//! `containers-conf-invalid`: containers.conf cannot be read.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "containers-conf-invalid",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "containers.conf cannot be read",
    explanation: "podman does not start, not even for `podman load`, where containers.conf is no TOML or a value has the wrong type. Keys that are not known are skipped.",
    failing: r#"=== root/etc/containers/containers.conf
[engine]
num_locks = "2048"
"#,
    passing: "=== root/etc/containers/containers.conf
[engine]
num_locks = 2048
",
    evidence: "Wrong types and TOML errors were given to podman 4.3.1 to 5.8.6: each stops at once; skopeo does not read the file.",
    severity_reason: "podman does not start.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
