use crate::diagnostic::Severity;
use crate::image::State;
use crate::image::script::interpret::OperationKind;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    name: "append-to-registries-conf",
    group: Group::Script,
    severity: Severity::Warning,
    tier: Tier::Default,
    summary: "text is appended to `/etc/containers/registries.conf`",
    explanation: r#"
What comes out depends on what the distribution's package put into the file: comments, a list, version 1 or 2 of the format, or, since podman 6 in some distributions, no such file at all, so that appending makes one that hides the vendor's. Running the script twice appends twice. Write a file of its own, `/etc/containers/registries.conf.d/50-local.conf`.
"#,
    failing: r#"
=== config.sh
cat >> /etc/containers/registries.conf <<EOF
[[registry]]
location = "registry.example.com"
EOF
"#,
    passing: r#"
=== config.sh
cat > /etc/containers/registries.conf.d/50-local.conf <<EOF
[[registry]]
location = "registry.example.com"
EOF
"#,
    evidence: r#"
The same script on four default styles: on two of them every pull fails, on two it works up to podman 5.8, on podman 6.1 on none.
"#,
    severity_reason: r#"
With some defaults it works.
"#,
    fix: FixKind::None,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    const FILE: &str = "/etc/containers/registries.conf";
    for files in ctx.description.files() {
        let mut known = !matches!(files.at_fetch.at(FILE).as_slice(), [State::Default]);
        for operation in files.operations().iter().filter(|operation| operation.path == FILE) {
            match &operation.kind {
                // from here on the script knows what is in it
                OperationKind::Write(_) if !operation.conditional => known = true,
                OperationKind::Append(_) if !known => {
                    let finding = ctx
                        .finding("what is appended here depends on what the distribution ships", operation.path_span)
                        .with_note("write a file of its own: /etc/containers/registries.conf.d/50-local.conf");
                    ctx.report(finding);
                }
                _ => {}
            }
        }
    }
}
