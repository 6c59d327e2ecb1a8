use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-docker-load-oci",
        group: Group::Container,
        severity: Severity::Error,
        summary: "docker cannot load the archive that KIWI stores",
        explanation: r#"
KIWI stores an OCI archive. `docker load` reads such an archive only where docker keeps its images in containerd's store; the classic store takes `docker-archive` files only. Use podman, or switch the store on in `/etc/docker/daemon.json`: `{"features": {"containerd-snapshotter": true}}`; or set `fetch_only` and load the container by a unit of your own after converting it.
"#,
        example: Some(Example {
            failing: r#"
=== options
docker = 28.5
=== config.xml
<containers source="registry.example.com" backend="docker">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="docker">
  <container name="web" tag="2"/>
</containers>
=== root/etc/docker/daemon.json
{"features": {"containerd-snapshotter": true}}
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
docker 20.10.24, 26.1.5 and 28.5.2 with the classic store: `open /.../docker-import-.../blobs/json: no such file or directory`, exit 1. With the containerd store 26.1.5 and 28.5.2 load it.
"#,
    severity_reason: r#"
Proven for docker up to 28. Of newer or unknown versions the default store is not known, so that is a warning.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let section = view
            .container_entries(ctx.tree())
            .find(|(section, container)| section.get(at::BACKEND) == Some("docker") && shared::is_loaded(container));
        let Some((section, _)) = section else { continue };
        // what is not known to be the classic store is not reported
        let Some(texts) = shared::known_texts(ctx.description, view, "/etc/docker/daemon.json") else { continue };
        let uses_containerd = |text: &String| {
            serde_json::from_str::<serde_json::Value>(text)
                .is_ok_and(|value| value["features"]["containerd-snapshotter"] == serde_json::Value::Bool(true))
        };
        if texts.iter().any(uses_containerd) {
            continue;
        }
        let (severity, depends) = match ctx.target.docker {
            Some((major, _)) if major <= 28 => (Severity::Error, None),
            Some((major, _)) => {
                (Severity::Warning, Some(format!("docker {major} may use containerd's store by default")))
            }
            None => (
                Severity::Warning,
                Some("this depends on docker's version, which is not known: up to 28 it fails".to_owned()),
            ),
        };
        let mut finding = ctx
            .finding_as(
                severity,
                "`docker load` cannot read the OCI archives that KIWI stores",
                section.place(at::BACKEND),
            )
            .with_note("docker's classic image store takes docker archives only; at first boot the unit fails");
        finding.notes.extend(depends);
        let finding = finding.with_note(
            "use podman, or ship /etc/docker/daemon.json with {\"features\": {\"containerd-snapshotter\": true}}",
        );
        ctx.report_in(view, finding);
    }
}
