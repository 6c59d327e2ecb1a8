use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::State;
use crate::image::script::interpret::OperationKind;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "edit-absent-default",
        group: Group::Script,
        severity: Severity::Warning,
        summary: "a script edits a configuration file that may not be there",
        explanation: r#"
podman 6 of some distributions keeps its defaults in `/usr/share/containers`; `registries.conf`, `storage.conf` and `policy.json` are then not in `/etc/containers`. `sed -i`, `mv` and `cp` of such a file fail, and KIWI stops where that is the last command or `set -e` is on. Test for the file first, or write a drop-in.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
sed -i 's/^driver.*/driver = "btrfs"/' /etc/containers/storage.conf
"#,
            passing: r#"
=== config.sh
[ -e /etc/containers/storage.conf ] && sed -i 's/^driver.*/driver = "btrfs"/' /etc/containers/storage.conf
true
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`mv: cannot stat`, exit status 1; `sed: can't read`, exit status 2. Debian has storage.conf in `/usr/share` only; Fedora moved all three with podman 6.
"#,
    severity_reason: r#"
It depends on the distribution and its version.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    const FILES: [&str; 3] =
        ["/etc/containers/registries.conf", "/etc/containers/storage.conf", "/etc/containers/policy.json"];
    for files in ctx.description.files() {
        for (at, operation) in files.operations().iter().enumerate() {
            let edits = match &operation.kind {
                OperationKind::Sed(_) => "sed",
                OperationKind::MoveAway(_) => "mv",
                OperationKind::Copied => "cp",
                _ => continue,
            };
            let made = || {
                files.operations()[..at].iter().any(|other| {
                    other.path == operation.path
                        && matches!(
                            other.kind,
                            OperationKind::Write(_) | OperationKind::Append(_) | OperationKind::Put(_)
                        )
                })
            };
            if !FILES.contains(&operation.path.as_str())
                || operation.guarded
                || !matches!(files.at_fetch.at(&operation.path).as_slice(), [State::Default])
                || made()
            {
                continue;
            }
            let finding = ctx
                .finding(format!("`{}` may not be there", operation.path), operation.path_span)
                .with_note(format!("{edits} fails then; distributions move their defaults to /usr/share/containers"))
                .with_note("test for it first with `[ -e FILE ]`, or write a file of your own");
            ctx.report(finding);
        }
    }
}
