//! `storage-option-invalid`: an option of storage.conf that its driver does not take.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::STORAGE_OPTION_INVALID,
    tier: Tier::Default,
    evidence: "podman 4.3.1: `storage option overlay.size and overlay.inodes only supported for backingFS XFS. Found extfs`, `vfs driver does not support mount options`, `strconv.ParseBool: parsing \"maybe\": invalid syntax`, `no subuid ranges found for user \"containers\" in /etc/subuid`.",
    severity_reason: "podman does not start.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
