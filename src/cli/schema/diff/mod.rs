//! `rowi schema diff OLD NEW`

mod corpus;
mod findings;
mod git;
mod load;
mod log;
mod rules;
mod step;
mod write;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::{Exit, Terminal};
use crate::compat::{self, AttributeOf, Comparison, Kind, Options, Severity, Verdict};
use crate::render;
use crate::text::{Loader, Sources};

pub use log::{Args as LogArgs, run as run_log};

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// One JSON object: verdict, changes with fingerprints and witnesses
    Json,
    /// A note for a release
    Markdown,
    /// GitHub workflow commands
    Github,
    /// One line a change
    Concise,
    /// One JSON object a line
    JsonLines,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitLab code quality
    Gitlab,
    /// JUnit XML
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// reviewdog's diagnostic format
    Rdjson,
    /// Azure Pipelines logging commands
    Azure,
}

impl Format {
    /// The format of findings that it is; `None` for those that comparisons have of their own.
    fn of_findings(self) -> Option<render::Format> {
        Some(match self {
            Self::Human | Self::Json | Self::Markdown | Self::Github => return None,
            Self::Concise => render::Format::Concise,
            Self::JsonLines => render::Format::JsonLines,
            Self::Sarif => render::Format::Sarif,
            Self::Gitlab => render::Format::Gitlab,
            Self::Junit => render::Format::Junit,
            Self::Checkstyle => render::Format::Checkstyle,
            Self::Rdjson => render::Format::Rdjson,
            Self::Azure => render::Format::Azure,
        })
    }
}

/// What both commands take.
#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The attribute that tells the schema's version: left out of the comparison, and judged by it
    #[arg(long, value_name = "ELEMENT/@ATTRIBUTE", default_value = "image/@schemaversion")]
    version_attribute: String,
    /// Steps of the search before it gives up undecided
    #[arg(long, value_name = "STEPS", default_value_t = compat::DEFAULT_BUDGET)]
    budget: u64,
    /// A file of approved changes: a fingerprint a line, `#` before a remark
    #[arg(long, value_name = "FILE")]
    approvals: Option<PathBuf>,
}

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The old schema: a file (.rnc, .rng), `git:REV:PATH` from the history through git, or `kiwi` for the one inside
    old: String,
    /// The new schema
    new: String,
    #[command(flatten)]
    common: Common,
    /// Documents, or folders of them: how many of those valid before are refused now
    #[arg(long, value_name = "PATH")]
    corpus: Vec<PathBuf>,
    /// Write the skeleton of the upgrade step and its fixtures to a folder
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".", require_equals = true)]
    step: Option<PathBuf>,
}

/// From the old schema's version to the new one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum VersionStep {
    /// One of the schemas tells none.
    Unknown,
    /// A document of one version is judged by both schemas.
    Shared,
    /// The new schema is for newer documents only.
    Raised,
    /// It is for older ones.
    Lowered,
}

impl VersionStep {
    fn of(versions: &[Option<String>; 2]) -> Self {
        let [Some(old), Some(new)] = versions else { return Self::Unknown };
        if old.split('|').any(|version| new.split('|').any(|own| own == version)) {
            return Self::Shared;
        }
        let greatest = |all: &str| all.split('|').map(numbers).max();
        if greatest(new) < greatest(old) { Self::Lowered } else { Self::Raised }
    }
}

/// A version by its numbers: 8.10 is after 8.9.
fn numbers(version: &str) -> Vec<u64> {
    version.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// The languages are the same.
    Equal,
    /// What was valid stays valid.
    Compatible,
    /// What was valid stays valid, and yet the version was raised.
    NeedlessBump,
    /// Documents are refused, and the version was raised for it.
    IncompatibleBumped,
    /// Documents are refused, and every change that refuses them is approved.
    Approved,
    /// Documents are refused at the same version.
    Incompatible,
    /// The search came to its limit.
    Undecided,
}

impl Outcome {
    fn of(comparison: &Comparison, approved: &BTreeSet<String>) -> Self {
        let step = VersionStep::of(&comparison.versions);
        let unapproved = comparison
            .changes
            .iter()
            .any(|change| change.severity == Severity::Breaking && !approved.contains(&change.fingerprint));
        match (comparison.forward.verdict, comparison.backward.verdict) {
            (Verdict::Included, _) if matches!(step, VersionStep::Raised | VersionStep::Lowered) => Self::NeedlessBump,
            (Verdict::Included, Verdict::Included) => Self::Equal,
            (Verdict::Included, _) => Self::Compatible,
            (Verdict::NotIncluded, _) if step == VersionStep::Raised => Self::IncompatibleBumped,
            (Verdict::NotIncluded, _) if unapproved => Self::Incompatible,
            (Verdict::NotIncluded, _) => Self::Approved,
            (Verdict::Undecided, _) => Self::Undecided,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Compatible => "compatible",
            Self::NeedlessBump => "needless-bump",
            Self::IncompatibleBumped => "incompatible-with-bump",
            Self::Approved => "approved",
            Self::Incompatible => "incompatible",
            Self::Undecided => "undecided",
        }
    }

