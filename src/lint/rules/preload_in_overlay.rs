use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "preload-in-overlay",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a container store is shipped as files",
        explanation: r#"
A store of podman or docker that is copied file by file into the image works for the driver `overlay` at best. With the driver `btrfs` each layer is a subvolume, which becomes a plain directory when it is copied: the containers are listed, and none starts. Let KIWI fetch the containers: they are loaded on the running system.
"#,
        example: Some(Example {
            failing: r#"
=== root/var/lib/containers/storage/btrfs/subvolumes/0123/etc/hostname
x
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
An overlay store copied by rsync to btrfs works; a btrfs store copied so is listed by `podman images`, and `podman create` says `failed to create btrfs snapshot: invalid argument`.
"#,
    severity_reason: r#"
Proven for the btrfs driver. Other stores depend on the version that reads them, and are a warning.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    const STORES: [&str; 2] = ["/var/lib/containers/storage/", "/var/lib/docker/"];
    let Some(image) = ctx.description.image() else { return };
    for view in ctx.views() {
        for layer in ctx.description.overlay.of(view) {
            let inside = |file: &&crate::image::OverlayFile| STORES.iter().any(|store| file.path.starts_with(store));
            let Some(first) = layer.files.iter().find(inside) else { continue };
            let subvolume = layer.files.iter().filter(inside).find(|file| file.path.contains("/btrfs/subvolumes/"));
            let severity = if subvolume.is_some() { Severity::Error } else { Severity::Warning };
            let file = subvolume.unwrap_or(first);
            let finding = ctx
                .finding_as(
                    severity,
                    format!("a container store is shipped as files: `{}`", file.from.display()),
                    image.name_span,
                )
                .with_note(if subvolume.is_some() {
                    "a copied subvolume is a plain directory: no container of it starts"
                } else {
                    "whether it can be used depends on the driver and version that read it"
                })
                .with_note("list the containers in `containers`: they are loaded on the running system");
            ctx.report_in(view, finding);
        }
    }
}
