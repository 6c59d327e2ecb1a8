//! `registries-search-entry`: an entry of the search list is not a host.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-search-entry",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "an entry of the search list is not a host",
    explanation: "The search list takes `host` or `host:port`: no path, no scheme, no tag, no wildcard, no IPv6 address. One wrong entry makes podman refuse the whole file. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.

A path belongs into a `[[registry]]` with a prefix, or into the image's name.",
    failing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["https://registry.example.com"]
"#,
    passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com:5000"]
"#,
    evidence: r#"podman 4.3.1 to 6.1.1: `Invalid unqualified-search-registries entry "registry.example.com/ns"`, and `URI schemes are not supported` for `https://`. The list of version 1 goes through the same check."#,
    severity_reason: "Every pull fails with every version.",
    fix: FixKind::Safe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
