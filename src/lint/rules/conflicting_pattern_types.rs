use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "conflicting-pattern-types",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "the package sections of one selection differ in `patternType`",
        explanation: r#"
`patternType` says whether collections bring their recommended packages. It holds for all collections of a build, so KIWI takes the first one that it finds in the selected sections, and says nothing about the others.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image" patternType="onlyRequired"><namedCollection name="base"/></packages>
<packages type="image" patternType="plusRecommended"><namedCollection name="gnome"/></packages>
"#,
            passing: r#"
<packages type="image" patternType="plusRecommended"><namedCollection name="base"/></packages>
<packages type="image"><namedCollection name="gnome"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 stops at the first section that has the attribute (its code). Its predecessor refused the description.
"#,
    severity_reason: r#"
What the second section asks for is not done.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let is_asked = |section: &&Element| {
            let of = section.get(at::TYPE).unwrap_or_default();
            view.selection.takes(section)
                && (of == "image" || of == view.selection.image)
                && section.set(at::PATTERN_TYPE).is_some()
        };
        let sections: Vec<&Element> = ctx.description.sections(el::PACKAGES).filter(is_asked).collect();
        let Some((first, rest)) = sections.split_first() else { continue };
        for section in rest.iter().filter(|section| section.get(at::PATTERN_TYPE) != first.get(at::PATTERN_TYPE)) {
            let value = section.get(at::PATTERN_TYPE).unwrap_or_default();
            let finding = ctx
                .finding(
                    format!("`{value}` has no effect: another section comes first"),
                    section.place(at::PATTERN_TYPE),
                )
                .with_label(first.place(at::PATTERN_TYPE), "this one counts, for all collections");
            ctx.report_in(view, finding);
        }
    }
}
