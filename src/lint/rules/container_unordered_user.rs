use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::{Edit, Span};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-unordered-user",
        group: Group::Container,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        summary: "a unit uses a container without waiting for it",
        explanation: r#"
Containers are loaded at first boot by `kiwi_containers.service`. A unit or quadlet in the overlay that runs one of them and is not ordered after it may start first, and pulls from the network, or fails.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" path="team" tag="2"/>
</containers>
=== root/etc/systemd/system/web.service
[Unit]
Description=Web

[Service]
ExecStart=/usr/bin/podman run registry.example.com/team/web:2
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" path="team" tag="2"/>
</containers>
=== root/etc/systemd/system/web.service
[Unit]
Description=Web
After=kiwi_containers.service

[Service]
ExecStart=/usr/bin/podman run registry.example.com/team/web:2
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
Units without an order start in parallel (systemd.unit).
"#,
    severity_reason: r#"
Which of the two is first depends on the machine.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let endpoints: Vec<String> = view
            .container_entries(ctx.tree())
            .filter(|(_, container)| shared::is_loaded(container))
            .map(|(section, container)| {
                let endpoint = shared::kiwi_container(section, container).endpoint();
                endpoint.rsplit_once(':').map_or(endpoint.clone(), |(name, _)| name.to_owned())
            })
            .collect();
        if endpoints.is_empty() {
            continue;
        }
        for file in ctx.description.overlay.of(view).into_iter().flat_map(|layer| &layer.files) {
            let is_unit = [".service", ".container", ".kube", ".pod"].iter().any(|suffix| file.path.ends_with(suffix));
            let Some(source) = file.source.as_ref().filter(|_| is_unit) else { continue };
            let text: &str = &source.text;
            if text.contains("kiwi_containers.service") {
                continue;
            }
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let body = line.trim();
                let runs = body.starts_with("Exec") || body.starts_with("Image=");
                let used = endpoints.iter().find_map(|name| line.find(name.as_str()).map(|at| (name, at)));
                if let (true, Some((name, at))) = (runs, used) {
                    let place = Span::new(source.id, start + at, start + at + name.len());
                    let edit = match text.find("[Unit]\n") {
                        Some(unit) => {
                            let at = unit + "[Unit]\n".len();
                            Edit::insert(Span::at(source.id, at), "After=kiwi_containers.service\n")
                        }
                        None => Edit::insert(Span::at(source.id, 0), "[Unit]\nAfter=kiwi_containers.service\n\n"),
                    };
                    let finding = ctx
                        .finding(format!("`{name}` is used without waiting until it is loaded"), place)
                        .with_note("kiwi_containers.service loads it at first boot; without an order this unit may be first, and pulls from the network")
                        .with_fix("order the unit after kiwi_containers.service", Applicability::Safe, vec![edit]);
                    ctx.report_in(view, finding);
                    break;
                }
                start += line.len();
            }
        }
    }
}
