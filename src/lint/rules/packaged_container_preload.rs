//! `packaged-container-preload`: a container that is loaded while the image is built.

use super::shared;
use crate::containers::storage;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::{EntryKind, PackageUse};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packaged-container-preload",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "a container that is loaded while the image is built",
        explanation: r#"
`preload="true"`, and `oci_import="true"` of a package, load the container into the storage of the image while KIWI prepares it. That works, since KIWI binds the root on itself for that time. What comes out depends on the storage driver that fits the file system of the build host, not the one of the image; a store of the btrfs driver does not survive being copied to the image. An image of type docker, oci, appx or wsl has no use for it.

Name the driver in storage.conf, or leave the container to the first boot.
"#,
        example: Some(Example {
            failing: r#"
=== config.xml
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="registry.example.com/team/web:2" preload="true"/>
</packages>
"#,
            passing: r#"
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
podman 4.3.1 in a root that KIWI 11.1.6 has bound on itself: `Loaded image`. Without a driver in storage.conf podman takes what the build host's file system offers and keeps it in its database. A btrfs store that was copied file by file: `failed to create btrfs snapshot: invalid argument`.
"#,
    severity_reason: r#"
It works where build host and image have the same file system.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
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
        // a driver that the image names is taken whatever the build host has
        let given = shared::known_texts(ctx.description, view, "/etc/containers/storage.conf")
            .is_some_and(|texts| !texts.is_empty() && texts.iter().all(|text| storage::driver_name(text).is_some()));
        for (element, attribute) in loaded.chain(imported) {
            if element.flag(attribute) != Some(true) || (given && !never_boots) {
                continue;
            }
            let mut finding =
                ctx.finding("this container is loaded while the image is built", element.place(attribute));
            if !given {
                finding = finding.with_note(
                    "which storage driver it gets depends on the file system of the build host; name one in storage.conf",
                );
            }
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
