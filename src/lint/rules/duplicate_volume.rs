use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-volume",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "two volumes have the same name or the same place",
        explanation: r#"
KIWI makes every `volume` of a `systemdisk`. A second one of the same name cannot be made, and one at the same mount point hides the first.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-resize>false</oem-resize></oemconfig><systemdisk><volume name="home" size="1G"/><volume name="home" size="2G"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><oemconfig><oem-resize>false</oem-resize></oemconfig><systemdisk><volume name="home" size="1G"/><volume name="srv" size="2G"/></systemdisk></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 keeps both in its list of volumes (its code). Its predecessor refused the description.
"#,
    severity_reason: r#"
It depends on the volume manager where the build stops.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let place = |volume: &Element| volume.set(at::MOUNTPOINT).map(|path| path.trim_matches('/').to_owned());
    for view in ctx.views() {
        let volumes: Vec<&Element> = view.volumes(tree).collect();
        for (at, volume) in volumes.iter().enumerate() {
            let before = &volumes[..at];
            let name = volume.get(at::NAME).unwrap_or_default();
            let same_name = before.iter().find(|other| other.get(at::NAME) == Some(name));
            let same_place = before.iter().find(|other| place(other).is_some() && place(other) == place(volume));
            let (message, attribute, first) = match (same_name, same_place) {
                (Some(first), _) => (format!("volume `{name}` is declared twice"), at::NAME, first),
                (None, Some(first)) => (format!("volume `{name}` hides another at its place"), at::MOUNTPOINT, first),
                (None, None) => continue,
            };
            let finding =
                ctx.finding(message, volume.place(attribute)).with_label(first.place(attribute), "the other one");
            ctx.report_in(view, finding);
        }
    }
}
