use super::{boot, shared};
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::ScriptKind;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "script-never-run",
        group: Group::Script,
        severity: Severity::Warning,
        summary: "a file has almost the name of a script that KIWI runs",
        explanation: r#"
KIWI runs scripts by their exact names: `post_bootstrap.sh`, `config.sh`, `config-overlay.sh`, `config-host-overlay.sh`, `images.sh`, `pre_disk_sync.sh`, `disk.sh`. `editbootconfig` and `editbootinstall` are run where the type names them. Other files it passes over in silence.
"#,
        example: Some(Example {
            failing: r#"
=== image.sh
echo done
"#,
            passing: r#"
=== images.sh
echo done
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 looks for these names only (`Defaults`, `SystemSetup.import_description`).
"#,
    severity_reason: r#"
It may be run by something else.
"#,
    check,
};

/// A name without what is easily mistaken in it.
fn skeleton(name: &str) -> String {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let stem = plain.strip_suffix("bash").or(plain.strip_suffix("sh")).unwrap_or(&plain);
    stem.strip_suffix('s').unwrap_or(stem).to_owned()
}

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let Some(image) = description.image().filter(|_| shared::is_whole(description)) else { return };
    let names: Vec<&str> = ScriptKind::ALL.iter().filter_map(|kind| kind.file_name()).collect();
    let tree = ctx.tree();
    let is_named = |name: &str| {
        tree.iter()
            .any(|element| element.attributes.iter().any(|attribute| attribute.value.trim_start_matches("./") == name))
            || shared::mentions(description, name)
    };
    for entry in &description.entries {
        let lower = entry.to_ascii_lowercase();
        let is_script = [".sh", ".bash", "_sh", "-sh"].iter().any(|end| lower.ends_with(end));
        if names.contains(&entry.as_str()) || !is_script || is_named(entry) {
            continue;
        }
        let skeleton = skeleton(entry);
        let meant = names.iter().find(|name| self::skeleton(name) == skeleton || boot::one_slip(entry, name));
        let attribute = [at::EDITBOOTCONFIG, at::EDITBOOTINSTALL].into_iter().find(|name| {
            skeleton == name.as_str() || skeleton == name.as_str().replace("edit", "edit_").replace('_', "")
        });
        let (what, help) = match (meant, attribute) {
            (Some(meant), _) if !description.entries.iter().any(|other| other == meant) => {
                (format!("KIWI does not run `{entry}`"), format!("is `{meant}` meant?"))
            }
            (_, Some(attribute)) => (
                format!("KIWI does not run `{entry}`"),
                format!("a script of this kind is run where a type names it: `{attribute}=\"{entry}\"`"),
            ),
            _ => continue,
        };
        let finding = ctx.finding(what, image.name_span).with_note(help);
        ctx.report(finding);
    }
}
