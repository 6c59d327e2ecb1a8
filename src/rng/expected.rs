//! What a pattern would have: the questions that messages and completion ask. Slower than the automaton's tables, and
//! asked only where something is wrong.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::automaton::Automaton;
use super::pattern::{ATTRIBUTES, DATA, ELEMENTS, EMPTY, HAS_TEXT, NOT_ALLOWED, Node, Pat};
use super::simple::{NameClass, Pattern};
use super::symbol::Symbol;

/// Something without which an element is not complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Requirement {
    /// One of these element defines.
    Elements(Vec<u32>),
    /// One of these attribute leaves.
    Attributes(Vec<u32>),
    /// Text that the pattern describes.
    Text(Pat),
}

/// Alternatives that are compared at most, to find the one that lacks least.
const MAX_WAYS: usize = 200;
/// Requirements listed for one pattern at most: enough to read, few enough for hostile schemas.
const MAX_REQUIREMENTS: usize = 64;

/// What values a pattern describes.
#[derive(Debug, Default)]
pub(crate) struct Values {
    /// Single values, as the schema has them.
    pub(crate) values: Vec<String>,
    /// Datatypes and lists in words: "an integer".
    pub(crate) types: Vec<String>,
    /// The data leaves among them that are not in lists.
    pub(crate) data: Vec<u32>,
    /// Whether there are lists.
    pub(crate) lists: Vec<Pat>,
}

impl Automaton {
    /// The element defines that may begin next, each once.
    pub(crate) fn first_elements(&self, pat: Pat) -> Vec<u32> {
        let mut elements = Vec::new();
        let mut seen = HashSet::new();
        let mut stack = vec![pat];
        while let Some(pat) = stack.pop() {
            if !self.arena.has(pat, ELEMENTS) || !seen.insert(pat) {
                continue;
            }
            match self.arena.node(pat) {
                Node::Ref(define) => elements.push(*define),
                Node::Choice(items) | Node::Interleave(items) => stack.extend(items.iter().rev()),
                Node::Group(head, tail) => {
                    if self.arena.nullable(*head) {
                        stack.push(*tail);
                    }
                    stack.push(*head);
                }
                Node::OneOrMore(item) => stack.push(*item),
                _ => {}
            }
        }
        elements
    }

    /// As [`Automaton::all_elements`], remembered.
    pub(crate) fn known_elements(&mut self, pat: Pat) -> Arc<[u32]> {
        if let Some(known) = self.elements_memo.get(&pat) {
            return known.clone();
        }
        let found: Arc<[u32]> = self.all_elements(pat).into();
        self.elements_memo.insert(pat, found.clone());
        found
    }

    /// What may stand in an element, as one pattern without attributes.
    pub(crate) fn content_alone(&mut self, define: u32) -> Pat {
        if let Some(known) = self.contents_memo.get(&define) {
            return *known;
        }
        let rest = self.model(define).rest;
        let alone = self.map_attributes(rest, EMPTY, &mut HashMap::new());
        self.contents_memo.insert(define, alone);
        alone
    }

    /// What the pattern still needs; nothing where it is nullable.
    pub(crate) fn required(&self, pat: Pat) -> Vec<Requirement> {
        self.required_memo(pat, &mut HashMap::new())
    }

    /// The attributes that a start tag still needs, whatever the content needs besides: as [`Automaton::required`] of
    /// the pattern's attributes alone. Nothing only where the pattern matches without further attributes.
    pub(crate) fn required_attributes(&mut self, pat: Pat) -> Vec<Vec<u32>> {
        let alone = self.only_attributes(pat, &mut HashMap::new());
        let attributes = self.required(alone).into_iter().filter_map(|one| match one {
            Requirement::Attributes(leaves) => Some(leaves),
            Requirement::Elements(_) | Requirement::Text(_) => None,
        });
        attributes.collect()
    }

