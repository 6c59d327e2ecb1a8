/// A place as people count: line and column from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
}

/// Where the lines of a text begin. LF, CRLF and lone CR end a line.
#[derive(Debug, Clone, Default)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// The number of characters before every [`STEP`]th byte; empty where all are ASCII. Columns in long lines are
    /// counted from there.
    counts: Vec<u32>,
}

const STEP: usize = 1024;

impl LineIndex {
    /// Reads the line starts of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self { starts, counts: if text.is_ascii() { Vec::new() } else { counts(bytes) } }
    }

    /// The line starts once `start..old_end` of the text has become `start..new_end` of `text`: only that is looked at.
    #[must_use]
    pub fn edited(&self, text: &str, start: usize, old_end: usize, new_end: usize) -> Self {
        let bytes = text.as_bytes();
        let moved = |at: u32| u32::try_from(at as usize - old_end + new_end).unwrap_or(u32::MAX);
        // a line start rests on the byte before it and the one behind that
        let kept = self.starts.partition_point(|at| (*at as usize) < start.max(1));
        let behind = self.starts.partition_point(|at| *at as usize <= old_end);
        let mut starts = Vec::with_capacity(self.starts.len() + 8);
        starts.extend_from_slice(&self.starts[..kept]);
        for at in start.saturating_sub(1)..new_end {
            let ends = bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        starts.extend(self.starts[behind.max(kept)..].iter().map(|at| moved(*at)));
        let is_ascii = self.counts.is_empty() && text[start..new_end].is_ascii();
        Self { starts, counts: if is_ascii || text.is_ascii() { Vec::new() } else { counts(bytes) } }
    }

    /// Number of lines; at least 1.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, that `offset` (bytes) lies in.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line, from 0, its line ending included.
    #[must_use]
    pub fn line_range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).map_or(text.len(), |at| *at as usize);
        let end = self.starts.get(line + 1).map_or(text.len(), |at| *at as usize);
        start..end
    }

    /// Line and column of a byte offset; an offset inside a character counts as its start.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset);
        let start = self.starts[line] as usize;
        LineColumn { line: line + 1, column: self.characters(text, offset) - self.characters(text, start) + 1 }
    }

    /// The number of characters before a byte that begins one.
    fn characters(&self, text: &str, offset: usize) -> usize {
        if self.counts.is_empty() {
            return offset;
        }
        let step = (offset / STEP).min(self.counts.len() - 1);
        self.counts[step] as usize + text.as_bytes()[step * STEP..offset].iter().filter(|byte| begins(**byte)).count()
    }

    /// The byte offset of a place; clamped to the line and to the text.
    #[must_use]
    pub fn offset(&self, text: &str, place: LineColumn) -> usize {
        let range = self.line_range(text, place.line.saturating_sub(1));
        let line = &text[range.clone()];
        let column = place.column.saturating_sub(1);
        line.char_indices().nth(column).map_or(range.end, |(at, _)| range.start + at)
    }
}

/// Whether a byte begins a character.
fn begins(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

fn counts(bytes: &[u8]) -> Vec<u32> {
    let mut count = 0;
    let mut counts = Vec::with_capacity(bytes.len() / STEP + 1);
    for chunk in bytes.chunks(STEP) {
        counts.push(count);
        count += u32::try_from(chunk.iter().filter(|byte| begins(**byte)).count()).unwrap_or(u32::MAX);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_gives_the_lines_of_the_new_text() {
        let pieces = ["", "a", "\n", "\r", "\r\n", "\n\r", "b\nc", "\u{e4}\r"];
        for old in pieces {
            for new in pieces {
                for before in pieces {
                    for after in pieces {
                        let text = format!("x{before}{old}{after}y");
                        let edited = format!("x{before}{new}{after}y");
                        let start = 1 + before.len();
                        let own = LineIndex::new(&text).edited(&edited, start, start + old.len(), start + new.len());
                        let whole = LineIndex::new(&edited);
                        assert_eq!((own.starts, own.counts), (whole.starts, whole.counts), "{text:?} -> {edited:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn counts_lines_by_every_ending_and_columns_by_characters() {
        let text = "a\r\nbé\rc\nd";
        let index = LineIndex::new(text);
        assert_eq!(index.line_count(), 4);
        assert_eq!(index.line_column(text, 0), LineColumn { line: 1, column: 1 });
        assert_eq!(index.line_column(text, 6), LineColumn { line: 2, column: 3 });
        assert_eq!(index.line_column(text, 5), LineColumn { line: 2, column: 2 });
        assert_eq!(index.line_column(text, 7), LineColumn { line: 3, column: 1 });
        assert_eq!(index.line_column(text, 99), LineColumn { line: 4, column: 2 });
        assert_eq!(index.offset(text, LineColumn { line: 2, column: 3 }), 6);
    }

    #[test]
    fn columns_of_long_lines_are_those_that_are_counted() {
        let text = format!("é\n{}\nx", "aéü𝄞".repeat(2_000));
        let index = LineIndex::new(&text);
        for (offset, _) in text.char_indices().step_by(97) {
            let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            assert_eq!(index.line_column(&text, offset).column, text[start..offset].chars().count() + 1);
        }
    }
}
