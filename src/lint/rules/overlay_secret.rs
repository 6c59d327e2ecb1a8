use super::boot;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "overlay-secret",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "the overlay gives all machines the same identity",
        explanation: r#"
Host keys of ssh and `/etc/machine-id` are made at the first boot where they are absent. Those of the overlay are the same on each machine that runs the image, and whoever has the description has the private keys.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/ssh/ssh_host_ed25519_key
-----BEGIN OPENSSH PRIVATE KEY-----
"#,
            passing: r#"
=== root/etc/ssh/sshd_config.d/50-local.conf
PermitRootLogin no
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
sshd-keygen makes only keys that are absent; systemd-machine-id-setup keeps an id that is there (machine-id(5)).
"#,
    severity_reason: r#"
The image may be made for one machine.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let Some(image) = ctx.description.image() else { return };
    for file in ctx.description.overlay.layers.iter().flat_map(|layer| &layer.files) {
        let name = file.path.as_str();
        let is_key = name.starts_with("/etc/ssh/ssh_host_") && name.ends_with("_key");
        if is_key {
            let place = boot::first_line(file).unwrap_or(image.name_span);
            let finding = ctx
                .finding(format!("every machine gets the private key `{name}`"), place)
                .with_note("where it is absent, each machine makes its own at its first boot");
            ctx.report(finding);
        }
    }
}
