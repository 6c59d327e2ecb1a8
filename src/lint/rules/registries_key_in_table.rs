//! `registries-key-in-table`: a key for the whole file stands inside of a table.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-key-in-table",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a key for the whole file stands inside of a table",
    explanation: "In TOML a key belongs to the last header above it. `unqualified-search-registries`, `short-name-mode` and `credential-helpers` below a header are keys of that table: in `[aliases]` they are taken for aliases and the file is refused; in `[[registry]]` and in version-1 tables they are ignored without a word.

Put such keys in front of all tables, or into a drop-in of their own.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[aliases]
"web" = "registry.example.com/team/web"
unqualified-search-registries = ["registry.example.com"]
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com"]
[aliases]
"web" = "registry.example.com/team/web"
"#,
    evidence: "After `[aliases]` podman 4.3.1 to 6.1.1 print `incompatible types: TOML value has type []any; destination has type string`; after `[[registry]]` the search list stays empty in all of them.",
    severity_reason: "After `[aliases]` every pull fails. In other tables the key does nothing, which is a warning.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
