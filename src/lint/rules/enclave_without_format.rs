use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "enclave-without-format",
        group: Group::Image,
        severity: Severity::Error,
        summary: "an enclave image without its format",
        explanation: r#"
An image of type enclave needs `enclave_format`, today `aws-nitro`.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="enclave"/></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="enclave" enclave_format="aws-nitro"/></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiEnclaveFormatError` when it makes the image; the schema calls the attribute optional.
"#,
    severity_reason: r#"
KIWI refuses to build. It does so at the end of the build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let element = view.build_type(tree);
        if view.selection.image == "enclave" && element.set(at::ENCLAVE_FORMAT).is_none() {
            let finding = ctx.finding("an enclave image needs `enclave_format`", element.place(at::IMAGE));
            let finding = finding.with_expected(["aws-nitro".to_owned()]);
            ctx.report_in(view, finding);
        }
    }
}
