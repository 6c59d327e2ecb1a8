//! Regular expressions of XML Schema part 2, appendix F, on regex-automata's lazily built automata.
//!
//! The language is not that of the regex crates: `[a-z-[aeiou]]` subtracts, `^` and `$` stand for themselves,
//! `\p{IsGreek}` is a block, `\i` and `\c` are name characters, and a pattern always matches the whole value. So
//! patterns have a parser of their own; what it reads goes to the automata without any text in between.

use std::ops::Range;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use regex_automata::Anchored;
use regex_automata::hybrid::CacheError;
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::pool::Pool;
use regex_automata::util::start;
use regex_syntax::hir::{Class, Hir, Repetition};

use super::Mismatch;

mod blocks;
mod class;
mod direct;
mod parse;
mod words;

use parse::Node;

/// A pattern. It is read at once, and compiled when enough values need it.
#[derive(Debug, Clone)]
pub struct Regex {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    source: Box<str>,
    node: Node,
    /// How many values were matched without the automaton.
    matched: AtomicU32,
    engine: OnceLock<Option<Engine>>,
}

/// What is wrong in a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexError {
    /// Lower case, no full stop.
    pub message: String,
    /// The bytes of the pattern that are wrong.
    pub range: Range<usize>,
}

/// Patterns up to this cost compile in well under a millisecond each and always within the size limit.
const CHEAP: u64 = 20_000;
/// So many values are matched by the pattern's tree before it repays to build an automaton.
const FEW: u32 = 64;
/// Patterns beyond this cost are refused.
const DEAREST: u64 = 2_000_000;
/// What an automaton may take in memory before it is refused.
const SIZE_LIMIT: usize = 64 << 20;
/// An automaton that is built while it runs forgets its states where they become too many. One that has done so this
/// often is asked whether it gets anywhere.
const CLEARS: usize = 10;
/// Bytes of text that make up for forgetting all states once.
const BYTES_PER_CLEAR: usize = 64;

impl Regex {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`RegexError`] where it is none, or needs too large an automaton.
    pub fn new(source: &str) -> Result<Self, RegexError> {
        let node = parse::parse(source)?;
        let cost = cost(&node);
        let regex = Self {
            shared: Arc::new(Shared {
                source: source.into(),
                node,
                matched: AtomicU32::new(0),
                engine: OnceLock::new(),
            }),
        };
        let too_large = cost > DEAREST || (cost > CHEAP && regex.engine().is_none());
        if too_large {
            let message = "the pattern is too large: its repetitions multiply each other".to_owned();
            return Err(RegexError { message, range: 0..source.len() });
        }
        Ok(regex)
    }

    /// The pattern as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.shared.source
    }

    /// Whether the whole text matches.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let shared = &*self.shared;
        if shared.engine.get().is_none()
            && shared.matched.fetch_add(1, Ordering::Relaxed) < FEW
            && let Some(answer) = direct::is_match(&shared.node, text)
        {
            return answer;
        }
        self.engine().is_some_and(|engine| engine.is_match(text))
    }

    /// How far into the text a match is possible: the length of the longest prefix that some matching text begins
    /// with, at a character's boundary.
    #[must_use]
    pub fn viable_prefix(&self, text: &str) -> usize {
        self.engine().map_or(0, |engine| engine.viable_prefix(text))
    }

    /// The pattern in words, where they are short enough to help.
    #[must_use]
    pub fn describe(&self) -> Option<String> {
        words::describe(&self.shared.node)
    }

    /// How a text that does not match fails.
    #[must_use]
    pub fn explain_mismatch(&self, text: &str) -> Mismatch {
        let mut message = match self.describe() {
            Some(words) => format!("must be {words}"),
            None => format!("must match the pattern `{}`", self.source()),
        };
        let Some(engine) = self.engine() else { return Mismatch::new(message) };
        if engine.has_given_up() {
            return Mismatch::new("cannot be held to its pattern: that takes too much work".to_owned());
        }
        let prefix = engine.viable_prefix(text);
        let next = words::characters(&engine.next_characters(&text[..prefix]));
        let Some(wrong) = text[prefix..].chars().next() else {
            if let Some(next) = next.filter(|_| !text.is_empty()) {
                message.push_str(&format!("; after `{}` comes {next}", tail(text)));
            } else if text.is_empty() {
                message.push_str(", not empty");
            }
            return Mismatch::new(message);
        };
        message.push_str(&match (prefix, next) {
            (0, Some(next)) => format!("; it begins with {next}, not {}", words::literal(wrong)),
            (0, None) => format!("; {} cannot begin it", words::literal(wrong)),
            (_, Some(next)) => {
                format!("; after `{}` comes {next}, not {}", tail(&text[..prefix]), words::literal(wrong))
            }
            (_, None) if engine.is_match(&text[..prefix]) => {
                format!("; nothing can follow `{}`", tail(&text[..prefix]))
            }
            (_, None) => format!("; {} cannot stand there", words::literal(wrong)),
        });
        Mismatch::at(message, prefix..text.len())
    }

    /// The pattern as an expression of the regex crates.
    pub(crate) fn to_hir(&self) -> Hir {
        to_hir(&self.shared.node)
    }

    fn engine(&self) -> Option<&Engine> {
        self.shared.engine.get_or_init(|| Engine::new(&self.shared.node)).as_ref()
    }
}

impl PartialEq for Regex {
    fn eq(&self, other: &Self) -> bool {
        self.shared.source == other.shared.source
    }
}

impl Eq for Regex {}

/// The last few characters of a text, for a message.
fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(19).map_or(0, |(index, _)| index);
    &text[start..]
}

