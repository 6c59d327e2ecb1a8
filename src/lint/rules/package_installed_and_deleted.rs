use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "package-installed-and-deleted",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a package is both installed and removed again",
        explanation: r#"
That is often meant: it is needed while the image is made. Where it is not, one of the two entries is left over.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="vim"/></packages>
<packages type="delete"><package name="vim"/></packages>
"#,
            passing: r#"
<packages type="image"><package name="vim"/></packages>
<packages type="delete"><package name="nano"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
34 of 663 public descriptions have one.
"#,
    severity_reason: r#"
Often meant.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let by_name = shared::first_by_name(view.installed());
        for entry in view.removed() {
            if let Some(installed) = by_name.get(&*entry.name) {
                let finding = ctx
                    .finding(
                        format!("`{}` is installed and removed again", entry.name),
                        tree.get(entry.element).place(at::NAME),
                    )
                    .with_label(tree.get(installed.element).place(at::NAME), "installed here");
                ctx.report_in(view, finding);
            }
        }
    }
}
