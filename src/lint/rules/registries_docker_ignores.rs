//! `registries-docker-ignores`: docker does not read registries.conf.

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::first_line;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "registries-docker-ignores",
        group: Group::Registry,
        severity: Severity::Note,
        summary: "docker does not read registries.conf",
        explanation: "docker reads nothing below `/etc/containers` when it pulls: mirrors and insecure registries go into `/etc/docker/daemon.json`, and docker has no search list.",
        example: Some(Example {
            failing: r#"<packages type="image"><package name="docker"/></packages>
=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com"]
"#,
            passing: r#"<packages type="image"><package name="podman"/></packages>
=== root/etc/containers/registries.conf.d/50-local.conf
unqualified-search-registries = ["registry.example.com"]
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: "docker 20.10.24 to 28.5.2 pull from Docker Hub whatever registries.conf says.",
    severity_reason: "Nothing breaks, and another package may bring a tool that reads the file.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        let written = case.worlds.iter().flat_map(|world| world.written());
        let Some((_, text)) = written.into_iter().find(|(path, _)| path.contains("/containers/registries.conf")) else {
            continue;
        };
        for view in case.views(ctx.description) {
            let docker = view.installs(&["docker", "docker.io", "docker-ce", "moby-engine"]);
            let readers = ["podman", "skopeo", "buildah", "cri-o", "podman-docker"];
            let listed = !view.container_entries(ctx.tree()).any(|_| true);
            if docker.is_some() && view.installs(&readers).is_none() && !view.list_is_open(ctx.tree()) && listed {
                let finding = ctx
                    .finding("only docker is in the image, and docker does not read registries.conf", first_line(text))
                    .with_note("docker's settings are in `/etc/docker/daemon.json`");
                ctx.report_in(view, finding);
            }
        }
    }
}
