use crate::diagnostic::Severity;
use crate::kiwi::el;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    name: "empty-packages",
    group: Group::Image,
    severity: Severity::Note,
    tier: Tier::Pedantic,
    summary: "a `packages` section is empty",
    explanation: r#"
It has no effect.
"#,
    failing: r#"
<packages type="image"></packages>
"#,
    passing: r#"
<packages type="image"><package name="vim"/></packages>
"#,
    evidence: r#"
32 of 663 public descriptions have one.
"#,
    severity_reason: r#"
It does no harm.
"#,
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for section in ctx.description.sections(el::PACKAGES).filter(|section| section.children.is_empty()) {
        let finding = ctx.finding("this section is empty", section.name_span);
        ctx.report(finding);
    }
}
