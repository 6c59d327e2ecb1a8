//! `registries-duplicate`: a key or table is defined twice in one file.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-duplicate",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a key or table is defined twice in one file",
    explanation: "A table such as `[aliases]` and a key may stand once in a file; `[[registry]]` may stand often. Two scripts that append to the same file, or one that runs twice, define things twice. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

Lists are special: up to podman 5.7 the last one counts, since 5.8 the file is refused.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "registry.example.com/team/web"

[aliases]
"db" = "registry.example.com/team/db"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "registry.example.com/team/web"
"db" = "registry.example.com/team/db"
"#,
    evidence: "podman 4.3.1 to 6.1.1 print `Key 'aliases' has already been defined.`; a list given twice is read by 4.3.1 and 5.4.2 and refused by 5.8.6 and 6.1.1.",
    severity_reason: "Every pull fails; a list given twice is a warning as long as the version may be older than 5.8.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
