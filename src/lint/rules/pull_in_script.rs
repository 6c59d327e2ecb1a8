use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::syntax::Part;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "pull-in-script",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a script pulls containers from the network",
        explanation: r#"
A build service has no network: a pull in a script fails there. Elsewhere the image differs from day to day, and the build fails when the registry does. Let KIWI fetch: list the container in `containers`.
"#,
        example: Some(Example {
            failing: r#"
=== options
target = obs
=== config.sh
podman pull registry.example.com/team/web:2
"#,
            passing: r#"
=== options
target = obs
=== config.xml
<containers source="registry.example.com" backend="podman">
  <container name="web" path="team" tag="2"/>
</containers>
=== config.sh
echo done
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
Build services cut off the network of a build.
"#,
    severity_reason: r#"
In a build service it fails each time. Elsewhere it works while the registry does, and is a warning.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for script in shared::image_scripts(ctx.description) {
        let mut findings = Vec::new();
        shared::commands(&script.statements, &mut |place| {
            let Some((program, Some(verb))) = shared::program(place.command) else { return };
            let pulls = match program.as_str() {
                "podman" => matches!(verb.as_str(), "pull" | "run" | "build" | "create"),
                "buildah" => matches!(verb.as_str(), "pull" | "from" | "bud" | "build"),
                "skopeo" => {
                    matches!(verb.as_str(), "copy" | "inspect" | "sync")
                        && place.command.arguments().iter().any(|word| {
                            matches!(word.parts.first(), Some(Part::Literal { text, .. }) if text.starts_with("docker://"))
                        })
                }
                _ => false,
            };
            if pulls {
                findings.push((program, verb, place.command.span));
            }
        });
        for (program, verb, span) in findings {
            let obs = ctx.target.is_build_service();
            let severity = if obs { Severity::Error } else { Severity::Warning };
            let finding = ctx
                .finding_as(
                    severity,
                    format!("`{program} {verb}` in a script needs the network during the build"),
                    span,
                )
                .with_note("a build service has none; list the container in `containers`, and KIWI fetches it");
            ctx.report(finding);
        }
    }
}
