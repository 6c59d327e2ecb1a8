//! What an edit has done to a text, and where findings are after it.

use super::Diagnostic;
use crate::text::{SourceId, Span};

/// What was replaced: `start..old_end` of the old text is `start..new_end` of the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Where it begins, in both texts.
    pub start: u32,
    /// Where it ends in the old text.
    pub old_end: u32,
    /// Where it ends in the new one.
    pub new_end: u32,
}

impl Change {
    /// The least that makes one text of another; `None` where they are the same.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Option<Self> {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let most = old.len().min(new.len());
        let start = common(most, |from, to| old[from..to] == new[from..to]);
        if start == old.len() && start == new.len() {
            return None;
        }
        let most = most - start;
        let (a, b) = (old.len(), new.len());
        let end = common(most, |from, to| old[a - to..a - from] == new[b - to..b - from]);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Some(Self { start: number(start), old_end: number(a - end), new_end: number(b - end) })
    }

    /// The new place of an offset; `None` where it is in what was replaced.
    #[must_use]
    pub fn place(&self, at: u32) -> Option<u32> {
        if at <= self.start { Some(at) } else { (at >= self.old_end).then(|| at - self.old_end + self.new_end) }
    }

    /// Gives a span its new place; `None` where it touches what was replaced.
    #[must_use]
    pub fn span(&self, span: &mut Span) -> Option<()> {
        // an empty one at the very place of the edit stands for what is behind it
        let end = if span.is_empty() && span.start == self.start && self.start < self.old_end {
            return None;
        } else {
            self.place(span.end)?
        };
        (span.start, span.end) = (self.place(span.start)?, end);
        Some(())
    }

    /// As [`Change::diagnostic`], where the finding has places in other texts, too; the edited one is `source`.
    #[must_use]
    pub fn within(&self, found: &mut Diagnostic, source: SourceId) -> Option<()> {
        let mut moved = Some(());
        found.each_span(&mut |span| {
            if span.source == source && self.span(span).is_none() {
                moved = None;
            }
        });
        moved
    }

    /// Gives a finding, all of whose places are in the edited text, its new places.
    #[must_use]
    pub fn diagnostic(&self, found: &mut Diagnostic) -> Option<()> {
        let source = found.primary.source;
        self.within(found, source)
    }
}

impl Diagnostic {
    /// All its places.
    pub fn each_span(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        visit(&mut self.primary);
        self.labels.iter_mut().for_each(|label| visit(&mut label.span));
        self.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| visit(&mut edit.span));
    }

    /// Takes the places in one text for places in another.
    pub fn move_source(&mut self, from: SourceId, to: SourceId) {
        self.each_span(&mut |span| {
            if span.source == from {
                span.source = to;
            }
        });
    }
}

/// How many bytes are equal, by `equal`, which compares pieces.
fn common(most: usize, equal: impl Fn(usize, usize) -> bool) -> usize {
    let mut at = 0;
    let mut step = 1 << 16;
    while at < most {
        let to = (at + step).min(most);
        if equal(at, to) {
            at = to;
        } else if to - at == 1 {
            break;
        } else {
            step = (to - at) / 2;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_change_is_found_and_places_move() {
        let change = |old: &str, new: &str| Change::between(old, new).map(|one| (one.start, one.old_end, one.new_end));
        assert_eq!(change("abc", "abc"), None);
        assert_eq!(change("abc", "abxc"), Some((2, 2, 3)));
        assert_eq!(change("aac", "ac"), Some((1, 2, 1)));
        assert_eq!(change("", "x"), Some((0, 0, 1)));
        let long = "0123456789".repeat(20_000);
        let edited = format!("{}x{}", &long[..123_456], &long[123_460..]);
        assert_eq!(change(&long, &edited), Some((123_456, 123_460, 123_457)));
        let change = Change { start: 4, old_end: 6, new_end: 9 };
        let moved = |start: usize, end: usize| {
            let mut span = Span::new(SourceId(0), start, end);
            change.span(&mut span).map(|()| (span.start, span.end))
        };
        assert_eq!(moved(1, 4), Some((1, 4)));
        assert_eq!(moved(6, 7), Some((9, 10)));
        assert_eq!(moved(3, 8), Some((3, 11)));
        assert_eq!(moved(5, 8), None);
    }
}
