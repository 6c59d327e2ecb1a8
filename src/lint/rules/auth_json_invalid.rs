//! `auth-json-invalid`: a file of credentials cannot be read, or is shipped at all.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::AUTH_JSON_INVALID,
    tier: Tier::Default,
    evidence: "podman and skopeo of all versions fail for every registry with bad JSON in `/root/.docker/config.json`.",
    severity_reason: "Every access to a registry fails; shipped credentials are a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
