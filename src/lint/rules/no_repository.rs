use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::View;
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "no-repository",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "no repository is selected",
        explanation: r#"
KIWI needs at least one repository, in the description or on its command line. Build services and managers (SUSE Manager, Uyuni) give their own: where the packages tell of one, this is a note.
"#,
        example: Some(Example {
            failing: r#"
<image schemaversion="{newest}" name="example">
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
KIWI refuses to build unless repositories are given on its command line, as most do who build such a description.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let (Some(image), true) = (ctx.description.image(), shared::is_whole(ctx.description)) else { return };
    let is_any = ctx.views().iter().any(|view| !view.repositories.is_empty());
    let manager = ctx.views().iter().flat_map(View::installed).find_map(|entry| match entry.name.as_str() {
        name if name.contains("salt-minion") || name.contains("saltboot") => Some("SUSE Manager or Uyuni"),
        name if name.starts_with("SL-Micro") || name.starts_with("SUSE-MicroOS") => Some("a build service"),
        _ => None,
    });
    let manager = manager.or(ctx.target.is_build_service().then_some("a build service")).filter(|_| !is_any);
    for view in ctx.views().iter().filter(|view| view.repositories.is_empty()) {
        // none at all: who builds gives them; one for other selections: this one may not be meant to be built alone
        let severity = if manager.is_some() { Severity::Note } else { Severity::Warning };
        let place = tree.named(image, el::REPOSITORY).next().map_or(image.name_span, |repository| repository.name_span);
        let finding = ctx
            .finding_as(severity, "no repository is selected", place)
            .with_note("KIWI needs one, here or on its command line");
        let finding = match manager {
            Some(manager) => finding.with_note(format!("{manager} gives its own when it builds")),
            None => finding,
        };
        ctx.report_in(view, finding);
    }
}
