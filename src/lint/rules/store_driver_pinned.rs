use super::shared;
use crate::containers::storage;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::invocation::Invocation;
use crate::image::{ScriptKind, State};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "store-driver-pinned",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a podman call during the build decides the storage driver for good",
        explanation: r#"
The first podman call, even one that fails, writes the storage driver that suits the build host into podman's database, which stays in the image. A later driver then does not match, or is silently overridden. A driver that storage.conf, `--storage-driver` or `STORAGE_DRIVER` names is taken whatever the build host has.

Name the driver, remove `/var/lib/containers/storage` at the end of the script, or do without podman in scripts.
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
        // one call decides it
        let first = shared::verbs(script, &["podman"]).find(|(invocation, verb, _)| {
            let quiet = matches!(verb.as_str(), "completion" | "help" | "version" | "search" | "login" | "logout");
            !quiet && !verb.starts_with("generate") && !names_driver(invocation)
        });
        let Some((verb, span)) = first.map(|(invocation, verb, _)| (verb, invocation.span)) else { continue };
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
            let drivers = shared::known_texts(ctx.description, view, "/etc/containers/storage.conf")
                .map(|texts| texts.iter().map(|text| storage::driver_name(text)).collect::<Vec<_>>());
            let btrfs = drivers.as_ref().is_some_and(|drivers| drivers.iter().flatten().any(|name| name == "btrfs"));
            // a driver that is given is not chosen by the build host
            let given = drivers.is_some_and(|drivers| !drivers.is_empty() && drivers.iter().all(Option::is_some));
            if given && !btrfs {
                continue;
            }
            let severity = if btrfs && script.kind != ScriptKind::Disk { Severity::Error } else { Severity::Warning };
            let finding = ctx
                .finding_as(
                    severity,
                    format!("`podman {verb}` writes the build host's storage driver into the image"),
                    span,
                )
                .with_note("the database in /var/lib/containers/storage keeps it: another driver does not match later")
                .with_note(
                    "set `driver` in storage.conf, or remove /var/lib/containers/storage at the end of the script",
                );
            ctx.report_in(view, finding);
        }
    }
}

/// Whether a call says which driver it wants, or keeps its store elsewhere.
fn names_driver(invocation: &Invocation) -> bool {
    invocation.options().has(&["--storage-driver", "--root", "--url", "--remote", "-r", "r"])
        || invocation.variables.iter().any(|(name, _)| name == "STORAGE_DRIVER")
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn a_driver_that_is_given_is_not_chosen() {
        let lines = |text: &str| check_rule("store-driver-pinned", text).len();
        assert_eq!(lines("=== config.sh\npodman info\n"), 1);
        assert_eq!(lines("=== config.sh\npodman --storage-driver vfs info\n"), 0);
        assert_eq!(lines("=== config.sh\nSTORAGE_DRIVER=vfs podman info\n"), 0);
        let conf = "=== root/etc/containers/storage.conf\n[storage]\ndriver = \"overlay\"\ngraphroot = \"/a\"\nrunroot = \"/b\"\n";
        assert_eq!(lines(&format!("=== config.sh\npodman info\n{conf}")), 0);
        assert_eq!(lines(&format!("=== config.sh\npodman info\n{}", conf.replace("driver", "# driver"))), 1);
    }
}
