//! `rowi schema log PATH`

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::load::{self, LoadedSchema};
use super::{Common, Format, Outcome, Result as Compared, approvals, count, deliver, git, options, rules, write};
use crate::cli::{Exit, Terminal};
use crate::compat::{self, Severity};
use crate::text::Sources;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The schema, as a file of a git repository
    path: String,
    #[command(flatten)]
    common: Common,
    /// Only the newest so many revisions
    #[arg(long, value_name = "NUMBER")]
    max: Option<usize>,
    /// Only revisions after this one
    #[arg(long, value_name = "REVISION")]
    since: Option<String>,
}

/// A revision of the file.
struct Revision {
    hash: String,
    date: String,
    subject: String,
    path: String,
}

/// The file's revisions, the oldest first, under the name that it had in each.
fn revisions(args: &Args, terminal: &Terminal) -> Result<Vec<Revision>, String> {
    let range = match &args.since {
        Some(since) if since.starts_with('-') => return Err(format!("`{since}` is no revision")),
        Some(since) => format!("{since}..HEAD"),
        None => "HEAD".to_owned(),
    };
    // A schema of several files changes with each of them; of one file git follows the name.
    let mut sources = Sources::new();
    let files = load::load(&args.path, &mut sources, terminal).map(|schema| schema.files).unwrap_or_default();
    let several = files.len() > 1;
    let mut arguments = vec!["log", "--format=%x01%H%x09%cs%x09%s"];
    if !several {
        arguments.extend(["--follow", "--name-only"]);
    }
    arguments.extend([&*range, "--"]);
    if several {
        arguments.extend(files.iter().map(String::as_str))
    } else {
        arguments.push(&args.path)
    }
    let text = git::git(&arguments)?;
    let text = String::from_utf8_lossy(&text);
    let root_path = git::git(&["ls-files", "--full-name", "--", &args.path])?;
    let root_path = String::from_utf8_lossy(&root_path).lines().next().unwrap_or(&args.path).to_owned();
    let mut found = Vec::new();
    for entry in text.split('\u{1}').skip(1) {
        let mut lines = entry.lines();
        let mut head = lines.next().unwrap_or("").splitn(3, '\t').map(str::to_owned);
        let (Some(hash), Some(date), Some(subject)) = (head.next(), head.next(), head.next()) else { continue };
        let path = lines.find(|line| !line.is_empty()).map_or_else(|| root_path.clone(), str::to_owned);
        found.push(Revision { hash, date, subject, path });
    }
    if found.is_empty() {
        return Err(format!("git knows no revision of `{}`", args.path));
    }
    if let Some(max) = args.max {
        // One more, to compare the first with.
        found.truncate(max.saturating_add(1));
    }
    found.reverse();
    Ok(found)
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    match try_run(args, terminal) {
        Ok(exit) => exit,
        Err(message) => {
            if !message.is_empty() {
                terminal.error(&message);
            }
            Exit::Failure
        }
    }
}

fn try_run(args: &Args, terminal: &Terminal) -> Result<Exit, String> {
    let options = options(&args.common)?;
    let approved: BTreeSet<String> = approvals(args.common.approvals.as_deref(), terminal)?;
    let mut before: Option<(LoadedSchema, String)> = None;
    let mut sources = Sources::new();
    let (mut lines, mut objects) = (Vec::new(), Vec::new());
    let mut worst = Exit::Clean;
    // A history is long: a person sees each line when it is there.
    let at_once = args.common.format == Format::Human && args.common.output.is_none();
    let mut tell = |line: String| if at_once { terminal.print(&line) } else { lines.push(line) };
    for revision in revisions(args, terminal)? {
        let short = revision.hash.get(..10).unwrap_or(&revision.hash).to_owned();
        let name = format!("git:{short}:{}", revision.path);
        let loaded = load::from_history(&revision.hash, &revision.path, true, &mut sources, terminal);
        let schema = match loaded {
            Ok(schema) => schema,
            Err(message) => {
                tell(line(&revision, "unreadable", "", &message));
                objects.push(json!({"revision": revision.hash, "date": revision.date, "subject": revision.subject,
                    "outcome": "unreadable", "message": message}));
                continue;
            }
        };
        if let Some((old, old_name)) = &before {
            let comparison = compat::compare(&old.grammar, &schema.grammar, &options);
            let outcome = Outcome::of(&comparison, &approved);
            if matches!(outcome, Outcome::Incompatible | Outcome::Undecided) {
                worst = Exit::Findings;
            }
            let changed_rules = rules::compare(&old.rules, &schema.rules);
            let result = Compared {
                names: [old_name, &name],
                sources: &sources,
                comparison: &comparison,
                outcome,
                approved: &approved,
                version_attribute: &args.common.version_attribute,
                rules: &changed_rules,
                corpus: None,
            };
            let version = match &comparison.versions {
                [Some(old), Some(new)] if old != new => format!("{old} -> {new}"),
                [_, Some(new)] => new.clone(),
                _ => String::new(),
            };
            tell(line(&revision, outcome.as_str(), &version, &summary(&result)));
            if args.common.format == Format::Json {
                let mut object = write::as_json(&result);
                if let Value::Object(fields) = &mut object {
                    fields.insert("revision".to_owned(), json!(revision.hash));
                    fields.insert("date".to_owned(), json!(revision.date));
                    fields.insert("subject".to_owned(), json!(revision.subject));
                }
                objects.push(object);
            } else if args.common.format == Format::Github && outcome == Outcome::Incompatible {
                objects.push(json!(write::github(&result)));
            }
        }
        before = Some((schema, name));
    }
    let text = match args.common.format {
        Format::Human => lines.concat(),
        Format::Markdown => {
            let mut out = "| revision | date | outcome | version | what |\n|---|---|---|---|---|\n".to_owned();
            for line in &lines {
                let cells: Vec<String> = line.trim_end().splitn(5, '\t').map(|cell| cell.replace('|', "\\|")).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
            out
        }
        Format::Json => format!("{:#}\n", json!({"format": 1, "revisions": objects})),
        Format::Github => objects.iter().filter_map(Value::as_str).collect(),
    };
    if !at_once {
        deliver(&text, &args.common, &sources, terminal)?;
    }
    Ok(worst)
}

/// The first change of each kind in few words.
fn summary(result: &Compared<'_>) -> String {
    const MOST: usize = 3;
    let changes = &result.comparison.changes;
    let mut words: Vec<String> = changes
        .iter()
        .filter(|change| change.severity != Severity::Documentation)
        .take(MOST)
        .map(|change| format!("{} {}", change.place, change.kind.as_str()))
        .collect();
    let all = changes.len() - count(result.comparison, Severity::Documentation);
    if all > MOST {
        words.push(format!("{} more", all - MOST));
    }
    if words.is_empty() {
        words.push(match (changes.is_empty(), result.rules.is_empty()) {
            (_, false) => "Schematron rules".to_owned(),
            (false, true) => "documentation".to_owned(),
            (true, true) => "layout".to_owned(),
        });
    }
    words.join(", ")
}

fn line(revision: &Revision, outcome: &str, version: &str, what: &str) -> String {
    let short = revision.hash.get(..10).unwrap_or(&revision.hash);
    format!("{short}\t{}\t{outcome}\t{version}\t{what}\n", revision.date)
}
