use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::ScriptKind;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "edit-too-late-for-fetch",
        group: Group::Script,
        severity: Severity::Note,
        summary: "a script changes what the fetch of containers needed before",
        explanation: r#"
KIWI fetches the containers of the description before it runs config.sh. Registries, certificates and credentials that config.sh writes come too late for that fetch: ship them in the overlay, or write them in post_bootstrap.sh. For pulls on the running system it is fine.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
=== config.sh
cat > /etc/containers/registries.conf.d/50-local.conf <<EOF
[[registry]]
location = "registry.example.com"
insecure = true
EOF
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
=== root/etc/containers/registries.conf.d/50-local.conf
[[registry]]
location = "registry.example.com"
insecure = true
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The order of steps in KIWI 11.1.6: packages, overlay, files, fetch of containers, config.sh.
"#,
    severity_reason: r#"
Most such changes are meant for the running system.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    const NEEDED: [&str; 6] = [
        "/etc/containers/registries.conf",
        "/etc/containers/certs.d/",
        "/etc/containers/policy.json",
        "/root/.docker/config.json",
        "/etc/pki/trust/anchors/",
        "/usr/local/share/ca-certificates/",
    ];
    if ctx.target.is_build_service() {
        return;
    }
    for view in ctx.views() {
        let Some((section, _)) = view.container_entries(ctx.tree()).next() else { continue };
        let Some(files) = ctx.description.files_of(view) else { continue };
        for operation in files.operations() {
            if operation.script != ScriptKind::Config || !NEEDED.iter().any(|path| operation.path.starts_with(path)) {
                continue;
            }
            let finding = ctx
                .finding("this comes after the containers were fetched", operation.path_span)
                .with_label(section.name_span, "fetched before config.sh runs")
                .with_note("what the fetch needs belongs in the overlay, or into post_bootstrap.sh");
            ctx.report_in(view, finding);
        }
    }
}
