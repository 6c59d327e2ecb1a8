use super::{boot, shared};
use crate::bundle::IncludeState;
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
    tier: Tier::Pedantic,
    evidence: r#"
`KiwiBootLoaderGrubSetupError`, or "no kernel found", when KIWI makes the boot loader (OSInside/kiwi-descriptions PR#3).
"#,
    severity_reason: r#"
A package may require a kernel.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        if !boot::boots(view) || view.list_is_open(tree) || !shared::is_whole(ctx.description) {
            continue;
        }
        if ctx.description.includes.iter().any(|include| include.state != IncludeState::Resolved) {
            return;
        }
        let is_kernel = |name: &str| {
            let name = name.to_ascii_lowercase();
            name == "linux"
                || [
                    "kernel",
                    "linux-image",
                    "linux-generic",
                    "linux-virtual",
                    "linux-aws",
                    "linux-azure",
                    "linux-gcp",
                    "linux-kvm",
                    "linux-lts",
                    "linux-zen",
                    "linux-hardened",
                    "linux-raspi",
                    "linux-virt",
                    "linux-oem",
                ]
                .iter()
                .any(|start| name.contains(start))
                || name.starts_with("linux-")
        };
        if view.installed().any(|entry| is_kernel(&entry.name) || entry.name.contains(['$', '@', '*']))
            || view.installed().count() < 4
        {
            continue;
        }
        let finding = ctx
            .finding("no kernel is listed for an image that boots", view.build_type(tree).place(at::IMAGE))
            .with_note("no package name looks like one, and there are no patterns that could bring it");
        ctx.report_in(view, finding);
    }
}
