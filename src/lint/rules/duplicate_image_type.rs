use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-image-type",
        group: Group::Image,
        severity: Severity::Error,
        summary: "one selection has two types of the same image",
        explanation: r#"
Of several `type` elements with the same `image` in the selected preferences sections KIWI could take only the first, and therefore refuses all. Put them into profiles.
"#,
        example: Some(Example {
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
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_image_type_unique` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let mut images: Vec<(&str, Vec<Span>)> = Vec::new();
        for section in view.preferences.iter().map(|id| tree.get(*id)) {
            for element in tree.named(section, el::TYPE) {
                let (image, place) = (element.get(at::IMAGE).unwrap_or_default(), element.place(at::IMAGE));
                match images.iter_mut().find(|(other, _)| *other == image) {
                    Some((_, places)) => places.push(place),
                    None => images.push((image, vec![place])),
                }
            }
        }
        for (image, places) in images {
            let [first, second, more @ ..] = places.as_slice() else { continue };
            let times = if more.is_empty() { "twice".to_owned() } else { format!("{} times", places.len()) };
            let mut finding = ctx
                .finding(format!("type `{image}` is there {times} in one selection"), *second)
                .with_label(*first, "KIWI would take the first one");
            for place in more {
                finding = finding.with_label(*place, "one more");
            }
            ctx.report_in(view, finding.with_note("put each into a profile of its own"));
        }
    }
}
