//! Whether the language of one RELAX NG schema is within that of another, with a proof or a counter-example.
//!
//! [`includes`] answers for two grammars: every document that is valid by the old schema is valid by the new one, or
//! here is one that is not, or the search came to its limit. [`compare`] asks in both directions and makes a list of
//! changes of it.

use crate::rng::simple::Grammar;

mod arena;
pub mod catalogue;
mod changes;
mod dfa;
mod import;
mod names;
mod solve;
mod values;
mod witness;

pub use changes::{Change, Comparison, Example, Kind, Severity, compare};
pub use import::AttributeOf;
pub use names::{Name, Prefixes};
pub use witness::{Child, Content, Element, Side, Witness};

/// How much is searched, and for what.
#[derive(Debug, Clone)]
pub struct Options {
    /// Steps of the search before it gives up.
    pub budget: u64,
    /// The attribute that tells a schema's version; its values are not compared.
    pub version_attribute: Option<AttributeOf>,
    /// How names are told that have a namespace.
    pub prefixes: Prefixes,
}

/// Steps of a search; some hundred bytes of memory each.
pub const DEFAULT_BUDGET: u64 = 2_000_000;

impl Default for Options {
    fn default() -> Self {
        Self { budget: DEFAULT_BUDGET, version_attribute: None, prefixes: Prefixes::default() }
    }
}

/// The answer to whether one language is within another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is: proved.
    Included,
    /// It is not.
    NotIncluded,
    /// The search came to a limit.
    Undecided,
}

/// A reason why documents that were valid are not any more.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Elements from the document element to the one whose content differs; empty for the document itself.
    pub path: Vec<Name>,
    /// What differs there.
    pub kind: FailureKind,
    /// The smallest document that shows it.
    pub witness: Option<Witness>,
    /// Whether it is only suspected: values of types whose meaning no automaton holds, or the search's limit.
    pub suspected: bool,
    /// Defines of the old and of the new grammar whose content is compared.
    pub defines: [Vec<u32>; 2],
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FailureKind {
    /// An attribute is not allowed there.
    AttributeNotAllowed(Name),
    /// An attribute is required.
    AttributeRequired(Name),
    /// An attribute has fewer values.
    AttributeValue {
        /// The attribute.
        name: Name,
        /// A value that is lost.
        value: String,
        /// Values of an enumeration that are lost, all of them.
        lost: Vec<String>,
    },
    /// An element is not allowed there, perhaps only in this order or number.
    ElementNotAllowed(Name),
    /// An element is required.
    ElementRequired(Name),
    /// The text of an element has fewer values.
    TextValue {
        /// A text that is lost.
        value: String,
        /// Values of an enumeration that are lost, all of them.
        lost: Vec<String>,
    },
    /// Text is not allowed beside elements.
    TextNotAllowed,
    /// The content needs more.
    Incomplete,
    /// What is allowed each on its own is not allowed together.
    NotTogether,
    /// The search stopped.
    Limit,
}

/// Whether a language is within another, and how that was found.
#[derive(Debug, Clone)]
pub struct Inclusion {
    /// The answer.
    pub verdict: Verdict,
    /// One for each place that differs.
    pub failures: Vec<Failure>,
    /// The proof: the element patterns whose contents were found to be one within the other, each on the assumption of
    /// all others. It is complete where the verdict is [`Verdict::Included`].
    pub proof: Vec<Within>,
    /// Questions that were asked.
    pub goals: usize,
    /// Steps between them.
    pub rules: usize,
}

/// A line of a proof: every element of one of the old defines, by that name, matches one of the new defines. What both
/// schemas define alike needs no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The element.
    pub name: Name,
    /// Defines of the old grammar, all alike.
    pub old: Vec<u32>,
    /// Defines of the new grammar.
    pub new: Vec<u32>,
}

/// Whether every document that is valid by `old` is valid by `new`.
#[must_use]
pub fn includes(old: &Grammar, new: &Grammar, options: &Options) -> Inclusion {
    // Patterns may nest as deep as a schema is long.
    let mut answer = None;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let started = thread.spawn_scoped(scope, || search::search(old, new, options));
        answer = started.ok().and_then(|running| running.join().ok());
    });
    let nothing =
        Inclusion { verdict: Verdict::Undecided, failures: Vec::new(), proof: Vec::new(), goals: 0, rules: 0 };
    answer.unwrap_or(nothing)
}

/// The stack of a search; only what is used of it takes memory.
const STACK: usize = 1 << 30;

mod search;
