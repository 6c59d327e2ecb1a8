use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "conflicting-group-id",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "one group has two numbers, or one number two groups",
        explanation: r#"
A group is written as `name:number` in `groups`. KIWI adds a group once, with the first number.
"#,
        example: Some(Example {
            failing: r#"
<users><user name="a" password="x" groups="web:1000"/><user name="b" password="x" groups="web:1001"/></users>
"#,
            passing: r#"
<users><user name="a" password="x" groups="web:1000"/><user name="b" password="x" groups="web:1000"/></users>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 adds groups by name (its code). Its predecessor refused this.
"#,
    severity_reason: r#"
One of the two is without effect, or the second group cannot be added.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let mut seen: Vec<(&str, &str, crate::text::Span)> = Vec::new();
        for user in view.users.iter().flat_map(|id| tree.named(tree.get(*id), el::USER)) {
            let place = user.place(at::GROUPS);
            for group in user.set(at::GROUPS).into_iter().flat_map(|groups| groups.split(',')) {
                let Some((name, number)) = group.trim().split_once(':') else { continue };
                let conflict =
                    seen.iter().find(|(other, other_number, _)| (*other == name) != (*other_number == number));
                if let Some((other, other_number, at)) = conflict {
                    let message = if *other == name {
                        format!("group `{name}` has the numbers {other_number} and {number}")
                    } else {
                        format!("groups `{other}` and `{name}` have the same number, {number}")
                    };
                    let finding = ctx.finding(message, place).with_label(*at, "the other one");
                    ctx.report_in(view, finding);
                } else {
                    seen.push((name, number, place));
                }
            }
        }
    }
}
