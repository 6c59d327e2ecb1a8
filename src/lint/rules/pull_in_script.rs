use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::invocation::{Argument, IMAGE_VALUED, parse};
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
        for (invocation, verb, rest) in shared::verbs(script, &["podman", "buildah", "skopeo", "nerdctl"]) {
            if !needs_network(&invocation.program, &verb, rest) {
                continue;
            }
            let obs = ctx.target.is_build_service() || shared::is_for_build_service(ctx.description);
            let severity = if obs { Severity::Error } else { Severity::Warning };
            let program = &invocation.program;
            let message = format!("`{program} {verb}` in a script needs the network during the build");
            let finding = ctx
                .finding_as(severity, message, invocation.span)
                .with_note("a build service has none; list the container in `containers`, and KIWI fetches it");
            ctx.report(finding);
        }
    }
}

/// Transports that read what lies in the image.
const LOCAL: [&str; 7] = ["oci-archive:", "docker-archive:", "oci:", "dir:", "containers-storage:", "tarball:", "sif:"];

fn needs_network(program: &str, verb: &str, rest: &[Argument]) -> bool {
    let remote = |word: &Argument| !LOCAL.iter().any(|transport| word.start.starts_with(transport));
    let parsed = parse(rest, IMAGE_VALUED, None, matches!(verb, "run" | "create"));
    if matches!(program, "podman" | "buildah" | "nerdctl")
        && (parsed.value(&["--pull"]) == Some("never") || parsed.has(&["--pull-never"]))
    {
        return false;
    }
    match (program, verb) {
        ("podman" | "nerdctl", "pull") | ("buildah", "pull" | "from") => {
            parsed.operands.iter().any(|word| remote(word) && word.text.as_deref() != Some("scratch"))
                || parsed.operands.is_empty()
        }
        ("podman" | "nerdctl", "run" | "create") => {
            parsed.operands.first().is_none_or(|word| remote(word)) && !parsed.has(&["--rootfs"])
        }
        ("podman" | "nerdctl", "build") | ("buildah", "bud" | "build") => true,
        ("podman", "kube play" | "login" | "search" | "push" | "artifact pull") => true,
        ("buildah", "push" | "login") | ("skopeo", "login" | "list-tags") => true,
        ("skopeo", "copy" | "inspect" | "delete") => rest.iter().any(|word| word.start.starts_with("docker://")),
        ("skopeo", "sync") => {
            matches!(parsed.value(&["--src", "-s", "s"]), Some("docker" | "yaml"))
                || parsed.value(&["--dest", "-d", "d"]) == Some("docker")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    fn lines(script: &str) -> usize {
        check_rule("pull-in-script", &format!("=== options\ntarget = obs\n=== config.sh\n{script}\n")).len()
    }

    #[test]
    fn what_reads_the_image_needs_no_network() {
        for quiet in [
            "podman pull oci-archive:/opt/a.tar",
            "podman pull docker-archive:/opt/a.tar",
            "podman pull dir:/opt/a",
            "podman run --pull=never registry.example.com/a",
            "podman run --pull never registry.example.com/a",
            "podman load -i /opt/a.tar",
            "skopeo copy oci-archive:/a containers-storage:b",
            "buildah from scratch",
            "echo podman pull a",
        ] {
            assert_eq!(lines(quiet), 0, "{quiet}");
        }
    }

    #[test]
    fn pulls_are_seen_however_they_are_run() {
        for pull in [
            "podman image pull registry.example.com/a",
            "timeout 300 podman pull registry.example.com/a",
            "X=$(podman pull registry.example.com/a)",
            "P=podman\n$P pull registry.example.com/a",
            "eval 'podman pull registry.example.com/a'",
            "su - -c 'podman pull registry.example.com/a'",
            "echo registry.example.com/a | xargs podman pull",
            "podman kube play /etc/pod.yaml",
            "podman play kube /etc/pod.yaml",
            "skopeo sync --src docker --dest dir registry.example.com/a /opt",
            "skopeo copy docker://registry.example.com/a oci-archive:/a",
            "podman run -d --name a registry.example.com/a",
        ] {
            assert_eq!(lines(pull), 1, "{pull}");
        }
    }
}
