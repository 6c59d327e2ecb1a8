use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::{Element, View};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "boot-without-kiwi-initrd",
        group: Group::Image,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        summary: "`boot` is set, and the initrd system is not `kiwi`",
        explanation: r#"
`boot` names a description for KIWI's own initrd. It has no meaning with dracut, which is the default for oem, iso and kis images. Remove the attribute, or ask for `initrd_system="kiwi"`.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" boot="oemboot/suse-tumbleweed"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_initrd_selection_required` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    // old descriptions have the attribute on every type: one mistake, one finding for each initrd
    for initrd in ["dracut", "none"] {
        let concerned: Vec<(&View, &Element)> = ctx
            .views()
            .iter()
            .map(|view| (view, view.build_type(tree)))
            .filter(|(view, element)| element.set(at::BOOT).is_some() && view.initrd_system(tree) == initrd)
            .collect();
        let mut types: Vec<&Element> = Vec::new();
        for (_, element) in &concerned {
            if !types.iter().any(|known| known.id == element.id) {
                types.push(element);
            }
        }
        let Some((first, others)) = types.split_first() else { continue };
        let mut finding = ctx
            .finding(format!("`boot` is for KIWI's own initrd, and this image has {initrd}"), first.place(at::BOOT))
            .with_note("remove `boot`, or ask for `initrd_system=\"kiwi\"`");
        for other in others {
            finding = finding.with_label(other.place(at::BOOT), "this one, too");
        }
        let edits: Vec<Edit> = types
            .iter()
            .filter_map(|element| Some(shared::remove_attribute(element.attribute(at::BOOT)?.span?)))
            .collect();
        if !edits.is_empty() {
            finding = finding.with_fix("remove `boot`", Applicability::Unsafe, edits);
        }
        for (view, _) in concerned {
            ctx.report_in(view, finding.clone());
        }
    }
}
