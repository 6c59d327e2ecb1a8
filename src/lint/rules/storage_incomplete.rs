//! `storage-incomplete`: storage.conf leaves out what podman needs.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "storage-incomplete",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "storage.conf leaves out what podman needs",
    explanation: "Up to podman 5.7 a storage.conf replaces the defaults as a whole: it must have `runroot` and `graphroot`, inside of `[storage]`. Since podman 5.8 what is left out has a default.",
    failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
graphroot = "/var/lib/containers/storage"
=== options
podman = 5.4
"#,
    passing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
=== options
podman = 5.4
"#,
    evidence: "podman 4.3.1 and 5.4.2: `Failed to obtain podman configuration: runroot must be set`; 5.8.6 runs.",
    severity_reason: "podman before 5.8 does not start; where the version is not known it is a warning.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
