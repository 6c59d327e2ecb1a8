use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::{ScriptKind, State};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "store-driver-pinned",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a podman call during the build decides the storage driver for good",
        explanation: r#"
The first podman call, even one that fails, writes the storage driver that suits the build host into podman's database, which stays in the image. A later driver then does not match, or is silently overridden. Remove `/var/lib/containers/storage` at the end of the script, or do without podman in scripts.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
podman info
=== root/etc/containers/storage.conf
[storage]
driver = "btrfs"
graphroot = "/var/lib/containers/storage"
runroot = "/run/containers/storage"
"#,
            passing: r#"
=== config.sh
podman info
rm -rf /var/lib/containers/storage
=== root/etc/containers/storage.conf
[storage]
driver = "btrfs"
graphroot = "/var/lib/containers/storage"
runroot = "/run/containers/storage"
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman: `database graph driver "vfs" does not match our graph driver "overlay": database configuration mismatch`, or `User-selected graph driver "overlay" overwritten by graph driver "btrfs" from database`.
"#,
    severity_reason: r#"
With the btrfs driver, which the build host cannot offer, it breaks; with another it depends on the host, and is a warning.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for script in shared::image_scripts(ctx.description) {
        let mut findings = Vec::new();
        shared::commands(&script.statements, &mut |place| {
            if let Some((program, Some(verb))) = shared::program(place.command)
                && program == "podman"
                && !matches!(verb.as_str(), "completion" | "help" | "version" | "generate")
            {
                findings.push((verb, place.command.span));
            }
        });
        // one call decides it
        let Some((verb, span)) = findings.into_iter().next() else { continue };
        for view in ctx.views() {
            let Some(files) = ctx.description.files_of(view) else { continue };
            let removed =
                files.at_end.at("/var/lib/containers/storage").iter().all(|state| matches!(state, State::Absent(_)))
                    || files.at_end.removed_directories().any(|(path, _)| {
                        "/var/lib/containers/storage/".starts_with(&format!("{}/", path.trim_end_matches('/')))
                    });
            if removed {
                continue;
            }
            let btrfs =
                shared::known_texts(ctx.description, view, "/etc/containers/storage.conf").is_some_and(|texts| {
                    texts.iter().any(|text| {
                        text.lines().any(|line| line.replace([' ', '\''], "").replace('"', "") == "driver=btrfs")
                    })
                });
            let severity = if btrfs && script.kind != ScriptKind::Disk { Severity::Error } else { Severity::Warning };
            let finding = ctx
                .finding_as(
                    severity,
                    format!("`podman {verb}` writes the build host's storage driver into the image"),
                    span,
                )
                .with_note("the database in /var/lib/containers/storage keeps it: another driver does not match later")
                .with_note("remove /var/lib/containers/storage at the end of the script");
            ctx.report_in(view, finding);
        }
    }
}
