use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Distribution;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-docker-not-enabled",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "nothing starts docker, which should load containers",
        explanation: r#"
The unit that loads containers is ordered after `docker.service` and does not require it. Where nothing enables docker, it is not running at first boot, and loading fails. Debian's package enables itself.
"#,
        example: Some(Example {
            failing: r#"
=== options
distribution = suse
=== config.xml
<containers source="registry.example.com" backend="docker">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
=== options
distribution = suse
=== config.xml
<containers source="registry.example.com" backend="docker">
  <container name="web" tag="2"/>
</containers>
=== config.sh
systemctl enable docker.service
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The unit that KIWI 11.1.6 writes has `After=docker.service` and no `Requires=`.
"#,
    severity_reason: r#"
A preset of the distribution or another unit may start docker.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    if ctx.target.distribution == Some(Distribution::Debian) {
        return;
    }
    let description = ctx.description;
    let in_script = description.scripts.iter().any(|script| {
        script.source.text.lines().any(|line| {
            line.contains("docker")
                && (line.contains("enable") || line.contains("InsertService") || line.contains("preset"))
        })
    });
    let in_overlay = description.overlay.layers.iter().any(|layer| {
        layer.unknown.is_some()
            || layer.files.iter().any(|file| {
                (file.path.contains(".wants/") && file.path.contains("docker."))
                    || (file.path.ends_with(".preset")
                        && file.source.as_ref().is_some_and(|source| source.text.contains("enable docker")))
            })
    });
    if in_script || in_overlay {
        return;
    }
    for view in ctx.views() {
        let section = view
            .container_entries(ctx.tree())
            .find(|(section, container)| section.get(at::BACKEND) == Some("docker") && shared::is_loaded(container));
        let Some((section, _)) = section else { continue };
        let finding = ctx
            .finding("nothing enables docker, which should load containers at first boot", section.place(at::BACKEND))
            .with_note("the unit is ordered after docker.service, but does not start it: enable it in config.sh or by a preset");
        ctx.report_in(view, finding);
    }
}
