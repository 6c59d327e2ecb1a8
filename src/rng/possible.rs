//! What may stand at a place: the grammar's answer, given what stands before and after. Editors ask it at every
//! keystroke, in documents that are half written; so nothing here complains, and what does not fit is passed over.
//!
//! An [`Explorer`] walks from the document to the place along the open elements. What their earlier children hold does
//! not matter: only the names and attributes of siblings move a content model on.

use std::collections::HashMap;
use std::sync::Arc;

use super::datatype::{Prefixes, is_xml_space};
use super::expected::{Requirement, local_names};
use super::pattern::{ATTRIBUTES, DATA, ELEMENTS, EMPTY, HAS_TEXT, NOT_ALLOWED, Node, Pat};
use super::schema::{Lease, Schema};
use super::simple::{DefineId, Grammar, Pattern, PatternId};
use super::symbol::Symbol;

/// A start tag as an [`Explorer`] sees it. Attributes are asked for only where they decide something.
pub trait Tag {
    /// The symbol of its name.
    fn symbol(&self) -> Symbol;
    /// Its attributes, namespace declarations not among them: symbols of names, and values.
    fn attributes(&self) -> Vec<(Symbol, String)>;
}

/// What an element, or the document, may still hold: a state for each definition that it may be an instance of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    alternatives: Vec<(u32, Pat)>,
}

impl State {
    /// Whether the schema knows nothing of this place.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// The definitions that the element may be an instance of; none for the document.
    pub fn defines(&self) -> impl Iterator<Item = DefineId> + '_ {
        self.alternatives.iter().filter(|(define, _)| *define != DOCUMENT).map(|(define, _)| DefineId(*define))
    }
}

const DOCUMENT: u32 = u32::MAX;
const NO_PREFIXES: Prefixes<'static, &'static str> = Prefixes { default: "", list: &[] };

/// An element that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementOption {
    /// Its definition.
    pub define: DefineId,
    /// Namespace, empty for none.
    pub namespace: Arc<str>,
    /// Local name.
    pub local: Arc<str>,
    /// Whether the content is incomplete without it.
    pub required: bool,
}

/// An attribute that may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeOption {
    /// Its pattern.
    pub pattern: PatternId,
    /// Namespace, empty for none.
    pub namespace: Arc<str>,
    /// Local name.
    pub local: Arc<str>,
    /// Whether the element is incomplete without it.
    pub required: bool,
}

/// A value that an attribute or a text may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueOption {
    /// The value.
    pub value: String,
    /// The pattern it comes from.
    pub pattern: PatternId,
}

/// The values of an attribute or a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueOptions {
    /// Single values.
    pub values: Vec<ValueOption>,
    /// Datatypes in words: "an integer".
    pub types: Vec<String>,
    /// Whether any text is allowed.
    pub any_text: bool,
}

/// The least that an element can be, to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minimal {
    /// Its definition.
    pub define: DefineId,
    /// Namespace, empty for none.
    pub namespace: Arc<str>,
    /// Local name.
    pub local: Arc<str>,
    /// Required attributes with the values to choose from; no values: to be written.
    pub attributes: Vec<(AttributeOption, Vec<String>)>,
    /// Required children, in order.
    pub children: Vec<Minimal>,
    /// Required text, with the values to choose from.
    pub text: Option<Vec<String>>,
    /// Whether the element can hold anything at all.
    pub may_have_content: bool,
}

/// Required children are put in this deep.
const MAX_MINIMAL_DEPTH: usize = 6;
/// Required children put into one element at most.
const MAX_MINIMAL_CHILDREN: usize = 32;

/// Answers questions about one schema; it lends an automaton from it, and gives it back richer.
#[derive(Debug)]
pub struct Explorer {
    automaton: Lease,
    /// The last step that rested on the name alone: what long runs of siblings of one name consist of.
    last: Option<(Pat, Symbol, Pat)>,
    /// How often the automaton was asked for a step.
    steps: usize,
}

