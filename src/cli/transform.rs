//! `rowi transform`

use crate::xml::catalogue::{INVALID_ENCODING, UNREADABLE_FILE};
use std::path::{Path, PathBuf};

use super::catalogs::{CatalogArgs, Files, Located};
use super::{Exit, Reporter, Terminal};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::render::Format;
use crate::text::{EntryKind, LoadError, Loader, SourceId, Sources, Span};
use crate::xml::{self, QName};
use crate::xslt::{self, Limits, Parameter, Run};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The XSLT 1.0 stylesheet
    stylesheet: PathBuf,
    /// The document to transform; `-` reads it from standard input
    document: PathBuf,
    /// A string for a parameter of the stylesheet; a name in a namespace is written `{uri}name`
    #[arg(long, value_name = "NAME=VALUE")]
    param: Vec<String>,
    /// Write the result to a file instead of standard output
    #[arg(short, long, visible_alias = "out", value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to print findings; without it they are written for people, on standard error
    #[arg(long, value_enum, help_heading = "Report")]
    format: Option<Format>,
    /// Write the findings to a file
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    report: Option<PathBuf>,
    #[command(flatten)]
    catalogs: CatalogArgs,
    /// Write no file but the result: no further documents of the stylesheet
    #[arg(long)]
    nowrite: bool,
    /// Read the external entities that the document names, as far as they belong to it; without it only those that a
    /// catalog locates
    #[arg(long)]
    noent: bool,
    /// Fetch nothing from a network, which rowi never does
    #[arg(long)]
    nonet: bool,
    /// Replace files that stand where further documents of the stylesheet are written
    #[arg(long)]
    overwrite: bool,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut parameters = Vec::new();
    for text in &args.param {
        let Some((name, value)) = text.split_once('=') else {
            terminal.error(&format!("`--param {text}`: write `name=value`"));
            return Exit::Failure;
        };
        let name = match name.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((uri, local)) => QName::new("", local, uri),
            None => QName::local(name),
        };
        parameters.push(Parameter { name, value: value.to_owned() });
    }
    let access = &terminal.access;
    let rules = Files::new(&args.catalogs, terminal, [&args.stylesheet]);
    let own = Files::new(&args.catalogs, terminal, [&args.document]);
    let both = Files::new(&args.catalogs, terminal, [&args.stylesheet, &args.document]);
    let both = Both { both: &both, stylesheet: &rules, document: &own };
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let stylesheet = read(&args.stylesheet, &rules, &mut sources, &mut diagnostics).and_then(|source| {
        let compiled = xslt::compile(source, &mut sources, &rules);
        diagnostics.extend(compiled.diagnostics);
        compiled.stylesheet
    });
    let Some(stylesheet) = stylesheet else {
        let _ = report(args, terminal, &sources, &diagnostics);
        return Exit::Failure;
    };
    let Some(source) = read(&args.document, &own, &mut sources, &mut diagnostics) else {
        let _ = report(args, terminal, &sources, &diagnostics);
        return Exit::Failure;
    };
    let located = Located::new(&own);
    let parsed = if args.noent {
        xml::parse_with_entities(sources.get(source), &own)
    } else {
        xml::parse_with_entities(sources.get(source), &located)
    };
    let broken = has_errors(&parsed.diagnostics);
    diagnostics.extend(parsed.diagnostics);
    // also where nothing is missing: attributes without their defaults make another result
    if let Some(path) = located.refused() {
        let path = crate::render::line(&path.to_string_lossy()).into_owned();
        terminal.complain(&format!("`{path}`, which the document asks for, was not read; `--noent` allows that"));
    }
    if broken {
        return report(args, terminal, &sources, &diagnostics).max(Exit::Findings);
    }
    let limits = Limits::of(sources.iter().map(|source| source.text.len()).sum());
    let run = Run { sources: &mut sources, loader: &both, parameters: &parameters, limits };
    let result = stylesheet.transform(&parsed.document, run);
    for message in &result.messages {
        terminal.complain(message.text.trim_end_matches('\n'));
    }
    let complete = result.is_complete();
    if complete {
        let bytes = result.serialise(stylesheet.output());
        let failed = |path: &Path, error: &dyn std::fmt::Display| {
            terminal.error(&format!("cannot write `{}`: {error}", path.display()));
            Exit::Failure
        };
        match &args.output {
            Some(path) => {
                if let Err(error) = access.write_output(path, &bytes, &sources) {
                    return failed(path, &error);
                }
            }
            None => terminal.print_bytes(&bytes),
        }
        // beside the result, as its own reader would look for it
        let below = args.output.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        for made in &result.results {
            let href = made.href.strip_prefix("file://").unwrap_or(&made.href);
            let path = Path::new(href);
            if href.contains("://") {
                return failed(path, &"it is no file");
            }
            if args.nowrite {
                terminal.complain(&format!("`{href}` was not written, because of `--nowrite`"));
            } else if let Err(error) = access.write_beside(below, path, &made.serialise(), &sources, args.overwrite) {
                return failed(path, &error);
            }
        }
    }
    diagnostics.extend(result.diagnostics);
    let exit = report(args, terminal, &sources, &diagnostics);
    if complete { exit } else { exit.max(Exit::Findings) }
}

/// The files of the stylesheet and of the document. What stands with the stylesheet may ask for either; the document,
/// and what it leads to, for its own only.
struct Both<'f> {
    both: &'f Files,
    stylesheet: &'f Files,
    document: &'f Files,
}

impl Loader for Both<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        self.both.read(path)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.both.kind(path)
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        self.both.list(directory)
    }

    fn link(&self, path: &Path) -> Option<String> {
        self.both.link(path)
    }

    fn locate_entity(&self, public: Option<&str>, system: &str) -> Option<PathBuf> {
        self.both.locate_entity(public, system)
    }

    fn locate(&self, uri: &str) -> Option<PathBuf> {
        self.both.locate(uri)
    }

    fn on_behalf_of(&self, base: &Path) -> Option<&dyn Loader> {
        let is_of_stylesheet = self.stylesheet.kind(base) == Some(EntryKind::File);
        (!is_of_stylesheet).then_some(self.document as &dyn Loader)
    }
}

fn read(
    path: &Path,
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<SourceId> {
    let name = path.to_string_lossy().into_owned();
    let bytes = match name.as_str() {
        "-" => super::descriptions::read_stdin().map_err(|error| error.to_string()),
        _ => loader.read(path).map_err(|error| error.to_string()),
    };
    match bytes {
        Ok(bytes) => match sources.add_bytes(name, &bytes) {
            Ok(source) => Some(source),
            Err((source, error)) => {
                let span = Span::at(source, 0);
                diagnostics.push(Diagnostic::error(&INVALID_ENCODING, error.to_string(), span));
                None
            }
        },
        Err(error) => {
            let source = sources.add(name.clone(), "");
            let message = format!("cannot read `{name}`: {error}");
            diagnostics.push(Diagnostic::error(&UNREADABLE_FILE, message, Span::at(source, 0)));
            None
        }
    }
}

/// Standard output is the result's: findings go to standard error, unless a format or a file is asked for.
fn report(args: &Args, terminal: &Terminal, sources: &Sources, diagnostics: &[Diagnostic]) -> Exit {
    let mut reporter = Reporter::in_format(args.format, terminal);
    if args.format.is_none() && args.report.is_none() {
        reporter = reporter.on_errors();
    }
    reporter.write_to(args.report.clone());
    reporter.finish(sources, diagnostics, 1)
}
