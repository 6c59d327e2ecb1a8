use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::{ScriptKind, State};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::{Edit, Span};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-fetch-only-aged",
        group: Group::Container,
        severity: Severity::Note,
        fix: Some(Applicability::Safe),
        summary: "a container that is only fetched is removed after a month",
        explanation: r#"
systemd removes files in `/var/tmp` that are older than 30 days, 15 minutes after boot. An archive that is to stay needs an exception: a file in `/etc/tmpfiles.d` with `x /var/tmp/kiwi_containers`.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2" fetch_only="true"/>
</containers>
=== config.sh
#!/bin/bash
systemctl enable web.service
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2" fetch_only="true"/>
</containers>
=== root/etc/tmpfiles.d/kiwi_containers.conf
x /var/tmp/kiwi_containers
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`q /var/tmp 1777 root root 30d` in the configuration of Debian 13, run by a timer 15 minutes after boot.
"#,
    severity_reason: r#"
Most loaders run at first boot, before anything is old.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let Some(files) = ctx.description.files_of(view) else { continue };
        let excepted = files.at_end.paths().any(|path| {
            (path.starts_with("/etc/tmpfiles.d/") || path.starts_with("/usr/lib/tmpfiles.d/"))
                && files.at_end.at(path).iter().any(|state| match state {
                    State::File(content) => {
                        let rendered = content.render("", &|_| None);
                        rendered.unknown || rendered.text.contains("/var/tmp/kiwi_containers")
                    }
                    _ => true,
                })
        });
        if excepted || !files.unknown_layers.is_empty() {
            continue;
        }
        for (_, container) in view.container_entries(ctx.tree()) {
            if shared::is_loaded(container) {
                continue;
            }
            let mut finding = ctx
                .finding("the archive is removed from /var/tmp after 30 days", container.place(at::FETCH_ONLY))
                .with_note("to keep it, ship a file in /etc/tmpfiles.d with the line `x /var/tmp/kiwi_containers`");
            // config.sh can write it, in front of what may end the script
            if let Some(script) = ctx.description.script(ScriptKind::Config) {
                let source = &script.source;
                let first =
                    if source.text.starts_with("#!") { source.text.find('\n').map_or(0, |at| at + 1) } else { 0 };
                finding = finding.with_fix(
                    "let config.sh write the exception",
                    Applicability::Safe,
                    vec![Edit::insert(
                        Span::new(source.id, first, first),
                        "echo 'x /var/tmp/kiwi_containers' > /etc/tmpfiles.d/kiwi_containers.conf\n",
                    )],
                );
            }
            ctx.report_in(view, finding);
        }
    }
}
