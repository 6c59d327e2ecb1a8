//! A schema ready to validate with, and the automata that its validators learn with.

use crate::rng::catalogue;
use std::sync::{Arc, Mutex, PoisonError};

use super::automaton::{Automaton, Shared};
use super::simple::{Grammar, Pattern};
use super::symbol::{NamespaceId, Symbol};
use super::validate::Validator;
use crate::diagnostic::Diagnostic;
use crate::text::SourceId;

/// A schema ready to validate with. Cheap to clone; clones share what they have learned.
#[derive(Debug, Clone)]
pub struct Schema {
    shared: Arc<Shared>,
    idle: Arc<Mutex<Vec<Automaton>>>,
    ids: bool,
}

/// Patterns may nest this deep; what a person writes stays far below.
const MAX_PATTERN_DEPTH: u32 = 1000;

/// A sequence may be so long; as its parts may all be left out, states are quadratic in it.
const MAX_SEQUENCE: u32 = 8_000;

/// A pattern that is too long a sequence: definitions that name another twice, which does so, too, double it each time.
fn longest(grammar: &Grammar) -> Option<usize> {
    let mut lengths: Vec<u32> = Vec::with_capacity(grammar.patterns.len());
    for (index, pattern) in grammar.patterns.iter().enumerate() {
        let of = |item: &super::simple::PatternId| lengths.get(item.0 as usize).copied().unwrap_or(1);
        let length = match pattern {
            Pattern::Group(items) | Pattern::Interleave(items) => {
                items.iter().fold(0u32, |sum, item| sum.saturating_add(of(item)))
            }
            Pattern::Choice(items) => items.iter().map(of).max().unwrap_or(1),
            Pattern::OneOrMore(item) | Pattern::List(item) => of(item),
            _ => 1,
        };
        if length > MAX_SEQUENCE {
            return Some(index);
        }
        lengths.push(length);
    }
    None
}

/// Automata kept for later documents.
const MAX_IDLE: usize = 64;

impl Schema {
    /// Prepares a schema. Hardly any work is done before the first document asks for it.
    ///
    /// # Errors
    /// A diagnostic where patterns nest too deep to be worked with.
    pub fn compile(grammar: impl Into<Arc<Grammar>>) -> Result<Self, Box<Diagnostic>> {
        let grammar = grammar.into();
        let mut depths: Vec<u32> = Vec::with_capacity(grammar.patterns.len());
        for (index, pattern) in grammar.patterns.iter().enumerate() {
            let below = |items: &[super::simple::PatternId]| {
                items.iter().map(|item| depths.get(item.0 as usize).copied().unwrap_or(u32::MAX)).max().unwrap_or(0)
            };
            let inner = match pattern {
                Pattern::Choice(items) | Pattern::Group(items) | Pattern::Interleave(items) => below(items),
                Pattern::OneOrMore(item) | Pattern::List(item) | Pattern::Attribute { content: item, .. } => {
                    below(&[*item])
                }
                Pattern::Data { except: Some(item), .. } => below(&[*item]),
                _ => 0,
            };
            if inner >= MAX_PATTERN_DEPTH {
                let message = format!("patterns nest deeper than {MAX_PATTERN_DEPTH} levels");
                return Err(Box::new(Diagnostic::error(
                    &catalogue::SCHEMA_TOO_DEEP,
                    message,
                    grammar.infos[index].span,
                )));
            }
            depths.push(inner + 1);
        }
        if let Some(long) = longest(&grammar) {
            let message = format!("a sequence of more than {MAX_SEQUENCE} patterns, once references are followed");
            return Err(Box::new(Diagnostic::error(&catalogue::SCHEMA_TOO_LONG, message, grammar.infos[long].span)));
        }
        let ids = grammar.uses_id_types;
        Ok(Self { shared: Arc::new(Shared::new(grammar)), idle: Arc::default(), ids })
    }

    /// The grammar.
    #[must_use]
    pub fn grammar(&self) -> &Arc<Grammar> {
        &self.shared.grammar
    }

    /// Whether this is the other schema, or a clone of it.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared) && self.ids == other.ids
    }

    /// The id of a namespace, to look names up with.
    #[must_use]
    pub fn namespace(&self, uri: &str) -> NamespaceId {
        self.shared.symbols.namespace(uri)
    }

    /// The symbol of a name.
    #[must_use]
    pub fn symbol(&self, namespace: NamespaceId, local: &str) -> Symbol {
        self.shared.symbols.symbol(namespace, local)
    }

    /// The same schema without checks of ID, IDREF and IDREFS.
    #[must_use]
    pub fn without_ids(mut self) -> Self {
        self.ids = false;
        self
    }

    /// Whether the symbol stands for one name of the schema.
    pub(crate) fn names(&self, symbol: Symbol) -> bool {
        self.shared.symbols.name(symbol).is_some()
    }

    #[cfg(test)]
    pub(crate) fn cached(&self) -> usize {
        self.idle.lock().unwrap().iter().map(|one| one.cached()).max().unwrap_or(0)
    }

    #[cfg(test)]
    pub(crate) fn set_cache_limit(&self, limit: usize) {
        let mut automaton = Automaton::new(self.shared.clone());
        automaton.set_limit(limit);
        *self.idle.lock().unwrap() = vec![automaton];
    }

    /// A validator for one document, whose positions are in `source`.
    #[must_use]
    pub fn validator(&self, source: SourceId) -> Validator {
        Validator::new(self.lease(), self.ids, source)
    }

    /// An automaton on loan.
    pub(super) fn lease(&self) -> Lease {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let automaton = idle.unwrap_or_else(|| Automaton::new(self.shared.clone()));
        Lease { automaton: Some(automaton), idle: self.idle.clone() }
    }
}

/// An automaton on loan; it goes back when the validator is done, with what it has learned.
#[derive(Debug)]
pub(crate) struct Lease {
    pub(super) automaton: Option<Automaton>,
    idle: Arc<Mutex<Vec<Automaton>>>,
}

impl std::ops::Deref for Lease {
    type Target = Automaton;
    fn deref(&self) -> &Automaton {
        self.automaton.as_ref().expect("an automaton until the lease ends")
    }
}

impl std::ops::DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Automaton {
        self.automaton.as_mut().expect("an automaton until the lease ends")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(automaton) = self.automaton.take() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < MAX_IDLE {
                idle.push(automaton);
            }
        }
    }
}
