use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Unbuildable;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "no-default-type",
        group: Group::Image,
        severity: Severity::Note,
        summary: "without a profile there is no type to build",
        explanation: r#"
Where all `preferences` with a type are for profiles, and no profile is imported, `kiwi-ng system build` needs `--profile`.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="A" description="a"/></profiles>
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>
<preferences profiles="A"><type image="tbz"/></preferences>
"#,
            passing: r#"
<profiles><profile name="A" description="a" import="true"/></profiles>
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>
<preferences profiles="A"><type image="tbz"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
KIWI 11.1.6 raises `KiwiTypeNotFound` (OSInside/kiwi#1582); 60 of 239 real descriptions are so on purpose.
"#,
    severity_reason: r#"
It may be meant.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let Some(image) = ctx.description.image() else { return };
    let without = ctx
        .description
        .refused
        .iter()
        .any(|refused| refused.requested.is_empty() && refused.why == Unbuildable::NoType);
    if without && !ctx.views().is_empty() {
        let finding = ctx
            .finding("without `--profile` there is no type to build", image.name_span)
            .with_note("a profile with `import=\"true\"` is taken where none is asked for");
        ctx.report(finding);
    }
}
