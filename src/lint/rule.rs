use crate::diagnostic::Severity;

use super::Ctx;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// `containers` in the description.
    Container,
    /// Configuration files of the container stack.
    Registry,
    /// Scripts.
    Script,
    /// The image that is described.
    Image,
    /// rowi's own configuration and comments.
    Config,
}

impl Group {
    /// `container`, `registry`, `script`, `image` or `config`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Registry => "registry",
            Self::Script => "script",
            Self::Image => "image",
            Self::Config => "config",
        }
    }
}

/// When a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// Always: it is silent on good images.
    Default,
    /// With `--pedantic`, or when it is selected by name.
    Pedantic,
}

impl Tier {
    /// `default` or `pedantic`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Pedantic => "pedantic",
        }
    }
}

/// The best fix that a rule offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FixKind {
    /// None.
    None,
    /// One that a person must complete or decide.
    DisplayOnly,
    /// One that may change meaning.
    Unsafe,
    /// A safe one, at least in some cases.
    Safe,
}

impl FixKind {
    /// `none`, `display-only`, `unsafe` or `safe`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::DisplayOnly => "display-only",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// A rule: what it says of itself, and its check.
#[derive(Debug)]
pub struct Rule {
    /// Its name in kebab case.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// How bad its worst finding is; where less is proven, a finding may be less.
    pub severity: Severity,
    /// When it runs.
    pub tier: Tier,
    /// What it finds, in a few words, lower case, no full stop.
    pub summary: &'static str,
    /// What is wrong, why, and what to do: Markdown paragraphs.
    pub explanation: &'static str,
    /// Files in which it finds something; see [`example`](super::example).
    pub failing: &'static str,
    /// The same repaired.
    pub passing: &'static str,
    /// What shows that it is so.
    pub evidence: &'static str,
    /// Why it is that severe.
    pub severity_reason: &'static str,
    /// The best fix that it offers.
    pub fix: FixKind,
    /// Looks for it.
    pub check: fn(&mut Ctx<'_>),
}

impl Rule {
    /// Its page of the reference, in Markdown.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = format!(
            "# {}\n\n{}.\n\nGroup: {}. Severity: {}. Runs: {}. Fix: {}.\n\n{}\n\n## Fails\n\n",
            self.name,
            capitalized(self.summary),
            self.group.as_str(),
            self.severity.as_str(),
            if self.tier == Tier::Default { "by default" } else { "with `--pedantic`" },
            self.fix.as_str(),
            self.explanation.trim(),
        );
        page.push_str(&super::example::markdown(self.failing));
        page.push_str("\n## Passes\n\n");
        page.push_str(&super::example::markdown(self.passing));
        page.push_str(&format!(
            "\n## Evidence\n\n{}\n\n## Why this severity\n\n{}\n",
            self.evidence.trim(),
            self.severity_reason.trim()
        ));
        page
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        // a name in backticks keeps its case
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
