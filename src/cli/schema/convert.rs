//! `rowi schema convert`

use crate::rng::schema_catalogue;
use std::path::{Path, PathBuf};

use crate::analysis;
use crate::cli::catalogs::{CatalogArgs, Files};
use crate::cli::{Exit, Reporter, Terminal};
use crate::diagnostic::has_errors;
use crate::render::Format;
use crate::rng;
use crate::rng::ast::{Href, Namespace};
use crate::text::{SourceId, Sources};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The schema to read: .rnc or .rng, or a DTD (.dtd)
    input: PathBuf,
    /// The file to write: .rng or .rnc, or .xsd or .dtd, which say less; files that the schema includes are written beside it. `-` is standard output
    output: PathBuf,
    /// The syntax to write, where the name of the file does not say it
    #[arg(long, value_name = "SYNTAX", value_enum)]
    to: Option<Syntax>,
    /// Write the simple form (RELAX NG, section 5): one file in XML syntax, with only what that form knows
    #[arg(long)]
    simplified: bool,
    /// Replace files that stand where parts of the schema are written
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    catalogs: CatalogArgs,
    /// How to print what is wrong with the schema
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// A syntax for schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Syntax {
    /// RELAX NG in XML syntax
    Rng,
    /// RELAX NG in compact syntax
    Rnc,
    /// XML Schema, which says less
    Xsd,
    /// A DTD, which says still less
    Dtd,
}

impl Args {
    /// As trang would be called: findings a line each.
    pub(in crate::cli) fn as_trang(input: PathBuf, output: PathBuf, to: Option<&str>, catalogs: CatalogArgs) -> Self {
        let to = to.and_then(|to| clap::ValueEnum::from_str(to, true).ok());
        // trang replaces what is there
        Self { input, output, to, simplified: false, overwrite: true, catalogs, format: Some(Format::Concise) }
    }

    /// What is written: as the option says, else by the name of the file.
    fn syntax(&self) -> Option<Syntax> {
        let extension = self.output.extension().and_then(|extension| extension.to_str());
        self.to.or_else(|| clap::ValueEnum::from_str(extension?, true).ok())
    }
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let loader = &Files::new(&args.catalogs, terminal, [&args.input]);
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let Some(id) = analysis::read(&args.input, &mut sources, loader, &mut diagnostics) else {
        let _ = Reporter::in_format(args.format, terminal).finish(&sources, &diagnostics, 1);
        return Exit::Failure;
    };
    if args.simplified {
        return to_simplified(args, &mut sources, id, terminal, loader);
    }
    // Only what cannot be read cannot be converted: a schema may be a part of another and refer to what that defines.
    let (files, found) = rng::read(id, &mut sources, loader);
    diagnostics.extend(found);
    if !has_errors(&diagnostics) {
        // what no part of a schema may say, whatever stands around it
        let anywhere = [
            &schema_catalogue::SCHEMA_UNKNOWN_DATATYPE,
            &schema_catalogue::SCHEMA_INVALID_FACET,
            &schema_catalogue::SCHEMA_INVALID_VALUE,
            &schema_catalogue::SCHEMA_INCLUDE_NO_GRAMMAR,
        ];
        let (_, found) = rng::simplify(&files);
        diagnostics.extend(found.into_iter().filter(|found| found.name.is_one_of(&anywhere)));
    }
    let to_stdout = args.output == Path::new("-");
    let refused = has_errors(&diagnostics);
    // a schema on standard output stands alone there
    if refused || (!to_stdout && (args.format.is_some() || !diagnostics.is_empty())) {
        let _ = Reporter::in_format(args.format, terminal).finish(&sources, &diagnostics, files.len());
    }
    if refused {
        return Exit::Failure;
    }
    if let Some(syntax @ (Syntax::Xsd | Syntax::Dtd)) = args.syntax() {
        return export(args, syntax, &mut sources, id, terminal, loader);
    }
    let compact = match args.syntax() {
        Some(Syntax::Rnc) => true,
        Some(Syntax::Rng | Syntax::Xsd | Syntax::Dtd) => false,
        None if to_stdout => files[0].schema.syntax == rng::ast::Syntax::Xml,
        _ => {
            let name = args.output.display();
            terminal.error(&format!(
                "`{name}` ends in none of `.rnc`, `.rng`, `.xsd` and `.dtd`: say `--to` which syntax to write"
            ));
            return Exit::Failure;
        }
    };
    let inputs: Vec<String> = files.iter().map(|file| sources.get(file.schema.source).name.clone()).collect();
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let extension = if compact { ".rnc" } else { ".rng" };
    let names = rng::xml_syntax::output_names(&inputs, &args.output.to_string_lossy(), extension);
    for (index, file) in files.iter().enumerate() {
        let href = |href: &Href| match file.targets.get(&href.href_span) {
            Some(target) => names[*target].clone(),
            None => href.href.to_string(),
        };
        let text = if compact {
            let source = sources.get(file.schema.source);
            rng::compact::print(&file.schema, source, &href)
        } else {
            rng::xml_syntax::write(&file.schema, &href)
        };
        if to_stdout {
            terminal.print(&text);
            break;
        }
        let path = args.output.with_file_name(&names[index]);
        let written = if path == args.output {
            terminal.access.write_output(&path, text.as_bytes(), &sources)
        } else {
            let below = args.output.parent().filter(|up| !up.as_os_str().is_empty()).unwrap_or(Path::new("."));
            terminal.access.write_beside(below, Path::new(&names[index]), text.as_bytes(), &sources, args.overwrite)
        };
        if let Err(error) = written {
            terminal.error(&format!("cannot write `{}`: {error}", path.display()));
            return Exit::Failure;
        }
    }
    Exit::Clean
}

