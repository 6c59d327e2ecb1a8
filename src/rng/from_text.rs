//! The short ways to a [`Schema`].

use std::path::Path;
use std::str::FromStr;

use super::{Schema, load};
use crate::diagnostic::{Diagnostic, Errors, has_errors};
use crate::text::{Loader, MemoryLoader, SourceId, Sources, Span};

impl Schema {
    /// The schema in a file, with what it includes.
    ///
    /// # Errors
    /// [`Errors`] where it cannot be read or is refused.
    pub fn load(path: &Path, loader: &dyn Loader) -> Result<Self, Errors> {
        let mut sources = Sources::new();
        let name = path.to_string_lossy().into_owned();
        let found = match loader.read(path) {
            Ok(bytes) => match sources.add_bytes(name, &bytes) {
                Ok(id) => return compiled(id, sources, loader),
                Err((id, why)) => Diagnostic::error(
                    &crate::xml::catalogue::INVALID_ENCODING,
                    why.to_string(),
                    Span::at(id, why.offset()),
                ),
            },
            Err(why) => {
                let message = format!("cannot read `{name}`: {why}");
                Diagnostic::error(&crate::xml::catalogue::UNREADABLE_FILE, message, Span::at(sources.add(name, ""), 0))
            }
        };
        Err(Errors::new(vec![found], sources))
    }
}

/// A schema without other files, in compact syntax, or in XML syntax where the text begins with `<`.
impl FromStr for Schema {
    type Err = Errors;

    fn from_str(text: &str) -> Result<Self, Errors> {
        let is_xml = text.trim_start_matches('\u{FEFF}').trim_start().starts_with('<');
        let mut sources = Sources::new();
        let id = sources.add(if is_xml { "schema.rng" } else { "schema.rnc" }, text);
        compiled(id, sources, &MemoryLoader::new())
    }
}

fn compiled(id: SourceId, mut sources: Sources, loader: &dyn Loader) -> Result<Schema, Errors> {
    let loaded = load(id, &mut sources, loader);
    match loaded.grammar.filter(|_| !has_errors(&loaded.diagnostics)) {
        Some(grammar) => Schema::compile(grammar).map_err(|why| Errors::new(vec![*why], sources)),
        None => Err(Errors::new(loaded.diagnostics, sources)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_schemas_say_where_and_why() {
        let why = "element a { b }".parse::<Schema>().unwrap_err();
        assert_eq!(why.to_string().lines().next(), Some("schema.rnc:1:13: error: `b` is not defined"));
        let why: Box<dyn std::error::Error + Send + Sync> = "<element".parse::<Schema>().unwrap_err().into();
        assert!(why.to_string().starts_with("schema.rng:1:"), "{why}");
    }

    #[test]
    fn files_are_loaded_with_what_they_include() {
        let mut loader = MemoryLoader::new();
        loader.insert("s/a.rnc", "include \"b.rnc\"\nstart = b").insert("s/b.rnc", "b = element b { empty }");
        assert!(Schema::load(Path::new("s/a.rnc"), &loader).is_ok());
        let why = Schema::load(Path::new("s/c.rnc"), &loader).unwrap_err();
        assert!(why.to_string().contains("c.rnc"), "{why}");
    }
}