impl Schema {
    /// For questions about what may stand where.
    #[must_use]
    pub fn explorer(&self) -> Explorer {
        let mut automaton = self.lease();
        if automaton.is_full() {
            automaton.compact(std::iter::empty(), std::iter::empty(), std::iter::empty());
        }
        Explorer { automaton, last: None, steps: 0 }
    }
}

impl Explorer {
    /// The schema's grammar.
    #[must_use]
    pub fn grammar(&self) -> &Arc<Grammar> {
        self.automaton.grammar()
    }

    /// The state in front of the document element.
    pub fn document(&mut self) -> State {
        State { alternatives: vec![(DOCUMENT, self.automaton.start_pattern())] }
    }

    /// The state at the beginning of a child's content.
    pub fn enter(&mut self, parent: &State, tag: &dyn Tag) -> State {
        let mut alternatives: Vec<(u32, Pat)> = Vec::new();
        for define in self.defines_of(parent, tag) {
            if let Some(state) = self.content(define, tag, true)
                && !alternatives.contains(&(define, state))
            {
                alternatives.push((define, state));
            }
        }
        if alternatives.is_empty() {
            // No definition takes the attributes: the content is judged all the same.
            for define in self.defines_of(parent, tag) {
                if let Some(state) = self.content(define, tag, false) {
                    alternatives.push((define, state));
                }
            }
        }
        State { alternatives }
    }

    /// The definitions that a child of this name may be an instance of.
    pub fn defines_of(&mut self, parent: &State, tag: &dyn Tag) -> Vec<u32> {
        let symbol = tag.symbol();
        let mut defines: Vec<u32> = Vec::new();
        for (_, pat) in &parent.alternatives {
            let id = self.automaton.start(*pat, symbol);
            defines.extend(self.automaton.targets(id).iter().map(|(define, _)| *define));
        }
        if defines.is_empty() {
            for (define, pat) in &parent.alternatives {
                let whole = if *define == DOCUMENT { *pat } else { self.automaton.model(*define).rest };
                let all = self.automaton.all_elements(whole);
                defines.extend(all.into_iter().filter(|one| self.automaton.element_bears(*one, symbol)));
            }
        }
        if defines.is_empty() {
            defines.extend_from_slice(&self.automaton.defines_named(symbol));
        }
        defines.sort_unstable();
        defines.dedup();
        defines
    }

    /// The state of an element's content. `strictly`: only where the attributes fit as far as they are written.
    fn content(&mut self, define: u32, tag: &dyn Tag, strictly: bool) -> Option<Pat> {
        let mut rest = self.automaton.model(define).rest;
        if self.automaton.arena.has(rest, ATTRIBUTES) || strictly {
            for (symbol, value) in tag.attributes() {
                if let Some(slot) = self.automaton.slot(define, symbol).copied() {
                    if strictly && !self.automaton.matches(slot.content, &value, &NO_PREFIXES) {
                        return None;
                    }
                } else if let Some(derived) = self.take_attribute(rest, symbol, Some(&value), strictly) {
                    rest = derived;
                } else if strictly {
                    return None;
                }
            }
        }
        // What is still required may be written yet.
        Some(self.automaton.map_attributes(rest, EMPTY, &mut HashMap::new()))
    }

    /// The pattern after an attribute; without value, or where no pattern takes the value, any value is meant.
    fn take_attribute(&mut self, rest: Pat, symbol: Symbol, value: Option<&str>, strictly: bool) -> Option<Pat> {
        let leaves = self.automaton.attribute_leaves(rest, symbol);
        if leaves.is_empty() {
            return None;
        }
        let mut matched: Vec<bool> = leaves
            .iter()
            .map(|leaf| {
                let content = self.automaton.arena.leaves.attributes[*leaf as usize].content;
                value.is_none_or(|value| self.automaton.matches(content, value, &NO_PREFIXES))
            })
            .collect();
        if !matched.contains(&true) {
            if strictly {
                return None;
            }
            matched.fill(true);
        }
        let derived = self.automaton.attribute(rest, symbol, &matched);
        (derived != NOT_ALLOWED).then_some(derived)
    }

