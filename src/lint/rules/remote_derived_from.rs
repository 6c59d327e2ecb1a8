use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "remote-derived-from",
        group: Group::Image,
        severity: Severity::Error,
        summary: "the image to derive from is on the network",
        explanation: r#"
`derived_from` names an image on the machine that builds, or one of the build service. Addresses with http, https or ftp are refused.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="docker" derived_from="https://download.example.org/base.tar.xz"><containerconfig name="a"/></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="docker" derived_from="file:///srv/base.tar.xz"><containerconfig name="a"/></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRootImportError`: only local imports are supported.
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
        let Some(from) = element.set(at::DERIVED_FROM) else { continue };
        for part in from.split(',') {
            if let Some(scheme) =
                shared::url_scheme(part).filter(|scheme| matches!(scheme.as_str(), "http" | "https" | "ftp"))
            {
                let finding = ctx
                    .finding(
                        format!("an image cannot be derived from a {scheme} address"),
                        element.place(at::DERIVED_FROM),
                    )
                    .with_note("fetch it first and name it with `file:`, or use `obs:` in a build service");
                ctx.report_in(view, finding);
            }
        }
    }
}
