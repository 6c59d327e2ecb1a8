//! Finite automata over the bytes of UTF-8, complete and minimal: what value languages are computed with. Every
//! operation that can grow has a limit and gives `None` beyond it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::Hash;
use std::sync::{Mutex, OnceLock, PoisonError};

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::{primitives::StateID, start};
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

use crate::rng::datatype::regex::Regex;

/// An automaton may have so many states.
pub(super) const MAX_STATES: usize = 20_000;
/// What building one may take in memory.
const SIZE_LIMIT: usize = 64 << 20;

/// A complete deterministic automaton; state 0 is the start.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Dfa {
    /// The class of each byte.
    classes: Box<[u8]>,
    /// Number of classes.
    width: usize,
    /// The next state, by state and class.
    table: Vec<u32>,
    accepting: Vec<bool>,
}

/// Whether the byte is white space in XML's sense.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Puts equal keys into one class, of 256 at most: the class of each, and where the first of each class stands.
fn grouped<K: Eq + Hash>(keys: impl Iterator<Item = K>) -> (Vec<u8>, Vec<usize>) {
    let mut known: HashMap<K, u8> = HashMap::new();
    let mut first = Vec::new();
    let classes = keys.enumerate().map(|(at, key)| {
        let fresh = first.len();
        let class = *known.entry(key).or_insert(fresh as u8);
        if usize::from(class) == fresh {
            first.push(at);
        }
        class
    });
    (classes.collect(), first)
}

impl Dfa {
    /// No string at all.
    pub(super) fn none() -> Self {
        Self { classes: vec![0; 256].into(), width: 1, table: vec![0], accepting: vec![false] }
    }

    /// Every string.
    pub(super) fn any() -> Self {
        Self { classes: vec![0; 256].into(), width: 1, table: vec![0], accepting: vec![true] }
    }

    /// The language of a regular expression in the syntax of the regex crates, anchored at both ends.
    pub(super) fn regex(source: &str) -> Option<Self> {
        remembered(source, || {
            let hir = regex_syntax::ParserBuilder::new().build().parse(source).ok()?;
            Self::hir(&hir)
        })
    }

    /// The language of a pattern of XML Schema.
    pub(super) fn xsd_pattern(source: &str) -> Option<Self> {
        remembered(&format!("xsd {source}"), || Self::hir(&Regex::new(source).ok()?.to_hir()))
    }