/// XML Schema or a DTD is one file made from the whole grammar, and every approximation is reported.
fn export(
    args: &Args,
    syntax: Syntax,
    sources: &mut Sources,
    id: SourceId,
    terminal: &Terminal,
    loader: &Files,
) -> Exit {
    let loaded = rng::load(id, sources, loader);
    let Some(grammar) = loaded.grammar.filter(|_| !has_errors(&loaded.diagnostics)) else {
        let _ = Reporter::in_format(args.format, terminal).finish(sources, &loaded.diagnostics, loaded.files.len());
        return Exit::Failure;
    };
    let (text, approximations) = match syntax {
        Syntax::Dtd => {
            let bound = loaded.files[0].schema.prefixes.iter();
            let uris = bound.filter_map(|(prefix, namespace)| match namespace {
                Namespace::Uri(uri) => Some((prefix.clone(), uri.clone())),
                Namespace::Inherit => None,
            });
            crate::generate::dtd::export(&grammar, &uris.collect::<Vec<_>>())
        }
        _ => crate::generate::xsd::export(&grammar),
    };
    if !approximations.is_empty() {
        let _ = Reporter::in_format(args.format, terminal).finish(sources, &approximations, loaded.files.len());
    }
    if args.output == Path::new("-") {
        terminal.print(&text);
        return Exit::Clean;
    }
    match terminal.access.write_output(&args.output, text.as_bytes(), sources) {
        Ok(()) => Exit::Clean,
        Err(error) => {
            terminal.error(&format!("cannot write `{}`: {error}", args.output.display()));
            Exit::Failure
        }
    }
}

/// The simple form is one file made from the whole grammar.
fn to_simplified(args: &Args, sources: &mut Sources, id: SourceId, terminal: &Terminal, loader: &Files) -> Exit {
    let loaded = rng::load(id, sources, loader);
    let Some(grammar) = loaded.grammar.filter(|_| !has_errors(&loaded.diagnostics)) else {
        let _ = Reporter::in_format(args.format, terminal).finish(sources, &loaded.diagnostics, loaded.files.len());
        return Exit::Failure;
    };
    let text = rng::write_simplified(&grammar);
    if args.output == Path::new("-") {
        terminal.print(&text);
        return Exit::Clean;
    }
    match terminal.access.write_output(&args.output, text.as_bytes(), sources) {
        Ok(()) => Exit::Clean,
        Err(error) => {
            terminal.error(&format!("cannot write `{}`: {error}", args.output.display()));
            Exit::Failure
        }
    }
}
