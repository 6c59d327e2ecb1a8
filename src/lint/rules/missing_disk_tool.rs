use super::boot;
use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-disk-tool",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "the image lacks the program that opens its disk",
        explanation: r#"
The initrd of an encrypted root needs cryptsetup, that of a root in logical volumes lvm2, that of a RAID mdadm. dracut takes them from the image's own packages. Nothing is said where patterns or products are listed: they may bring them.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" luks="secret" bootpartition="true"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="kernel-default"/><package name="grub2"/><package name="systemd"/></packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" luks="secret" bootpartition="true"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="kernel-default"/><package name="grub2"/><package name="systemd"/><package name="cryptsetup"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
dracut: "module 'crypt' will not be installed, because command 'cryptsetup' could not be found"; the image stops in the initrd.
"#,
    severity_reason: r#"
A package may require it.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in boot::closed_lists(ctx).into_iter().filter(|view| view.selection.image == "oem") {
        let build = view.build_type(tree);
        // KIWI's own modules need `dracut-kiwi-lib`, and that needs all of these
        if boot::lists(view, &["dracut-kiwi-lib", "dracut-kiwi-oem", "dracut-kiwi-live"]) {
            continue;
        }
        let has = |parts: &[&str]| boot::lists(view, parts);
        let lvm = view.volume_management(tree) == Some("lvm");
        let wanted = [
            (build.attribute(at::LUKS).is_some() && !has(&["cryptsetup"]), "cryptsetup", build.place(at::LUKS)),
            (
                lvm && !has(&["lvm"]),
                "lvm2",
                view.type_section(tree, el::SYSTEMDISK).map_or(build.name_span, |disk| disk.name_span),
            ),
            (build.attribute(at::MDRAID).is_some() && !has(&["mdadm"]), "mdadm", build.place(at::MDRAID)),
        ];
        for (missing, package, place) in wanted {
            if missing {
                let finding = ctx
                    .finding(format!("`{package}` is not listed"), place)
                    .with_note("the initrd takes it from the image's own packages");
                ctx.report_in(view, finding);
            }
        }
    }
}
