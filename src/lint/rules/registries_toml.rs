//! `registries-toml`: registries.conf is not TOML.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-toml",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "registries.conf is not TOML",
    explanation: "The file breaks off at the place that is shown: a string without quotes or end, a `:` for `=`, a stray line such as a here-document's delimiter, a byte that is not UTF-8, a value of the wrong type. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
    failing: "=== root/etc/containers/registries.conf
unqualified-search-registries = [registry.example.com]
=== root/etc/containers/registries.conf.d/50-local.conf
\u{feff}short-name-mode = \"permissive\"
",
    passing: r#"=== root/etc/containers/registries.conf
unqualified-search-registries = ["registry.example.com"]
"#,
    evidence: "Each of the slips was given to podman 4.3.1 to 6.1.1 and to skopeo 1.9.3 to 1.22.0: all refuse the file. A byte order mark is refused by podman 4.3 only.",
    severity_reason: "Every pull fails; a byte order mark alone is a warning, because only old versions refuse it.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
