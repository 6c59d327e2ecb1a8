use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "mediacheck-without-msdos",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a medium check that older tools cannot do",
        explanation: r#"
With `mediacheck="true"` and the tool checkmedia older than 6.6, KIWI refuses an image whose partition table is not an msdos one. Whether that holds depends on the machine that builds.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso" mediacheck="true" firmware="uefi" flags="dmsquash"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="iso" mediacheck="true" firmware="uefi" efiparttable="msdos" flags="dmsquash"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
KIWI 11.1.6, `check_checkmedia_used_with_msdos_table`.
"#,
    severity_reason: r#"
Current versions of the tool can.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        let table = view.partition_table(tree);
        if element.flag(at::MEDIACHECK) == Some(true) && view.firmware_is_supported(tree) && table != "msdos" {
            let finding = ctx
                .finding(format!("checkmedia before 6.6 cannot check a {table} medium"), element.place(at::MEDIACHECK))
                .with_note("KIWI refuses to build where it finds such a version");
            ctx.report_in(view, finding);
        }
    }
}
