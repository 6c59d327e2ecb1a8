use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::ScriptKind;
use crate::image::script::interpret::OperationKind;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-archive-deleted",
        group: Group::Container,
        severity: Severity::Error,
        summary: "fetched containers are deleted before the image boots",
        explanation: r#"
KIWI stores containers in `/var/tmp/kiwi_containers` before config.sh runs. A script that cleans `/var/tmp`, an exclusion in `exclude_files.yaml`, or a file system mounted over `/var/tmp` at boot takes them away. The unit that loads them is then skipped without an error, because its condition fails. `post_bootstrap.sh` runs before the fetch and may clean.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
=== config.sh
rm -rf /var/tmp/*
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
=== config.sh
rm -rf /var/tmp/zypp.*
=== post_bootstrap.sh
rm -rf /var/tmp/*
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The unit has `ConditionPathExists` for each archive; `systemd-analyze condition` ends with 1 where one is missing, and the unit is skipped.
"#,
    severity_reason: r#"
The containers are never loaded, and nothing says so.
"#,
    check,
};

const DIRECTORY: &str = "/var/tmp/kiwi_containers";

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let Some((section, _)) = view.container_entries(ctx.tree()).next() else { continue };
        let loads = section.name_span;
        let archives: Vec<String> = view
            .container_entries(ctx.tree())
            .map(|(section, container)| shared::kiwi_container(section, container).archive())
            .collect();
        let Some(files) = ctx.description.files_of(view) else { continue };
        for operation in files.operations() {
            if operation.script == ScriptKind::PostBootstrap {
                continue;
            }
            let path = operation.path.as_str();
            let all = matches!(path, "/var" | "/var/*" | "/var/tmp" | "/var/tmp/*" | "/var/tmp/kiwi*")
                || path == DIRECTORY
                || path == "/var/tmp/kiwi_containers/*"
                || archives.iter().any(|archive| archive == path);
            let takes = match &operation.kind {
                OperationKind::Remove { recursive } => *recursive || archives.iter().any(|archive| archive == path),
                OperationKind::MoveAway(_) => true,
                _ => false,
            };
            if !all || !takes {
                continue;
            }
            let severity = if operation.conditional { Severity::Warning } else { Severity::Error };
            let finding = ctx
                .finding_as(
                    severity,
                    format!("`{path}` is removed, and with it the containers that were fetched"),
                    operation.path_span,
                )
                .with_label(loads, "stored in /var/tmp/kiwi_containers before this script runs")
                .with_note("the unit that loads them is then skipped without an error")
                .with_note("clean up what you know: `rm -rf /var/tmp/zypp.*`");
            ctx.report_in(view, finding);
        }
        for source in ctx.description.extra.iter().filter(|source| source.name.ends_with("exclude_files.yaml")) {
            let mut start = 0;
            for line in source.text.split_inclusive('\n') {
                let entry = line.trim().trim_start_matches("- ").trim_matches(['\'', '"']).trim_start_matches('/');
                if matches!(entry, "var" | "var/tmp" | "var/tmp/*" | "var/tmp/kiwi_containers") {
                    let at = start + line.find(entry).unwrap_or(0);
                    let finding = ctx
                        .finding(
                            format!("`{entry}` is left out of the image, and with it the containers"),
                            Span::new(source.id, at, at + entry.len()),
                        )
                        .with_label(loads, "stored in /var/tmp/kiwi_containers");
                    ctx.report_in(view, finding);
                }
                start += line.len();
            }
        }
        for file in ctx.description.overlay.of(view).into_iter().flat_map(|layer| &layer.files) {
            let Some(source) = &file.source else { continue };
            let Some(range) = mounted_over(&file.path, &source.text) else { continue };
            let finding = ctx
                .finding(
                    "a file system is mounted over /var/tmp, which hides the containers",
                    Span::new(source.id, range.start, range.end),
                )
                .with_label(loads, "stored in /var/tmp/kiwi_containers");
            ctx.report_in(view, finding);
        }
    }
}

/// Where a file says that a temporary file system is mounted on `/var/tmp`.
fn mounted_over(path: &str, text: &str) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim();
        let fields: Vec<&str> = body.split_whitespace().collect();
        let fstab = path == "/etc/fstab" && matches!(fields.as_slice(), [_, "/var/tmp", "tmpfs", ..]);
        let unit = path.ends_with("/var-tmp.mount") && body.replace(' ', "") == "Type=tmpfs";
        if fstab || unit {
            let at = start + line.find(body).unwrap_or(0);
            return Some(at..at + body.len());
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    const CONTAINERS: &str = "<containers source=\"registry.example.com\" backend=\"podman\"><container name=\"web\" tag=\"2\"/></containers>\n";

    #[test]
    fn other_ways_to_lose_them() {
        for (file, text) in [
            ("images.sh", "rm -rf /var/tmp/kiwi_containers\n"),
            ("config.sh", "cd /var/tmp && rm -rf ./*\n"),
            ("exclude_files.yaml", "exclude:\n  - var/tmp\n"),
            ("root/etc/fstab", "tmpfs /var/tmp tmpfs defaults 0 0\n"),
            ("root/etc/systemd/system/var-tmp.mount", "[Mount]\nWhere=/var/tmp\nType=tmpfs\n"),
        ] {
            let lines = check_rule("container-archive-deleted", &format!("{CONTAINERS}=== {file}\n{text}"));
            assert_eq!(lines.len(), 1, "{file}");
        }
        // not a disk: disk.sh does not run
        assert!(
            check_rule("container-archive-deleted", &format!("{CONTAINERS}=== disk.sh\nrm -rf /var/tmp\n")).is_empty()
        );
    }
}
