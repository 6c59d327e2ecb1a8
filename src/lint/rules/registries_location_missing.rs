//! `registries-location-missing`: a registry or mirror without location.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-location-missing",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a registry or mirror without location",
    explanation: "A `[[registry]]` needs `location`; only with a prefix of the form `*.example.com` it may be left out. A mirror always needs it. A misspelt key, as `url`, is the usual reason. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
url = "registry.example.com"
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
"#,
    evidence: "podman 4.3.1 to 6.1.1: `invalid condition: both location and prefix are unset`, `location is unset and prefix is not in the format: *.example.com`, `mirror location is unset`.",
    severity_reason: "Every pull fails with every version.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
