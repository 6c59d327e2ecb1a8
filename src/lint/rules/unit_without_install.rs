use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unit-without-install",
        group: Group::Script,
        severity: Severity::Warning,
        summary: "a unit is enabled that says nowhere by what it is started",
        explanation: r#"
`systemctl enable` makes the links that the unit's `[Install]` section asks for. A unit without one is not enabled: systemctl says so and ends with 0, and the unit never starts by itself.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/systemd/system/setup.service
[Unit]
Description=Setup
[Service]
ExecStart=/usr/bin/true
=== config.sh
systemctl enable setup.service
"#,
            passing: r#"
=== root/etc/systemd/system/setup.service
[Unit]
Description=Setup
[Service]
ExecStart=/usr/bin/true
[Install]
WantedBy=multi-user.target
=== config.sh
systemctl enable setup.service
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
systemd 254: "The unit files have no installation config (WantedBy=, RequiredBy=, UpheldBy=, Also=, or Alias= settings in the [Install] section...)", exit status 0, no link.
"#,
    severity_reason: r#"
The unit may be started by another one.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let mut asked: Vec<(String, Span)> = Vec::new();
    for script in shared::image_scripts(description) {
        for place in shared::commands(script) {
            let words = &place.command.words;
            let text = |at: usize| words.get(at).and_then(|word| word.literal()).unwrap_or_default();
            let from = match text(0).rsplit('/').next().unwrap_or_default() {
                "systemctl" if words.iter().any(|word| word.literal().as_deref() == Some("enable")) => 1,
                "baseInsertService" | "suseInsertService" => 1,
                _ => continue,
            };
            for word in &words[from..] {
                let Some(name) = word.literal().filter(|name| !name.starts_with('-') && name != "enable") else {
                    continue;
                };
                let name = if name.contains('.') { name } else { format!("{name}.service") };
                asked.push((name, word.span));
            }
        }
    }
    for (name, span) in asked {
        let file = description.overlay.layers.iter().flat_map(|layer| &layer.files).find(|file| {
            ["/etc/systemd/system/", "/usr/lib/systemd/system/", "/lib/systemd/system/"]
                .iter()
                .any(|directory| file.path.strip_prefix(directory) == Some(name.as_str()))
        });
        let Some(source) = file.and_then(|file| file.source.as_ref()) else { continue };
        let installs = source.text.lines().map(str::trim).any(|line| {
            ["WantedBy", "RequiredBy", "UpheldBy", "Also", "Alias"]
                .iter()
                .any(|key| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')))
        });
        let drop_in = format!("/{name}.d/");
        let extended =
            description.overlay.layers.iter().flat_map(|layer| &layer.files).any(|file| file.path.contains(&drop_in));
        if !installs && !extended && !source.text.trim().is_empty() {
            let finding = ctx.finding(format!("`{name}` has nothing to enable"), span).with_label(
                Span::new(source.id, 0, source.text.lines().next().unwrap_or_default().len()),
                "this unit has no `[Install]` section with a link to make",
            );
            ctx.report(finding);
        }
    }
}
