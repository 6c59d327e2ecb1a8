//! The short way to a [`Document`].

use std::str::FromStr;

use super::{Document, parse};
use crate::diagnostic::{Errors, has_errors};
use crate::text::Sources;

/// A well-formed document.
impl FromStr for Document {
    type Err = Errors;

    fn from_str(text: &str) -> Result<Self, Errors> {
        let mut sources = Sources::new();
        let id = sources.add("document.xml", text);
        let parsed = parse(sources.get(id));
        if has_errors(&parsed.diagnostics) {
            return Err(Errors::new(parsed.diagnostics, sources));
        }
        Ok(parsed.document)
    }
}
