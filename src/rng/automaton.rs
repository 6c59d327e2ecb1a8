//! The lazily built automaton: derivatives (J. Clark, "An algorithm for RELAX NG validation") of interned patterns,
//! each computed once.
//!
//! Where Clark's derivatives wrap an element's content and what follows it into one pattern (`after`), here an element
//! is matched on its own, and its parent only remembers which pattern follows for which element define: content
//! models stay small and are shared by all places where an element may stand. Attributes that stand on their own in a
//! content model are looked up in a table; only what is left (choices between attributes, wildcards) goes through
//! derivatives. Interleaved members keep a state each (a [`Plan`]): their names are disjoint (section 7.4), so a name
//! decides the member, and no order of the members makes new states.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use super::datatype::{Datatype, IdType};
use super::pattern::{ATTRIBUTES, Arena, ELEMENTS, EMPTY, HAS_TEXT, NOT_ALLOWED, Node, Pat, TEXT};
use super::simple::{Grammar, NameClass, Pattern, PatternId};
use super::symbol::{FastMap, Symbol, Symbols};
use super::values::{CompiledValue, ValueSet};

/// What automata of one schema share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) grammar: Arc<Grammar>,
    pub(crate) symbols: Symbols,
    types: Mutex<HashMap<PatternId, Arc<Datatype>>>,
}

impl Shared {
    pub(crate) fn new(grammar: Arc<Grammar>) -> Self {
        let symbols = Symbols::new(&grammar);
        Self { grammar, symbols, types: Mutex::default() }
    }

    /// The datatype of a data or value pattern. One that cannot be made accepts every text: the front end has
    /// refused it already.
    pub(super) fn datatype(&self, pattern: PatternId) -> Arc<Datatype> {
        let mut types = self.types.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        types.entry(pattern).or_insert_with(|| Arc::new(self.make_datatype(pattern))).clone()
    }

    fn make_datatype(&self, pattern: PatternId) -> Datatype {
        let made = match self.grammar.pattern(pattern) {
            Pattern::Data { datatype, params, .. } => Datatype::new(&datatype.library, &datatype.name, params).ok(),
            Pattern::Value { datatype, .. } => Datatype::new(&datatype.library, &datatype.name, &[]).ok(),
            _ => None,
        };
        made.unwrap_or_else(|| {
            Datatype::new(super::datatype::BUILTIN_LIBRARY, "string", &[]).expect("the built-in type `string`")
        })
    }
}

/// Index of a [`Transition`]; 0 is the one that leads nowhere.
pub(crate) type TransitionId = u32;

/// The elements that a start tag may begin, each with the pattern that follows it.
#[derive(Debug, Clone)]
pub(crate) struct Transition {
    /// Element defines, ascending, and what follows.
    pub(crate) targets: Box<[(u32, Pat)]>,
}

/// An attribute that stands on its own in a content model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) leaf: u32,
    pub(crate) content: Pat,
    pub(crate) required: bool,
    pub(crate) id_type: IdType,
}

/// An element's content as the automaton starts with it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Model {
    /// The content without the attributes in slots; may hold others.
    pub(crate) rest: Pat,
    /// `rest` where it holds no attributes at all.
    pub(crate) plain: bool,
    /// Number of required slots.
    pub(crate) required: u32,
}

/// Interleaved members, each with a state of its own.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The interleave.
    pub(crate) pattern: Pat,
    /// Its members.
    pub(crate) members: Arc<[Pat]>,
    /// The member that text belongs to.
    pub(crate) text: Option<u32>,
}

/// One thread's automaton. Documents use it one after the other and leave it richer.
#[derive(Debug)]
pub(crate) struct Automaton {
    /// Grows whenever what is in use is renumbered.
    pub(crate) generation: u64,
    pub(crate) shared: Arc<Shared>,
    pub(crate) arena: Arena,
    transitions: Vec<Transition>,
    start_memo: FastMap<u64, TransitionId>,
    text_memo: FastMap<Pat, Pat>,
    close_memo: FastMap<Pat, Pat>,
    leaves_memo: FastMap<u64, Arc<[u32]>>,
    attribute_memo: FastMap<(Pat, u32, u64), Pat>,
    models: Vec<Option<Model>>,
    slots: FastMap<u64, Slot>,
    pub(crate) plans: Vec<Plan>,
    plan_ids: FastMap<Pat, u32>,
    member_memo: FastMap<u64, u32>,
    pub(super) types: Vec<Option<Arc<Datatype>>>,
    pub(super) values: Vec<Option<Arc<CompiledValue>>>,
    pub(super) value_sets: FastMap<Pat, Arc<ValueSet>>,
    pub(super) remembered: Vec<(u32, Box<str>)>,
    pub(crate) named_memo: FastMap<u32, Arc<[u32]>>,
    /// The local names of all elements, once they were asked for.
    pub(crate) element_names_memo: Option<Arc<[String]>>,
    pub(crate) parents_memo: FastMap<u32, Arc<[String]>>,
    pub(crate) bearers_memo: FastMap<u32, Arc<[String]>>,
    /// For messages: an element's content without its attributes, and the elements that a pattern mentions.
    pub(crate) contents_memo: FastMap<u32, Pat>,
    pub(crate) elements_memo: FastMap<Pat, Arc<[u32]>>,
    /// Cached entries at which the caches are emptied.
    limit: usize,
}

