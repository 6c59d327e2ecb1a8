use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::ScriptKind;
use crate::image::script::syntax::Part;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "store-in-chroot",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a script loads containers into the image from its chroot",
        explanation: r#"
Up to podman 5.4, buildah 1.39 and every skopeo so far, unpacking a layer in a chroot whose root is no mount point fails. That is where config.sh, images.sh, post_bootstrap.sh and pre_disk_sync.sh run. `disk.sh` runs on a mount point since KIWI 10.2.35. Let KIWI fetch the container, or load it in disk.sh.
"#,
        example: Some(Example {
            failing: r#"
=== options
podman = 5.4
=== config.sh
podman load -i /root/web.tar
"#,
            passing: r#"
=== options
podman = 5.4
kiwi = 10.2.35
type = oem
=== config.xml
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"/></preferences>
=== disk.sh
podman load -i /root/web.tar
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 and 5.4.2, buildah 1.28 and 1.39, skopeo 1.9 to 1.22: `ApplyLayer stdout: stderr: remount /, flags: 0x44000: invalid argument exit status 1`. podman 5.8 and 6.1 load.
"#,
    severity_reason: r#"
With podman up to 5.4 and with skopeo it fails each time. Where podman's version is not known it is a warning.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for script in shared::image_scripts(ctx.description) {
        let on_disk = script.kind == ScriptKind::Disk;
        if on_disk && ctx.target.kiwi.is_none_or(|version| version >= (10, 2, 35)) {
            continue;
        }
        let mut findings = Vec::new();
        shared::commands(&script.statements, &mut |place| {
            let Some((program, Some(verb))) = shared::program(place.command) else { return };
            let unpacks = match program.as_str() {
                "podman" => matches!(verb.as_str(), "load" | "pull" | "import" | "build" | "run" | "create"),
                "buildah" => matches!(verb.as_str(), "pull" | "from" | "bud" | "build"),
                "skopeo" => {
                    verb == "copy"
                        && place.command.arguments().iter().any(|word| {
                            matches!(word.parts.first(), Some(Part::Literal { text, .. }) if text.starts_with("containers-storage:"))
                        })
                }
                _ => false,
            };
            if unpacks {
                findings.push((program, verb, place.command.span));
            }
        });
        for (program, verb, span) in findings {
            let fails = program == "skopeo" || ctx.target.podman.is_some_and(|version| version <= (5, 4));
            let works = program != "skopeo" && ctx.target.podman.is_some_and(|version| version > (5, 4));
            let severity = if fails && !on_disk { Severity::Error } else { Severity::Warning };
            let mut finding = ctx.finding_as(
                severity,
                format!("`{program} {verb}` unpacks layers in a chroot that is no mount point"),
                span,
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
            let finding =
                finding.with_note("list the container in `containers`, or load it in disk.sh (KIWI 10.2.35 and later)");
            ctx.report(finding);
        }
    }
}
