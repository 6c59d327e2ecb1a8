//! `quadlet-enabled`: a script enables a service that is generated at boot.

use std::collections::BTreeMap;

use super::shared;
use crate::containers::{quadlet, unit};
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::quadlets;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "quadlet-enabled",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a script enables a service that is generated at boot",
        explanation: r#"
The services of quadlets are made by a generator when the system boots, so there is nothing to enable while the image is built. `[Install]` in the quadlet does that: the generator reads `WantedBy`.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
systemctl enable web.service
=== root/etc/containers/systemd/web.container
[Container]
Image=registry.example.com/team/web:2
"#,
            passing: r#"
=== root/etc/containers/systemd/web.container
[Container]
Image=registry.example.com/team/web:2

[Install]
WantedBy=multi-user.target
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
systemctl in a chroot: `Failed to enable unit, unit web.service does not exist`, exit status 1.
"#,
    severity_reason: r#"
The command fails, and with `set -e` the build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        let mut services: BTreeMap<String, String> = BTreeMap::new();
        for found in quadlets(case.files).into_iter().filter(|found| !found.is_dropin && !found.is_user) {
            if let Some(service) = quadlet::service(&found.name, &unit::parse(&found.file.rendered.text)) {
                services.insert(service, found.name);
            }
        }
        if services.is_empty() {
            continue;
        }
        for script in shared::image_scripts(ctx.description) {
            for invocation in &script.invocations {
                let words: Vec<&str> =
                    invocation.words.iter().map(|word| word.as_str()).filter(|word| !word.starts_with('-')).collect();
                let units: &[&str] = match (invocation.program.as_str(), words.as_slice()) {
                    ("systemctl", ["enable" | "reenable" | "preset", units @ ..]) => units,
                    ("baseInsertService" | "suseInsertService", units) => units,
                    ("baseService" | "suseService", [unit, "on"]) => std::slice::from_ref(unit),
                    _ => continue,
                };
                for unit in units {
                    let service = if unit.contains('.') { (*unit).to_owned() } else { format!("{unit}.service") };
                    // a unit of its own goes before
                    let own = ["/etc/systemd/system/", "/usr/lib/systemd/system/"].iter().any(|directory| {
                        case.files.at_end.paths().any(|path| path.strip_prefix(directory) == Some(service.as_str()))
                    });
                    let Some(source) = services.get(&service).filter(|_| !own) else { continue };
                    let span = invocation
                        .words
                        .iter()
                        .find(|word| word.as_str() == *unit)
                        .map_or(invocation.span, |word| word.span);
                    let finding = ctx
                        .finding(format!("`{service}` is made of `{source}` at boot, and cannot be enabled"), span)
                        .with_note("systemctl prints: `Failed to enable unit, unit does not exist`")
                        .with_note(format!("write `[Install]` with `WantedBy=` into `{source}`"));
                    for view in case.views(ctx.description) {
                        ctx.report_in(view, finding.clone());
                    }
                }
            }
        }
    }
}
