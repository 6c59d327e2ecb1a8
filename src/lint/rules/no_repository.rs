use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "no-repository",
        group: Group::Image,
        severity: Severity::Error,
        summary: "no repository is selected",
        explanation: r#"
KIWI needs at least one repository, in the description or on its command line. Where other selections of the description have one, this is a warning: the selection may not be meant to be built alone.
"#,
        example: Some(Example {
            failing: r#"
<image schemaversion="8.5" name="example">
<description type="system"><author>A</author><contact>a@example.org</contact><specification>x</specification></description>
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="tbz"/></preferences>
<packages type="bootstrap"><package name="filesystem"/></packages>
</image>
"#,
            passing: r#"
<repository><source path="https://download.example.org/repo"/></repository>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_repositories_configured` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build unless repositories are given on its command line.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let (Some(image), true) = (ctx.description.image(), shared::is_whole(ctx.description)) else { return };
    let any = ctx.views().iter().any(|view| !view.repositories.is_empty());
    for view in ctx.views().iter().filter(|view| view.repositories.is_empty()) {
        let severity = if any || ctx.target.is_build_service() { Severity::Warning } else { Severity::Error };
        let place = tree.named(image, el::REPOSITORY).next().map_or(image.name_span, |repository| repository.name_span);
        let finding = ctx
            .finding_as(severity, "no repository is selected", place)
            .with_note("KIWI needs one, here or on its command line");
        ctx.report_in(view, finding);
    }
}
