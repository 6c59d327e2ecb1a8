use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::invocation::{Argument, Invocation};
use crate::image::{Description, ScriptKind};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "store-in-chroot",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a script loads containers where the image's root is no mount point",
        explanation: r#"
Up to podman 5.4, buildah 1.39 and every skopeo so far, unpacking a layer fails in a chroot whose root is no mount point.

While KIWI prepares the root it binds it on itself, so that config.sh and post_bootstrap.sh can load containers. images.sh and pre_disk_sync.sh run after that bind is gone, and so does every script of a type with `delta_root="true"`. disk.sh runs on a mount point since KIWI 10.2.35.

Load the container in config.sh or disk.sh, or let KIWI fetch it.
"#,
        example: Some(Example {
            failing: r#"
=== options
podman = 5.4
=== images.sh
podman load -i /root/web.tar
"#,
            passing: r#"
=== options
podman = 5.4
=== config.sh
podman load -i /root/web.tar
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 and 5.4.2, buildah 1.28 and 1.39, skopeo 1.9 to 1.22: `ApplyLayer stdout: stderr: remount /, flags: 0x44000: invalid argument exit status 1`. podman 5.8 and 6.1 load. KIWI 9.24.18 to 11.1.6, `system/root_bind.py`: the root is bound on itself until the preparation ends, unless `delta_root` is set; podman 4.3.1 in a config.sh that `SystemSetup` calls below that bind: `Loaded image`.
"#,
    severity_reason: r#"
With podman up to 5.4 and with skopeo it fails each time. Where podman's version is not known it is a warning.
"#,
    check,
};

/// The KIWI that binds the root on itself while it prepares.
const BINDS: (u32, u32, u32) = (9, 24, 18);

fn check(ctx: &mut Ctx<'_>) {
    let delta = has_delta_root(ctx.description);
    for script in shared::image_scripts(ctx.description) {
        let on_disk = script.kind == ScriptKind::Disk;
        let bound = match script.kind {
            ScriptKind::Disk => ctx.target.kiwi.is_none_or(|version| version.numbers() >= (10, 2, 35)),
            ScriptKind::Config | ScriptKind::PostBootstrap => {
                !delta && ctx.target.kiwi.is_none_or(|version| version.numbers() >= BINDS)
            }
            _ => false,
        };
        if bound {
            continue;
        }
        for (invocation, verb, rest) in shared::verbs(script, &["podman", "buildah", "skopeo"]) {
            if !unpacks(invocation, &verb, rest) {
                continue;
            }
            let program = &invocation.program;
            let fails = program == "skopeo" || ctx.target.podman.is_some_and(|version| version <= (5, 4));
            let works = program != "skopeo" && ctx.target.podman.is_some_and(|version| version > (5, 4));
            let severity = if fails && !on_disk { Severity::Error } else { Severity::Warning };
            let mut finding = ctx.finding_as(
                severity,
                format!("`{program} {verb}` unpacks layers where the image's root is no mount point"),
                invocation.span,
            );
            finding = if works {
                finding.with_note("podman from 5.5 on can; the result is not repeatable, and other versions fail")
            } else if fails {
                finding.with_note("it fails with `remount /: invalid argument`")
            } else {
                finding.with_note(
                    "up to podman 5.4 it fails with `remount /: invalid argument`; the target's version is not known",
                )
            };
            let place = match script.kind {
                ScriptKind::Config | ScriptKind::PostBootstrap if delta => {
                    "with `delta_root` KIWI does not bind the root on itself while it prepares"
                }
                ScriptKind::Config | ScriptKind::PostBootstrap => "KIWI binds the root on itself from 9.24.18 on",
                _ => "the root is a mount point in config.sh, and in disk.sh with KIWI 10.2.35 and later",
            };
            let finding = finding.with_note(place).with_note("or list the container in `containers`");
            ctx.report(finding);
        }
    }
}

fn unpacks(invocation: &Invocation, verb: &str, rest: &[Argument]) -> bool {
    match invocation.program.as_str() {
        "podman" => matches!(verb, "load" | "pull" | "import" | "build" | "run" | "create" | "kube play"),
        "buildah" => matches!(verb, "pull" | "from" | "bud" | "build"),
        "skopeo" => verb == "copy" && rest.iter().any(|word| word.start.starts_with("containers-storage:")),
        _ => false,
    }
}

/// Whether every type of the description is an overlay of another image.
fn has_delta_root(description: &Description) -> bool {
    let tree = &description.tree;
    let mut views = description.views().iter().peekable();
    views.peek().is_some() && views.all(|view| view.build_type(tree).flag(at::DELTA_ROOT) == Some(true))
}