    fn exit(self) -> Exit {
        match self {
            Self::Incompatible | Self::Undecided => Exit::Findings,
            _ => Exit::Clean,
        }
    }
}

/// All that is printed of a comparison.
struct Result<'a> {
    names: [&'a str; 2],
    sources: &'a Sources,
    comparison: &'a Comparison,
    outcome: Outcome,
    approved: &'a BTreeSet<String>,
    version_attribute: &'a str,
    rules: &'a [rules::RuleChange],
    corpus: Option<&'a corpus::Tally>,
}

/// The options of a search.
fn options(common: &Common) -> std::result::Result<Options, String> {
    let attribute = AttributeOf::parse(&common.version_attribute).ok_or_else(|| {
        format!("`{}` is not of the form ELEMENT/@ATTRIBUTE, such as image/@schemaversion", common.version_attribute)
    })?;
    Ok(Options { budget: common.budget, version_attribute: Some(attribute), ..Options::default() })
}

/// The fingerprints in a file.
fn approvals(path: Option<&Path>, terminal: &Terminal) -> std::result::Result<BTreeSet<String>, String> {
    let Some(path) = path else { return Ok(BTreeSet::new()) };
    let loader = terminal.access.loader([path]);
    let bytes = loader.read(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("`{}` is not UTF-8", path.display()))?;
    let mut found = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        let word = line.split('#').next().unwrap_or("").trim();
        if word.is_empty() {
            continue;
        }
        if word.len() != 12 || !word.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(format!("`{}`, line {}: `{word}` is no fingerprint", path.display(), number + 1));
        }
        found.insert(word.to_ascii_lowercase());
    }
    Ok(found)
}

fn deliver(text: &str, common: &Common, sources: &Sources, terminal: &Terminal) -> std::result::Result<(), String> {
    match &common.output {
        None => terminal.print(text),
        Some(path) => terminal
            .access
            .write_output(path, text.as_bytes(), sources)
            .map_err(|error| format!("cannot write `{}`: {error}", path.display()))?,
    }
    Ok(())
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

fn try_run(args: &Args, terminal: &Terminal) -> std::result::Result<Exit, String> {
    let mut options = options(&args.common)?;
    let approved = approvals(args.common.approvals.as_deref(), terminal)?;
    let mut sources = Sources::new();
    let mut schema =
        |name: &str| load::load(name, &mut sources, terminal).map_err(|refusal| refusal.tell(&sources, terminal));
    let (old, new) = (schema(&args.old)?, schema(&args.new)?);
    options.prefixes = new.prefixes.clone();
    let comparison = compat::compare(&old.grammar, &new.grammar, &options);
    let outcome = Outcome::of(&comparison, &approved);
    let changed_rules = rules::compare(&old.rules, &new.rules);
    let tally = if args.corpus.is_empty() {
        None
    } else {
        Some(corpus::judge(&args.corpus, [&old, &new], &comparison, options.version_attribute.as_ref(), terminal)?)
    };
    let result = Result {
        names: [&args.old, &args.new],
        sources: &sources,
        comparison: &comparison,
        outcome,
        approved: &approved,
        version_attribute: &args.common.version_attribute,
        rules: &changed_rules,
        corpus: tally.as_ref(),
    };
    let text = match (args.common.format, args.common.format.of_findings()) {
        (_, Some(format)) => findings::print(format, &findings::of(&result), &sources),
        (Format::Json, _) => write::json(&result),
        (Format::Markdown, _) => write::markdown(&result),
        (Format::Github, _) => write::github(&result),
        _ => write::human(&result),
    };
    deliver(&text, &args.common, &sources, terminal)?;
    if let Some(folder) = &args.step {
        let written = step::write(folder, &result, terminal)?;
        for path in &written {
            terminal.status(&format!("wrote {}", path.display()));
        }
        if written.is_empty() {
            terminal.status("no document that was valid is refused, so there is no step to write");
        }
    }
    Ok(outcome.exit())
}

/// How many changes of a severity there are.
fn count(comparison: &Comparison, severity: Severity) -> usize {
    comparison.changes.iter().filter(|change| change.severity == severity).count()
}

/// The sign of a kind of change, as diffs have them.
fn sign(kind: Kind) -> char {
    match kind {
        Kind::Removed => '-',
        Kind::Added => '+',
        _ => '~',
    }
}
