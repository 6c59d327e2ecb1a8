use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "by-partuuid-without-gpt",
        group: Group::Image,
        severity: Severity::Error,
        summary: "devices are named by partition UUID on a table that has none",
        explanation: r#"
Only a GPT has UUIDs of its own for partitions. The table follows from the firmware: `efi` and `uefi` have a GPT unless `efiparttable` says otherwise, `bios`, the default on x86_64, has an msdos table.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" devicepersistency="by-partuuid"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" devicepersistency="by-partuuid" firmware="uefi"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_partuuid_persistency_type_used_with_mbr` before the build.
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
        let table = view.partition_table(tree);
        if element.get(at::DEVICEPERSISTENCY) != Some("by-partuuid")
            || !view.firmware_is_supported(tree)
            || table == "gpt"
        {
            continue;
        }
        let firmware = view.firmware(tree).unwrap_or("none");
        let finding = ctx
            .finding(format!("partitions have no UUIDs on an {table} table"), element.place(at::DEVICEPERSISTENCY))
            .with_note(format!(
                "firmware {firmware} on {} leads to an {table} table; `firmware=\"uefi\"` to a GPT",
                view.selection.arch
            ));
        ctx.report_in(view, finding);
    }
}
