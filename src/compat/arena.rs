//! Patterns of two schemas in one arena: equal patterns are one, whichever schema they come from, and attributes stand
//! beside the rest of a content model, since their order means nothing.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::names::Cell;
use crate::rng::simple::DatatypeName;

/// A pattern of the arena.
pub(super) type Pat = u32;
/// An element type: a name class and a content, shared by all defines that mean the same.
pub(super) type Type = u32;

pub(super) const NOT_ALLOWED: Pat = 0;
pub(super) const EMPTY: Pat = 1;
pub(super) const TEXT: Pat = 2;

/// What a pattern is. Choices and interleaves are flat, sorted and without repetition of choices.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    NotAllowed,
    Empty,
    Text,
    Choice(Rc<[Pat]>),
    Group(Pat, Pat),
    Interleave(Rc<[Pat]>),
    OneOrMore(Pat),
    List(Pat),
    Data(u32),
    Value(u32),
    Attribute(u32, Pat),
    Element(Type),
}

/// A datatype with its facets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct DataLeaf {
    pub(super) datatype: DatatypeName,
    pub(super) params: Vec<(Arc<str>, Arc<str>)>,
    pub(super) except: Option<Pat>,
}

/// A value of a datatype.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ValueLeaf {
    pub(super) datatype: DatatypeName,
    pub(super) value: Arc<str>,
    pub(super) namespace: Arc<str>,
    pub(super) prefixes: Arc<[(Arc<str>, Arc<str>)]>,
}

