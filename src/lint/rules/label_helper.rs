use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "label-helper",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a label is written by the build service before KIWI runs",
        explanation: r#"
Elements of the namespace `com.suse.label_helper` inside of `labels` are expanded by a service of the build service. KIWI itself knows no such element: a local build refuses the description as it stands.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="docker"><containerconfig name="a"><labels><h:add_prefix xmlns:h="com.suse.label_helper" prefix="org.example"><label name="a" value="b"/></h:add_prefix></labels></containerconfig></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="docker"><containerconfig name="a"><labels><label name="org.example.a" value="b"/></labels></containerconfig></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
430 public descriptions have such elements; none is valid as it is stored.
"#,
    severity_reason: r#"
It is normal practice there, and wrong nowhere else than in a local build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let helpers = ctx.tree().iter().filter(|element| element.namespace == "com.suse.label_helper");
    // one note a list of labels is enough
    let mut seen = Vec::new();
    for element in helpers {
        if element.parent.is_some_and(|parent| seen.contains(&parent)) {
            continue;
        }
        seen.extend(element.parent);
        let finding = ctx
            .finding("these labels are expanded by the build service before KIWI runs", element.name_span)
            .with_note("a local build refuses the description as it stands");
        ctx.report(finding);
    }
}
