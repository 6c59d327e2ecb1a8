//! From text to tokens (compact syntax specification, section 3): newlines, escapes, then tokens. Comments are kept
//! aside, in order, and each token knows how many stand before it.

use crate::rng::schema_catalogue;
use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::rng::name;
use crate::text::{SourceId, Span};

/// Stands for a newline that was written as an escape: it is white space, but no end of line for a literal.
const ESCAPED_NEWLINE: char = '\0';

/// The kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A name, or a keyword: the parser tells by the text.
    Identifier,
    /// `\name`
    Escaped,
    /// `prefix:local`
    PrefixedName,
    /// `prefix:*`
    PrefixStar,
    /// A quoted string.
    Literal,
    /// One or more `##` lines.
    Documentation,
    /// `=`
    Assign,
    /// `|=`
    AssignChoice,
    /// `&=`
    AssignInterleave,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `,`
    Comma,
    /// `|`
    Bar,
    /// `&`
    Ampersand,
    /// `+`
    Plus,
    /// `?`
    Question,
    /// `*`
    Star,
    /// `-`
    Minus,
    /// `~`
    Tilde,
    /// `>>`
    Follow,
    /// A character that begins nothing.
    Illegal,
    /// The end of the text.
    End,
}

/// A token: a range of the text after escapes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// Comments that stand before it in the text.
    pub comments: u32,
}

/// A comment: a range of the text after escapes.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawComment {
    pub start: u32,
    pub end: u32,
    pub trailing: bool,
}

/// A text in tokens.
#[derive(Debug)]
pub(super) struct Tokens<'s> {
    source: SourceId,
    text: Cow<'s, str>,
    /// Where the text after escapes departs from the source: (offset after, offset before), rising; between two
    /// entries both run alike.
    map: Vec<(u32, u32)>,
    pub tokens: Vec<Token>,
    pub comments: Vec<RawComment>,
}

impl Tokens<'_> {
    /// The text of a token or comment.
    pub fn slice(&self, start: u32, end: u32) -> &str {
        &self.text[start as usize..end as usize]
    }

    /// The text of a token.
    pub fn text(&self, token: Token) -> &str {
        self.slice(token.start, token.end)
    }

    /// The place in the source of a range of the text after escapes.
    pub fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.source, self.before(start), self.before(end))
    }

    fn before(&self, after: u32) -> usize {
        let index = self.map.partition_point(|(mapped, _)| *mapped <= after);
        match index.checked_sub(1).map(|index| self.map[index]) {
            Some((mapped, source)) => (source + (after - mapped)) as usize,
            None => after as usize,
        }
    }

    /// The value of a literal token: quotes taken off, newlines as they are meant.
    pub fn literal(&self, token: Token) -> Cow<'_, str> {
        let text = self.text(token);
        let quotes = if text.len() >= 6 && text.as_bytes()[0] == text.as_bytes()[1] { 3 } else { 1 };
        let inner = text.get(quotes..text.len().saturating_sub(quotes)).unwrap_or("");
        if inner.contains(ESCAPED_NEWLINE) {
            Cow::Owned(inner.replace(ESCAPED_NEWLINE, "\n"))
        } else {
            Cow::Borrowed(inner)
        }
    }

    /// The text of a comment or documentation: `#` and one blank taken off each line.
    pub fn comment_text(&self, start: u32, end: u32) -> String {
        let text = self.slice(start, end);
        let mut result = String::with_capacity(text.len());
        for (index, line) in text.split(['\n', ESCAPED_NEWLINE]).enumerate() {
            if index > 0 {
                result.push('\n');
            }
            let line = line.find('#').map_or("", |at| &line[at..]).trim_start_matches('#');
            result.push_str(line.strip_prefix(' ').unwrap_or(line));
        }
        result
    }
}

/// Reads all tokens; the last is [`Kind::End`].
pub(super) fn lex<'s>(source: SourceId, text: &'s str, diagnostics: &mut Vec<Diagnostic>) -> Tokens<'s> {
    let (text, map) = interpret(source, text, diagnostics);
    let capacity = text.len() / 6;
    let tokens = Tokens { source, text, map, tokens: Vec::with_capacity(capacity), comments: Vec::new() };
    let mut lexer = Lexer { at: 0, tokens, diagnostics, line_has_token: false };
    lexer.run();
    lexer.tokens
}

