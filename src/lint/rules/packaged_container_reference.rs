//! `packaged-container-reference`: a container among the packages whose name podman refuses.

use super::shared;
use crate::containers::reference::podman;
use crate::containers::version::Generation;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packaged-container-reference",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a container among the packages whose name podman refuses",
        explanation: r#"
The name must be what `podman pull` takes: lower case, an optional host in front, a tag or digest at the end. Behind a scheme of the build service (`obsregistry://`) the same holds for what follows.
"#,
        example: Some(Example {
            failing: r#"
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="registry.example.com/Team/web:2"/>
</packages>
"#,
            passing: r#"
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="registry.example.com/team/web:2"/>
  <container name="obsregistry://build.example.org/team/web:2"/>
</packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 to 6.1.1 refuse such references before they ask any registry.
"#,
    severity_reason: r#"
The container is never there.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        for container in shared::packaged_containers(ctx.tree(), view) {
            let name = container.get(at::NAME).unwrap_or_default();
            let reference = shared::build_service_address(name).unwrap_or(name);
            let Err(text) = podman(reference, Generation::V5_8) else { continue };
            let finding = ctx
                .finding(format!("`{name}` is no image reference"), container.place(at::NAME))
                .with_note(format!("podman prints: `Error: {text}`"));
            ctx.report_in(view, finding);
        }
    }
}
