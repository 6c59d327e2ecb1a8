//! `rowi schema infer`

use std::path::PathBuf;

use crate::analysis;
use crate::cli::catalogs::{CatalogArgs, Files};
use crate::cli::{Exit, Reporter, Terminal};
use crate::diagnostic::has_errors;
use crate::render::Format;
use crate::rng;
use crate::text::Sources;
use crate::xml::{self, Document};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Documents that the schema must accept
    #[arg(required = true)]
    documents: Vec<PathBuf>,
    /// Write the schema to a file, .rnc or .rng, instead of standard output in compact syntax
    #[arg(short, long, value_name = "FILE", visible_alias = "out")]
    output: Option<PathBuf>,
    #[command(flatten)]
    catalogs: CatalogArgs,
    /// How to print what is wrong with the documents
    #[arg(long, value_enum)]
    format: Option<Format>,
}

impl Args {
    /// As trang would be called: findings a line each.
    pub(in crate::cli) fn as_trang(documents: Vec<PathBuf>, output: PathBuf, catalogs: CatalogArgs) -> Self {
        Self { documents, output: Some(output), catalogs, format: Some(Format::Concise) }
    }
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let loader = Files::new(&args.catalogs, terminal, &args.documents);
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let mut documents: Vec<Document> = Vec::new();
    for path in &args.documents {
        let Some(id) = analysis::read(path, &mut sources, &loader, &mut diagnostics) else { continue };
        let parsed = xml::parse_with_entities(sources.get(id), &loader);
        diagnostics.extend(parsed.diagnostics);
        documents.push(parsed.document);
    }
    if has_errors(&diagnostics) {
        let _ = Reporter::in_format(args.format, terminal).finish(&sources, &diagnostics, args.documents.len());
        return Exit::Failure;
    }
    let schema = rng::infer(&documents.iter().collect::<Vec<_>>());
    let id = sources.add("inferred.rnc", schema);
    let (parsed, _) = rng::parse(sources.get(id));
    let is_xml = |path: &PathBuf| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("rng"));
    let text = if args.output.as_ref().is_some_and(is_xml) {
        rng::xml_syntax::write(&parsed, &|href| href.href.to_string())
    } else {
        rng::compact::format(&parsed, sources.get(id))
    };
    match &args.output {
        None => terminal.print(&text),
        Some(path) => {
            if let Err(error) = terminal.access.write_output(path, text.as_bytes(), &sources) {
                terminal.error(&format!("cannot write `{}`: {error}", path.display()));
                return Exit::Failure;
            }
        }
    }
    Exit::Clean
}
