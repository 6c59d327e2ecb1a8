use super::{Applicability, Severity};

/// What a diagnostic belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Well-formedness, encodings, files.
    Xml,
    /// RELAX NG: schemas, and documents against them.
    Schema,
    /// Schematron rules and rule files.
    Schematron,
    /// Upgrade steps and stylesheets.
    Upgrade,
    /// `<containers>` and how images are fetched and loaded.
    Container,
    /// registries.conf and the other files of the container stack.
    Registry,
    /// Scripts of a description.
    Script,
    /// The image description as a whole.
    Image,
    /// rowi's own configuration, suppressions and baselines.
    Config,
}

impl Group {
    /// As `rowi rules` writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::Schema => "schema",
            Self::Schematron => "schematron",
            Self::Upgrade => "upgrade",
            Self::Container => "container",
            Self::Registry => "registry",
            Self::Script => "script",
            Self::Image => "image",
            Self::Config => "config",
        }
    }
}

/// What there is to say about all diagnostics of one name.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name, in kebab case.
    pub name: &'static str,
    /// What it belongs to.
    pub group: Group,
    /// Its severity, where nothing else is configured.
    pub severity: Severity,
    /// One line, lower case, no full stop.
    pub summary: &'static str,
    /// Markdown for `rowi explain`: what it means, why it matters, what to write instead.
    pub explanation: &'static str,
    /// The best fix there can be; `None` where none is offered.
    pub fix: Option<Applicability>,
}

impl Entry {
    /// An error without a fix.
    #[must_use]
    pub const fn error(name: &'static str, group: Group, summary: &'static str, explanation: &'static str) -> Self {
        Self { name, group, severity: Severity::Error, summary, explanation, fix: None }
    }

    /// A warning without a fix.
    #[must_use]
    pub const fn warning(name: &'static str, group: Group, summary: &'static str, explanation: &'static str) -> Self {
        Self { name, group, severity: Severity::Warning, summary, explanation, fix: None }
    }

    /// A note without a fix.
    #[must_use]
    pub const fn note(name: &'static str, group: Group, summary: &'static str, explanation: &'static str) -> Self {
        Self { name, group, severity: Severity::Note, summary, explanation, fix: None }
    }

    /// The same with a fix.
    #[must_use]
    pub const fn fixed(mut self, applicability: Applicability) -> Self {
        self.fix = Some(applicability);
        self
    }
}
