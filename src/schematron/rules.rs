//! A Schematron schema with its abstract parts resolved and its expressions parsed.

use crate::diagnostic::Code;
use crate::schematron::catalogue;
use std::collections::HashMap;
use std::sync::Arc;

use crate::text::Span;
use crate::xml::Document;
use crate::xpath::{Expression, NodeTest};

/// All rules of a schema.
#[derive(Debug, Default)]
pub struct Rules {
    /// Patterns that can run, in the order written.
    pub patterns: Vec<Pattern>,
    /// Phases.
    pub phases: Vec<Phase>,
    /// The phase that runs where none is asked for; empty for all patterns.
    pub default_phase: Arc<str>,
    /// Variables of the whole schema.
    pub lets: Vec<Let>,
    /// Keys, for `key()`.
    pub keys: Vec<Key>,
    /// The files that tests name by `document('…')`.
    pub documents: Vec<NamedDocument>,
    /// What `diagnostics` attributes refer to.
    pub diagnostics: HashMap<Arc<str>, Message>,
    /// Prefixes from `ns`.
    pub namespaces: Arc<[(Arc<str>, Arc<str>)]>,
    /// Abstract patterns: id, place of the id, how many patterns are instances of it.
    pub abstract_patterns: Vec<(Arc<str>, Span, usize)>,
}

impl Rules {
    /// Whether there is nothing to check.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

/// A file that a test reads by its name.
#[derive(Debug)]
pub struct NamedDocument {
    /// The name, relative to the file that the test stands in; empty for that file itself.
    pub reference: Arc<str>,
    /// Where it is named first.
    pub span: Span,
    /// What is in it; `None` where it has not been read.
    pub tree: Option<Document>,
}

/// A phase: which patterns run.
#[derive(Debug)]
pub struct Phase {
    /// Its id.
    pub id: Arc<str>,
    /// The ids of its patterns, with their places.
    pub active: Vec<(Arc<str>, Span)>,
    /// Variables of the phase.
    pub lets: Vec<Let>,
}

/// A pattern.
#[derive(Debug)]
pub struct Pattern {
    /// Its id.
    pub id: Option<Arc<str>>,
    /// The id, or the element's name.
    pub span: Span,
    /// Variables of the pattern.
    pub lets: Vec<Let>,
    /// Its rules; of those that match a node, the first counts.
    pub rules: Vec<Rule>,
    /// Whether its expressions are written in the pattern itself, not made from an abstract one with its params.
    pub literal: bool,
}

impl Pattern {
    /// The name of its findings: the id in kebab case, or `schematron-assertion`.
    #[must_use]
    pub fn code(&self) -> Code {
        let Some(id) = self.id.as_deref().filter(|id| !id.is_empty()) else {
            return Code::from(&catalogue::SCHEMATRON_ASSERTION);
        };
        let mut name = String::with_capacity(id.len());
        let mut previous_lower = false;
        for c in id.chars() {
            if c.is_uppercase() && previous_lower {
                name.push('-');
            }
            previous_lower = c.is_lowercase() || c.is_ascii_digit();
            match c {
                '_' | '.' | ':' | ' ' => name.push('-'),
                c => name.extend(c.to_lowercase()),
            }
        }
        Code::of_author(&name)
    }
}

/// A rule: what it is about, and what must hold there.
#[derive(Debug)]
pub struct Rule {
    /// The nodes it is about.
    pub context: RuleContext,
    /// Variables of the rule.
    pub lets: Vec<Let>,
    /// Its assertions and reports.
    pub checks: Vec<Check>,
}

/// A rule's context, a match pattern as XSLT has them.
#[derive(Debug)]
pub struct RuleContext {
    /// As written.
    pub expression: Expression,
    /// Where it is written.
    pub span: Span,
    /// How nodes are matched.
    pub(super) matcher: Matcher,
}

/// How nodes are matched against a context.
#[derive(Debug)]
pub(super) enum Matcher {
    /// By steps up from the node, for alternatives of plain child steps.
    Upwards(Vec<Vec<StepMatcher>>),
    /// By collecting all that the expression, made absolute, selects.
    Select(Expression),
}

/// A step of a plain path, the last one first.
#[derive(Debug)]
pub(super) struct StepMatcher {
    pub(super) attribute: bool,
    pub(super) test: NodeTest,
    pub(super) predicates: Vec<Expression>,
    /// How the step hangs on the one before it.
    pub(super) above: Above,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Above {
    /// Anywhere: nothing is before it.
    Anywhere,
    /// Below the root.
    Root,
    /// Below the node that the step before it matches.
    Parent,
    /// Below any ancestor that the step before it matches.
    Ancestor,
}

/// Whether a check wants its test to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckKind {
    /// Finds where the test does not hold.
    Assert,
    /// Finds where the test holds.
    Report,
}

/// An assertion or a report.
#[derive(Debug)]
pub struct Check {
    /// Which of the two.
    pub kind: CheckKind,
    /// Its id.
    pub id: Option<Arc<str>>,
    /// Its test.
    pub test: Expression,
    /// Where the test is written.
    pub span: Span,
    /// What it says.
    pub message: Message,
    /// The `role` or `flag`, from which the severity comes.
    pub role: Option<Arc<str>>,
    /// The ids of further texts.
    pub diagnostics: Vec<Arc<str>>,
    /// What it is about, where the author says so.
    pub subject: Option<Expression>,
}

/// A variable.
#[derive(Debug)]
pub struct Let {
    /// Its name.
    pub name: Arc<str>,
    /// Its value.
    pub value: Expression,
}

/// A key, as XSLT has them.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: Arc<str>,
    /// The nodes that it finds, made absolute.
    pub nodes: Expression,
    /// What they are found by.
    pub by: Expression,
}

/// A text with computed parts.
#[derive(Debug, Default)]
pub struct Message {
    /// Its parts.
    pub pieces: Vec<Piece>,
}

impl Message {
    /// The expressions in it.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Value(expression) | Piece::Name(Some(expression)) => Some(expression),
            Piece::Text(_) | Piece::Name(None) => None,
        })
    }
}

/// A part of a message.
#[derive(Debug)]
#[non_exhaustive]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// `value-of`
    Value(Expression),
    /// `name`, of the context node or of what the expression selects.
    Name(Option<Expression>),
}