/// Newline normalisation and escapes (section 3). Almost every schema needs neither and is taken as it is.
fn interpret<'s>(
    source: SourceId,
    text: &'s str,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Cow<'s, str>, Vec<(u32, u32)>) {
    let bytes = text.as_bytes();
    let special = |byte: &u8| matches!(byte, b'\\' | b'\r' | 0..=8 | 11..=31 | 0xEF);
    let Some(first) = bytes.iter().position(special) else { return (Cow::Borrowed(text), Vec::new()) };
    let mut result = String::with_capacity(text.len());
    result.push_str(&text[..first]);
    let mut map: Vec<(u32, u32)> = Vec::new();
    let mut at = first;
    while at < bytes.len() {
        let next = bytes[at..].iter().position(special).map_or(bytes.len(), |n| at + n);
        result.push_str(&text[at..next]);
        at = next;
        let Some(character) = text[at..].chars().next() else { break };
        let length = match character {
            '\r' => {
                result.push('\n');
                if bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 }
            }
            '\\' => match Escape::read(&text[at..]) {
                None => {
                    result.push('\\');
                    1
                }
                Some(Escape { length, value: Ok(character) }) => {
                    result.push(if character == '\n' { ESCAPED_NEWLINE } else { character });
                    length
                }
                Some(Escape { length, value: Err(why) }) => {
                    let span = Span::new(source, at, at + length);
                    diagnostics.push(
                        Diagnostic::error(&schema_catalogue::SCHEMA_INVALID_ESCAPE, why, span)
                            .with_note("an escape is written `\\x{…}` with the hexadecimal number of a character that XML allows (compact syntax, section 3)"),
                    );
                    result.push('\u{FFFD}');
                    length
                }
            },
            _ if is_xml_char(character) => {
                result.push(character);
                at += character.len_utf8();
                continue;
            }
            _ => {
                let span = Span::new(source, at, at + character.len_utf8());
                diagnostics.push(Diagnostic::error(
                    &schema_catalogue::SCHEMA_INVALID_CHARACTER,
                    format!("U+{:04X} may not stand in a schema", u32::from(character)),
                    span,
                ));
                result.push(' ');
                character.len_utf8()
            }
        };
        at += length;
        map.push((result.len() as u32, at as u32));
    }
    (Cow::Owned(result), map)
}

