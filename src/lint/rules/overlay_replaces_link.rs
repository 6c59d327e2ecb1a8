use super::boot;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::{Distribution, LayerKind};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "overlay-replaces-link",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "the overlay makes a directory of what is a link in the image",
        explanation: r#"
In distributions with a merged `/usr` the paths `/bin`, `/sbin`, `/lib` and `/lib64` are links into `/usr`; `/var/run` and `/var/lock` are links in all. KIWI copies the overlay by rsync, which puts a directory in the place of such a link: nothing in the image runs then. Put the files below `/usr`, or `/run`.
"#,
        example: Some(Example {
            failing: r#"
<repository><source path="https://download.opensuse.org/tumbleweed/repo/oss"/></repository>
=== root/lib/firmware/acme.bin
x
"#,
            passing: r#"
<repository><source path="https://download.opensuse.org/tumbleweed/repo/oss"/></repository>
=== root/usr/lib/firmware/acme.bin
x
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
rsync with the options of KIWI 11.1.6 (`-r -p -t -D -H -X -A --one-file-system --links`) replaced the link by a directory.
"#,
    severity_reason: r#"
Old releases have no merged `/usr`.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let Some(image) = description.image() else { return };
    let merged = matches!(
        ctx.target.distribution,
        Some(Distribution::Suse | Distribution::Fedora | Distribution::Debian | Distribution::Arch)
    );
    for layer in &description.overlay.layers {
        if !matches!(layer.kind, LayerKind::Root | LayerKind::Profile(_)) {
            continue;
        }
        for link in ["/bin/", "/sbin/", "/lib/", "/lib64/", "/var/run/", "/var/lock/"] {
            if !(merged || link.starts_with("/var")) {
                continue;
            }
            let Some(file) = layer.files.iter().find(|file| file.path.starts_with(link)) else { continue };
            let link = link.trim_end_matches('/');
            let to = match link {
                "/var/run" => "/run",
                "/var/lock" => "/run/lock",
                _ => &*format!("/usr{link}"),
            };
            let place = boot::first_line(file).unwrap_or(image.name_span);
            let finding = ctx
                .finding(format!("the overlay replaces the link `{link}` by a directory"), place)
                .with_note(format!("`{}` stands there; put it below `{to}`", file.path));
            ctx.report(finding);
        }
    }
}
