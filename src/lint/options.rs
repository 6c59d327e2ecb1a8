use crate::diagnostic::Severity;
use crate::image::{Description, Place, Target};

use super::{Rule, Tier};

/// How the rules run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Runs rules of the tier `pedantic` too.
    pub pedantic: bool,
    /// Runs only these rules, by name or by group; empty: all.
    pub select: Vec<String>,
    /// Leaves out these rules, by name or by group.
    pub ignore: Vec<String>,
    /// Severities by rule name. `None` switches a rule off, any other switches one of the tier `pedantic` on; what a
    /// finding's severity becomes is up to the caller (`analysis::Settings::apply`).
    pub severities: Vec<(String, Option<Severity>)>,
    /// What is known of the target; what is not is inferred from the description.
    pub target: Target,
    /// Does not look at suppression comments.
    pub no_suppressions: bool,
}

impl Options {
    /// Whether a rule runs.
    #[must_use]
    pub fn enables(&self, rule: &Rule) -> bool {
        let names =
            |list: &[String]| list.iter().any(|name| name == rule.entry.name || name == rule.entry.group.as_str());
        let by_name = self.select.iter().any(|name| name == rule.entry.name);
        if self.severity_of(rule.entry.name) == Some(None) || names(&self.ignore) {
            return false;
        }
        if !self.select.is_empty() && !names(&self.select) {
            return false;
        }
        rule.tier == Tier::Default || self.pedantic || by_name || self.severity_of(rule.entry.name).is_some()
    }

    /// The severity that the user gave a rule.
    #[must_use]
    pub fn severity_of(&self, name: &str) -> Option<Option<Severity>> {
        self.severities.iter().rev().find(|(other, _)| other == name).map(|(_, severity)| *severity)
    }

    /// The target: what the user says of it, else what the description tells.
    #[must_use]
    pub fn target_of(&self, description: &Description) -> Target {
        let inferred = Target::infer(description);
        Target {
            distribution: self.target.distribution.or(inferred.distribution),
            podman: self.target.podman.or(inferred.podman),
            docker: self.target.docker.or(inferred.docker),
            kiwi: self.target.kiwi.or(inferred.kiwi),
            place: if self.target.place == Place::default() { inferred.place } else { self.target.place },
        }
    }
}
