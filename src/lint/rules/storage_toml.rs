//! `storage-toml`: storage.conf is not TOML or has a value of the wrong type.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "storage-toml",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "storage.conf is not TOML or has a value of the wrong type",
    explanation: "podman does not start with a storage.conf that it cannot read: TOML errors, `[storage]` twice, a number for a string.",
    failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = overlay
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#,
    passing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#,
    evidence: r#"podman 4.3.1, 5.4.2 and 5.8.6 all refuse the file: `toml: line 2 (last key "storage.driver"): expected value but found "overlay" instead`."#,
    severity_reason: "podman does not start.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