    /// Moves on over a child. Returns whether the child fitted.
    pub fn pass(&mut self, state: &mut State, tag: &dyn Tag) -> bool {
        if let [(_, pat)] = &mut state.alternatives[..] {
            let after = self.step(*pat, tag);
            if after != NOT_ALLOWED {
                *pat = after;
                return true;
            }
        }
        let mut fitted = false;
        let mut next: Vec<(u32, Pat)> = Vec::with_capacity(state.alternatives.len());
        for (define, pat) in &state.alternatives {
            let after = self.step(*pat, tag);
            if after != NOT_ALLOWED {
                fitted = true;
                next.push((*define, after));
            }
        }
        if !fitted {
            for (define, pat) in &state.alternatives {
                let skipped = self.automaton.start_skipping(*pat, tag.symbol());
                let follows: Vec<Pat> = skipped.into_iter().map(|(_, follow)| follow).collect();
                if !follows.is_empty() {
                    next.push((*define, self.automaton.arena.choice(follows)));
                }
            }
        }
        if !next.is_empty() {
            state.alternatives = next;
        }
        fitted
    }

    /// Moves on over text among elements.
    pub fn pass_text(&mut self, state: &mut State) {
        for (_, pat) in &mut state.alternatives {
            let after = self.automaton.text(*pat);
            if after != NOT_ALLOWED {
                *pat = after;
            }
        }
    }

    fn step(&mut self, pat: Pat, tag: &dyn Tag) -> Pat {
        let symbol = tag.symbol();
        if let Some((before, name, after)) = self.last
            && before == pat
            && name == symbol
        {
            return after;
        }
        self.steps += 1;
        let id = self.automaton.start(pat, symbol);
        match self.automaton.targets(id) {
            [] => {
                self.last = Some((pat, symbol, NOT_ALLOWED));
                NOT_ALLOWED
            }
            [(_, follow)] => {
                self.last = Some((pat, symbol, *follow));
                *follow
            }
            several => {
                let several = several.to_vec();
                let mut follows: Vec<Pat> = several
                    .iter()
                    .filter(|(define, _)| self.content(*define, tag, true).is_some())
                    .map(|(_, follow)| *follow)
                    .collect();
                if follows.is_empty() {
                    follows = several.into_iter().map(|(_, follow)| follow).collect();
                }
                self.automaton.arena.choice(follows)
            }
        }
    }

    /// How often the automaton was asked for a step over a sibling, for tests of what long documents cost.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The elements that may come next, so that what follows still fits as well as before.
    pub fn elements(&mut self, state: &State, following: &[&dyn Tag]) -> Vec<ElementOption> {
        let mut options: Vec<ElementOption> = Vec::new();
        for (_, pat) in state.alternatives.clone() {
            let firsts = self.automaton.first_elements(pat);
            let required: Vec<u32> = self
                .automaton
                .required(pat)
                .into_iter()
                .filter_map(|one| match one {
                    Requirement::Elements(defines) => Some(defines),
                    _ => None,
                })
                .flatten()
                .collect();
            let before = self.trail(pat, following);
            for define in firsts {
                let class = self.grammar().defines[define as usize].name_class.clone();
                for (namespace, local) in class.names().unwrap_or_default() {
                    let symbol = self
                        .automaton
                        .shared
                        .symbols
                        .symbol(self.automaton.shared.symbols.namespace(&namespace), &local);
                    let id = self.automaton.start(pat, symbol);
                    let follows: Vec<Pat> = self
                        .automaton
                        .targets(id)
                        .iter()
                        .filter(|(to, _)| *to == define)
                        .map(|(_, follow)| *follow)
                        .collect();
                    let after = self.automaton.arena.choice(follows);
                    if after == NOT_ALLOWED || !self.goes_on_as_well(after, following, &before) {
                        continue;
                    }
                    let is_required = required.contains(&define);
                    match options.iter_mut().find(|one| one.define.0 == define && one.local == local) {
                        Some(known) => known.required |= is_required,
                        None => options.push(ElementOption {
                            define: DefineId(define),
                            namespace,
                            local,
                            required: is_required,
                        }),
                    }
                }
            }
        }
        options.sort_by_key(|one| (!one.required, one.define.0));
        options
    }

