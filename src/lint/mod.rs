//! Rules that judge a description as a whole, beyond its schema.
//!
//! A rule is one file in `rules/`: what it looks for, why, with examples that run as tests, its check, its fix.
//! It is registered by two lines in `rules/mod.rs`.

pub mod catalogue;
mod context;
pub mod example;
mod options;
mod rule;
pub mod rules;
pub mod stack;
mod suppression;
#[doc(hidden)]
pub mod testing;

pub use context::Ctx;
pub use options::Options;
pub use rule::{Rule, Tier};
pub use suppression::{Suppressions, suppress};

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::image::Description;

/// All rules, by name.
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    rules::ALL
}

/// The rule of this name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().iter().copied().find(|rule| rule.entry.name == name)
}

/// A finding with the selections in which it holds.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What is found; a note says in which selections it holds, unless it holds in all.
    pub diagnostic: Diagnostic,
    /// The numbers of these selections in the description's list; `None`: it holds whatever is selected.
    pub selections: Option<BTreeSet<usize>>,
}

/// Runs the rules that `options` switch on. Suppression comments are not looked at: they count for findings of other
/// stages too, see [`suppress`].
#[must_use]
pub fn run(description: &Description, options: &Options) -> Vec<Diagnostic> {
    findings(description, options).into_iter().map(|finding| finding.diagnostic).collect()
}

/// As [`run`], with the selections in which each finding holds.
#[must_use]
pub fn findings(description: &Description, options: &Options) -> Vec<Finding> {
    let mut findings = Vec::new();
    // without a document element there is nothing to judge, and the XML stage has said so
    if description.image().is_none() {
        return findings;
    }
    let target = options.target_of(description);
    let stack = std::cell::OnceCell::new();
    for rule in rules().iter().copied().filter(|rule| options.enables(rule)) {
        let mut ctx = Ctx::new(description, options, &target, rule, &stack);
        (rule.check)(&mut ctx);
        findings.extend(ctx.finish());
    }
    findings.sort_by(|a: &Finding, b: &Finding| {
        let (a, b) = (&a.diagnostic, &b.diagnostic);
        (a.primary.source, a.primary.start, a.primary.end, &a.name).cmp(&(
            b.primary.source,
            b.primary.start,
            b.primary.end,
            &b.name,
        ))
    });
    findings
}
