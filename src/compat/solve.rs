//! The search. A [`Goal`] asks whether a content of the old schema may fail to be one of the new; rules say from which
//! smaller failures it fails, or that it does. All goals that can be reached are expanded once; then the least
//! solution of the rules is taken in order of cost (Knuth's generalisation of Dijkstra's algorithm), so that what
//! fails has its smallest counter-example. A goal that no rule makes fail is an inclusion that is proved: recursive
//! schemas end because a goal is asked once.
//!
//! What keeps goals few: equal patterns are one and need no search; of the new schema only what the old one has letters
//! for is looked at; interleaves (and with them attributes) are taken apart where their letters are apart; choices of
//! the old schema are asked for one by one. Only where several element patterns of the new schema compete for one
//! element are subsets asked for (Hosoya, Vouillon and Pierce, "Regular expression types for XML", 4).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::rc::Rc;

use super::arena::{Arena, EMPTY, NOT_ALLOWED, Node, Pat, TEXT_LETTER, Type};
use super::names::{Cell, Cells};
use super::values::{Inclusion, Values};

/// Index of a goal.
pub(super) type GoalId = u32;

/// How far a content has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    /// Nothing of it.
    Fresh,
    /// Text, and what makes a text alone valid has been asked elsewhere.
    TextOnly,
    /// At least an element, or text where only elements and text are at stake.
    Begun,
}

/// Whether a content of `old` may be none of `new`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Goal {
    pub(super) old: Pat,
    pub(super) new: Pat,
    pub(super) phase: Phase,
    /// Whose content it is.
    pub(super) owner: u32,
}

/// Elements whose content is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Owner {
    /// The element of the old schema; `None` for the document.
    pub(super) old: Option<Type>,
    /// Those of the new schema that it may be.
    pub(super) new: Vec<Type>,
    /// Its name.
    pub(super) cell: Cell,
}

/// Where a part of an example comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// The smallest content of a pattern.
    Least(Pat),
    /// What fails a goal.
    Goal(GoalId),
}

/// How an example is made of smaller ones.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The smallest content of the pattern.
    Least(Pat),
    /// A text.
    Text(String),
    /// What fails the other goal.
    Same(GoalId),
    /// What fails the other goal, beside others.
    Beside(GoalId, Vec<Pat>),
    /// An attribute, and the rest.
    Attribute { cell: Cell, value: String, tail: Part },
    /// An element, and the rest.
    Element { cell: Cell, child: Part, tail: Part },
    /// Some text, and the rest.
    SomeText(Part),
}

/// Why something is valid by the old and not by the new schema.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Cause {
    /// An attribute is not allowed (any more) here.
    Attribute(Cell),
    /// An attribute must stand there.
    AttributeRequired(Cell),
    /// Values of an attribute.
    AttributeValue(Cell),
    /// An element is not allowed here.
    Element(Cell),
    /// An element must stand there.
    ElementRequired(Cell),
    /// The text of an element.
    TextValue,
    /// Text beside elements.
    Text,
    /// Content may not end here.
    Incomplete,
    /// What is allowed each on its own is not allowed together.
    Together,
    /// The search stopped here.
    Unexplored,
}

/// A way for a goal to fail.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) goal: GoalId,
    pub(super) step: Step,
    pub(super) subs: Vec<GoalId>,
    pub(super) cost: u64,
    pub(super) cause: Option<Cause>,
    /// Patterns whose values fail, where the cause is of values.
    pub(super) values: Option<(Pat, Pat)>,
    /// Whether it is not certain that this fails.
    pub(super) uncertain: bool,
}

/// Rules after which the search looks whether it has an answer already. DocBook needs 100,000 for all of its answer, TEI
/// a few times as many; what needs more grows faster than the schema.
const LOOK: usize = 1_000_000;

const NEVER: u64 = u64::MAX / 4;
const ELEMENT_COST: u64 = 20;
const ATTRIBUTE_COST: u64 = 6;

