use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-fetch-only-unused",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "a container is only fetched, and nothing uses it",
        explanation: r#"
With `fetch_only` KIWI stores the archive in `/var/tmp/kiwi_containers` and makes no unit that loads it. Something else must: a script or a unit in the overlay. Neither mentions the directory or the archive.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2" fetch_only="true"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2" fetch_only="true"/>
</containers>
=== root/etc/systemd/system/load-web.service
[Service]
ExecStart=/usr/bin/podman load -i /var/tmp/kiwi_containers/web_2
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 writes no unit for such an entry; `/var/tmp` is cleaned of what is older than 30 days.
"#,
    severity_reason: r#"
A program in a package may load it.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    if description.overlay.layers.iter().any(|layer| layer.unknown.is_some())
        || shared::mentions(description, "kiwi_containers")
    {
        return;
    }
    for view in ctx.views() {
        for (section, container) in view.container_entries(ctx.tree()) {
            let archive = shared::kiwi_container(section, container).archive_name();
            if shared::is_loaded(container) || shared::mentions(description, &archive) {
                continue;
            }
            let finding = ctx
                .finding("this container is only fetched, and nothing loads it", container.place(at::FETCH_ONLY))
                .with_note(format!("no script and no overlay file mentions /var/tmp/kiwi_containers or `{archive}`"));
            ctx.report_in(view, finding);
        }
    }
}
