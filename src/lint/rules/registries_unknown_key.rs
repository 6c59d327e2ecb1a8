//! `registries-unknown-key`: a key of registries.conf that nothing reads.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-unknown-key",
    group: Group::Registry,
    severity: Severity::Warning,
    tier: Tier::Default,
    summary: "a key of registries.conf that nothing reads",
    explanation: "Unknown keys and tables are skipped without a word, so that a misspelt one has no effect.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified_search_registries = ["registry.example.com"]
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com"]
"#,
    evidence: "podman 4.3.1 to 6.1.1 and skopeo read files with `unqualified_search_registries`, `[alias]` and the like and leave them out.",
    severity_reason: "Nothing breaks; what was meant does not happen.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
