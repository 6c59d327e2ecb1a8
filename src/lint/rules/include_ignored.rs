use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::IncludeState;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "include-ignored",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "an included file has no `image` around it",
        explanation: r#"
KIWI puts in what is inside of the included file's `image` element. Where the document element is another, nothing is put in, the `include` disappears, and there is no message.
"#,
        example: Some(Example {
            failing: r#"
<include from="this://part.xml"/>
=== part.xml
<packages type="image"><package name="vim"/></packages>
"#,
            passing: r#"
<include from="this://part.xml"/>
=== part.xml
<image schemaversion="8.5" name="part"><packages type="image"><package name="vim"/></packages></image>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a file.
"#,
    severity_reason: r#"
What the file says is silently left out.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for include in ctx.description.includes.iter().filter(|include| include.state == IncludeState::NotAnImage) {
        let finding = ctx
            .finding("nothing of this file is included", include.span)
            .with_note("its document element must be `image`; KIWI takes what is inside of that");
        ctx.report(finding);
    }
}
