use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-needs-ca",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "containers are fetched without certificates in the image",
        explanation: r#"
skopeo runs inside of the image, with the image's own certificates. Without them no registry can be trusted. Most distributions have a package `ca-certificates`, some need `ca-certificates-mozilla`. Nothing is said where patterns may bring one, or in a build service, which fetches nothing.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image"><package name="podman"/><package name="skopeo"/></packages>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="podman"/><package name="skopeo"/><package name="ca-certificates"/>
</packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo in a root without certificates: `x509: certificate signed by unknown authority`.
"#,
    severity_reason: r#"
The package often comes as a dependency that nobody wrote down.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    if ctx.target.is_build_service() {
        return;
    }
    let tree = ctx.tree();
    for view in ctx.views() {
        let Some((section, _)) = view.container_entries(tree).next() else { continue };
        if view.list_is_open(tree) || view.installed().any(|entry| entry.name.starts_with("ca-certificates")) {
            continue;
        }
        let finding = ctx
            .finding("containers are fetched, and no package list names certificates", section.name_span)
            .with_note("skopeo runs inside of the image's root and trusts what `ca-certificates` brings there");
        ctx.report_in(view, finding);
    }
}
