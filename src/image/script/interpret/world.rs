//! What is known of files and variables at one point of a script.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::shared::Shared;
use crate::image::content::{Base, Content, Piece, Step};
use crate::text::Span;

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// What the distribution's packages put there, if anything.
    Default,
    /// What the distribution's packages put at another path: it was moved or copied from there.
    Moved {
        /// The other path.
        from: String,
        /// The command that brought it here.
        span: Span,
    },
    /// Nothing: it was removed or moved away, by the command at this place.
    Absent(Span),
    /// A file of which something is known.
    File(Arc<Content>),
    /// A symbolic link.
    Link {
        /// Its target as written.
        target: String,
        /// The command that made it.
        span: Span,
    },
    /// Something unknown, made by the command at this place.
    Unknown(Span),
}

/// What happened to all paths of a kind at once, those apart that stand in the list of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sweep {
    /// A directory, or a pattern where it contains `*`, `?` or `[`; the end of a path behind [`ANYWHERE`].
    pub(super) place: String,
    pub(super) effect: Effect,
    /// Whether it may not have happened.
    pub(super) maybe: bool,
    pub(super) span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Effect {
    Removed,
    Unknown,
    /// What was below this directory is below the place now.
    From(String),
}

/// Stands in a place for any directory.
pub(super) const ANYWHERE: &str = "**";

impl Sweep {
    /// What of the path is below the place; `None` where it is not touched.
    fn rest<'p>(&self, path: &'p str) -> Option<&'p str> {
        if let Some(end) = self.place.strip_prefix(ANYWHERE) {
            return path.ends_with(end).then_some("");
        }
        if is_pattern(&self.place) {
            return glob(&self.place, path).then_some("");
        }
        path.strip_prefix(self.place.trim_end_matches('/')).filter(|rest| rest.starts_with('/'))
    }
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(Vec<Piece>),
    List(Vec<Vec<Piece>>),
    /// What `declare -A` makes, in the order in which the keys came.
    Map(Vec<(String, Vec<Piece>)>),
    Unknown,
}

/// Pieces, and bytes of text, that a variable or a file may hold: a script can double one with every line.
const MAX_PIECES: usize = 4096;
const MAX_TEXT: usize = 1 << 20;

/// Bytes of text times the edits of a file: each time that the text is put together, all edits go through all of it.
const MAX_EDITED: usize = 1 << 23;

fn bytes_of<'p>(pieces: impl IntoIterator<Item = &'p Piece>) -> usize {
    pieces.into_iter().map(|piece| if let Piece::Text { text, .. } = piece { text.len() } else { 0 }).sum()
}

/// Whether pieces are more than is followed.
pub(super) fn are_too_large<'p>(pieces: impl IntoIterator<Item = &'p Piece>) -> bool {
    let (mut count, mut bytes) = (0, 0);
    for piece in pieces {
        count += 1;
        bytes += if let Piece::Text { text, .. } = piece { text.len() } else { 0 };
    }
    count > MAX_PIECES || bytes > MAX_TEXT
}

/// Whether a text is put together from more than is followed.
pub(super) fn is_too_large(content: &Content) -> bool {
    let pieces = content.steps.iter().flat_map(|step| match step {
        Step::Append(pieces) => pieces.as_slice(),
        Step::Sed(_) => &[],
    });
    let edits = content.steps.iter().filter(|step| matches!(step, Step::Sed(_))).count();
    content.steps.len() > MAX_PIECES || are_too_large(pieces.clone()) || edits * (4096 + bytes_of(pieces)) > MAX_EDITED
}

impl Value {
    /// The value; what is too large to follow is unknown.
    pub(super) fn within_limits(self) -> Self {
        let too_large = match &self {
            Self::Text(pieces) => are_too_large(pieces),
            Self::List(items) => are_too_large(items.iter().flatten()),
            Self::Map(items) => are_too_large(items.iter().flat_map(|(_, pieces)| pieces)),
            Self::Unknown => false,
        };
        if too_large { Self::Unknown } else { self }
    }
}

