//! `registries-shortname-mode`: `short-name-mode` has no such value.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_SHORTNAME_MODE,
    tier: Tier::Default,
    evidence: r#"podman 4.3.1 to 6.1.1: `invalid short-name mode: "Enforcing"`, and a type error for `true`."#,
    severity_reason: "Every pull fails with every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
