use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-snap-companions",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "container-snap with snapper, or without what it needs",
        explanation: r#"
container-snap's own notes ask for transactional-update, rsync, a kernel and grub2, and that snapper is not installed, since both manage the default snapshot.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="container-snap">
  <container name="web" tag="2"/>
</containers>
<packages type="image"><package name="container-snap"/><package name="snapper"/></packages>
"#,
            passing: r#"
<containers source="registry.example.com" backend="container-snap">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="container-snap"/><package name="transactional-update"/><package name="rsync"/>
  <package name="kernel-default"/><package name="grub2"/>
</packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
container-snap's README; its code was read, not run.
"#,
    severity_reason: r#"
It is documented, and was not tried.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let section =
            view.container_entries(tree).find(|(section, _)| section.get(at::BACKEND) == Some("container-snap"));
        let Some((section, _)) = section else { continue };
        if let Some(snapper) = view.installs(&["snapper"]) {
            let finding = ctx
                .finding(
                    "snapper and container-snap both manage the default snapshot",
                    tree.get(snapper.element).place(at::NAME),
                )
                .with_label(section.place(at::BACKEND), "container-snap is asked for here");
            ctx.report_in(view, finding);
        }
        if view.list_is_open(tree) {
            continue;
        }
        let missing: Vec<String> = ["transactional-update", "rsync", "kernel", "grub2"]
            .into_iter()
            .filter(|name| !view.installed().any(|entry| entry.name.starts_with(name)))
            .map(|name| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            let finding = ctx.finding(
                format!("container-snap needs {}, which no package list names", missing.join(", ")),
                section.place(at::BACKEND),
            );
            ctx.report_in(view, finding);
        }
    }
}
