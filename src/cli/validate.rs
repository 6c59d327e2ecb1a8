//! `rowi validate`

use crate::schematron::catalogue::SCHEMATRON_UNKNOWN_PHASE;
use crate::xml::catalogue::UNREADABLE_FILE;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::descriptions::read_stdin;
use super::report::ReportArgs;
use super::{Exit, FileLoader, Reporter, Terminal};
use crate::analysis;
use crate::diagnostic::{Diagnostic, Severity, has_errors, shortlist};
use crate::kiwi::Edition;
use crate::rng::{self, Schema, Streamed};
use crate::schematron::{self, Rules};
use crate::text::{SourceId, Sources, Span};
use crate::xml;

/// A document from this size on is not held in memory while it is valid.
const LARGE: u64 = 1 << 20;
/// An invalid document up to this size is parsed as a whole, to say more about it.
const PARSED_AGAIN: u64 = 64 << 20;
/// Documents of this length together are validated side by side.
const SIDE_BY_SIDE: usize = 1 << 20;
/// Read from a file at a time.
const CHUNK: usize = 1 << 18;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A RELAX NG schema, in compact syntax (.rnc) or XML syntax (.rng), a Schematron schema (.sch), or the name of a
    /// schema inside of rowi, `kiwi` or `containers-in-packages`
    schema: PathBuf,
    /// XML documents; `-` is standard input
    #[arg(required = true)]
    documents: Vec<PathBuf>,
    /// Do not check ID, IDREF and IDREFS (RELAX NG DTD Compatibility)
    #[arg(long)]
    no_ids: bool,
    /// Run the Schematron rules in the annotations of a RELAX NG schema as well
    #[arg(long)]
    schematron: bool,
    /// The Schematron phase to run, `#ALL` for all patterns
    #[arg(long, value_name = "ID")]
    phase: Option<String>,
    #[command(flatten)]
    report: ReportArgs,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let reporter = Reporter::new(&args.report, terminal);
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let judge = compile(args, &mut sources, &mut diagnostics);
    let Some(judge) = judge else {
        let _ = reporter.finish(&sources, &diagnostics, 1);
        return Exit::Failure;
    };
    // Texts are read in order, so that reports are; what follows goes on side by side.
    let mut small = Vec::new();
    for path in &args.documents {
        match large(path, &judge, &mut sources) {
            Some(found) => diagnostics.extend(found),
            None => small.extend(read(path, &mut sources, &mut diagnostics)),
        }
    }
    let one = |id: &SourceId| judge.validate(*id, &sources);
    let length: usize = small.iter().map(|id| sources.get(*id).text.len()).sum();
    // Each thread builds an automaton of its own, which takes longer than a few small documents.
    let found: Vec<Vec<Diagnostic>> =
        if length < SIDE_BY_SIDE { small.iter().map(one).collect() } else { small.par_iter().map(one).collect() };
    diagnostics.extend(found.into_iter().flatten());
    reporter.finish(&sources, &diagnostics, args.documents.len())
}

/// What documents are held to.
struct Judge {
    schema: Option<Schema>,
    rules: Option<HeldRules>,
    phase: Option<String>,
}

/// Rules that were read, or those inside of rowi.
enum HeldRules {
    Read(Rules),
    BuiltIn(&'static Rules),
}

impl std::ops::Deref for HeldRules {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        match self {
            Self::Read(rules) => rules,
            Self::BuiltIn(rules) => rules,
        }
    }
}

