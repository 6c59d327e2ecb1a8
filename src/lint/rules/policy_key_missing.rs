//! `policy-key-missing`: the policy names a key that is not in the image.

use crate::containers::policy;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::SourceId;

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "policy-key-missing",
        group: Group::Registry,
        severity: Severity::Warning,
        summary: "the policy names a key that is not in the image",
        explanation: r#"
A requirement of policy.json names its keys by path. Where the file is not there, no signature can be checked, and every image of that scope is rejected.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="podman"/></packages>
=== root/etc/containers/policy.json
{
  "default": [{"type": "insecureAcceptAnything"}],
  "transports": {"docker": {"registry.example.com": [
    {"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/etc/pki/containers/app.gpg"}
  ]}}
}
"#,
            passing: r#"
<packages type="image"><package name="podman"/></packages>
=== root/etc/containers/policy.json
{
  "default": [{"type": "insecureAcceptAnything"}],
  "transports": {"docker": {"registry.example.com": [
    {"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/etc/pki/containers/app.gpg"}
  ]}}
}
=== root/etc/pki/containers/app.gpg
key
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo 1.9.3: `open /etc/pki/containers/app.gpg: no such file or directory` for each image of the scope.
"#,
    severity_reason: r#"
A package that no rule knows may bring the key.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        if !case.files.unknown_layers.is_empty() {
            continue;
        }
        for world in &case.worlds {
            let Some(text) = world.file("/etc/containers/policy.json").filter(|text| text.is_written) else { continue };
            if text.rendered.unknown {
                continue;
            }
            let bytes = text.rendered.text.as_bytes();
            let Some(policy) = policy::judge(bytes, SourceId::APART, "/etc/containers/policy.json").0 else {
                continue;
            };
            for (path, span) in &policy.keys {
                // keys that packages of distributions bring lie in well-known places
                let theirs =
                    ["/usr/share/", "/etc/pki/rpm-gpg/", "/usr/lib/"].iter().any(|place| path.starts_with(place));
                let there = case.files.at_end.paths().any(|found| found == path)
                    || ctx.description.scripts.iter().any(|script| script.source.text.contains(path.as_str()));
                let Some(place) = text.rendered.span(span.range()).filter(|_| !theirs && !there) else { continue };
                let finding = ctx
                    .finding(format!("key `{path}` is not in the image"), place)
                    .with_note("without it every image of the scope is rejected");
                for view in case.views(ctx.description) {
                    ctx.report_in(view, finding.clone());
                }
            }
        }
    }
}