/// The shell's and the files' state at one point.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct World {
    pub(super) files: Shared<Vec<State>>,
    pub(super) sweeps: Arc<Vec<Arc<Sweep>>>,
    /// Directories that scripts made.
    pub(super) directories: Shared<()>,
    pub(super) variables: Shared<Value>,
    pub(super) exported: Shared<()>,
    pub(super) directory: Option<String>,
    pub(super) previous: Option<String>,
    pub(super) stack: Vec<Option<String>>,
    /// Whether all variables that are set are exported, as after `set -a`.
    pub(super) exports: bool,
    /// Whether `>` leaves files alone that are there.
    pub(super) noclobber: bool,
    /// Whether nothing that follows is run: after `exit`, `break`, `return`.
    pub(super) dead: bool,
}

pub(super) const MAX_ALTERNATIVES: usize = 8;
/// Each look at a path goes through all sweeps. A script that has more leaves nothing known that it does not name.
const MAX_SWEEPS: usize = 256;
/// Ways that come together and differ in what happened to many paths at once; with more, a path that some of them
/// changed may be anything.
const MAX_MET_SWEEPS: usize = 32;
/// Directories that `popd` can go back to.
pub(super) const MAX_STACK: usize = 64;

impl World {
    pub(super) fn at(&self, path: &str) -> Vec<State> {
        if let Some(states) = self.files.get(path) {
            return states.clone();
        }
        let mut states = swept(&self.sweeps, path);
        for state in &mut states {
            // back where it came from
            if matches!(state, State::Moved { from, .. } if from == path) {
                *state = State::Default;
            }
        }
        states
    }

    /// The same where the path is set anew at once: nothing is copied that nobody else has.
    pub(super) fn take(&mut self, path: &str) -> Vec<State> {
        self.files.take(path).unwrap_or_else(|| self.at(path))
    }

    /// The path that links on the way lead to.
    pub(super) fn resolve(&self, path: &str) -> String {
        let mut result = path.to_owned();
        for _ in 0..8 {
            let mut ends: Vec<usize> = result.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).collect();
            ends.push(result.len());
            let link = ends.into_iter().find_map(|end| match self.files.get(&result[..end]).map(Vec::as_slice) {
                Some([State::Link { target, .. }]) if !target.is_empty() => Some((end, target.clone())),
                _ => None,
            });
            let Some((end, target)) = link else { break };
            let directory = result[..end].rsplit_once('/').map_or("", |(directory, _)| directory);
            let whole = if target.starts_with('/') { target } else { format!("{directory}/{target}") };
            result = crate::image::overlay::absolute(&format!("{whole}{}", &result[end..]));
        }
        result
    }

    pub(super) fn sweep(&mut self, place: &str, effect: Effect, maybe: bool, span: Span) {
        // what may have become unknown is no more so the second time, unless something certain came between
        let known = maybe
            && effect == Effect::Unknown
            && self
                .sweeps
                .iter()
                .rev()
                .take_while(|sweep| sweep.maybe)
                .any(|sweep| sweep.place == place && sweep.effect == effect);
        let sweep = Sweep { place: place.to_owned(), effect, maybe, span };
        if known || self.sweeps.last().is_some_and(|last| **last == sweep) {
            return;
        }
        let sweeps = Arc::make_mut(&mut self.sweeps);
        sweeps.push(Arc::new(sweep));
        if sweeps.len() > MAX_SWEEPS {
            let all = Sweep { place: "/".to_owned(), effect: Effect::Unknown, maybe: true, span };
            *sweeps = vec![Arc::new(all)];
        }
    }

    /// Takes another way that things may have gone into account.
    pub(super) fn merge(&mut self, other: Self) {
        *self = Self::meet(vec![std::mem::take(self), other]);
    }

    /// What is known where several ways that things may have gone come together.
    ///
    /// Each way is compared with the one before only: of thousands of ways, as the arms of a long `case` or the places
    /// where a script may `exit`, two that follow each other share all but a little.
    pub(super) fn meet(mut worlds: Vec<Self>) -> Self {
        if worlds.iter().any(|world| !world.dead) {
            worlds.retain(|world| !world.dead);
        } else {
            worlds.truncate(1);
        }
        let mut met = worlds.first().cloned().unwrap_or_default();
        if worlds.len() < 2 {
            return met;
        }
        let pairs = || worlds.iter().zip(&worlds[1..]);
        for (path, states) in states_of(&worlds) {
            met.files.insert(path, states);
        }
        met.meet_sweeps(&worlds);
        for (before, after) in pairs() {
            for path in before.directories.differing(&after.directories) {
                met.directories.remove(&path);
            }
            for name in before.variables.differing(&after.variables) {
                met.variables.insert(name, Value::Unknown);
            }
            for name in before.exported.differing(&after.exported) {
                met.exported.insert(name, ());
            }
            if before.directory != after.directory {
                met.directory = None;
            }
            if before.previous != after.previous {
                met.previous = None;
            }
            if before.stack != after.stack {
                met.stack.clear();
            }
            met.noclobber |= after.noclobber;
            met.exports |= after.exports;
        }
        met
    }

    /// What happened to many paths at once in some of the worlds only may have happened.
    fn meet_sweeps(&mut self, worlds: &[Self]) {
        let mut same = self.sweeps.len();
        for world in worlds.iter().filter(|world| !Arc::ptr_eq(&self.sweeps, &world.sweeps)) {
            let common = self.sweeps.iter().zip(world.sweeps.iter()).take(same);
            same = common.take_while(|(a, b)| Arc::ptr_eq(a, b) || a == b).count();
        }
        let mut known: HashSet<(&str, &Effect)> = HashSet::new();
        let mut tail: Vec<&Sweep> = Vec::new();
        let mut last = None;
        for world in worlds {
            if last.replace(&world.sweeps).is_some_and(|last| Arc::ptr_eq(last, &world.sweeps)) {
                continue;
            }
            tail.extend(
                world.sweeps[same..]
                    .iter()
                    .map(|sweep| &**sweep)
                    .filter(|sweep| known.insert((sweep.place.as_str(), &sweep.effect))),
            );
        }
        if self.sweeps.len() > same {
            Arc::make_mut(&mut self.sweeps).truncate(same);
        }
        for sweep in tail {
            self.sweep(&sweep.place, sweep.effect.clone(), true, sweep.span);
        }
    }
}

