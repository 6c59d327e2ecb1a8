use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "import-without-required",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a profile is imported, and the ones that it requires are not",
        explanation: r#"
`import="true"` selects a profile where none is given on the command line. What it requires is then **not** selected; with `--profile` it is. The same description builds two different images. Mark the required profiles for import, too.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="A" description="a" import="true"><requires profile="B"/></profile><profile name="B" description="b"/></profiles>
"#,
            passing: r#"
<profiles><profile name="A" description="a" import="true"><requires profile="B"/></profile><profile name="B" description="b" import="true"/></profiles>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing.
"#,
    severity_reason: r#"
Which of the two images is meant cannot be told.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for profile in ctx.description.profiles.iter().filter(|profile| profile.import) {
        for requires in tree.named(tree.get(profile.element), el::REQUIRES) {
            let name = requires.get(at::PROFILE).unwrap_or_default();
            let imported = ctx.description.profiles.iter().any(|other| other.name == name && other.import);
            if imported || !ctx.description.declares(name) {
                continue;
            }
            let finding = ctx
                .finding(
                    format!("profile `{name}` is not selected where `{}` is imported", profile.name),
                    requires.place(at::PROFILE),
                )
                .with_label(
                    tree.get(profile.element).place(at::IMPORT),
                    "imported where no profile is given; what it requires is not",
                )
                .with_note("with `--profile` it is: the same description builds two different images");
            ctx.report(finding);
        }
    }
}
