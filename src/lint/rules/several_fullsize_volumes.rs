use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "several-fullsize-volumes",
        group: Group::Image,
        severity: Severity::Error,
        summary: "more than one volume takes all space",
        explanation: r#"
The size `all` gives a volume what is left on the disk. Only one can have it. KIWI counts volumes of all architectures here.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="home" size="all"/><volume name="srv" size="all"/></systemdisk></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><systemdisk><volume name="home" size="all"/><volume name="srv" size="1G"/></systemdisk></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_volume_setup_defines_multiple_fullsize_volumes` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let Some(disk) = view.type_section(tree, el::SYSTEMDISK) else { continue };
        let size = |volume: &&Element| {
            let name = if volume.set(at::SIZE).is_some() { at::SIZE } else { at::FREESPACE };
            volume.set(name).is_some_and(|size| size.contains("all"))
        };
        let place =
            |volume: &Element| volume.place(if volume.set(at::SIZE).is_some() { at::SIZE } else { at::FREESPACE });
        let full: Vec<&Element> = tree.named(disk, el::VOLUME).filter(size).collect();
        if let [first, second, ..] = full.as_slice() {
            let finding = ctx
                .finding("only one volume can take all space that is left", place(second))
                .with_label(place(first), "this one takes it already");
            ctx.report_in(view, finding);
        }
    }
}
