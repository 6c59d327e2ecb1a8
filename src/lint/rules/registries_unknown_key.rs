//! `registries-unknown-key`: a key of registries.conf that nothing reads.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_UNKNOWN_KEY,
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1 and skopeo read files with `unqualified_search_registries`, `[alias]` and the like and leave them out.",
    severity_reason: "Nothing breaks; what was meant does not happen.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
