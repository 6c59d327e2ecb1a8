//! `container-tool-missing`: a program that runs containers is not in the image.

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::EntryKind;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-tool-missing",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a program that runs containers is not in the image",
        explanation: r#"
Scripts run in the image's root, and units on the booted system: both find only what the package lists bring. Where podman is called and no list names it, the command is not found.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="bash"/></packages>
=== config.sh
podman load -i /root/web.tar
"#,
            passing: r#"
<packages type="image"><package name="podman"/></packages>
=== config.sh
podman load -i /root/web.tar
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
bash: `podman: command not found`, exit status 127; systemd: `Failed at step EXEC`.
"#,
    severity_reason: r#"
The command fails each time. A pattern, or the image that this one is derived from, may bring it: then it is a warning.
"#,
    check,
};

/// The packages that bring a program.
fn packages(program: &str) -> &'static [&'static str] {
    match program {
        "podman" => &["podman", "podman-docker", "podman-remote", "podman-stable", "container-tools"],
        "docker" => &[
            "docker",
            "docker.io",
            "docker-ce",
            "docker-ce-cli",
            "docker-cli",
            "moby-engine",
            "moby-cli",
            "docker-stable",
            "podman-docker",
        ],
        "buildah" => &["buildah"],
        "skopeo" => &["skopeo"],
        _ => &[],
    }
}

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for case in &ctx.stack().cases {
        for view in case.views(ctx.description) {
            let mut told: Vec<&str> = Vec::new();
            // what is asked depends on the program and on who calls it
            let mut asked: Vec<(&str, bool)> = Vec::new();
            for call in &case.uses.calls {
                let names = packages(&call.program);
                let question = (call.program.as_str(), call.in_script);
                if names.is_empty() || told.contains(&question.0) || asked.contains(&question) {
                    continue;
                }
                asked.push(question);
                let named = |name: &str| {
                    names.contains(&name)
                        || names.iter().any(|wanted| {
                            name.starts_with(&format!("{wanted}-")) || name.starts_with(&format!("{wanted}="))
                        })
                };
                let installed = view
                    .entries
                    .iter()
                    .filter(|entry| entry.kind == EntryKind::Package)
                    .any(|entry| named(&entry.name));
                // a file of that name, or a script that installs it
                let brought =
                    case.files.at_end.paths().any(|path| path.rsplit('/').next() == Some(call.program.as_str()));
                let scripted = ctx.description.scripts.iter().any(|script| {
                    script.invocations.iter().any(|invocation| {
                        matches!(
                            invocation.program.as_str(),
                            "zypper"
                                | "dnf"
                                | "yum"
                                | "apt-get"
                                | "apt"
                                | "pacman"
                                | "apk"
                                | "rpm"
                                | "dpkg"
                                | "microdnf"
                                | "curl"
                                | "wget"
                                | "snap"
                                | "pip"
                                | "pip3"
                                | "tdnf"
                        )
                    }) || (!call.in_script && script.source.text.contains("install"))
                });
                let guarded = ctx.description.scripts.iter().any(|script| {
                    script.invocations.iter().any(|invocation| {
                        matches!(invocation.program.as_str(), "command" | "which" | "type" | "hash")
                            && invocation.words.iter().any(|word| word.as_str() == call.program)
                    })
                });
                if installed || brought || scripted || guarded || view.selection.image == "docker" && call.in_script {
                    continue;
                }
                // nothing is known of a description without packages
                if view.installed().next().is_none() {
                    continue;
                }
                told.push(&call.program);
                let open = view.list_is_open(tree);
                let severity = if open { Severity::Warning } else { Severity::Error };
                let program = &call.program;
                let mut finding = ctx
                    .finding_as(severity, format!("`{program}` is called, and no package list names it"), call.span)
                    .with_note(if call.in_script {
                        "scripts run in the root of the image: the command is not found there"
                    } else {
                        "on the booted system the command is not found"
                    });
                if open {
                    finding = finding
                        .with_note("a pattern, a product or the image that this one is derived from may bring it");
                }
                ctx.report_in(view, finding);
            }
        }
    }
}
