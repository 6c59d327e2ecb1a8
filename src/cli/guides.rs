//! The pages of the project's site that are no reference of a schema: guides, commands, configuration, formats, the
//! library. What the program knows of itself is asked, not written a second time.

use clap::CommandFactory;
use serde_json::Value;

use super::Cli;
use crate::analysis::config_keys;
use crate::generate::docs::Page;

macro_rules! guides {
    ($($path:literal = $file:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../docs/", $file)))),*]
    };
}

/// Guides that are files of the repository, by their path in the site.
const GUIDES: &[(&str, &str)] = guides![
    "install" = "install.md",
    "tour" = "tour.md",
    "suppressing" = "suppressing.md",
    "ci" = "ci.md",
    "editors/index" = "editors/README.md",
    "coming-from" = "coming-from.md",
    "compatibility" = "compatibility.md",
    "editors/vscode" = "editors/vscode.md",
    "editors/neovim" = "editors/neovim.md",
    "editors/emacs" = "editors/emacs.md",
    "editors/helix" = "editors/helix.md",
    "editors/kate" = "editors/kate.md",
    "editors/sublime" = "editors/sublime.md",
    "editors/zed" = "editors/zed.md",
];

const REPORT_SCHEMA: &str = include_str!("../../docs/schemas/report.schema.json");

/// All pages, those that people begin with first.
pub(super) fn pages() -> Vec<Page> {
    let page = |path: &str, title: &str, text: String| Page { path: path.to_owned(), title: title.to_owned(), text };
    let mut pages: Vec<Page> = GUIDES
        .iter()
        .map(|(path, text)| {
            // the title is the page's own
            let start = text.find("# ").unwrap_or_default();
            let (title, body) = text[start + 2..].split_once('\n').unwrap_or((path, text));
            page(path, title.trim(), body.to_owned())
        })
        .collect();
    let at = pages.iter().position(|page| page.path == "coming-from").unwrap_or(pages.len());
    let made = [
        page("commands", "Commands", commands()),
        page("configuration", "Configuration: rowi.toml", configuration()),
        page("formats", "JSON formats", formats()),
        page("library", "The library", library()),
    ];
    pages.splice(at..at, made);
    pages
}

/// A section for each command, from the definition that the program itself uses.
fn commands() -> String {
    fn write(command: &clap::Command, name: &str, text: &mut String) {
        let mut command = command.clone().bin_name(name.to_owned());
        let usage = command.render_usage().to_string();
        let usage = usage.trim_start_matches("Usage:").trim();
        let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
        text.push_str(&format!("## {name}\n\n{}\n\n```text\n{usage}\n```\n\n", about.trim()));
        let arguments: Vec<&clap::Arg> =
            command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_id() != "help").collect();
        if !arguments.is_empty() {
            text.push_str("| argument | meaning |\n|---|---|\n");
            for argument in arguments {
                text.push_str(&format!("| {} | {} |\n", called(argument), cell(&meaning(argument))));
            }
            text.push('\n');
        }
        if let Some(after) = command.get_after_long_help().or(command.get_after_help()) {
            text.push_str(&format!("```text\n{}\n```\n\n", after.to_string().trim()));
        }
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help" && !inner.is_hide_set()) {
            write(inner, &format!("{name} {}", inner.get_name()), text);
        }
    }
    let mut text = String::new();
    let mut command = Cli::command();
    command.build();
    write(&command, "rowi", &mut text);
    text
}

/// An argument as it is typed.
fn called(argument: &clap::Arg) -> String {
    let names: Vec<String> = argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let takes_value = argument.get_action().takes_values();
    let value = if takes_value && !names.is_empty() { format!(" {}", names.join(" ")) } else { String::new() };
    let flags: Vec<String> = argument
        .get_short()
        .map(|short| format!("-{short}"))
        .into_iter()
        .chain(argument.get_long().map(|long| format!("--{long}")))
        .collect();
    if flags.is_empty() { format!("`{}`", value.trim()) } else { format!("`{}{value}`", flags.join(", ")) }
}

fn meaning(argument: &clap::Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = help.trim().to_owned();
    if !text.is_empty() && !text.ends_with(['.', ':']) {
        text.push('.');
    }
    if argument.get_action().takes_values() {
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| match value.get_help() {
                Some(help) => format!("`{}`: {help}", value.get_name()),
                None => format!("`{}`", value.get_name()),
            })
            .collect();
        if !values.is_empty() {
            text.push_str(&format!(" Values: {}.", values.join("; ")));
        }
        let defaults: Vec<String> =
            argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
        if !defaults.is_empty() {
            text.push_str(&format!(" Default: {}.", defaults.join(", ")));
        }
    }
    if let Some(variable) = argument.get_env() {
        text.push_str(&format!(" Environment: `{}`.", variable.to_string_lossy()));
    }
    text
}

/// A text in a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "\\<")
}

