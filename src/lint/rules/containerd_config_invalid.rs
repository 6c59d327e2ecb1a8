//! `containerd-config-invalid`: what [`crate::containers`] finds in the file.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::CONTAINERD_CONFIG_INVALID,
    tier: Tier::Default,
    evidence: r#"From the report containerd#5306: "`mirrors` cannot be set when `config_path` is provided"; the rest from documentation: `docs/PLUGINS.md` and `docs/cri/config.md` of containerd; not run here."#,
    severity_reason: "containerd does not start, or its CRI plugin is not loaded. What is passed over is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
