use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "version-format",
        group: Group::Image,
        severity: Severity::Note,
        summary: "the version is not of the form `1.2.3`",
        explanation: r#"
KIWI takes any text. Its predecessor asked for three numbers, and file names of results are easier to sort with them.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>2024-05</version><packagemanager>zypper</packagemanager><type image="tbz"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="tbz"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
41 of 663 public descriptions have another form, mostly dates.
"#,
    severity_reason: r#"
Common practice.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for version in ctx.tree().iter().filter(|element| element.name == el::VERSION) {
        let text = version.text.trim();
        let numbers: Vec<&str> = text.split('.').collect();
        let plain = numbers.len() == 3
            && numbers.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        if !plain && !text.is_empty() {
            let finding = ctx.finding(format!("`{text}` is not of the form major.minor.release"), version.text_place());
            ctx.report(finding);
        }
    }
}
