//! `loaded-archive-missing`: an archive is loaded that is gone by then.

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::ScriptKind;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "loaded-archive-missing",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "an archive is loaded that is gone by then",
        explanation: r#"
KIWI uninstalls packages after config.sh has run. A container that a package brings as an archive can be loaded in config.sh; in disk.sh, and by a unit at first boot, the archive is gone where the package is listed for `uninstall` or `delete`.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="web-image"/></packages>
<packages type="uninstall"><package name="web-image"/></packages>
=== root/etc/systemd/system/load.service
[Service]
Type=oneshot
ExecStart=/usr/bin/podman load -i /usr/share/suse-docker-images/native/web-image.tar.xz
"#,
            passing: r#"
<packages type="image"><package name="web-image"/></packages>
<packages type="uninstall"><package name="web-image"/></packages>
=== config.sh
podman load -i /usr/share/suse-docker-images/native/web-image.tar.xz
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6, `system/prepare.py`: packages of `uninstall` and `delete` go at the end of the preparation, behind config.sh.
"#,
    severity_reason: r#"
That the archive belongs to the package is read from their names.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        for view in case.views(ctx.description) {
            let removed: Vec<&str> = view.removed().map(|entry| entry.name.as_str()).collect();
            if removed.is_empty() {
                continue;
            }
            for call in
                case.uses.calls.iter().filter(|call| matches!(call.verb.as_str(), "load" | "import" | "pull" | "copy"))
            {
                let late = !call.in_script
                    || ctx.description.scripts.iter().any(|script| {
                        script.source.id == call.span.source
                            && matches!(script.kind, ScriptKind::Images | ScriptKind::PreDiskSync | ScriptKind::Disk)
                    });
                if !late {
                    continue;
                }
                for word in &call.words {
                    let text = word.as_str();
                    let path = text.split_once(':').map_or(text, |(_, path)| path);
                    let path = path.split(':').next().unwrap_or(path);
                    let shipped = case.files.at_end.paths().any(|found| found == path);
                    if !path.starts_with('/') || shipped {
                        continue;
                    }
                    let base = path.rsplit('/').next().unwrap_or(path);
                    let owner = removed.iter().find(|name| {
                        base.strip_prefix(**name)
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
                            || path.split('/').any(|part| part == **name)
                    });
                    let Some(owner) = owner else { continue };
                    let finding = ctx
                        .finding(format!("`{base}` comes from `{owner}`, which is uninstalled before"), word.span)
                        .with_note(
                            "KIWI uninstalls packages after config.sh: load the archive there, or keep the package",
                        );
                    ctx.report_in(view, finding);
                }
            }
        }
    }
}
