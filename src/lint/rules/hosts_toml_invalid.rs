//! `hosts-toml-invalid`: what [`crate::containers`] finds in the file.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::HOSTS_TOML_INVALID,
    tier: Tier::Default,
    evidence: r#"`docs/hosts.md` of containerd 1.5 to 2.2 and the reader of these files, `core/remotes/docker/config/hosts.go`: `unknown capability`, types of `ca`, `client` and `header`. Read, not run."#,
    severity_reason: "Nothing is pulled from the registry. What is passed over is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