/// Patterns and transitions that may be cached before the caches are emptied: some 100 bytes each.
pub(crate) const CACHE_LIMIT: usize = 400_000;

/// Interleaves of this many members and more get a [`Plan`].
const PLAN_MEMBERS: usize = 3;

const NO_MEMBER: u32 = u32::MAX;

fn key(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

impl Automaton {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        let models = vec![None; shared.grammar.defines.len()];
        Self {
            generation: 0,
            shared,
            arena: Arena::new(),
            transitions: vec![Transition { targets: Box::from([]) }],
            start_memo: FastMap::default(),
            text_memo: FastMap::default(),
            close_memo: FastMap::default(),
            leaves_memo: FastMap::default(),
            attribute_memo: FastMap::default(),
            models,
            slots: FastMap::default(),
            plans: Vec::new(),
            plan_ids: FastMap::default(),
            member_memo: FastMap::default(),
            types: Vec::new(),
            values: Vec::new(),
            value_sets: FastMap::default(),
            remembered: Vec::new(),
            named_memo: FastMap::default(),
            element_names_memo: None,
            parents_memo: FastMap::default(),
            bearers_memo: FastMap::default(),
            contents_memo: FastMap::default(),
            elements_memo: FastMap::default(),
            limit: CACHE_LIMIT,
        }
    }

    /// The pattern of the grammar's start.
    pub(crate) fn start_pattern(&mut self) -> Pat {
        self.arena.import(&self.shared.grammar, self.shared.grammar.start)
    }

    /// Whether the caches have grown to their limit.
    pub(crate) fn is_full(&self) -> bool {
        self.arena.len()
            + self.transitions.len()
            + self.start_memo.len()
            + self.leaves_memo.len()
            + self.attribute_memo.len()
            + self.member_memo.len()
            > self.limit
    }

    #[cfg(test)]
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    #[cfg(test)]
    pub(crate) fn cached(&self) -> usize {
        self.arena.len() + self.start_memo.len()
    }

    /// Empties the caches. What is in use is renumbered: patterns in `states`, transitions in `links`, plans in
    /// `plans`.
    pub(crate) fn compact<'a>(
        &mut self,
        states: impl Iterator<Item = &'a mut Pat>,
        links: impl Iterator<Item = &'a mut TransitionId>,
        plans: impl Iterator<Item = &'a mut u32>,
    ) {
        self.generation += 1;
        let mut kept = vec![self.transitions[0].clone()];
        for link in links {
            kept.push(self.transitions[*link as usize].clone());
            *link = (kept.len() - 1) as u32;
        }
        let mut kept_plans = Vec::new();
        let mut new_ids: HashMap<u32, u32> = HashMap::new();
        for plan in plans {
            *plan = *new_ids.entry(*plan).or_insert_with(|| {
                kept_plans.push(self.plans[*plan as usize].clone());
                (kept_plans.len() - 1) as u32
            });
        }
        let mut roots: Vec<&mut Pat> = states.collect();
        for transition in &mut kept {
            roots.extend(transition.targets.iter_mut().map(|(_, follow)| follow));
        }
        let mut members: Vec<Vec<Pat>> = kept_plans.iter().map(|plan| plan.members.to_vec()).collect();
        for (plan, members) in kept_plans.iter_mut().zip(&mut members) {
            roots.push(&mut plan.pattern);
            roots.extend(members.iter_mut());
        }
        self.arena.retain(roots.into_iter());
        for (plan, members) in kept_plans.iter_mut().zip(members) {
            plan.members = members.into();
        }
        self.transitions = kept;
        self.plan_ids = kept_plans.iter().enumerate().map(|(id, plan)| (plan.pattern, id as u32)).collect();
        self.plans = kept_plans;
        self.start_memo = FastMap::default();
        self.text_memo = FastMap::default();
        self.close_memo = FastMap::default();
        self.leaves_memo = FastMap::default();
        self.attribute_memo = FastMap::default();
        self.member_memo = FastMap::default();
        self.value_sets = FastMap::default();
        self.contents_memo = FastMap::default();
        self.elements_memo = FastMap::default();
        self.slots = FastMap::default();
        self.models = vec![None; self.shared.grammar.defines.len()];
        self.limit = CACHE_LIMIT.min(self.limit).max(2 * self.arena.len());
    }

    /// The targets of a transition.
    pub(crate) fn targets(&self, id: TransitionId) -> &[(u32, Pat)] {
        &self.transitions[id as usize].targets
    }

    /// Adds a transition that recovery needs.
    pub(crate) fn add_transition(&mut self, mut targets: Vec<(u32, Pat)>) -> TransitionId {
        targets.sort_unstable();
        targets.dedup();
        let mut merged: Vec<(u32, Pat)> = Vec::with_capacity(targets.len());
        for same in targets.chunk_by(|one, other| one.0 == other.0) {
            // All at once: one after the other would sort the choice again for each.
            let follow = self.arena.choice(same.iter().map(|(_, follow)| *follow));
            merged.push((same[0].0, follow));
        }
        if merged.is_empty() {
            return 0;
        }
        self.transitions.push(Transition { targets: merged.into() });
        (self.transitions.len() - 1) as u32
    }

    /// The derivative by a start tag.
    pub(crate) fn start(&mut self, pat: Pat, symbol: Symbol) -> TransitionId {
        if let Some(id) = self.start_memo.get(&key(pat, symbol.0)) {
            return *id;
        }
        if !self.arena.has(pat, ELEMENTS) {
            return 0;
        }
        let mut targets: Vec<(u32, Pat)> = Vec::new();
        match self.arena.node(pat).clone() {
            Node::Ref(define) => {
                if self.shared.symbols.contains(&self.shared.grammar.defines[define as usize].name_class, symbol) {
                    targets.push((define, EMPTY));
                }
            }
            Node::Choice(items) => {
                for item in items.iter() {
                    let id = self.start(*item, symbol);
                    targets.extend_from_slice(self.targets(id));
                }
            }
            Node::Group(..) => {
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    let id = self.start(head, symbol);
                    for index in 0..self.targets(id).len() {
                        let (define, follow) = self.targets(id)[index];
                        targets.push((define, self.arena.group(follow, tail)));
                    }
                    if !self.arena.nullable(head) {
                        at = NOT_ALLOWED;
                        break;
                    }
                    at = tail;
                }
                let id = self.start(at, symbol);
                targets.extend_from_slice(self.targets(id));
            }
            Node::Interleave(items) => {
                for (index, item) in items.iter().enumerate() {
                    let id = self.start(*item, symbol);
                    for target in 0..self.targets(id).len() {
                        let (define, follow) = self.targets(id)[target];
                        let others = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| *item);
                        let whole = self.arena.interleave(std::iter::once(follow).chain(others));
                        targets.push((define, whole));
                    }
                }
            }
            Node::OneOrMore(item) => {
                let more = self.arena.optional(pat);
                let id = self.start(item, symbol);
                for index in 0..self.targets(id).len() {
                    let (define, follow) = self.targets(id)[index];
                    targets.push((define, self.arena.group(follow, more)));
                }
            }
            Node::NotAllowed
            | Node::Empty
            | Node::Text
            | Node::List(_)
            | Node::Data(_)
            | Node::Value(_)
            | Node::Attribute(_) => {}
        }
        targets.retain(|(_, follow)| *follow != NOT_ALLOWED);
        let id = self.add_transition(targets);
        self.start_memo.insert(key(pat, symbol.0), id);
        id
    }

    /// The derivative by text that stands among elements, where only `text` matches it.
    pub(crate) fn text(&mut self, pat: Pat) -> Pat {
        if !self.arena.has(pat, HAS_TEXT) {
            return NOT_ALLOWED;
        }
        if pat == TEXT {
            return TEXT;
        }
        if let Some(result) = self.text_memo.get(&pat) {
            return *result;
        }
        let result = match self.arena.node(pat).clone() {
            Node::Choice(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.text(*item)).collect();
                self.arena.choice(all)
            }
            Node::Group(..) => {
                let mut all = Vec::new();
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    let derived = self.text(head);
                    all.push(self.arena.group(derived, tail));
                    at = if self.arena.nullable(head) { tail } else { NOT_ALLOWED };
                }
                all.push(self.text(at));
                self.arena.choice(all)
            }
            Node::Interleave(items) => {
                let mut all = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let derived = self.text(*item);
                    if derived != NOT_ALLOWED {
                        let others = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| *item);
                        all.push(self.arena.interleave(std::iter::once(derived).chain(others)));
                    }
                }
                self.arena.choice(all)
            }
            Node::OneOrMore(item) => {
                let derived = self.text(item);
                let more = self.arena.optional(pat);
                self.arena.group(derived, more)
            }
            _ => NOT_ALLOWED,
        };
        self.text_memo.insert(pat, result);
        result
    }

    /// The model of an element's content.
    pub(crate) fn model(&mut self, define: u32) -> Model {
        if let Some(model) = self.models[define as usize] {
            return model;
        }
        let content = self.arena.import(&self.shared.grammar, self.shared.grammar.defines[define as usize].content);
        let mut slots = Vec::new();
        let rest = self.split(content, &mut slots);
        let model = Model {
            rest,
            plain: !self.arena.has(rest, ATTRIBUTES),
            required: slots.iter().filter(|(_, slot)| slot.required).count() as u32,
        };
        for (symbol, slot) in slots {
            self.slots.insert(key(define, symbol.0), slot);
        }
        self.models[define as usize] = Some(model);
        model
    }

    /// The slot of an attribute of an element whose model was asked for.
    pub(crate) fn slot(&self, define: u32, symbol: Symbol) -> Option<&Slot> {
        self.slots.get(&key(define, symbol.0))
    }

    /// All slots of an element, in no order.
    pub(crate) fn slots(&self, define: u32) -> impl Iterator<Item = (Symbol, &Slot)> {
        self.slots
            .iter()
            .filter(move |(at, _)| (**at >> 32) as u32 == define)
            .map(|(at, slot)| (Symbol(*at as u32), slot))
    }

    /// Takes single attributes out of groups and interleaves.
    fn split(&mut self, pat: Pat, slots: &mut Vec<(Symbol, Slot)>) -> Pat {
        if !self.arena.has(pat, ATTRIBUTES) {
            return pat;
        }
        match self.arena.node(pat).clone() {
            Node::Attribute(leaf) => self.take_slot(leaf, true, slots).map_or(pat, |()| EMPTY),
            Node::Choice(items) => match (&*items, items.last().map(|item| self.arena.node(*item).clone())) {
                ([EMPTY, _], Some(Node::Attribute(leaf))) => self.take_slot(leaf, false, slots).map_or(pat, |()| EMPTY),
                _ => pat,
            },
            Node::Interleave(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.split(*item, slots)).collect();
                self.arena.interleave(all)
            }
            Node::Group(..) => {
                let mut all = Vec::new();
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    all.push(self.split(head, slots));
                    at = tail;
                }
                let last = self.split(at, slots);
                all.into_iter().rev().fold(last, |rest, item| self.arena.group(item, rest))
            }
            _ => pat,
        }
    }

    fn take_slot(&mut self, leaf: u32, required: bool, slots: &mut Vec<(Symbol, Slot)>) -> Option<()> {
        let attribute = self.arena.leaves.attributes[leaf as usize].clone();
        let grammar = self.shared.grammar.clone();
        let Pattern::Attribute { name: NameClass::Name { namespace, local }, .. } = grammar.pattern(attribute.origin)
        else {
            return None;
        };
        let symbol = self.shared.symbols.symbol(self.shared.symbols.namespace(namespace), local);
        // The same name twice is against section 7.3; derivatives then give the honest answer.
        if slots.iter().any(|(other, _)| *other == symbol) {
            return None;
        }
        let id_type = self.id_type(attribute.content);
        slots.push((symbol, Slot { leaf, content: attribute.content, required, id_type }));
        Some(())
    }

    /// The ID type of an attribute's value: only a value that is nothing but an ID (DTD compatibility, section 3).
    pub(crate) fn id_type(&mut self, content: Pat) -> IdType {
        if !self.shared.grammar.uses_id_types {
            return IdType::None;
        }
        match *self.arena.node(content) {
            Node::Data(index) => self.data(index).id_type(),
            _ => IdType::None,
        }
    }

    /// The attribute patterns in `pat` that bear the name.
    pub(crate) fn attribute_leaves(&mut self, pat: Pat, symbol: Symbol) -> Arc<[u32]> {
        if let Some(leaves) = self.leaves_memo.get(&key(pat, symbol.0)) {
            return leaves.clone();
        }
        let mut leaves = self.all_attribute_leaves(pat);
        leaves.retain(|leaf| self.leaf_bears(*leaf, symbol));
        let leaves: Arc<[u32]> = leaves.into();
        self.leaves_memo.insert(key(pat, symbol.0), leaves.clone());
        leaves
    }

    pub(crate) fn leaf_class(&self, leaf: u32) -> &NameClass {
        match self.shared.grammar.pattern(self.arena.leaves.attributes[leaf as usize].origin) {
            Pattern::Attribute { name, .. } => name,
            _ => unreachable!("attribute leaves come from attributes"),
        }
    }

    pub(crate) fn leaf_bears(&self, leaf: u32, symbol: Symbol) -> bool {
        self.shared.symbols.contains(self.leaf_class(leaf), symbol)
    }

    /// All attribute patterns in `pat`, each once.
    pub(crate) fn all_attribute_leaves(&self, pat: Pat) -> Vec<u32> {
        let mut leaves = Vec::new();
        let mut seen = HashSet::new();
        let mut stack = vec![pat];
        while let Some(pat) = stack.pop() {
            if !self.arena.has(pat, ATTRIBUTES) || !seen.insert(pat) {
                continue;
            }
            match self.arena.node(pat) {
                Node::Attribute(leaf) => leaves.push(*leaf),
                Node::Choice(items) | Node::Interleave(items) => stack.extend_from_slice(items),
                Node::Group(a, b) => stack.extend([*b, *a]),
                Node::OneOrMore(item) => stack.push(*item),
                _ => {}
            }
        }
        leaves
    }

    /// The derivative by an attribute that matches, of the attribute patterns that bear its name
    /// ([`Self::attribute_leaves`]), those that are `matched`.
    pub(crate) fn attribute(&mut self, pat: Pat, symbol: Symbol, matched: &[bool]) -> Pat {
        if !matched.contains(&true) {
            return NOT_ALLOWED;
        }
        let bits = matched.iter().rev().fold(0u64, |bits, one| bits << 1 | u64::from(*one));
        let memo = (matched.len() <= 64).then_some((pat, symbol.0, bits));
        if let Some(result) = memo.and_then(|memo| self.attribute_memo.get(&memo)) {
            return *result;
        }
        let leaves = self.attribute_leaves(pat, symbol);
        debug_assert_eq!(leaves.len(), matched.len());
        let matched: HashSet<u32> =
            leaves.iter().zip(matched).filter(|(_, one)| **one).map(|(leaf, _)| *leaf).collect();
        let result = self.attribute_derivative(pat, &matched, &mut HashMap::new());
        if let Some(memo) = memo {
            self.attribute_memo.insert(memo, result);
        }
        result
    }

    /// The derivative by an attribute that matches one attribute pattern and no other.
    pub(crate) fn attribute_by_leaf(&mut self, pat: Pat, leaf: u32) -> Pat {
        self.attribute_derivative(pat, &HashSet::from([leaf]), &mut HashMap::new())
    }

    fn attribute_derivative(&mut self, pat: Pat, matched: &HashSet<u32>, done: &mut HashMap<Pat, Pat>) -> Pat {
        if !self.arena.has(pat, ATTRIBUTES) {
            return NOT_ALLOWED;
        }
        if let Some(result) = done.get(&pat) {
            return *result;
        }
        let result = match self.arena.node(pat).clone() {
            Node::Attribute(leaf) => {
                if matched.contains(&leaf) {
                    EMPTY
                } else {
                    NOT_ALLOWED
                }
            }
            Node::Choice(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.attribute_derivative(*item, matched, done)).collect();
                self.arena.choice(all)
            }
            Node::Group(..) => {
                let mut items = Vec::new();
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    items.push(head);
                    at = tail;
                }
                items.push(at);
                let mut all = Vec::new();
                for index in 0..items.len() {
                    let derived = self.attribute_derivative(items[index], matched, done);
                    if derived != NOT_ALLOWED {
                        let members = items.iter().enumerate().rev();
                        let whole = members.fold(EMPTY, |rest, (at, item)| {
                            self.arena.group(if at == index { derived } else { *item }, rest)
                        });
                        all.push(whole);
                    }
                }
                self.arena.choice(all)
            }
            Node::Interleave(items) => {
                let mut all = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let derived = self.attribute_derivative(*item, matched, done);
                    if derived != NOT_ALLOWED {
                        let others = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| *item);
                        all.push(self.arena.interleave(std::iter::once(derived).chain(others)));
                    }
                }
                self.arena.choice(all)
            }
            Node::OneOrMore(item) => {
                let derived = self.attribute_derivative(item, matched, done);
                let more = self.arena.optional(pat);
                self.arena.group(derived, more)
            }
            _ => NOT_ALLOWED,
        };
        done.insert(pat, result);
        result
    }

    /// The pattern once no more attributes come.
    pub(crate) fn close(&mut self, pat: Pat) -> Pat {
        if !self.arena.has(pat, ATTRIBUTES) {
            return pat;
        }
        if let Some(result) = self.close_memo.get(&pat) {
            return *result;
        }
        let result = self.map_attributes(pat, NOT_ALLOWED, &mut HashMap::new());
        self.close_memo.insert(pat, result);
        result
    }

    /// The pattern with `instead` for every attribute.
    pub(crate) fn map_attributes(&mut self, pat: Pat, instead: Pat, done: &mut HashMap<Pat, Pat>) -> Pat {
        if !self.arena.has(pat, ATTRIBUTES) {
            return pat;
        }
        if let Some(result) = done.get(&pat) {
            return *result;
        }
        let result = match self.arena.node(pat).clone() {
            Node::Choice(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.map_attributes(*item, instead, done)).collect();
                self.arena.choice(all)
            }
            Node::Interleave(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.map_attributes(*item, instead, done)).collect();
                self.arena.interleave(all)
            }
            Node::Group(..) => {
                let mut items = Vec::new();
                let mut at = pat;
                while let Node::Group(head, tail) = *self.arena.node(at) {
                    items.push(self.map_attributes(head, instead, done));
                    at = tail;
                }
                let last = self.map_attributes(at, instead, done);
                items.into_iter().rev().fold(last, |rest, item| self.arena.group(item, rest))
            }
            Node::OneOrMore(item) => {
                let item = self.map_attributes(item, instead, done);
                self.arena.one_or_more(item)
            }
            _ => instead,
        };
        done.insert(pat, result);
        result
    }

    /// The plan for an interleave, where a plan pays.
    pub(crate) fn plan(&mut self, pat: Pat) -> Option<u32> {
        let Node::Interleave(members) = self.arena.node(pat) else { return None };
        if members.len() < PLAN_MEMBERS {
            return None;
        }
        if let Some(plan) = self.plan_ids.get(&pat) {
            return Some(*plan);
        }
        let members = members.clone();
        let text = members.iter().position(|member| self.arena.has(*member, HAS_TEXT)).map(|index| index as u32);
        let id = self.plans.len() as u32;
        self.plans.push(Plan { pattern: pat, members, text });
        self.plan_ids.insert(pat, id);
        Some(id)
    }

    /// The member of a plan that elements of this name belong to.
    pub(crate) fn member(&mut self, plan: u32, symbol: Symbol) -> Option<u32> {
        if let Some(member) = self.member_memo.get(&key(plan, symbol.0)) {
            return (*member != NO_MEMBER).then_some(*member);
        }
        let members = self.plans[plan as usize].members.clone();
        let found = members.iter().position(|member| self.holds_element(*member, symbol)).map(|index| index as u32);
        self.member_memo.insert(key(plan, symbol.0), found.unwrap_or(NO_MEMBER));
        found
    }

    /// Whether an element of this name may appear anywhere in the pattern.
    fn holds_element(&self, pat: Pat, symbol: Symbol) -> bool {
        self.all_elements(pat).into_iter().any(|define| self.element_bears(define, symbol))
    }

    pub(crate) fn element_bears(&self, define: u32, symbol: Symbol) -> bool {
        self.shared.symbols.contains(&self.shared.grammar.defines[define as usize].name_class, symbol)
    }

    /// All element defines that the pattern mentions, each once.
    pub(crate) fn all_elements(&self, pat: Pat) -> Vec<u32> {
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
                Node::Group(a, b) => stack.extend([*b, *a]),
                Node::OneOrMore(item) => stack.push(*item),
                _ => {}
            }
        }
        elements
    }

    /// The element defines that the grammar has.
    pub(crate) fn grammar(&self) -> &Arc<Grammar> {
        &self.shared.grammar
    }
}
