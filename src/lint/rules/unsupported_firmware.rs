use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::defaults::firmwares;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unsupported-firmware",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a firmware that KIWI does not support on the architecture",
        explanation: r#"
x86_64 has efi, uefi, bios and ec2; 32-bit x86 bios; ARM, RISC-V and LoongArch efi and uefi; POWER ofw and opal; s390 none. `custom` goes everywhere. What is reported holds on an architecture that the description names for this type, or on every one that it names.
"#,
        example: Some(Example {
            failing: r#"
<preferences arch="ppc64le"><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi"/></preferences>
"#,
            passing: r#"
<preferences arch="ppc64le"><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="ofw"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiNotImplementedError` when the disk is set up; the schema has one list for all architectures.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        if !matches!(view.selection.image.as_str(), "oem" | "iso" | "vmx" | "kis" | "pxe")
            || view.firmware_is_supported(tree)
        {
            continue;
        }
        // an architecture that only some package line mentions is perhaps never built, and the one that is taken where
        // the description mentions none is a guess
        let mentions = |arch: &str| {
            tree.iter()
                .any(|element| element.set(at::ARCH).is_some_and(|list| list.split(',').any(|other| other == arch)))
        };
        let fails_everywhere = mentions(&view.selection.arch)
            && ctx
                .views()
                .iter()
                .filter(|other| other.selection.type_element == view.selection.type_element)
                .filter(|other| mentions(&other.selection.arch))
                .all(|other| !other.firmware_is_supported(tree));
        if !view.selection.arch_is_explicit && !fails_everywhere {
            continue;
        }
        let element = view.build_type(tree);
        let arch = &view.selection.arch;
        let known = firmwares(arch).unwrap_or_default();
        let finding = ctx
            .finding(
                format!("firmware `{}` is not supported on {arch}", element.get(at::FIRMWARE).unwrap_or_default()),
                element.place(at::FIRMWARE),
            )
            .with_expected(known.iter().map(|name| (*name).to_owned()));
        let finding = if known.is_empty() {
            finding.with_note(format!("on {arch} there is none: remove the attribute"))
        } else {
            finding.with_note(format!("{arch} has {}", known.join(", ")))
        };
        ctx.report_in(view, finding);
    }
}
