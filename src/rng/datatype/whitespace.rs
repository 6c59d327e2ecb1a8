//! White space normalisation (XML Schema part 2, 4.3.6).

use std::borrow::Cow;

/// What happens to white space before a value is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whitespace {
    /// Nothing.
    Preserve,
    /// Tabs and line ends become spaces, each one.
    Replace,
    /// Words are joined by single spaces, none at either end.
    Collapse,
}

/// Whether the character is white space in XML's sense.
#[must_use]
pub fn is_xml_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

impl Whitespace {
    /// The value after normalisation; borrowed where only its ends had to go.
    #[must_use]
    pub fn normalize(self, value: &str) -> Cow<'_, str> {
        match self {
            Self::Preserve => Cow::Borrowed(value),
            Self::Replace if value.contains(['\t', '\n', '\r']) => Cow::Owned(value.replace(['\t', '\n', '\r'], " ")),
            Self::Replace => Cow::Borrowed(value),
            Self::Collapse => collapse(value),
        }
    }
}

fn collapse(value: &str) -> Cow<'_, str> {
    let trimmed = value.trim_matches(is_xml_space);
    let mut after_space = false;
    let mut clean = true;
    for byte in trimmed.bytes() {
        let space = byte == b' ';
        if matches!(byte, b'\t' | b'\n' | b'\r') || (space && after_space) {
            clean = false;
            break;
        }
        after_space = space;
    }
    if clean {
        return Cow::Borrowed(trimmed);
    }
    let mut result = String::with_capacity(trimmed.len());
    for word in trimmed.split(is_xml_space).filter(|word| !word.is_empty()) {
        if !result.is_empty() {
            result.push(' ');
        }
        result.push_str(word);
    }
    Cow::Owned(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalizes_as_the_type_asks() {
        assert_eq!(Whitespace::Preserve.normalize(" a\t"), " a\t");
        assert_eq!(Whitespace::Replace.normalize(" a\tb\r\n"), " a b  ");
        assert_eq!(Whitespace::Collapse.normalize(" a\t b\r\n"), "a b");
        assert_eq!(Whitespace::Collapse.normalize("\u{A0}a"), "\u{A0}a");
        assert!(matches!(Whitespace::Collapse.normalize("  a b "), Cow::Borrowed("a b")));
    }
}
