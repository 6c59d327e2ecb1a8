use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-boot-description",
        group: Group::Image,
        severity: Severity::Error,
        summary: "KIWI's own initrd without a description of it",
        explanation: r#"
With `initrd_system="kiwi"` an oem or pxe image needs `boot`, which names the description of the initrd. pxe images have that initrd by default.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" initrd_system="kiwi"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" initrd_system="dracut"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_boot_description_exists` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build. Whether a description that is named exists depends on the machine that builds, and is not judged.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        if !matches!(view.selection.image.as_str(), "oem" | "pxe")
            || view.initrd_system(tree) != "kiwi"
            || element.set(at::BOOT).is_some()
        {
            continue;
        }
        let place = if element.set(at::INITRD_SYSTEM).is_some() {
            element.place(at::INITRD_SYSTEM)
        } else {
            element.place(at::IMAGE)
        };
        let finding = ctx
            .finding("KIWI's own initrd needs a description, and `boot` names none", place)
            .with_note("set `boot`, or use dracut: `initrd_system=\"dracut\"`");
        ctx.report_in(view, finding);
    }
}
