//! `container-config-not-read`: a configuration file that no container tool reads.

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::first_line;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-config-not-read",
        group: Group::Registry,
        severity: Severity::Warning,
        summary: "a configuration file that no container tool reads",
        explanation: r#"
The tools look for their files in fixed places. `libpod.conf` has become `containers.conf`; credentials are read from `~/.config/containers/auth.json`, `~/.docker/config.json` and `/run/containers/UID/auth.json`, not from `/etc/containers`; drop-ins end in `.conf`.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/containers/libpod.conf
runtime = "crun"
"#,
            passing: r#"
=== root/etc/containers/containers.conf
[engine]
runtime = "crun"
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 with garbage in `/etc/containers/libpod.conf`: exit status 0, and not a word.
"#,
    severity_reason: r#"
What is written there has no effect.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        for world in &case.worlds {
            for (path, text) in world.written() {
                let meant = match path {
                    "/etc/containers/libpod.conf" | "/usr/share/containers/libpod.conf" => {
                        "/etc/containers/containers.conf"
                    }
                    "/etc/containers/auth.json" | "/etc/docker/config.json" | "/etc/docker/auth.json" => {
                        "/root/.config/containers/auth.json"
                    }
                    "/etc/containers/daemon.json" => "/etc/docker/daemon.json",
                    "/etc/containers/storage.json" => "/etc/containers/storage.conf",
                    _ => continue,
                };
                let span = first_line(text);
                let finding = ctx
                    .finding(format!("`{path}` is read by no tool"), span)
                    .with_note(format!("the file that is read is `{meant}`"));
                for view in case.views(ctx.description) {
                    ctx.report_in(view, finding.clone());
                }
            }
        }
    }
}