    /// The states over what follows, each with the number of siblings up to it that did not fit.
    fn trail(&mut self, mut pat: Pat, following: &[&dyn Tag]) -> Vec<(Pat, usize)> {
        let mut trail = Vec::with_capacity(following.len() + 1);
        let mut misfits = 0;
        trail.push((pat, 0));
        for tag in following {
            match self.step(pat, *tag) {
                NOT_ALLOWED => misfits += 1,
                next => pat = next,
            }
            trail.push((pat, misfits));
        }
        trail
    }

    /// Whether no more siblings misfit from here than in the trail.
    fn goes_on_as_well(&mut self, mut pat: Pat, following: &[&dyn Tag], trail: &[(Pat, usize)]) -> bool {
        let total = trail.last().map_or(0, |(_, misfits)| *misfits);
        let mut misfits = 0;
        for (index, tag) in following.iter().enumerate() {
            if pat == trail[index].0 {
                return misfits <= trail[index].1;
            }
            match self.step(pat, *tag) {
                NOT_ALLOWED => misfits += 1,
                next => pat = next,
            }
            if misfits > total {
                return false;
            }
        }
        true
    }

    /// Whether the element may end here.
    pub fn is_complete(&mut self, state: &State) -> bool {
        state.alternatives.iter().any(|(_, pat)| self.automaton.arena.nullable(*pat))
    }

    /// Whether text may stand here, or elements may.
    #[must_use]
    pub fn holds(&self, state: &State) -> (bool, bool) {
        let has = |flag| state.alternatives.iter().any(|(_, pat)| self.automaton.arena.has(*pat, flag));
        (has(DATA | HAS_TEXT), has(ELEMENTS))
    }

    /// The local names of the elements that are required next.
    pub fn required_elements(&mut self, state: &State) -> Vec<Vec<DefineId>> {
        let Some((_, pat)) = state.alternatives.first() else { return Vec::new() };
        self.automaton
            .required(*pat)
            .into_iter()
            .filter_map(|one| match one {
                Requirement::Elements(defines) => Some(defines.into_iter().map(DefineId).collect()),
                _ => None,
            })
            .collect()
    }

    /// The attributes that may be added to an element, which has those of `tag` and these children.
    pub fn attributes(&mut self, parent: &State, tag: &dyn Tag, children: &[&dyn Tag]) -> Vec<AttributeOption> {
        let present = tag.attributes();
        let mut options: Vec<AttributeOption> = Vec::new();
        let mut counts: HashMap<(Arc<str>, Arc<str>), usize> = HashMap::new();
        let defines = self.fitting(parent, tag);
        for define in &defines {
            let rest = self.rest(*define, &present);
            let mut found: Vec<(u32, bool)> = self
                .automaton
                .slots(*define)
                .filter(|(symbol, _)| !present.iter().any(|(own, _)| own == symbol))
                .map(|(_, slot)| (slot.leaf, slot.required))
                .collect();
            let required: Vec<u32> = self
                .automaton
                .required(rest)
                .into_iter()
                .filter_map(|one| match one {
                    Requirement::Attributes(leaves) => Some(leaves),
                    _ => None,
                })
                .flatten()
                .collect();
            let content = self.automaton.map_attributes(rest, EMPTY, &mut HashMap::new());
            let before = self.trail(content, children);
            for leaf in self.automaton.all_attribute_leaves(rest) {
                let names = self.automaton.leaf_class(leaf).names().unwrap_or_default();
                let fits = names.iter().any(|(namespace, local)| {
                    let symbols = &self.automaton.shared.symbols;
                    let symbol = symbols.symbol(symbols.namespace(namespace), local);
                    self.take_attribute(rest, symbol, None, false).is_some_and(|derived| {
                        let content = self.automaton.map_attributes(derived, EMPTY, &mut HashMap::new());
                        self.goes_on_as_well(content, children, &before)
                    })
                });
                if fits {
                    found.push((leaf, required.contains(&leaf)));
                }
            }
            for (leaf, is_required) in found {
                let pattern = self.automaton.arena.leaves.attributes[leaf as usize].origin;
                for (namespace, local) in self.automaton.leaf_class(leaf).names().unwrap_or_default() {
                    let symbols = &self.automaton.shared.symbols;
                    let symbol = symbols.symbol(symbols.namespace(&namespace), &local);
                    if present.iter().any(|(own, _)| *own == symbol) {
                        continue;
                    }
                    *counts.entry((namespace.clone(), local.clone())).or_default() += usize::from(is_required);
                    if !options.iter().any(|one| one.local == local && one.namespace == namespace) {
                        options.push(AttributeOption { pattern, namespace, local, required: is_required });
                    }
                }
            }
        }
        for option in &mut options {
            let key = (option.namespace.clone(), option.local.clone());
            option.required = counts.get(&key).is_some_and(|count| *count >= defines.len());
        }
        options.sort_by_key(|one| (!one.required, one.pattern.0));
        options
    }

