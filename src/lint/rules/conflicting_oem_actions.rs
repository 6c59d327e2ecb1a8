use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "conflicting-oem-actions",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "more than one thing is to be done after the installation",
        explanation: r#"
Of `oem-reboot`, `oem-reboot-interactive`, `oem-shutdown` and `oem-shutdown-interactive` one can be true.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-reboot>true</oem-reboot><oem-shutdown>true</oem-shutdown></oemconfig></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-reboot>true</oem-reboot></oemconfig></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI's predecessor refused this; today the installer does what it finds first.
"#,
    severity_reason: r#"
One of them is without effect.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for config in tree.iter().filter(|element| element.name == el::OEMCONFIG) {
        let actions: Vec<&Element> =
            [el::OEM_REBOOT, el::OEM_REBOOT_INTERACTIVE, el::OEM_SHUTDOWN, el::OEM_SHUTDOWN_INTERACTIVE]
                .into_iter()
                .filter_map(|name| tree.first(config, name))
                .filter(|element| matches!(element.text.trim(), "true" | "1"))
                .collect();
        if let [first, second, ..] = actions.as_slice() {
            let finding = ctx
                .finding(format!("`{}` and `{}` cannot both be done", first.name, second.name), second.name_span)
                .with_label(first.name_span, "the other one");
            ctx.report(finding);
        }
    }
}
