use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-snap-not-btrfs",
        group: Group::Container,
        severity: Severity::Error,
        summary: "container-snap without a btrfs root",
        explanation: r#"
container-snap keeps containers as btrfs snapshots below `/var/lib/container-snap` and makes them the default subvolume. It cannot work on another file system.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"/></preferences>
<containers source="registry.example.com" backend="container-snap">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="btrfs"/></preferences>
<containers source="registry.example.com" backend="container-snap">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
container-snap sets the storage driver to `btrfs` and runs `btrfs subvolume set-default` (its source).
"#,
    severity_reason: r#"
Nothing can be loaded.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        // that those never boot is what container-no-first-boot says
        if matches!(view.selection.image.as_str(), "docker" | "oci" | "appx" | "wsl") {
            continue;
        }
        let section = view.container_entries(ctx.tree()).find(|(section, container)| {
            section.get(at::BACKEND) == Some("container-snap") && shared::is_loaded(container)
        });
        let Some((section, _)) = section else { continue };
        let element = view.build_type(ctx.tree());
        let filesystem =
            element.set(at::FILESYSTEM).or_else(|| element.set(at::IMAGE).filter(|image| *image == "btrfs"));
        if filesystem == Some("btrfs") {
            continue;
        }
        let message = match filesystem {
            Some(other) => format!("container-snap needs btrfs, and the image's file system is {other}"),
            None => "container-snap needs btrfs, and the image names no file system".to_owned(),
        };
        let place = if filesystem.is_some() { element.place(at::FILESYSTEM) } else { element.name_span };
        let finding =
            ctx.finding(message, place).with_label(section.place(at::BACKEND), "container-snap is asked for here");
        ctx.report_in(view, finding);
    }
}
