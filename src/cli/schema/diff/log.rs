//! `rowi schema log PATH`

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::git::History;
use super::load::{self, LoadedSchema, Refusal};
use super::{
    Common, Format, Outcome, Result as Compared, approvals, count, deliver, findings, git, options, rules, write,
};
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

/// A revision of the file, and the one that it changes.
struct Revision {
    hash: String,
    date: String,
    subject: String,
    /// Its path from the top of the repository.
    path: String,
    /// The contents of the file, for git; where the schema is one file.
    blob: Option<String>,
    /// The commit before it, with the file's path there; `None` where the file is new.
    parent: Option<(String, String)>,
    /// The contents there.
    parent_blob: Option<String>,
}

/// The file's revisions, the oldest first, under the name that it had in each. Merges are left out: what they bring was
/// made in other revisions.
fn revisions(args: &Args, folder: &Path, terminal: &Terminal) -> Result<Vec<Revision>, String> {
    let range = match &args.since {
        Some(since) if since.starts_with('-') => return Err(format!("`{since}` is no revision")),
        Some(since) => format!("{since}..HEAD"),
        None => "HEAD".to_owned(),
    };
    // A schema of several files changes with each of them; of one file git follows the name.
    let mut sources = Sources::new();
    let files = load::load(&args.path, &mut sources, terminal).map(|schema| schema.files).unwrap_or_default();
    let several = files.len() > 1;
    let max = args.max.map(|max| format!("--max-count={max}"));
    let mut arguments =
        vec!["log", "--no-color", "--no-show-signature", "--no-merges", "--format=%x01%H%x09%P%x09%cs%x09%s"];
    arguments.extend(["--raw", "--no-abbrev", "--find-renames"]);
    if !several {
        arguments.push("--follow");
    }
    arguments.extend(max.as_deref());
    arguments.extend([&*range, "--"]);
    let root_path = git::from_top(folder, Path::new(&args.path));
    let whole = |name: &String| git::absolute(Path::new(name)).to_string_lossy().into_owned();
    let names: Vec<String> = if several { files.iter().map(whole).collect() } else { vec![format!(":/{root_path}")] };
    arguments.extend(names.iter().map(String::as_str));
    let text = git::git(folder, &arguments)?;
    let text = String::from_utf8_lossy(&text);
    let mut found = Vec::new();
    for entry in text.split('\u{1}').skip(1) {
        let mut lines = entry.lines();
        let mut head = lines.next().unwrap_or("").splitn(4, '\t').map(str::to_owned);
        let (Some(hash), Some(parents), Some(date), Some(subject)) =
            (head.next(), head.next(), head.next(), head.next())
        else {
            continue;
        };
        let parent = parents.split(' ').next().filter(|own| !own.is_empty());
        let mut revision = Revision {
            hash,
            date,
            subject,
            path: root_path.clone(),
            blob: None,
            parent: parent.map(|own| (own.to_owned(), root_path.clone())),
            parent_blob: None,
        };
        // `:MODE MODE OLD NEW STATUS<tab>PATH[<tab>PATH]`
        let change = lines.find(|line| line.starts_with(':')).filter(|_| !several);
        if let Some((about, paths)) = change.and_then(|line| line.split_once('\t')) {
            let about: Vec<&str> = about.split(' ').collect();
            let [_, _, old, new, status] = about[..] else { continue };
            if status.starts_with('D') {
                continue;
            }
            let (before, after) = paths.split_once('\t').unwrap_or((paths, paths));
            revision.path = after.to_owned();
            revision.blob = Some(new.to_owned());
            revision.parent_blob = Some(old.to_owned());
            let is_new = status.starts_with('A');
            revision.parent = revision.parent.filter(|_| !is_new).map(|(hash, _)| (hash, before.to_owned()));
        }
        found.push(revision);
    }
    if found.is_empty() {
        return Err(format!("git knows no revision of `{}`", args.path));
    }
    found.reverse();
    Ok(found)
}

/// A revision that was read.
struct Read {
    schema: LoadedSchema,
    name: String,
    hash: String,
    blob: Option<String>,
}

impl Read {
    /// Whether it has the schema as it was before a revision.
    fn is(&self, revision: &Revision, folder: &Path, parent: &str) -> bool {
        if self.blob.is_some() && self.blob == revision.parent_blob {
            return true;
        }
        // The last revision that touched one of the files, seen from the parent.
        let mut arguments = vec!["log", "-1", "--no-merges", "--format=%H", parent, "--"];
        let files: Vec<String> =
            self.schema.files.iter().filter_map(|name| git::parts(name)).map(|(_, path)| format!(":{path}")).collect();
        arguments.extend(files.iter().map(String::as_str));
        self.hash == parent || git::line(folder, &arguments).is_ok_and(|last| last == self.hash)
    }
}

