use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-needs-skopeo",
        group: Group::Container,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "containers are fetched without skopeo in the image",
        explanation: r#"
KIWI fetches containers by running `/usr/bin/skopeo` inside of the image. It must be among the packages of the image, though it may be removed again at the end. Where patterns or an image that this one is derived from may bring it, this is a warning. In a build service the archives are copied, and skopeo is not needed.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="podman"/>
</packages>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="podman"/>
  <package name="skopeo"/>
</packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6: `chroot: failed to run command /usr/bin/skopeo: No such file or directory`.
"#,
    severity_reason: r#"
The build fails. Only a dependency that nobody wrote down could save it.
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
        if view.installs(&["skopeo"]).is_some() {
            continue;
        }
        let severity = if view.list_is_open(tree) { Severity::Warning } else { Severity::Error };
        let mut finding = ctx
            .finding_as(severity, "containers are fetched by skopeo, which no package list names", section.name_span)
            .with_note("KIWI runs /usr/bin/skopeo inside of the image's root");
        if severity == Severity::Warning {
            finding = finding.with_note("a pattern, a product or the image that this one is derived from may bring it");
        }
        if let Some(edit) = shared::add_package(ctx.description, view, "skopeo") {
            finding = finding.with_fix("add package `skopeo`", Applicability::Safe, vec![edit]);
        }
        ctx.report_in(view, finding);
    }
}
