//! What is wrong with one file, as a diagnostic that knows what the tool does about it.

use crate::diagnostic::{Applicability, Diagnostic, Entry, Message, Severity};
use crate::text::{Edit, Span};

/// A finding in a file of the container stack. Its name is that of the lint rule that reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// Whether the tool refuses the whole file for it.
    pub fatal: bool,
    /// What the tool prints, without the prefix that names command and file; empty where it says nothing.
    pub tool: String,
}

impl Finding {
    /// A slip for which the tool refuses the file.
    pub fn fatal(rule: &'static Entry, span: Span, message: impl Into<Message>, tool: impl Into<String>) -> Self {
        Self { diagnostic: Diagnostic::error(rule, message, span), fatal: true, tool: tool.into() }
    }

    /// Something that the tool reads, and that does not do what is written.
    pub fn silent(rule: &'static Entry, severity: Severity, span: Span, message: impl Into<Message>) -> Self {
        Self { diagnostic: Diagnostic::new(severity, rule, message, span), fatal: false, tool: String::new() }
    }

    /// Says what the tool prints once the setting is used.
    #[must_use]
    pub fn prints(mut self, tool: impl Into<String>) -> Self {
        self.tool = tool.into();
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.diagnostic.notes.push(note.into());
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.with_label(span, message);
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.diagnostic = self.diagnostic.with_fix(title, applicability, edits);
        self
    }

    /// The name of the rule.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.diagnostic.name
    }
}

/// The first finding for which the file is refused.
#[must_use]
pub fn refusal(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| finding.fatal)
}
