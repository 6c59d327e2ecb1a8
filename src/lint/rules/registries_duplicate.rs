//! `registries-duplicate`: a key or table is defined twice in one file.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_DUPLICATE,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1 print `Key 'aliases' has already been defined.`; a list given twice is read by 4.3.1 and 5.4.2 and refused by 5.8.6 and 6.1.1.",
    severity_reason: "Every pull fails; a list given twice is a warning as long as the version may be older than 5.8.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
