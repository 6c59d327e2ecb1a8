//! The occurrence algebra: what stands in an element, how often, in what order.
//!
//! Every answer is kept by pattern, so that patterns which share parts cost no more than their size.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::rc::Rc;
use std::sync::Arc;

use crate::rng::simple::{DefineId, Grammar, NameClass, Pattern, PatternId};

use super::model::{Part, PartKind};

/// An attribute as it occurs in a content.
#[derive(Debug, Clone)]
pub(in crate::generate) struct AttributeOccurrence {
    pub class: NameClass,
    pub required: bool,
    pub contents: Vec<PatternId>,
    pub source: PatternId,
}

/// What an element's text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::generate) enum Alternative {
    Empty,
    Text,
    Value(PatternId),
    Data(PatternId),
    List(PatternId),
}

pub(in crate::generate) struct Contents<'g> {
    grammar: &'g Grammar,
    /// The first of all defines that are the same element, by define.
    same: &'g [DefineId],
    parts: HashMap<PatternId, Rc<Vec<Part>>>,
    attributes: HashMap<PatternId, Rc<Vec<AttributeOccurrence>>>,
    alternatives: HashMap<PatternId, Option<Rc<Vec<Alternative>>>>,
}

impl<'g> Contents<'g> {
    pub fn new(grammar: &'g Grammar, same: &'g [DefineId]) -> Self {
        Self { grammar, same, parts: HashMap::new(), attributes: HashMap::new(), alternatives: HashMap::new() }
    }

    /// The attributes of a content; with `required` where every document has them.
    pub fn attributes(&mut self, id: PatternId) -> Rc<Vec<AttributeOccurrence>> {
        if let Some(known) = self.attributes.get(&id) {
            return known.clone();
        }
        let result = match self.grammar.pattern(id) {
            Pattern::Attribute { name, content } => match name.names() {
                Some(names) if !names.is_empty() => {
                    let required = names.len() == 1;
                    let one = |(namespace, local)| AttributeOccurrence {
                        class: NameClass::Name { namespace, local },
                        required,
                        contents: vec![*content],
                        source: id,
                    };
                    names.into_iter().map(one).collect()
                }
                _ => vec![AttributeOccurrence {
                    class: name.clone(),
                    required: false,
                    contents: vec![*content],
                    source: id,
                }],
            },
            Pattern::Group(members) | Pattern::Interleave(members) => {
                let mut all: Vec<AttributeOccurrence> = Vec::new();
                for member in members.clone() {
                    for occurrence in self.attributes(member).iter() {
                        merge_attribute(&mut all, occurrence, true);
                    }
                }
                all
            }
            Pattern::Choice(members) => {
                let branches: Vec<_> = members
                    .clone()
                    .into_iter()
                    .filter(|member| !matches!(self.grammar.pattern(*member), Pattern::NotAllowed))
                    .map(|member| self.attributes(member))
                    .collect();
                let mut all: Vec<AttributeOccurrence> = Vec::new();
                for branch in &branches {
                    for occurrence in branch.iter() {
                        merge_attribute(&mut all, occurrence, false);
                    }
                }
                for occurrence in &mut all {
                    occurrence.required = branches
                        .iter()
                        .all(|branch| branch.iter().any(|own| own.class == occurrence.class && own.required));
                }
                all
            }
            Pattern::OneOrMore(inner) => {
                let inner = *inner;
                self.attributes(inner).to_vec()
            }
            _ => Vec::new(),
        };
        let result = Rc::new(result);
        self.attributes.insert(id, result.clone());
        result
    }

