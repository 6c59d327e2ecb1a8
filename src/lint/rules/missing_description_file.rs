use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::{EntryKind, PackageUse};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-description-file",
        group: Group::Image,
        severity: Severity::Error,
        summary: "the description names a file that is not in its directory",
        explanation: r#"
`file`, `archive`, `editbootconfig` and `editbootinstall` name files next to the description. Nothing is said where the directory has more than one description, since it may then be a collection of descriptions without their files.
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
KIWI 11.1.6 raises `KiwiImportDescriptionError` when it prepares the root.
"#,
    severity_reason: r#"
KIWI refuses to build. Where the directory has neither scripts nor an overlay, the file may still be put there by whoever builds, and it is a warning.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let tree = ctx.tree();
    if description.directory.is_none() {
        return;
    }
    let descriptions =
        description.entries.iter().filter(|name| name.ends_with(".kiwi") || name.as_str() == "config.xml").count();
    if descriptions > 1 || description.entries.len() > 200 {
        return;
    }
    let is_alone = description.scripts.is_empty() && !description.entries.iter().any(|name| name == "root");
    let severity = if is_alone || ctx.target.is_build_service() { Severity::Warning } else { Severity::Error };
    for view in ctx.views() {
        let mut named: Vec<(&str, Span)> = Vec::new();
        for entry in &view.entries {
            if matches!(entry.kind, EntryKind::Archive | EntryKind::File)
                && matches!(entry.usage, PackageUse::Bootstrap | PackageUse::Image)
            {
                named.push((&entry.name, tree.get(entry.element).place(at::NAME)));
            }
        }
        let element = view.build_type(tree);
        for name in [at::EDITBOOTCONFIG, at::EDITBOOTINSTALL] {
            if let Some(value) = element.set(name) {
                named.push((value, element.place(name)));
            }
        }
        for (name, place) in named {
            // what lies deeper, or elsewhere, is not looked for
            if name.contains('/') || name.contains(['$', '{', '%', '*']) || name.is_empty() {
                continue;
            }
            if !description.entries.iter().any(|entry| entry == name) {
                let finding =
                    ctx.finding_as(severity, format!("`{name}` is not in the description's directory"), place);
                ctx.report_in(view, finding);
            }
        }
    }
}
