use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::syntax::{Part, Statement, Word};
use crate::image::script::walk::walk;
use crate::image::{Description, Script};
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

const DIRECTORIES: [&str; 3] = ["/etc/systemd/system/", "/usr/lib/systemd/system/", "/lib/systemd/system/"];

/// Whether a unit says what enabling it links.
fn installs(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        ["WantedBy", "RequiredBy", "UpheldBy", "Also", "Alias"]
            .iter()
            .any(|key| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')))
    })
}

/// The texts of a word: its own, or those that a loop goes through.
fn names(script: &Script, word: &Word) -> Vec<String> {
    if let Some(name) = word.literal() {
        return vec![name];
    }
    let [Part::Variable { name, .. }] = word.parts.as_slice() else { return Vec::new() };
    walk(&script.statements)
        .filter_map(|statement| match statement {
            Statement::Loop { variable: Some((variable, words)), .. } if variable == name => Some(words),
            _ => None,
        })
        .flatten()
        .filter_map(Word::literal)
        .collect()
}

/// Where a script writes a unit of this name that has nothing to enable in every selection in which it is known.
fn written(description: &Description, name: &str) -> Option<Span> {
    let mut place = None;
    for view in description.views() {
        let files = description.files_of(view)?;
        if files.operations().iter().any(|operation| operation.path.contains(&format!("/{name}.d/"))) {
            return None;
        }
        for directory in DIRECTORIES {
            let path = format!("{directory}{name}");
            let Some(operation) = shared::operations_at(files, &path).next() else { continue };
            let texts = shared::known_texts(description, view, &path)?;
            if texts.is_empty() || texts.iter().any(|text| installs(text) || text.trim().is_empty()) {
                return None;
            }
            place = place.or(Some(operation.path_span));
        }
    }
    place
}

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
                for name in names(script, word) {
                    if name.starts_with('-') || name == "enable" {
                        continue;
                    }
                    let name = if name.contains('.') { name } else { format!("{name}.service") };
                    asked.push((name, word.span));
                }
            }
        }
    }
    for (name, span) in asked {
        let file =
            description.overlay.layers.iter().flat_map(|layer| &layer.files).find(|file| {
                DIRECTORIES.iter().any(|directory| file.path.strip_prefix(directory) == Some(name.as_str()))
            });
        let Some(source) = file.and_then(|file| file.source.as_ref()) else {
            if let Some(place) = written(description, &name) {
                let finding = ctx
                    .finding(format!("`{name}` has nothing to enable"), span)
                    .with_label(place, "this unit has no `[Install]` section with a link to make");
                ctx.report(finding);
            }
            continue;
        };
        let installs = installs(&source.text);
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
