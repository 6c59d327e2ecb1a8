//! Interned patterns: equal patterns are one integer, so that derivatives can be looked up instead of computed.
//!
//! Constructors keep patterns in a normal form (choices and interleaves flat and sorted, groups nested to the right,
//! `notAllowed` and `empty` worked in), so that few distinct patterns arise.

use std::sync::Arc;

use super::simple::{self, DatatypeName, Grammar, PatternId};
use super::symbol::FastMap;

/// An interned pattern of an [`Arena`].
pub(crate) type Pat = u32;

pub(crate) const NOT_ALLOWED: Pat = 0;
pub(crate) const EMPTY: Pat = 1;
pub(crate) const TEXT: Pat = 2;

/// What a pattern is. Elements appear only as references to their defines; an element's start tag replaces the
/// reference, its content is matched on its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    NotAllowed,
    Empty,
    Text,
    /// Two or more, sorted.
    Choice(Arc<[Pat]>),
    /// The first is no group.
    Group(Pat, Pat),
    /// Two or more, sorted.
    Interleave(Arc<[Pat]>),
    OneOrMore(Pat),
    List(Pat),
    /// Index into [`Leaves::data`].
    Data(u32),
    /// Index into [`Leaves::values`].
    Value(u32),
    /// Index into [`Leaves::attributes`].
    Attribute(u32),
    /// An element define of the grammar.
    Ref(u32),
}

/// Matches without any children or attributes.
pub(crate) const NULLABLE: u8 = 1;
/// Holds attributes.
pub(crate) const ATTRIBUTES: u8 = 2;
/// Holds data, value or list outside attributes.
pub(crate) const DATA: u8 = 4;
/// Holds text outside attributes.
pub(crate) const HAS_TEXT: u8 = 8;
/// Holds elements.
pub(crate) const ELEMENTS: u8 = 16;

const HOLDS: u8 = ATTRIBUTES | DATA | HAS_TEXT | ELEMENTS;

/// An attribute pattern.
#[derive(Debug, Clone)]
pub(crate) struct AttributeLeaf {
    /// The pattern it was imported from.
    pub(crate) origin: PatternId,
    /// What the value must match.
    pub(crate) content: Pat,
}

/// The interned patterns of one automaton.
#[derive(Debug)]
pub(crate) struct Arena {
    nodes: Vec<Node>,
    flags: Vec<u8>,
    ids: FastMap<Node, Pat>,
    imported: FastMap<u32, Pat>,
    pub(crate) leaves: Leaves,
}

/// Patterns with contents of their own. Attributes and data are told apart by their place in the grammar, so that
/// messages can point there; values by what they say.
#[derive(Debug, Default)]
pub(crate) struct Leaves {
    pub(crate) data: Vec<(PatternId, Option<Pat>)>,
    pub(crate) values: Vec<PatternId>,
    pub(crate) attributes: Vec<AttributeLeaf>,
    by_data: FastMap<u32, u32>,
    by_value: FastMap<ValueKey, u32>,
    by_attribute: FastMap<u32, u32>,
}

type ValueKey = (DatatypeName, Arc<str>, Arc<str>, Arc<[(Arc<str>, Arc<str>)]>);

impl Arena {
    pub(crate) fn new() -> Self {
        let mut arena = Self {
            nodes: Vec::new(),
            flags: Vec::new(),
            ids: FastMap::default(),
            imported: FastMap::default(),
            leaves: Leaves::default(),
        };
        for node in [Node::NotAllowed, Node::Empty, Node::Text] {
            arena.intern(node);
        }
        arena
    }

