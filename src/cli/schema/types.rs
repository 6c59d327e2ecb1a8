//! `rowi schema types SCHEMA`

use std::path::{Path, PathBuf};

use crate::cli::{Exit, FileLoader, Reporter, Terminal, write_atomic};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::generate::types::{Options, Renames, generate};
use crate::render::Format;
use crate::text::{Loader, Sources};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A RELAX NG schema, .rnc or .rng
    schema: PathBuf,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A TOML file with names to use instead of the generator's: tables `types`, `fields`, `variants`
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Hold integers without bounds in a type that holds any, instead of 64 bits
    #[arg(long)]
    big_integers: bool,
    /// How to print what is wrong with the schema
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// What keeps a schema from becoming types: findings in it, else a message.
#[derive(Debug)]
pub enum TypesError {
    /// The schema is refused.
    Schema(Box<Sources>, Vec<Diagnostic>),
    /// A file cannot be read, or names fall together.
    Message(String),
}

impl std::fmt::Display for TypesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Message(message) => f.write_str(message),
            Self::Schema(sources, diagnostics) => {
                for diagnostic in diagnostics {
                    let source = sources.get(diagnostic.primary.source);
                    let place = source.line_column(diagnostic.primary.start as usize);
                    writeln!(f, "{}:{}: {}", source.name, place.line, diagnostic.message)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for TypesError {}

/// Rust types for the schema in a file: what a build script calls.
///
/// # Errors
/// [`TypesError`] where the schema cannot be read or is refused, or names fall together.
pub fn types_from_file(schema: &Path, options: &Options) -> Result<String, TypesError> {
    let name = schema.to_string_lossy();
    let bytes =
        FileLoader.read(schema).map_err(|error| TypesError::Message(format!("cannot read `{name}`: {error}")))?;
    let mut sources = Sources::new();
    let id = sources
        .add_bytes(name.clone(), &bytes)
        .map_err(|(_, error)| TypesError::Message(format!("cannot read `{name}`: {error}")))?;
    let loaded = crate::rng::load(id, &mut sources, &FileLoader);
    let Some(grammar) = loaded.grammar.filter(|_| !has_errors(&loaded.diagnostics)) else {
        return Err(TypesError::Schema(Box::new(sources), loaded.diagnostics));
    };
    generate(&grammar, options).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        TypesError::Message(lines.join("\n"))
    })
}

/// Prints or writes the types.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut options = Options { big_integers: args.big_integers, ..Options::default() };
    if let Some(names) = &args.names {
        let text = FileLoader.read(names).map_err(|error| error.to_string());
        let text = text.and_then(|bytes| String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string()));
        match text.and_then(|text| Renames::parse(&text)) {
            Ok(renames) => options.renames = renames,
            Err(message) => {
                terminal.error(&format!("`{}`: {message}", names.display()));
                return Exit::Failure;
            }
        }
    }
    match types_from_file(&args.schema, &options) {
        Ok(text) => match &args.out {
            None => {
                terminal.print(&text);
                Exit::Clean
            }
            Some(path) => match write_atomic(path, text.as_bytes(), None) {
                Ok(()) => Exit::Clean,
                Err(error) => {
                    terminal.error(&format!("cannot write `{}`: {error}", path.display()));
                    Exit::Failure
                }
            },
        },
        Err(TypesError::Schema(sources, diagnostics)) => {
            let _ = Reporter::in_format(args.format, terminal).finish(&sources, &diagnostics, 1);
            Exit::Failure
        }
        Err(TypesError::Message(message)) => {
            terminal.error(&message);
            Exit::Failure
        }
    }
}
