use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "ignored-in-delete-section",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "an entry that has no effect in a delete section",
        explanation: r#"
`<packages type="delete">` and `type="uninstall"` remove packages. Collections, products and archives in them are not looked at, nor is `patternType`.
"#,
        example: Some(Example {
            failing: r#"
<packages type="delete"><package name="vim"/><namedCollection name="games"/></packages>
"#,
            passing: r#"
<packages type="delete"><package name="vim"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 reads `package` entries of these sections only (its code). Its predecessor refused the others.
"#,
    severity_reason: r#"
Nothing is removed where something should be.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for section in ctx
        .description
        .sections(el::PACKAGES)
        .filter(|section| matches!(section.get(at::TYPE), Some("delete" | "uninstall")))
    {
        if section.set(at::PATTERN_TYPE).is_some() {
            let finding = ctx
                .finding("`patternType` has no effect in a delete section", section.place(at::PATTERN_TYPE))
                .with_label(section.place(at::TYPE), "only packages are removed");
            ctx.report(finding);
        }
        for element in ctx.tree().children(section) {
            if matches!(element.name.known(), Some(el::NAMED_COLLECTION | el::PRODUCT | el::ARCHIVE)) {
                let finding = ctx
                    .finding(format!("`{}` has no effect in a delete section", element.name), element.name_span)
                    .with_label(section.place(at::TYPE), "only packages are removed");
                ctx.report(finding);
            }
        }
    }
}
