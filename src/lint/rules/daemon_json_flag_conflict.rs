//! `daemon-json-flag-conflict`: daemon.json and the command line say the same.

use crate::containers::{daemon, go_json, unit};
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::known_files;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::SourceId;

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "daemon-json-flag-conflict",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "daemon.json and the command line say the same",
        explanation: r#"
dockerd refuses to start where an option stands both in daemon.json and on its command line. The units of Debian and of Docker's own packages start it with `-H fd://`: `hosts` in daemon.json needs a drop-in that sets `ExecStart` anew, without that flag.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="docker.io"/></packages>
=== root/etc/docker/daemon.json
{"hosts": ["unix:///var/run/docker.sock", "tcp://127.0.0.1:2375"]}
"#,
            passing: r#"
<packages type="image"><package name="docker.io"/></packages>
=== root/etc/docker/daemon.json
{"hosts": ["unix:///var/run/docker.sock", "tcp://127.0.0.1:2375"]}
=== root/etc/systemd/system/docker.service.d/hosts.conf
[Service]
ExecStart=
ExecStart=/usr/sbin/dockerd --containerd=/run/containerd/containerd.sock
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
dockerd 20.10 to 28: `unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: hosts`.
"#,
    severity_reason: r#"
docker does not start. For `hosts` it is a warning where it is not known whose package it is.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        let is_unit = |path: &str| path.ends_with("/docker.service") || path.contains("/docker.service.d/");
        let units = known_files(case.files, &is_unit);
        // the command line that counts: that of the last file, an empty one takes back those before
        let mut lines: Option<Vec<Vec<Option<String>>>> = None;
        let mut sorted: Vec<&crate::lint::stack::Known> = units.iter().collect();
        sorted.sort_by_key(|file| (file.path.contains(".service.d/"), file.path.clone()));
        for file in sorted {
            let parsed = unit::parse(&file.rendered.text);
            for key in parsed.keys("Service").filter(|key| key.name == "ExecStart") {
                let list = lines.get_or_insert_default();
                if key.value.is_empty() {
                    list.clear();
                } else {
                    list.push(key.words().into_iter().map(|word| word.text).collect());
                }
            }
        }
        for world in &case.worlds {
            let Some(text) = world.file("/etc/docker/daemon.json").filter(|text| text.is_written) else { continue };
            if text.rendered.unknown {
                continue;
            }
            let Ok(document) = go_json::parse(text.rendered.text.as_bytes(), SourceId::APART) else { continue };
            for member in document.members() {
                let flagged = match &lines {
                    Some(lines) => lines.iter().flatten().flatten().any(|word| {
                        let flag = word.split('=').next().unwrap_or(word);
                        let long = flag.strip_prefix("--").and_then(daemon::key_of_flag);
                        let short = flag.strip_prefix('-').filter(|rest| rest.len() == 1).and_then(daemon::key_of_flag);
                        long.or(short) == Some(member.key.as_str())
                    }),
                    None => member.key == "hosts",
                };
                let Some(span) = text.rendered.span(member.key_span.range()).filter(|_| flagged) else { continue };
                for view in case.views(ctx.description) {
                    let debian = view.installs(&["docker.io", "docker-ce"]).is_some();
                    let docker = debian || view.installs(&["docker", "moby-engine", "docker-stable"]).is_some();
                    // SUSE's unit has no such flag
                    let suse = ctx.target.distribution == Some(crate::image::Distribution::Suse) && !debian;
                    if lines.is_none() && (!docker || suse) {
                        continue;
                    }
                    let severity = if lines.is_some() || debian { Severity::Error } else { Severity::Warning };
                    let key = &member.key;
                    let message = match lines {
                        Some(_) => format!("`{key}` stands in daemon.json and on dockerd's command line"),
                        None => format!("`{key}` in daemon.json, while docker.service has `-H fd://`"),
                    };
                    let finding = ctx.finding_as(severity, message, span).with_note(format!(
                        "dockerd prints: `the following directives are specified both as a flag and in the configuration file: {key}`"
                    )).with_note("set `ExecStart` anew in a drop-in of docker.service, an empty `ExecStart=` first");
                    ctx.report_in(view, finding);
                }
            }
        }
    }
}
