use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "swap-name-without-lvm",
        group: Group::Image,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "`oem-swapname` is set, and LVM is not used",
        explanation: r#"
The name is that of a volume. Without LVM the swap space is a partition, and the name has no effect.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-swap>true</oem-swap><oem-swapname>LVSwap</oem-swapname></oemconfig></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-swap>true</oem-swap></oemconfig></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_swap_name_used_with_lvm` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build. Removing the name changes nothing in the image.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        if view.volume_management(tree) == Some("lvm") {
            continue;
        }
        let Some(name) = view.type_section(tree, el::OEMCONFIG).and_then(|config| tree.first(config, el::OEM_SWAPNAME))
        else {
            continue;
        };
        let mut finding = ctx.finding("`oem-swapname` names a volume, and there is no LVM", name.name_span);
        if name.start_tag.is_some() {
            finding = finding.with_fix("remove it", Applicability::Safe, vec![Edit::delete(name.span)]);
        }
        ctx.report_in(view, finding);
    }
}
