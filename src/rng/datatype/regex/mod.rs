//! Regular expressions of XML Schema part 2, appendix F.

use std::ops::Range;

use super::Mismatch;

/// A pattern.
#[derive(Debug, Clone)]
pub struct Regex {
    source: Box<str>,
    engine: regex_automata::meta::Regex,
}

/// What is wrong in a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexError {
    /// Lower case, no full stop.
    pub message: String,
    /// The bytes of the pattern that are wrong.
    pub range: Range<usize>,
}

impl Regex {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`RegexError`] where it is none.
    pub fn new(source: &str) -> Result<Self, RegexError> {
        let engine = regex_automata::meta::Regex::new(&format!(r"\A(?:{source})\z"))
            .map_err(|error| RegexError { message: error.to_string(), range: 0..source.len() })?;
        Ok(Self { source: source.into(), engine })
    }

    /// The pattern as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the whole text matches.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.engine.is_match(text)
    }

    /// How a text that does not match fails.
    #[must_use]
    pub fn explain_mismatch(&self, _text: &str) -> Mismatch {
        Mismatch::new(format!("must match `{}`", self.source))
    }
}