/// What may be at the paths that are not the same in all worlds.
fn states_of(worlds: &[World]) -> BTreeMap<Arc<str>, Vec<State>> {
    let mut changed: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
    // a path that has no state of its own has that of what happened to all paths around it
    let mut swept: Vec<usize> = Vec::new();
    for (index, (before, after)) in worlds.iter().zip(&worlds[1..]).enumerate() {
        for path in before.files.differing(&after.files) {
            changed.entry(path).or_default().push(index + 1);
        }
        if !Arc::ptr_eq(&before.sweeps, &after.sweeps) && before.sweeps != after.sweeps {
            swept.push(index + 1);
        }
    }
    let lost = (swept.len() > MAX_MET_SWEEPS).then(|| worlds[swept[0]].sweeps.last().map(|sweep| sweep.span));
    let settled = |path: Arc<str>, mut at: Vec<usize>| {
        let mut states = worlds[0].at(&path);
        match lost {
            Some(span) => states.push(State::Unknown(span.unwrap_or_default())),
            None => at.extend(&swept),
        }
        at.sort_unstable();
        at.dedup();
        for index in at {
            for state in worlds[index].at(&path) {
                if !states.contains(&state) {
                    states.push(state);
                }
            }
            if states.len() > MAX_ALTERNATIVES {
                let span = states.iter().find_map(state_span).unwrap_or_default();
                states = vec![State::Unknown(span)];
                break;
            }
        }
        (path, states)
    };
    changed.into_iter().map(|(path, at)| settled(path, at)).collect()
}

/// What sweeps make of a path that no command named.
fn swept(sweeps: &[Arc<Sweep>], path: &str) -> Vec<State> {
    for (index, sweep) in sweeps.iter().enumerate().rev() {
        let Some(rest) = sweep.rest(path) else { continue };
        let mut states = match &sweep.effect {
            Effect::Removed => vec![State::Absent(sweep.span)],
            Effect::Unknown => vec![State::Unknown(sweep.span)],
            Effect::From(directory) => {
                let from = format!("{directory}{rest}");
                swept(&sweeps[..index], &from)
                    .into_iter()
                    .map(|state| match state {
                        State::Default => State::Moved { from: from.clone(), span: sweep.span },
                        other => other,
                    })
                    .collect()
            }
        };
        if sweep.maybe {
            for state in swept(&sweeps[..index], path) {
                if !states.contains(&state) {
                    states.push(state);
                }
            }
        }
        return states;
    }
    vec![State::Default]
}

