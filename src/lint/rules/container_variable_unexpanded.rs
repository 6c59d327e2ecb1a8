use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-variable-unexpanded",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a placeholder in a container address",
        explanation: r#"
KIWI expands nothing in `source`, `path`, `name` and `tag`: a `$VARIABLE` or `%PLACEHOLDER%` is looked for in the registry letter by letter. Write the text that is meant, or let a source service write it before KIWI runs.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="$VERSION"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo refuses `$`, `%`, `{` and `}` in references: `Invalid source name docker://registry.example.com/ns/app:$x: invalid reference format`.
"#,
    severity_reason: r#"
The fetch fails each time unless something else rewrites the file first.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        for (section, container) in view.container_entries(ctx.tree()) {
            for (element, name) in
                [(section, at::SOURCE), (container, at::PATH), (container, at::NAME), (container, at::TAG)]
            {
                let Some(value) = element.get(name).filter(|value| shared::has_placeholder(value)) else { continue };
                let finding = ctx
                    .finding(format!("a placeholder in `{name}`: `{value}`"), element.place(name))
                    .with_note("KIWI expands nothing here: skopeo is asked for this very text, and refuses it");
                ctx.report_in(view, finding);
            }
        }
    }
}
