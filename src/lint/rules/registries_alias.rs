//! `registries-alias`: an alias is not one.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-alias",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "an alias is not one",
    explanation: r#"An alias leads from a short name, without host and tag, to a full one, without tag and digest: `"web" = "registry.example.com/team/web"`. Anything else makes podman refuse the whole file. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

An empty value is allowed: it takes back an alias of an earlier file."#,
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "team/web"
"db:1" = "registry.example.com/team/db"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "registry.example.com/team/web"
"db" = "registry.example.com/team/db"
"#,
    evidence: r#"podman 4.3.1 to 6.1.1: `validating short-name aliases: invalid alias "team/web": must contain registry and repository`, `invalid short name "db:1": must not contain tag`."#,
    severity_reason: "Every pull fails with every version.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
