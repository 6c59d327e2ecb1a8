//! `registries-search-entry`: an entry of the search list is not a host.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_SEARCH_ENTRY,
    tier: Tier::Default,
    evidence: r#"podman 4.3.1 to 6.1.1: `Invalid unqualified-search-registries entry "registry.example.com/ns"`, and `URI schemes are not supported` for `https://`. The list of version 1 goes through the same check."#,
    severity_reason: "Every pull fails with every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
