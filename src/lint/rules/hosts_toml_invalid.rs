//! `hosts-toml-invalid`: what [`crate::containers`] finds in the file.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::HOSTS_TOML_INVALID,
    tier: Tier::Default,
    evidence: r#"From documentation: `docs/hosts.md` of containerd; not run here."#,
    severity_reason: "Nothing is pulled from the registry. What is passed over is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
