use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unknown-repository-scheme",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a repository address that KIWI cannot resolve",
        explanation: r#"
KIWI knows `obs:`, `dir:`, `file:`, `this:`, `http:`, `https:` and `ftp:` addresses, absolute paths, and in a build service `obsrepositories:`.
"#,
        example: Some(Example {
            failing: r#"
<repository><source path="smb://server/share"/></repository>
"#,
            passing: r#"
<repository><source path="https://download.example.org/repo"/></repository>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiUriStyleUnknown` when it sets up the repositories; the schema takes any text.
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
            let Some(source) = tree.first(repository, el::SOURCE) else { continue };
            let path = source.get(at::PATH).unwrap_or_default();
            if path.contains(['$', '{', '%', '@']) && shared::url_scheme(path).is_none() {
                continue;
            }
            let message = match shared::url_scheme(path) {
                Some(scheme) => {
                    let known = ["obs", "obsrepositories", "dir", "file", "ftp", "this"];
                    if scheme.starts_with("http") || known.contains(&scheme.as_str()) {
                        continue;
                    }
                    format!("KIWI knows no `{scheme}:` addresses")
                }
                None if path.starts_with('/') => continue,
                None => format!("`{path}` has no scheme and is no absolute path"),
            };
            let finding = ctx
                .finding(message, source.place(at::PATH))
                .with_expected(["https:", "http:", "ftp:", "obs:", "dir:", "file:", "this:"].map(str::to_owned));
            ctx.report_in(view, finding);
        }
    }
}
