use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-profile",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a profile is declared twice",
        explanation: r#"
Of two declarations for the same architecture KIWI takes the later one, with what it requires.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="A" description="a"/><profile name="A" description="b"/></profiles>
"#,
            passing: r#"
<profiles><profile name="A" description="a"/><profile name="B" description="b"/></profiles>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing.
"#,
    severity_reason: r#"
One of the two is without effect.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let profiles = &ctx.description.profiles;
    for (at, profile) in profiles.iter().enumerate() {
        let element = tree.get(profile.element);
        let same = |other: &&crate::image::Profile| {
            other.name == profile.name && tree.get(other.element).get(at::ARCH) == element.get(at::ARCH)
        };
        if let Some(first) = profiles[..at].iter().find(same) {
            let finding = ctx
                .finding(format!("profile `{}` is declared twice", profile.name), element.place(at::NAME))
                .with_label(tree.get(first.element).place(at::NAME), "this one has no effect");
            ctx.report(finding);
        }
    }
}
