use std::fmt;

use super::{Diagnostic, Severity};
use crate::text::Sources;

/// Why a text was refused: findings with the texts that they point into. What the short ways into the library return
/// (`"…".parse::<rowi::rng::Schema>()`); printed it is one line a finding, `file:line:column: severity: headline`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Errors {
    /// The findings, an error among them.
    pub diagnostics: Vec<Diagnostic>,
    /// Their texts.
    pub sources: Sources,
}

impl Errors {
    /// Findings that point into these texts.
    #[must_use]
    pub fn new(diagnostics: Vec<Diagnostic>, sources: Sources) -> Self {
        Self { diagnostics, sources }
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let worst = |severity| self.diagnostics.iter().filter(move |one| one.severity == severity);
        let all = worst(Severity::Error).chain(worst(Severity::Warning)).chain(worst(Severity::Note));
        for (index, one) in all.enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            if let Some(source) = self.sources.find(one.primary.source) {
                let place = source.line_column(one.primary.start as usize);
                write!(f, "{}:{}:{}: ", source.name, place.line, place.column)?;
            }
            write!(f, "{one}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity.as_str(), self.message)?;
        if self.primary_label.is_empty() { Ok(()) } else { write!(f, " ({})", self.primary_label) }
    }
}

impl std::error::Error for Diagnostic {}
