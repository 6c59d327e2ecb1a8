use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "plain-http-repository",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a repository is read over plain HTTP",
        explanation: r#"
What comes over plain HTTP can be changed on the way. Use https where the server has it.
"#,
        example: Some(Example {
            failing: r#"
<repository><source path="http://download.example.org/repo"/></repository>
"#,
            passing: r#"
<repository><source path="https://download.example.org/repo"/></repository>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
38 of 663 public descriptions have one.
"#,
    severity_reason: r#"
Signatures protect packages where they are checked.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for source in ctx.tree().iter().filter(|element| element.name == el::SOURCE) {
        if source.get(at::PATH).is_some_and(|path| path.starts_with("http://")) {
            let finding = ctx.finding("this repository is read over plain HTTP", source.place(at::PATH));
            ctx.report(finding);
        }
    }
}
