//! `storage-toml`: storage.conf is not TOML or has a value of the wrong type.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::STORAGE_TOML,
    tier: Tier::Default,
    evidence: r#"podman 4.3.1, 5.4.2 and 5.8.6 all refuse the file: `toml: line 2 (last key "storage.driver"): expected value but found "overlay" instead`."#,
    severity_reason: "podman does not start.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
