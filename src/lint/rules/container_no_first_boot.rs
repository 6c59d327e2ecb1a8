use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-no-first-boot",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "containers are put into an image that never boots",
        explanation: r#"
Containers are loaded by a systemd unit at first boot. An image of type docker, oci, appx or wsl does not boot that way: archive and unit stay in it unused. Restrict the `containers` section to profiles whose image boots.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="docker"><containerconfig name="a"/></type></preferences>
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4"/></preferences>
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 fetches and stores the archive for such a type, too: there is no test of the type.
"#,
    severity_reason: r#"
The image works; it is only larger than it need be.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let image = view.selection.image.as_str();
        if !matches!(image, "docker" | "oci" | "appx" | "wsl") {
            continue;
        }
        let Some((section, _)) = view.container_entries(ctx.tree()).next() else { continue };
        let finding = ctx
            .finding(format!("containers in an image of type {image} are never loaded"), section.name_span)
            .with_label(view.build_type(ctx.tree()).place(at::IMAGE), "an image that does not boot by systemd")
            .with_note("restrict the section to profiles whose image boots");
        ctx.report_in(view, finding);
    }
}
