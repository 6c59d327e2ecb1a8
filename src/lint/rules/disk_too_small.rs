use super::boot;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "disk-too-small",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "the partitions do not fit into the size of the disk",
        explanation: r#"
`size` without `additive="true"` is the size of the whole disk. The partitions of the description, the EFI and the boot partition must fit into it, with the root beside them. With `additive` KIWI adds to what it measures.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig><size unit="M">1024</size><partitions><partition name="srv" size="2G" mountpoint="/srv" filesystem="ext4"/></partitions></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig><size unit="G">8</size><partitions><partition name="srv" size="2G" mountpoint="/srv" filesystem="ext4"/></partitions></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 logs a warning for a disk that is smaller than its content, makes it, and fails when it fills it.
"#,
    severity_reason: r#"
It fails only when the disk is filled.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let build = view.build_type(tree);
        let Some(size) = view.type_section(tree, el::SIZE).filter(|size| size.flag(at::ADDITIVE) != Some(true)) else {
            continue;
        };
        let Ok(number) = size.text.trim().parse::<u64>() else { continue };
        let whole = if size.get(at::UNIT) == Some("G") { number.saturating_mul(1024) } else { number };
        let mut needed: u64 = 0;
        let mut parts: Vec<String> = Vec::new();
        let mut add = |what: String, megabytes: u64| {
            if megabytes > 0 {
                needed = needed.saturating_add(megabytes);
                parts.push(format!("{what} {megabytes} MB"));
            }
        };
        for partition in tree.named(build, el::PARTITIONS).flat_map(|section| tree.named(section, el::PARTITION)) {
            let clones: u64 = partition.get(at::CLONE).and_then(|count| count.trim().parse().ok()).unwrap_or(0);
            let Some(each) = partition.get(at::SIZE).and_then(boot::megabytes) else { continue };
            add(partition.get(at::NAME).unwrap_or_default().to_owned(), each.saturating_mul(clones.saturating_add(1)));
        }
        for volume in view.volumes(tree) {
            if let Some(each) = volume.get(at::SIZE).and_then(boot::megabytes) {
                add(volume.get(at::NAME).unwrap_or_default().to_owned(), each);
            }
        }
        if matches!(view.firmware(tree), Some("efi" | "uefi")) {
            add("EFI".to_owned(), boot::number(build, at::EFIPARTSIZE).unwrap_or(20));
        }
        if boot::has_boot_partition(tree, view) {
            add("boot".to_owned(), boot::number(build, at::BOOTPARTSIZE).unwrap_or(300));
        }
        if view
            .type_section(tree, el::OEMCONFIG)
            .is_some_and(|oem| tree.named(oem, el::OEM_SWAP).any(|swap| matches!(swap.text.trim(), "true" | "1")))
        {
            let given = view.type_section(tree, el::OEMCONFIG).and_then(|oem| {
                tree.named(oem, el::OEM_SWAPSIZE).next().and_then(|swap| swap.text.trim().parse().ok())
            });
            add("swap".to_owned(), given.unwrap_or(128));
        }
        add("spare".to_owned(), build.get(at::SPARE_PART).and_then(boot::megabytes).unwrap_or(0));
        add(
            "unpartitioned".to_owned(),
            boot::number(size, at::UNPARTITIONED)
                .map_or(0, |number| if size.get(at::UNIT) == Some("G") { number.saturating_mul(1024) } else { number }),
        );
        if needed >= whole && whole > 0 && !parts.is_empty() {
            let finding = ctx
                .finding(format!("a disk of {whole} MB cannot hold its partitions"), size.text_place())
                .with_note(format!("they need {needed} MB, without the root: {}", parts.join(", ")));
            ctx.report_in(view, finding);
        }
    }
}
