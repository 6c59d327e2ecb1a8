use std::collections::HashMap;

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-user",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a user is defined twice in one selection",
        explanation: r#"
KIWI takes password, home and shell of the first definition; groups are merged.
"#,
        example: Some(Example {
            failing: r#"
<users><user name="anna" password="x" home="/home/anna"/></users>
<users><user name="anna" password="y" home="/home/a"/></users>
"#,
            passing: r#"
<users><user name="anna" password="x" home="/home/anna"/></users>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing.
"#,
    severity_reason: r#"
What the second definition says is without effect.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let mut known: HashMap<Option<&str>, &Element> = HashMap::new();
        let users = view.users.iter().map(|id| tree.get(*id)).flat_map(|section| tree.named(section, el::USER));
        for user in users {
            let first = *known.entry(user.get(at::NAME)).or_insert(user);
            if first.id == user.id {
                continue;
            }
            let differs = [at::PASSWORD, at::HOME, at::SHELL, at::ID, at::REALNAME, at::PWDFORMAT]
                .into_iter()
                .any(|name| user.get(name).is_some() && user.get(name) != first.get(name));
            if !differs {
                continue;
            }
            let finding = ctx
                .finding(
                    format!("user `{}` is defined twice", user.get(at::NAME).unwrap_or_default()),
                    user.place(at::NAME),
                )
                .with_label(first.place(at::NAME), "this definition counts");
            ctx.report_in(view, finding);
        }
    }
}
