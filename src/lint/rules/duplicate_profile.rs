use std::collections::HashMap;

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-profile",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a profile is declared twice",
        explanation: r#"
Of two declarations for the same architecture KIWI takes the later one, with what it requires. Declarations that say the same, as those of several included files do, are a note.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="A" description="a"/><profile name="A" description="b"/></profiles>
"#,
            passing: r#"
<profiles><profile name="A" description="a"/><profile name="B" description="b"/></profiles>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing.
"#,
    severity_reason: r#"
One of the two is without effect.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let elements: Vec<&Element> = ctx.description.profiles.iter().map(|profile| tree.get(profile.element)).collect();
    let mut alike: HashMap<[Option<&str>; 2], Vec<usize>> = HashMap::new();
    for (at, element) in elements.iter().enumerate() {
        alike.entry([element.get(at::NAME), element.get(at::ARCH)]).or_default().push(at);
    }
    let mut repeated: Vec<Vec<usize>> = alike.into_values().filter(|places| places.len() > 1).collect();
    repeated.sort();
    // what a declaration says: its attributes, and what it requires
    let says = |element: &Element| {
        let own = |element: &Element| {
            let mut own: Vec<(String, String)> =
                element.attributes.iter().map(|attribute| (attribute.name.clone(), attribute.value.clone())).collect();
            own.sort();
            own
        };
        let required: Vec<_> = tree.children(element).map(own).collect();
        (own(element), required)
    };
    for places in repeated {
        let Some((last, before)) = places.split_last() else { continue };
        let last = elements[*last];
        let before: Vec<&Element> = before.iter().map(|at| elements[*at]).collect();
        let Some(first) = before.first() else { continue };
        let name = last.get(at::NAME).unwrap_or_default();
        if before.iter().all(|other| says(other) == says(last)) {
            let times = before.len() + 1;
            let finding = ctx
                .finding_as(
                    Severity::Note,
                    format!("profile `{name}` is declared {times} times, each time the same"),
                    last.place(at::NAME),
                )
                .with_label(first.place(at::NAME), "declared here first");
            ctx.report(finding);
            continue;
        }
        let mut finding = ctx.finding(format!("profile `{name}` is declared twice"), last.place(at::NAME));
        for other in before {
            finding = finding.with_label(other.place(at::NAME), "this one has no effect");
        }
        ctx.report(finding);
    }
}
