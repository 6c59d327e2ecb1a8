use std::collections::HashMap;

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-repository-alias",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "two repositories of one selection have the same alias",
        explanation: r#"
An alias names the repository for the package manager: the second one takes the place of the first, or is refused.
"#,
        example: Some(Example {
            failing: r#"
<repository alias="main"><source path="https://a.example.org/r"/></repository>
<repository alias="main"><source path="https://b.example.org/r"/></repository>
"#,
            passing: r#"
<repository alias="main"><source path="https://a.example.org/r"/></repository>
<repository alias="more"><source path="https://b.example.org/r"/></repository>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 hands the alias to the package manager as it is (its code).
"#,
    severity_reason: r#"
It depends on the package manager.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let mut known: HashMap<&str, &Element> = HashMap::new();
        for repository in view.repositories.iter().map(|id| tree.get(*id)) {
            let Some(alias) = repository.set(at::ALIAS) else { continue };
            let first = *known.entry(alias).or_insert(repository);
            if first.id != repository.id {
                let finding = ctx
                    .finding(format!("repository alias `{alias}` is used twice"), repository.place(at::ALIAS))
                    .with_label(first.place(at::ALIAS), "used here first");
                ctx.report_in(view, finding);
            }
        }
    }
}
