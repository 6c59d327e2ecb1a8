use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Fact, Group, Severity};
use crate::image::defaults::DUMP_MODULE;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-oem-dump-module",
        group: Group::Image,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "an installation medium without the dracut module for it",
        explanation: r#"
An installation ISO, stick or PXE archive of an oem image writes the disk by a dracut module of KIWI. A package can also arrive as a dependency; KIWI looks at the lists only, and so does this rule.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" installiso="true"/></preferences>
<packages type="image"><package name="filesystem"/></packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" installiso="true"/></preferences>
<packages type="image"><package name="filesystem"/><package name="dracut-kiwi-oem-dump"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_dracut_module_for_oem_install_in_package_list` before the build.
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
        let medium = [at::INSTALLISO, at::INSTALLSTICK, at::INSTALLPXE]
            .into_iter()
            .find(|name| element.flag(*name) == Some(true));
        let Some(medium) = medium.filter(|_| view.selection.image == "oem" && view.initrd_system(tree) == "dracut")
        else {
            continue;
        };
        let place = element.place(medium);
        if view.installs(&DUMP_MODULE).is_some() {
            continue;
        }
        let package = shared::dracut_package(ctx.target, &DUMP_MODULE);
        let mut finding =
            ctx.finding(format!("an installation medium needs package `{package}`"), place).with_note(format!(
                "KIWI looks for `{}` or `{}` in the package lists, and nowhere else",
                DUMP_MODULE[0], DUMP_MODULE[1]
            ));
        if let Some(edit) = shared::add_package(ctx.description, view, package) {
            finding = finding.with_fix(format!("add package `{package}`"), Applicability::Safe, vec![edit]);
        }
        ctx.report_in(view, finding);
    }
}
