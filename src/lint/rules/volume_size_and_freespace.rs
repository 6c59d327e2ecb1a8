use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "volume-size-and-freespace",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a volume has both a size and a free space",
        explanation: r#"
`size` is the whole volume, `freespace` what is left in it. With both KIWI takes `size`.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="home" size="1G" freespace="500M"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="home" size="1G"/></systemdisk></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing. Its predecessor refused this.
"#,
    severity_reason: r#"
One of the two is without effect.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for volume in ctx.tree().iter().filter(|element| element.name == el::VOLUME) {
        if volume.set(at::SIZE).is_some() && volume.set(at::FREESPACE).is_some() {
            let finding = ctx
                .finding("`freespace` has no effect beside `size`", volume.place(at::FREESPACE))
                .with_label(volume.place(at::SIZE), "this one counts");
            ctx.report(finding);
        }
    }
}
