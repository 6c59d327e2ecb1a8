use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-live-overlay",
        group: Group::Container,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "podman cannot store containers on a live system",
        explanation: r#"
On a live ISO and with `overlayroot="true"` the root file system is an overlay. podman's default driver cannot put an overlay onto an overlay without help: the package `fuse-overlayfs`, or another driver in storage.conf. On a live ISO the containers are also loaded anew at every boot, into memory.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso"/></preferences>
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="podman"/>
  <package name="skopeo"/>
</packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso"/></preferences>
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="podman"/>
  <package name="skopeo"/>
  <package name="fuse-overlayfs"/>
</packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 and 5.4.2: `'overlay' is not supported over overlayfs, a mount_program is required`; 5.8.6: `native overlay not supported and fuse-overlayfs not found`. With the package all three work.
"#,
    severity_reason: r#"
The unit fails at each boot.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        let live = view.selection.image == "iso";
        if !live && element.flag(at::OVERLAYROOT) != Some(true) {
            continue;
        }
        let section = view
            .container_entries(tree)
            .find(|(section, container)| section.get(at::BACKEND) == Some("podman") && shared::is_loaded(container));
        let Some((section, _)) = section else { continue };
        if view.installs(&["fuse-overlayfs"]).is_some() {
            continue;
        }
        let Some(texts) = shared::known_texts(ctx.description, view, "/etc/containers/storage.conf") else { continue };
        let helped = |text: &String| {
            text.lines().map(str::trim).filter(|line| !line.starts_with('#')).any(|line| {
                let line = line.replace(' ', "");
                line.starts_with("mount_program=") || line == "driver=\"vfs\"" || line == "driver='vfs'"
            })
        };
        if texts.iter().any(helped) {
            continue;
        }
        let severity = if view.list_is_open(tree) { Severity::Warning } else { Severity::Error };
        let place = if live { element.place(at::IMAGE) } else { element.place(at::OVERLAYROOT) };
        let mut finding = ctx
            .finding_as(
                severity,
                "podman cannot load containers onto an overlay root without fuse-overlayfs",
                section.place(at::BACKEND),
            )
            .with_label(place, "makes the root file system an overlay");
        if let Some(edit) = shared::add_package(ctx.description, view, "fuse-overlayfs") {
            finding = finding.with_fix("add package `fuse-overlayfs`", Applicability::Safe, vec![edit]);
        }
        ctx.report_in(view, finding);
    }
}
