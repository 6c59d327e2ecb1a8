//! `registries-dropin-ignored`: a file in registries.conf.d that is not read.

use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::lint::stack::first_line;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "registries-dropin-ignored",
        group: Group::Registry,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        summary: "a file in registries.conf.d that is not read",
        explanation: "Only files directly in `registries.conf.d` whose names end in `.conf` are read: not `10-local`, not `10-local.conf.rpmnew`, not what stands in a directory below.",
        example: Some(Example {
            failing: r#"=== config.sh
cat > /etc/containers/registries.conf.d/10-local <<EOF
unqualified-search-registries = ["registry.example.com"]
EOF
=== root/etc/containers/registries.conf.d/20-local.conf.orig
unqualified-search-registries = ["registry.example.com"]
"#,
            passing: r#"=== root/etc/containers/registries.conf.d/10-local.conf
unqualified-search-registries = ["registry.example.com"]
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1 leave such files out even where they are no TOML; hidden files that end in `.conf` are read.",
    severity_reason: "Nothing breaks; what was meant does not happen.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        let mut found = Vec::new();
        for (path, text) in case.worlds.iter().flat_map(|world| world.written()) {
            let Some((_, name)) = path.split_once("/containers/registries.conf.d/") else { continue };
            if name.contains('/') || !name.ends_with(".conf") {
                // A note for people is no attempt at a configuration.
                let text_only = text.rendered.text.lines().all(|line| {
                    let line = line.trim();
                    line.is_empty() || line.starts_with('#')
                });
                if !text_only && !name.to_ascii_lowercase().starts_with("readme") {
                    let why = if name.contains('/') {
                        "directories are not looked into"
                    } else {
                        "its name does not end in `.conf`"
                    };
                    let mut finding = ctx
                        .finding(format!("drop-in `{name}` is not read"), first_line(text))
                        .with_note(format!("{why}; it must stand as `/etc/containers/registries.conf.d/NAME.conf`"));
                    // a name with another suffix may be meant to be left out
                    if !name.contains(['/', '.', '~'])
                        && let Some(edits) = shared::renamed(ctx.description, case.files, path, &format!("{path}.conf"))
                    {
                        finding = finding.with_fix("let its name end in `.conf`", Applicability::Safe, edits);
                    }
                    found.push(finding);
                }
            }
        }
        for view in case.views(ctx.description) {
            for finding in &found {
                ctx.report_in(view, finding.clone());
            }
        }
    }
}
