use super::boot;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "mount-point-taken",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a partition is mounted where KIWI mounts another",
        explanation: r#"
KIWI itself makes and mounts the root, the EFI partition on `/boot/efi` and, where there is one, the partition on `/boot`. A partition of `partitions` in the same place hides it, or is hidden; of two on one mount point one is hidden.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig><partitions><partition name="esp2" size="1G" mountpoint="/boot/efi" filesystem="ext4"/></partitions></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig><partitions><partition name="srv" size="1G" mountpoint="/srv" filesystem="ext4"/></partitions></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 takes it without a word; the image does not boot (OSInside/kiwi#2572).
"#,
    severity_reason: r#"
A boot loader of one's own may use it.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let partitions: Vec<_> = tree
            .named(view.build_type(tree), el::PARTITIONS)
            .flat_map(|section| tree.named(section, el::PARTITION))
            .collect();
        for (at, partition) in partitions.iter().enumerate() {
            let place = |mount: &str| format!("/{}", mount.trim().trim_matches('/'));
            let Some(mount) = partition.set(at::MOUNTPOINT).map(place) else { continue };
            let span = partition.place(at::MOUNTPOINT);
            let why = match mount.as_str() {
                "/" => Some("KIWI makes the root partition itself"),
                "/boot/efi" if matches!(view.firmware(tree), Some("efi" | "uefi")) => {
                    Some("KIWI makes and mounts the EFI partition itself")
                }
                "/boot" if boot::has_boot_partition(tree, view) => {
                    Some("KIWI makes and mounts a boot partition itself")
                }
                _ => None,
            };
            if let Some(why) = why {
                let finding = ctx.finding(format!("`{mount}` is taken already"), span).with_note(why);
                ctx.report_in(view, finding);
            } else if let Some(first) =
                partitions[..at].iter().find(|other| other.set(at::MOUNTPOINT).map(place).as_ref() == Some(&mount))
            {
                let finding = ctx
                    .finding(format!("two partitions are mounted on `{mount}`"), span)
                    .with_label(first.place(at::MOUNTPOINT), "the other one");
                ctx.report_in(view, finding);
            } else if mount != "/"
                && view.volumes(tree).any(|volume| {
                    volume.set(at::MOUNTPOINT).or(volume.set(at::NAME)).map(place).as_ref() == Some(&mount)
                })
            {
                let finding = ctx.finding(format!("a volume and a partition are mounted on `{mount}`"), span);
                ctx.report_in(view, finding);
            }
        }
    }
}