    /// The definitions of a child that take its attributes as far as they are written; all where none does.
    fn fitting(&mut self, parent: &State, tag: &dyn Tag) -> Vec<u32> {
        let all = self.defines_of(parent, tag);
        let fitting: Vec<u32> =
            all.iter().copied().filter(|define| self.content(*define, tag, true).is_some()).collect();
        if fitting.is_empty() { all } else { fitting }
    }

    /// The part of an element's content model that is open after these attributes.
    fn rest(&mut self, define: u32, present: &[(Symbol, String)]) -> Pat {
        let mut rest = self.automaton.model(define).rest;
        for (symbol, value) in present {
            if self.automaton.slot(define, *symbol).is_none()
                && let Some(derived) = self.take_attribute(rest, *symbol, Some(value), false)
            {
                rest = derived;
            }
        }
        rest
    }

    /// The patterns of an attribute of this name, given the other attributes in `tag`.
    pub fn attribute_patterns(&mut self, parent: &State, tag: &dyn Tag, name: Symbol) -> Vec<PatternId> {
        let leaves = self.attribute_leaves(parent, tag, name);
        leaves.into_iter().map(|leaf| self.automaton.arena.leaves.attributes[leaf as usize].origin).collect()
    }

    fn attribute_leaves(&mut self, parent: &State, tag: &dyn Tag, name: Symbol) -> Vec<u32> {
        let others: Vec<(Symbol, String)> = tag.attributes().into_iter().filter(|(own, _)| *own != name).collect();
        let others = Known { symbol: tag.symbol(), attributes: others };
        let mut leaves = Vec::new();
        for define in self.fitting(parent, &others) {
            let rest = self.rest(define, &others.attributes);
            match self.automaton.slot(define, name) {
                Some(slot) => leaves.push(slot.leaf),
                None => leaves.extend_from_slice(&self.automaton.attribute_leaves(rest, name)),
            }
        }
        let mut seen = std::collections::HashSet::new();
        leaves.retain(|leaf| seen.insert(*leaf));
        leaves
    }

    /// The values of an attribute, given the other attributes in `tag`; in a list, those that may follow the words
    /// `before`.
    pub fn attribute_values(&mut self, parent: &State, tag: &dyn Tag, name: Symbol, before: &str) -> ValueOptions {
        let mut options = ValueOptions::default();
        for leaf in self.attribute_leaves(parent, tag, name) {
            let content = self.automaton.arena.leaves.attributes[leaf as usize].content;
            self.collect_values(content, before, &mut options);
        }
        options
    }

    /// The values of the text in an element that has no child elements.
    pub fn text_values(&mut self, state: &State, before: &str) -> ValueOptions {
        let mut options = ValueOptions::default();
        for (_, pat) in state.alternatives.clone() {
            self.collect_values(pat, before, &mut options);
        }
        options
    }

