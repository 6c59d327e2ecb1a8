//! Matching of texts: attributes' values, and content that is data (section 6.2.7 to 6.2.10).

use std::collections::HashSet;
use std::hash::Hasher;
use std::sync::Arc;

use super::automaton::Automaton;
use super::datatype::{Context, Datatype, Prefixes, Value, Whitespace, is_xml_space};
use super::pattern::{DATA, EMPTY, HAS_TEXT, NOT_ALLOWED, Node, Pat, TEXT};
use super::simple::Pattern;
use super::symbol::FastHasher;

/// Valid values remembered, and their greatest length.
const REMEMBERED: usize = 256;
const MAX_REMEMBERED: usize = 64;

/// A choice of values, for lookup.
#[derive(Debug, Default)]
pub(super) struct ValueSet {
    collapsed: HashSet<Box<str>>,
    exact: HashSet<Box<str>>,
    others: Box<[Pat]>,
}

#[derive(Debug)]
pub(super) struct CompiledValue {
    datatype: Arc<Datatype>,
    text: Box<str>,
    value: Option<Value>,
}

impl Automaton {
    /// The datatype of a data leaf.
    pub(crate) fn data(&mut self, index: u32) -> &Arc<Datatype> {
        let at = index as usize;
        if self.types.len() <= at {
            self.types.resize(at + 1, None);
        }
        let (origin, _) = self.arena.leaves.data[at];
        let shared = &self.shared;
        self.types[at].get_or_insert_with(|| shared.datatype(origin))
    }

    fn value(&mut self, index: u32) -> Arc<CompiledValue> {
        let at = index as usize;
        if self.values.len() <= at {
            self.values.resize_with(at + 1, || None);
        }
        if let Some(value) = &self.values[at] {
            return value.clone();
        }
        let origin = self.arena.leaves.values[at];
        let datatype = self.shared.datatype(origin);
        let compiled = match self.shared.grammar.pattern(origin) {
            Pattern::Value { value, namespace, prefixes, .. } => {
                let context = Prefixes { default: namespace, list: prefixes };
                let text = datatype.normalize(value).into();
                CompiledValue { value: datatype.value(value, &context), text, datatype }
            }
            _ => unreachable!("value leaves come from values"),
        };
        let compiled = Arc::new(compiled);
        self.values[at] = Some(compiled.clone());
        compiled
    }

    /// Whether a text (an attribute's value, or all of an element's content) matches; white space alone also matches
    /// what matches nothing (section 6.2.7, `weak match 1` and `3`).
    pub(crate) fn matches(&mut self, pat: Pat, text: &str, context: &dyn Context) -> bool {
        pat == TEXT
            || self.arena.nullable(pat) && text.chars().all(is_xml_space)
            || self.matches_strictly(pat, text, context)
    }

