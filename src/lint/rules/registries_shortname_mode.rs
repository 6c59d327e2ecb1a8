//! `registries-shortname-mode`: `short-name-mode` has no such value.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-shortname-mode",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "`short-name-mode` has no such value",
    explanation: "`short-name-mode` takes `enforcing`, `permissive` and `disabled`, in lower case. With anything else podman refuses the file. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
short-name-mode = "Enforcing"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
short-name-mode = "enforcing"
"#,
    evidence: r#"podman 4.3.1 to 6.1.1: `invalid short-name mode: "Enforcing"`, and a type error for `true`."#,
    severity_reason: "Every pull fails with every version.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
