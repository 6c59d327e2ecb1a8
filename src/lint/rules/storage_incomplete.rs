//! `storage-incomplete`: storage.conf leaves out what podman needs.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::STORAGE_INCOMPLETE,
    tier: Tier::Default,
    evidence: "podman 4.3.1 and 5.4.2: `Failed to obtain podman configuration: runroot must be set`; 5.8.6 runs.",
    severity_reason: "podman before 5.8 does not start; where the version is not known it is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
