use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "white-space-in-volume-name",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "white space in the name of a volume",
        explanation: r#"
The name becomes the name of a logical volume and a path, in which white space does not work.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="my home"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="my_home"/></systemdisk></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing. Its predecessor refused this.
"#,
    severity_reason: r#"
The volume manager decides.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for element in ctx.tree().iter().filter(|element| matches!(element.name.known(), Some(el::VOLUME | el::SYSTEMDISK)))
    {
        if let Some(name) = element.set(at::NAME).filter(|name| name.contains(char::is_whitespace)) {
            let finding = ctx.finding(format!("white space in the name `{name}`"), element.place(at::NAME));
            ctx.report(finding);
        }
    }
}
