use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::syntax::{Part, Statement, Word};
use crate::image::script::walk::walk;
use crate::image::{Distribution, Script};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packages-without-repositories",
        group: Group::Script,
        severity: Severity::Warning,
        summary: "a script installs packages when the repositories are gone",
        explanation: r#"
KIWI takes its repositories away before it runs `config.sh`, except those with `imageinclude="true"` or `imageonly="true"`. A package manager then has none, unless the script or the overlay brings one. List the package in the description.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
zypper --non-interactive install htop
"#,
            passing: r#"
<repository imageinclude="true"><source path="https://download.example.org/repo"/></repository>
=== config.sh
zypper --non-interactive install htop
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
In a root without repositories zypper ends with "No provider of 'htop' found", status 104, apt-get with "Unable to locate package", status 100.
"#,
    severity_reason: r#"
A package may bring repositories.
"#,
    check,
};

const MANAGERS: [&str; 9] = ["zypper", "apt", "apt-get", "aptitude", "dnf", "dnf4", "dnf5", "microdnf", "yum"];

/// What of a manager fails, or does nothing, without repositories. `apt-get update` succeeds.
const INSTALLS: [&str; 19] = [
    "install",
    "in",
    "update",
    "up",
    "dup",
    "dist-upgrade",
    "upgrade",
    "full-upgrade",
    "reinstall",
    "refresh",
    "ref",
    "patch",
    "install-new-recommends",
    "inr",
    "groupinstall",
    "group",
    "distro-sync",
    "swap",
    "build-dep",
];

/// What a word that is one variable may be: the texts that the script sets it to. `None` where one is not known.
fn values(script: &Script, word: &Word) -> Option<Vec<String>> {
    let [Part::Variable { name, .. }] = word.parts.as_slice() else { return None };
    let mut found = Vec::new();
    for statement in walk(&script.statements) {
        match statement {
            Statement::Command(command) => {
                for assignment in command.assignments.iter().filter(|assignment| assignment.name == *name) {
                    let list = assignment.list.iter().flatten().chain(&assignment.value);
                    for word in list {
                        found.push(word.literal()?);
                    }
                }
            }
            Statement::Loop { variable: Some((variable, words)), .. } if variable == name => {
                for word in words {
                    found.push(word.literal()?);
                }
            }
            _ => {}
        }
    }
    (!found.is_empty()).then_some(found)
}

fn check(ctx: &mut Ctx<'_>) {
    let (tree, description) = (ctx.tree(), ctx.description);
    if ctx.target.distribution == Some(Distribution::Fedora) || ctx.target.is_build_service() {
        return;
    }
    let brings = [
        "zypper ar",
        "addrepo",
        "zypper --non-interactive ar",
        "config-manager",
        "add-apt-repository",
        "/etc/zypp/repos.d",
        "/etc/yum.repos.d",
        "/etc/apt/sources.list",
        "--root",
        "--plus-repo",
        "-p http",
    ];
    if brings.iter().any(|what| description.scripts.iter().any(|script| script.source.text.contains(what)))
        || description.overlay.layers.iter().any(|layer| {
            layer.unknown.is_some()
                || layer.files.iter().any(|file| {
                    ["/etc/zypp/repos.d/", "/etc/yum.repos.d/", "/etc/apt/sources.list"]
                        .iter()
                        .any(|place| file.path.starts_with(place))
                })
        })
    {
        return;
    }
    let mut places: Vec<(String, Span)> = Vec::new();
    for script in shared::image_scripts(description) {
        for place in shared::commands(script) {
            let words: Vec<String> =
                place.command.words.iter().map(|word| word.literal().unwrap_or_default()).collect();
            let Some(at) = words.iter().position(|word| MANAGERS.contains(&word.rsplit('/').next().unwrap_or(word)))
            else {
                continue;
            };
            let is_apt = words[at].contains("apt");
            let Some(verb) = words[at + 1..].iter().position(|word| {
                INSTALLS.contains(&word.as_str()) && !(is_apt && matches!(word.as_str(), "update" | "up"))
            }) else {
                continue;
            };
            let rest = &place.command.words[at + verb + 2..];
            let is_file = |text: &str| text.contains('/') || text.ends_with(".rpm") || text.ends_with(".deb");
            let local = |word: &Word| match word.literal() {
                Some(text) => is_file(&text),
                None => values(script, word).is_none_or(|values| values.iter().any(|value| is_file(value))),
            };
            if rest.iter().any(local) {
                continue;
            }
            let name = words[at].clone();
            if let (Some(first), Some(last)) = (place.command.words.get(at), place.command.words.get(at + verb + 1)) {
                places.push((name, Span { end: last.span.end, ..first.span }));
            }
        }
    }
    if places.is_empty() {
        return;
    }
    for view in ctx.views() {
        let keeps = view.repositories.iter().map(|id| tree.get(*id)).any(|repository| {
            repository.flag(at::IMAGEINCLUDE) == Some(true) || repository.flag(at::IMAGEONLY) == Some(true)
        }) || view.installed().any(|entry| entry.name.to_ascii_lowercase().contains("repos"));
        if keeps {
            continue;
        }
        for (name, span) in &places {
            let finding = ctx
                .finding(format!("{name} has no repositories here"), *span)
                .with_note("KIWI takes away those without `imageinclude` before it runs its scripts")
                .with_note("list the package in the description, or set `imageinclude=\"true\"`");
            ctx.report_in(view, finding);
        }
    }
}
