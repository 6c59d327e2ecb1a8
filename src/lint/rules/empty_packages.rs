use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "empty-packages",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a `packages` section is empty",
        explanation: r#"
It has no effect.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"></packages>
"#,
            passing: r#"
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
    for section in ctx.description.sections(el::PACKAGES).filter(|section| section.children.is_empty()) {
        let finding = ctx.finding("this section is empty", section.name_span);
        ctx.report(finding);
    }
}
