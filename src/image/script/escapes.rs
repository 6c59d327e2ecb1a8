//! Backslash escapes of `$'...'`, `echo -e` and `printf`.

/// Where escapes stand: bash reads a few of them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `$'...'`
    Ansi,
    /// An argument of `echo -e`.
    Echo,
    /// printf's format.
    Format,
    /// printf's argument for `%b`.
    Argument,
}

/// The text of `$'...'`; `None` where it has an escape that is not known here.
#[must_use]
pub fn ansi(text: &str) -> Option<String> {
    decode(text, Style::Ansi).map(|(text, _)| text)
}

/// The text that escapes stand for, and whether `\c` cut it short.
#[must_use]
pub fn decode(text: &str, style: Style) -> Option<(String, bool)> {
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match chars.next() {
            None => result.push('\\'),
            Some('n') => result.push('\n'),
            Some('t') => result.push('\t'),
            Some('r') => result.push('\r'),
            Some('a') => result.push('\u{7}'),
            Some('b') => result.push('\u{8}'),
            Some('f') => result.push('\u{c}'),
            Some('v') => result.push('\u{b}'),
            Some('e' | 'E') => result.push('\u{1b}'),
            Some('\\') => result.push('\\'),
            Some('c') if matches!(style, Style::Echo | Style::Argument) => return Some((result, true)),
            Some('c') if style == Style::Ansi => return None,
            Some(quote @ ('\'' | '"' | '?')) if matches!(style, Style::Ansi | Style::Format) => result.push(quote),
            // `echo -e` wants a zero in front
            Some(digit @ '0'..='7') if style != Style::Echo || digit == '0' => {
                let mut value = digit.to_digit(8)?;
                let limit = if digit == '0' && matches!(style, Style::Echo | Style::Argument) { 3 } else { 2 };
                for _ in 0..limit {
                    match chars.peek().and_then(|c| c.to_digit(8)) {
                        Some(next) => {
                            value = value * 8 + next;
                            chars.next();
                        }
                        None => break,
                    }
                }
                result.push(char::from_u32(value).filter(char::is_ascii)?);
            }
            Some('x') => {
                let mut value = 0;
                let mut seen = false;
                for _ in 0..2 {
                    match chars.peek().and_then(|c| c.to_digit(16)) {
                        Some(next) => {
                            value = value * 16 + next;
                            seen = true;
                            chars.next();
                        }
                        None => break,
                    }
                }
                if !seen {
                    return None;
                }
                result.push(char::from_u32(value).filter(char::is_ascii)?);
            }
            Some('u' | 'U') => return None,
            Some(other) => {
                result.push('\\');
                result.push(other);
            }
        }
    }
    Some((result, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        assert_eq!(ansi(r"a\n\x41\'").as_deref(), Some("a\nA'"));
        assert_eq!(ansi(r"\u00e4"), None);
        let echo = |text| decode(text, Style::Echo);
        assert_eq!(echo(r"a\0101\cb"), Some(("aA".to_owned(), true)));
        assert_eq!(echo(r#"\"\101"#), Some(("\\\"\\101".to_owned(), false)));
        assert_eq!(decode(r#"\"\101\c"#, Style::Format), Some(("\"A\\c".to_owned(), false)));
        assert_eq!(decode(r"\0101\101", Style::Argument), Some(("AA".to_owned(), false)));
    }
}
