use crate::diagnostic::Severity;
use crate::image::IncludeState;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    name: "nested-include",
    group: Group::Image,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "an `include` in an included file",
    explanation: r#"
KIWI puts included files in once. An `include` inside of an included file, or anywhere but directly in `image`, stays where it is; schema and Schematron accept it, and the build stops.
"#,
    failing: r#"
<include from="this://part.xml"/>
=== part.xml
<image schemaversion="8.5" name="part"><include from="this://more.xml"/></image>
=== more.xml
<image schemaversion="8.5" name="more"/>
"#,
    passing: r#"
<include from="this://part.xml"/>
<include from="this://more.xml"/>
=== part.xml
<image schemaversion="8.5" name="part"/>
=== more.xml
<image schemaversion="8.5" name="more"/>
"#,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_include_references_unresolvable` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    fix: FixKind::None,
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
