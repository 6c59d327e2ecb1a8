//! `quadlet-unsupported`: a quadlet that the podman of the image does not know.

use crate::containers::{quadlet, unit};
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::quadlets;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "quadlet-unsupported",
        group: Group::Registry,
        severity: Severity::Warning,
        summary: "a quadlet that the podman of the image does not know",
        explanation: r#"
Quadlets came with podman 4.4, images with 4.8, pods with 5.0, builds with 5.2; keys were added with nearly every version. An older podman has no generator, leaves the file alone, or refuses it for the key.
"#,
        example: Some(Example {
            failing: r#"
=== options
podman = 4.3
=== root/etc/containers/systemd/web.container
[Container]
Image=registry.example.com/team/web:2
"#,
            passing: r#"
=== options
podman = 5.4
=== root/etc/containers/systemd/web.container
[Container]
Image=registry.example.com/team/web:2
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 of Debian 12 has no `podman-system-generator`; the generator of 5.4.2: `unsupported key 'Memory' in group 'Container'`.
"#,
    severity_reason: r#"
Nothing is started; a later update of podman changes that.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let Some(podman) = ctx.target.podman else { return };
    for case in &ctx.stack().cases {
        for found in quadlets(case.files) {
            let Some(since) = quadlet::since(&found.name) else { continue };
            let text = found.file.rendered.text.as_str();
            let mut findings = Vec::new();
            if podman < since {
                let first = text.find('\n').unwrap_or(text.len()).max(1).min(text.len());
                let Some(span) = found.file.span(0..first) else { continue };
                let message = format!(
                    "podman {}.{} does not know files like `{}`: they came with {}.{}",
                    podman.0, podman.1, found.name, since.0, since.1
                );
                findings.push(ctx.finding(message, span).with_note("the file is left alone, and nothing says so"));
            } else {
                for slip in quadlet::too_new(&found.name, &unit::parse(text), podman) {
                    let Some(span) = found.file.span(slip.range) else { continue };
                    let note = format!("podman's generator prints: `{}`", slip.tool);
                    findings.push(ctx.finding(slip.message, span).with_note(note));
                }
            }
            for finding in findings {
                for view in case.views(ctx.description) {
                    ctx.report_in(view, finding.clone());
                }
            }
        }
    }
}
