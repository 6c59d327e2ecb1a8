use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-image-type",
    group: Group::Image,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "one selection has two types of the same image",
    explanation: r#"
Of several `type` elements with the same `image` in the selected preferences sections KIWI could take only the first, and therefore refuses all. Put them into profiles.
"#,
    failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="oem" filesystem="ext4"/></preferences>
<preferences><type image="oem" filesystem="xfs"/></preferences>
"#,
    passing: r#"
<profiles><profile name="A" description="a"/><profile name="B" description="b"/></profiles>
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>
<preferences profiles="A"><type image="oem" filesystem="ext4"/></preferences>
<preferences profiles="B"><type image="oem" filesystem="xfs"/></preferences>
"#,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_image_type_unique` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for section in view.preferences.iter().map(|id| tree.get(*id)) {
            for element in tree.named(section, "type") {
                let image = element.get("image").unwrap_or_default();
                match seen.iter().find(|(other, _)| *other == image) {
                    Some((_, first)) => {
                        let finding = ctx
                            .finding(format!("type `{image}` is there twice in one selection"), element.place("image"))
                            .with_label(*first, "the other one")
                            .with_note("put each into a profile of its own");
                        ctx.report_in(view, finding);
                    }
                    None => seen.push((image, element.place("image"))),
                }
            }
        }
    }
}
