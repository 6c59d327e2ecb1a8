use super::boot;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "efi-partition-too-small",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "systemd-boot has no room on the default EFI partition",
        explanation: r#"
With systemd-boot kernel and initrd lie on the EFI partition. KIWI makes it 20 MB large where `efipartsize` says nothing else. KIWI's own tests set 200 and more.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="systemd_boot"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" efipartsize="512"><bootloader name="systemd_boot"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`Defaults.get_default_efi_boot_mbytes` of KIWI 11.1.6 gives 20; a build ends with "No space left on device" (OSInside/kiwi#2735).
"#,
    severity_reason: r#"
A small kernel and initrd may fit.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views().iter().filter(|view| view.selection.image == "oem") {
        let build = view.build_type(tree);
        let Some(loader) =
            view.type_section(tree, el::BOOTLOADER).filter(|loader| loader.get(at::NAME) == Some("systemd_boot"))
        else {
            continue;
        };
        let size = boot::number(build, at::EFIPARTSIZE);
        if size.unwrap_or(20) >= 64 {
            continue;
        }
        let finding = ctx
            .finding(
                format!("kernel and initrd do not fit into {} MB", size.unwrap_or(20)),
                if size.is_some() { build.place(at::EFIPARTSIZE) } else { loader.place(at::NAME) },
            )
            .with_note("systemd-boot reads them from the EFI partition; set `efipartsize`");
        ctx.report_in(view, finding);
    }
}
