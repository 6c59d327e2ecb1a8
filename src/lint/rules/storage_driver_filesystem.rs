//! `storage-driver-filesystem`: a storage driver that does not fit the file system.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::STORAGE_DRIVER_FILESYSTEM,
    tier: Tier::Default,
    evidence: r#"podman 4.3.1 to 5.8.6 on ext4: `"/var/lib/containers/storage/btrfs" is not on a btrfs filesystem: prerequisites for driver not satisfied (wrong filesystem?)`."#,
    severity_reason: "podman does not start.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
