use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-needs-backend",
        group: Group::Container,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "the backend that loads containers is not in the image",
        explanation: r#"
At first boot a unit runs `/usr/bin/BACKEND load` for each archive. KIWI does not look whether the image has the backend. For docker the package's name differs: `docker`, `docker.io`, `docker-ce`, `moby-engine`.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="skopeo"/>
</packages>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="skopeo"/>
  <package name="podman"/>
</packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 builds without complaint; `systemd-analyze verify` says `Command /usr/bin/container-snap is not executable`.
"#,
    severity_reason: r#"
The containers are never loaded. Only a dependency that nobody wrote down could save it.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let mut seen: Vec<&str> = Vec::new();
        for (section, container) in view.container_entries(tree) {
            let Some(backend) = section.set(at::BACKEND) else { continue };
            let names = shared::backend_packages(backend);
            if names.is_empty() || seen.contains(&backend) || !shared::is_loaded(container) {
                continue;
            }
            seen.push(backend);
            if view.installs(names).is_some() {
                continue;
            }
            let severity = if view.list_is_open(tree) { Severity::Warning } else { Severity::Error };
            let mut finding = ctx
                .finding_as(
                    severity,
                    format!("containers are loaded by {backend}, which no package list names"),
                    section.place(at::BACKEND),
                )
                .with_note(format!(
                    "at first boot the unit runs /usr/bin/{backend} load; KIWI does not look whether it is there"
                ));
            if severity == Severity::Warning {
                finding =
                    finding.with_note("a pattern, a product or the image that this one is derived from may bring it");
            }
            if backend == "podman"
                && let Some(edit) = shared::add_package(ctx.description, view, "podman")
            {
                finding = finding.with_fix("add package `podman`", Applicability::Safe, vec![edit]);
            } else if backend == "docker" {
                finding = finding
                    .with_note("the package is called docker, docker.io, docker-ce or moby-engine, by distribution");
            }
            ctx.report_in(view, finding);
        }
    }
}
