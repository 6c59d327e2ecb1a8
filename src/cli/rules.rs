//! `rowi rules`

use serde_json::{Value, json};

use super::{Exit, Terminal};
use crate::analysis::catalogue;
use crate::lint;

/// How the list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RulesFormat {
    /// A table for people
    Human,
    /// One JSON object
    Json,
}

/// The names of groups, in the order of the list.
const GROUPS: [&str; 9] =
    ["xml", "schema", "schematron", "upgrade", "container", "registry", "script", "image", "config"];

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How to print the list
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    format: RulesFormat,
    /// Only this group
    #[arg(long, value_parser = GROUPS)]
    group: Option<String>,
}

/// Prints all diagnostics.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let entries: Vec<_> = catalogue()
        .iter()
        .filter(|entry| args.group.as_deref().is_none_or(|group| group == entry.group.as_str()))
        .collect();
    if entries.is_empty() {
        terminal.error(&format!("there is no group `{}`", args.group.as_deref().unwrap_or("")));
        return Exit::Failure;
    }
    let text = match args.format {
        RulesFormat::Json => {
            let rules: Vec<Value> = entries
                .iter()
                .map(|entry| {
                    json!({
                        "name": entry.name,
                        "group": entry.group.as_str(),
                        "severity": entry.severity.as_str(),
                        "summary": entry.summary,
                        "fix": entry.fix.map(|fix| fix.as_str()),
                        "url": crate::diagnostic::page(entry.name),
                    })
                })
                .collect();
            format!("{}\n", serde_json::to_string_pretty(&json!({ "rules": rules })).unwrap_or_default())
        }
        RulesFormat::Human => {
            let width = entries.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
            let mut text = String::new();
            for entry in entries {
                let (group, severity) = (entry.group.as_str(), entry.severity.as_str());
                let fix = entry.fix.map_or("", |fix| fix.as_str());
                let is_pedantic = lint::rule(entry.name).is_some_and(|rule| rule.tier == lint::Tier::Pedantic);
                let tier = if is_pedantic { " (with --pedantic)" } else { "" };
                text.push_str(&format!(
                    "{:<width$}  {group:<10}  {severity:<7}  {fix:<12}  {}{tier}\n",
                    entry.name, entry.summary
                ));
            }
            text
        }
    };
    terminal.print(&text);
    Exit::Clean
}