    /// What the text of a content may be; `None` where it has elements.
    pub fn alternatives(&mut self, id: PatternId) -> Option<Rc<Vec<Alternative>>> {
        if let Some(known) = self.alternatives.get(&id) {
            return known.clone();
        }
        let result = match self.grammar.pattern(id) {
            Pattern::Empty | Pattern::Attribute { .. } => Some(vec![Alternative::Empty]),
            Pattern::NotAllowed => Some(Vec::new()),
            Pattern::Text => Some(vec![Alternative::Text]),
            Pattern::Value { .. } => Some(vec![Alternative::Value(id)]),
            Pattern::Data { .. } => Some(vec![Alternative::Data(id)]),
            Pattern::List(_) => Some(vec![Alternative::List(id)]),
            Pattern::Ref(_) => None,
            Pattern::OneOrMore(inner) => {
                let inner = *inner;
                self.alternatives(inner).map(|known| known.to_vec())
            }
            Pattern::Choice(members) => {
                let own = members.clone().into_iter().map(|member| self.alternatives(member));
                own.collect::<Option<Vec<_>>>().map(|own| distinct(own.iter().flat_map(|own| own.iter().copied())))
            }
            Pattern::Group(members) | Pattern::Interleave(members) => {
                let own = members.clone().into_iter().map(|member| self.alternatives(member));
                own.collect::<Option<Vec<_>>>().map(|mut own| {
                    // Only one member can hold anything (section 7.2), or all hold text.
                    own.retain(|own| own.iter().any(|alternative| *alternative != Alternative::Empty));
                    let may_be_empty = own.iter().all(|own| own.contains(&Alternative::Empty));
                    let held = own.iter().flat_map(|own| own.iter().copied());
                    let held = held.filter(|alternative| *alternative != Alternative::Empty);
                    distinct(may_be_empty.then_some(Alternative::Empty).into_iter().chain(held))
                })
            }
        };
        let result = result.map(Rc::new);
        self.alternatives.insert(id, result.clone());
        result
    }

