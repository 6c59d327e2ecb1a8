//! Characters with lines, and the strings and numbers made of them.

use super::quoting::quote_char;
use super::{ErrorKind, Release};

/// An error before the parser has added the key it was at.
#[derive(Debug)]
pub(super) struct Fail {
    pub(super) kind: ErrorKind,
    pub(super) message: String,
    pub(super) line: u32,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) first: Option<crate::text::Span>,
}

pub(super) type Result<T> = std::result::Result<T, Fail>;

/// Reads characters and counts lines as Go's lexer does: a line begins when the newline before it is taken.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    pub(super) pos: usize,
    pub(super) line: u32,
    at_end: bool,
    pub(super) release: Release,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8], release: Release) -> Self {
        Self { bytes, pos: 0, line: 1, at_end: false, release }
    }

    /// The next character; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<char>> {
        let Some(first) = self.bytes.get(self.pos) else {
            self.at_end = true;
            return Ok(None);
        };
        if *first == b'\n' {
            self.line += 1;
        }
        let (character, width) = match decode(&self.bytes[self.pos..]) {
            Some(found) if self.release > Release::V1_2 || found.0 != '\u{fffd}' => found,
            _ => {
                return Err(Fail {
                    kind: ErrorKind::Encoding,
                    message: format!("invalid UTF-8 byte: 0x{first:02x}"),
                    line: self.line,
                    start: self.pos,
                    // what is refused may be a character that stands for what was no text
                    end: self.pos + decode(&self.bytes[self.pos..]).map_or(1, |(_, width)| width),
                    first: None,
                });
            }
        };
        let lone_return = character == '\r' && self.bytes.get(self.pos + 1) != Some(&b'\n');
        if lone_return || (character.is_ascii_control() && !matches!(character, '\t' | '\r' | '\n')) {
            return Err(Fail {
                kind: ErrorKind::Control,
                message: format!("TOML files cannot contain control characters: '0x{:02x}'", u32::from(character)),
                line: self.line,
                start: self.pos,
                end: self.pos + width,
                first: None,
            });
        }
        self.pos += width;
        Ok(Some(character))
    }

    /// Takes the last character back.
    pub(super) fn back(&mut self) {
        if self.at_end {
            self.at_end = false;
            return;
        }
        let mut at = self.pos.saturating_sub(1);
        while at > 0 && self.bytes[at] & 0xC0 == 0x80 {
            at -= 1;
        }
        if self.bytes.get(at) == Some(&b'\n') {
            self.line -= 1;
        }
        self.pos = at;
    }

    pub(super) fn peek(&mut self) -> Result<Option<char>> {
        let found = self.next()?;
        self.back();
        Ok(found)
    }

    pub(super) fn accept(&mut self, wanted: char) -> Result<bool> {
        if self.next()? == Some(wanted) {
            return Ok(true);
        }
        self.back();
        Ok(false)
    }

    pub(super) fn skip_blanks(&mut self) -> Result<()> {
        while matches!(self.next()?, Some(' ' | '\t')) {}
        self.back();
        Ok(())
    }

    pub(super) fn text(&self, start: usize) -> String {
        String::from_utf8_lossy(&self.bytes[start.min(self.pos)..self.pos]).into_owned()
    }

    /// An error at what was read since `start`, on the line that Go names.
    pub(super) fn fail(&self, start: usize, message: impl Into<String>) -> Fail {
        let back = self.at_end
            && (self.release < Release::V1_5 || self.pos.checked_sub(1).is_some_and(|at| self.bytes[at] == b'\n'));
        self.fail_on(start, message, if back { self.line.saturating_sub(1) } else { self.line })
    }

    /// An error on the line before the current one: what was met is a newline, already counted.
    pub(super) fn fail_before(&self, start: usize, message: impl Into<String>) -> Fail {
        self.fail_on(start, message, self.line.saturating_sub(1))
    }

    fn fail_on(&self, start: usize, message: impl Into<String>, line: u32) -> Fail {
        let mut end = self.pos;
        // A newline is not worth underlining; what stands before it is.
        while end > start && matches!(self.bytes.get(end - 1), Some(b'\n' | b'\r')) {
            end -= 1;
        }
        Fail { kind: ErrorKind::Syntax, message: message.into(), line, start: start.min(end), end, first: None }
    }

    /// An error at a value that was read whole.
    pub(super) fn fail_item(&self, start: usize, message: impl Into<String>) -> Fail {
        self.fail_on(start, message, self.line)
    }

    /// What follows an opening `"`.
    pub(super) fn basic_string(&mut self, open: usize) -> Result<String> {
        let mut result = String::new();
        loop {
            match self.next()? {
                None => return Err(self.fail(open, "unexpected EOF; expected '\"'")),
                Some('\n' | '\r') => return Err(self.fail_before(open, "strings cannot contain newlines")),
                Some('\\') => self.escape(&mut result, open, false)?,
                Some('"') => return Ok(result),
                Some(found) => result.push(found),
            }
        }
    }

    /// What follows an opening `'`.
    pub(super) fn literal_string(&mut self, open: usize) -> Result<String> {
        let start = self.pos;
        loop {
            match self.next()? {
                None => return Err(self.fail(open, "unexpected EOF; expected \"'\"")),
                Some('\n' | '\r') => return Err(self.fail_before(open, "strings cannot contain newlines")),
                Some('\'') => {
                    return Ok(String::from_utf8_lossy(&self.bytes[start..self.pos - 1]).into_owned());
                }
                Some(_) => {}
            }
        }
    }

    /// What follows three opening quotes. Up to two quotes may stand before the closing three.
    pub(super) fn multi_line_string(&mut self, open: usize, quote: char) -> Result<String> {
        let mut result = String::new();
        let mut first = true;
        loop {
            let found = self.next()?;
            match found {
                None => {
                    let other = if quote == '"' { '\'' } else { '"' };
                    return Err(
                        self.fail(open, format!("unexpected EOF; expected {other}{quote}{quote}{quote}{other}"))
                    );
                }
                Some('\r') if self.peek()? == Some('\n') && first => continue,
                Some('\n') if first => {}
                Some('\\') if quote == '"' => self.escape(&mut result, open, true)?,
                Some(found) if found == quote => {
                    let mut count = 1;
                    while count < 6 && self.accept(quote)? {
                        count += 1;
                    }
                    if count == 6 {
                        let other = if quote == '"' { '\'' } else { '"' };
                        let six = quote.to_string().repeat(6);
                        return Err(self.fail(open, format!("unexpected {other}{six}{other}")));
                    }
                    if count >= 3 {
                        (3..count).for_each(|_| result.push(quote));
                        return Ok(result);
                    }
                    (0..count).for_each(|_| result.push(quote));
                }
                Some(found) => result.push(found),
            }
            first = false;
        }
    }

    /// What follows a `\`.
    fn escape(&mut self, result: &mut String, open: usize, multi_line: bool) -> Result<()> {
        let start = self.pos - 1;
        let found = self.next()?;
        let modern = self.release >= Release::V1_6;
        match found {
            Some('b') => result.push('\u{8}'),
            Some('t') => result.push('\t'),
            Some('n') => result.push('\n'),
            Some('f') => result.push('\u{c}'),
            Some('r') => result.push('\r'),
            Some('"') => result.push('"'),
            Some('\\') => result.push('\\'),
            Some('e') if modern => result.push('\u{1b}'),
            Some('x') if modern => self.hex_escape(result, start, 2)?,
            Some('u') => self.hex_escape(result, start, 4)?,
            Some('U') => self.hex_escape(result, start, 8)?,
            Some('\n' | '\r') if multi_line => self.skip_space()?,
            Some(blank @ (' ' | '\t')) => {
                // Only blanks up to a newline may follow.
                let line = self.line;
                self.skip_space()?;
                if !multi_line || self.line == line {
                    return Err(self.fail_item(open, format!("invalid escape: '\\{blank}'")));
                }
            }
            other => {
                let other = other.unwrap_or('\0');
                let message = format!("invalid escape in string '\\{other}'");
                return Err(if self.at_end { self.fail_before(start, message) } else { self.fail(start, message) });
            }
        }
        Ok(())
    }

    fn skip_space(&mut self) -> Result<()> {
        while matches!(self.next()?, Some(' ' | '\t' | '\r' | '\n')) {}
        self.back();
        Ok(())
    }

    fn hex_escape(&mut self, result: &mut String, start: usize, digits: usize) -> Result<()> {
        let first = self.pos;
        for _ in 0..digits {
            if !self.next()?.is_some_and(|found| found.is_ascii_hexdigit()) {
                let (count, letter) = match digits {
                    2 => ("two", 'x'),
                    4 => ("four", 'u'),
                    _ => ("eight", 'U'),
                };
                let got = super::quote(&self.text(start));
                let message = format!("expected {count} hexadecimal digits after '\\{letter}', but got {got} instead");
                return Err(self.fail(start, message));
            }
        }
        let written = self.text(first);
        match u32::from_str_radix(&written, 16).ok().and_then(char::from_u32) {
            Some(character) => result.push(character),
            None => {
                return Err(self.fail_item(start, format!("Escaped character '\\u{written}' is not valid UTF-8.")));
            }
        }
        Ok(())
    }

    /// A word that should be `true` or `false`.
    pub(super) fn word(&mut self) -> Result<bool> {
        let start = self.pos;
        while self.next()?.is_some_and(char::is_alphabetic) {}
        self.back();
        match self.text(start).as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(self.fail(start, format!("expected value but found {} instead", super::quote(other)))),
        }
    }

    /// Says that `found` was met where something else was wanted.
    pub(super) fn unexpected(&self, found: Option<char>, what: &str) -> Fail {
        let start = self.pos.saturating_sub(found.map_or(0, char::len_utf8));
        let message = format!("{what}, but got {} instead", quote_char(found.unwrap_or('\0')));
        self.fail(start, message)
    }
}

/// The first character of `bytes` and its width; `None` where they are not UTF-8.
fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let first = *bytes.first()?;
    let width = match first {
        0..=0x7F => return Some((char::from(first), 1)),
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let text = std::str::from_utf8(bytes.get(..width)?).ok()?;
    text.chars().next().map(|character| (character, width))
}

pub(super) fn is_bare(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}
