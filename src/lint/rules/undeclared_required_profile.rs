use crate::diagnostic::nearest;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Unbuildable;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "undeclared-required-profile",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a profile requires one that is not declared",
        explanation: r#"
`requires` names a profile that the description does not declare, or not for this architecture. The profile that requires it cannot be built.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="A" description="a"><requires profile="B"/></profile></profiles>
"#,
            passing: r#"
<profiles><profile name="A" description="a"><requires profile="B"/></profile><profile name="B" description="b"/></profiles>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiProfileNotFound`.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for refused in &ctx.description.refused {
        let Unbuildable::UndeclaredProfile { name, required_by } = &refused.why else { continue };
        let (place, message) = match required_by {
            Some(element) => {
                let element = ctx.tree().get(*element);
                (element.place(at::PROFILE), format!("required profile `{name}` is not declared"))
            }
            None => {
                let Some(image) = ctx.description.image() else { continue };
                (image.name_span, format!("profile `{name}` is asked for and not declared"))
            }
        };
        let mut finding = ctx.finding(message, place);
        if ctx.description.declares(name) {
            finding = finding.with_note(format!("it is declared for other architectures than {}", refused.arch));
        } else if let Some(meant) = nearest(name, ctx.description.profiles.iter().map(|profile| profile.name.as_str()))
        {
            finding = finding.with_expected([meant.to_owned()]).with_note(format!("is `{meant}` meant?"));
        }
        ctx.report(finding);
    }
}
