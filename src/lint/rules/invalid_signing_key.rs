use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "invalid-signing-key",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a signing key whose address is no absolute path",
        explanation: r#"
A key with the scheme `file` needs an absolute path without a host: `file:///etc/keys/key.asc`. For a file next to the description use `this:`.
"#,
        example: Some(Example {
            failing: r#"
<repository><source path="https://download.example.org/repo"><signing key="file:keys/key.asc"/></source></repository>
"#,
            passing: r#"
<repository><source path="https://download.example.org/repo"><signing key="file:///keys/key.asc"/></source></repository>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiUriStyleUnknown` when it reads the signing keys.
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
            for signing in tree.named(repository, el::SOURCE).flat_map(|source| tree.named(source, el::SIGNING)) {
                let key = signing.get(at::KEY).unwrap_or_default();
                let Some(rest) = key.strip_prefix("file:") else { continue };
                let why = match rest.strip_prefix("//") {
                    Some(after) if after.starts_with('/') || after.starts_with("localhost/") => continue,
                    Some(_) => "what stands behind `//` is taken for a host",
                    None if rest.starts_with('/') => continue,
                    None => "the path is not absolute",
                };
                let finding = ctx
                    .finding(format!("the signing key `{key}` cannot be found"), signing.place(at::KEY))
                    .with_note(why);
                ctx.report_in(view, finding);
            }
        }
    }
}
