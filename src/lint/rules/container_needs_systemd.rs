use super::shared;
use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-needs-systemd",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "containers are loaded by a unit, without systemd in the image",
        explanation: r#"
KIWI writes a unit to `/etc/systemd/system` and enables it with `systemctl` inside of the image. Both need systemd. It is looked for among the packages and what always brings it along: a kernel, dracut, a boot loader.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image"><package name="podman"/><package name="skopeo"/></packages>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
<packages type="image">
  <package name="podman"/><package name="skopeo"/><package name="systemd"/>
</packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6: `failed to run command systemctl`, or `FileNotFoundError` for the unit where `/etc/systemd/system` is missing.
"#,
    severity_reason: r#"
It may come as a dependency that nobody wrote down.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    const BRING_IT: [&str; 9] =
        ["systemd", "dracut", "kernel", "grub2", "linux-image", "linux", "udev", "patterns-", "plymouth"];
    let tree = ctx.tree();
    for view in ctx.views() {
        let Some((section, _)) = view.container_entries(tree).find(|(_, container)| shared::is_loaded(container))
        else {
            continue;
        };
        let comes = view.installed().any(|entry| BRING_IT.iter().any(|name| entry.name.starts_with(name)));
        if view.list_is_open(tree) || comes {
            continue;
        }
        let finding = ctx
            .finding("containers are loaded by a systemd unit, and no package list names systemd", section.name_span)
            .with_note("KIWI writes to /etc/systemd/system and runs systemctl inside of the image's root; the build fails without them");
        ctx.report_in(view, finding);
    }
}
