//! `certs-d-pair`: a client certificate without its key, or a key without its certificate.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::CERTS_D_PAIR,
    tier: Tier::Default,
    evidence: "podman and skopeo of all versions: `missing key client.key for client certificate client.cert`.",
    severity_reason: "No image can be pulled from that host; a file that is skipped is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