/// A set of small numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn insert(&mut self, at: usize) {
        if self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn contains(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn union(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(own, more)| *own |= more);
    }

    fn intersect(&mut self, other: &Self) {
        for (index, own) in self.0.iter_mut().enumerate() {
            *own &= other.0.get(index).copied().unwrap_or(0);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// Whether all of these are in the other set.
    pub(super) fn within(&self, other: &Self) -> bool {
        self.0.iter().enumerate().all(|(index, own)| own & !other.0.get(index).copied().unwrap_or(0) == 0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0
            .iter()
            .enumerate()
            .flat_map(|(index, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index * 64 + bit))
    }
}

/// What is known of a pattern.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) nullable: bool,
    /// Text, data, values or lists, outside of attributes.
    pub(super) strings: bool,
    /// Data, values or lists, outside of attributes.
    pub(super) data: bool,
    pub(super) attributes: bool,
    pub(super) elements: bool,
    /// The letters of its words: 0 for text; 1 + 2n for elements of cell n, 2 + 2n for attributes.
    pub(super) letters: Rc<Bits>,
    /// Letters that every word has.
    pub(super) required: Rc<Bits>,
}

/// The letter of text.
pub(super) const TEXT_LETTER: usize = 0;

/// The letter of elements of a cell.
pub(super) fn element_letter(cell: Cell) -> usize {
    1 + 2 * cell as usize
}

/// The letter of attributes of a cell.
pub(super) fn attribute_letter(cell: Cell) -> usize {
    2 + 2 * cell as usize
}

/// The arena.
#[derive(Debug)]
pub(super) struct Arena {
    nodes: Vec<Node>,
    ids: HashMap<Node, Pat>,
    facts: Vec<Facts>,
    pub(super) data: Vec<DataLeaf>,
    data_ids: HashMap<DataLeaf, u32>,
    pub(super) values: Vec<ValueLeaf>,
    value_ids: HashMap<ValueLeaf, u32>,
    sets: Vec<Rc<[Cell]>>,
    set_ids: HashMap<Rc<[Cell]>, u32>,
    /// The name class of each element type.
    pub(super) type_names: Vec<u32>,
    transitions: HashMap<Pat, Rc<[(Type, Pat)]>>,
    texts: HashMap<Pat, Pat>,
    restricted: HashMap<(Pat, Pat), Pat>,
    without: HashMap<(Pat, Rc<[Cell]>), Pat>,
}

impl Arena {
    pub(super) fn new() -> Self {
        let mut arena = Self {
            nodes: Vec::new(),
            ids: HashMap::new(),
            facts: Vec::new(),
            data: Vec::new(),
            data_ids: HashMap::new(),
            values: Vec::new(),
            value_ids: HashMap::new(),
            sets: Vec::new(),
            set_ids: HashMap::new(),
            type_names: Vec::new(),
            transitions: HashMap::new(),
            texts: HashMap::new(),
            restricted: HashMap::new(),
            without: HashMap::new(),
        };
        for node in [Node::NotAllowed, Node::Empty, Node::Text] {
            arena.intern(node);
        }
        arena
    }

    pub(super) fn node(&self, pat: Pat) -> &Node {
        &self.nodes[pat as usize]
    }

    pub(super) fn facts(&self, pat: Pat) -> &Facts {
        &self.facts[pat as usize]
    }

    pub(super) fn nullable(&self, pat: Pat) -> bool {
        self.facts[pat as usize].nullable
    }

    /// The cells of a name class.
    pub(super) fn set(&self, id: u32) -> &Rc<[Cell]> {
        &self.sets[id as usize]
    }

    pub(super) fn intern_set(&mut self, cells: &[Cell]) -> u32 {
        if let Some(id) = self.set_ids.get(cells) {
            return *id;
        }
        let cells: Rc<[Cell]> = cells.into();
        let id = self.sets.len() as u32;
        self.sets.push(cells.clone());
        self.set_ids.insert(cells, id);
        id
    }

    fn intern(&mut self, node: Node) -> Pat {
        if let Some(id) = self.ids.get(&node) {
            return *id;
        }
        let facts = self.compute_facts(&node);
        let id = self.nodes.len() as Pat;
        self.nodes.push(node.clone());
        self.facts.push(facts);
        self.ids.insert(node, id);
        id
    }

    fn compute_facts(&self, node: &Node) -> Facts {
        let none = || Facts {
            nullable: false,
            strings: false,
            data: false,
            attributes: false,
            elements: false,
            letters: Rc::default(),
            required: Rc::default(),
        };
        let named = |set: u32, letter: fn(Cell) -> usize| {
            let mut letters = Bits::default();
            let cells = &self.sets[set as usize];
            cells.iter().for_each(|cell| letters.insert(letter(*cell)));
            let letters = Rc::new(letters);
            let required = if cells.len() == 1 { letters.clone() } else { Rc::default() };
            (letters, required)
        };
        let text = || {
            let mut letters = Bits::default();
            letters.insert(TEXT_LETTER);
            Rc::new(letters)
        };
        let joined = |members: &[Pat], all: bool| {
            let facts: Vec<&Facts> = members.iter().map(|member| self.facts(*member)).collect();
            let mut letters = Bits::default();
            facts.iter().for_each(|own| letters.union(&own.letters));
            let mut required = facts.first().map(|own| (*own.required).clone()).unwrap_or_default();
            for own in &facts[1..] {
                if all {
                    required.union(&own.required);
                } else {
                    required.intersect(&own.required);
                }
            }
            Facts {
                nullable: if all { facts.iter().all(|own| own.nullable) } else { facts.iter().any(|own| own.nullable) },
                strings: facts.iter().any(|own| own.strings),
                data: facts.iter().any(|own| own.data),
                attributes: facts.iter().any(|own| own.attributes),
                elements: facts.iter().any(|own| own.elements),
                letters: Rc::new(letters),
                required: Rc::new(required),
            }
        };
        match node {
            Node::NotAllowed => none(),
            Node::Empty => Facts { nullable: true, ..none() },
            Node::Text => Facts { nullable: true, strings: true, letters: text(), ..none() },
            Node::List(_) | Node::Data(_) | Node::Value(_) => {
                Facts { strings: true, data: true, letters: text(), ..none() }
            }
            Node::Choice(items) => joined(items, false),
            Node::Group(a, b) => joined(&[*a, *b], true),
            Node::Interleave(items) => joined(items, true),
            Node::OneOrMore(item) => self.facts(*item).clone(),
            Node::Attribute(set, _) => {
                let (letters, required) = named(*set, attribute_letter);
                Facts { attributes: true, letters, required, ..none() }
            }
            Node::Element(own) => {
                let (letters, required) = named(self.type_names[*own as usize], element_letter);
                Facts { elements: true, letters, required, ..none() }
            }
        }
    }

    /// Whether it holds attributes and nothing else.
    fn only_attributes(&self, pat: Pat) -> bool {
        let facts = self.facts(pat);
        facts.attributes && !facts.elements && !facts.strings
    }

    pub(super) fn choice(&mut self, items: impl IntoIterator<Item = Pat>) -> Pat {
        let mut flat = Vec::new();
        for item in items {
            match self.node(item) {
                Node::NotAllowed => {}
                Node::Choice(inner) => flat.extend_from_slice(inner),
                _ => flat.push(item),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        // What matches nothing as well needs no `empty` beside it.
        if flat.contains(&EMPTY) && flat.iter().any(|item| *item != EMPTY && self.nullable(*item)) {
            flat.retain(|item| *item != EMPTY);
        }
        match flat.len() {
            0 => NOT_ALLOWED,
            1 => flat[0],
            _ => self.intern(Node::Choice(flat.into())),
        }
    }

    pub(super) fn optional(&mut self, item: Pat) -> Pat {
        self.choice([EMPTY, item])
    }

    /// The members of an interleave, or the pattern itself.
    pub(super) fn members(&self, pat: Pat) -> Rc<[Pat]> {
        match self.node(pat) {
            Node::Empty => Rc::new([]),
            Node::Interleave(items) => items.clone(),
            _ => Rc::new([pat]),
        }
    }

    pub(super) fn items(&self, pat: Pat) -> Rc<[Pat]> {
        match self.node(pat) {
            Node::NotAllowed => Rc::new([]),
            Node::Choice(items) => items.clone(),
            _ => Rc::new([pat]),
        }
    }

    pub(super) fn interleave(&mut self, items: impl IntoIterator<Item = Pat>) -> Pat {
        let mut flat = Vec::new();
        for item in items {
            match self.node(item) {
                Node::NotAllowed => return NOT_ALLOWED,
                Node::Empty => {}
                Node::Interleave(inner) => flat.extend_from_slice(inner),
                _ => flat.push(item),
            }
        }
        flat.sort_unstable();
        // text & text = text
        let mut seen_text = false;
        flat.retain(|item| *item != TEXT || !std::mem::replace(&mut seen_text, true));
        match flat.len() {
            0 => EMPTY,
            1 => flat[0],
            _ => self.intern(Node::Interleave(flat.into())),
        }
    }

    pub(super) fn group(&mut self, a: Pat, b: Pat) -> Pat {
        if a == NOT_ALLOWED || b == NOT_ALLOWED {
            return NOT_ALLOWED;
        }
        if a == EMPTY {
            return b;
        }
        if b == EMPTY {
            return a;
        }
        // Attributes leave the sequence.
        let mut beside: Vec<Pat> = Vec::new();
        let mut kept = [a, b];
        for side in &mut kept {
            let members = self.members(*side);
            if members.iter().any(|member| self.only_attributes(*member)) {
                let (out, rest): (Vec<Pat>, Vec<Pat>) =
                    members.iter().partition(|member| self.only_attributes(**member));
                beside.extend(out);
                *side = self.interleave(rest);
            }
        }
        if !beside.is_empty() {
            let rest = self.group(kept[0], kept[1]);
            beside.push(rest);
            return self.interleave(beside);
        }
        if let Node::Group(first, second) = *self.node(a) {
            let rest = self.group(second, b);
            return self.group(first, rest);
        }
        self.intern(Node::Group(a, b))
    }

    pub(super) fn one_or_more(&mut self, item: Pat) -> Pat {
        match self.node(item) {
            Node::NotAllowed | Node::Empty | Node::Text | Node::OneOrMore(_) => item,
            // (a? | b)+ = (a | b)+?
            Node::Choice(items) if items.contains(&EMPTY) => {
                let rest: Vec<Pat> = items.iter().copied().filter(|own| *own != EMPTY).collect();
                let rest = self.choice(rest);
                let more = self.one_or_more(rest);
                self.optional(more)
            }
            Node::Choice(items) if items.iter().any(|own| matches!(self.node(*own), Node::OneOrMore(_))) => {
                // (a+ | b)+ = (a | b)+
                let items = items.clone();
                let flat: Vec<Pat> = items
                    .iter()
                    .map(|own| match self.node(*own) {
                        Node::OneOrMore(inner) => *inner,
                        _ => *own,
                    })
                    .collect();
                let flat = self.choice(flat);
                self.one_or_more(flat)
            }
            _ => self.intern(Node::OneOrMore(item)),
        }
    }

    pub(super) fn list(&mut self, item: Pat) -> Pat {
        if item == NOT_ALLOWED { NOT_ALLOWED } else { self.intern(Node::List(item)) }
    }

    pub(super) fn attribute(&mut self, set: u32, content: Pat) -> Pat {
        if content == NOT_ALLOWED || self.set(set).is_empty() {
            return NOT_ALLOWED;
        }
        self.intern(Node::Attribute(set, content))
    }

    pub(super) fn element(&mut self, own: Type) -> Pat {
        self.intern(Node::Element(own))
    }

    pub(super) fn data(&mut self, leaf: DataLeaf) -> Pat {
        let next = self.data.len() as u32;
        let id = *self.data_ids.entry(leaf.clone()).or_insert(next);
        if id == next {
            self.data.push(leaf);
        }
        self.intern(Node::Data(id))
    }

    pub(super) fn value(&mut self, leaf: ValueLeaf) -> Pat {
        let next = self.values.len() as u32;
        let id = *self.value_ids.entry(leaf.clone()).or_insert(next);
        if id == next {
            self.values.push(leaf);
        }
        self.intern(Node::Value(id))
    }

    /// The elements that can come first, each with what follows it.
    pub(super) fn transitions(&mut self, pat: Pat) -> Rc<[(Type, Pat)]> {
        if let Some(known) = self.transitions.get(&pat) {
            return known.clone();
        }
        let mut found: Vec<(Type, Pat)> = Vec::new();
        if self.facts(pat).elements {
            match self.node(pat).clone() {
                Node::Element(own) => found.push((own, EMPTY)),
                Node::Choice(items) => {
                    for item in items.iter() {
                        found.extend_from_slice(&self.transitions(*item));
                    }
                }
                Node::Group(a, b) => {
                    for (own, follow) in self.transitions(a).iter() {
                        found.push((*own, self.group(*follow, b)));
                    }
                    if self.nullable(a) {
                        found.extend_from_slice(&self.transitions(b));
                    }
                }
                Node::Interleave(items) => {
                    for (index, item) in items.iter().enumerate() {
                        for (own, follow) in self.transitions(*item).iter() {
                            let others = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| *item);
                            let rest: Vec<Pat> = others.chain([*follow]).collect();
                            found.push((*own, self.interleave(rest)));
                        }
                    }
                }
                Node::OneOrMore(item) => {
                    for (own, follow) in self.transitions(item).iter() {
                        let more = self.optional(pat);
                        found.push((*own, self.group(*follow, more)));
                    }
                }
                _ => {}
            }
        }
        found.sort_unstable();
        // What follows one type is one pattern.
        let mut merged: Vec<(Type, Pat)> = Vec::new();
        let mut at = 0;
        while at < found.len() {
            let own = found[at].0;
            let end = found[at..].iter().position(|(other, _)| *other != own).map_or(found.len(), |more| at + more);
            let follows: Vec<Pat> = found[at..end].iter().map(|(_, follow)| *follow).collect();
            merged.push((own, self.choice(follows)));
            at = end;
        }
        let merged: Rc<[(Type, Pat)]> = merged.into();
        self.transitions.insert(pat, merged.clone());
        merged
    }

    /// What follows text.
    pub(super) fn text(&mut self, pat: Pat) -> Pat {
        if !self.facts(pat).strings {
            return NOT_ALLOWED;
        }
        if let Some(known) = self.texts.get(&pat) {
            return *known;
        }
        let result = match self.node(pat).clone() {
            Node::Text => TEXT,
            Node::Choice(items) => {
                let all: Vec<Pat> = items.iter().map(|item| self.text(*item)).collect();
                self.choice(all)
            }
            Node::Group(a, b) => {
                let first = self.text(a);
                let first = self.group(first, b);
                let second = if self.nullable(a) { self.text(b) } else { NOT_ALLOWED };
                self.choice([first, second])
            }
            Node::Interleave(items) => {
                let mut all = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let derived = self.text(*item);
                    if derived != NOT_ALLOWED {
                        let others = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| *item);
                        let rest: Vec<Pat> = others.chain([derived]).collect();
                        all.push(self.interleave(rest));
                    }
                }
                self.choice(all)
            }
            Node::OneOrMore(item) => {
                let first = self.text(item);
                let more = self.optional(pat);
                self.group(first, more)
            }
            _ => NOT_ALLOWED,
        };
        self.texts.insert(pat, result);
        result
    }

    /// The attributes of a cell that it may have: value, and what follows. Several follow where there is a choice.
    pub(super) fn attribute_transitions(&mut self, pat: Pat, cell: Cell) -> Vec<(Pat, Pat)> {
        if !self.facts(pat).letters.contains(attribute_letter(cell)) {
            return Vec::new();
        }
        let mut found = Vec::new();
        match self.node(pat).clone() {
            Node::Attribute(set, content) if self.set(set).binary_search(&cell).is_ok() => {
                found.push((content, EMPTY));
            }
            Node::Choice(items) => {
                for item in items.iter() {
                    found.extend(self.attribute_transitions(*item, cell));
                }
            }
            Node::Group(a, b) => {
                for (content, follow) in self.attribute_transitions(a, cell) {
                    found.push((content, self.group(follow, b)));
                }
                for (content, follow) in self.attribute_transitions(b, cell) {
                    found.push((content, self.group(a, follow)));
                }
            }
            Node::Interleave(items) => {
                for (index, item) in items.iter().enumerate() {
                    for (content, follow) in self.attribute_transitions(*item, cell) {
                        let others = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| *item);
                        let rest: Vec<Pat> = others.chain([follow]).collect();
                        found.push((content, self.interleave(rest)));
                    }
                }
            }
            Node::OneOrMore(item) => {
                for (content, follow) in self.attribute_transitions(item, cell) {
                    let more = self.optional(pat);
                    found.push((content, self.group(follow, more)));
                }
            }
            _ => {}
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What is left where attributes of these cells are absent.
    pub(super) fn without(&mut self, pat: Pat, cells: &Rc<[Cell]>) -> Pat {
        let letters = &self.facts(pat).letters;
        if !cells.iter().any(|cell| letters.contains(attribute_letter(*cell))) {
            return pat;
        }
        if let Some(known) = self.without.get(&(pat, cells.clone())) {
            return *known;
        }
        let result = match self.node(pat).clone() {
            Node::Attribute(set, content) => {
                let rest: Vec<Cell> = self.set(set).iter().copied().filter(|cell| !cells.contains(cell)).collect();
                if rest.is_empty() {
                    NOT_ALLOWED
                } else {
                    let set = self.intern_set(&rest);
                    self.attribute(set, content)
                }
            }
            other => self.rebuild(&other, |arena, part| arena.without(part, cells)),
        };
        self.without.insert((pat, cells.clone()), result);
        result
    }

    fn rebuild(&mut self, node: &Node, mut part: impl FnMut(&mut Self, Pat) -> Pat) -> Pat {
        match node {
            Node::Choice(items) => {
                let all: Vec<Pat> = items.iter().map(|item| part(self, *item)).collect();
                self.choice(all)
            }
            Node::Group(a, b) => {
                let (a, b) = (part(self, *a), part(self, *b));
                self.group(a, b)
            }
            Node::Interleave(items) => {
                let all: Vec<Pat> = items.iter().map(|item| part(self, *item)).collect();
                self.interleave(all)
            }
            Node::OneOrMore(item) => {
                let item = part(self, *item);
                self.one_or_more(item)
            }
            other => self.intern(other.clone()),
        }
    }

    /// The words of `pat` that have no letters but those of `other`: what may be forgotten of the new schema where
    /// the old one has no use for it.
    pub(super) fn restricted(&mut self, pat: Pat, other: Pat) -> Pat {
        let letters = self.facts(other).letters.clone();
        self.restrict(pat, other, &letters)
    }

    fn restrict(&mut self, pat: Pat, other: Pat, letters: &Rc<Bits>) -> Pat {
        if self.facts(pat).letters.within(letters) {
            return pat;
        }
        if let Some(known) = self.restricted.get(&(pat, other)) {
            return *known;
        }
        let result = match self.node(pat).clone() {
            Node::Text => EMPTY,
            Node::Attribute(..) | Node::Element(_) => {
                if self.facts(pat).letters.meets(letters) {
                    pat
                } else {
                    NOT_ALLOWED
                }
            }
            // These may match the empty string.
            Node::List(_) | Node::Data(_) | Node::Value(_) => pat,
            other_node => self.rebuild(&other_node, |arena, part| arena.restrict(part, other, letters)),
        };
        self.restricted.insert((pat, other), result);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_patterns_are_one() {
        let mut arena = Arena::new();
        let (a, b) = (arena.intern_set(&[0]), arena.intern_set(&[1]));
        let (a, b) = (arena.attribute(a, TEXT), arena.attribute(b, TEXT));
        let names = arena.intern_set(&[2]);
        arena.type_names.push(names);
        let child = arena.element(0);
        let one = arena.group(a, child);
        let one = arena.group(one, b);
        let two = arena.group(b, a);
        let two = arena.group(child, two);
        assert_eq!(one, two);
        assert_eq!(arena.members(one).len(), 3);
        assert!(!arena.nullable(one));
        let optional = arena.optional(a);
        assert_eq!(arena.choice([EMPTY, optional]), optional);
        assert_eq!(arena.without(one, &Rc::from([0])), NOT_ALLOWED);
        assert_eq!(arena.transitions(one).len(), 1);
    }
}
