use super::{boot, shared};
use crate::bundle::IncludeState;
use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::image::Distribution;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-boot-loader",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "the packages of the boot loader are not listed",
        explanation: r#"
KIWI runs the boot loader's own tools in the image's root, and takes signed EFI loaders from there: grub2 for the firmware, shim for `firmware="uefi"`, systemd-boot for that loader. Nothing is said where patterns or products are listed, or for distributions whose names are not known.
"#,
        example: Some(Example {
            failing: r#"
<repository><source path="http://archive.ubuntu.com/ubuntu"/></repository>
<preferences><version>1.0.0</version><packagemanager>apt</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="linux-generic"/><package name="grub-pc"/><package name="systemd"/></packages>
"#,
            passing: r#"
<repository><source path="http://archive.ubuntu.com/ubuntu"/></repository>
<preferences><version>1.0.0</version><packagemanager>apt</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="linux-generic"/><package name="grub-efi-amd64-signed"/><package name="shim-signed"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
"Signed grub2 efi loader not found" when the boot loader is made (OSInside/kiwi#1743).
"#,
    severity_reason: r#"
A package may require them.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    if !shared::is_whole(ctx.description)
        || ctx.description.includes.iter().any(|include| include.state != IncludeState::Resolved)
    {
        return;
    }
    for view in ctx.views() {
        if !boot::boots(view) || view.list_is_open(tree) || view.installed().count() < 4 {
            continue;
        }
        let place = view
            .type_section(tree, el::BOOTLOADER)
            .map_or(view.build_type(tree).place(at::IMAGE), |loader| loader.place(at::NAME));
        let has = |parts: &[&str]| {
            view.installed()
                .any(|entry| parts.iter().any(|part| entry.name.contains(part)) || entry.name.contains(['$', '@', '*']))
        };
        let efi = matches!(view.firmware(tree), Some("efi" | "uefi"));
        let wanted = match boot::loader(tree, view) {
            "grub2" if !has(&["grub"]) => "grub2",
            "grub2"
                if efi
                    && ctx.target.distribution == Some(Distribution::Debian)
                    && !has(&["grub-efi", "shim", "grub2-efi"]) =>
            {
                if view.firmware(tree) == Some("uefi") {
                    "grub-efi-amd64-signed` and `shim-signed"
                } else {
                    "grub-efi"
                }
            }
            "systemd_boot" if !has(&["systemd-boot", "systemd"]) => "systemd-boot",
            _ => continue,
        };
        let finding = ctx
            .finding(format!("`{wanted}` is not listed"), place)
            .with_note("KIWI takes the boot loader from the image's own packages");
        ctx.report_in(view, finding);
    }
}
