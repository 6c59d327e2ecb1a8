//! Findings as values: what is wrong, where, why, and what to do. Knows no producer and no renderer.

use crate::text::{Edit, Sources, Span};

mod catalogue;
mod change;
mod code;
mod errors;
mod message;
mod published;
mod spelling;

pub(crate) use catalogue::catalogue;
pub use catalogue::{Entry, Example, Fact, Group};
pub use change::Change;
pub use code::Code;
pub use errors::Errors;
pub use message::{Message, Piece};
pub use published::{IS_PUBLISHED, Published, SITE, page};
pub use spelling::{by_spelling, nearest, shortlist, slip};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Risky, or depending on something that is not known.
    Warning,
    /// Proven to be wrong.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`, as every output writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A second place that belongs to the finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there, lower case, no full stop.
    pub message: String,
}

/// How far a fix can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Applicability {
    /// Shown only: it has placeholders, or needs a decision.
    DisplayOnly,
    /// Probably right, may change meaning: made with `--unsafe-fixes`.
    Unsafe,
    /// Keeps the meaning or restores what was plainly meant: made with `--fix`.
    Safe,
}

impl Applicability {
    /// `safe`, `unsafe` or `display-only`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DisplayOnly => "display-only",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// Edits that make the finding go away. They may touch several files; all are made or none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What is done, as an order: "rename to `packagemanager`".
    pub title: String,
    /// How far to trust it.
    pub applicability: Applicability,
    /// What changes.
    pub edits: Vec<Edit>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Which diagnostic it is; reads as its name in kebab case: `unknown-attribute`.
    pub name: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The headline.
    pub message: Message,
    /// The smallest range that is wrong.
    pub primary: Span,
    /// What to write under the primary range; often empty, since the headline says it.
    pub primary_label: String,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
    /// Why, and what would be right.
    pub notes: Vec<String>,
    /// Names or values that would be allowed there, nearest spelling first; data for completion, not for print.
    pub expected: Vec<String>,
    /// What can be done.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A finding with a name, a headline and a place.
    pub fn new(severity: Severity, name: impl Into<Code>, message: impl Into<Message>, primary: Span) -> Self {
        Self {
            name: name.into(),
            severity,
            message: message.into(),
            primary,
            primary_label: String::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            expected: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// An error.
    pub fn error(name: impl Into<Code>, message: impl Into<Message>, primary: Span) -> Self {
        Self::new(Severity::Error, name, message, primary)
    }

    /// A warning.
    pub fn warning(name: impl Into<Code>, message: impl Into<Message>, primary: Span) -> Self {
        Self::new(Severity::Warning, name, message, primary)
    }

    /// A note.
    pub fn note(name: impl Into<Code>, message: impl Into<Message>, primary: Span) -> Self {
        Self::new(Severity::Note, name, message, primary)
    }

    /// Writes `message` under the primary range.
    #[must_use]
    pub fn with_primary_label(mut self, message: impl Into<String>) -> Self {
        self.primary_label = message.into();
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what would be allowed.
    #[must_use]
    pub fn with_expected(mut self, expected: impl IntoIterator<Item = String>) -> Self {
        self.expected.extend(expected);
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn with_fix(mut self, title: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { title: title.into(), applicability, edits });
        self
    }
}

impl Diagnostic {
    /// The finding with all its places in texts that somebody wrote, see [`Sources::home`]. A fix that would change
    /// what nobody wrote so is only shown.
    #[must_use]
    pub fn at_home(mut self, sources: &Sources) -> Self {
        let home = |span: Span| sources.home(span).span().unwrap_or(span);
        self.primary = home(self.primary);
        for label in &mut self.labels {
            label.span = home(label.span);
        }
        for fix in &mut self.fixes {
            let places: Option<Vec<Span>> = fix.edits.iter().map(|edit| sources.home(edit.span).exact()).collect();
            if let Some(places) = places {
                for (edit, place) in fix.edits.iter_mut().zip(places) {
                    edit.span = place;
                }
            } else {
                fix.edits.clear();
                fix.applicability = Applicability::DisplayOnly;
            }
        }
        self
    }

    /// The finding with the ids of all its sources moved up by `base` (see [`crate::text::Sources::absorb`]).
    #[must_use]
    pub fn rebased(mut self, base: u32) -> Self {
        let spans = std::iter::once(&mut self.primary)
            .chain(self.labels.iter_mut().map(|label| &mut label.span))
            .chain(self.fixes.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.span));
        for span in spans {
            span.source.0 += base;
        }
        self
    }
}

/// Whether any finding is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
