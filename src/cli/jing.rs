//! `rowi jing` and `rowi trang`: the arguments, messages and statuses of these programs, for scripts that call them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::catalogs::{CatalogArgs, Files};
use super::schema::{convert, infer};
use super::{Exit, Terminal};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rng::{self, Schema};
use crate::text::{Loader as _, SourceId, Sources};
use crate::xml;

/// Arguments of jing.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct JingArgs {
    /// The schema is in compact syntax
    #[arg(short)]
    compact: bool,
    /// Do not check ID, IDREF and IDREFS
    #[arg(short)]
    ids_are_not_checked: bool,
    /// Print how long it took, on standard error
    #[arg(short)]
    timing: bool,
    /// Print the schema in its simple form
    #[arg(short)]
    simplified: bool,
    /// An OASIS XML catalog
    #[arg(short = 'C', value_name = "FILE")]
    catalog: Vec<PathBuf>,
    /// The encoding of the schema; taken from the schema itself
    #[arg(short, value_name = "ENCODING")]
    encoding: Option<String>,
    /// Print help
    #[arg(long, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// The schema
    schema: PathBuf,
    /// Documents
    documents: Vec<PathBuf>,
}

/// Validates as jing does: a line a finding on standard output, status 1 where there is one.
#[must_use]
pub fn jing(args: &JingArgs, terminal: &Terminal) -> Exit {
    let start = Instant::now();
    let mut sources = Sources::new();
    let catalogs = CatalogArgs::from(args.catalog.clone());
    let loader = Files::new(&catalogs, terminal, args.documents.iter().chain([&args.schema]));
    let Some(id) = read(&args.schema, &mut sources, &loader, terminal) else { return Exit::Findings };
    // jing goes by the option alone, whatever the file is called
    let name = &sources.get(id).name;
    let id = match (args.compact, rng::syntax_of(sources.get(id))) {
        (true, rng::ast::Syntax::Xml) => sources.add(format!("{name}.rnc"), sources.get(id).text.clone()),
        (false, rng::ast::Syntax::Compact) => sources.add(format!("{name}.rng"), sources.get(id).text.clone()),
        _ => id,
    };
    let loaded = rng::load(id, &mut sources, &loader);
    let shown = args.schema.clone();
    let tell = |found: &[Diagnostic], sources: &Sources, of: SourceId, path: &Path| {
        print(
            found,
            sources,
            &|source| if source == of { path.to_path_buf() } else { sources.get(source).path().into() },
            terminal,
        )
    };
    let Some(grammar) = loaded.grammar else {
        let _ = tell(&loaded.diagnostics, &sources, id, &shown);
        return Exit::Findings;
    };
    if args.simplified {
        terminal.print(&rng::write_simplified(&grammar));
    }
    let schema = match Schema::compile(grammar) {
        Ok(schema) if args.ids_are_not_checked => schema.without_ids(),
        Ok(schema) => schema,
        Err(why) => {
            let _ = tell(&[*why], &sources, id, &shown);
            return Exit::Findings;
        }
    };
    let loading = start.elapsed();
    let mut exit = Exit::Clean;
    for path in &args.documents {
        let Some(id) = read(path, &mut sources, &loader, terminal) else {
            exit = Exit::Findings;
            continue;
        };
        let parsed = xml::parse_with_entities(sources.get(id), &loader);
        let mut found = parsed.diagnostics;
        // what is not well-formed is not validated
        if !crate::diagnostic::has_errors(&found) {
            found.extend(schema.validate(&parsed.document));
        }
        if tell(&found, &sources, id, path) {
            exit = Exit::Findings;
        }
    }
    if args.timing {
        let (loading, all) = (loading.as_millis(), start.elapsed().as_millis());
        terminal.complain(&format!("Elapsed time {loading}+{}={all} milliseconds", all - loading));
    }
    exit
}

fn read(path: &Path, sources: &mut Sources, loader: &Files, terminal: &Terminal) -> Option<SourceId> {
    let bytes = if path == Path::new("-") {
        super::descriptions::read_stdin().map_err(|error| error.to_string())
    } else {
        loader.read(path).map_err(|error| error.to_string())
    };
    let shown = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    match bytes {
        Err(why) => {
            terminal.print(&format!("fatal: cannot read {}: {why}\n", shown.display()));
            None
        }
        Ok(bytes) => match sources.add_bytes(path.to_string_lossy(), &bytes) {
            Ok(id) => Some(id),
            Err((_, why)) => {
                terminal.print(&format!("{}: fatal: {why}\n", shown.display()));
                None
            }
        },
    }
}

