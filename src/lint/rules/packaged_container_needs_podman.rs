//! `packaged-container-needs-podman`: a container is to be loaded without podman in the image.

use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::{EntryKind, PackageUse};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packaged-container-needs-podman",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a container is to be loaded without podman in the image",
        explanation: r#"
`preload="true"` and `oci_import="true"` load the container into the image with the image's own podman. Where no package list names it, nothing can load the container.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="web-oci" oci_import="true"/></packages>
"#,
            passing: r#"
<packages type="image"><package name="podman"/><package name="web-oci" oci_import="true"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
A script in a root without podman: `podman: command not found`.
"#,
    severity_reason: r#"
The container cannot be loaded. It is a warning where a pattern may bring podman.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        if view.installs(shared::backend_packages("podman")).is_some() {
            continue;
        }
        let imported = view
            .entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Package)
            .filter(|entry| matches!(entry.usage, PackageUse::Bootstrap | PackageUse::Image))
            .map(|entry| (tree.get(entry.element), at::OCI_IMPORT));
        let loaded = shared::packaged_containers(tree, view).map(|container| (container, at::PRELOAD));
        for (element, attribute) in loaded.chain(imported) {
            if element.flag(attribute) != Some(true) {
                continue;
            }
            let severity = if view.list_is_open(tree) { Severity::Warning } else { Severity::Error };
            let finding = ctx
                .finding_as(
                    severity,
                    "this container is loaded by podman, which no package list names",
                    element.place(attribute),
                )
                .with_note("add package `podman`");
            ctx.report_in(view, finding);
        }
    }
}
