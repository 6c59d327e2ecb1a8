//! A text that is changed before it is parsed, and the way back to places in the text as it is.

use std::borrow::Cow;
use std::ops::Range;

/// A changed text. Without changes it is the text itself.
#[derive(Debug)]
pub(super) struct Changed<'t> {
    pub(super) text: Cow<'t, str>,
    /// In order, none within another.
    changes: Vec<Change>,
}

/// What stands in place of a part of the text.
#[derive(Debug)]
pub(super) struct Change {
    /// In the text as it is.
    pub(super) old: Range<usize>,
    pub(super) new: String,
    /// For each byte of `new` what it stands for, counted from `old.start`; empty where it stands for nothing in
    /// particular.
    pub(super) bytes: Vec<Range<u32>>,
}

impl<'t> Changed<'t> {
    /// Makes the changes, which are in order.
    pub(super) fn new(text: &'t str, changes: Vec<Change>) -> Self {
        if changes.is_empty() {
            return Self { text: Cow::Borrowed(text), changes };
        }
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        for change in &changes {
            made.push_str(&text[at..change.old.start]);
            made.push_str(&change.new);
            at = change.old.end;
        }
        made.push_str(&text[at..]);
        Self { text: Cow::Owned(made), changes }
    }

    /// Where a part of the changed text stands in the text as it is. Empty where it does not stand there.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        if self.changes.is_empty() {
            return range;
        }
        let start = self.point(range.start, false);
        let end = if range.is_empty() { start } else { self.point(range.end, true) };
        match (start, end) {
            (Ok(start), Ok(end)) if start <= end => start..end,
            (Err(at), _) | (_, Err(at)) | (Ok(at), _) => at..at,
        }
    }

    /// As [`Changed::place`] for one offset; as an error the nearest one where it has none.
    fn point(&self, at: usize, is_end: bool) -> Result<usize, usize> {
        let mut shift = 0isize;
        for change in &self.changes {
            let start = change.old.start.wrapping_add_signed(shift);
            let end = start + change.new.len();
            if at < start || (at == start && is_end) {
                break;
            }
            if at < end || (at == end && is_end) {
                let byte = change.bytes.get(if is_end { at - start - 1 } else { at - start });
                let byte = byte.ok_or(change.old.start)?;
                return Ok(change.old.start + if is_end { byte.end } else { byte.start } as usize);
            }
            shift += change.new.len() as isize - change.old.len() as isize;
        }
        Ok(at.wrapping_add_signed(-shift))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_back() {
        // `&#10;` at 2..7 became one byte, `c` was put in at 9.
        #[expect(clippy::single_range_in_vec_init, reason = "one range is meant")]
        let bytes = vec![0..5];
        let changes = vec![
            Change { old: 2..7, new: "\n".to_owned(), bytes },
            Change { old: 9..9, new: "ccc".to_owned(), bytes: Vec::new() },
        ];
        let changed = Changed::new("ab&#10;cdef", changes);
        assert_eq!(changed.text, "ab\ncdcccef");
        assert_eq!(changed.place(0..2), 0..2);
        assert_eq!(changed.place(1..4), 1..8);
        assert_eq!(changed.place(2..3), 2..7);
        assert_eq!(changed.place(3..5), 7..9);
        assert_eq!(changed.place(5..8), 9..9);
        assert_eq!(changed.place(8..10), 9..11);
        assert_eq!(changed.place(3..9), 7..10);
        assert_eq!(changed.place(10..10), 11..11);
    }
}