    /// The pattern with `empty` for everything but attributes.
    fn only_attributes(&mut self, pat: Pat, done: &mut HashMap<Pat, Pat>) -> Pat {
        if pat == NOT_ALLOWED {
            return NOT_ALLOWED;
        }
        if !self.arena.has(pat, ATTRIBUTES) {
            return EMPTY;
        }
        if let Some(known) = done.get(&pat) {
            return *known;
        }
        let result = match self.arena.node(pat).clone() {
            Node::Choice(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.only_attributes(*item, done)).collect();
                self.arena.choice(all)
            }
            Node::Interleave(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.only_attributes(*item, done)).collect();
                self.arena.interleave(all)
            }
            Node::Group(..) => {
                let mut items = Vec::new();
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    items.push(self.only_attributes(head, done));
                    at = tail;
                }
                let last = self.only_attributes(at, done);
                items.into_iter().rev().fold(last, |rest, item| self.arena.group(item, rest))
            }
            Node::OneOrMore(item) => {
                let item = self.only_attributes(item, done);
                self.arena.one_or_more(item)
            }
            _ => pat,
        };
        done.insert(pat, result);
        result
    }

    fn required_memo(&self, pat: Pat, done: &mut HashMap<Pat, Vec<Requirement>>) -> Vec<Requirement> {
        if self.arena.nullable(pat) {
            return Vec::new();
        }
        if let Some(known) = done.get(&pat) {
            return known.clone();
        }
        let mut all: Vec<Requirement> = Vec::new();
        match self.arena.node(pat).clone() {
            Node::Ref(define) => all.push(Requirement::Elements(vec![define])),
            Node::Attribute(leaf) => all.push(Requirement::Attributes(vec![leaf])),
            Node::Data(_) | Node::Value(_) | Node::List(_) => all.push(Requirement::Text(pat)),
            Node::OneOrMore(item) => all = self.required_memo(item, done),
            Node::Interleave(items) => {
                for item in items.iter() {
                    all.extend(self.required_memo(*item, done));
                    all.truncate(MAX_REQUIREMENTS);
                }
            }
            Node::Group(..) => {
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    all.extend(self.required_memo(head, done));
                    all.truncate(MAX_REQUIREMENTS);
                    at = tail;
                }
                all.extend(self.required_memo(at, done));
            }
            Node::Choice(items) => {
                let branches: Vec<Vec<Requirement>> =
                    items.iter().map(|item| self.required_memo(*item, done)).collect();
                let common: Vec<Requirement> = branches[0]
                    .iter()
                    .filter(|one| branches[1..].iter().all(|branch| branch.contains(one)))
                    .cloned()
                    .collect();
                all = if common.is_empty() { vec![either(pat, &branches)] } else { common };
            }
            Node::NotAllowed | Node::Empty | Node::Text => {}
        }
        done.insert(pat, all.clone());
        all
    }

    /// As [`Automaton::start`], but required things before the element may be left out.
    pub(crate) fn start_skipping(&mut self, pat: Pat, symbol: Symbol) -> Vec<(u32, Pat)> {
        self.start_skipping_memo(pat, symbol, &mut HashMap::new())
    }

    fn start_skipping_memo(
        &mut self,
        pat: Pat,
        symbol: Symbol,
        done: &mut HashMap<Pat, Vec<(u32, Pat)>>,
    ) -> Vec<(u32, Pat)> {
        if !self.arena.has(pat, ELEMENTS) {
            return Vec::new();
        }
        if let Some(known) = done.get(&pat) {
            return known.clone();
        }
        let mut all: Vec<(u32, Pat)> = Vec::new();
        match self.arena.node(pat).clone() {
            Node::Ref(define) if self.element_bears(define, symbol) => {
                all.push((define, EMPTY));
            }
            Node::Choice(items) => {
                for item in items.iter() {
                    all.extend(self.start_skipping_memo(*item, symbol, done));
                }
            }
            Node::Group(..) => {
                let mut at = pat;
                // The first place that takes the element: what comes before is skipped, what comes after is not.
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    let found = self.start_skipping_memo(head, symbol, done);
                    for (define, follow) in found {
                        all.push((define, self.arena.group(follow, tail)));
                    }
                    if !all.is_empty() {
                        break;
                    }
                    at = tail;
                }
                if all.is_empty() {
                    all = self.start_skipping_memo(at, symbol, done);
                }
            }
            Node::Interleave(items) => {
                for (index, item) in items.iter().enumerate() {
                    for (define, follow) in self.start_skipping_memo(*item, symbol, done) {
                        let others = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| *item);
                        all.push((define, self.arena.interleave(std::iter::once(follow).chain(others))));
                    }
                }
            }
            Node::OneOrMore(item) => {
                let more = self.arena.optional(pat);
                for (define, follow) in self.start_skipping_memo(item, symbol, done) {
                    all.push((define, self.arena.group(follow, more)));
                }
            }
            _ => {}
        }
        all.retain(|(_, follow)| *follow != NOT_ALLOWED);
        all.sort_unstable();
        all.dedup();
        done.insert(pat, all.clone());
        all
    }

    /// What [`Automaton::start_skipping`] skips on the way to the element that lacks least.
    pub(crate) fn required_before(&self, pat: Pat, symbol: Symbol) -> Vec<Requirement> {
        let mut ways = MAX_WAYS;
        self.way_to(pat, symbol, &mut ways)
    }

    /// `ways` is how many alternatives may still be gone into.
    fn way_to(&self, pat: Pat, symbol: Symbol, ways: &mut usize) -> Vec<Requirement> {
        let mut all = Vec::new();
        let mut at = pat;
        let bears = |pat: Pat| self.all_elements(pat).into_iter().any(|define| self.element_bears(define, symbol));
        loop {
            at = match self.arena.node(at) {
                Node::Group(head, tail) => {
                    if bears(*head) {
                        *head
                    } else {
                        all.extend(self.required(*head));
                        *tail
                    }
                }
                Node::Choice(items) => {
                    let fitting: Vec<Pat> = items.iter().copied().filter(|item| bears(*item)).collect();
                    match fitting.as_slice() {
                        [] => break,
                        [item] => *item,
                        several if *ways >= several.len() => {
                            *ways -= several.len();
                            let found = several.iter().map(|item| self.way_to(*item, symbol, ways));
                            all.extend(found.min_by_key(Vec::len).unwrap_or_default());
                            break;
                        }
                        [item, ..] => *item,
                    }
                }
                Node::Interleave(items) => match items.iter().find(|item| bears(**item)) {
                    Some(item) => *item,
                    None => break,
                },
                Node::OneOrMore(item) => *item,
                _ => break,
            };
        }
        all.truncate(MAX_REQUIREMENTS);
        all
    }

    /// The local names of element defines, where they are finite; without repetition.
    pub(crate) fn element_names(&self, defines: &[u32]) -> Vec<String> {
        let grammar = self.grammar();
        distinct(defines.iter().flat_map(|define| local_names(&grammar.defines[*define as usize].name_class)))
    }

    /// The names of attribute leaves with their namespaces, where they are finite; without repetition.
    pub(crate) fn leaf_qualified_names(&self, leaves: &[u32]) -> Vec<(Arc<str>, Arc<str>)> {
        let mut names: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        for name in leaves.iter().flat_map(|leaf| self.leaf_class(*leaf).names().unwrap_or_default()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The names of an attribute leaf, where they are finite.
    pub(crate) fn leaf_class_names(&self, leaf: u32) -> impl Iterator<Item = (Arc<str>, Arc<str>)> {
        self.leaf_class(leaf).names().unwrap_or_default().into_iter()
    }

    /// The attributes one of which would spare an element all that its content lacks otherwise.
    pub(crate) fn sparing_attributes(&mut self, define: u32) -> Vec<u32> {
        let rest = self.model(define).rest;
        let mut leaves = self.all_attribute_leaves(rest);
        leaves.truncate(MAX_REQUIREMENTS);
        leaves.retain(|leaf| {
            if self.leaf_class(*leaf).names().is_none_or(|names| names.is_empty()) {
                return false;
            }
            let after = self.attribute_by_leaf(rest, *leaf);
            let after = self.close(after);
            self.arena.nullable(after)
        });
        leaves
    }

    /// The attributes that an element of this define needs, where it needs no more than one of them.
    pub(crate) fn completing_attributes(&mut self, define: u32) -> Vec<u32> {
        let model = self.model(define);
        let slots: Vec<u32> = self.slots(define).filter(|(_, slot)| slot.required).map(|(_, slot)| slot.leaf).collect();
        let needed = self.required_attributes(model.rest);
        let alone = self.map_attributes(model.rest, EMPTY, &mut HashMap::new());
        match (slots.as_slice(), needed.as_slice()) {
            _ if !self.arena.nullable(alone) => Vec::new(),
            ([_], []) => slots,
            ([], [one]) => one.clone(),
            _ => Vec::new(),
        }
    }

    /// The local names of attribute leaves, where they are finite; without repetition.
    pub(crate) fn leaf_names(&self, leaves: &[u32]) -> Vec<String> {
        distinct(leaves.iter().flat_map(|leaf| local_names(self.leaf_class(*leaf))))
    }

    /// The values that a pattern of text allows.
    pub(crate) fn values(&mut self, pat: Pat) -> Values {
        let mut found = Values::default();
        let mut seen = HashSet::new();
        let mut stack = vec![pat];
        while let Some(pat) = stack.pop() {
            if !seen.insert(pat) || !self.arena.has(pat, DATA | HAS_TEXT) {
                continue;
            }
            match self.arena.node(pat).clone() {
                Node::Choice(items) | Node::Interleave(items) => stack.extend(items.iter().rev()),
                Node::Group(a, b) => stack.extend([b, a]),
                Node::OneOrMore(item) => stack.push(item),
                Node::Value(index) => {
                    let origin = self.arena.leaves.values[index as usize];
                    if let Pattern::Value { value, .. } = self.grammar().pattern(origin) {
                        found.values.push(value.to_string());
                    }
                }
                Node::Data(index) => {
                    let except = self.arena.leaves.data[index as usize].1;
                    let mut words = self.data(index).describe();
                    if let Some(except) = except {
                        let but = self.values(except);
                        let all: Vec<String> =
                            but.values.iter().map(|value| format!("`{value}`")).chain(but.types).collect();
                        words = format!("{words}, but not {}", all.join(", "));
                    }
                    found.data.push(index);
                    found.types.push(words);
                }
                Node::List(item) => {
                    found.types.push(self.describe_list(item));
                    found.lists.push(pat);
                }
                Node::Text => found.types.push("text".to_owned()),
                _ => {}
            }
        }
        found.values.sort();
        found.values.dedup();
        found
    }

    fn describe_list(&mut self, item: Pat) -> String {
        let inner = self.values(item);
        let mut words: Vec<String> = inner.types;
        words.extend(inner.values.iter().take(8).map(|value| format!("`{value}`")));
        words.dedup();
        format!("words separated by spaces, each {}", words.join(" or "))
    }

    /// The elements whose content mentions an element of this name.
    pub(crate) fn parents(&mut self, symbol: Symbol) -> Arc<[String]> {
        if let Some(known) = self.parents_memo.get(&symbol.0) {
            return known.clone();
        }
        let grammar = self.grammar().clone();
        let wanted: HashSet<u32> =
            (0..grammar.defines.len() as u32).filter(|define| self.element_bears(*define, symbol)).collect();
        let mut found = Vec::new();
        for define in &grammar.defines {
            if mentions(&grammar, define.content, &mut |pattern| match pattern {
                Pattern::Ref(id) => wanted.contains(&id.0),
                _ => false,
            }) {
                found.extend(local_names(&define.name_class));
            }
        }
        let found: Arc<[String]> = distinct(found).into();
        self.parents_memo.insert(symbol.0, found.clone());
        found
    }

    /// The elements that bear an attribute of this name.
    pub(crate) fn bearers(&mut self, symbol: Symbol) -> Arc<[String]> {
        if let Some(known) = self.bearers_memo.get(&symbol.0) {
            return known.clone();
        }
        let grammar = self.grammar().clone();
        let mut found = Vec::new();
        for define in &grammar.defines {
            if mentions(&grammar, define.content, &mut |pattern| match pattern {
                Pattern::Attribute { name, .. } => name.names().is_some() && self.shared.symbols.contains(name, symbol),
                _ => false,
            }) {
                found.extend(local_names(&define.name_class));
            }
        }
        let found: Arc<[String]> = distinct(found).into();
        self.bearers_memo.insert(symbol.0, found.clone());
        found
    }

    /// The local names of all elements of the schema.
    pub(crate) fn all_element_names(&mut self) -> Arc<[String]> {
        if let Some(known) = &self.element_names_memo {
            return known.clone();
        }
        let names = distinct(self.grammar().defines.iter().flat_map(|define| local_names(&define.name_class)));
        self.element_names_memo.insert(names.into()).clone()
    }

    /// The element defines that bear the name by itself, not by a wildcard.
    pub(crate) fn defines_named(&mut self, symbol: Symbol) -> Arc<[u32]> {
        if let Some(known) = self.named_memo.get(&symbol.0) {
            return known.clone();
        }
        let grammar = self.grammar();
        let found: Arc<[u32]> = (0..grammar.defines.len() as u32)
            .filter(|define| {
                self.element_bears(*define, symbol) && grammar.defines[*define as usize].name_class.names().is_some()
            })
            .collect();
        self.named_memo.insert(symbol.0, found.clone());
        found
    }
}

/// What a choice needs whose branches have nothing in common.
fn either(pat: Pat, branches: &[Vec<Requirement>]) -> Requirement {
    let mut elements = Vec::new();
    let mut attributes = Vec::new();
    for branch in branches {
        match branch.first() {
            Some(Requirement::Elements(defines)) => elements.extend_from_slice(defines),
            Some(Requirement::Attributes(leaves)) => attributes.extend_from_slice(leaves),
            _ => {}
        }
    }
    elements.sort_unstable();
    elements.dedup();
    attributes.sort_unstable();
    attributes.dedup();
    match (elements.is_empty(), attributes.is_empty()) {
        (false, _) => Requirement::Elements(elements),
        (true, false) => Requirement::Attributes(attributes),
        (true, true) => Requirement::Text(pat),
    }
}

/// Whether a pattern, elements' contents apart, holds one that `is` says yes to.
fn mentions(
    grammar: &super::simple::Grammar,
    pattern: super::simple::PatternId,
    is: &mut dyn FnMut(&Pattern) -> bool,
) -> bool {
    let mut seen = HashSet::new();
    let mut stack = vec![pattern];
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        let pattern = grammar.pattern(id);
        if is(pattern) {
            return true;
        }
        match pattern {
            Pattern::Choice(items) | Pattern::Group(items) | Pattern::Interleave(items) => stack.extend(items),
            Pattern::OneOrMore(item) => stack.push(*item),
            _ => {}
        }
    }
    false
}

/// An infinite class in words: "an element in the namespace `x`".
pub(crate) fn describe_wildcard(class: &NameClass) -> String {
    match class {
        NameClass::NsName { namespace, .. } if namespace.is_empty() => "an element in no namespace".to_owned(),
        NameClass::NsName { namespace, .. } => format!("an element in the namespace `{namespace}`"),
        NameClass::AnyName { except: Some(except) } if !matches!(**except, NameClass::Name { .. }) => {
            "an element in another namespace".to_owned()
        }
        NameClass::Choice(classes) => {
            let mut all: Vec<String> = classes.iter().map(describe_wildcard).collect();
            all.dedup();
            all.join(" or ")
        }
        NameClass::Name { local, .. } => format!("`{local}`"),
        NameClass::AnyName { .. } => "an element of any name".to_owned(),
    }
}

/// The local names of a class, none where it is infinite.
pub(crate) fn local_names(class: &NameClass) -> Vec<String> {
    class.names().unwrap_or_default().into_iter().map(|(_, local)| local.to_string()).collect()
}

fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).collect()
}