    /// The language of an expression, anchored at both ends.
    pub(super) fn hir(hir: &Hir) -> Option<Self> {
        let nfa = thompson::Compiler::new()
            .configure(
                thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).which_captures(thompson::WhichCaptures::None),
            )
            .build_from_hir(hir)
            .ok()?;
        let config = dense::Config::new()
            .match_kind(MatchKind::All)
            .start_kind(StartKind::Anchored)
            .dfa_size_limit(Some(SIZE_LIMIT))
            .determinize_size_limit(Some(SIZE_LIMIT));
        let dense = dense::Builder::new().configure(config).build_from_nfa(&nfa).ok()?;
        let first = dense.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()?;
        let mut ids: HashMap<StateID, u32> = HashMap::from([(first, 0)]);
        let mut states = vec![first];
        let mut rows: Vec<u32> = Vec::new();
        let mut at = 0;
        while at < states.len() {
            for byte in 0..=255 {
                let next = dense.next_state(states[at], byte);
                let fresh = states.len() as u32;
                let id = *ids.entry(next).or_insert(fresh);
                if id == fresh {
                    states.push(next);
                }
                rows.push(id);
            }
            at += 1;
            if states.len() > MAX_STATES {
                return None;
            }
        }
        let accepting = states.iter().map(|state| dense.is_match_state(dense.next_eoi_state(*state))).collect();
        Some(Self::from_rows(&rows, accepting))
    }

    /// From a table with a column for each byte.
    fn from_rows(rows: &[u32], accepting: Vec<bool>) -> Self {
        let column = |byte: usize| rows.iter().skip(byte).step_by(256).copied().collect::<Vec<u32>>();
        let (classes, representatives) = grouped((0..256).map(column));
        let width = representatives.len();
        let table =
            rows.chunks_exact(256).flat_map(|row| representatives.iter().map(|byte| row[*byte])).collect::<Vec<u32>>();
        Self { classes: classes.into(), width, table, accepting }.minimized()
    }

    /// A finite language.
    pub(super) fn words<'a>(words: impl Iterator<Item = &'a [u8]>) -> Option<Self> {
        let mut classes = vec![0u8; 256];
        let words: Vec<&[u8]> = words.collect();
        let mut used = [false; 256];
        for byte in words.iter().flat_map(|word| word.iter()) {
            used[usize::from(*byte)] = true;
        }
        let mut width = 1;
        for byte in 0..256 {
            if used[byte] && width < 256 {
                classes[byte] = width as u8;
                width += 1;
            }
        }
        // state 0 is the root, state 1 the sink
        let mut table = vec![1u32; width * 2];
        let mut accepting = vec![false, false];
        for word in words {
            let mut at = 0usize;
            for byte in word {
                let cell = at * width + usize::from(classes[usize::from(*byte)]);
                if table[cell] == 1 {
                    table[cell] = accepting.len() as u32;
                    accepting.push(false);
                    table.extend(std::iter::repeat_n(1, width));
                    if accepting.len() > MAX_STATES {
                        return None;
                    }
                }
                at = table[cell] as usize;
            }
            accepting[at] = true;
        }
        Some(Self { classes: classes.into(), width, table, accepting }.minimized())
    }

    fn next(&self, state: u32, byte: u8) -> u32 {
        self.table[state as usize * self.width + usize::from(self.classes[usize::from(byte)])]
    }

    /// Whether the text belongs to the language.
    #[cfg(test)]
    pub(super) fn contains(&self, text: &str) -> bool {
        let end = text.bytes().fold(0, |state, byte| self.next(state, byte));
        self.accepting[end as usize]
    }

    /// Whether no string at all belongs to the language.
    pub(super) fn is_empty(&self) -> bool {
        !self.accepting.contains(&true)
    }

    /// All strings that do not belong to it.
    #[cfg(test)]
    pub(super) fn complement(mut self) -> Self {
        self.accepting.iter_mut().for_each(|own| *own = !*own);
        self
    }

    /// The common classes of two automata: for each byte one, and a byte of each.
    fn joint(&self, other: &Self) -> (Vec<u8>, Vec<u8>) {
        let (classes, representatives) = grouped(self.classes.iter().zip(&other.classes));
        (classes, representatives.into_iter().map(|byte| byte as u8).collect())
    }

    /// The strings for which `keep` says yes to whether each of the two languages has them.
    pub(super) fn combine(&self, other: &Self, keep: fn(bool, bool) -> bool) -> Option<Self> {
        let (classes, representatives) = self.joint(other);
        let width = representatives.len();
        let mut ids: HashMap<(u32, u32), u32> = HashMap::from([((0, 0), 0)]);
        let mut states = vec![(0u32, 0u32)];
        let mut table = Vec::new();
        let mut at = 0;
        while at < states.len() {
            let (a, b) = states[at];
            for byte in &representatives {
                let next = (self.next(a, *byte), other.next(b, *byte));
                let fresh = states.len() as u32;
                let id = *ids.entry(next).or_insert(fresh);
                if id == fresh {
                    states.push(next);
                }
                table.push(id);
            }
            at += 1;
            if states.len() > MAX_STATES {
                return None;
            }
        }
        let accepting =
            states.iter().map(|(a, b)| keep(self.accepting[*a as usize], other.accepting[*b as usize])).collect();
        Some(Self { classes: classes.into(), width, table, accepting }.minimized())
    }

    pub(super) fn union(&self, other: &Self) -> Option<Self> {
        self.combine(other, |a, b| a || b)
    }

    pub(super) fn intersection(&self, other: &Self) -> Option<Self> {
        self.combine(other, |a, b| a && b)
    }

    pub(super) fn difference(&self, other: &Self) -> Option<Self> {
        self.combine(other, |a, b| a && !b)
    }

    /// The smallest automaton of the same language (Moore's partition refinement).
    fn minimized(self) -> Self {
        let count = self.accepting.len();
        let mut block: Vec<u32> = self.accepting.iter().map(|own| u32::from(*own)).collect();
        let mut blocks = 0;
        loop {
            let mut ids: HashMap<(u32, Vec<u32>), u32> = HashMap::new();
            let fresh: Vec<u32> = (0..count)
                .map(|state| {
                    let row = &self.table[state * self.width..(state + 1) * self.width];
                    let key = (block[state], row.iter().map(|next| block[*next as usize]).collect());
                    let id = ids.len() as u32;
                    *ids.entry(key).or_insert(id)
                })
                .collect();
            let now = ids.len();
            block = fresh;
            if now == blocks {
                break;
            }
            blocks = now;
        }
        // Blocks are numbered in the order of their first state, so the start's stays 0.
        let mut table = vec![0; blocks * self.width];
        let mut accepting = vec![false; blocks];
        for state in 0..count {
            let own = block[state] as usize;
            accepting[own] = self.accepting[state];
            for class in 0..self.width {
                table[own * self.width + class] = block[self.table[state * self.width + class] as usize];
            }
        }
        let fresh = Self { classes: self.classes, width: self.width, table, accepting };
        fresh.with_fewest_classes()
    }

    /// Merges classes that no state tells apart.
    fn with_fewest_classes(self) -> Self {
        let column = |class: usize| self.table.iter().skip(class).step_by(self.width).copied().collect::<Vec<u32>>();
        let (renamed, representatives) = grouped((0..self.width).map(column));
        if representatives.len() == self.width {
            return self;
        }
        let classes = self.classes.iter().map(|class| renamed[usize::from(*class)]).collect();
        let table = self
            .table
            .chunks_exact(self.width)
            .flat_map(|row| representatives.iter().map(|class| row[*class]))
            .collect();
        Self { classes, width: representatives.len(), table, accepting: self.accepting }
    }

    /// The strings whose replacement of tabs and line ends by spaces belongs to the language.
    pub(super) fn before_replace(mut self) -> Self {
        for byte in *b"\t\n\r" {
            self.classes[usize::from(byte)] = self.classes[usize::from(b' ')];
        }
        self.minimized()
    }

    /// The strings whose collapsed form belongs to the language.
    pub(super) fn before_collapse(&self) -> Option<Self> {
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        enum Mode {
            Start,
            Word,
            Gap,
        }
        let mut ids: HashMap<(u32, Mode), u32> = HashMap::from([((0, Mode::Start), 0)]);
        let mut states = vec![(0u32, Mode::Start)];
        let mut rows = Vec::new();
        let mut at = 0;
        while at < states.len() {
            let (state, mode) = states[at];
            for byte in 0..=255u8 {
                let next = match (is_space(byte), mode) {
                    (true, Mode::Start) => (state, Mode::Start),
                    (true, _) => (state, Mode::Gap),
                    (false, Mode::Gap) => (self.next(self.next(state, b' '), byte), Mode::Word),
                    (false, _) => (self.next(state, byte), Mode::Word),
                };
                let fresh = states.len() as u32;
                let id = *ids.entry(next).or_insert(fresh);
                if id == fresh {
                    states.push(next);
                }
                rows.push(id);
            }
            at += 1;
            if states.len() > MAX_STATES {
                return None;
            }
        }
        let accepting = states.iter().map(|(state, _)| self.accepting[*state as usize]).collect();
        Some(Self::from_rows(&rows, accepting))
    }

    /// The automaton begun after a byte.
    fn after(&self, byte: u8) -> Self {
        let start = self.next(0, byte);
        let swap = |state: u32| match state {
            0 => start,
            other if other == start => 0,
            other => other,
        };
        let count = self.accepting.len();
        let mut table = vec![0; self.table.len()];
        let mut accepting = vec![false; count];
        for state in 0..count {
            let own = swap(state as u32) as usize;
            accepting[own] = self.accepting[state];
            for class in 0..self.width {
                table[own * self.width + class] = swap(self.table[state * self.width + class]);
            }
        }
        Self { classes: self.classes.clone(), width: self.width, table, accepting }.minimized()
    }

    /// The cheapest string of the language that XML can hold, by a taste for short words of letters.
    pub(super) fn cheapest(&self) -> Option<String> {
        static CHARACTERS: OnceLock<Option<Dfa>> = OnceLock::new();
        let characters = CHARACTERS
            .get_or_init(|| Dfa::regex(r"[\x{9}\x{A}\x{D}\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]*"));
        let characters = characters.as_ref()?;
        let (classes, _) = self.joint(characters);
        let mut best: Vec<Option<u8>> = vec![None; 256];
        for byte in 0..=255u8 {
            let slot = &mut best[usize::from(classes[usize::from(byte)])];
            if slot.is_none_or(|own| taste(byte) < taste(own)) {
                *slot = Some(byte);
            }
        }
        let bytes: Vec<u8> = best.into_iter().flatten().collect();
        let mut done: HashMap<(u32, u32), Option<((u32, u32), u8)>> = HashMap::new();
        let mut queue = BinaryHeap::new();
        let mut order = 0u64;
        queue.push(Reverse((0u64, order, (0u32, 0u32), None::<((u32, u32), u8)>)));
        while let Some(Reverse((cost, _, state, from))) = queue.pop() {
            if done.contains_key(&state) {
                continue;
            }
            done.insert(state, from);
            if self.accepting[state.0 as usize] && characters.accepting[state.1 as usize] {
                let mut text = Vec::new();
                let mut at = state;
                while let Some(Some((previous, byte))) = done.get(&at) {
                    text.push(*byte);
                    at = *previous;
                }
                text.reverse();
                return String::from_utf8(text).ok();
            }
            for byte in &bytes {
                let next = (self.next(state.0, *byte), characters.next(state.1, *byte));
                if !done.contains_key(&next) {
                    order += 1;
                    queue.push(Reverse((cost + taste(*byte).0, order, next, Some((state, *byte)))));
                }
            }
        }
        None
    }
}

