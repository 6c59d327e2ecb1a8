//! `image-reference-invalid`: the name of an image that no tool takes.

use crate::containers::reference;
use crate::containers::version::Generation;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "image-reference-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "the name of an image that no tool takes",
        explanation: r#"
Units, quadlets, scripts, compose files and manifests name images as the command line does: `host/path:tag` in lower case, or a digest. What is not of that form is refused before anything is asked of a registry.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/containers/systemd/web.container
[Container]
Image=registry.example.com/Team/web
"#,
            passing: r#"
=== root/etc/containers/systemd/web.container
[Container]
Image=registry.example.com/team/web
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1: `invalid reference format: repository name must be lowercase`.
"#,
    severity_reason: r#"
The container is never started.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    const TRANSPORTS: [&str; 10] = [
        "docker://",
        "oci-archive:",
        "docker-archive:",
        "oci:",
        "dir:",
        "containers-storage:",
        "docker-daemon:",
        "tarball:",
        "sif:",
        "ostree:",
    ];
    for case in &ctx.stack().cases {
        for used in &case.uses.images {
            let image = used.image.strip_prefix("docker://").unwrap_or(&used.image);
            if TRANSPORTS[1..].iter().any(|transport| image.starts_with(transport)) || image.starts_with("sha256:") {
                continue;
            }
            // what the shell or the unit puts in is not known
            if image.contains(['$', '%', '{', '*', '`']) || image == "scratch" || image.starts_with(['/', '.']) {
                continue;
            }
            let Err(text) = reference::podman(image, Generation::V5) else { continue };
            let finding = ctx.finding(format!("`{image}` is no name of an image"), used.span).with_note(format!(
                "{} prints: `{text}`",
                if used.program == "compose" { "docker" } else { &used.program }
            ));
            for view in case.views(ctx.description) {
                ctx.report_in(view, finding.clone());
            }
        }
    }
}
