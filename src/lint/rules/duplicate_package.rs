use std::collections::HashMap;

use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity};
use crate::image::Element;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-package",
        group: Group::Image,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        summary: "a package is listed twice in one section",
        explanation: r#"
The second entry has no effect.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image">
  <package name="vim"/>
  <package name="vim"/>
</packages>
"#,
            passing: r#"
<packages type="image">
  <package name="vim"/>
</packages>
"#,
        }),
        needs: &[Fact::Tag],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI makes a set of the names. Its predecessor warned of this.
"#,
    severity_reason: r#"
It does no harm; one of the two was perhaps meant to be another.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for section in ctx.description.sections(el::PACKAGES) {
        let mut seen: HashMap<String, &Element> = HashMap::new();
        for element in tree.children(section) {
            if !matches!(element.name.known(), Some(el::PACKAGE | el::NAMED_COLLECTION | el::ARCHIVE | el::PRODUCT)) {
                continue;
            }
            // the same name for another architecture is another entry
            let key = format!(
                "{} {} {}",
                element.name,
                element.get(at::NAME).unwrap_or_default(),
                element.get(at::ARCH).unwrap_or_default()
            );
            let first = *seen.entry(key).or_insert(element);
            if std::ptr::eq(first, element) {
                continue;
            }
            let mut finding = ctx
                .finding(
                    format!("`{}` is listed twice", element.get(at::NAME).unwrap_or_default()),
                    element.place(at::NAME),
                )
                .with_label(first.place(at::NAME), "listed here first");
            if element.attributes.len() == first.attributes.len() && element.start_tag.is_some() {
                finding = finding.with_fix("remove the second", Applicability::Safe, vec![Edit::delete(element.span)]);
            }
            ctx.report(finding);
        }
    }
}
