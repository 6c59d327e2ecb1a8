//! `certs-d-pair`: a client certificate without its key, or a key without its certificate.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "certs-d-pair",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a client certificate without its key, or a key without its certificate",
    explanation: "In `certs.d/HOST/` a file `NAME.cert` is a client's certificate and needs `NAME.key`; an authority's certificate ends in `.crt`. Half a pair stops access to that host; other suffixes are skipped.",
    failing: "=== root/etc/containers/certs.d/registry.example.com/client.cert
-----BEGIN CERTIFICATE-----
",
    passing: "=== root/etc/containers/certs.d/registry.example.com/ca.crt
-----BEGIN CERTIFICATE-----
",
    evidence: "podman and skopeo of all versions: `missing key client.key for client certificate client.cert`.",
    severity_reason: "No image can be pulled from that host; a file that is skipped is a warning.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
