use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::IncludeState;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "include-not-found",
        group: Group::Image,
        severity: Severity::Error,
        summary: "an included file is not there",
        explanation: r#"
`this://x` and plain relative paths start from the directory of the description. With `file://x` and `dir://x` the `x` is taken for a host, so that they never lead to a file; `file:///x` does.
"#,
        example: Some(Example {
            failing: r#"
<include from="this://missing.xml"/>
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
KIWI 11.1.6 raises `KiwiIncludFileNotFoundError` when it loads the description.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for include in &ctx.description.includes {
        let why = match include.state {
            IncludeState::NotFound => match &include.path {
                Some(path) => format!("there is no file `{}`", path.display()),
                None => "there is no such file".to_owned(),
            },
            IncludeState::NeverResolves => "what stands behind `//` is taken for a host".to_owned(),
            IncludeState::Unreadable => "the file cannot be read as XML".to_owned(),
            _ => continue,
        };
        let finding = ctx.finding(format!("`{}` cannot be included", include.from), include.span).with_note(why);
        ctx.report(finding);
    }
}
