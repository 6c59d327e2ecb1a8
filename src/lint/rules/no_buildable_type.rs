use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Unbuildable;
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "no-buildable-type",
        group: Group::Image,
        severity: Severity::Error,
        summary: "nothing can be built from the description",
        explanation: r#"
No selection of profiles leads to a `type`. Where `--profile`, `--arch` or `--type` narrow what is judged, this says that what was asked for is not there. That nothing can be built *without* a profile is common, and not reported.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="A" description="a"/></profiles>
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>
<preferences profiles="B"><type image="tbz"/></preferences>
"#,
            passing: r#"
<profiles><profile name="A" description="a"/></profiles>
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>
<preferences profiles="A"><type image="tbz"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiTypeNotFound`.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let (Some(image), true) = (description.image(), shared::is_whole(description)) else { return };
    let refused = description.refused.iter().any(|refused| refused.why == Unbuildable::NoType);
    if !description.selections.is_empty() || !refused {
        return;
    }
    let asked = &description.narrow;
    let message = match asked.build_types.as_slice() {
        [] => "there is no type to build".to_owned(),
        types => format!("there is no type `{}` to build", types.join("` or `")),
    };
    let mut finding = ctx.finding(message, image.name_span);
    if !asked.profiles.is_empty() {
        finding = finding.with_note(format!("with profiles {}", asked.profiles.join(", ")));
    }
    for section in description.sections(el::PREFERENCES).filter(|section| ctx.tree().first(section, el::TYPE).is_some())
    {
        finding = finding.with_label(section.name_span, "has a type, and is not selected");
    }
    ctx.report(finding);
}