/// Automata made before: schemas use the same few patterns again and again.
fn remembered(key: &str, make: impl FnOnce() -> Option<Dfa>) -> Option<Dfa> {
    static MADE: OnceLock<Mutex<HashMap<String, Option<Dfa>>>> = OnceLock::new();
    const MOST: usize = 500;
    let made = MADE.get_or_init(Mutex::default);
    if let Some(known) = made.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
        return known.clone();
    }
    let dfa = make();
    let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
    if made.len() < MOST {
        made.insert(key.to_owned(), dfa.clone());
    }
    dfa
}

/// The cost of a byte in an example, and its rank among bytes of that cost.
fn taste(byte: u8) -> (u64, u8) {
    let cost = match byte {
        b'a'..=b'z' => 8,
        b'0'..=b'9' => 9,
        b'A'..=b'Z' => 10,
        b'-' | b'_' | b'.' | b'/' | b':' => 11,
        b' ' => 12,
        b'!'..=b'~' => 14,
        0x80..=0xFF => 20,
        _ => 40,
    };
    (cost, byte)
}

/// A regular expression over automata, for lists.
#[derive(Debug, Clone)]
pub(super) enum Words {
    /// The list of no words.
    Empty,
    /// One word of a language.
    Word(Dfa),
    /// One after another.
    Sequence(Vec<Words>),
    /// One of several.
    Choice(Vec<Words>),
    /// Once or more often.
    Plus(Box<Words>),
}

