//! `storage-path-missing`: storage.conf names a program or directory that is not in the image.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "storage-path-missing",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "storage.conf names a program or directory that is not in the image",
    explanation: "A `mount_program` and every directory of `additionalimagestores` must exist, else podman does not start. Install the package, ship the directory, or leave the setting out.",
    failing: r#"=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
[storage.options.overlay]
mount_program = "/usr/bin/fuse-overlayfs"
"#,
    passing: r#"<packages type="image"><package name="fuse-overlayfs"/></packages>
=== root/etc/containers/storage.conf
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
[storage.options.overlay]
mount_program = "/usr/bin/fuse-overlayfs"
"#,
    evidence: r#"podman 4.3.1 to 5.8.6: `overlay: can't stat program "/usr/bin/does-not-exist"`, `overlay: can't stat imageStore dir /usr/lib/containers/storage`."#,
    severity_reason: "podman does not start. It is reported only where the package list is closed and no script mentions the path.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
