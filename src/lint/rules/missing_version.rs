use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-version",
        group: Group::Image,
        severity: Severity::Error,
        summary: "no selected preferences section has a version",
        explanation: r#"
The image must have a version, in at least one of the `preferences` sections that are selected.
"#,
        example: Some(Example {
            failing: r#"
<preferences><packagemanager>zypper</packagemanager><type image="tbz"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="tbz"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_image_version_provided` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        if view.preference(tree, el::VERSION).is_some_and(|version| !version.text.trim().is_empty()) {
            continue;
        }
        let place = view.preferences.first().map(|id| tree.get(*id).name_span);
        let Some(place) = place else { continue };
        let finding = ctx
            .finding("the image has no version", place)
            .with_note("add `<version>1.0.0</version>` to a preferences section that is selected");
        ctx.report_in(view, finding);
    }
}
