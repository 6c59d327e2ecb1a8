use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packages-for-missing-type",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "packages for an image type that is not there",
        explanation: r#"
`<packages type="iso">` is taken where an image of that type is built. No `type` of the description has it, so the section is never taken.
"#,
        example: Some(Example {
            failing: r#"
<packages type="iso"><package name="vim"/></packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso" flags="dmsquash"/></preferences>
<packages type="iso"><package name="vim"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing. Its predecessor refused this.
"#,
    severity_reason: r#"
The section is dead.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    // a fragment has its types elsewhere
    if !shared::is_whole(ctx.description) {
        return;
    }
    let tree = ctx.tree();
    for section in ctx.description.sections(el::PACKAGES) {
        let Some(wanted) = section.set(at::TYPE) else { continue };
        if matches!(wanted, "image" | "bootstrap" | "delete" | "uninstall") {
            continue;
        }
        let there = tree.iter().any(|element| element.name == el::TYPE && element.get(at::IMAGE) == Some(wanted));
        if !there {
            let finding = ctx
                .finding(format!("packages for type `{wanted}`, which is not defined"), section.place(at::TYPE))
                .with_note("KIWI never takes this section");
            ctx.report(finding);
        }
    }
}
