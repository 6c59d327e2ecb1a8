//! `containers-conf-invalid`: containers.conf cannot be read.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::CONTAINERS_CONF_INVALID,
    tier: Tier::Default,
    evidence: "Wrong types and TOML errors were given to podman 4.3.1 to 5.8.6: each stops at once; skopeo does not read the file.",
    severity_reason: "podman does not start.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
