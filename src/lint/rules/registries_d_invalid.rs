//! `registries-d-invalid`: a file of registries.d cannot be used.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-d-invalid",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "a file of registries.d cannot be used",
    explanation: "The YAML files of `registries.d` are read together for every access to a registry. One that is no YAML, or `default-docker` or the same name space in two files, stops all of them.",
    failing: "=== root/etc/containers/registries.d/a.yaml
default-docker:
  lookaside: https://a.example.com/sigs
=== root/etc/containers/registries.d/b.yaml
default-docker:
  lookaside: https://b.example.com/sigs
",
    passing: "=== root/etc/containers/registries.d/a.yaml
default-docker:
  lookaside: https://a.example.com/sigs
=== root/etc/containers/registries.d/b.yaml
docker:
  b.example.com:
    lookaside: https://b.example.com/sigs
",
    evidence: r#"podman and skopeo of all versions: `"default-docker" defined both in ...`; a YAML error does the same. Loading archives is not affected."#,
    severity_reason: "Every access to a registry fails.",
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
