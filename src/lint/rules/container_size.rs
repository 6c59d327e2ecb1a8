use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-size",
        group: Group::Container,
        severity: Severity::Note,
        summary: "no room is reserved for the containers that are loaded",
        explanation: r#"
KIWI makes the disk as large as what is in it. The archives are in it; the containers unpacked from them at first boot are not. Where the disk neither grows (`oem-resize`) nor has a `size`, loading may fill it.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-resize>false</oem-resize></oemconfig><size unit="G">8</size></type></preferences>
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI adds nothing to the disk's size for them, as its author says where the feature was proposed.
"#,
    severity_reason: r#"
How much room is left is not known.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        if view.selection.image != "oem" || view.type_section(tree, el::SIZE).is_some() {
            continue;
        }
        let fixed = view
            .type_section(tree, el::OEMCONFIG)
            .and_then(|config| tree.first(config, el::OEM_RESIZE))
            .filter(|resize| resize.text.trim() == "false");
        let Some(fixed) = fixed else { continue };
        let Some((section, _)) = view.container_entries(tree).find(|(_, container)| shared::is_loaded(container))
        else {
            continue;
        };
        let finding = ctx
            .finding("no room is reserved for the containers that are loaded at first boot", section.name_span)
            .with_label(fixed.text_place(), "the disk does not grow")
            .with_note("set `size`, or let the disk grow");
        ctx.report_in(view, finding);
    }
}