/// Reads and compiles a schema; `None` where it is refused.
fn compile(args: &Args, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Option<Judge> {
    let mut judge = Judge { schema: None, rules: None, phase: args.phase.clone() };
    if let Some(edition) = built_in(&args.schema) {
        let id = sources.add(edition.as_str(), "");
        judge.rules = args.schematron.then(|| HeldRules::BuiltIn(edition.rules()));
        judge.schema = edition.schema().cloned().map(|schema| if args.no_ids { schema.without_ids() } else { schema });
        return known_phase(&judge, id, diagnostics).then_some(judge);
    }
    let id = analysis::read(&args.schema, sources, &FileLoader, diagnostics)?;
    if schematron::is_schema_name(&args.schema) {
        let parsed = xml::parse(sources.get(id));
        let mut found = parsed.diagnostics;
        if found.is_empty() {
            let (rules, problems) = schematron::read_document(&parsed.document, sources, &FileLoader);
            found.extend(problems);
            judge.rules = Some(HeldRules::Read(rules));
        }
        let refused = has_errors(&found);
        diagnostics.extend(found);
        return (!refused && known_phase(&judge, id, diagnostics)).then_some(judge);
    }
    let loaded = rng::load(id, sources, &FileLoader);
    let refused = has_errors(&loaded.diagnostics);
    diagnostics.extend(loaded.diagnostics);
    if refused {
        return None;
    }
    if args.schematron {
        // A rule that can never find anything is reported, and the others still run.
        let (rules, problems) = schematron::read_annotations(loaded.files.iter().map(|file| &file.schema));
        diagnostics.extend(problems.into_iter().map(|problem| Diagnostic { severity: Severity::Warning, ..problem }));
        judge.rules = Some(HeldRules::Read(rules));
        if !known_phase(&judge, id, diagnostics) {
            return None;
        }
    }
    match Schema::compile(loaded.grammar?) {
        Ok(schema) => judge.schema = Some(if args.no_ids { schema.without_ids() } else { schema }),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    }
    Some(judge)
}

/// The edition of KIWI's schema that is meant, unless a file has this name.
fn built_in(schema: &Path) -> Option<Edition> {
    Edition::from_name(schema.to_str()?).filter(|_| !schema.exists())
}

/// Whether the phase that is asked for exists.
fn known_phase(judge: &Judge, schema: SourceId, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let (Some(rules), Some(phase)) = (&judge.rules, &judge.phase) else { return true };
    let known = phase == schematron::ACTIVE_ALL || rules.phases.iter().any(|own| *own.id == **phase);
    if !known {
        let ids: Vec<&str> = rules.phases.iter().map(|own| &*own.id).collect();
        let at = Span::at(schema, 0);
        let mut diagnostic =
            Diagnostic::error(&SCHEMATRON_UNKNOWN_PHASE, format!("the schema has no phase `{phase}`"), at);
        if !ids.is_empty() {
            diagnostic.notes.push(format!("it has {}", shortlist(phase, ids, 8)));
        }
        diagnostics.push(diagnostic);
    }
    known
}

fn read(path: &Path, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Option<SourceId> {
    if path != Path::new("-") {
        return analysis::read(path, sources, &FileLoader, diagnostics);
    }
    let mut loader = crate::text::PatchedLoader::new(&FileLoader);
    match read_stdin() {
        Ok(bytes) => {
            let name = Path::new("-");
            loader.replace(name.to_path_buf(), bytes);
            analysis::read(name, sources, &loader, diagnostics)
        }
        Err(error) => {
            let at = Span::at(sources.add("-", ""), 0);
            let message = format!("cannot read standard input: {error}");
            diagnostics.push(Diagnostic::error(&UNREADABLE_FILE, message, at));
            None
        }
    }
}

impl Judge {
    /// Validates a document that is in memory.
    fn validate(&self, id: SourceId, sources: &Sources) -> Vec<Diagnostic> {
        let parsed = xml::parse(sources.get(id));
        let mut diagnostics = parsed.diagnostics;
        if let Some(schema) = &self.schema {
            diagnostics.extend(schema.validate(&parsed.document));
        }
        if let Some(rules) = &self.rules {
            diagnostics.extend(schematron::validate(rules, &parsed.document, self.phase.as_deref()));
        }
        diagnostics
    }
}

/// Validates a large document as it is read; `None` where it is to be read into memory.
fn large(path: &Path, judge: &Judge, sources: &mut Sources) -> Option<Vec<Diagnostic>> {
    // rules look anywhere in a document, so it has to be in memory
    let schema = judge.schema.as_ref().filter(|_| judge.rules.is_none())?;
    let metadata = std::fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() < LARGE {
        return None;
    }
    let file = File::open(path).ok()?;
    let id = SourceId(u32::try_from(sources.iter().count()).ok()?);
    let name = path.to_string_lossy();
    match schema.validate_stream(BufReader::with_capacity(CHUNK, file), id) {
        Streamed::Unfit(_) => None,
        Streamed::Done { diagnostics, .. } if diagnostics.is_empty() => {
            sources.add(name, "");
            Some(diagnostics)
        }
        Streamed::Done { .. } if metadata.len() <= PARSED_AGAIN => None,
        Streamed::Done { mut diagnostics, .. } => {
            // The text is needed for excerpts and lines, but a tree of it is not.
            let mut bytes = Vec::new();
            let limit = u64::from(u32::MAX);
            let whole = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
            let shown = whole.is_ok() && sources.add_bytes(name.clone(), &bytes).is_ok();
            if sources.iter().count() == id.0 as usize {
                sources.add(name, "");
            }
            if !shown {
                for diagnostic in &mut diagnostics {
                    diagnostic.notes.push(format!("at byte {}", diagnostic.primary.start));
                }
            }
            Some(diagnostics)
        }
    }
}
