use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::IncludeState;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "include-from-working-directory",
        group: Group::Image,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        summary: "an include depends on where KIWI is started",
        explanation: r#"
`file://./x` and `dir://sub/x` are resolved from the directory that KIWI is started in, not from that of the description. Use `this://`.
"#,
        example: Some(Example {
            failing: r#"
<include from="file://./part.xml"/>
=== part.xml
<image schemaversion="8.5" name="part"/>
"#,
            passing: r#"
<include from="this://part.xml"/>
=== part.xml
<image schemaversion="8.5" name="part"/>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was started in several directories; one public description loads in its repository root only.
"#,
    severity_reason: r#"
It works from one directory.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for include in ctx.description.includes.iter().filter(|include| include.state == IncludeState::WorkingDirectory) {
        let mut finding = ctx.finding("this is looked for in the directory that KIWI is started in", include.span);
        let rest = include.from.split_once("://").map_or("", |(_, rest)| rest).trim_start_matches("./");
        if include.span.len() == include.from.len() {
            finding = finding.with_fix(
                format!("write `this://{rest}`"),
                Applicability::Unsafe,
                vec![Edit::replace(include.span, format!("this://{rest}"))],
            );
        }
        ctx.report(finding);
    }
}
