use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-readonly-store",
        group: Group::Container,
        severity: Severity::Error,
        summary: "containers are loaded into a read-only root",
        explanation: r#"
With `btrfs_root_is_readonly_snapshot` the root file system cannot be written to. podman and docker store containers below `/var/lib`, so that must be a volume of its own: `var`, `var/lib`, or `var/lib/containers`.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="btrfs" btrfs_root_is_snapper_snapshot="true" btrfs_root_is_readonly_snapshot="true">
    <systemdisk><volume name="home"/></systemdisk></type></preferences>
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="btrfs" btrfs_root_is_snapper_snapshot="true" btrfs_root_is_readonly_snapshot="true">
    <systemdisk><volume name="home"/><volume name="var"/></systemdisk></type></preferences>
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman with a read-only store: `mkdir .../libpod: read-only file system`.
"#,
    severity_reason: r#"
Nothing can be loaded.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        if element.flag(at::BTRFS_ROOT_IS_READONLY_SNAPSHOT) != Some(true) {
            continue;
        }
        let section = view.container_entries(tree).find(|(section, container)| {
            matches!(section.get(at::BACKEND), Some("podman" | "docker")) && shared::is_loaded(container)
        });
        let Some((section, _)) = section else { continue };
        let own = if section.get(at::BACKEND) == Some("docker") { "var/lib/docker" } else { "var/lib/containers" };
        let writable = view.type_section(tree, el::SYSTEMDISK).is_some_and(|disk| {
            tree.named(disk, el::VOLUME).any(|volume| {
                let path = volume.set(at::MOUNTPOINT).or(volume.get(at::NAME)).unwrap_or_default().trim_matches('/');
                matches!(path, "var" | "var/lib") || path == own
            })
        });
        if writable {
            continue;
        }
        let finding = ctx
            .finding(
                "containers are loaded into a root file system that cannot be written to",
                element.place(at::BTRFS_ROOT_IS_READONLY_SNAPSHOT),
            )
            .with_label(section.name_span, "containers that are loaded at first boot")
            .with_note(format!("make `var`, `var/lib` or `{own}` a volume of its own"));
        ctx.report_in(view, finding);
    }
}
