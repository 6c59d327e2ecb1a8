use super::{boot, shared};
use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-kernel",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "no package of a bootable image looks like a kernel",
        explanation: r#"
A disk or live image boots a kernel of its own, and no package that KIWI needs brings one. Nothing is said where patterns or products are listed: they may bring it.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="grub2"/><package name="shim"/><package name="systemd"/></packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="grub2"/><package name="shim"/><package name="systemd"/><package name="kernel-default"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`KiwiBootLoaderGrubSetupError`, or "no kernel found", when KIWI makes the boot loader (OSInside/kiwi-descriptions PR#3).
"#,
    severity_reason: r#"
A package may require a kernel.
"#,
    check,
};

/// Parts of names of packages that are a kernel or need one: of SUSE and Fedora, of Debian and Ubuntu; modules built for
/// one kernel.
const KERNELS: [&str; 7] = ["kernel", "linux-image", "-kmp", "kmod-", "akmod-", "-dkms", "raspi-firmware"];
/// Beginnings of kernels' names where these alone are called `linux`: Arch, Alpine, Debian's flavours.
const LINUX: [&str; 2] = ["linux", "linux-"];
/// Packages that begin like a kernel and are none.
const NO_KERNELS: [&str; 8] = [
    "kernel-firmware",
    "kernel-headers",
    "kernel-tools",
    "kernel-macros",
    "linux-firmware",
    "linux-headers",
    "linux-base",
    "linux-libc-dev",
];

fn is_kernel(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (KERNELS.iter().any(|part| name.contains(part)) || name == LINUX[0] || name.starts_with(LINUX[1]))
        && !NO_KERNELS.iter().any(|start| name.starts_with(start))
}

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let description = ctx.description;
    // a script may install one, or build it
    if shared::image_scripts(description).any(|script| script.source.text.contains("kernel"))
        || description.overlay.layers.iter().any(|layer| layer.files.iter().any(|file| file.path.starts_with("/boot/")))
    {
        return;
    }
    for view in boot::closed_lists(ctx) {
        if view.installed().any(|entry| is_kernel(&entry.name)) {
            continue;
        }
        let finding = ctx
            .finding("no kernel is listed for an image that boots", view.build_type(tree).place(at::IMAGE))
            .with_note("no package name looks like one, and there are no patterns that could bring it");
        ctx.report_in(view, finding);
    }
}
