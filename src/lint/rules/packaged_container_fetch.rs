//! `packaged-container-fetch`: a container among the packages that a build service cannot fetch.

use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packaged-container-fetch",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a container among the packages that a build service cannot fetch",
        explanation: r#"
A build service has no connection to the outside, and a build that runs in a container cannot pull either. Only what the service itself provides is there: name such containers with its scheme, `obsregistry://`, or bring them wrapped in a package.
"#,
        example: Some(Example {
            failing: r#"
=== options
target = obs
=== config.xml
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="registry.example.com/team/web:2"/>
</packages>
"#,
            passing: r#"
=== options
target = obs
=== config.xml
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="obsregistry://build.example.org/team/web:2"/>
  <package name="web-oci" oci_import="true"/>
</packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
Workers of the Open Build Service run without network; `podman pull` ends with `dial tcp: lookup ...`.
"#,
    severity_reason: r#"
In a build service the fetch fails each time; elsewhere nothing is reported.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    if !ctx.target.is_build_service() {
        return;
    }
    for view in ctx.views() {
        for container in shared::packaged_containers(ctx.tree(), view) {
            let name = container.get(at::NAME).unwrap_or_default();
            if shared::build_service_address(name).is_some() {
                continue;
            }
            // a short name is looked up in the registries, and these may be the service's
            let host = name.split('/').next().unwrap_or_default();
            let is_short =
                !name.contains("://") && !(name.contains('/') && (host.contains(['.', ':']) || host == "localhost"));
            let mut registries = view.registries.iter().map(|id| ctx.tree().get(*id)).peekable();
            if is_short
                && registries.peek().is_some()
                && registries
                    .all(|registry| shared::build_service_address(registry.get(at::URL).unwrap_or_default()).is_some())
            {
                continue;
            }
            let finding = ctx
                .finding(format!("`{name}` cannot be fetched in a build service"), container.place(at::NAME))
                .with_note(
                    "there is no network; use the service's scheme, `obsregistry://`, or a package that wraps it",
                );
            ctx.report_in(view, finding);
        }
    }
}
