use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unchecked-signatures",
        group: Group::Image,
        severity: Severity::Note,
        summary: "signatures of packages are not checked",
        explanation: r#"
`<rpm-check-signatures>false</rpm-check-signatures>` takes any package from whoever answers for the repository.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><rpm-check-signatures>false</rpm-check-signatures><type image="tbz"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><rpm-check-signatures>true</rpm-check-signatures><type image="tbz"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
492 of 663 public descriptions switch the check off.
"#,
    severity_reason: r#"
Common practice, above all in build services, which check by themselves.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for element in ctx.tree().iter().filter(|element| element.name == el::RPM_CHECK_SIGNATURES) {
        if element.text.trim() == "false" {
            let finding = ctx.finding("signatures of packages are not checked", element.text_place());
            ctx.report(finding);
        }
    }
}
