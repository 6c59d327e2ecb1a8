//! `registries-v1`: registries.conf in version 1.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_V1,
    tier: Tier::Default,
    evidence: "podman 5.8.6 reads it, 6.1.1 prints `registries.conf must be in v2 format but is in v1` (containers/image 5.40 and later).",
    severity_reason: "An error where the image gets podman 6; a warning where the version is older or not known, because the file stops to work with an update.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
