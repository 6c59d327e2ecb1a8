//! `daemon-json-invalid`: dockerd does not start with this daemon.json.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::DAEMON_JSON_INVALID,
    tier: Tier::Default,
    evidence: "dockerd 26.1.5 and 28.5.2: `invalid mirror: unsupported scheme`, `the following directives don't match any configuration option`, `invalid character '{' after top-level value`.",
    severity_reason: "docker does not start.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
