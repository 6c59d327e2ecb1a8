use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "volume-for-root",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a volume is defined for `/`",
        explanation: r#"
The root volume is called `@root`: `<volume name="@root" size="42G"/>`. A volume with the mount point `/` is refused.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="system" mountpoint="/"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="@root" size="8G"/></systemdisk></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_volume_setup_has_no_root_definition` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        for volume in view.volumes(tree) {
            let name = volume.get(at::NAME).unwrap_or_default();
            if name.contains("@root") || volume.set(at::MOUNTPOINT).unwrap_or(name) != "/" {
                continue;
            }
            let place = volume.place(if volume.set(at::MOUNTPOINT).is_some() { at::MOUNTPOINT } else { at::NAME });
            let finding = ctx
                .finding("the root volume is set up by the name `@root`, not by a mount point", place)
                .with_note("write `<volume name=\"@root\" size=\"...\"/>`");
            ctx.report_in(view, finding);
        }
    }
}
