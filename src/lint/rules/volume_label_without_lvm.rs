use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "volume-label-without-lvm",
        group: Group::Image,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        summary: "a volume has a label, and LVM is not used",
        explanation: r#"
On btrfs volumes are subvolumes, which have no labels. Remove the label, or ask for LVM: `<systemdisk preferlvm="true">`.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="btrfs"><systemdisk><volume name="home" label="HOME"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="btrfs"><systemdisk><volume name="home"/></systemdisk></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_volume_label_used_with_lvm` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let management = view.volume_management(tree);
        if management == Some("lvm") {
            continue;
        }
        for volume in view.volumes(tree) {
            let Some(label) = volume.attribute(at::LABEL).filter(|label| !matches!(label.value.as_str(), "" | "SWAP"))
            else {
                continue;
            };
            let mut finding =
                ctx.finding(format!("volume label `{}` needs LVM", label.value), volume.place(at::LABEL)).with_label(
                    view.build_type(tree).place(at::FILESYSTEM),
                    "volumes are subvolumes here, which have no labels",
                );
            if let Some(span) = label.span {
                finding =
                    finding.with_fix("remove the label", Applicability::Unsafe, vec![shared::remove_attribute(span)]);
            }
            ctx.report_in(view, finding);
        }
    }
}