    /// All element patterns in a content, in order, and whether there is text beside them.
    pub fn leaves(&self, id: PatternId) -> (Vec<DefineId>, bool) {
        let mut defines = Vec::new();
        let mut seen = HashSet::new();
        let mut text = false;
        let mut work = vec![id];
        while let Some(id) = work.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.grammar.pattern(id) {
                Pattern::Ref(define) => defines.push(self.same[define.0 as usize]),
                Pattern::Text | Pattern::Data { .. } | Pattern::Value { .. } | Pattern::List(_) => text = true,
                Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members) => {
                    work.extend(members.iter().rev());
                }
                Pattern::OneOrMore(inner) => work.push(*inner),
                Pattern::Empty | Pattern::NotAllowed | Pattern::Attribute { .. } => {}
            }
        }
        (distinct(defines), text)
    }

    /// The element content in parts whose names are apart, so that writing the parts one after the other is valid.
    pub(super) fn parts(&mut self, id: PatternId) -> Rc<Vec<Part>> {
        if let Some(known) = self.parts.get(&id) {
            return known.clone();
        }
        let result = match self.grammar.pattern(id) {
            Pattern::Ref(define) => {
                vec![Part {
                    kind: PartKind::Single,
                    defines: vec![self.same[define.0 as usize]],
                    inner: Vec::new(),
                    min: 1,
                    max: Some(1),
                    source: id,
                }]
            }
            Pattern::Group(members) | Pattern::Interleave(members) => {
                let mut all = Settled::default();
                for member in members.clone() {
                    for part in self.parts(member).iter() {
                        self.settle(&mut all, part.clone());
                    }
                }
                all.parts
            }
            Pattern::OneOrMore(inner) => {
                let inner = *inner;
                let own = self.parts(inner);
                match own.as_slice() {
                    [] => Vec::new(),
                    [part] if matches!(part.kind, PartKind::Single | PartKind::Groups) => {
                        vec![Part { max: None, ..part.clone() }]
                    }
                    parts if self.is_ordered(inner) && self.can_be_told_apart(parts) => {
                        let all = sequence(parts, id);
                        vec![Part { kind: PartKind::Groups, inner: parts.to_vec(), ..all }]
                    }
                    parts => vec![sequence(parts, id)],
                }
            }
            Pattern::Choice(members) => {
                let members = members.clone();
                self.choice(id, &members)
            }
            _ => Vec::new(),
        };
        let result = Rc::new(result);
        self.parts.insert(id, result.clone());
        result
    }

    fn choice(&mut self, id: PatternId, members: &[PatternId]) -> Vec<Part> {
        let mut optional = false;
        let mut branches: Vec<Rc<Vec<Part>>> = Vec::new();
        for member in members {
            if matches!(self.grammar.pattern(*member), Pattern::NotAllowed) {
                continue;
            }
            let parts = self.parts(*member);
            if parts.is_empty() {
                optional = true;
            } else if !branches.contains(&parts) {
                branches.push(parts);
            }
        }
        if let [only] = branches.as_slice() {
            let relax = |part: &Part| Part { min: if optional { 0 } else { part.min }, ..part.clone() };
            return only.iter().map(relax).collect();
        }
        if branches.is_empty() {
            return Vec::new();
        }
        let plain = |part: &Part| part.kind != PartKind::Sequence && part.max == Some(1);
        if branches.iter().all(|branch| branch.len() == 1 && plain(&branch[0])) {
            let defines = distinct(branches.iter().flat_map(|branch| branch[0].defines.iter().copied()));
            let min = branches.iter().map(|branch| branch[0].min).min().unwrap_or(1).min(u32::from(!optional));
            let single = defines.windows(2).all(|pair| self.same_name(pair[0], pair[1]));
            let kind = if single { PartKind::Single } else { PartKind::Choice };
            return vec![Part { kind, defines, inner: Vec::new(), min, max: Some(1), source: id }];
        }
        self.merge_branches(id, &branches, optional)
    }

    /// Whether elements stand in one order only.
    fn is_ordered(&self, id: PatternId) -> bool {
        let mut work = vec![id];
        while let Some(id) = work.pop() {
            match self.grammar.pattern(id) {
                Pattern::Interleave(members) => {
                    let filled = members.iter().filter(|member| !self.leaves(**member).0.is_empty());
                    if filled.clone().count() > 1 {
                        return false;
                    }
                    work.extend(filled);
                }
                Pattern::Choice(members) | Pattern::Group(members) => work.extend(members),
                Pattern::OneOrMore(inner) => work.push(*inner),
                _ => {}
            }
        }
        true
    }

    /// Whether it shows where one repetition ends and the next begins: at an element that comes too early or once too
    /// often. Nothing is lost where two could also be one, since the elements keep their order.
    fn can_be_told_apart(&self, parts: &[Part]) -> bool {
        let plain = |part: &Part| {
            matches!(part.kind, PartKind::Single | PartKind::Choice)
                && part.min <= 1
                && part.max.is_none_or(|max| max == 1)
                && part.defines.iter().all(|define| self.grammar.define(*define).name_class.names().is_some())
        };
        parts.len() > 1 && parts.iter().any(|part| part.min > 0) && parts.iter().all(plain)
    }

    /// A choice of several parts: all of them optional, in an order that suits every branch, else a sequence.
    fn merge_branches(&self, id: PatternId, branches: &[Rc<Vec<Part>>], optional: bool) -> Vec<Part> {
        let everything: Vec<Part> = branches.iter().flat_map(|branch| branch.iter().cloned()).collect();
        let may_be_empty = optional || branches.iter().any(|branch| branch.iter().all(|part| part.min == 0));
        let in_order = || {
            let all = sequence(&everything, id);
            vec![Part { min: if may_be_empty { 0 } else { all.min }, ..all }]
        };
        let mut merged: Vec<Part> = Vec::new();
        for branch in branches {
            let mut last: Option<usize> = None;
            for part in branch.iter() {
                let same = merged.iter().position(|own| own.is_like(part));
                match same {
                    Some(at) if last.is_none_or(|last| at > last) => {
                        merged[at].min = merged[at].min.min(part.min);
                        merged[at].max = match (merged[at].max, part.max) {
                            (Some(one), Some(other)) => Some(one.max(other)),
                            _ => None,
                        };
                        last = Some(at);
                    }
                    Some(_) => return in_order(),
                    None if merged.iter().any(|own| self.overlap(own, part)) => return in_order(),
                    None => {
                        let at = last.map_or(merged.len(), |last| last + 1);
                        // Behind the last common part, but not before what other branches have there already.
                        merged.insert(at, part.clone());
                        last = Some(at);
                    }
                }
            }
        }
        for part in &mut merged {
            let everywhere = branches.iter().all(|branch| branch.iter().any(|own| own.is_like(part) && own.min > 0));
            if optional || !everywhere {
                part.min = 0;
            }
        }
        merged
    }

    /// Adds a part behind others. Parts that share names are joined: neighbours of one name into a repeated one, others
    /// with all between them into a sequence, since their order carries meaning.
    fn settle(&self, all: &mut Settled, mut part: Part) {
        let mut is_apart = !all.is_open;
        for define in &part.defines {
            match self.grammar.define(*define).name_class.names() {
                // a name that is new to all of them needs no comparison with each
                Some(names) => {
                    for name in names {
                        is_apart &= all.names.insert(name);
                    }
                }
                None => {
                    all.is_open = true;
                    is_apart = false;
                }
            }
        }
        let parts = &mut all.parts;
        let first = |parts: &[Part], part: &Part| parts.iter().position(|own| self.overlap(own, part));
        while !is_apart && let Some(first) = first(parts, &part) {
            let (one, other) = (&parts[first], &part);
            let alike = parts.len() == first + 1
                && one.kind == PartKind::Single
                && other.kind == PartKind::Single
                && one.defines == other.defines
                && one.defines.len() == 1;
            part = if alike {
                let max = match (one.max, other.max) {
                    (Some(one), Some(other)) => Some(one.saturating_add(other)),
                    _ => None,
                };
                Part { min: one.min.saturating_add(other.min), max, ..one.clone() }
            } else {
                sequence(parts[first..].iter().chain([&part]), one.source)
            };
            parts.truncate(first);
        }
        parts.push(part);
    }

    fn same_name(&self, one: DefineId, other: DefineId) -> bool {
        self.grammar.define(one).name_class == self.grammar.define(other).name_class
    }

    fn overlap(&self, one: &Part, other: &Part) -> bool {
        one.defines.iter().any(|one| other.defines.iter().any(|other| self.overlaps(*one, *other)))
    }

    /// Whether an element could have a name of both.
    pub fn overlaps(&self, one: DefineId, other: DefineId) -> bool {
        if one == other {
            return true;
        }
        let (one, other) = (&self.grammar.define(one).name_class, &self.grammar.define(other).name_class);
        match (one.names(), other.names()) {
            (Some(names), _) => names.iter().any(|(namespace, local)| other.contains(namespace, local)),
            (_, Some(names)) => names.iter().any(|(namespace, local)| one.contains(namespace, local)),
            // Two open classes may be apart, but nothing is lost by keeping their elements in one sequence.
            (None, None) => true,
        }
    }
}

