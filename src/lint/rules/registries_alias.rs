//! `registries-alias`: an alias is not one.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_ALIAS,
    tier: Tier::Default,
    evidence: r#"podman 4.3.1 to 6.1.1: `validating short-name aliases: invalid alias "team/web": must contain registry and repository`, `invalid short name "db:1": must not contain tag`."#,
    severity_reason: "Every pull fails with every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
