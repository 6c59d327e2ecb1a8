use super::shared;
use crate::diagnostic::{Applicability, Severity};
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    name: "boot-without-kiwi-initrd",
    group: Group::Image,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "`boot` is set, and the initrd system is not `kiwi`",
    explanation: r#"
`boot` names a description for KIWI's own initrd. It has no meaning with dracut, which is the default for oem, iso and kis images. Remove the attribute, or ask for `initrd_system="kiwi"`.
"#,
    failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" boot="oemboot/suse-tumbleweed"/></preferences>
"#,
    passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"/></preferences>
"#,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_initrd_selection_required` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    fix: FixKind::Unsafe,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        let Some(boot) = element.attribute("boot").filter(|boot| !boot.value.is_empty()) else { continue };
        let initrd = view.initrd_system(tree);
        if initrd == "kiwi" {
            continue;
        }
        let mut finding = ctx
            .finding(
                format!(
                    "`boot` is for KIWI's own initrd, and this image has {}",
                    if initrd == "none" { "none" } else { initrd }
                ),
                element.place("boot"),
            )
            .with_note("remove `boot`, or ask for `initrd_system=\"kiwi\"`");
        if let Some(span) = boot.span {
            finding = finding.with_fix("remove `boot`", Applicability::Unsafe, vec![shared::remove_attribute(span)]);
        }
        ctx.report_in(view, finding);
    }
}
