use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity};
use crate::image::defaults::REPART_MODULE;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-oem-repart-module",
        group: Group::Image,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a disk that should grow without the dracut module for it",
        explanation: r#"
An oem image grows to the size of its disk at first boot unless `oem-resize` is false. A dracut module of KIWI does that. A package can also arrive as a dependency; KIWI looks at the lists only, and so does this rule.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"/></preferences>
<packages type="image"><package name="filesystem"/></packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"/></preferences>
<packages type="image"><package name="filesystem"/><package name="dracut-kiwi-oem-repart"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_dracut_module_for_disk_oem_in_package_list` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        if view.selection.image != "oem"
            || view.initrd_system(tree) != "dracut"
            || view.oem_flag(tree, el::OEM_RESIZE) == Some(false)
        {
            continue;
        }
        let place = element.place(at::IMAGE);
        if view.installs(&REPART_MODULE).is_some() {
            continue;
        }
        let package = shared::dracut_package(ctx.target, &REPART_MODULE);
        let mut finding = ctx
            .finding(format!("an oem image that grows at first boot needs package `{package}`"), place)
            .with_note(format!(
                "KIWI looks for `{}` or `{}` in the package lists, and nowhere else",
                REPART_MODULE[0], REPART_MODULE[1]
            ));
        if let Some(edit) = shared::add_package(ctx.description, view, package) {
            finding = finding.with_fix(format!("add package `{package}`"), Applicability::Safe, vec![edit]);
        }
        ctx.report_in(view, finding);
    }
}
