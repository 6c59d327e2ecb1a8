use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

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
    for case in &ctx.stack().cases {
        for view in case.views(ctx.description) {
            let endpoints: Vec<String> = view
                .container_entries(ctx.tree())
                .filter(|(_, container)| shared::is_loaded(container))
                .map(|(section, container)| {
                    let endpoint = shared::kiwi_container(section, container).endpoint();
                    endpoint.rsplit_once(':').map_or(endpoint.clone(), |(name, _)| name.to_owned())
                })
                .collect();
            let mut told: Vec<&str> = Vec::new();
            for used in case.uses.images.iter().filter(|_| !endpoints.is_empty()) {
                let Some(unit) = used.unit.as_deref().filter(|unit| !told.contains(unit)) else { continue };
                let Some(name) = endpoints.iter().find(|name| {
                    used.image
                        .strip_prefix(name.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '@']))
                }) else {
                    continue;
                };
                let Some(facts) = case.uses.units.get(unit).filter(|facts| !facts.is_ordered && !facts.is_user) else {
                    continue;
                };
                told.push(unit);
                let mut finding = ctx
                    .finding(format!("`{name}` is used without waiting until it is loaded"), used.span)
                    .with_note("kiwi_containers.service loads it at first boot; without an order this unit may be first, and pulls from the network");
                if let Some(whole) = facts.whole {
                    let edit = match facts.text.find("[Unit]\n") {
                        Some(unit) => {
                            let at = unit + "[Unit]\n".len();
                            Edit::insert(whole.slice(at, at), "After=kiwi_containers.service\n")
                        }
                        None => Edit::insert(whole.slice(0, 0), "[Unit]\nAfter=kiwi_containers.service\n\n"),
                    };
                    finding = finding.with_fix(
                        "order the unit after kiwi_containers.service",
                        Applicability::Safe,
                        vec![edit],
                    );
                }
                ctx.report_in(view, finding);
            }
        }
    }
}
