use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "private-repository-in-image",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a repository that only the build can reach is put into the image",
        explanation: r#"
`imageinclude="true"` writes the repository into the image's own configuration. Its address must then be a public one: http, https, ftp or obs.
"#,
        example: Some(Example {
            failing: r#"
<repository imageinclude="true"><source path="dir:///srv/repo"/></repository>
"#,
            passing: r#"
<repository imageinclude="true"><source path="https://download.example.org/repo"/></repository>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_image_include_repos_publicly_resolvable` before the build.
"#,
    severity_reason: r#"
KIWI refuses to build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        for repository in view.repositories.iter().map(|id| tree.get(*id)) {
            if repository.flag(at::IMAGEINCLUDE) != Some(true) {
                continue;
            }
            let Some(source) = tree.first(repository, el::SOURCE) else { continue };
            let path = source.get(at::PATH).unwrap_or_default();
            let scheme = shared::url_scheme(path);
            if matches!(scheme.as_deref(), Some("http" | "https" | "ftp" | "obs")) {
                continue;
            }
            let finding = ctx
                .finding(format!("`{path}` cannot be reached from the image"), source.place(at::PATH))
                .with_label(repository.place(at::IMAGEINCLUDE), "this puts the repository into the image");
            ctx.report_in(view, finding);
        }
    }
}