fn sequence<'p>(parts: impl IntoIterator<Item = &'p Part> + Clone, source: PatternId) -> Part {
    let defines = distinct(parts.clone().into_iter().flat_map(|part| part.defines.iter().copied()));
    let min = u32::from(parts.into_iter().any(|part| part.min > 0));
    Part { kind: PartKind::Sequence, defines, inner: Vec::new(), min, max: None, source }
}

/// Parts whose names are apart.
#[derive(Default)]
struct Settled {
    parts: Vec<Part>,
    names: HashSet<(Arc<str>, Arc<str>)>,
    /// One of them is not held to a list of names.
    is_open: bool,
}

impl Part {
    /// Whether the parts hold the same, if perhaps not as often.
    fn is_like(&self, other: &Self) -> bool {
        self.kind == other.kind && self.defines == other.defines && self.inner == other.inner
    }
}

/// Each item once, where it comes first.
fn distinct<T: Eq + Hash + Copy>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    items.into_iter().filter(|item| seen.insert(*item)).collect()
}

fn merge_attribute(all: &mut Vec<AttributeOccurrence>, occurrence: &AttributeOccurrence, keep_required: bool) {
    match all.iter_mut().find(|own| own.class == occurrence.class) {
        Some(own) => {
            own.contents = distinct(own.contents.iter().chain(&occurrence.contents).copied());
            own.required = keep_required && (own.required || occurrence.required);
        }
        None => all.push(occurrence.clone()),
    }
}