/// Digits of a revision that are shown.
const SHORT: usize = 10;

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
    let mut options = options(&args.common)?;
    let approved: BTreeSet<String> = approvals(args.common.approvals.as_deref(), terminal)?;
    let folder = git::folder_of(Path::new(&args.path));
    let mut before: Option<Read> = None;
    let mut sources = Sources::new();
    let (mut lines, mut objects) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    let mut worst = Exit::Clean;
    // A history is long: a person sees each line when it is there.
    let at_once = args.common.format == Format::Human && args.common.output.is_none();
    let mut tell = |line: String| if at_once { terminal.print(&line) } else { lines.push(line) };
    let read = |hash: &str, path: &str, sources: &mut Sources| {
        let short = hash.get(..SHORT).unwrap_or(hash);
        let history = History::new(short, &folder);
        let name = history.name(path);
        let schema = load::from_history(&history, &name, sources)?;
        Ok(Read { schema, name: git::shown(&name), hash: hash.to_owned(), blob: None })
    };
    for revision in revisions(args, &folder, terminal)? {
        let about = |outcome: &str| json!({"revision": revision.hash, "date": revision.date, "subject": revision.subject, "outcome": outcome});
        let loaded: Result<Read, Refusal> = read(&revision.hash, &revision.path, &mut sources);
        let now = match loaded {
            Ok(now) => Read { blob: revision.blob.clone(), ..now },
            Err(refusal) => {
                let message = refusal.line(&sources);
                tell(line(&revision, "unreadable", "", &message));
                let mut object = about("unreadable");
                object["message"] = json!(message);
                objects.push(object);
                continue;
            }
        };
        // A history of branches is no line: each revision is compared with the one that it was made from. Where that
        // cannot be read, with the last one that could.
        if let Some((hash, path)) = &revision.parent
            && !before.as_ref().is_some_and(|own| own.is(&revision, &folder, hash))
            && let Ok(parent) = read(hash, path, &mut sources)
        {
            before = Some(parent);
        }
        let Some(old) = before.replace(now) else {
            tell(line(&revision, "first", "", &revision.subject));
            objects.push(about("first"));
            continue;
        };
        let Some(now) = &before else { continue };
        options.prefixes = now.schema.prefixes.clone();
        let comparison = compat::compare(&old.schema.grammar, &now.schema.grammar, &options);
        let outcome = Outcome::of(&comparison, &approved);
        if matches!(outcome, Outcome::Incompatible | Outcome::Undecided) {
            worst = Exit::Findings;
        }
        let changed_rules = rules::compare(&old.schema.rules, &now.schema.rules);
        let result = Compared {
            names: [&old.name, &now.name],
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
        if args.common.format.of_findings().is_some() {
            let subject = format!(
                "{} of {}: {}",
                revision.hash.get(..SHORT).unwrap_or(&revision.hash),
                revision.date,
                revision.subject
            );
            found.extend(findings::of(&result).into_iter().map(|own| own.with_note(subject.clone())));
        } else if args.common.format == Format::Json {
            let mut object = write::as_json(&result);
            if let (Value::Object(fields), Value::Object(more)) = (&mut object, about(outcome.as_str())) {
                fields.extend(more);
            }
            objects.push(object);
        } else if args.common.format == Format::Github && outcome == Outcome::Incompatible {
            objects.push(json!(write::github(&result)));
        }
    }
    let text = match (args.common.format, args.common.format.of_findings()) {
        (_, Some(format)) => findings::print(format, &found, &sources),
        (Format::Markdown, _) => {
            let mut out = "| revision | date | outcome | version | what |\n|---|---|---|---|---|\n".to_owned();
            for line in &lines {
                let cells: Vec<String> = line.trim_end().splitn(5, '\t').map(|cell| cell.replace('|', "\\|")).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
            out
        }
        (Format::Json, _) => format!("{:#}\n", json!({"format": 1, "revisions": objects})),
        (Format::Github, _) => objects.iter().filter_map(Value::as_str).collect(),
        _ => lines.concat(),
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
    let short = revision.hash.get(..SHORT).unwrap_or(&revision.hash);
    format!("{short}\t{}\t{outcome}\t{version}\t{what}\n", revision.date)
}
