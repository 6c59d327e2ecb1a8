use super::boot;
use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::image::{Distribution, View};
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
    tier: Tier::Default,
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
    for view in boot::closed_lists(ctx) {
        let place = view
            .type_section(tree, el::BOOTLOADER)
            .map_or(view.build_type(tree).place(at::IMAGE), |loader| loader.place(at::NAME));
        let wanted = match boot::loader(tree, view) {
            "grub2" => grub(view, view.firmware(tree), ctx.target.distribution),
            // part of systemd but where the distribution splits it off
            "systemd_boot" if !boot::lists(view, systemd_boot(ctx.target.distribution)) => Some("systemd-boot"),
            _ => None,
        };
        if let Some(wanted) = wanted {
            let finding = ctx
                .finding(format!("`{wanted}` is not listed"), place)
                .with_note("KIWI takes the boot loader from the image's own packages");
            ctx.report_in(view, finding);
        }
    }
}

/// Parts of names of the packages that have systemd's boot loader.
fn systemd_boot(distribution: Option<Distribution>) -> &'static [&'static str] {
    match distribution {
        Some(Distribution::Suse | Distribution::Fedora | Distribution::Debian) => &["systemd-boot", "sdboot"],
        _ => &["systemd"],
    }
}

/// What is missing for grub under a firmware.
fn grub(view: &View, firmware: Option<&str>, distribution: Option<Distribution>) -> Option<&'static str> {
    if !boot::lists(view, &["grub"]) {
        // packages of Fedora and of SUSE's shim need grub
        return (!boot::lists(view, &["shim"])).then_some("grub2");
    }
    let efi = matches!(firmware, Some("efi" | "uefi"));
    let on_x86 = view.selection.arch == "x86_64";
    match distribution? {
        Distribution::Suse if efi && !boot::lists(view, &["-efi", "shim"]) => Some("grub2-x86_64-efi"),
        Distribution::Fedora if efi && !boot::lists(view, &["-efi", "shim"]) => Some("grub2-efi-x64"),
        Distribution::Fedora
            if !efi && on_x86 && firmware.is_none_or(|firmware| firmware == "bios") && only_efi(view) =>
        {
            Some("grub2-pc")
        }
        Distribution::Debian
            if !efi && on_x86 && firmware.is_none_or(|firmware| firmware == "bios") && only_efi(view) =>
        {
            Some("grub-pc")
        }
        // secure boot starts with shim
        Distribution::Suse | Distribution::Fedora
            if firmware == Some("uefi") && on_x86 && !boot::lists(view, &["shim"]) =>
        {
            Some("shim")
        }
        Distribution::Debian
            if firmware == Some("uefi")
                && on_x86
                && !boot::lists(view, &["shim", "grub-cloud"])
                && boot::lists(view, &["grub-efi"]) =>
        {
            Some("shim-signed")
        }
        // one package is for one firmware there, and none needs that of another
        Distribution::Debian if efi && !boot::lists(view, &["grub-efi", "grub-cloud", "shim"]) => {
            Some(if firmware == Some("uefi") { "grub-efi-amd64-signed` and `shim-signed" } else { "grub-efi" })
        }
        _ => None,
    }
}

/// Whether all packages of grub that are listed are for EFI.
fn only_efi(view: &View) -> bool {
    view.installed().filter(|entry| entry.name.contains("grub")).all(|entry| entry.name.contains("efi"))
}