    fn collect_values(&mut self, pat: Pat, before: &str, options: &mut ValueOptions) {
        let mut seen = std::collections::HashSet::new();
        let mut stack = vec![pat];
        while let Some(pat) = stack.pop() {
            if !seen.insert(pat) || !self.automaton.arena.has(pat, DATA | HAS_TEXT) {
                continue;
            }
            match self.automaton.arena.node(pat).clone() {
                Node::Choice(items) | Node::Interleave(items) => stack.extend(items.iter().rev()),
                Node::Group(head, tail) => stack.extend([tail, head]),
                Node::OneOrMore(item) => stack.push(item),
                Node::Value(index) => {
                    let pattern = self.automaton.arena.leaves.values[index as usize];
                    if let Pattern::Value { value, .. } = self.grammar().pattern(pattern) {
                        let value = value.to_string();
                        options.values.push(ValueOption { value, pattern });
                    }
                }
                Node::Data(index) => {
                    let pattern = self.automaton.arena.leaves.data[index as usize].0;
                    let words = self.automaton.data(index).describe();
                    if let Pattern::Data { datatype, params, .. } = self.grammar().pattern(pattern)
                        && &*datatype.name == "boolean"
                        && params.is_empty()
                    {
                        for value in ["true", "false"] {
                            options.values.push(ValueOption { value: value.to_owned(), pattern });
                        }
                    }
                    options.types.push(words);
                }
                Node::List(item) => {
                    let mut at = item;
                    for word in before.split(is_xml_space).filter(|word| !word.is_empty()) {
                        let next = self.automaton.word(at, word, &NO_PREFIXES);
                        if next != NOT_ALLOWED {
                            at = next;
                        }
                    }
                    // only what may come next, not what comes later
                    let mut inner = ValueOptions::default();
                    let mut firsts = vec![at];
                    while let Some(first) = firsts.pop() {
                        match self.automaton.arena.node(first).clone() {
                            Node::Group(head, tail) => {
                                if self.automaton.arena.nullable(head) {
                                    firsts.push(tail);
                                }
                                firsts.push(head);
                            }
                            Node::Choice(items) => firsts.extend(items.iter()),
                            Node::OneOrMore(item) => firsts.push(item),
                            _ => self.collect_values(first, "", &mut inner),
                        }
                    }
                    options.values.extend(inner.values);
                    options.types.extend(inner.types.into_iter().map(|words| format!("words, each {words}")));
                }
                Node::Text => options.any_text = true,
                _ => {}
            }
        }
        options.values.sort_by_key(|one| one.pattern.0);
        options.values.dedup_by(|a, b| a.value == b.value);
        options.types.dedup();
    }

    /// The least that an element of this definition can be.
    pub fn minimal(&mut self, define: DefineId, namespace: &str, local: &str) -> Minimal {
        self.minimal_at(define.0, namespace, local, 0)
    }

