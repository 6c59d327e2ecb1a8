//! `storage-driver-filesystem`: a storage driver that does not fit the file system.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "storage-driver-filesystem",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a storage driver that does not fit the file system",
    explanation: "The drivers `btrfs` and `zfs` work on their own file systems only. The one that counts holds `/var/lib/containers` in the finished image, not the one on the machine that builds it.",
    failing: r#"<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="oem" filesystem="ext4" firmware="uefi"/></preferences>
=== root/etc/containers/storage.conf
[storage]
driver = "btrfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#,
    passing: r#"<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="oem" filesystem="btrfs" firmware="uefi"/></preferences>
=== root/etc/containers/storage.conf
[storage]
driver = "btrfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
"#,
    evidence: r#"podman 4.3.1 to 5.8.6 on ext4: `"/var/lib/containers/storage/btrfs" is not on a btrfs filesystem: prerequisites for driver not satisfied (wrong filesystem?)`."#,
    severity_reason: "podman does not start.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
