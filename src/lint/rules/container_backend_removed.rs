use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-backend-removed",
        group: Group::Container,
        severity: Severity::Error,
        summary: "the backend that loads containers is removed again",
        explanation: r#"
`<packages type="delete">` and `type="uninstall"` take effect after the containers were fetched and before the image boots. A backend or systemd that is listed there is gone when the containers should be loaded. Removing skopeo is fine: it is needed for the fetch only.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image"><package name="podman"/><package name="skopeo"/></packages>
<packages type="delete"><package name="podman"/></packages>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image"><package name="podman"/><package name="skopeo"/></packages>
<packages type="delete"><package name="skopeo"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The order of steps in KIWI 11.1.6: containers are fetched, config.sh runs, then packages are uninstalled and deleted.
"#,
    severity_reason: r#"
The containers are never loaded.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        for (section, container) in view.container_entries(tree) {
            if !shared::is_loaded(container) {
                continue;
            }
            let backend = section.get(at::BACKEND).unwrap_or_default();
            for entry in view.removed() {
                if !shared::backend_packages(backend).contains(&entry.name.as_str()) && entry.name != "systemd" {
                    continue;
                }
                let finding = ctx
                    .finding(
                        format!("`{}` is removed before it can load containers", entry.name),
                        tree.get(entry.element).place(at::NAME),
                    )
                    .with_label(section.place(at::BACKEND), format!("loads containers with {backend} at first boot"));
                ctx.report_in(view, finding);
            }
        }
    }
}
