use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "invalid-appx-name",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a WSL launcher or application id that Windows does not take",
        explanation: r#"
For images of type appx the launcher must be a file name that ends in `.exe`, without a backslash, and the application id must consist of letters and digits.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="appx" metadata_path="/meta"><containerconfig name="a"><history launcher="launch.sh"/></containerconfig></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="appx" metadata_path="/meta"><containerconfig name="a"><history launcher="launch.exe"/></containerconfig></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_appx_naming_conventions_valid` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        if view.selection.image != "appx" {
            continue;
        }
        let history = view.type_section(tree, el::CONTAINERCONFIG).and_then(|config| tree.first(config, el::HISTORY));
        let Some(history) = history else { continue };
        if let Some(launcher) = history.set(at::LAUNCHER) {
            // the expression that KIWI matches is anchored at the start and takes a newline at the end
            let name = launcher.strip_suffix('\n').unwrap_or(launcher);
            let stem = name.len().checked_sub(4).filter(|at| name.is_char_boundary(*at)).map(|at| name.split_at(at));
            let fits = stem.is_some_and(|(stem, end)| {
                !stem.is_empty() && !stem.contains('\\') && end.eq_ignore_ascii_case(".exe")
            });
            if !fits {
                let finding = ctx
                    .finding(format!("`{launcher}` is no name of a Windows program"), history.place(at::LAUNCHER))
                    .with_note("the launcher must end in `.exe` and have no backslash");
                ctx.report_in(view, finding);
            }
        }
        if let Some(id) = history.set(at::APPLICATION_ID) {
            let name = id.strip_suffix('\n').unwrap_or(id);
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
                let finding = ctx
                    .finding(format!("`{id}` is no application id"), history.place(at::APPLICATION_ID))
                    .with_note("letters and digits only");
                ctx.report_in(view, finding);
            }
        }
    }
}
