//! `storage-driver-unsupported`: a storage driver that podman does not have.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::STORAGE_DRIVER_UNSUPPORTED,
    tier: Tier::Default,
    evidence: "podman 4.3.1, 5.4.2, 5.8.6: `failed to GetDriver graph Overlay /var/lib/containers/storage: driver not supported`; the same for `aufs` and `devicemapper`.",
    severity_reason: "podman does not start; `overlay2` alone is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
