//! NVDL (ISO/IEC 19757-4): a document of several vocabularies is cut into sections of one namespace each, and a script
//! says by which schema each of them is judged, and which stay together.
//!
//! ```text
//! .nvdl -> read -> Script -> dispatch (candidates: trees of sections that stay together) -> their schemas
//! ```
//!
//! The trees keep the places of the document that they were cut out of, so findings need no translation.

pub mod catalogue;
mod dispatch;
mod read;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::rng::Schema;
use crate::schematron::{self, Rules};
use crate::text::Span;
use crate::xml::Document;

pub use read::read;

/// The namespace of scripts.
pub const NAMESPACE: &str = "http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0";
/// The namespace of the elements that stand for what was taken out.
const INSTANCE: &str = "http://purl.oclc.org/dsdl/nvdl/ns/instance/1.0";

/// A script that has been read, with its schemas.
#[derive(Debug)]
pub struct Script {
    start: usize,
    modes: Vec<Mode>,
    triggers: Vec<Trigger>,
    schemas: Vec<Judge>,
}

/// What a section is judged by.
#[derive(Debug)]
enum Judge {
    RelaxNg(Schema),
    Schematron(Rules),
    Nvdl(Box<Script>),
}

/// Elements with these names begin a section wherever they stand below one of another name.
#[derive(Debug)]
struct Trigger {
    namespace: String,
    names: Vec<String>,
}

#[derive(Debug, Default)]
struct Mode {
    rules: Vec<Rule>,
    /// Modes whose rules count where this one has none.
    included: Vec<usize>,
}

#[derive(Debug)]
struct Rule {
    namespaces: Namespaces,
    elements: bool,
    attributes: bool,
    actions: Vec<Action>,
    span: Span,
}

/// Which namespaces a rule is for.
#[derive(Debug, PartialEq, Eq)]
enum Namespaces {
    Any,
    One(String),
    /// With the character that stands for any number of characters.
    Like(String, char),
}

#[derive(Debug)]
struct Action {
    kind: Kind,
    /// The mode for what the section has below it; `None` for the same.
    mode: Option<usize>,
    contexts: Vec<Context>,
    message: Option<String>,
    span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// By the schema of this number.
    Validate(usize),
    Allow,
    Reject,
    Attach,
    AttachPlaceholder,
    Unwrap,
    /// Neither this section nor what is below it is looked at.
    Cancel,
}

/// The mode for sections below elements of these paths.
#[derive(Debug)]
struct Context {
    paths: Vec<ElementPath>,
    mode: usize,
}

#[derive(Debug)]
struct ElementPath {
    /// From the top of the section.
    absolute: bool,
    names: Vec<Arc<str>>,
}

impl Namespaces {
    /// How closely the namespace is meant; `None` where it is not.
    fn fit(&self, namespace: &str) -> Option<usize> {
        match self {
            Self::Any => Some(0),
            Self::One(own) => (own == namespace).then_some(usize::MAX),
            Self::Like(pattern, wild) => like(pattern, *wild, namespace).then_some(1 + pattern.len()),
        }
    }
}

/// Whether a text is like a pattern in which one character stands for any number of characters.
fn like(pattern: &str, wild: char, text: &str) -> bool {
    let parts: Vec<&str> = pattern.split(wild).collect();
    let [first, middle @ .., last] = parts.as_slice() else { return pattern == text };
    let Some(rest) = text.strip_prefix(first) else { return false };
    let Some(mut rest) = rest.strip_suffix(last) else { return false };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

impl Script {
    /// The rule of a mode for a namespace: the closest of its own, then of the modes that it includes.
    fn rule(&self, mode: usize, namespace: &str, attributes: bool) -> Option<&Rule> {
        let mut open = vec![mode];
        let mut seen = Vec::new();
        while let Some(at) = open.pop() {
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            let rules = self.modes[at].rules.iter();
            let fitting = rules.filter(|rule| if attributes { rule.attributes } else { rule.elements });
            let found =
                fitting.filter_map(|rule| Some((rule.namespaces.fit(namespace)?, rule))).max_by_key(|(fit, _)| *fit);
            if let Some((_, rule)) = found {
                return Some(rule);
            }
            open.extend(self.modes[at].included.iter().rev());
        }
        None
    }

    /// Judges a document.
    #[must_use]
    pub fn validate(&self, document: &Document) -> Vec<Diagnostic> {
        let (candidates, mut found) = dispatch::dispatch(self, document);
        for candidate in &candidates {
            found.extend(match &self.schemas[candidate.schema] {
                Judge::RelaxNg(schema) => schema.validate(&candidate.document),
                Judge::Schematron(rules) => schematron::validate(rules, &candidate.document, None),
                Judge::Nvdl(script) => script.validate(&candidate.document),
            });
        }
        // one schema may judge a section in several modes
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
        for one in found {
            let same = |known: &&Diagnostic| {
                known.primary == one.primary && known.name == one.name && known.message == one.message
            };
            if kept.iter().rev().take(1000).find(same).is_none() {
                kept.push(one);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests;
