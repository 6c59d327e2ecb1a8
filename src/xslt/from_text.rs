//! The short ways to a [`Stylesheet`] and to its result.

use std::fmt;
use std::str::FromStr;

use super::{Limits, Parameter, Run, Stylesheet, compile};
use crate::diagnostic::{Diagnostic, Errors};
use crate::text::{MemoryLoader, Sources};
use crate::xml::{Document, WriteOptions};

/// A stylesheet without other files.
impl FromStr for Stylesheet {
    type Err = Errors;

    fn from_str(text: &str) -> Result<Self, Errors> {
        let mut sources = Sources::new();
        let id = sources.add("stylesheet.xsl", text);
        let compiled = compile(id, &mut sources, &MemoryLoader::new());
        compiled.stylesheet.ok_or_else(|| Errors::new(compiled.diagnostics, sources))
    }
}

/// Why a transformation did not come to its end.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Stopped {
    /// Something went wrong. Places are in the caller's texts, by number.
    Errors(Vec<Diagnostic>),
    /// The stylesheet ended it by `<xsl:message terminate="yes">`, with this text.
    Message(String),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errors(found) => {
                let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Message(text) => write!(f, "ended by the stylesheet: {text}"),
        }
    }
}

impl std::error::Error for Stopped {}

impl Stylesheet {
    /// The result as text, as `xsl:output` says; in UTF-8, whatever encoding that asks for. Reads no further documents:
    /// [`Self::transform`] does, and tells messages and where the parts of a result came from.
    ///
    /// # Errors
    /// [`Stopped`] where the transformation does not come to its end.
    pub fn apply(&self, document: &Document) -> Result<String, Stopped> {
        self.apply_with(document, &[])
    }

    /// As [`Self::apply`], with values for parameters.
    ///
    /// # Errors
    /// [`Stopped`] where the transformation does not come to its end.
    pub fn apply_with(&self, document: &Document, parameters: &[Parameter]) -> Result<String, Stopped> {
        let mut sources = Sources::new();
        let loader = MemoryLoader::new();
        let run = Run { sources: &mut sources, loader: &loader, parameters, limits: Limits::default() };
        let result = self.transform(document, run);
        if let Some(last) = result.messages.iter().find(|message| message.terminate) {
            return Err(Stopped::Message(last.text.clone()));
        }
        if !result.is_complete() {
            return Err(Stopped::Errors(result.diagnostics));
        }
        let options = WriteOptions { encoding: String::new(), ..result.write_options(self.output()) };
        Ok(result.document.write(&options))
    }
}