/// The search and what it works on.
pub(super) struct Solver {
    pub(super) arena: Arena,
    pub(super) values: Values,
    pub(super) cells: Cells,
    /// Content of each element type.
    pub(super) contents: Vec<Pat>,
    /// Cost of the smallest element of each type.
    pub(super) type_costs: Vec<u64>,
    pat_costs: HashMap<Pat, u64>,
    pub(super) goals: Vec<Goal>,
    goal_ids: HashMap<Goal, GoalId>,
    pub(super) owners: Vec<Owner>,
    owner_ids: HashMap<Owner, u32>,
    pub(super) rules: Vec<Rule>,
    /// What the search may still do.
    budget: u64,
}

impl Solver {
    pub(super) fn new(arena: Arena, values: Values, cells: Cells, contents: Vec<Pat>, budget: u64) -> Self {
        let mut solver = Self {
            type_costs: vec![NEVER; contents.len()],
            arena,
            values,
            cells,
            contents,
            pat_costs: HashMap::new(),
            goals: Vec::new(),
            goal_ids: HashMap::new(),
            owners: Vec::new(),
            owner_ids: HashMap::new(),
            rules: Vec::new(),
            budget,
        };
        solver.compute_type_costs();
        solver
    }

    fn compute_type_costs(&mut self) {
        loop {
            let mut changed = false;
            self.pat_costs.clear();
            for own in 0..self.contents.len() {
                let cost = self.cost(self.contents[own]);
                let cost = if cost >= NEVER { NEVER } else { cost + ELEMENT_COST };
                if cost < self.type_costs[own] {
                    self.type_costs[own] = cost;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// The cost of the smallest content of a pattern.
    pub(super) fn cost(&mut self, pat: Pat) -> u64 {
        if let Some(known) = self.pat_costs.get(&pat) {
            return *known;
        }
        let cost = match self.arena.node(pat).clone() {
            Node::NotAllowed => NEVER,
            Node::Empty | Node::Text => 0,
            Node::Choice(items) => items.iter().map(|item| self.cost(*item)).min().unwrap_or(NEVER),
            Node::Group(a, b) => self.cost(a).saturating_add(self.cost(b)).min(NEVER),
            Node::Interleave(items) => items.iter().map(|item| self.cost(*item)).sum::<u64>().min(NEVER),
            Node::OneOrMore(item) => self.cost(item),
            Node::Attribute(_, content) => {
                let text = self.values.cheapest(&self.arena, content);
                text.map_or(NEVER, |text| ATTRIBUTE_COST + text.len() as u64)
            }
            Node::Element(own) => self.type_costs[own as usize],
            Node::List(_) | Node::Data(_) | Node::Value(_) => {
                self.values.cheapest(&self.arena, pat).map_or(NEVER, |text| 1 + text.len() as u64)
            }
        };
        self.pat_costs.insert(pat, cost);
        cost
    }

    fn owner(&mut self, owner: Owner) -> u32 {
        let next = self.owners.len() as u32;
        let id = *self.owner_ids.entry(owner.clone()).or_insert(next);
        if id == next {
            self.owners.push(owner);
        }
        id
    }

    /// Asks; the answer is in the rules once all is expanded.
    fn goal(&mut self, goal: Goal) -> GoalId {
        let next = self.goals.len() as GoalId;
        let id = *self.goal_ids.entry(goal).or_insert(next);
        if id == next {
            self.goals.push(goal);
        }
        id
    }

    fn rule(&mut self, goal: GoalId, step: Step, subs: Vec<GoalId>, cost: u64, cause: Option<Cause>) {
        self.rules.push(Rule { goal, step, subs, cost, cause, values: None, uncertain: false });
    }

    /// Expands everything that the question whether `old` is within `new` needs. Goal 0 is the question.
    pub(super) fn run(&mut self, old: Pat, new: Pat) {
        let owner = self.owner(Owner { old: None, new: Vec::new(), cell: Cell::MAX });
        self.goal(Goal { old, new, phase: Phase::Begun, owner });
        let mut at = 0;
        let mut look = LOOK;
        while at < self.goals.len() {
            let before = self.rules.len();
            if before >= look {
                // Where much has been searched and a document found, that is the answer.
                look *= 2;
                if self.solve(false).cost[0].is_some() {
                    self.budget = 0;
                }
            }
            if self.budget == 0 {
                let goal = self.goals[at];
                let cost = self.cost(goal.old);
                self.rule(at as GoalId, Step::Least(goal.old), Vec::new(), cost, Some(Cause::Unexplored));
                self.rules[before].uncertain = true;
            } else {
                self.expand(at as GoalId);
                let work = 1 + (self.rules.len() - before) as u64;
                self.budget = self.budget.saturating_sub(work);
            }
            at += 1;
        }
    }

    /// Whether the inclusion holds on sight.
    fn is_plain(&self, old: Pat, new: Pat) -> bool {
        if old == new || old == NOT_ALLOWED {
            return true;
        }
        let items = self.arena.items(new);
        self.arena
            .items(old)
            .iter()
            .all(|item| items.binary_search(item).is_ok() || *item == EMPTY && self.arena.nullable(new))
    }

    /// What of the new pattern matters to the old one.
    fn relevant(&mut self, old: Pat, new: Pat) -> Pat {
        let new = self.arena.restricted(new, old);
        let items = self.arena.items(new);
        if items.len() < 2 {
            return new;
        }
        let required = self.arena.facts(old).required.clone();
        let kept: Vec<Pat> =
            items.iter().copied().filter(|item| required.within(&self.arena.facts(*item).letters)).collect();
        self.arena.choice(kept)
    }

    fn expand(&mut self, id: GoalId) {
        let Goal { old, new, phase, owner } = self.goals[id as usize];
        if self.is_plain(old, new) {
            return;
        }
        let relevant = self.relevant(old, new);
        if self.is_plain(old, relevant) {
            return;
        }
        if relevant == NOT_ALLOWED && phase != Phase::TextOnly {
            let cause = self.why_nothing(old, new);
            let cost = self.cost(old);
            self.rule(id, Step::Least(old), Vec::new(), cost, Some(cause));
            return;
        }
        let new = relevant;
        if let Node::Choice(items) = self.arena.node(old).clone() {
            for item in items.iter() {
                if !self.is_plain(*item, new) {
                    let sub = self.goal(Goal { old: *item, new, phase, owner });
                    self.rule(id, Step::Same(sub), vec![sub], 0, None);
                }
            }
            return;
        }
        // After text it matters whether any element comes, in whichever part.
        if phase != Phase::TextOnly && self.take_apart(id, old, new, phase, owner) {
            return;
        }
        if self.arena.facts(old).attributes {
            self.attributes(id, old, new, phase, owner);
            return;
        }
        self.words(id, old, new, phase, owner);
    }

    /// Why nothing of the new pattern matters.
    fn why_nothing(&self, old: Pat, new: Pat) -> Cause {
        let old = self.arena.facts(old);
        let items = self.arena.items(new);
        let decode = |letter: usize, attribute: fn(Cell) -> Cause, element: fn(Cell) -> Cause| {
            if letter == TEXT_LETTER {
                Cause::Text
            } else if letter % 2 == 1 {
                element(((letter - 1) / 2) as Cell)
            } else {
                attribute(((letter - 2) / 2) as Cell)
            }
        };
        // What the new schema asks for in any case.
        for letter in items.first().map(|item| self.arena.facts(*item).required.clone()).unwrap_or_default().iter() {
            if !old.letters.contains(letter)
                && items.iter().all(|item| self.arena.facts(*item).required.contains(letter))
            {
                return decode(letter, Cause::AttributeRequired, Cause::ElementRequired);
            }
        }
        // What the old schema has in any case.
        for letter in old.required.iter() {
            if !items.iter().any(|item| self.arena.facts(*item).letters.contains(letter)) {
                return decode(letter, Cause::Attribute, Cause::Element);
            }
        }
        Cause::Together
    }

    /// Takes interleaves apart where their letters are apart.
    fn take_apart(&mut self, id: GoalId, old: Pat, new: Pat, phase: Phase, owner: u32) -> bool {
        let left = self.arena.members(old);
        let right = self.factored(new);
        if left.len() < 2 {
            return false;
        }
        let all: Vec<Pat> = left.iter().chain(right.iter()).copied().collect();
        // Letters to the first member that has them.
        let mut parent: Vec<usize> = (0..all.len()).collect();
        fn find(parent: &mut [usize], mut at: usize) -> usize {
            while parent[at] != at {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            at
        }
        let mut first: HashMap<usize, usize> = HashMap::new();
        for (index, member) in all.iter().enumerate() {
            let letters = self.arena.facts(*member).letters.clone();
            for letter in letters.iter() {
                let other = *first.entry(letter).or_insert(index);
                let (a, b) = (find(&mut parent, index), find(&mut parent, other));
                parent[a] = b;
            }
        }
        let mut parts: BTreeMap<usize, (Vec<Pat>, Vec<Pat>)> = BTreeMap::new();
        for (index, member) in all.iter().enumerate() {
            let part = parts.entry(find(&mut parent, index)).or_default();
            if index < left.len() { part.0.push(*member) } else { part.1.push(*member) }
        }
        if parts.len() < 2 {
            return false;
        }
        for (own, other) in parts.values() {
            let old_part = self.arena.interleave(own.iter().copied());
            let new_part = self.arena.interleave(other.iter().copied());
            if self.is_plain(old_part, new_part) {
                continue;
            }
            let mut rest = left.to_vec();
            for member in own {
                if let Some(at) = rest.iter().position(|one| one == member) {
                    rest.remove(at);
                }
            }
            let cost = rest.iter().map(|member| self.cost(*member)).sum();
            let sub = self.goal(Goal { old: old_part, new: new_part, phase, owner });
            self.rule(id, Step::Beside(sub, rest), vec![sub], cost, None);
        }
        true
    }

    /// A pattern as interleaved members: what all alternatives have in common is taken out of a choice.
    fn factored(&mut self, pat: Pat) -> Rc<[Pat]> {
        let Node::Choice(items) = self.arena.node(pat).clone() else { return self.arena.members(pat) };
        let mut common = self.arena.members(items[0]).to_vec();
        for item in &items[1..] {
            let mut members = self.arena.members(*item).to_vec();
            common.retain(|member| {
                let at = members.iter().position(|one| one == member);
                at.map(|at| members.swap_remove(at)).is_some()
            });
        }
        if common.is_empty() {
            return Rc::new([pat]);
        }
        let mut rests = Vec::new();
        for item in items.iter() {
            let mut members = self.arena.members(*item).to_vec();
            for member in &common {
                if let Some(at) = members.iter().position(|one| one == member) {
                    members.remove(at);
                }
            }
            rests.push(self.arena.interleave(members));
        }
        common.push(self.arena.choice(rests));
        common.into()
    }

    /// The name classes of the attributes in a pattern.
    fn attribute_sets(&self, pat: Pat, found: &mut Vec<u32>) {
        if !self.arena.facts(pat).attributes {
            return;
        }
        match self.arena.node(pat) {
            Node::Attribute(set, _) if !found.contains(set) => {
                found.push(*set);
            }
            Node::Choice(items) | Node::Interleave(items) => {
                items.iter().for_each(|item| self.attribute_sets(*item, found));
            }
            Node::Group(a, b) => {
                self.attribute_sets(*a, found);
                self.attribute_sets(*b, found);
            }
            Node::OneOrMore(item) => self.attribute_sets(*item, found),
            _ => {}
        }
    }

    /// Decides on one attribute: absent or present.
    fn attributes(&mut self, id: GoalId, old: Pat, new: Pat, phase: Phase, owner: u32) {
        let mut sets = Vec::new();
        self.attribute_sets(old, &mut sets);
        let mut all = sets.clone();
        self.attribute_sets(new, &mut all);
        let mut letters: Vec<Cell> = sets.iter().flat_map(|set| self.arena.set(*set).iter().copied()).collect();
        letters.sort_unstable();
        letters.dedup();
        let Some(first) = letters.first().copied() else { return };
        // Names that all name classes treat as this one: many at once where there is no end to them.
        let signature = |cell: Cell| -> Vec<bool> {
            all.iter().map(|set| self.arena.set(*set).binary_search(&cell).is_ok()).collect()
        };
        let own = signature(first);
        let alike: Vec<Cell> = letters.iter().copied().filter(|cell| signature(*cell) == own).collect();
        let endless = alike.iter().copied().find(|cell| !self.cells.is_single(*cell));
        let (cell, cells): (Cell, Rc<[Cell]>) = match endless {
            Some(cell) => (cell, alike.into()),
            None => (first, Rc::new([first])),
        };
        // Absent.
        let (old_rest, new_rest) = (self.arena.without(old, &cells), self.arena.without(new, &cells));
        if old_rest != NOT_ALLOWED && !self.is_plain(old_rest, new_rest) {
            if new_rest == NOT_ALLOWED {
                let cost = self.cost(old_rest);
                self.rule(id, Step::Least(old_rest), Vec::new(), cost, Some(Cause::AttributeRequired(cell)));
            } else {
                let sub = self.goal(Goal { old: old_rest, new: new_rest, phase, owner });
                self.rule(id, Step::Same(sub), vec![sub], 0, None);
            }
        }
        // Present.
        let mut left = self.arena.attribute_transitions(old, cell);
        let mut right = self.arena.attribute_transitions(new, cell);
        if endless.is_none() {
            for (_, follow) in left.iter_mut().chain(&mut right) {
                *follow = self.arena.without(*follow, &cells);
            }
        }
        let left = self.by_follow(&left);
        for (content, follow) in left {
            let candidates = self.candidates(content, &right, false);
            for subset in 0..1u32 << candidates.len() {
                let within = self.arena.choice(pick(&candidates, subset, true).map(|(content, _)| *content));
                let rest = self.arena.choice(pick(&candidates, subset, false).map(|(_, follow)| *follow));
                let last = rest == NOT_ALLOWED;
                let mut uncertain = false;
                let value = if within == NOT_ALLOWED {
                    self.values.cheapest(&self.arena, content)
                } else {
                    match self.values.included(&self.arena, content, within) {
                        Inclusion::Yes => continue,
                        Inclusion::No(text) => Some(text),
                        Inclusion::Open(text) => {
                            uncertain = true;
                            text.or_else(|| self.values.cheapest(&self.arena, content))
                        }
                    }
                };
                if !last && self.is_plain(follow, rest) {
                    continue;
                }
                let Some(value) = value else { continue };
                let mut cost = ATTRIBUTE_COST + value.len() as u64;
                let (tail, subs) = if last {
                    cost += self.cost(follow);
                    (Part::Least(follow), Vec::new())
                } else {
                    let sub = self.goal(Goal { old: follow, new: rest, phase, owner });
                    (Part::Goal(sub), vec![sub])
                };
                let cause = match (last, within == NOT_ALLOWED) {
                    (false, _) => None,
                    (true, true) => Some(Cause::Attribute(cell)),
                    (true, false) => Some(Cause::AttributeValue(cell)),
                };
                let values = (cause.is_some() && within != NOT_ALLOWED).then_some((content, within));
                let step = Step::Attribute { cell, value, tail };
                self.rules.push(Rule { goal: id, step, subs, cost, cause, values, uncertain });
            }
        }
    }

    /// Joins what has the same continuation.
    fn by_follow(&mut self, transitions: &[(Pat, Pat)]) -> Vec<(Pat, Pat)> {
        let mut grouped: BTreeMap<Pat, Vec<Pat>> = BTreeMap::new();
        for (content, follow) in transitions {
            if *follow != NOT_ALLOWED {
                grouped.entry(*follow).or_default().push(*content);
            }
        }
        grouped.into_iter().map(|(follow, contents)| (self.arena.choice(contents), follow)).collect()
    }

    /// What competes in the new schema for something of content `old`: contents, each with what follows.
    fn candidates(&mut self, old: Pat, transitions: &[(Pat, Pat)], elements: bool) -> Vec<(Pat, Pat)> {
        let mut by_content: BTreeMap<Pat, Vec<Pat>> = BTreeMap::new();
        for (content, follow) in transitions {
            if elements {
                // What cannot be shared is no candidate.
                let (a, b) = (self.arena.facts(old), self.arena.facts(*content));
                if !a.required.within(&b.letters) || !b.required.within(&a.letters) {
                    continue;
                }
            }
            by_content.entry(*content).or_default().push(*follow);
        }
        let joined: Vec<(Pat, Pat)> =
            by_content.into_iter().map(|(content, follows)| (content, self.arena.choice(follows))).collect();
        self.by_follow(&joined)
    }

    /// Text and elements.
    fn words(&mut self, id: GoalId, old: Pat, new: Pat, phase: Phase, owner: u32) {
        let with_data = phase == Phase::Fresh && (self.arena.facts(old).data || self.arena.facts(new).data);
        if with_data {
            match self.values.included(&self.arena, old, new) {
                Inclusion::Yes => {}
                found => {
                    let uncertain = matches!(found, Inclusion::Open(_));
                    let text = match found {
                        Inclusion::No(text) | Inclusion::Open(Some(text)) => Some(text),
                        _ => self.values.cheapest(&self.arena, old),
                    };
                    if let Some(text) = text {
                        let cost = 1 + text.len() as u64;
                        let (step, subs, cause) = (Step::Text(text), Vec::new(), Some(Cause::TextValue));
                        let values = Some((old, new));
                        self.rules.push(Rule { goal: id, step, subs, cost, cause, values, uncertain });
                    }
                }
            }
        } else if phase != Phase::TextOnly && self.arena.nullable(old) && !self.arena.nullable(new) {
            self.rule(id, Step::Least(EMPTY), Vec::new(), 0, Some(self.why_incomplete(new)));
        }
        if phase != Phase::TextOnly {
            let (old_rest, new_rest) = (self.arena.text(old), self.arena.text(new));
            if with_data {
                let phase = Phase::TextOnly;
                if self.arena.facts(old_rest).elements && !self.is_plain(old_rest, new_rest) {
                    let sub = self.goal(Goal { old: old_rest, new: new_rest, phase, owner });
                    self.rule(id, Step::SomeText(Part::Goal(sub)), vec![sub], 2, None);
                }
            } else if old_rest != NOT_ALLOWED && !self.is_plain(old_rest, new_rest) {
                if new_rest == NOT_ALLOWED {
                    let cost = 2 + self.cost(old_rest);
                    self.rule(id, Step::SomeText(Part::Least(old_rest)), Vec::new(), cost, Some(Cause::Text));
                } else {
                    let sub = self.goal(Goal { old: old_rest, new: new_rest, phase: Phase::Begun, owner });
                    self.rule(id, Step::SomeText(Part::Goal(sub)), vec![sub], 2, None);
                }
            }
        }
        let left = self.arena.transitions(old);
        let right = self.arena.transitions(new);
        for (own, follow) in left.iter() {
            self.element(id, *own, *follow, &right, owner);
        }
    }

    /// What the new schema still waits for.
    fn why_incomplete(&self, new: Pat) -> Cause {
        match self.arena.facts(new).required.iter().next() {
            Some(letter) if letter != TEXT_LETTER && letter % 2 == 1 => {
                Cause::ElementRequired(((letter - 1) / 2) as Cell)
            }
            _ => Cause::Incomplete,
        }
    }

    /// One element of the old schema, by each of its names.
    fn element(&mut self, id: GoalId, own: Type, follow: Pat, right: &[(Type, Pat)], owner: u32) {
        let cells = self.arena.set(self.arena.type_names[own as usize]).clone();
        let mut signatures: HashMap<Vec<bool>, Cell> = HashMap::new();
        for cell in cells.iter() {
            let signature: Vec<bool> = right
                .iter()
                .map(|(other, _)| self.arena.set(self.arena.type_names[*other as usize]).binary_search(cell).is_ok())
                .collect();
            let slot = signatures.entry(signature).or_insert(*cell);
            // Of names that are all alike one that no schema mentions is the plainest example.
            if !self.cells.is_single(*cell) {
                *slot = *cell;
            }
        }
        let mut signatures: Vec<(Vec<bool>, Cell)> = signatures.into_iter().collect();
        signatures.sort_by_key(|(_, cell)| *cell);
        let content = self.contents[own as usize];
        for (signature, cell) in signatures {
            let mut competing: Vec<(Pat, Pat)> = Vec::new();
            let mut types: Vec<(Pat, Type)> = Vec::new();
            for ((other, follow), _) in right.iter().zip(&signature).filter(|(_, named)| **named) {
                competing.push((self.contents[*other as usize], *follow));
                types.push((self.contents[*other as usize], *other));
            }
            let mut candidates = self.candidates(content, &competing, true);
            if candidates.is_empty() {
                candidates = self.by_follow(&competing);
            }
            let mut sure = NOT_ALLOWED;
            candidates.retain(|(other, follow)| {
                let plain = self.is_plain(content, *other);
                if plain {
                    sure = self.arena.choice([sure, *follow]);
                }
                !plain
            });
            if candidates.len() > MAX_COMPETING {
                let cost = self.cost(content) + self.cost(follow) + ELEMENT_COST;
                let (child, tail) = (Part::Least(content), Part::Least(follow));
                let step = Step::Element { cell, child, tail };
                self.rule(id, step, Vec::new(), cost, Some(Cause::Unexplored));
                if let Some(rule) = self.rules.last_mut() {
                    rule.uncertain = true;
                }
                continue;
            }
            for subset in 0..1u32 << candidates.len() {
                let within = self.arena.choice(pick(&candidates, subset, true).map(|(content, _)| *content));
                let rest = pick(&candidates, subset, false).map(|(_, follow)| *follow).chain([sure]);
                let rest = self.arena.choice(rest);
                if (rest != NOT_ALLOWED && self.is_plain(follow, rest))
                    || (within != NOT_ALLOWED && self.is_plain(content, within))
                {
                    continue;
                }
                let mut cost = ELEMENT_COST;
                let mut subs = Vec::new();
                let child = if within == NOT_ALLOWED {
                    cost += self.cost(content);
                    Part::Least(content)
                } else {
                    let items = self.arena.items(within);
                    let new: Vec<Type> = types
                        .iter()
                        .filter(|(other, _)| self.arena.items(*other).iter().all(|item| items.contains(item)))
                        .map(|(_, other)| *other)
                        .collect();
                    let owner = self.owner(Owner { old: Some(own), new, cell });
                    let sub = self.goal(Goal { old: content, new: within, phase: Phase::Fresh, owner });
                    subs.push(sub);
                    Part::Goal(sub)
                };
                let tail = if rest == NOT_ALLOWED {
                    cost += self.cost(follow);
                    Part::Least(follow)
                } else {
                    let sub = self.goal(Goal { old: follow, new: rest, phase: Phase::Begun, owner });
                    subs.push(sub);
                    Part::Goal(sub)
                };
                let cause = subs.is_empty().then_some(Cause::Element(cell));
                self.rule(id, Step::Element { cell, child, tail }, subs, cost, cause);
            }
        }
    }
}

/// Element patterns that may compete for one element before the search gives up there.
const MAX_COMPETING: usize = 8;

fn pick(candidates: &[(Pat, Pat)], subset: u32, inside: bool) -> impl Iterator<Item = &(Pat, Pat)> {
    candidates.iter().enumerate().filter(move |(at, _)| (subset >> at & 1 == 1) == inside).map(|(_, one)| one)
}

/// The least solution: which goals fail, how cheaply, and by which rule.
#[derive(Debug)]
pub(super) struct Solution {
    pub(super) cost: Vec<Option<u64>>,
    pub(super) best: Vec<Option<usize>>,
    /// For goals on the way from goal 0: the cost of what is around them, and the rule and goal that lead there.
    pub(super) around: Vec<Option<u64>>,
    pub(super) from: Vec<Option<usize>>,
}

impl Solver {
    /// Solves the rules, with those that are uncertain or without.
    pub(super) fn solve(&self, uncertain: bool) -> Solution {
        let goals = self.goals.len();
        let mut uses: Vec<Vec<usize>> = vec![Vec::new(); goals];
        let mut waiting: Vec<usize> = Vec::with_capacity(self.rules.len());
        let mut costs: Vec<u64> = self.rules.iter().map(|rule| rule.cost).collect();
        let mut queue = BinaryHeap::new();
        for (index, rule) in self.rules.iter().enumerate() {
            waiting.push(rule.subs.len());
            if rule.uncertain && !uncertain {
                continue;
            }
            rule.subs.iter().for_each(|sub| uses[*sub as usize].push(index));
            if rule.subs.is_empty() && rule.cost < NEVER {
                queue.push(Reverse((rule.cost, index)));
            }
        }
        let mut solution = Solution {
            cost: vec![None; goals],
            best: vec![None; goals],
            around: vec![None; goals],
            from: vec![None; goals],
        };
        while let Some(Reverse((cost, index))) = queue.pop() {
            let goal = self.rules[index].goal as usize;
            if solution.cost[goal].is_some() {
                continue;
            }
            solution.cost[goal] = Some(cost);
            solution.best[goal] = Some(index);
            for using in &uses[goal] {
                costs[*using] = costs[*using].saturating_add(cost);
                waiting[*using] -= 1;
                if waiting[*using] == 0 && costs[*using] < NEVER {
                    queue.push(Reverse((costs[*using], *using)));
                }
            }
        }
        // From the question down to each failure: what surrounds it, as cheaply as can be.
        let mut by_goal: Vec<Vec<usize>> = vec![Vec::new(); goals];
        for (index, rule) in self.rules.iter().enumerate() {
            if waiting[index] == 0 && (!rule.uncertain || uncertain) {
                by_goal[rule.goal as usize].push(index);
            }
        }
        let mut queue = BinaryHeap::from([Reverse((0u64, 0usize, None::<usize>))]);
        while let Some(Reverse((cost, goal, from))) = queue.pop() {
            if solution.around[goal].is_some() || solution.cost[goal].is_none() {
                continue;
            }
            solution.around[goal] = Some(cost);
            solution.from[goal] = from;
            for index in &by_goal[goal] {
                for sub in &self.rules[*index].subs {
                    let own = solution.cost[*sub as usize].unwrap_or(0);
                    queue.push(Reverse((cost + costs[*index] - own, *sub as usize, Some(*index))));
                }
            }
        }
        solution
    }

    /// Whether a rule can fail its goal, by a solution.
    pub(super) fn fails(&self, index: usize, solution: &Solution) -> bool {
        let rule = &self.rules[index];
        rule.cost < NEVER && rule.subs.iter().all(|sub| solution.cost[*sub as usize].is_some())
    }
}
