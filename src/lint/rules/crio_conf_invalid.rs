//! `crio-conf-invalid`: what [`crate::containers`] finds in the file.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::CRIO_CONF_INVALID,
    tier: Tier::Default,
    evidence: r#"From documentation: crio.conf(5) and crio.conf.d(5); not run here."#,
    severity_reason: "CRI-O does not start. What is passed over is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
