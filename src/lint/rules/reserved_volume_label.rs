use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "reserved-volume-label",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a volume has a label that KIWI uses itself",
        explanation: r#"
With LVM the labels `SWAP` and `SPARE` and the root file system's label (`rootfs_label`, `ROOT` by default) belong to KIWI.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="home" label="SPARE"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="home" label="HOME"/></systemdisk></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_volume_setup_defines_reserved_labels` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        if view.volume_management(tree) != Some("lvm") {
            continue;
        }
        let root = view.build_type(tree).set(at::ROOTFS_LABEL).unwrap_or("ROOT");
        for volume in view.volumes(tree) {
            let Some(label) = volume.set(at::LABEL).filter(|label| [root, "SWAP", "SPARE"].contains(label)) else {
                continue;
            };
            let path = volume.set(at::MOUNTPOINT).or(volume.get(at::NAME)).unwrap_or_default();
            // KIWI takes a volume at this path for the swap space that it makes itself
            if path == "swap" {
                continue;
            }
            let finding = ctx
                .finding(format!("volume label `{label}` is reserved"), volume.place(at::LABEL))
                .with_note(format!("KIWI uses `{root}`, `SWAP` and `SPARE` itself"));
            ctx.report_in(view, finding);
        }
    }
}
