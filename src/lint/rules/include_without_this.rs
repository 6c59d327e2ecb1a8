use crate::bundle::Start;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "include-without-this",
        group: Group::Image,
        severity: Severity::Note,
        fix: Some(Applicability::Safe),
        summary: "an include has no `this://`",
        explanation: r#"
A plain relative path starts from the description's directory only where KIWI reads XML without the module anymarkup. With it the path starts from a temporary directory, and nothing is found.
"#,
        example: Some(Example {
            failing: r#"
<include from="part.xml"/>
=== part.xml
<image schemaversion="{newest}" name="part"/>
"#,
            passing: r#"
<include from="this://part.xml"/>
=== part.xml
<image schemaversion="{newest}" name="part"/>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
KIWI 11.1.6 was run with and without anymarkup.
"#,
    severity_reason: r#"
It depends on how KIWI is installed.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for include in &ctx.description.includes {
        if include.start != Start::Plain || include.file != 0 {
            continue;
        }
        let mut finding = ctx
            .finding("this path is found only where KIWI runs without anymarkup", include.span)
            .with_note("`this://` starts from the directory of the description everywhere");
        if let Some(edit) = include.from_here() {
            finding = finding.with_fix(format!("write `{}`", edit.text), Applicability::Safe, vec![edit]);
        }
        ctx.report(finding);
    }
}
