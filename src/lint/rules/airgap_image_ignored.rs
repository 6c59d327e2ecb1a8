//! `airgap-image-ignored`: an archive that k3s or rke2 does not load.

use crate::containers::k3s;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "airgap-image-ignored",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "an archive that k3s or rke2 does not load",
        explanation: r#"
k3s and rke2 load the archives in `agent/images` of their data directory when they start: `.tar`, plain or compressed by gzip, bzip2, zstd or lz4, and `.txt` files that list images. Other files are passed over without a word, and the cluster pulls the images from the network.
"#,
        example: Some(Example {
            failing: r#"
=== root/var/lib/rancher/k3s/agent/images/web.tar.xz
archive
"#,
            passing: r#"
=== root/var/lib/rancher/k3s/agent/images/web.tar.zst
archive
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
From documentation: k3s, "Air-Gap Install"; not run here.
"#,
    severity_reason: r#"
The file has no effect.
"#,
    check,
};

const DIRECTORIES: [&str; 2] = ["/var/lib/rancher/k3s/agent/images/", "/var/lib/rancher/rke2/agent/images/"];

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    for view in ctx.views() {
        for file in description.overlay.of(view).into_iter().flat_map(|layer| &layer.files) {
            let name = DIRECTORIES.iter().find_map(|directory| file.path.strip_prefix(directory));
            let (Some(name), Some(root)) = (name, ctx.tree().root()) else { continue };
            if name.contains('/') {
                let message = format!("`{}` lies in a directory of its own, where k3s and rke2 do not look", file.path);
                ctx.report_in(view, ctx.finding(message, root.name_span));
            } else if !k3s::is_airgap_image(name) {
                let message = format!("`{}` is no archive that k3s and rke2 load", file.path);
                let finding = ctx.finding(message, root.name_span);
                let note = "they load `.tar`, `.tar.gz`, `.tar.bz2`, `.tar.zst` and `.tar.lz4`";
                ctx.report_in(view, finding.with_note(note));
            }
        }
    }
}