    fn minimal_at(&mut self, define: u32, namespace: &str, local: &str, depth: usize) -> Minimal {
        let mut rest = self.automaton.model(define).rest;
        let mut leaves: Vec<u32> =
            self.automaton.slots(define).filter(|(_, slot)| slot.required).map(|(_, slot)| slot.leaf).collect();
        for _ in 0..MAX_MINIMAL_CHILDREN {
            let required = self.automaton.required(rest);
            let next = required.into_iter().find_map(|one| match one {
                Requirement::Attributes(leaves) => {
                    leaves.into_iter().find(|leaf| self.automaton.leaf_class(*leaf).names().is_some())
                }
                _ => None,
            });
            let Some(leaf) = next else { break };
            let derived = self.automaton.attribute_by_leaf(rest, leaf);
            if derived == NOT_ALLOWED {
                break;
            }
            rest = derived;
            leaves.push(leaf);
        }
        leaves.sort_by_key(|leaf| self.automaton.arena.leaves.attributes[*leaf as usize].origin.0);
        let mut attributes = Vec::new();
        for leaf in leaves {
            let attribute = self.automaton.arena.leaves.attributes[leaf as usize].clone();
            let Some((ns, name)) = self.automaton.leaf_class(leaf).names().and_then(|names| names.into_iter().next())
            else {
                continue;
            };
            let mut values = ValueOptions::default();
            self.collect_values(attribute.content, "", &mut values);
            let values = if values.any_text || values.types.iter().any(|_| values.values.is_empty()) {
                Vec::new()
            } else {
                values.values.into_iter().map(|one| one.value).collect()
            };
            let option = AttributeOption { pattern: attribute.origin, namespace: ns, local: name, required: true };
            attributes.push((option, values));
        }
        let mut state = self.automaton.close(rest);
        let may_have_content = state != EMPTY && state != NOT_ALLOWED;
        let mut minimal = Minimal {
            define: DefineId(define),
            namespace: namespace.into(),
            local: local.into(),
            attributes,
            children: Vec::new(),
            text: None,
            may_have_content,
        };
        if depth >= MAX_MINIMAL_DEPTH {
            return minimal;
        }
        for _ in 0..MAX_MINIMAL_CHILDREN {
            let mut required = self.automaton.required(state);
            // members of an interleave come in the order of the schema
            required.sort_by_key(|one| match one {
                Requirement::Elements(defines) => defines.first().copied().unwrap_or(u32::MAX),
                _ => u32::MAX,
            });
            let in_order = matches!(self.automaton.arena.node(state), Node::Group(..));
            let required = if in_order { self.automaton.required(state) } else { required };
            match required.into_iter().next() {
                Some(Requirement::Elements(defines)) => {
                    let found = defines.into_iter().find_map(|child| {
                        let names = self.grammar().defines[child as usize].name_class.names()?;
                        names.into_iter().next().map(|(ns, name)| (child, ns, name))
                    });
                    let Some((child, ns, name)) = found else { break };
                    let symbols = &self.automaton.shared.symbols;
                    let symbol = symbols.symbol(symbols.namespace(&ns), &name);
                    let next = self.automaton.start_skipping(state, symbol).into_iter().find(|(to, _)| *to == child);
                    let Some((_, follow)) = next else { break };
                    minimal.children.push(self.minimal_at(child, &ns, &name, depth + 1));
                    state = follow;
                }
                Some(Requirement::Text(pat)) => {
                    let mut values = ValueOptions::default();
                    self.collect_values(pat, "", &mut values);
                    let open = values.any_text || (values.values.is_empty() && !values.types.is_empty());
                    let values = values.values.into_iter().map(|one| one.value).collect();
                    minimal.text = Some(if open { Vec::new() } else { values });
                    break;
                }
                _ => break,
            }
        }
        minimal
    }

    /// The names of the elements whose content mentions an element of this definition.
    #[must_use]
    pub fn parents_of(&mut self, define: DefineId) -> Vec<String> {
        let grammar = self.grammar().clone();
        let mut found = Vec::new();
        for (index, one) in grammar.defines.iter().enumerate() {
            let content = self.automaton.model(index as u32).rest;
            if self.automaton.all_elements(content).contains(&define.0) {
                found.extend(local_names(&one.name_class));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Everything an element of this definition may have, whatever stands in it: attributes and children.
    pub fn model(&mut self, define: DefineId) -> (Vec<AttributeOption>, Vec<DefineId>) {
        let rest = self.automaton.model(define.0).rest;
        let mut leaves: Vec<(u32, bool)> =
            self.automaton.slots(define.0).map(|(_, slot)| (slot.leaf, slot.required)).collect();
        leaves.extend(self.automaton.all_attribute_leaves(rest).into_iter().map(|leaf| (leaf, false)));
        let mut attributes: Vec<AttributeOption> = leaves
            .into_iter()
            .flat_map(|(leaf, required)| {
                let pattern = self.automaton.arena.leaves.attributes[leaf as usize].origin;
                let names = self.automaton.leaf_class(leaf).names().unwrap_or_default();
                names.into_iter().map(move |(namespace, local)| AttributeOption { pattern, namespace, local, required })
            })
            .collect();
        attributes.sort_by_key(|one| (!one.required, one.pattern.0));
        let mut children: Vec<DefineId> = self.automaton.all_elements(rest).into_iter().map(DefineId).collect();
        children.sort_unstable();
        (attributes, children)
    }
}

/// A tag given by what it has.
struct Known {
    symbol: Symbol,
    attributes: Vec<(Symbol, String)>,
}

impl Tag for Known {
    fn symbol(&self) -> Symbol {
        self.symbol
    }

    fn attributes(&self) -> Vec<(Symbol, String)> {
        self.attributes.clone()
    }
}
