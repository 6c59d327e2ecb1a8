//! Backslash escapes of `$'...'`, `echo -e` and `printf`.

/// The text of `$'...'`; `None` where it has an escape that is not known here.
#[must_use]
pub fn ansi(text: &str) -> Option<String> {
    decode(text, false).map(|(text, _)| text)
}

/// The text that `echo -e` or printf's `%b` prints, and whether `\c` cut it short.
#[must_use]
pub fn echo(text: &str) -> Option<(String, bool)> {
    decode(text, true)
}

fn decode(text: &str, echo: bool) -> Option<(String, bool)> {
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
            Some('c') if echo => return Some((result, true)),
            Some(quote @ ('\'' | '"' | '?')) if !echo => result.push(quote),
            Some(digit @ '0'..='7') => {
                let mut value = digit.to_digit(8)?;
                let limit = if echo && digit == '0' { 3 } else { 2 };
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
            Some('u' | 'U' | 'c') => return None,
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
        assert_eq!(echo(r"a\0101\cb"), Some(("aA".to_owned(), true)));
        assert_eq!(ansi(r"\u00e4"), None);
        assert_eq!(echo(r#"\""#), Some(("\\\"".to_owned(), false)));
    }
}