fn configuration() -> String {
    let mut text = String::from(
        "`rowi.toml` holds for the directory that it is in and those below it; the nearest one upwards counts. \
         `rowi config init` writes one in which every key is explained, `rowi config show` prints what holds, \
         `rowi config schema` prints its JSON Schema for editors. How to switch findings off is told in \
         [Configure and suppress](suppressing.md).\n\n",
    );
    for (name, what, example) in config_keys() {
        text.push_str(&format!("## {name}\n\n{}.\n\n```toml\n{example}\n```\n\n", cell(&sentence(what))));
    }
    text
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The keys of an object, each with its type and meaning, as rows of a table.
fn rows(schema: &Value, path: &str, text: &mut String) {
    let Some(properties) = schema["properties"].as_object() else { return };
    for (name, inner) in properties {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let is_list = inner["type"] == "array";
        let value = if is_list { &inner["items"] } else { inner };
        let shown = if is_list { format!("{path}[]") } else { path };
        let kind = match (value["type"].as_str(), value["enum"].as_array(), value.get("const")) {
            (_, Some(values), _) => values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", "),
            (_, _, Some(value)) => format!("`{value}`"),
            (Some(kind), ..) => kind.to_owned(),
            _ => "any".to_owned(),
        };
        let required = schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
        let meaning = inner["description"].as_str().unwrap_or_default();
        let optional = if required { "" } else { "optional; " };
        let said = format!("{optional}{meaning}");
        text.push_str(&format!("| `{shown}` | {} | {} |\n", cell(&kind), cell(said.trim_end_matches("; "))));
        rows(value, &shown, text);
    }
}

fn formats() -> String {
    let mut text = String::from(
        "All JSON that rowi writes has a number of its format, which rises when a key is taken away or changes its \
         meaning; new keys may come at any time.\n\n\
         ## rowi check --format json\n\n\
         One object with all findings. `--format json-lines` writes one finding a line. `rowi config report-schema` \
         prints the JSON Schema that this table is made from.\n\n| key | type | meaning |\n|---|---|---|\n",
    );
    let schema: Value = serde_json::from_str(REPORT_SCHEMA).unwrap_or_default();
    rows(&schema, "", &mut text);
    text.push_str(
        "\n`--format sarif`, `gitlab`, `rdjson`, `junit`, `checkstyle` and `svrl` follow the published formats of those \
         names.\n\n\
         ## rowi rules --format json\n\n`rules`: a list of all diagnostics, each with `name`, `group`, `severity`, \
         `summary`, `fix` (`safe`, `unsafe`, `display-only` or null) and `url`.\n\n\
         ## rowi schema diff --format json\n\nWhat changed between two schemas; [compatibility](compatibility.md) tells \
         what the words mean.\n\n\
         ## The baseline\n\n`version` is 1; `findings` is a list, each with `file` (from the directory of the baseline), \
         `name`, `message` and `count`. Lines are not part of it, so that code may move.\n\n\
         ## rowi docs --format json\n\nThis reference as data: `elements`, `attributes`, `rules`, `steps`, `gone`, \
         `changes`. It is [reference.json](reference.json) in the site.\n",
    );
    text
}

/// The front page of the library, as it stands in its source.
fn library() -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in include_str!("../lib.rs").lines() {
        let conditional = || line.strip_prefix("#![cfg_attr(feature = \"kiwi\", doc = \"")?.strip_suffix("\")]");
        let line = match (line.strip_prefix("//!"), conditional()) {
            (Some(line), _) => line.strip_prefix(' ').unwrap_or(line),
            (None, Some(line)) => line,
            (None, None) if line.starts_with("#!") => continue,
            (None, None) => break,
        };
        if line.starts_with("```") {
            in_code = !in_code;
            text.push_str(if in_code && matches!(line, "```" | "```no_run") { "```rust" } else { line });
        } else if in_code && (line == "#" || line.starts_with("# ")) {
            continue;
        } else if in_code {
            text.push_str(line);
        } else {
            text.push_str(&unlinked(line));
        }
        text.push('\n');
    }
    text.replace("\n# ", "\n## ")
}

/// A line without links that only rustdoc can follow.
fn unlinked(line: &str) -> String {
    let mut result = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("[`") {
        let Some(end) = rest[at..].find("`]") else { break };
        result.push_str(&rest[..at]);
        result.push_str(&rest[at + 1..=at + end]);
        rest = &rest[at + end + 2..];
        if rest.starts_with('(') {
            rest = rest.split_once(')').map_or("", |(_, after)| after);
        }
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_made_of_what_the_program_knows() {
        let pages = pages();
        let text = |path: &str| pages.iter().find(|page| page.path == path).map(|page| page.text.as_str()).unwrap();
        for command in Cli::command().get_subcommands().filter(|own| !own.is_hide_set() && own.get_name() != "help") {
            assert!(text("commands").contains(&format!("## rowi {}\n", command.get_name())), "{}", command.get_name());
        }
        assert!(text("commands").contains("`--ignore NAME`"), "{}", text("commands"));
        for (name, ..) in config_keys() {
            assert!(text("configuration").contains(&format!("## {name}\n")));
        }
        assert!(text("formats").contains("| `diagnostics[].fixes[].edits[].span.start.line` | integer | from 1 |"));
        let library = text("library");
        assert!(library.contains("```rust\nuse rowi::{rng::Schema") && library.contains("## Features"), "{library}");
        assert!(!library.contains("[`") && !library.contains("\n# "), "{library}");
        assert!(pages.iter().all(|page| !page.title.is_empty() && !page.title.contains('#')));
    }
}
