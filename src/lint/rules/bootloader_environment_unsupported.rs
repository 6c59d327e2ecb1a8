use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "bootloader-environment-unsupported",
        group: Group::Image,
        severity: Severity::Error,
        summary: "variables for a boot loader that has none",
        explanation: r#"
Only grub2 (and `custom`) keep variables in an environment block.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><bootloader name="systemd_boot"><bootloadersettings><environment><env name="a" value="b"/></environment></bootloadersettings></bootloader></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><bootloader name="grub2"><bootloadersettings><environment><env name="a" value="b"/></environment></bootloadersettings></bootloader></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_bootloader_env_compatible_with_loader` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let Some(loader) = view.type_section(tree, el::BOOTLOADER) else { continue };
        let name = loader.get(at::NAME).unwrap_or("grub2");
        let environment =
            tree.first(loader, el::BOOTLOADERSETTINGS).and_then(|settings| tree.first(settings, el::ENVIRONMENT));
        let Some(environment) = environment.filter(|environment| tree.first(environment, el::ENV).is_some()) else {
            continue;
        };
        if !matches!(name, "grub2" | "grub2_s390x_emu" | "custom") {
            let finding = ctx
                .finding(format!("boot loader `{name}` has no environment variables"), environment.name_span)
                .with_label(loader.place(at::NAME), "the boot loader");
            ctx.report_in(view, finding);
        }
    }
}
