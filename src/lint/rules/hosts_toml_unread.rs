//! `hosts-toml-unread`: a hosts.toml that containerd does not look for.

use crate::containers::containerd;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::first_line;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "hosts-toml-unread",
        group: Group::Registry,
        severity: Severity::Warning,
        summary: "a hosts.toml that containerd does not look for",
        explanation: r#"
containerd reads `hosts.toml`, of that name only, in a directory that has the name of a registry, below the directory that `config_path` of config.toml names. Before containerd 2.2 there is no such directory by default, so a config.toml without `config_path` leaves every hosts.toml unread for Kubernetes.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/containerd/config.toml
version = 2
=== root/etc/containerd/certs.d/registry.example.com/hosts.toml
server = "https://registry.example.com"
"#,
            passing: r#"
=== root/etc/containerd/config.toml
version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "/etc/containerd/certs.d"
=== root/etc/containerd/certs.d/registry.example.com/hosts.toml
server = "https://registry.example.com"
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
From documentation: `docs/hosts.md` of containerd; the report containerd#12636 for the default since 2.2; not run here.
"#,
    severity_reason: r#"
It is read by nerdctl, and by containerd from 2.2 on.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        for world in &case.worlds {
            let config = world.file("/etc/containerd/config.toml").filter(|text| text.is_written);
            let unread = config
                .is_some_and(|config| !config.rendered.unknown && !containerd::has_config_path(&config.rendered.text));
            for (path, text) in world.written() {
                let Some(inner) = path.strip_prefix("/etc/containerd/certs.d/") else { continue };
                let message = match inner.split_once('/') {
                    None if is_meant(inner) => {
                        format!("`{path}` is not read: it belongs into a directory of the registry's name")
                    }
                    Some((_, "hosts.toml")) if unread => {
                        format!("`{path}` is not read before containerd 2.2: config.toml has no `config_path`")
                    }
                    Some((_, name)) if name != "hosts.toml" && is_meant(name) => {
                        format!("`{path}` is not read: the file must be called `hosts.toml`")
                    }
                    _ => continue,
                };
                let finding = ctx.finding(message, first_line(text));
                for view in case.views(ctx.description) {
                    ctx.report_in(view, finding.clone());
                }
            }
        }
    }
}

/// Whether a file was meant to be a hosts.toml.
fn is_meant(name: &str) -> bool {
    name.ends_with(".toml") || name.starts_with("hosts.") || name.starts_with("host.")
}
