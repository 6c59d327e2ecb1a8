use crate::image::IncludeState;
use crate::lint::{Ctx, Rule, Tier};
use crate::upgrade::catalogue::NESTED_INCLUDE;

pub(super) static RULE: Rule = Rule {
    entry: &NESTED_INCLUDE,
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_include_references_unresolvable` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for include in ctx.description.includes.iter().filter(|include| include.state == IncludeState::Nested) {
        let finding = ctx
            .finding("an included file cannot include others", include.span)
            .with_note("include it from the description itself");
        ctx.report(finding);
    }
}
