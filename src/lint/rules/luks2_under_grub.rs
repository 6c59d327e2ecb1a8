use super::boot;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Distribution;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "luks2-under-grub",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "grub cannot open the encrypted root",
        explanation: r#"
cryptsetup derives the key of a LUKS2 device by argon2id. grub 2 reads LUKS2 with pbkdf2 only. Where `/boot` lies in the encrypted root it cannot load its configuration: set `luks_pbkdf="pbkdf2"`, or take `/boot` out by `bootpartition="true"`. Without `luks_version` cryptsetup takes its own default, which is LUKS2 but in openSUSE Leap and SLE.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" luks="secret" luks_version="luks2"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" luks="secret" luks_version="luks2" luks_pbkdf="pbkdf2"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
grub 2.06 to 2.12 have no argon2; OSInside/kiwi#1992, rockstor/rockstor-installer#149.
"#,
    severity_reason: r#"
Some distributions build grub with patches for argon2.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views().iter().filter(|view| view.selection.image == "oem") {
        let build = view.build_type(tree);
        if build.attribute(at::LUKS).is_none()
            || match build.get(at::LUKS_VERSION) {
                Some("luks2") => false,
                // cryptsetup's own version: LUKS2 since 2.1, but LUKS1 in Leap, and Tumbleweed's grub knows argon2
                None | Some("luks") => matches!(ctx.target.distribution, None | Some(Distribution::Suse)),
                Some(_) => true,
            }
            || build.get(at::LUKS_PBKDF) == Some("pbkdf2")
            || boot::has_boot_partition(tree, view)
            || boot::loader(tree, view) != "grub2"
        {
            continue;
        }
        let option = view.type_section(tree, el::LUKSFORMAT).is_some_and(|format| {
            tree.named(format, el::OPTION).any(|option| {
                matches!(
                    (option.get(at::NAME), option.get(at::VALUE)),
                    (Some("--pbkdf"), Some("pbkdf2")) | (Some("--type"), Some("luks1"))
                )
            })
        });
        if option {
            continue;
        }
        let finding = ctx
            .finding(
                "grub cannot open LUKS2 with argon2id, and `/boot` lies in it",
                build.place(if build.attribute(at::LUKS_VERSION).is_some() { at::LUKS_VERSION } else { at::LUKS }),
            )
            .with_note("set `luks_pbkdf=\"pbkdf2\"`, or `bootpartition=\"true\"`");
        ctx.report_in(view, finding);
    }
}
