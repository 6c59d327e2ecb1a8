//! `overlay-not-read`: files of the overlay that are not looked into.

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::LayerKind;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "overlay-not-read",
        group: Group::Image,
        severity: Severity::Note,
        summary: "files of the overlay that are not looked into",
        explanation: r#"
What an archive, or an overlay directory, puts into the image is looked into up to limits: 128 MiB of an archive unpacked, 20,000 files, 64 directories deep. What is beyond them, damaged or packed in a way that is not read here is not judged, and rules that would need it are silent.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><archive name="files.tar.bz2"/></packages>
=== files.tar.bz2
BZh9
"#,
            passing: r#"
<packages type="image"><package name="filesystem"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
Limits of this program.
"#,
    severity_reason: r#"
Nothing is wrong with the description.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for layer in &ctx.description.overlay.layers {
        let (Some(why), Some(root)) = (&layer.unknown, tree.root()) else { continue };
        let (what, span) = match &layer.kind {
            LayerKind::Root => ("the overlay".to_owned(), root.name_span),
            LayerKind::Profile(name) => {
                let profile = ctx.description.profiles.iter().find(|profile| profile.name == *name);
                let span = profile.map_or(root.name_span, |profile| tree.get(profile.element).place(at::NAME));
                (format!("the overlay of profile `{name}`"), span)
            }
            LayerKind::Archive(name) => {
                let mut archives = tree.iter().filter(|element| element.name == el::ARCHIVE);
                let element = archives.find(|element| element.set(at::NAME).map(str::trim) == Some(name));
                (format!("`{name}`"), element.map_or(root.name_span, |element| element.place(at::NAME)))
            }
            LayerKind::File(element) => ("the file".to_owned(), tree.get(*element).place(at::NAME)),
        };
        ctx.report(ctx.finding(format!("{what} is not looked into: {why}"), span));
    }
}
