use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-obs-port",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a registry with a port, in a build service",
        explanation: r#"
In a build service KIWI copies the container from a path that has the whole address in it, while the service provides it without the part that has a `:`. With a port the two never meet. Write the host without port there. Elsewhere the port is fine, and this is a note.
"#,
        example: Some(Example {
            failing: r#"
=== options
target = obs
=== config.xml
<containers source="registry.example.com:5000" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
=== options
target = obs
=== config.xml
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI copies `registry.example.com:5000/ns/app:1.ociarchive`, obs-build provides `ns/app:1...` (both codes run).
"#,
    severity_reason: r#"
In a build service the copy fails each time.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let tree = ctx.tree();
        for section in view.containers.iter().map(|id| tree.get(*id)) {
            let source = section.get(at::SOURCE).unwrap_or_default();
            if !source.contains(':') || shared::scheme(source).is_some() {
                continue;
            }
            let severity = if ctx.target.is_build_service() { Severity::Error } else { Severity::Note };
            let finding = ctx
                .finding_as(
                    severity,
                    "a registry with a port cannot be used in a build service",
                    section.place(at::SOURCE),
                )
                .with_note(
                    "KIWI looks for the archive under the whole address, the service provides it without this part",
                );
            ctx.report_in(view, finding);
        }
    }
}