/// What a state becomes when it is copied from one path to another.
pub(super) fn carried(state: State, from: &str, to: &str, span: Span) -> State {
    match state {
        State::Default if from == to => State::Default,
        State::Default => State::Moved { from: from.to_owned(), span },
        State::Moved { from, .. } if from == to => State::Default,
        // what was put in front of or behind the default text is known, the text itself belongs to its path
        State::File(content) if content.base == Base::Default && from != to => State::Unknown(span),
        other => other,
    }
}

fn state_span(state: &State) -> Option<Span> {
    match state {
        State::Default => None,
        State::Absent(span) | State::Unknown(span) | State::Link { span, .. } | State::Moved { span, .. } => {
            Some(*span)
        }
        State::File(content) => content.steps.iter().find_map(|step| match step {
            Step::Append(pieces) => pieces.first().map(Piece::span),
            Step::Sed(sed) => Some(sed.span),
        }),
    }
}

pub(super) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// Whether a shell pattern matches a path; no wildcard matches a slash.
#[must_use]
pub fn glob(pattern: &str, path: &str) -> bool {
    matches(pattern, path, true)
}

/// Whether a shell pattern with `*`, `?` and `[...]` matches a text. For paths no wildcard matches a slash, or a dot at
/// the start of a name.
pub(super) fn matches(pattern: &str, text: &str, is_path: bool) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // what no wildcard matches
    let kept = |at: usize| is_path && (text[at] == '/' || (text[at] == '.' && (at == 0 || text[at - 1] == '/')));
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        let wild = !kept(t);
        let step = match pattern.get(p) {
            // what is escaped stands for itself
            Some('\\') if pattern.get(p + 1) == Some(&text[t]) && wild => Some(2),
            Some('*') => {
                star = Some((p, t));
                p += 1;
                continue;
            }
            Some('?') if wild => Some(1),
            Some('[') if wild => set(&pattern[p..], text[t]),
            Some(c) if *c == text[t] => Some(1),
            _ => None,
        };
        match (step, star) {
            (Some(length), _) => {
                p += length;
                t += 1;
            }
            (None, Some((at, from))) if !kept(from) => {
                p = at + 1;
                t = from + 1;
                star = Some((at, from + 1));
            }
            _ => return false,
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// The length of a `[...]` that takes `c`. One that is not closed stands for itself.
fn set(pattern: &[char], c: char) -> Option<usize> {
    let negated = matches!(pattern.get(1), Some('!' | '^'));
    let start = if negated { 2 } else { 1 };
    let mut end = None;
    let mut at = start;
    while at < pattern.len() {
        if pattern[at] == ']' && at > start {
            end = Some(at);
            break;
        }
        // `[:alpha:]` has a bracket of its own
        at += named_set(&pattern[at..], c).map_or(1, |(_, length)| length);
    }
    let Some(end) = end else { return (c == '[').then_some(1) };
    let mut found = false;
    let mut at = start;
    while at < end {
        if let Some((takes, length)) = named_set(&pattern[at..end], c) {
            found |= takes;
            at += length;
        } else if at + 2 < end && pattern[at + 1] == '-' {
            found |= pattern[at] <= c && c <= pattern[at + 2];
            at += 3;
        } else {
            found |= pattern[at] == c;
            at += 1;
        }
    }
    (found != negated).then_some(end + 1)
}

/// Whether `[:name:]` at the start takes `c`, and its length.
fn named_set(pattern: &[char], c: char) -> Option<(bool, usize)> {
    let text: String = pattern.iter().take(12).collect();
    let (name, _) = text.strip_prefix("[:")?.split_once(":]")?;
    let takes = match name {
        "alpha" => c.is_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_alphanumeric(),
        "upper" => c.is_uppercase(),
        "lower" => c.is_lowercase(),
        "space" => c.is_whitespace(),
        "blank" => matches!(c, ' ' | '\t'),
        "punct" => c.is_ascii_punctuation(),
        "xdigit" => c.is_ascii_hexdigit(),
        _ => return None,
    };
    Some((takes, name.len() + 4))
}
