use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-partition",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "two partitions have the same name",
        explanation: r#"
KIWI keeps partitions by name: of two with the same name the last one is made.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><partitions><partition name="data" size="100" mountpoint="/a" filesystem="ext4"/><partition name="data" size="100" mountpoint="/b" filesystem="ext4"/></partitions></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"><partitions><partition name="data" size="100" mountpoint="/a" filesystem="ext4"/><partition name="more" size="100" mountpoint="/b" filesystem="ext4"/></partitions></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing.
"#,
    severity_reason: r#"
One of the two is missing from the disk.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let partitions: Vec<&Element> = view
            .type_section(tree, el::PARTITIONS)
            .into_iter()
            .flat_map(|partitions| tree.named(partitions, el::PARTITION))
            .collect();
        for (at, partition) in partitions.iter().enumerate() {
            let name = partition.get(at::NAME);
            if let Some(first) = partitions[..at].iter().find(|other| name.is_some() && other.get(at::NAME) == name) {
                let finding = ctx
                    .finding(
                        format!("partition `{}` is declared twice", name.unwrap_or_default()),
                        partition.place(at::NAME),
                    )
                    .with_label(first.place(at::NAME), "this one is not made");
                ctx.report_in(view, finding);
            }
        }
    }
}
