use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "efi-fat-image-too-large",
        group: Group::Image,
        severity: Severity::Error,
        summary: "`efifatimagesize` is above what a medium can load",
        explanation: r#"
A boot image on a medium can have 65535 blocks of 512 bytes, a little less than 32 MB. KIWI takes at most 31.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso" efifatimagesize="64" flags="dmsquash"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso" efifatimagesize="31" flags="dmsquash"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_efi_fat_image_has_correct_size` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        let Some(size) = element.set(at::EFIFATIMAGESIZE).and_then(|size| size.trim().parse::<u64>().ok()) else {
            continue;
        };
        if size > 31 {
            let finding = ctx.finding(
                format!("an EFI boot image of {size} MB is too large: 31 at most"),
                element.place(at::EFIFATIMAGESIZE),
            );
            ctx.report_in(view, finding);
        }
    }
}