/// A non-deterministic automaton that is built of others.
#[derive(Default)]
struct Nfa {
    empty: Vec<Vec<u32>>,
    /// For each node its automaton and state, where it is one of an automaton.
    inside: Vec<Option<(u32, u32, u32)>>,
    dfas: Vec<Dfa>,
}

impl Nfa {
    fn node(&mut self, inside: Option<(u32, u32, u32)>) -> u32 {
        self.empty.push(Vec::new());
        self.inside.push(inside);
        self.empty.len() as u32 - 1
    }

    /// Adds an automaton between two nodes.
    fn embed(&mut self, dfa: &Dfa, from: u32, to: u32) {
        let index = self.dfas.len() as u32;
        let base = self.empty.len() as u32;
        for state in 0..dfa.accepting.len() {
            let node = self.node(Some((index, base, state as u32)));
            if dfa.accepting[state] {
                self.empty[node as usize].push(to);
            }
        }
        self.empty[from as usize].push(base);
        self.dfas.push(dfa.clone());
    }

    fn add(&mut self, words: &Words, separator: &Dfa, from: u32, to: u32) {
        match words {
            Words::Empty => self.empty[from as usize].push(to),
            Words::Word(dfa) => {
                let middle = self.node(None);
                self.embed(separator, from, middle);
                self.embed(dfa, middle, to);
            }
            Words::Sequence(members) => {
                let mut at = from;
                for member in members {
                    let next = self.node(None);
                    self.add(member, separator, at, next);
                    at = next;
                }
                self.empty[at as usize].push(to);
            }
            Words::Choice(members) => {
                for member in members {
                    self.add(member, separator, from, to);
                }
            }
            Words::Plus(member) => {
                let (first, last) = (self.node(None), self.node(None));
                self.empty[from as usize].push(first);
                self.add(member, separator, first, last);
                self.empty[last as usize].extend([first, to]);
            }
        }
    }

    fn closure(&self, mut nodes: Vec<u32>) -> Vec<u32> {
        let mut seen: std::collections::BTreeSet<u32> = nodes.iter().copied().collect();
        while let Some(node) = nodes.pop() {
            for next in &self.empty[node as usize] {
                if seen.insert(*next) {
                    nodes.push(*next);
                }
            }
        }
        seen.into_iter().collect()
    }

