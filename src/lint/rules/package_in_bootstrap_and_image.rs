use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::PackageUse;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "package-in-bootstrap-and-image",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a package is in the bootstrap list and in the image list",
        explanation: r#"
What the bootstrap installs is in the image already: the second entry has no effect.
"#,
        example: Some(Example {
            failing: r#"
<packages type="bootstrap"><package name="vim"/></packages>
<packages type="image"><package name="vim"/></packages>
"#,
            passing: r#"
<packages type="bootstrap"><package name="filesystem"/></packages>
<packages type="image"><package name="vim"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
32 of 663 public descriptions have one.
"#,
    severity_reason: r#"
It does no harm.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let bootstrap = shared::first_by_name(view.installed().filter(|entry| entry.usage == PackageUse::Bootstrap));
        for entry in view.installed().filter(|entry| entry.usage == PackageUse::Image) {
            if let Some(first) = bootstrap.get(&*entry.name) {
                let finding = ctx
                    .finding(
                        format!("`{}` is in the bootstrap list already", entry.name),
                        tree.get(entry.element).place(at::NAME),
                    )
                    .with_label(tree.get(first.element).place(at::NAME), "installed here");
                ctx.report_in(view, finding);
            }
        }
    }
}
