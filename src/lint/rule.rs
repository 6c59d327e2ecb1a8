use crate::diagnostic::{Applicability, Entry, Example};

use super::Ctx;

/// When a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
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

/// A rule: what it says of itself, and its check.
#[derive(Debug)]
pub struct Rule {
    /// What it finds: name, group, severity of its worst finding, explanation, examples.
    pub entry: &'static Entry,
    /// When it runs.
    pub tier: Tier,
    /// What shows that it is so.
    pub evidence: &'static str,
    /// Why it is that severe.
    pub severity_reason: &'static str,
    /// Looks for it.
    pub check: fn(&mut Ctx<'_>),
}

impl Rule {
    /// Its page of the reference, in Markdown.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = format!(
            "# {}\n\n{}.\n\nGroup: {}. Severity: {}. Runs: {}. Fix: {}.\n\n{}\n\n## Fails\n\n",
            self.entry.name,
            capitalized(self.entry.summary),
            self.entry.group.as_str(),
            self.entry.severity.as_str(),
            if self.tier == Tier::Default { "by default" } else { "with `--pedantic`" },
            self.entry.fix.map_or("none", Applicability::as_str),
            self.entry.explanation.trim(),
        );
        if let Some(Example { failing, passing }) = self.entry.example {
            page.push_str(&super::example::markdown(failing));
            page.push_str("\n## Passes\n\n");
            page.push_str(&super::example::markdown(passing));
        }
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
