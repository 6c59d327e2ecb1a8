//! `preloaded-container-unused`: a unit does not get the container that KIWI loads.

use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "preloaded-container-unused",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "a unit does not get the container that KIWI loads",
        explanation: r#"
KIWI loads the containers of `containers` into the store of root, under the name and tag that are written there. A unit that runs as another user has a store of its own, one that names another tag finds nothing, and `--pull=always` asks the registry whatever is there. The image is pulled from the network then, or missing.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" path="team" tag="2"/>
</containers>
=== root/etc/systemd/system/web.service
[Unit]
After=kiwi_containers.service

[Service]
User=web
ExecStart=/usr/bin/podman run --rm registry.example.com/team/web:2
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" path="team" tag="2"/>
</containers>
=== root/etc/systemd/system/web.service
[Unit]
After=kiwi_containers.service

[Service]
ExecStart=/usr/bin/podman run --rm registry.example.com/team/web:2
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman keeps the images of each user below `~/.local/share/containers`; `podman image exists` of another user or tag ends with status 1.
"#,
    severity_reason: r#"
With a network, and a registry that answers, the service starts all the same.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        for view in case.views(ctx.description) {
            let loaded: Vec<String> = view
                .container_entries(ctx.tree())
                .filter(|(_, container)| shared::is_loaded(container))
                .map(|(section, container)| shared::kiwi_container(section, container).endpoint())
                .collect();
            let split = |name: &str| -> (String, Option<String>) {
                match name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
                    Some((name, tag)) => (name.to_owned(), Some(tag.to_owned())),
                    None => (name.to_owned(), None),
                }
            };
            for used in case.uses.images.iter().filter(|used| used.unit.is_some()) {
                if used.image.contains('@') {
                    continue;
                }
                let (name, tag) = split(&used.image);
                let tag = tag.unwrap_or_else(|| "latest".to_owned());
                let same: Vec<(String, String)> = loaded
                    .iter()
                    .map(|endpoint| {
                        let (name, tag) = split(endpoint);
                        (name, tag.unwrap_or_else(|| "latest".to_owned()))
                    })
                    .filter(|(known, _)| *known == name)
                    .collect();
                let Some((_, first)) = same.first() else { continue };
                let (message, note) = if !same.iter().any(|(_, known)| *known == tag) {
                    (
                        format!("`{name}` is loaded with tag `{first}`, and used with `{tag}`"),
                        "the other tag is pulled from the network".to_owned(),
                    )
                } else if let Some(user) = &used.user {
                    (
                        format!(
                            "`{name}` is loaded for root, and used by {}",
                            if user == "a user" { "a user's unit".to_owned() } else { format!("`{user}`") }
                        ),
                        "each user has a store of their own; it is pulled from the network".to_owned(),
                    )
                } else if used.always {
                    (
                        format!("`{name}` is loaded, and pulled all the same"),
                        "take `missing` or `never` as the pull policy".to_owned(),
                    )
                } else {
                    continue;
                };
                let finding = ctx.finding(message, used.span).with_note(note);
                ctx.report_in(view, finding);
            }
        }
    }
}
