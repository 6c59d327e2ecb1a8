use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "boot-volume",
        group: Group::Image,
        severity: Severity::Note,
        summary: "`/boot` is a volume",
        explanation: r#"
A boot loader may not be able to read a logical volume. KIWI's predecessor refused this.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="boot"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="home"/></systemdisk></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
6 of 663 public descriptions have one.
"#,
    severity_reason: r#"
It depends on boot loader and volume manager; on btrfs it works.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        for volume in view.volumes(tree) {
            let path = volume.set(at::MOUNTPOINT).or(volume.get(at::NAME)).unwrap_or_default();
            if path.trim_matches('/') == "boot" && view.volume_management(tree) == Some("lvm") {
                let finding = ctx.finding("`/boot` is a logical volume", volume.place(at::NAME));
                ctx.report_in(view, finding);
            }
        }
    }
}
