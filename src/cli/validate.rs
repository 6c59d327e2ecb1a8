//! `rowi validate`

use crate::schematron::catalogue::SCHEMATRON_UNKNOWN_PHASE;
use std::collections::HashMap;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::catalogs::Files;
use super::descriptions::read_stdin;
use super::fix::{FixArgs, mend};
use super::report::ReportArgs;
use super::{Exit, Reporter, Terminal};
use crate::analysis;
use crate::diagnostic::{Diagnostic, Severity, has_errors, nearest, shortlist};
use crate::kiwi::Edition;
use crate::nvdl;
use crate::rng::{self, Schema, Streamed};
use crate::schematron::{self, Rules};
use crate::text::{EntryKind, Loader, PatchedLoader, SourceId, Sources, Span, join, percent_decoded};
use crate::xml::{self, Document, ModelKind};

/// A document from this size on is not held in memory while it is valid.
const LARGE: u64 = 1 << 17;
/// A document that is not well-formed is parsed as a whole up to this size, to say more about it.
const PARSED_AGAIN: u64 = 64 << 20;
/// Documents of this length together are validated side by side.
const SIDE_BY_SIDE: usize = 1 << 20;
/// Read from a file at a time.
const CHUNK: usize = 1 << 18;
/// Directories nest this deep.
const MAX_DEPTH: usize = 64;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A schema, then XML documents. The schema is RELAX NG in compact (.rnc) or XML syntax (.rng), Schematron (.sch), a
    /// DTD (.dtd), an NVDL script (.nvdl), or the name of a schema inside of rowi, `kiwi` or `containers-in-packages`; without one each document is held to
    /// those that it names with `<?xml-model …?>`. Of a directory all `.xml` files are taken; `-` is standard input
    #[arg(required = true, value_name = "[SCHEMA] DOCUMENT")]
    files: Vec<PathBuf>,
    /// A schema, whatever its name; may be given several times, and documents are held to all
    #[arg(long, value_name = "FILE")]
    schema: Vec<PathBuf>,
    /// Do not check ID, IDREF and IDREFS (RELAX NG DTD Compatibility)
    #[arg(long)]
    no_ids: bool,
    /// Run the Schematron rules in the annotations of a RELAX NG schema as well
    #[arg(long)]
    schematron: bool,
    /// The Schematron phase to run, `#ALL` for all patterns
    #[arg(long, value_name = "ID")]
    phase: Option<String>,
    /// Put in the place of `xi:include` what it names before documents are validated (XInclude 1.1)
    #[arg(long)]
    xinclude: bool,
    #[command(flatten)]
    catalogs: super::catalogs::CatalogArgs,
    #[command(flatten)]
    fix: FixArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut reporter = Reporter::new(&args.report, terminal);
    let all = Files::new(&args.catalogs, terminal, args.files.iter().chain(&args.schema));
    let (schemas, given) = split(args, &all);
    // what belongs to a schema is no affair of a document, nor the other way round
    let rules = Files::new(&args.catalogs, terminal, schemas.iter().filter(|path| built_in(path, &all).is_none()));
    let files = Files::new(&args.catalogs, terminal, given);
    let documents: Vec<PathBuf> = given.iter().flat_map(|path| expand(path, &files)).collect();
    let mut exit = Exit::Clean;
    let mut refused = false;
    let mut svrl = None;
    let mut judge = |loader: &dyn Loader| {
        let mut session = Session {
            args,
            loader,
            files: &files,
            rules: &rules,
            sources: Sources::new(),
            diagnostics: Vec::new(),
            judges: HashMap::new(),
            svrl: None,
        };
        refused = !session.run(&schemas, &documents);
        session.hint_at_built_in(&schemas);
        svrl = session.svrl;
        (session.sources, session.diagnostics)
    };
    let (sources, diagnostics) = if args.fix.is_on() {
        mend(&documents, &files, &args.fix, terminal, &mut exit, &mut judge)
    } else {
        judge(&files)
    };
    reporter.svrl = svrl;
    reporter.can_fix = true;
    let reported = reporter.finish(&sources, &diagnostics, documents.len());
    if refused { Exit::Failure } else { exit.max(reported) }
}

