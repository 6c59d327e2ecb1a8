//! `container-build-limits`: what a build inside of a container cannot do.

use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Place;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-build-limits",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "what a build inside of a container cannot do",
        explanation: r#"
With `target = "container"` KIWI itself runs in a container. Disk images need loop devices, and nodes for their partitions, which a container has only with `--privileged` and `/dev` of the host. podman in a script of the description would start containers in a container: overlay does not mount on the overlay that the outer container has, so it needs fuse-overlayfs, the driver vfs, or a volume below `/var/lib/containers` of the root tree.
"#,
        example: Some(Example {
            failing: r#"
=== options
target = container
=== config.sh
podman load -i /root/web.tar
"#,
            passing: r#"
<preferences><type image="docker"><containerconfig name="web"/></type></preferences>
=== options
target = container
=== config.sh
podman --storage-driver vfs load -i /root/web.tar
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 calls losetup for disk images; podman 4.3.1 with its store on overlayfs says that overlay is not supported over overlayfs.
"#,
    severity_reason: r#"
How the container is started is not known here.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    if ctx.target.place != Place::Container {
        return;
    }
    for view in ctx.views() {
        if matches!(view.selection.image.as_str(), "oem" | "vmx") {
            let place = view.build_type(ctx.tree()).place(at::IMAGE);
            let finding = ctx
                .finding(format!("`{}` needs loop devices, which a container lacks", view.selection.image), place)
                .with_note("start the container with `--privileged` and `-v /dev:/dev`");
            ctx.report_in(view, finding);
        }
    }
    for script in shared::image_scripts(ctx.description) {
        for (invocation, verb, _) in shared::verbs(script, &["podman", "buildah"]) {
            let first = verb.split(' ').next().unwrap_or_default();
            let stores =
                matches!(first, "load" | "pull" | "import" | "build" | "run" | "create" | "from" | "bud" | "commit");
            let chosen = invocation.options().has(&["--storage-driver", "--root"])
                || invocation.variables.iter().any(|(name, _)| name == "STORAGE_DRIVER");
            if stores && !chosen {
                let program = &invocation.program;
                let message = format!("`{program} {verb}` in a container: overlay does not mount on overlay");
                let note = "use `--storage-driver vfs`, or list the container in `containers`, which needs no store";
                ctx.report(ctx.finding(message, invocation.span).with_note(note));
            }
        }
    }
}