fn is_xml_char(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

struct Escape {
    length: usize,
    value: Result<char, String>,
}

impl Escape {
    /// The escape at the start of `text`, which begins with a backslash; `None` where it is a quoted identifier.
    fn read(text: &str) -> Option<Self> {
        let after = text[1..].trim_start_matches('x');
        if after.len() == text.len() - 1 || !after.starts_with('{') {
            return None;
        }
        let open = text.len() - after.len() + 1;
        let digits = text[open..].bytes().take_while(u8::is_ascii_hexdigit).count();
        let close = open + digits;
        if digits == 0 || !text[close..].starts_with('}') {
            return Some(Self { length: close, value: Err("malformed escape".to_owned()) });
        }
        let length = close + 1;
        let value = u32::from_str_radix(&text[open..close], 16)
            .ok()
            .and_then(char::from_u32)
            .filter(|character| is_xml_char(*character))
            .ok_or_else(|| format!("`{}` is not a character that XML allows", &text[..length]));
        Some(Self { length, value })
    }
}

struct Lexer<'s, 'd> {
    at: usize,
    tokens: Tokens<'s>,
    diagnostics: &'d mut Vec<Diagnostic>,
    line_has_token: bool,
}

impl Lexer<'_, '_> {
    fn bytes(&self) -> &[u8] {
        self.tokens.text.as_bytes()
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes().get(self.at + ahead).copied().unwrap_or(b' ')
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.line_has_token = true;
        let comments = self.tokens.comments.len() as u32;
        self.tokens.tokens.push(Token { kind, start: start as u32, end: self.at as u32, comments });
    }

    fn run(&mut self) {
        while self.at < self.tokens.text.len() {
            let start = self.at;
            let kind = match self.bytes()[start] {
                b'\n' | 0 => {
                    self.line_has_token = false;
                    self.at += 1;
                    continue;
                }
                b' ' | b'\t' => {
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.hash();
                    continue;
                }
                b'"' | b'\'' => {
                    self.literal();
                    continue;
                }
                b'|' if self.peek(1) == b'=' => self.symbol(Kind::AssignChoice, 2),
                b'&' if self.peek(1) == b'=' => self.symbol(Kind::AssignInterleave, 2),
                b'>' if self.peek(1) == b'>' => self.symbol(Kind::Follow, 2),
                b'=' => self.symbol(Kind::Assign, 1),
                b'{' => self.symbol(Kind::OpenBrace, 1),
                b'}' => self.symbol(Kind::CloseBrace, 1),
                b'(' => self.symbol(Kind::OpenParen, 1),
                b')' => self.symbol(Kind::CloseParen, 1),
                b'[' => self.symbol(Kind::OpenBracket, 1),
                b']' => self.symbol(Kind::CloseBracket, 1),
                b',' => self.symbol(Kind::Comma, 1),
                b'|' => self.symbol(Kind::Bar, 1),
                b'&' => self.symbol(Kind::Ampersand, 1),
                b'+' => self.symbol(Kind::Plus, 1),
                b'?' => self.symbol(Kind::Question, 1),
                b'*' => self.symbol(Kind::Star, 1),
                b'-' => self.symbol(Kind::Minus, 1),
                b'~' => self.symbol(Kind::Tilde, 1),
                b'\\' => {
                    let length = self.name_length(start + 1);
                    self.at = start + 1 + length;
                    if length > 0 { Kind::Escaped } else { Kind::Illegal }
                }
                _ => self.word(),
            };
            self.push(kind, start);
        }
        self.push(Kind::End, self.at);
    }

    fn symbol(&mut self, kind: Kind, length: usize) -> Kind {
        self.at += length;
        kind
    }

    /// The length of the name without colon at `from`, 0 for none.
    fn name_length(&self, from: usize) -> usize {
        let text = &self.tokens.text[from..];
        let mut length = 0;
        for (index, character) in text.char_indices() {
            let fits = if index == 0 { name::is_start_char(character) } else { name::is_char(character) };
            if !fits {
                break;
            }
            length = index + character.len_utf8();
        }
        length
    }

    fn word(&mut self) -> Kind {
        let length = self.name_length(self.at);
        if length == 0 {
            // a run of what begins nothing is one mistake
            let text = &self.tokens.text[self.at..];
            self.at += text.chars().next().map_or(1, char::len_utf8);
            return Kind::Illegal;
        }
        self.at += length;
        if self.peek(0) == b':' {
            if self.peek(1) == b'*' {
                self.at += 2;
                return Kind::PrefixStar;
            }
            let local = if self.at + 1 < self.tokens.text.len() { self.name_length(self.at + 1) } else { 0 };
            if local > 0 {
                self.at += 1 + local;
                return Kind::PrefixedName;
            }
        }
        Kind::Identifier
    }

    fn line_end(&self, from: usize) -> usize {
        self.bytes()[from..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | 0))
            .map_or(self.tokens.text.len(), |n| from + n)
    }

    /// The start of a comment on the very next line, behind blanks only.
    fn next_hash(&self, line_end: usize) -> Option<usize> {
        let bytes = self.bytes();
        let blanks = bytes.get(line_end + 1..)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let at = line_end + 1 + blanks;
        (bytes.get(at) == Some(&b'#')).then_some(at)
    }

    fn hash(&mut self) {
        let start = self.at;
        let documentation = self.peek(1) == b'#';
        let mut end = self.line_end(start);
        while let Some(next) = self.next_hash(end) {
            if (self.bytes().get(next + 1) == Some(&b'#')) != documentation {
                break;
            }
            end = self.line_end(next);
        }
        self.at = end;
        if documentation {
            self.push(Kind::Documentation, start);
        } else {
            let trailing = self.line_has_token;
            self.tokens.comments.push(RawComment { start: start as u32, end: end as u32, trailing });
        }
    }

    fn literal(&mut self) {
        let start = self.at;
        let quote = self.bytes()[start];
        if self.peek(1) == quote && self.peek(2) == quote {
            let closing = [quote, quote, quote];
            let body = &self.bytes()[start + 3..];
            if let Some(length) = body.windows(3).position(|window| window == closing) {
                self.at = start + 3 + length + 3;
                return self.push(Kind::Literal, start);
            }
            let span = self.tokens.span(start as u32, start as u32 + 3);
            let quotes = char::from(quote).to_string().repeat(3);
            self.diagnostics.push(
                Diagnostic::error(&schema_catalogue::SCHEMA_UNCLOSED_LITERAL, "literal is not closed", span)
                    .with_note(format!("add `{quotes}` where it ends")),
            );
            self.at = self.tokens.text.len();
            return self.push(Kind::Literal, start);
        }
        let body = &self.bytes()[start + 1..];
        match body.iter().position(|byte| *byte == quote || *byte == b'\n') {
            Some(length) if body[length] == quote => {
                self.at = start + 1 + length + 1;
                self.push(Kind::Literal, start);
            }
            other => {
                let line = start + 1 + other.unwrap_or(body.len());
                // brackets and connectors at the end of the line are most probably not part of it
                let written = &self.tokens.text[start + 1..line];
                let end = start + 1 + written.trim_end_matches([' ', '\t', '}', ')', ']', ',', '|', '&']).len();
                let span = self.tokens.span(start as u32, end as u32);
                let quote = char::from(quote);
                self.diagnostics.push(
                    Diagnostic::error(&schema_catalogue::SCHEMA_UNCLOSED_LITERAL, "literal is not closed on its line", span).with_note(
                        format!("add `{quote}` where it ends, or write it between `{quote}{quote}{quote}` to let it run over lines (compact syntax, section 3)"),
                    ),
                );
                self.at = end;
                self.push(Kind::Literal, start);
            }
        }
    }
}
