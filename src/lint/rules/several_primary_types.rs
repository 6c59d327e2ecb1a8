use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "several-primary-types",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "more than one type of a selection is primary",
        explanation: r#"
`primary="true"` says which type is built where none is asked for. KIWI takes the first.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" primary="true"/>
  <type image="tbz" primary="true"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" primary="true"/>
  <type image="tbz"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 takes the first (its code). Its predecessor refused this.
"#,
    severity_reason: r#"
The second one is without effect.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let primary: Vec<&Element> = view
            .preferences
            .iter()
            .map(|id| tree.get(*id))
            .flat_map(|section| tree.named(section, el::TYPE))
            .filter(|element| element.flag(at::PRIMARY) == Some(true))
            .collect();
        if let [first, second, ..] = primary.as_slice() {
            let finding = ctx
                .finding("only one type can be primary", second.place(at::PRIMARY))
                .with_label(first.place(at::PRIMARY), "this one counts");
            ctx.report_in(view, finding);
        }
    }
}
