use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "section-without-effect",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a section that KIWI does not read for this type",
        explanation: r#"
`vagrantconfig` is read for `format="vagrant"` only, `machine` and `oemconfig` only where a disk or a live system is made. Below other types they are valid, and without effect.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="docker"><containerconfig name="example"/><machine memory="512"/></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="docker"><containerconfig name="example"/></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 reads the sections in its disk, format and installation code only. Its predecessor refused the description.
"#,
    severity_reason: r#"
Nothing of the section is done; perhaps the type or its format was meant to be another.
"#,
    check,
};

/// Types that are no disk and boot from none: an archive, a container, a file system.
const NO_DISK: [&str; 16] = [
    "appx", "btrfs", "clicfs", "cpio", "docker", "enclave", "erofs", "ext2", "ext3", "ext4", "lxc", "oci", "squashfs",
    "tbz", "wsl", "xfs",
];

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let image = view.selection.image.as_str();
        let format = view.build_type(tree).get(at::FORMAT).unwrap_or_default();
        for name in [el::VAGRANTCONFIG, el::MACHINE, el::OEMCONFIG] {
            let Some(section) = view.type_section(tree, name) else { continue };
            let why = match name {
                el::VAGRANTCONFIG if format == "vagrant" => continue,
                el::VAGRANTCONFIG => "it belongs to `format=\"vagrant\"`".to_owned(),
                _ if NO_DISK.contains(&image) => format!("an image of type `{image}` has no disk"),
                _ => continue,
            };
            let finding = ctx.finding(format!("`{name}` has no effect on this type"), section.name_span).with_note(why);
            ctx.report_in(view, finding);
        }
    }
}