/// `file:line:column: error: message`, the file by its full path; whether there was an error.
fn print(found: &[Diagnostic], sources: &Sources, path_of: &dyn Fn(SourceId) -> PathBuf, terminal: &Terminal) -> bool {
    let mut is_wrong = false;
    for one in found.iter().filter(|one| one.severity > Severity::Note) {
        let path = path_of(one.primary.source);
        let path = std::path::absolute(&path).unwrap_or(path);
        let place = sources.get(one.primary.source).line_column(one.primary.start as usize);
        let is_fatal = one.name.entry().is_some_and(|entry| entry.group == crate::diagnostic::Group::Xml);
        let severity = match one.severity {
            Severity::Error if is_fatal => "fatal",
            other => other.as_str(),
        };
        is_wrong |= one.severity == Severity::Error;
        let reason = if one.primary_label.is_empty() { String::new() } else { format!("; {}", one.primary_label) };
        let (line, column) = (place.line, place.column);
        terminal.print(&format!("{}:{line}:{column}: {severity}: {}{reason}\n", path.display(), one.message));
    }
    is_wrong
}

/// Arguments of trang.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct TrangArgs {
    /// The syntax of the input: rng, rnc, dtd, or xml for documents that the schema is inferred from
    #[arg(short = 'I', value_name = "SYNTAX", ignore_case = true, value_parser = ["rng", "rnc", "dtd", "xml"])]
    from: Option<String>,
    /// The syntax of the output
    #[arg(short = 'O', value_name = "SYNTAX", ignore_case = true, value_parser = OUTPUTS)]
    to: Option<String>,
    /// Parameters of the input; `encoding=…` is taken from the file itself
    #[arg(short = 'i', value_name = "PARAM")]
    input_parameters: Vec<String>,
    /// Parameters of the output; only `encoding=UTF-8`
    #[arg(short = 'o', value_name = "PARAM")]
    output_parameters: Vec<String>,
    /// An OASIS XML catalog
    #[arg(short = 'C', value_name = "FILE")]
    catalog: Vec<PathBuf>,
    /// Print help
    #[arg(long, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// The schema to read, or documents; then the file to write
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What trang's `-O` can be here.
const OUTPUTS: [&str; 3] = ["rng", "rnc", "xsd"];

/// Converts as trang does: status 1 where the input is refused.
#[must_use]
pub fn trang(args: &TrangArgs, terminal: &Terminal) -> Exit {
    let is_encoding = |text: &&String| text.to_ascii_lowercase().starts_with("encoding=");
    let is_utf_8 = |text: &&String| text.eq_ignore_ascii_case("encoding=utf-8");
    let unknown = args
        .input_parameters
        .iter()
        .find(|text| !is_encoding(text))
        .or_else(|| args.output_parameters.iter().find(|text| !is_utf_8(text)));
    if let Some(parameter) = unknown {
        terminal.error(&format!(
            "there is no parameter `{parameter}` here; `rowi schema convert` lays the result out by itself"
        ));
        return Exit::Failure;
    }
    let [inputs @ .., output] = args.files.as_slice() else { return Exit::Failure };
    let extension = |path: &Path| path.extension().map(|own| own.to_ascii_lowercase());
    let from = args.from.as_ref().map(|from| from.to_ascii_lowercase().into());
    let from = from.or_else(|| inputs.first().and_then(|path| extension(path)));
    let catalogs = CatalogArgs::from(args.catalog.clone());
    let exit = match inputs {
        _ if from.is_some_and(|from| from == "xml") => {
            infer::run(&infer::Args::as_trang(inputs.to_vec(), output.clone(), catalogs), terminal)
        }
        [input] => convert::run(
            &convert::Args::as_trang(input.clone(), output.clone(), args.to.as_deref(), catalogs),
            terminal,
        ),
        _ => {
            terminal.error("several files are for documents that a schema is inferred from: `-I xml`");
            return Exit::Failure;
        }
    };
    match exit {
        Exit::Failure => Exit::Findings,
        other => other,
    }
}