    fn determinized(&self, start: u32, end: u32) -> Option<Dfa> {
        let first = self.closure(vec![start]);
        let mut ids: HashMap<Vec<u32>, u32> = HashMap::from([(first.clone(), 0)]);
        let mut states = vec![first];
        let mut rows = Vec::new();
        let mut signatures: HashMap<Vec<u8>, usize> = HashMap::new();
        let representatives: Vec<usize> = (0..256)
            .map(|byte| {
                let signature: Vec<u8> = self.dfas.iter().map(|dfa| dfa.classes[byte]).collect();
                *signatures.entry(signature).or_insert(byte)
            })
            .collect();
        let mut at = 0;
        while at < states.len() {
            let mut row = [0u32; 256];
            for byte in 0..256 {
                if representatives[byte] != byte {
                    row[byte] = row[representatives[byte]];
                    continue;
                }
                let next = states[at]
                    .iter()
                    .filter_map(|node| self.inside[*node as usize])
                    .map(|(dfa, base, state)| base + self.dfas[dfa as usize].next(state, byte as u8))
                    .collect();
                let next = self.closure(next);
                let fresh = states.len() as u32;
                let id = *ids.entry(next.clone()).or_insert(fresh);
                if id == fresh {
                    states.push(next);
                }
                row[byte] = id;
            }
            rows.extend(row);
            at += 1;
            if states.len() > MAX_STATES / 4 {
                return None;
            }
        }
        let accepting = states.iter().map(|nodes| nodes.binary_search(&end).is_ok()).collect();
        Some(Dfa::from_rows(&rows, accepting))
    }
}

/// The texts that are lists of such words, white space between them and around them.
pub(super) fn list(words: &Words) -> Option<Dfa> {
    let space = Dfa::regex("[ \t\n\r]+")?;
    let end_space = Dfa::regex("[ \t\n\r]*")?;
    // Every word has its separator before it, so a list is what makes a sequence after one more space.
    let mut nfa = Nfa::default();
    let (start, middle, end) = (nfa.node(None), nfa.node(None), nfa.node(None));
    nfa.add(words, &space, start, middle);
    nfa.embed(&end_space, middle, end);
    Some(nfa.determinized(start, end)?.after(b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_agree_with_membership() {
        let a = Dfa::regex("[a-c]+x?").unwrap();
        let b = Dfa::words([&b"ab"[..], b"abx", b"d", b""].into_iter()).unwrap();
        let texts = ["", "a", "ab", "abx", "d", "x", "abxx", "é"];
        for text in texts {
            let (in_a, in_b) = (a.contains(text), b.contains(text));
            assert_eq!(in_b, ["ab", "abx", "d", ""].contains(&text), "{text}");
            assert_eq!(a.union(&b).unwrap().contains(text), in_a || in_b, "{text}");
            assert_eq!(a.intersection(&b).unwrap().contains(text), in_a && in_b, "{text}");
            assert_eq!(a.difference(&b).unwrap().contains(text), in_a && !in_b, "{text}");
            assert_eq!(a.clone().complement().contains(text), !in_a, "{text}");
        }
        assert_eq!(a.difference(&b).unwrap().cheapest().as_deref(), Some("a"));
    }

    #[test]
    fn white_space_is_undone() {
        let words = Dfa::words([&b"a b"[..], b"c"].into_iter()).unwrap();
        let collapse = words.before_collapse().unwrap();
        for (text, expected) in
            [("a b", true), (" a \n b\t", true), ("a", false), ("ab", false), (" c", true), ("", false)]
        {
            assert_eq!(collapse.contains(text), expected, "{text:?}");
        }
        let replace = words.before_replace();
        assert!(replace.contains("a\tb") && !replace.contains("a  b"));
    }

    #[test]
    fn lists_are_words_between_white_space() {
        let word = |text: &str| Words::Word(Dfa::words([text.as_bytes()].into_iter()).unwrap());
        let words =
            Words::Sequence(vec![word("a"), Words::Choice(vec![Words::Empty, Words::Plus(Box::new(word("b")))])]);
        let dfa = list(&words).unwrap();
        for (text, expected) in
            [("a", true), (" a ", true), ("a b", true), ("a  b\nb", true), ("ab", false), ("", false), ("b", false)]
        {
            assert_eq!(dfa.contains(text), expected, "{text:?}");
        }
        assert!(list(&Words::Empty).unwrap().contains("") && list(&Words::Empty).unwrap().contains(" "));
    }

    #[test]
    fn examples_are_text_that_xml_can_hold() {
        assert_eq!(Dfa::any().cheapest().as_deref(), Some(""));
        assert_eq!(Dfa::regex("[a-z]*").unwrap().complement().cheapest().as_deref(), Some("0"));
        assert_eq!(Dfa::regex("a?[\u{0}-\u{8}]").map(|dfa| dfa.cheapest()), Some(None));
        assert_eq!(Dfa::none().cheapest(), None);
    }
}
