use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity};
use crate::image::defaults::LIVE_MODULE;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-live-module",
        group: Group::Image,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a live image without the dracut module for it",
        explanation: r#"
A live ISO boots by a dracut module of KIWI unless `flags="dmsquash"` asks for dracut's own. A package can also arrive as a dependency; KIWI looks at the lists only, and so does this rule.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso"/></preferences>
<packages type="image"><package name="filesystem"/></packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso"/></preferences>
<packages type="image"><package name="filesystem"/><package name="dracut-kiwi-live"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_dracut_module_for_live_iso_in_package_list` before the build.
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
        if view.selection.image != "iso" || element.get(at::FLAGS) == Some("dmsquash") {
            continue;
        }
        let place = element.place(at::IMAGE);
        if view.installs(&LIVE_MODULE).is_some() {
            continue;
        }
        let package = shared::dracut_package(ctx.target, &LIVE_MODULE);
        let mut finding = ctx.finding(format!("a live ISO needs package `{package}`"), place).with_note(format!(
            "KIWI looks for `{}` or `{}` in the package lists, and nowhere else",
            LIVE_MODULE[0], LIVE_MODULE[1]
        ));
        if let Some(edit) = shared::add_package(ctx.description, view, package) {
            finding = finding.with_fix(format!("add package `{package}`"), Applicability::Safe, vec![edit]);
        }
        ctx.report_in(view, finding);
    }
}
