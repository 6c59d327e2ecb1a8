//! `storage-driver-unsupported`: a storage driver that podman does not have.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "storage-driver-unsupported",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a storage driver that podman does not have",
    explanation: "The driver is named exactly: `overlay`, `vfs`, `btrfs` or `zfs`. With another name podman does not start. `overlay2` is docker's name and works with a warning. The build does not show it, because skopeo does not read storage.conf.",
    failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "Overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#,
    passing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#,
    evidence: "podman 4.3.1, 5.4.2, 5.8.6: `failed to GetDriver graph Overlay /var/lib/containers/storage: driver not supported`; the same for `aufs` and `devicemapper`.",
    severity_reason: "podman does not start; `overlay2` alone is a warning.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
