use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "extension-defined-twice",
        group: Group::Image,
        severity: Severity::Error,
        summary: "`extension` has two elements of one namespace",
        explanation: r#"
Below `extension` each namespace may have one top-level element.
"#,
        example: Some(Example {
            failing: r#"
<extension><x:a xmlns:x="urn:example"/><x:b xmlns:x="urn:example"/></extension>
"#,
            passing: r#"
<extension><x:a xmlns:x="urn:example"/><y:b xmlns:y="urn:other"/></extension>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiExtensionError` when it loads the description.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let mut seen: Vec<(&str, crate::text::Span)> = Vec::new();
    for element in ctx.description.sections(el::EXTENSION).flat_map(|section| tree.children(section)) {
        match seen.iter().find(|(namespace, _)| *namespace == element.namespace) {
            Some((namespace, first)) => {
                let finding = ctx
                    .finding(format!("namespace `{namespace}` has two elements in `extension`"), element.name_span)
                    .with_label(*first, "the other one");
                ctx.report(finding);
            }
            None => seen.push((&element.namespace, element.name_span)),
        }
    }
}
