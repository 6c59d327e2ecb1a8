//! `policy-blocks-load`: the policy lets containers be fetched, and not be loaded.

use crate::containers::kiwi::Container;
use crate::containers::policy::{self, Demand};
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::{SourceId, Span};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "policy-blocks-load",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "the policy lets containers be fetched, and not be loaded",
        explanation: "KIWI fetches containers by the transport `docker` and loads them at first boot by `oci-archive`. A policy that accepts single registries and rejects the rest lets the build pass and stops the load.

Whether archives are to be accepted is a decision: a scope for `oci-archive` says so.",
        example: Some(Example { failing: r#"<containers source="registry.example.com" backend="podman"><container name="web"/></containers>
=== root/etc/containers/policy.json
{
  "default": [{"type": "reject"}],
  "transports": {"docker": {"registry.example.com": [{"type": "insecureAcceptAnything"}]}}
}
"#, passing: r#"<containers source="registry.example.com" backend="podman"><container name="web"/></containers>
=== root/etc/containers/policy.json
{
  "default": [{"type": "reject"}],
  "transports": {
    "docker": {"registry.example.com": [{"type": "insecureAcceptAnything"}]},
    "oci-archive": {"/var/tmp/kiwi_containers": [{"type": "insecureAcceptAnything"}]}
  }
}
"# }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 5.8.6: `Source image rejected: Running image oci-archive:/out/app.oci: is rejected by policy.`, after the fetch by skopeo went through.",
    severity_reason: "The containers are not there after the first boot.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        for view in case.views(ctx.description) {
            let tree = ctx.tree();
            let archives: Vec<String> = view
                .container_entries(tree)
                .filter(|(section, container)| {
                    section.get(at::BACKEND) == Some("podman") && container.flag(at::FETCH_ONLY) != Some(true)
                })
                .map(|(_, container)| {
                    let name = container.get(at::NAME).unwrap_or_default();
                    Container { source: "", path: None, name, tag: container.get(at::TAG) }.archive()
                })
                .collect();
            let mut found: Vec<(Span, Demand)> = Vec::new();
            for world in &case.worlds {
                let Some(text) = world.file("/etc/containers/policy.json").filter(|text| text.is_written) else {
                    continue;
                };
                let bytes = text.rendered.text.as_bytes();
                let (Some(policy), _) = policy::judge(bytes, SourceId::APART, "/etc/containers/policy.json") else {
                    continue;
                };
                for archive in &archives {
                    let (demand, span) = policy.demand("oci-archive", archive);
                    if let (true, Some(span)) = (demand != Demand::Accept, text.rendered.span(span.range())) {
                        found.push((span, demand));
                    }
                }
            }
            for (span, demand) in found {
                let message = match demand {
                    Demand::Reject => "the policy rejects the archives that are loaded at first boot",
                    _ => "the policy asks for signatures, which the archives loaded at first boot do not have",
                };
                let finding = ctx
                    .finding(message, span)
                    .with_note("the load uses the transport `oci-archive`; a scope of that transport may accept it")
                    .with_note(
                        "podman prints: `Source image rejected: Running image oci-archive:...: is rejected by policy.`",
                    );
                ctx.report_in(view, finding);
            }
        }
    }
}
