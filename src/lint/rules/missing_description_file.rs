use std::collections::HashSet;

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::{ElementId, PackageUse, Tree, View, Whereabouts};
use crate::kiwi::{ElementName, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-description-file",
        group: Group::Image,
        severity: Severity::Error,
        summary: "the description names a file that is not in its directory",
        explanation: r#"
`file`, `archive`, `editbootconfig`, `editbootinstall`, `grub_template`, `customize`, and `this://` in `source` and `signing` name files next to the description. Nothing is said where the directory has more than one description, since it may then be a collection of descriptions without their files.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="filesystem"/><archive name="files.tar"/></packages>
=== config.sh
true
"#,
            passing: r#"
<packages type="image"><package name="filesystem"/><archive name="files.tar"/></packages>
=== config.sh
true
=== files.tar
x
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiImportDescriptionError` when it prepares the root, and `KiwiFileNotFound` for a template of grub at the very end.
"#,
    severity_reason: r#"
KIWI refuses to build. Where the directory has neither scripts nor an overlay, the file may still be put there by whoever builds, and it is a warning; so it is where git ignores the file, or where something in the repository speaks of it and may make it.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    if description.directory.is_none() || description.named.descriptions > 1 || description.entries.len() > 200 {
        return;
    }
    let is_alone = description.scripts.is_empty() && !description.entries.iter().any(|name| name == "root");
    for view in ctx.views() {
        let installed: HashSet<ElementId> = view
            .entries
            .iter()
            .filter(|entry| matches!(entry.usage, PackageUse::Bootstrap | PackageUse::Image))
            .map(|entry| entry.element)
            .collect();
        for file in &description.named.files {
            if !is_used(ctx.tree(), view, &installed, file.element) {
                continue;
            }
            let why = match &file.whereabouts {
                Whereabouts::Present => continue,
                Whereabouts::Absent => None,
                Whereabouts::Ignored => Some("git ignores it, so it may be made before the build".to_owned()),
                Whereabouts::MadeBy(path) => Some(format!("`{}` speaks of it, and may make it", path.display())),
            };
            let severity = if is_alone || why.is_some() || ctx.target.is_build_service() {
                Severity::Warning
            } else {
                Severity::Error
            };
            let message = format!("`{}` is not in the description's directory", file.name);
            let mut finding = ctx.finding_as(severity, message, file.place);
            if let Some(why) = why {
                finding = finding.with_note(why);
            }
            ctx.report_in(view, finding);
        }
    }
}

/// Whether the element that names a file counts in a selection.
fn is_used(tree: &Tree, view: &View, installed: &HashSet<ElementId>, id: ElementId) -> bool {
    let element = tree.get(id);
    let around = |name: ElementName| tree.enclosing(element, name).map(|element| element.id);
    if around(el::PACKAGES).is_some() {
        return installed.contains(&id);
    }
    match around(el::REPOSITORY) {
        Some(repository) => view.repositories.contains(&repository),
        None => around(el::TYPE) == Some(view.selection.type_element),
    }
}
