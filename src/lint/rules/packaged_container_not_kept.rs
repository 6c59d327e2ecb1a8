//! `packaged-container-not-kept`: a container that is fetched, and neither kept nor loaded.

use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::OperationKind;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packaged-container-not-kept",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "a container that is fetched, and neither kept nor loaded",
        explanation: r#"
Without `save_as` the archive of a container is not kept, and with `preload="false"` it is not loaded: it is fetched for nothing. `save_as` is a directory of the image, so it must be an absolute path, and one that no script removes.
"#,
        example: Some(Example {
            failing: r#"
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="registry.example.com/team/web:2" preload="false"/>
</packages>
"#,
            passing: r#"
<registry url="registry.example.com"/>
<packages type="image"><package name="podman"/>
  <container name="registry.example.com/team/web:2" preload="false" save_as="/usr/share/my/containers/"/>
</packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The proposal: "Without it, it is not kept".
"#,
    severity_reason: r#"
The image is built, and lacks the container.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        for container in shared::packaged_containers(tree, view) {
            let preload = container.flag(at::PRELOAD) == Some(true);
            let Some(directory) = container.get(at::SAVE_AS) else {
                if container.get(at::PRELOAD).is_some() && !preload {
                    let finding = ctx
                        .finding("this container is neither kept nor loaded", container.place(at::PRELOAD))
                        .with_note("`save_as` keeps its archive; `preload` loads it");
                    ctx.report_in(view, finding);
                }
                continue;
            };
            let trimmed = directory.trim();
            if !trimmed.starts_with('/') || trimmed.split('/').any(|part| part == "..") {
                let finding = ctx.finding(
                    format!("`save_as` must be an absolute directory of the image, not `{trimmed}`"),
                    container.place(at::SAVE_AS),
                );
                ctx.report_in(view, finding);
                continue;
            }
            let Some(files) = ctx.description.files_of(view) else { continue };
            let place = trimmed.trim_end_matches('/');
            for operation in files.operations().iter().filter(|_| !preload) {
                let path = operation.path.trim_end_matches("/*");
                let covers = place == path || place.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
                if covers
                    && matches!(operation.kind, OperationKind::Remove { recursive: true } | OperationKind::MoveAway(_))
                {
                    let finding = ctx
                        .finding(
                            format!("`{}` is removed, and with it the container that is kept there", operation.path),
                            operation.path_span,
                        )
                        .with_label(container.place(at::SAVE_AS), "kept here");
                    ctx.report_in(view, finding);
                }
            }
        }
    }
}