    /// Number of interned patterns.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, pat: Pat) -> &Node {
        &self.nodes[pat as usize]
    }

    pub(crate) fn has(&self, pat: Pat, flag: u8) -> bool {
        self.flags[pat as usize] & flag != 0
    }

    pub(crate) fn nullable(&self, pat: Pat) -> bool {
        self.has(pat, NULLABLE)
    }

    fn intern(&mut self, node: Node) -> Pat {
        if let Some(pat) = self.ids.get(&node) {
            return *pat;
        }
        let flags = match &node {
            Node::NotAllowed => 0,
            Node::Empty => NULLABLE,
            Node::Text => NULLABLE | HAS_TEXT,
            Node::Choice(items) => items.iter().fold(0, |all, item| all | self.flags[*item as usize]),
            Node::Interleave(items) => {
                let all = |all: u8, item: &Pat| {
                    let own = self.flags[*item as usize];
                    (all | own) & HOLDS | all & own & NULLABLE
                };
                items.iter().fold(NULLABLE, all)
            }
            Node::Group(a, b) => {
                let (a, b) = (self.flags[*a as usize], self.flags[*b as usize]);
                (a | b) & HOLDS | a & b & NULLABLE
            }
            Node::OneOrMore(item) => self.flags[*item as usize],
            Node::List(_) | Node::Data(_) | Node::Value(_) => DATA,
            Node::Attribute(_) => ATTRIBUTES,
            Node::Ref(_) => ELEMENTS,
        };
        let pat = self.nodes.len() as Pat;
        self.nodes.push(node.clone());
        self.flags.push(flags);
        self.ids.insert(node, pat);
        pat
    }

    pub(crate) fn choice(&mut self, items: impl IntoIterator<Item = Pat>) -> Pat {
        let mut all = Vec::new();
        for item in items {
            match &self.nodes[item as usize] {
                Node::NotAllowed => {}
                Node::Choice(inner) => all.extend_from_slice(inner),
                _ => all.push(item),
            }
        }
        all.sort_unstable();
        all.dedup();
        if all.first() == Some(&EMPTY) && all[1..].iter().any(|item| self.nullable(*item)) {
            all.remove(0);
        }
        match all.as_slice() {
            [] => NOT_ALLOWED,
            [one] => *one,
            _ => self.intern(Node::Choice(all.into())),
        }
    }

    pub(crate) fn optional(&mut self, item: Pat) -> Pat {
        self.choice([item, EMPTY])
    }

    pub(crate) fn group(&mut self, a: Pat, b: Pat) -> Pat {
        let mut front = Vec::new();
        let mut at = a;
        let mut result = b;
        loop {
            match self.nodes[at as usize] {
                Node::Group(head, tail) => {
                    front.push(head);
                    at = tail;
                }
                _ => break front.push(at),
            }
        }
        for item in front.into_iter().rev() {
            result = match (item, result) {
                (NOT_ALLOWED, _) | (_, NOT_ALLOWED) => return NOT_ALLOWED,
                (EMPTY, rest) => rest,
                (item, EMPTY) => item,
                (item, rest) => self.intern(Node::Group(item, rest)),
            };
        }
        result
    }

    pub(crate) fn interleave(&mut self, items: impl IntoIterator<Item = Pat>) -> Pat {
        let mut all = Vec::new();
        for item in items {
            match &self.nodes[item as usize] {
                Node::NotAllowed => return NOT_ALLOWED,
                Node::Empty => {}
                Node::Interleave(inner) => all.extend_from_slice(inner),
                _ => all.push(item),
            }
        }
        all.sort_unstable();
        match all.as_slice() {
            [] => EMPTY,
            [one] => *one,
            _ => self.intern(Node::Interleave(all.into())),
        }
    }

    pub(crate) fn one_or_more(&mut self, item: Pat) -> Pat {
        match self.nodes[item as usize] {
            Node::NotAllowed | Node::Empty | Node::Text | Node::OneOrMore(_) => item,
            _ => self.intern(Node::OneOrMore(item)),
        }
    }

    fn list(&mut self, item: Pat) -> Pat {
        if item == NOT_ALLOWED { NOT_ALLOWED } else { self.intern(Node::List(item)) }
    }

    fn attribute(&mut self, origin: PatternId, content: Pat) -> Pat {
        if content == NOT_ALLOWED {
            return NOT_ALLOWED;
        }
        let next = self.leaves.attributes.len() as u32;
        let index = *self.leaves.by_attribute.entry(origin.0).or_insert(next);
        if index == next {
            self.leaves.attributes.push(AttributeLeaf { origin, content });
        }
        self.intern(Node::Attribute(index))
    }

    /// Takes a pattern over from the grammar; only what is asked for is ever taken over.
    pub(crate) fn import(&mut self, grammar: &Grammar, pattern: PatternId) -> Pat {
        let mut stack = vec![(pattern, false)];
        while let Some((id, ready)) = stack.pop() {
            if self.imported.contains_key(&id.0) {
                continue;
            }
            let pattern = grammar.pattern(id);
            if !ready {
                stack.push((id, true));
                match pattern {
                    simple::Pattern::Choice(items)
                    | simple::Pattern::Group(items)
                    | simple::Pattern::Interleave(items) => {
                        stack.extend(items.iter().map(|item| (*item, false)));
                    }
                    simple::Pattern::OneOrMore(item)
                    | simple::Pattern::List(item)
                    | simple::Pattern::Attribute { content: item, .. }
                    | simple::Pattern::Data { except: Some(item), .. } => stack.push((*item, false)),
                    _ => {}
                }
                continue;
            }
            let done = |arena: &Self, id: &PatternId| arena.imported[&id.0];
            let pat = match pattern {
                simple::Pattern::Empty => EMPTY,
                simple::Pattern::NotAllowed => NOT_ALLOWED,
                simple::Pattern::Text => TEXT,
                simple::Pattern::Choice(items) => {
                    let items: Vec<Pat> = items.iter().map(|item| done(self, item)).collect();
                    self.choice(items)
                }
                simple::Pattern::Group(items) => {
                    let items: Vec<Pat> = items.iter().map(|item| done(self, item)).collect();
                    items.into_iter().rev().fold(EMPTY, |rest, item| self.group(item, rest))
                }
                simple::Pattern::Interleave(items) => {
                    let items: Vec<Pat> = items.iter().map(|item| done(self, item)).collect();
                    self.interleave(items)
                }
                simple::Pattern::OneOrMore(item) => self.one_or_more(done(self, item)),
                simple::Pattern::List(item) => self.list(done(self, item)),
                simple::Pattern::Data { except, .. } => {
                    let except = except.as_ref().map(|item| done(self, item));
                    let next = self.leaves.data.len() as u32;
                    let index = *self.leaves.by_data.entry(id.0).or_insert(next);
                    if index == next {
                        self.leaves.data.push((id, except));
                    }
                    self.intern(Node::Data(index))
                }
                simple::Pattern::Value { datatype, value, namespace, prefixes } => {
                    let key = (datatype.clone(), value.clone(), namespace.clone(), prefixes.clone());
                    let next = self.leaves.values.len() as u32;
                    let index = *self.leaves.by_value.entry(key).or_insert(next);
                    if index == next {
                        self.leaves.values.push(id);
                    }
                    self.intern(Node::Value(index))
                }
                simple::Pattern::Attribute { content, .. } => {
                    let content = done(self, content);
                    self.attribute(id, content)
                }
                simple::Pattern::Ref(define) => self.intern(Node::Ref(define.0)),
            };
            self.imported.insert(id.0, pat);
        }
        self.imported[&pattern.0]
    }

    /// Throws away all but `roots` (and what they hold) and renumbers them in place. Leaves keep their numbers.
    pub(crate) fn retain<'a>(&mut self, roots: impl Iterator<Item = &'a mut Pat>) {
        let roots: Vec<&mut Pat> = roots.collect();
        let mut live = vec![false; self.nodes.len()];
        for root in &roots {
            live[**root as usize] = true;
        }
        // Values of attributes and exceptions are named by the leaves, which stay.
        for leaf in &self.leaves.attributes {
            live[leaf.content as usize] = true;
        }
        for (_, except) in &self.leaves.data {
            if let Some(except) = except {
                live[*except as usize] = true;
            }
        }
        for pat in (0..self.nodes.len()).rev() {
            if live[pat] {
                match &self.nodes[pat] {
                    Node::Choice(items) | Node::Interleave(items) => {
                        items.iter().for_each(|item| live[*item as usize] = true);
                    }
                    Node::Group(a, b) => {
                        live[*a as usize] = true;
                        live[*b as usize] = true;
                    }
                    Node::OneOrMore(item) | Node::List(item) => live[*item as usize] = true,
                    _ => {}
                }
            }
        }
        let mut fresh = Self::new();
        let mut moved = vec![NOT_ALLOWED; self.nodes.len()];
        let old = std::mem::take(&mut self.nodes);
        for (pat, node) in old.into_iter().enumerate() {
            if pat >= 3 && !live[pat] {
                continue;
            }
            // Order by number need not survive the move, so lists are sorted anew.
            let list = |items: &Arc<[Pat]>| -> Arc<[Pat]> {
                let mut items: Vec<Pat> = items.iter().map(|item| moved[*item as usize]).collect();
                items.sort_unstable();
                items.into()
            };
            let node = match node {
                Node::Choice(items) => Node::Choice(list(&items)),
                Node::Interleave(items) => Node::Interleave(list(&items)),
                Node::Group(a, b) => Node::Group(moved[a as usize], moved[b as usize]),
                Node::OneOrMore(item) => Node::OneOrMore(moved[item as usize]),
                Node::List(item) => Node::List(moved[item as usize]),
                other => other,
            };
            moved[pat] = fresh.intern(node);
        }
        for root in roots {
            *root = moved[*root as usize];
        }
        fresh.leaves = std::mem::take(&mut self.leaves);
        for leaf in &mut fresh.leaves.attributes {
            leaf.content = moved[leaf.content as usize];
        }
        for (_, except) in &mut fresh.leaves.data {
            *except = except.map(|pat| moved[pat as usize]);
        }
        *self = fresh;
    }
}
