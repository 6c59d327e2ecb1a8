use std::ops::Range;

use super::{EditSet, SourceId, Span};

/// Where a place of a derived text is in the text that somebody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Home {
    /// The same bytes stand there: an edit of them can be made there.
    Exact(Span),
    /// It was made from what stands there, which reads otherwise.
    Within(Span),
    /// Nobody wrote it.
    Nowhere,
}

impl Home {
    /// The place, exact or not.
    #[must_use]
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Exact(span) | Self::Within(span) => Some(span),
            Self::Nowhere => None,
        }
    }

    /// The place where an edit may be made.
    #[must_use]
    pub fn exact(self) -> Option<Span> {
        match self {
            Self::Exact(span) => Some(span),
            Self::Within(_) | Self::Nowhere => None,
        }
    }
}

/// A part of a derived text and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Bytes of the derived text.
    pub new: Range<usize>,
    /// What they came from.
    pub old: Span,
    /// Whether both have the same bytes.
    pub is_verbatim: bool,
}

/// How a derived text came from others.
#[derive(Debug, Clone)]
pub struct Origins {
    parent: Option<SourceId>,
    /// What edits wrote, by place; the bytes between are the parent's.
    written: Vec<Written>,
    /// By place, an outer one before those in it.
    links: Vec<Link>,
    /// For each link, the next one around it.
    around: Vec<Option<usize>>,
}

/// What one edit wrote, and what it replaced.
#[derive(Debug, Clone)]
struct Written {
    new: Range<usize>,
    old: Range<usize>,
}

impl Origins {
    /// The text of `parent` with edits made. `links` say what the edits' own text stands for, as far as that is known;
    /// they nest or lie apart.
    #[must_use]
    pub fn edits(parent: SourceId, edits: &EditSet, links: Vec<Link>) -> Self {
        let mut delta = 0i64;
        let written = edits.edits().iter().map(|edit| {
            let start = (i64::from(edit.span.start) + delta) as usize;
            delta += edit.text.len() as i64 - edit.span.len() as i64;
            Written { new: start..start + edit.text.len(), old: edit.span.range() }
        });
        Self { parent: Some(parent), written: written.collect(), around: Vec::new(), links }.sorted()
    }

    /// A text put together from pieces of others; what no link covers, nobody wrote.
    #[must_use]
    pub fn pieces(links: Vec<Link>) -> Self {
        Self { parent: None, written: Vec::new(), around: Vec::new(), links }.sorted()
    }

    fn sorted(mut self) -> Self {
        self.links.sort_by_key(|link| (link.new.start, std::cmp::Reverse(link.new.end)));
        let mut open: Vec<usize> = Vec::new();
        for (index, link) in self.links.iter().enumerate() {
            while open.last().is_some_and(|outer| self.links[*outer].new.end < link.new.end) {
                open.pop();
            }
            self.around.push(open.last().copied());
            open.push(index);
        }
        self
    }

    /// Where a range of the derived text came from, one step back.
    #[must_use]
    pub fn home(&self, new: Range<usize>) -> Home {
        if let Some(exact) = self.untouched(&new) {
            return Home::Exact(exact);
        }
        if let Some(link) = self.link(&new) {
            let whole = link.new == new;
            if link.is_verbatim && (whole || self.parent.is_none()) {
                let start = link.old.start as usize + (new.start - link.new.start);
                return Home::Exact(Span::new(link.old.source, start, start + new.len()));
            }
            return Home::Within(link.old);
        }
        match self.parent {
            Some(parent) => Home::Within(self.replaced(parent, &new)),
            None => Home::Nowhere,
        }
    }

    /// The parent's bytes, where no edit touches the range.
    fn untouched(&self, new: &Range<usize>) -> Option<Span> {
        let parent = self.parent?;
        let next = self.written.partition_point(|written| written.new.end < new.start);
        let mut delta = next.checked_sub(1).map_or(0, |last| self.delta(last));
        for (index, written) in self.written.iter().enumerate().skip(next) {
            let (start, end) = (written.new.start, written.new.end);
            if new.end < start || (new.end == start && start != end) {
                break;
            }
            if end != new.start || start == end {
                return None;
            }
            delta = self.delta(index);
        }
        let old = |at: usize| (at as i64 - delta) as usize;
        Some(Span::new(parent, old(new.start), old(new.end)))
    }

