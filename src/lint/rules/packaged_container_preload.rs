//! `packaged-container-preload`: a container that is loaded while the image is built.

use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::{EntryKind, PackageUse};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packaged-container-preload",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a container that is loaded while the image is built",
        explanation: r#"
`preload="true"`, and `oci_import="true"` of a package, load the container into the storage of the image while KIWI builds in a chroot. Up to podman 5.4 that fails. Later versions do it, and what comes out depends on the storage driver that fits the file system of the build host, not the one of the image; a store of the btrfs driver does not survive being copied to the image. An image of type docker, oci, appx or wsl has no use for it. Leave it to the first boot.
"#,
        example: Some(Example {
            failing: r#"
=== options
podman = 5.4
=== config.xml
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="registry.example.com/team/web:2" preload="true"/>
</packages>
"#,
            passing: r#"
=== options
podman = 5.4
=== config.xml
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="registry.example.com/team/web:2" save_as="/usr/share/my/containers/" preload="false"/>
</packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 and 5.4.2 in a chroot that is no mount point: `remount /, flags: 0x44000: invalid argument`; 5.8.6 and 6.1.1 load. A btrfs store that was copied file by file: `failed to create btrfs snapshot: invalid argument`.
"#,
    severity_reason: r#"
An error where the version of podman is known to fail, or the image never boots; else a warning.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let fails = ctx.target.podman.is_some_and(|version| version <= (5, 4));
    for view in ctx.views() {
        let tree = ctx.tree();
        let imported = view
            .entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Package)
            .filter(|entry| matches!(entry.usage, PackageUse::Bootstrap | PackageUse::Image))
            .map(|entry| (tree.get(entry.element), at::OCI_IMPORT));
        let loaded = shared::packaged_containers(tree, view).map(|container| (container, at::PRELOAD));
        let never_boots = matches!(view.selection.image.as_str(), "docker" | "oci" | "appx" | "wsl");
        let on_btrfs = view.build_type(tree).set(at::FILESYSTEM) == Some("btrfs");
        for (element, attribute) in loaded.chain(imported) {
            if element.flag(attribute) != Some(true) {
                continue;
            }
            let severity = if fails { Severity::Error } else { Severity::Warning };
            let mut finding = ctx.finding_as(
                severity,
                "this container is loaded while the image is built, in a chroot",
                element.place(attribute),
            );
            finding = finding.with_note(match (fails, ctx.target.podman) {
                (true, _) => "it fails: `remount /, flags: 0x44000: invalid argument`",
                (false, None) => {
                    "up to podman 5.4 it fails with `remount /: invalid argument`; which version the image gets is not known"
                }
                (false, Some(_)) => "which storage driver it gets depends on the file system of the build host",
            });
            if on_btrfs {
                finding = finding.with_note("a store of the btrfs driver does not survive being copied into the image");
            }
            if never_boots {
                let image = &view.selection.image;
                finding = finding.with_note(format!("an image of type {image} has no use for it"));
            }
            ctx.report_in(view, finding);
        }
    }
}
