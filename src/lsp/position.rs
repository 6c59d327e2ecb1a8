//! Positions as the protocol counts them: lines from 0, and characters in the units that were agreed on.

use std::ops::Range;

use gen_lsp_types::{Position, Range as LspRange};

use crate::text::LineIndex;

/// The units of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// What the protocol takes by default.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// The length of a text in these units.
    pub(super) fn length(self, text: &str) -> usize {
        if self == Self::Utf8 || text.is_ascii() { text.len() } else { text.chars().map(|c| self.width(c)).sum() }
    }

    /// The position of an offset.
    pub(super) fn position(self, text: &str, lines: &LineIndex, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = lines.line(offset);
        let start = lines.line_range(text, line).start;
        Position { line: line as u32, character: self.length(&text[start..offset]) as u32 }
    }

    /// The offset of a position; beyond the end of a line it is the end, before the line's ending.
    pub(super) fn offset(self, text: &str, lines: &LineIndex, position: &Position) -> usize {
        let line = position.line as usize;
        if line >= lines.line_count() {
            return text.len();
        }
        let range = lines.line_range(text, line);
        let content = text[range.clone()].trim_end_matches(['\n', '\r']);
        let wanted = position.character as usize;
        if self == Self::Utf8 || content.is_ascii() {
            let mut at = wanted.min(content.len());
            while !content.is_char_boundary(at) {
                at -= 1;
            }
            return range.start + at;
        }
        let mut units = 0;
        for (at, c) in content.char_indices() {
            if units + self.width(c) > wanted {
                return range.start + at;
            }
            units += self.width(c);
        }
        range.start + content.len()
    }

    /// A range of offsets as the protocol's.
    pub(super) fn range(self, text: &str, lines: &LineIndex, range: Range<usize>) -> LspRange {
        LspRange { start: self.position(text, lines, range.start), end: self.position(text, lines, range.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        let text = "a\u{e4}\u{1F600}b\r\nx";
        let lines = LineIndex::new(text);
        for (encoding, column) in [(Encoding::Utf8, 7), (Encoding::Utf16, 4), (Encoding::Utf32, 3)] {
            let at = text.find('b').unwrap();
            let position = encoding.position(text, &lines, at);
            assert_eq!((position.line, position.character), (0, column));
            assert_eq!(encoding.offset(text, &lines, &position), at);
            // beyond the line's end, and beyond the text's
            assert_eq!(encoding.offset(text, &lines, &Position { line: 0, character: 99 }), at + 1);
            assert_eq!(encoding.offset(text, &lines, &Position { line: 9, character: 0 }), text.len());
        }
        // inside of a surrogate pair
        assert_eq!(Encoding::Utf16.offset(text, &lines, &Position { line: 0, character: 3 }), 3);
    }
}
