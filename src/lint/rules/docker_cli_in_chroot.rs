use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "docker-cli-in-chroot",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a script uses docker, whose daemon does not run",
        explanation: r#"
Scripts run in the root of the image that is being built. docker's daemon does not run there, so each command that asks it fails. Use `containers` in the description, or podman and skopeo, which need no daemon.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
docker pull registry.example.com/team/web:2
"#,
            passing: r#"
=== config.sh
systemctl enable docker.service
docker --version
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`Cannot connect to the Docker daemon at unix:///var/run/docker.sock`.
"#,
    severity_reason: r#"
It fails each time.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    const NEED_DAEMON: [&str; 24] = [
        "pull", "push", "run", "build", "load", "save", "import", "export", "images", "image", "ps", "create", "start",
        "stop", "exec", "tag", "rmi", "rm", "cp", "commit", "inspect", "network", "volume", "swarm",
    ];
    for script in shared::image_scripts(ctx.description) {
        // who starts a daemon in the script knows what they do
        if script.source.text.contains("dockerd") {
            continue;
        }
        for (invocation, verb, _) in shared::verbs(script, &["docker"]) {
            if !NEED_DAEMON.contains(&verb.split(' ').next().unwrap_or_default()) {
                continue;
            }
            let message = format!("`docker {verb}` needs the daemon, which does not run in the image's root");
            let finding = ctx
                .finding(message, invocation.span)
                .with_note("list the container in `containers`, or use podman or skopeo, which need no daemon");
            ctx.report(finding);
        }
    }
}
