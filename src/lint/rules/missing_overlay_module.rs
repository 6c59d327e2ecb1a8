use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity};
use crate::image::defaults::OVERLAY_MODULE;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-overlay-module",
        group: Group::Image,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "an overlay root without the dracut module for it",
        explanation: r#"
With `overlayroot="true"` the root file system is set up by a dracut module of KIWI. A package can also arrive as a dependency; KIWI looks at the lists only, and so does this rule.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="squashfs" overlayroot="true"><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="filesystem"/></packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="squashfs" overlayroot="true"><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="filesystem"/><package name="dracut-kiwi-overlay"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_dracut_module_for_disk_overlay_in_package_list` before the build.
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
        if view.initrd_system(tree) != "dracut" || element.flag(at::OVERLAYROOT) != Some(true) {
            continue;
        }
        let place = element.place(at::OVERLAYROOT);
        if view.installs(&OVERLAY_MODULE).is_some() {
            continue;
        }
        let package = shared::dracut_package(ctx.target, &OVERLAY_MODULE);
        let mut finding = ctx.finding(format!("`overlayroot` needs package `{package}`"), place).with_note(format!(
            "KIWI looks for `{}` or `{}` in the package lists, and nowhere else",
            OVERLAY_MODULE[0], OVERLAY_MODULE[1]
        ));
        if let Some(edit) = shared::add_package(ctx.description, view, package) {
            finding = finding.with_fix(format!("add package `{package}`"), Applicability::Safe, vec![edit]);
        }
        ctx.report_in(view, finding);
    }
}