    fn matches_strictly(&mut self, pat: Pat, text: &str, context: &dyn Context) -> bool {
        if !self.arena.has(pat, DATA | HAS_TEXT) {
            return false;
        }
        match self.arena.node(pat).clone() {
            Node::Text => true,
            Node::Choice(items) => {
                let set = match self.value_sets.get(&pat) {
                    Some(set) => set.clone(),
                    None => self.value_set(pat, &items),
                };
                set.exact.contains(text)
                    || !set.collapsed.is_empty() && set.collapsed.contains(&*Whitespace::Collapse.normalize(text))
                    || set.others.iter().any(|item| self.matches_strictly(*item, text, context))
            }
            Node::Data(index) => {
                let except = self.arena.leaves.data[index as usize].1;
                self.is_valid(index, text, context)
                    && !except.is_some_and(|except| self.matches_strictly(except, text, context))
            }
            Node::Value(index) => {
                let own = self.value(index);
                if own.datatype.compares_text() {
                    own.datatype.normalize(text) == *own.text && own.value.is_some()
                } else {
                    own.value.is_some() && own.datatype.value(text, context) == own.value
                }
            }
            Node::List(item) => {
                let mut at = item;
                for word in text.split(is_xml_space).filter(|word| !word.is_empty()) {
                    at = self.word(at, word, context);
                    if at == NOT_ALLOWED {
                        return false;
                    }
                }
                self.arena.nullable(at)
            }
            Node::Group(..) => {
                // One member takes the text, all others do without.
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    if self.arena.nullable(tail) && self.matches_strictly(head, text, context) {
                        return true;
                    }
                    if !self.arena.nullable(head) {
                        return false;
                    }
                    at = tail;
                }
                self.matches_strictly(at, text, context)
            }
            Node::Interleave(items) => (0..items.len()).any(|index| {
                self.matches_strictly(items[index], text, context)
                    && items.iter().enumerate().all(|(at, item)| at == index || self.arena.nullable(*item))
            }),
            Node::OneOrMore(item) => self.matches_strictly(item, text, context),
            Node::NotAllowed | Node::Empty | Node::Attribute(_) | Node::Ref(_) => false,
        }
    }

    /// The derivative of a list's content by one of its words.
    pub(crate) fn word(&mut self, pat: Pat, word: &str, context: &dyn Context) -> Pat {
        if !self.arena.has(pat, DATA | HAS_TEXT) {
            return NOT_ALLOWED;
        }
        match self.arena.node(pat).clone() {
            Node::Choice(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.word(*item, word, context)).collect();
                self.arena.choice(all)
            }
            Node::Group(..) => {
                let mut all = Vec::new();
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    let derived = self.word(head, word, context);
                    all.push(self.arena.group(derived, tail));
                    at = if self.arena.nullable(head) { tail } else { NOT_ALLOWED };
                }
                all.push(self.word(at, word, context));
                self.arena.choice(all)
            }
            Node::OneOrMore(item) => {
                let derived = self.word(item, word, context);
                let more = self.arena.optional(pat);
                self.arena.group(derived, more)
            }
            Node::Text => TEXT,
            Node::Interleave(items) => {
                let mut all = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let derived = self.word(*item, word, context);
                    let others = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| *item);
                    all.push(self.arena.interleave(std::iter::once(derived).chain(others)));
                }
                self.arena.choice(all)
            }
            _ => {
                if self.matches_strictly(pat, word, context) {
                    EMPTY
                } else {
                    NOT_ALLOWED
                }
            }
        }
    }

    /// Whether a text is of a data leaf's type. Documents repeat their values: those found valid are remembered.
    fn is_valid(&mut self, index: u32, text: &str, context: &dyn Context) -> bool {
        let datatype = self.data(index).clone();
        if text.len() > MAX_REMEMBERED || datatype.accepts_all() || datatype.is_context_dependent() {
            return datatype.is_valid(text, context);
        }
        let mut hasher = FastHasher::default();
        hasher.write_u32(index);
        hasher.write(text.as_bytes());
        let slot = (hasher.finish() as usize) % REMEMBERED;
        if self.remembered.is_empty() {
            self.remembered = vec![(u32::MAX, Box::from("")); REMEMBERED];
        }
        let (own, value) = &mut self.remembered[slot];
        if *own == index && **value == *text {
            return true;
        }
        let valid = datatype.is_valid(text, context);
        if valid {
            (*own, *value) = (index, text.into());
        }
        valid
    }

    fn value_set(&mut self, pat: Pat, items: &[Pat]) -> Arc<ValueSet> {
        let mut set = ValueSet::default();
        let mut others = Vec::new();
        for item in items {
            if let Node::Value(index) = *self.arena.node(*item) {
                let value = self.value(index);
                if value.value.is_some() && value.datatype.compares_text() {
                    match value.datatype.whitespace() {
                        Whitespace::Collapse => {
                            set.collapsed.insert(value.text.clone());
                            continue;
                        }
                        Whitespace::Preserve => {
                            set.exact.insert(value.text.clone());
                            continue;
                        }
                        Whitespace::Replace => {}
                    }
                }
            }
            others.push(*item);
        }
        set.others = others.into();
        let set = Arc::new(set);
        self.value_sets.insert(pat, set.clone());
        set
    }
}
