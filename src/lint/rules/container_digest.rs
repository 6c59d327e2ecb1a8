use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-digest",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a container is pinned by digest",
        explanation: r#"
KIWI always adds a tag, `latest` where none is given, and skopeo takes no reference with both tag and digest. A digest in `name` is no valid reference either. Write a tag; to pin a digest, fetch the container by a script of its own and ship it in the overlay.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="1@sha256:0000000000000000000000000000000000000000000000000000000000000000"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="1"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo: `Docker references with both a tag and digest are currently not supported`; with the digest in the name `invalid reference format`.
"#,
    severity_reason: r#"
The fetch fails each time.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        for (_, container) in view.container_entries(ctx.tree()) {
            for name in [at::NAME, at::TAG] {
                if container.get(name).is_some_and(|value| value.contains('@')) {
                    let finding = ctx
                        .finding(format!("a digest in a container's `{name}`"), container.place(name))
                        .with_note("KIWI adds a tag of its own, and skopeo refuses references with both tag and digest")
                        .with_note("write a tag; a digest can be pinned by a fetch of your own into the overlay only");
                    ctx.report_in(view, finding);
                }
            }
        }
    }
}