/// Roughly the number of states that the pattern's automaton has.
fn cost(node: &Node) -> u64 {
    match node {
        Node::Empty => 1,
        Node::Char(_) => 2,
        Node::Set(set) => set.cost(),
        Node::Sequence(nodes) | Node::Choice(nodes) => {
            nodes.iter().map(cost).fold(1, |sum, own| sum.saturating_add(own))
        }
        Node::Repeat { node, min, max } => {
            let times = u64::from(max.unwrap_or(*min).max(1));
            cost(node).saturating_add(2).saturating_mul(times)
        }
    }
}

fn to_hir(node: &Node) -> Hir {
    match node {
        Node::Empty => Hir::empty(),
        Node::Char(c) => Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes()),
        Node::Set(set) => Hir::class(Class::Unicode(set.to_class())),
        Node::Sequence(nodes) => Hir::concat(nodes.iter().map(to_hir).collect()),
        Node::Choice(nodes) => Hir::alternation(nodes.iter().map(to_hir).collect()),
        Node::Repeat { node, min, max } => {
            Hir::repetition(Repetition { min: *min, max: *max, greedy: true, sub: Box::new(to_hir(node)) })
        }
    }
}

type CachePool = Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>>;

/// An automaton built while it runs, and the caches of the threads that run it.
struct Engine {
    dfa: DFA,
    caches: CachePool,
    /// How often states were forgotten, and how much text was read for that.
    clears: AtomicUsize,
    bytes: AtomicUsize,
    given_up: AtomicBool,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    fn new(node: &Node) -> Option<Self> {
        let nfa = thompson::Compiler::new()
            .configure(
                thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).which_captures(thompson::WhichCaptures::None),
            )
            .build_from_hir(&to_hir(node))
            .ok()?;
        // all matches are kept, not only the leftmost-first one: only the end of the text decides
        let config = DFA::config().match_kind(regex_automata::MatchKind::All).skip_cache_capacity_check(true);
        let config = config.minimum_cache_clear_count(Some(CLEARS));
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let for_caches = dfa.clone();
        let caches: CachePool = Pool::new(Box::new(move || for_caches.create_cache()));
        let (clears, bytes, given_up) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        Some(Self { dfa, caches, clears, bytes, given_up })
    }

    fn start(&self, cache: &mut Cache) -> Option<LazyStateID> {
        self.dfa.start_state(cache, &start::Config::new().anchored(Anchored::Yes)).ok()
    }

    fn is_match(&self, text: &str) -> bool {
        let mut cache = self.caches.get();
        self.run(&mut cache, text).is_some_and(|state| self.ends(&mut cache, state))
    }

    /// Whether the pattern turned out to take too much work.
    fn has_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    /// The state after the text; `None` where no match is possible any more, or the engine gives up.
    fn run(&self, cache: &mut Cache, text: &str) -> Option<LazyStateID> {
        if self.has_given_up() {
            return None;
        }
        let bytes = self.bytes.fetch_add(text.len(), Ordering::Relaxed) + text.len();
        if let Ok(state) = self.try_run(cache, text) {
            return state;
        }
        // what earlier texts have left is forgotten as well, and this one is read once more
        let clears = self.clears.fetch_add(CLEARS, Ordering::Relaxed) + CLEARS;
        cache.reset(&self.dfa);
        if clears <= CLEARS + bytes / BYTES_PER_CLEAR
            && let Ok(state) = self.try_run(cache, text)
        {
            return state;
        }
        self.given_up.store(true, Ordering::Relaxed);
        None
    }

    fn try_run(&self, cache: &mut Cache, text: &str) -> Result<Option<LazyStateID>, CacheError> {
        let Some(mut state) = self.start(cache) else { return Ok(None) };
        for byte in text.bytes() {
            state = self.dfa.next_state(cache, state, byte)?;
            if state.is_dead() {
                return Ok(None);
            }
        }
        Ok(Some(state))
    }

    fn ends(&self, cache: &mut Cache, state: LazyStateID) -> bool {
        self.dfa.next_eoi_state(cache, state).is_ok_and(|state| state.is_match())
    }

    fn viable_prefix(&self, text: &str) -> usize {
        let mut cache = self.caches.get();
        let Some(mut state) = self.start(&mut cache) else { return 0 };
        for (start, c) in text.char_indices() {
            for byte in &text.as_bytes()[start..start + c.len_utf8()] {
                match self.dfa.next_state(&mut cache, state, *byte) {
                    Ok(next) if self.is_viable(&mut cache, next) => state = next,
                    _ => return start,
                }
            }
        }
        text.len()
    }

    /// Whether more text could lead to a match. A match shows one byte late, so a state without any continuation
    /// need not be dead yet.
    fn is_viable(&self, cache: &mut Cache, state: LazyStateID) -> bool {
        if state.is_dead() {
            return false;
        }
        if self.ends(cache, state) {
            return true;
        }
        (0..=255)
            .any(|byte| self.dfa.next_state(cache, state, byte).is_ok_and(|next| !next.is_dead() && !next.is_match()))
    }

    /// The printable ASCII characters that can follow a prefix.
    fn next_characters(&self, prefix: &str) -> Vec<char> {
        let mut cache = self.caches.get();
        let Some(state) = self.run(&mut cache, prefix) else { return Vec::new() };
        (b' '..=b'~')
            .filter(|byte| {
                self.dfa.next_state(&mut cache, state, *byte).is_ok_and(|next| self.is_viable(&mut cache, next))
            })
            .map(char::from)
            .collect()
    }
}
