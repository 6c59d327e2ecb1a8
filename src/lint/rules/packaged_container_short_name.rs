//! `packaged-container-short-name`: a container among the packages whose registry is left open.

use super::shared;
use crate::containers::reference::{PodmanImage, podman};
use crate::containers::version::Generation;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packaged-container-short-name",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "a container among the packages whose registry is left open",
        explanation: r#"
A name without a host is looked up in the registries. With several, the first that has such an image wins, which may be another one tomorrow, and on the booted system podman may want somebody to choose. With none, it depends on what the distribution brings. Write the host in front.
"#,
        example: Some(Example {
            failing: r#"
<registry url="registry.example.com"/>
<registry url="other.example.org"/>
<packages type="image"><package name="podman"/>
  <container name="team/web:2"/>
</packages>
"#,
            passing: r#"
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="team/web:2"/>
  <container name="other.example.org/team/db:1"/>
</packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 to 6.1.1, two entries and no terminal: mode `enforcing` fails with `short-name resolution enforced but cannot prompt without a TTY`, other modes try them in order; without a list: `did not resolve to an alias and no unqualified-search registries are defined`.
"#,
    severity_reason: r#"
With the right registry first it works.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let hosts: Vec<&str> = view.registries.iter().filter_map(|id| ctx.tree().get(*id).get(at::URL)).collect();
        if hosts.len() == 1 {
            continue;
        }
        for container in shared::packaged_containers(ctx.tree(), view) {
            let name = container.get(at::NAME).unwrap_or_default();
            if shared::build_service_address(name).is_some()
                || !matches!(podman(name, Generation::V5_8), Ok(PodmanImage::Short { .. }))
            {
                continue;
            }
            let why = match hosts.as_slice() {
                [] => "no `registry` says where it is; it depends on the search list that the distribution brings"
                    .to_owned(),
                several => format!(
                    "the first of {} that has it wins; in mode `enforcing` podman asks, and nobody is there to answer",
                    several.join(", ")
                ),
            };
            let finding = ctx
                .finding(format!("container `{name}` is named without its registry"), container.place(at::NAME))
                .with_note(why);
            ctx.report_in(view, finding);
        }
    }
}
