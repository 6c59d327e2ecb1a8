//! `rowi schema types SCHEMA`

use std::path::PathBuf;

use crate::cli::{Exit, Reporter, Terminal};
use crate::generate::types::{Options, Renames, TypesError, from_loader};
use crate::render::Format;
use crate::text::{Loader, Sources};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A RELAX NG schema, .rnc or .rng
    schema: PathBuf,
    /// Write to a file instead of standard output
    #[arg(long, short, visible_alias = "out", value_name = "FILE")]
    output: Option<PathBuf>,
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

/// Prints or writes the types.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut options = Options { big_integers: args.big_integers, ..Options::default() };
    if let Some(names) = &args.names {
        let text = terminal.access.loader([names.as_path()]).read(names).map_err(|error| error.to_string());
        let text = text.and_then(|bytes| String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string()));
        match text.and_then(|text| Renames::parse(&text)) {
            Ok(renames) => options.renames = renames,
            Err(message) => {
                terminal.error(&format!("`{}`: {message}", names.display()));
                return Exit::Failure;
            }
        }
    }
    let mut sources = Sources::new();
    let loader = terminal.access.loader([args.schema.as_path()]);
    match from_loader(&args.schema, &mut sources, &loader, &options) {
        Ok(text) => match &args.output {
            None => {
                terminal.print(&text);
                Exit::Clean
            }
            Some(path) => match terminal.access.write_output(path, text.as_bytes(), &sources) {
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
