//! What is known of files and variables at one point of a script.

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
    File(Content),
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
    /// A directory, or a pattern where it contains `*`, `?` or `[`.
    pub(super) place: String,
    pub(super) effect: Effect,
    /// Whether it may not have happened.
    pub(super) maybe: bool,
    pub(super) span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    Removed,
    Unknown,
    /// What was below this directory is below the place now.
    From(String),
}

impl Sweep {
    /// What of the path is below the place; `None` where it is not touched.
    fn rest<'p>(&self, path: &'p str) -> Option<&'p str> {
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
    content.steps.len() > MAX_PIECES || are_too_large(pieces)
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
    pub(super) sweeps: Vec<Arc<Sweep>>,
    /// Directories that scripts made.
    pub(super) directories: Shared<()>,
    pub(super) variables: Shared<Value>,
    pub(super) exported: Shared<()>,
    pub(super) directory: Option<String>,
    pub(super) previous: Option<String>,
    pub(super) stack: Vec<Option<String>>,
    /// Whether `>` leaves files alone that are there.
    pub(super) noclobber: bool,
    /// Whether nothing that follows is run: after `exit`, `break`, `return`.
    pub(super) dead: bool,
}

pub(super) const MAX_ALTERNATIVES: usize = 8;
/// Each look at a path goes through all sweeps. A script that has more leaves nothing known that it does not name.
const MAX_SWEEPS: usize = 256;

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
        if !known && self.sweeps.last().is_none_or(|last| **last != sweep) {
            self.sweeps.push(Arc::new(sweep));
        }
        if self.sweeps.len() > MAX_SWEEPS {
            let all = Sweep { place: "/".to_owned(), effect: Effect::Unknown, maybe: true, span };
            self.sweeps = vec![Arc::new(all)];
        }
    }

    /// Takes another way that things may have gone into account.
    pub(super) fn merge(&mut self, other: Self) {
        if other.dead {
            return;
        }
        if self.dead {
            *self = other;
            return;
        }
        let mut files = self.files.clone();
        for path in self.files.differing(&other.files) {
            let mut states = self.at(&path);
            for state in other.at(&path) {
                if !states.contains(&state) {
                    states.push(state);
                }
            }
            if states.len() > MAX_ALTERNATIVES {
                let span = states.iter().find_map(state_span).unwrap_or_default();
                states = vec![State::Unknown(span)];
            }
            files.insert(path, states);
        }
        self.files = files;
        // what happened one way only may have happened
        let same = self.sweeps.iter().zip(&other.sweeps).take_while(|(a, b)| Arc::ptr_eq(a, b) || a == b).count();
        if self.sweeps.len() > same || other.sweeps.len() > same {
            let mut tail = self.sweeps.split_off(same);
            for sweep in other.sweeps.into_iter().skip(same) {
                if !tail.iter().any(|known| known.place == sweep.place && known.effect == sweep.effect) {
                    tail.push(sweep);
                }
            }
            for sweep in tail {
                self.sweep(&sweep.place, sweep.effect.clone(), true, sweep.span);
            }
        }
        for path in self.directories.differing(&other.directories) {
            self.directories.remove(&path);
        }
        for name in self.variables.differing(&other.variables) {
            self.variables.insert(name, Value::Unknown);
        }
        for name in self.exported.differing(&other.exported) {
            self.exported.insert(name, ());
        }
        if self.directory != other.directory {
            self.directory = None;
        }
        if self.previous != other.previous {
            self.previous = None;
        }
        self.noclobber |= other.noclobber;
        if self.stack != other.stack {
            self.stack.clear();
        }
    }
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
        State::File(Content { base: Base::Default, .. }) if from != to => State::Unknown(span),
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
    let end = (start + 1..pattern.len()).find(|at| pattern[*at] == ']');
    let Some(end) = end else { return (c == '[').then_some(1) };
    let mut found = false;
    let mut at = start;
    while at < end {
        if at + 2 < end && pattern[at + 1] == '-' {
            found |= pattern[at] <= c && c <= pattern[at + 2];
            at += 3;
        } else {
            found |= pattern[at] == c;
            at += 1;
        }
    }
    (found != negated).then_some(end + 1)
}
