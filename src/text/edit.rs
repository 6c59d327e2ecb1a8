use super::Span;

/// Replaces the bytes below `span` by `text`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Removes `span`.
    #[must_use]
    pub fn delete(span: Span) -> Self {
        Self { span, text: String::new() }
    }

    /// Takes the whole line where a removal would leave nothing but blanks of it; `text` is what is edited.
    #[must_use]
    pub fn with_its_line(self, text: &str) -> Self {
        let Some(removed) = text.get(self.span.range()).filter(|removed| !removed.trim().is_empty()) else {
            return self;
        };
        if !self.text.is_empty() || removed.ends_with('\n') {
            return self;
        }
        // only the blanks are looked at: the line may be as long as the text
        let is_blank = |c| matches!(c, ' ' | '\t' | '\r');
        let before = text[..self.span.start as usize].trim_end_matches(is_blank);
        let rest = text[self.span.end as usize..].trim_start_matches(is_blank);
        if !(before.is_empty() || before.ends_with('\n')) || !(rest.is_empty() || rest.starts_with('\n')) {
            return self;
        }
        let start = before.len();
        let end = text.len() - rest.len() + usize::from(!rest.is_empty());
        Self { span: Span::new(self.span.source, start, end), ..self }
    }

    /// Inserts `text` at the start of `at`.
    pub fn insert(at: Span, text: impl Into<String>) -> Self {
        Self { span: Span { end: at.start, ..at }, text: text.into() }
    }
}

/// Two edits that touch the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditConflict {
    /// The edit that was there.
    pub first: Edit,
    /// The edit that does not go with it.
    pub second: Edit,
}

/// Edits of one text that do not overlap, in order.
///
/// Insertions at the same place keep the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditSet {
    edits: Vec<Edit>,
}

impl EditSet {
    /// No edits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an edit. An edit that is there already is taken once.
    ///
    /// # Errors
    /// [`EditConflict`] where it overlaps another; the set is then unchanged.
    pub fn add(&mut self, edit: Edit) -> Result<(), EditConflict> {
        self.insert(edit).map(|_| ())
    }

    /// Adds an edit; `false` where it was there already.
    fn insert(&mut self, edit: Edit) -> Result<bool, EditConflict> {
        let at =
            self.edits.partition_point(|other| (other.span.start, other.span.end) <= (edit.span.start, edit.span.end));
        let mut same_place = self.edits[..at].iter().rev().take_while(|other| other.span == edit.span);
        if !edit.span.is_empty() && same_place.any(|other| *other == edit) {
            return Ok(false);
        }
        let before = at.checked_sub(1).map(|index| &self.edits[index]);
        let clash = before
            .filter(|other| other.span.end > edit.span.start || (!edit.span.is_empty() && other.span == edit.span))
            .or_else(|| self.edits.get(at).filter(|other| edit.span.end > other.span.start));
        if let Some(first) = clash {
            return Err(EditConflict { first: first.clone(), second: edit });
        }
        self.edits.insert(at, edit);
        Ok(true)
    }

    /// Takes an edit out again that was added last at its place.
    fn remove(&mut self, edit: &Edit) {
        let after =
            self.edits.partition_point(|other| (other.span.start, other.span.end) <= (edit.span.start, edit.span.end));
        if let Some(at) = self.edits[..after].iter().rposition(|other| other == edit) {
            self.edits.remove(at);
        }
    }

    /// Adds all edits or none.
    ///
    /// # Errors
    /// [`EditConflict`] of the first that does not go with what is there.
    pub fn add_all(&mut self, edits: impl IntoIterator<Item = Edit>) -> Result<(), EditConflict> {
        Self::add_to_all(edits, |_| 0, &mut [self])
    }

    /// Adds all edits or none, each to the set of its number.
    ///
    /// # Errors
    /// [`EditConflict`] of the first that does not go with what is there.
    pub fn add_to_all(
        edits: impl IntoIterator<Item = Edit>,
        number: impl Fn(&Edit) -> usize,
        sets: &mut [&mut Self],
    ) -> Result<(), EditConflict> {
        let mut added: Vec<(usize, Edit)> = Vec::new();
        for edit in edits {
            let set = number(&edit);
            match sets[set].insert(edit.clone()) {
                Ok(true) => added.push((set, edit)),
                Ok(false) => {}
                Err(conflict) => {
                    for (set, edit) in added.iter().rev() {
                        sets[*set].remove(edit);
                    }
                    return Err(conflict);
                }
            }
        }
        Ok(())
    }

