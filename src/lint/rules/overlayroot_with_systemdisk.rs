use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "overlayroot-with-systemdisk",
        group: Group::Image,
        severity: Severity::Error,
        summary: "an overlay root together with volumes",
        explanation: r#"
With `overlayroot="true"` the root is a read-only image with an overlay over it. It cannot be spread over the volumes of a `systemdisk`.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" overlayroot="true"><systemdisk><volume name="home"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" overlayroot="true"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiVolumeManagerSetupError` when it makes the disk.
"#,
    severity_reason: r#"
KIWI refuses to build. It does so at the end of the build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        let Some(disk) = view.type_section(tree, el::SYSTEMDISK) else { continue };
        if view.selection.image == "oem" && element.flag(at::OVERLAYROOT) == Some(true) {
            let finding = ctx
                .finding("`systemdisk` cannot be used with an overlay root", disk.name_span)
                .with_label(element.place(at::OVERLAYROOT), "makes the root an overlay");
            ctx.report_in(view, finding);
        }
    }
}
