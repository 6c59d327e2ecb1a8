use std::collections::HashSet;

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unused-profile",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a profile is declared and nothing refers to it",
        explanation: r#"
Selecting it changes nothing: no section is for it, no profile requires it, and the directory has no overlay for it. Scripts may still ask for it.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="A" description="a"/></profiles>
"#,
            passing: r#"
<profiles><profile name="A" description="a"/></profiles>
<packages type="image" profiles="A"><package name="vim"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
59 of 663 public descriptions have one.
"#,
    severity_reason: r#"
Scripts can look at the selected profiles.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let description = ctx.description;
    let mut named: HashSet<&str> = HashSet::new();
    for element in tree.iter() {
        named.extend(element.get(at::PROFILES).into_iter().flat_map(|list| list.split(',')));
        named.extend(element.get(at::PROFILE).filter(|_| element.name == el::REQUIRES));
    }
    for profile in &description.profiles {
        let name = profile.name.as_str();
        let used = named.contains(name)
            || description.entries.iter().any(|entry| entry == name)
            || !tree.get(profile.element).children.is_empty()
            || description.scripts.iter().any(|script| script.source.text.contains(name));
        if !used {
            let finding =
                ctx.finding(format!("nothing refers to profile `{name}`"), tree.get(profile.element).place(at::NAME));
            ctx.report(finding);
        }
    }
}