    /// The edits, by place.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The text with all edits made.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut result =
            String::with_capacity(text.len() + self.edits.iter().map(|edit| edit.text.len()).sum::<usize>());
        let mut done = 0;
        for edit in &self.edits {
            result.push_str(&text[done..edit.span.start as usize]);
            result.push_str(&edit.text);
            done = edit.span.end as usize;
        }
        result.push_str(&text[done..]);
        result
    }

    /// How offsets before and after the edits belong together.
    #[must_use]
    pub fn source_map(&self) -> SourceMap {
        let mut delta = 0i64;
        let mut pieces = Vec::with_capacity(self.edits.len());
        for edit in &self.edits {
            let new_start = i64::from(edit.span.start) + delta;
            let new_end = new_start + edit.text.len() as i64;
            delta = new_end - i64::from(edit.span.end);
            pieces.push(Piece { old: edit.span.range(), new: new_start as usize..new_end as usize });
        }
        SourceMap { pieces }
    }
}

#[derive(Debug, Clone)]
struct Piece {
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
}

/// Carries byte offsets over a set of edits, in both directions. Offsets inside a replaced range go to the start of
/// what it corresponds to.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

impl SourceMap {
    /// The offset in the edited text of an offset in the original.
    #[must_use]
    pub fn to_new(&self, old: usize) -> usize {
        carry(self.pieces.iter().map(|piece| (&piece.old, &piece.new)), old)
    }

    /// The offset in the original text of an offset in the edited one.
    #[must_use]
    pub fn to_old(&self, new: usize) -> usize {
        carry(self.pieces.iter().map(|piece| (&piece.new, &piece.old)), new)
    }
}

fn carry<'a>(
    pieces: impl Iterator<Item = (&'a std::ops::Range<usize>, &'a std::ops::Range<usize>)>,
    at: usize,
) -> usize {
    let mut delta = 0i64;
    for (from, to) in pieces {
        if at < from.start {
            break;
        }
        if at < from.end {
            return to.start;
        }
        delta = to.end as i64 - from.end as i64;
    }
    (at as i64 + delta).max(0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removal_takes_its_line() {
        let remove = |text: &str, what: &str| {
            let at = text.find(what).expect("a part of the text");
            let edit = Edit::delete(Span::new(SourceId(0), at, at + what.len())).with_its_line(text);
            let mut set = EditSet::new();
            set.add(edit).expect("one edit");
            set.apply(text)
        };
        assert_eq!(remove("<a>\n  <b/>\n  <c/>\n</a>\n", "<b/>"), "<a>\n  <c/>\n</a>\n");
        assert_eq!(remove("<a>\r\n\t<b/>\r\n\t<c/>\r\n", "<b/>"), "<a>\r\n\t<c/>\r\n");
        assert_eq!(remove("<a>\n  <b/> <!-- c -->\n", "<b/>"), "<a>\n   <!-- c -->\n");
        assert_eq!(remove("<a><b/></a>", "<b/>"), "<a></a>");
        assert_eq!(remove("<a>\n<b>\n x\n</b>\n</a>", "<b>\n x\n</b>"), "<a>\n</a>");
    }
    use crate::text::SourceId;

    fn span(start: usize, end: usize) -> Span {
        Span::new(SourceId(0), start, end)
    }

    #[test]
    fn applies_edits_and_carries_offsets() {
        let mut set = EditSet::new();
        set.add(Edit::replace(span(4, 7), "xy")).unwrap();
        set.add(Edit::insert(span(0, 0), ">")).unwrap();
        set.add(Edit::insert(span(0, 0), "> ")).unwrap();
        assert_eq!(set.apply("one two three"), ">> one xy three");
        let map = set.source_map();
        assert_eq!(map.to_new(8), 10);
        assert_eq!(map.to_old(10), 8);
        assert_eq!(map.to_new(5), 7);
        assert_eq!(map.to_old(0), 0);
    }

    #[test]
    fn refuses_overlap_but_takes_neighbours_and_repeats() {
        let mut set = EditSet::new();
        set.add(Edit::replace(span(2, 5), "a")).unwrap();
        assert!(set.add(Edit::replace(span(4, 6), "b")).is_err());
        assert!(set.add(Edit::replace(span(2, 5), "c")).is_err());
        set.add(Edit::replace(span(2, 5), "a")).unwrap();
        set.add(Edit::replace(span(5, 6), "d")).unwrap();
        set.add(Edit::replace(span(0, 2), "e")).unwrap();
        assert_eq!(set.apply("0123456"), "ead6");
    }
}