/// The schemas and the documents among the arguments.
fn split<'a>(args: &'a Args, loader: &dyn Loader) -> (Vec<PathBuf>, &'a [PathBuf]) {
    if let (Some((first, rest)), true) = (args.files.split_first(), args.schema.is_empty())
        && (is_schema(first, loader) || (!rest.is_empty() && loader.kind(first).is_none()))
    {
        return (vec![first.clone()], rest);
    }
    (args.schema.clone(), &args.files)
}

/// Whether a file is a schema, by its name or by its document element.
fn is_schema(path: &Path, loader: &dyn Loader) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("").to_ascii_lowercase();
    if built_in(path, loader).is_some() || matches!(extension.as_str(), "rnc" | "rng" | "sch" | "dtd" | "nvdl") {
        return true;
    }
    const MARKS: [&str; 3] = ["http://relaxng.org/ns/structure/1.0", schematron::NAMESPACE, nvdl::NAMESPACE];
    if path == Path::new("-") || loader.kind(path) != Some(EntryKind::File) {
        return false;
    }
    let Ok(bytes) = loader.start(path, 4096) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    let (local, root) = first_tag(&text);
    matches!(local, "grammar" | "element" | "schema" | "rules") && MARKS.iter().any(|mark| root.contains(mark))
}

fn is_schematron(text: &str) -> bool {
    let (local, root) = first_tag(text);
    local == "schema" && (root.contains(schematron::NAMESPACE) || root.contains(schematron::OLD_NAMESPACE))
}

/// Whether a schema is an NVDL script, by its name or its document element.
pub(super) fn is_nvdl(path: &Path, text: &str) -> bool {
    let (local, root) = first_tag(text);
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("nvdl"))
        || (local == "rules" && root.contains(nvdl::NAMESPACE))
}

/// The local name of a document element and its tag, as far as they can be told without parsing.
fn first_tag(text: &str) -> (&str, &str) {
    let root = text.split('<').skip(1).find(|tag| tag.starts_with(|c: char| c.is_alphabetic())).unwrap_or("");
    let name = root.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or("");
    (name.rsplit(':').next().unwrap_or(""), root)
}

/// A file, or the XML files in a directory and below.
fn expand(path: &Path, loader: &dyn Loader) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if path == Path::new("-") || loader.kind(path) != Some(EntryKind::Directory) {
        return vec![path.to_path_buf()];
    }
    let mut open = vec![(path.to_path_buf(), 0)];
    while let Some((directory, depth)) = open.pop() {
        let mut below = Vec::new();
        for name in loader.list(&directory) {
            let path = directory.join(&name);
            match loader.kind(&path) {
                // A link to a directory may lead round in a circle.
                Some(EntryKind::Directory)
                    if depth < MAX_DEPTH && !name.starts_with('.') && loader.link(&path).is_none() =>
                {
                    below.push((path, depth + 1));
                }
                Some(EntryKind::File) if path.extension().is_some_and(|one| one.eq_ignore_ascii_case("xml")) => {
                    found.push(path);
                }
                _ => {}
            }
        }
        open.extend(below.into_iter().rev());
    }
    found
}

/// One run over all documents.
struct Session<'a> {
    args: &'a Args,
    loader: &'a dyn Loader,
    /// The files themselves, to read a large one bit by bit.
    files: &'a Files,
    /// What belongs to the schemas of the command line.
    rules: &'a Files,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// Schemas that documents name, by file and phase; `None` for those that are refused.
    judges: HashMap<(PathBuf, Option<String>), Option<usize>>,
    /// The report in SVRL, where it is asked for.
    svrl: Option<String>,
}

