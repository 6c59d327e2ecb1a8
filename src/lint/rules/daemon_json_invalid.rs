//! `daemon-json-invalid`: dockerd does not start with this daemon.json.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "daemon-json-invalid",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "dockerd does not start with this daemon.json",
    explanation: "dockerd refuses to start with JSON errors, comments, a second object behind the first (as a script that appends makes it), unknown or removed keys, values of the wrong type, a mirror without `https://` or `http://`, an insecure registry with a path, and a storage driver that does not fit. `dockerd --validate` of older versions does not notice all of them.",
    failing: r#"=== root/etc/docker/daemon.json
{"registry-mirrors": ["registry.example.com"]}
"#,
    passing: r#"=== root/etc/docker/daemon.json
{"registry-mirrors": ["https://registry.example.com"]}
"#,
    evidence: "dockerd 26.1.5 and 28.5.2: `invalid mirror: unsupported scheme`, `the following directives don't match any configuration option`, `invalid character '{' after top-level value`.",
    severity_reason: "docker does not start.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
