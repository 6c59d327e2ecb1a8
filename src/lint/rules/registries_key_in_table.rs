//! `registries-key-in-table`: a key for the whole file stands inside of a table.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_KEY_IN_TABLE,
    tier: Tier::Default,
    evidence: "After `[aliases]` podman 4.3.1 to 6.1.1 print `incompatible types: TOML value has type []any; destination has type string`; after `[[registry]]` the search list stays empty in all of them.",
    severity_reason: "After `[aliases]` every pull fails. In other tables the key does nothing, which is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
