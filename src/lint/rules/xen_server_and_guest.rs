use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "xen-server-and-guest",
        group: Group::Image,
        severity: Severity::Error,
        summary: "the image is both a Xen server and a Xen guest",
        explanation: r#"
`xen_server` makes the image a Xen host. `machine/@xen_loader`, or the firmware `ec2`, makes it a guest. It can be one of them. KIWI looks at this on x86_64 only.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="ec2" xen_server="true"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="ec2"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_xen_uniquely_setup_as_server_or_guest` before the build.
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
        if view.selection.arch != "x86_64" || element.flag(at::XEN_SERVER) != Some(true) {
            continue;
        }
        let machine = view.type_section(tree, el::MACHINE).filter(|machine| machine.set(at::XEN_LOADER).is_some());
        let guest = if element.get(at::FIRMWARE) == Some("ec2") {
            element.place(at::FIRMWARE)
        } else if let Some(machine) = machine {
            machine.place(at::XEN_LOADER)
        } else {
            continue;
        };
        let finding = ctx
            .finding("the image is both a Xen server and a Xen guest", element.place(at::XEN_SERVER))
            .with_label(guest, "makes it a guest");
        ctx.report_in(view, finding);
    }
}