impl Session<'_> {
    /// Judges all documents; whether there was something to judge them by.
    fn run(&mut self, schemas: &[PathBuf], documents: &[PathBuf]) -> bool {
        let mut judges = Vec::new();
        for schema in schemas {
            match self.compile(schema, self.args.phase.clone(), self.rules) {
                Some(judge) => judges.push(judge),
                None => return false,
            }
        }
        let named = schemas.is_empty();
        let given: Vec<usize> = (0..judges.len()).collect();
        let mut complete = true;
        // Texts are read in order, so that reports are; what follows goes on side by side.
        let mut small = Vec::new();
        for path in documents {
            let large = match judges.as_slice() {
                [only] if !named && !self.args.fix.is_on() && !self.args.xinclude && !self.args.report.is_svrl() => {
                    large(path, only, &mut self.sources, self.files)
                }
                _ => None,
            };
            if let Some(found) = large {
                self.diagnostics.extend(found);
                continue;
            }
            let Some(id) = self.read(path) else { continue };
            let parsed = xml::parse_with_entities(self.sources.get(id), self.loader);
            self.diagnostics.extend(parsed.diagnostics);
            let mut document = parsed.document;
            if self.args.xinclude {
                let (made, found) = xml::include(&document, &mut self.sources, self.loader);
                self.diagnostics.extend(found);
                document = made;
            }
            let own = if named { self.named(id, path, &document, &mut judges) } else { Some(given.clone()) };
            match own {
                Some(own) => small.push((id, document, own)),
                None => complete = false,
            }
        }
        let one = |(_, document, own): &(SourceId, Document, Vec<usize>)| -> Vec<Diagnostic> {
            own.iter().flat_map(|judge| judges[*judge].validate(document)).collect()
        };
        let length: usize = small.iter().map(|(id, ..)| self.sources.get(*id).text.len()).sum();
        // Each thread builds an automaton of its own, which takes longer than a few small documents.
        let found: Vec<Vec<Diagnostic>> =
            if length < SIDE_BY_SIDE { small.iter().map(one).collect() } else { small.par_iter().map(one).collect() };
        self.diagnostics.extend(found.into_iter().flatten());
        if self.args.report.is_svrl() {
            let mut records = Vec::new();
            for (id, document, own) in &small {
                let name = &self.sources.get(*id).name;
                records.extend(own.iter().filter_map(|judge| judges[*judge].record(document, name)));
            }
            let rules = judges.iter().find_map(|judge| judge.rules.as_deref());
            self.svrl = Some(schematron::svrl_report(rules, self.args.phase.as_deref(), &records));
        }
        complete
    }

    /// The schemas that a document names; `None` where there are none to hold it to.
    fn named(&mut self, id: SourceId, path: &Path, document: &Document, judges: &mut Vec<Judge>) -> Option<Vec<usize>> {
        let models = xml::models(document);
        let mut own = Vec::new();
        let mut refused = false;
        for model in &models {
            if model.kind == ModelKind::Other {
                let message = format!("the document names `{}`, which is no schema that rowi reads", model.href);
                let diagnostic =
                    Diagnostic::warning(&crate::xml::catalogue::UNSUPPORTED_SCHEMA_LANGUAGE, message, model.span);
                self.diagnostics.push(diagnostic.with_note("read are RELAX NG, Schematron and NVDL"));
                continue;
            }
            let file = match self.loader.locate(&model.href) {
                Some(path) => path,
                None if model.href.contains("://") && !model.href.starts_with("file://") => {
                    let message = format!("the schema `{}` is not a file here", model.href);
                    let diagnostic = Diagnostic::error(&crate::xml::catalogue::UNREADABLE_SCHEMA, message, model.span)
                        .with_note(
                            "nothing is fetched from a network; a catalog can say where a copy is (`--catalog`)",
                        );
                    self.diagnostics.push(diagnostic);
                    refused = true;
                    continue;
                }
                None => {
                    let href = model.href.strip_prefix("file://").unwrap_or(&model.href);
                    join(path, &percent_decoded(href))
                }
            };
            let phase = self.args.phase.clone().or_else(|| model.phase.clone());
            let key = (file.clone(), phase.clone());
            let known = match self.judges.get(&key) {
                Some(known) => *known,
                None => {
                    let made = if self.loader.kind(&file).is_none() {
                        let message = format!("the document names the schema `{}`, which is not there", model.href);
                        let note = format!("looked for `{}`", file.display());
                        let diagnostic =
                            Diagnostic::error(&crate::xml::catalogue::UNREADABLE_SCHEMA, message, model.span);
                        self.diagnostics.push(diagnostic.with_note(note));
                        None
                    } else {
                        self.compile(&file, phase, self.loader)
                    };
                    let made = made.map(|judge| {
                        judges.push(judge);
                        judges.len() - 1
                    });
                    self.judges.insert(key, made);
                    made
                }
            };
            match known {
                Some(judge) => own.push(judge),
                None => refused = true,
            }
        }
        if own.is_empty() && !refused {
            let at = document.root_element().and_then(|root| document.name_span(root));
            let message = "the document names no schema, and none is given";
            let diagnostic =
                Diagnostic::error(&crate::xml::catalogue::NO_SCHEMA, message, at.unwrap_or(Span::at(id, 0))).with_note(
                    "give one before the documents, or name it in the document: `<?xml-model href=\"schema.rnc\"?>`",
                );
            self.diagnostics.push(diagnostic);
        }
        (!own.is_empty() && !refused).then_some(own)
    }

    /// Reads and compiles a schema; `None` where it is refused.
    fn compile(&mut self, schema: &Path, phase: Option<String>, loader: &dyn Loader) -> Option<Judge> {
        let args = self.args;
        let (sources, diagnostics) = (&mut self.sources, &mut self.diagnostics);
        let mut judge = Judge { schema: None, rules: None, script: None, phase };
        if let Some(edition) = built_in(schema, loader) {
            let id = sources.add(edition.as_str(), "");
            judge.rules = args.schematron.then(|| HeldRules::BuiltIn(edition.rules()));
            judge.schema =
                edition.schema().cloned().map(|schema| if args.no_ids { schema.without_ids() } else { schema });
            return known_phase(&judge, id, diagnostics).then_some(judge);
        }
        let id = analysis::read(schema, sources, loader, diagnostics)?;
        if schematron::is_schema_name(schema) || is_schematron(&sources.get(id).text) {
            let parsed = xml::parse_with_entities(sources.get(id), loader);
            let mut found = parsed.diagnostics;
            if found.is_empty() {
                let (rules, problems) = schematron::read_document(&parsed.document, sources, loader);
                found.extend(problems);
                judge.rules = Some(HeldRules::Read(Box::new(rules)));
            }
            let refused = has_errors(&found);
            diagnostics.extend(found);
            return (!refused && known_phase(&judge, id, diagnostics)).then_some(judge);
        }
        if is_nvdl(schema, &sources.get(id).text) {
            let (script, found) = nvdl::read(id, sources, loader);
            diagnostics.extend(found);
            judge.script = Some(script?);
            return Some(judge);
        }
        let loaded = rng::load(id, sources, loader);
        let refused = has_errors(&loaded.diagnostics);
        diagnostics.extend(loaded.diagnostics);
        if refused {
            return None;
        }
        if args.schematron {
            // A rule that can never find anything is reported, and the others still run.
            let (rules, problems) = schematron::read_annotations(loaded.files.iter().map(|file| &file.schema), sources);
            let problems = problems.into_iter().map(|problem| Diagnostic { severity: Severity::Warning, ..problem });
            diagnostics.extend(problems);
            judge.rules = Some(HeldRules::Read(Box::new(rules)));
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

    fn read(&mut self, path: &Path) -> Option<SourceId> {
        let (sources, diagnostics) = (&mut self.sources, &mut self.diagnostics);
        if path != Path::new("-") {
            return analysis::read(path, sources, self.loader, diagnostics);
        }
        let mut loader = PatchedLoader::new(self.loader);
        match read_stdin() {
            Ok(bytes) => {
                let name = Path::new("-");
                loader.replace(name.to_path_buf(), bytes);
                analysis::read(name, sources, &loader, diagnostics)
            }
            Err(error) => {
                let at = Span::at(sources.add("-", ""), 0);
                let message = format!("cannot read standard input: {error}");
                diagnostics.push(Diagnostic::error(&crate::xml::catalogue::UNREADABLE_FILE, message, at));
                None
            }
        }
    }
}

/// What documents are held to.
struct Judge {
    schema: Option<Schema>,
    rules: Option<HeldRules>,
    script: Option<nvdl::Script>,
    phase: Option<String>,
}

/// Rules that were read, or those inside of rowi.
enum HeldRules {
    Read(Box<Rules>),
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

impl Session<'_> {
    /// A schema that cannot be read may be the misspelled name of one inside of rowi.
    fn hint_at_built_in(&mut self, schemas: &[PathBuf]) {
        for schema in schemas.iter().filter_map(|path| path.to_str()) {
            let Some(meant) = nearest(schema, Edition::ALL.map(Edition::as_str)) else { continue };
            let sources = &self.sources;
            let unread = self.diagnostics.iter_mut().filter(|one| {
                one.name.is(&crate::xml::catalogue::UNREADABLE_FILE) && sources.get(one.primary.source).name == schema
            });
            unread.for_each(|one| one.notes.push(format!("did you mean `{meant}`, the schema inside of rowi?")));
        }
    }
}

/// The edition of KIWI's schema that is meant, unless a file has this name.
fn built_in(schema: &Path, loader: &dyn Loader) -> Option<Edition> {
    Edition::from_name(schema.to_str()?).filter(|_| loader.kind(schema).is_none())
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

impl Judge {
    /// What the rules do with a document, for SVRL.
    fn record(&self, document: &Document, name: &str) -> Option<String> {
        let rules = self.rules.as_deref()?;
        Some(schematron::validate_recording(rules, document, self.phase.as_deref(), name).1)
    }

    /// Validates a document that is in memory.
    fn validate(&self, document: &Document) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        if let Some(schema) = &self.schema {
            diagnostics.extend(schema.validate(document));
        }
        if let Some(script) = &self.script {
            diagnostics.extend(script.validate(document));
        }
        if let Some(rules) = &self.rules {
            let phase = self.phase.as_deref();
            // Of the rules in a schema's annotations many are about what few documents have.
            diagnostics.extend(match self.schema {
                None => schematron::validate_telling(rules, document, phase),
                Some(_) => schematron::validate(rules, document, phase),
            });
        }
        diagnostics
    }
}

/// Validates a large document as it is read; `None` where it is to be read into memory.
fn large(path: &Path, judge: &Judge, sources: &mut Sources, files: &Files) -> Option<Vec<Diagnostic>> {
    // rules look anywhere in a document, so it has to be in memory
    let schema = judge.schema.as_ref().filter(|_| judge.rules.is_none())?;
    let (file, length) = files.open(path).ok().filter(|(_, length)| *length >= LARGE)?;
    let id = SourceId(u32::try_from(sources.iter().count()).ok()?);
    let name = path.to_string_lossy();
    match schema.validate_stream(BufReader::with_capacity(CHUNK, file), id) {
        Streamed::Unfit(_) => None,
        Streamed::Done { diagnostics, .. } if diagnostics.is_empty() => {
            sources.add(name, "");
            Some(diagnostics)
        }
        // What is not well-formed ends a stream; a tree goes on behind it.
        Streamed::Done { complete: false, .. } if length <= PARSED_AGAIN => None,
        Streamed::Done { mut diagnostics, .. } => {
            // The text is needed for excerpts and lines, but a tree of it is not.
            let mut bytes = Vec::new();
            let limit = u64::from(u32::MAX);
            let whole = files.open(path).ok().and_then(|(file, _)| file.take(limit).read_to_end(&mut bytes).ok());
            let shown = whole.is_some() && sources.add_bytes(name.clone(), &bytes).is_ok();
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
