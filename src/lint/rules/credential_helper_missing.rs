//! `credential-helper-missing`: a credential helper that is not in the image.

use crate::containers::auth;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::SourceId;

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "credential-helper-missing",
        group: Group::Registry,
        severity: Severity::Warning,
        summary: "a credential helper that is not in the image",
        explanation: r#"
`credHelpers` names programs that give credentials: `docker-credential-NAME`. Where the program is not there, every access to that registry fails, even to what needs no credentials.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="podman"/></packages>
=== root/root/.docker/config.json
{"credHelpers": {"registry.example.com": "secretservice"}}
"#,
            passing: r#"
<packages type="image"><package name="podman"/></packages>
=== root/root/.docker/config.json
{"auths": {}}
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo 1.9.3: `error getting credentials - err: exec: "docker-credential-secretservice": executable file not found in $PATH`.
"#,
    severity_reason: r#"
A package may bring the program under another name.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        if !case.files.unknown_layers.is_empty() {
            continue;
        }
        for world in &case.worlds {
            for (path, text) in world.written() {
                let known = matches!(path, "/root/.docker/config.json" | "/root/.config/containers/auth.json");
                if !known || text.rendered.unknown {
                    continue;
                }
                let (helpers, _) = auth::judge_with(text.rendered.text.as_bytes(), SourceId::APART, path);
                for helper in helpers {
                    let program = format!("docker-credential-{}", helper.name);
                    let brought =
                        case.files.at_end.paths().any(|path| path.rsplit('/').next() == Some(program.as_str()))
                            || ctx.description.scripts.iter().any(|script| script.source.text.contains(&program));
                    for view in case.views(ctx.description) {
                        let installed = view.installed().any(|entry| {
                            entry.name.contains("credential")
                                || (helper.name == "ecr-login" && entry.name.contains("ecr"))
                        });
                        let Some(span) = text.rendered.span(helper.span.range()) else { continue };
                        if brought || installed || view.list_is_open(ctx.tree()) {
                            continue;
                        }
                        let whose =
                            helper.registry.as_deref().map_or("every registry".to_owned(), |host| format!("`{host}`"));
                        let finding = ctx
                            .finding(format!("`{program}` is not in the image, and {whose} is asked through it"), span)
                            .with_note("the tools print: `error getting credentials`, and stop");
                        ctx.report_in(view, finding);
                    }
                }
            }
        }
    }
}