    /// By how much the text behind an edit has moved.
    fn delta(&self, index: usize) -> i64 {
        let written = &self.written[index];
        written.new.end as i64 - written.old.end as i64
    }

    /// The smallest link around the range.
    fn link(&self, new: &Range<usize>) -> Option<&Link> {
        let last = self.links.partition_point(|link| {
            (link.new.start, std::cmp::Reverse(link.new.end)) <= (new.start, std::cmp::Reverse(new.end))
        });
        let around = |index: &usize| self.around[*index];
        let mut candidates = std::iter::successors(last.checked_sub(1), around);
        candidates.find(|index| self.links[*index].new.end >= new.end).map(|index| &self.links[index])
    }

    /// What the edits replaced that touch the range.
    fn replaced(&self, parent: SourceId, new: &Range<usize>) -> Span {
        let old = |at: usize| {
            let next = self.written.partition_point(|written| written.new.start <= at);
            match next.checked_sub(1).map(|index| (index, &self.written[index])) {
                Some((_, written)) if at < written.new.end => written.old.start,
                Some((index, _)) => (at as i64 - self.delta(index)).max(0) as usize,
                None => at,
            }
        };
        let (start, mut end) = (old(new.start), old(new.end));
        if end <= start && !new.is_empty() {
            // All of it was written by one edit: it stands for all that the edit replaced.
            let first = self.written.partition_point(|written| written.old.start < start);
            let edit = self.written[first..].iter().find(|written| !written.old.is_empty());
            end = edit.filter(|written| written.old.start == start).map_or(start, |written| written.old.end);
        }
        Span::new(parent, start, end.max(start))
    }

    /// The same with the ids of all sources moved up by `base`.
    #[must_use]
    pub(super) fn rebased(&self, base: u32) -> Self {
        let mut copy = self.clone();
        let parent = copy.parent.iter_mut();
        for source in parent.chain(copy.links.iter_mut().map(|link| &mut link.old.source)) {
            source.0 += base;
        }
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Edit, Sources};

    #[test]
    fn a_derived_text_knows_what_it_came_from() {
        let mut sources = Sources::new();
        let id = sources.add("a", "one two three");
        let span = |start, end| Span::new(id, start, end);
        let mut edits = EditSet::new();
        edits.add(Edit::replace(span(4, 7), "<TWO>")).unwrap();
        edits.add(Edit::insert(span(13, 13), "!")).unwrap();
        let link = Link { new: 5..8, old: span(4, 7), is_verbatim: false };
        let text = edits.apply("one two three");
        assert_eq!(text, "one <TWO> three!");
        let new = sources.derive("a", text, Origins::edits(id, &edits, vec![link]));
        let home = |start, end| sources.home(Span::new(new, start, end));
        assert_eq!(home(0, 3), Home::Exact(span(0, 3)));
        assert_eq!(home(10, 15), Home::Exact(span(8, 13)));
        assert_eq!(home(5, 8), Home::Within(span(4, 7)));
        assert_eq!(home(4, 9), Home::Within(span(4, 7)));
        assert_eq!(home(15, 16), Home::Within(span(13, 13)));
        assert_eq!(home(2, 6), Home::Within(span(2, 4)));
        assert_eq!(sources.home(span(1, 2)), Home::Exact(span(1, 2)));
        // a second text from the first: the way back leads through both
        let mut again = EditSet::new();
        again.add(Edit::delete(Span::new(new, 0, 4))).unwrap();
        let text = again.apply(&sources.get(new).text.clone());
        let last = sources.derive("a", text, Origins::edits(new, &again, Vec::new()));
        assert_eq!(sources.home(Span::new(last, 6, 11)), Home::Exact(span(8, 13)));
        assert_eq!(sources.home(Span::new(last, 1, 4)), Home::Within(span(4, 7)));
    }

    #[test]
    fn pieces_of_others_and_what_nobody_wrote() {
        let mut sources = Sources::new();
        let id = sources.add("script", "echo 'a=1' > /f");
        let old = Span::new(id, 6, 9);
        let links = vec![Link { new: 0..3, old, is_verbatim: true }];
        let new = sources.derive("/f", "a=1\n", Origins::pieces(links));
        assert_eq!(sources.home(Span::new(new, 2, 3)), Home::Exact(Span::new(id, 8, 9)));
        assert_eq!(sources.home(Span::new(new, 3, 4)), Home::Nowhere);
    }
}
