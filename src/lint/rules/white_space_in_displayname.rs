use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "white-space-in-displayname",
        group: Group::Image,
        severity: Severity::Note,
        summary: "white space in `displayname`",
        explanation: r#"
The name goes into the boot menu and into volume names, where older versions could not have white space.
"#,
        example: Some(Example {
            failing: r#"
<image schemaversion="{newest}" name="example" displayname="My image"></image>
"#,
            passing: r#"
<image schemaversion="{newest}" name="example" displayname="My_image"></image>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
25 of 663 public descriptions have some. KIWI's predecessor refused this.
"#,
    severity_reason: r#"
Common practice, and it works.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let Some(image) = ctx.description.image() else { return };
    if image.get(at::DISPLAYNAME).is_some_and(|name| name.contains(char::is_whitespace)) {
        let finding = ctx.finding("white space in `displayname`", image.place(at::DISPLAYNAME));
        ctx.report(finding);
    }
}
