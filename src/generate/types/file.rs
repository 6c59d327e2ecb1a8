use std::path::Path;

use super::{Options, generate};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::files::FileLoader;
use crate::rng;
use crate::text::{Loader, Sources};

/// What keeps a schema from becoming types: findings in it, else a message.
#[derive(Debug)]
#[non_exhaustive]
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
pub fn from_file(schema: &Path, options: &Options) -> Result<String, TypesError> {
    from_loader(schema, &mut Sources::new(), &FileLoader::beside(schema), options)
}

/// As [`from_file`], with files from elsewhere; `sources` then holds what was read.
///
/// # Errors
/// [`TypesError`] where the schema cannot be read or is refused, or names fall together.
pub fn from_loader(
    schema: &Path,
    sources: &mut Sources,
    loader: &dyn Loader,
    options: &Options,
) -> Result<String, TypesError> {
    let name = schema.to_string_lossy();
    let bytes = loader.read(schema).map_err(|error| TypesError::Message(format!("cannot read `{name}`: {error}")))?;
    let id = sources
        .add_bytes(name.clone(), &bytes)
        .map_err(|(_, error)| TypesError::Message(format!("cannot read `{name}`: {error}")))?;
    let loaded = rng::load(id, sources, loader);
    let Some(grammar) = loaded.grammar.filter(|_| !has_errors(&loaded.diagnostics)) else {
        return Err(TypesError::Schema(Box::new(sources.clone()), loaded.diagnostics));
    };
    generate(&grammar, options).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        TypesError::Message(lines.join("\n"))
    })
}
