//! `sigstore-attachments-missing`: signatures are asked for, and not looked for.

use crate::containers::policy::{self, Demand};
use crate::containers::registries_d;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::SourceId;

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "sigstore-attachments-missing",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "signatures are asked for, and not looked for",
        explanation: r#"
`sigstoreSigned` wants a signature that lies in the registry beside the image. The tools look there only where a file below `/etc/containers/registries.d` says `use-sigstore-attachments: true` for the registry. Without it there is no signature, and every image of the scope is rejected.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/containers/policy.json
{
  "default": [{"type": "insecureAcceptAnything"}],
  "transports": {"docker": {"registry.example.com": [
    {"type": "sigstoreSigned", "keyPath": "/usr/share/pki/app.pub"}
  ]}}
}
"#,
            passing: r#"
=== root/etc/containers/policy.json
{
  "default": [{"type": "insecureAcceptAnything"}],
  "transports": {"docker": {"registry.example.com": [
    {"type": "sigstoreSigned", "keyPath": "/usr/share/pki/app.pub"}
  ]}}
}
=== root/etc/containers/registries.d/registry.yaml
docker:
  registry.example.com:
    use-sigstore-attachments: true
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo 1.9.3: `Source image rejected: A signature was required, but no signature exists`.
"#,
    severity_reason: r#"
Every pull of the scope fails.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        let unknown = !case.files.unknown_layers.is_empty();
        for world in case.worlds.iter().filter(|_| !unknown) {
            let Some(text) = world.file("/etc/containers/policy.json").filter(|text| text.is_written) else { continue };
            if text.rendered.unknown || world.unknown.iter().any(|path| path.contains("/registries.d")) {
                continue;
            }
            let bytes = text.rendered.text.as_bytes();
            let Some(policy) = policy::judge(bytes, SourceId::APART, "/etc/containers/policy.json").0 else {
                continue;
            };
            let mut defined = registries_d::Defined::default();
            for (path, file) in world.written().filter(|(path, _)| path.starts_with("/etc/containers/registries.d/")) {
                let _ = registries_d::judge(&file.rendered.text, SourceId::APART, path, &mut defined);
            }
            if defined.attachments {
                continue;
            }
            let docker =
                policy.scopes.iter().find(|scope| scope.transport == "docker" && scope.demand == Demand::Sigstore);
            let span = match docker {
                Some(scope) => scope.span,
                None if policy.default == Demand::Sigstore => policy.default_span,
                None => continue,
            };
            let Some(place) = text.rendered.span(span.range()) else { continue };
            let finding = ctx
                .finding("signatures of sigstore are asked for, and no file in registries.d looks for them", place)
                .with_note("podman prints: `Source image rejected: A signature was required, but no signature exists`")
                .with_note(
                    "write `use-sigstore-attachments: true` for the registry below /etc/containers/registries.d",
                );
            for view in case.views(ctx.description) {
                ctx.report_in(view, finding.clone());
            }
        }
    }
}
