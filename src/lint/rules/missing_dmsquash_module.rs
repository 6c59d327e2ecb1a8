use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::image::Distribution;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-dmsquash-module",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a live image by dmsquash without the package of that module",
        explanation: r#"
`flags="dmsquash"` boots by dracut's own module `dmsquash-live`. Fedora and those built from it have it in the package `dracut-live`. The dracut of other distributions brings it along.
"#,
        example: Some(Example {
            failing: r#"
<repository><source path="https://dl.fedoraproject.org/pub/fedora"/></repository>
<preferences><version>1.0.0</version><packagemanager>dnf5</packagemanager>
  <type image="iso" flags="dmsquash"/></preferences>
<packages type="image"><package name="kernel"/></packages>
"#,
            passing: r#"
<repository><source path="https://dl.fedoraproject.org/pub/fedora"/></repository>
<preferences><version>1.0.0</version><packagemanager>dnf5</packagemanager>
  <type image="iso" flags="dmsquash"/></preferences>
<packages type="image"><package name="kernel"/><package name="dracut-live"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
dracut: "module 'dmsquash-live' cannot be found" (OSInside/kiwi#1526).
"#,
    severity_reason: r#"
A package may require it.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let build = view.build_type(tree);
        if view.selection.image != "iso"
            || build.get(at::FLAGS) != Some("dmsquash")
            || !matches!(ctx.target.distribution, Some(Distribution::Fedora | Distribution::Debian))
            || view.list_is_open(tree)
            || view.installed().any(|entry| {
                entry.name.contains("dracut-live")
                    || entry.name.contains("livesys")
                    || entry.name.contains("dracut-squash")
            })
        {
            continue;
        }
        let finding = ctx
            .finding("the dracut module `dmsquash-live` is not listed", build.place(at::FLAGS))
            .with_note("its package is `dracut-live`");
        ctx.report_in(view, finding);
    }
}
