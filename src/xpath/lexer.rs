//! The lexical structure (XPath 1.0, 3.7), with the rule that tells names from operators by what stands before.

use super::ast::TextRange;
use crate::xml::{is_name_char, is_name_start_char};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'t> {
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    Dot,
    DotDot,
    At,
    Comma,
    ColonColon,
    Slash,
    SlashSlash,
    Pipe,
    Plus,
    Minus,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Mod,
    Div,
    Multiply,
    /// `*` as a name test.
    Star,
    /// `prefix:*`.
    PrefixStar(&'t str),
    /// Prefix, empty for none, and local part.
    Name(&'t str, &'t str),
    /// `$prefix:name`.
    Variable(&'t str, &'t str),
    Literal(&'t str),
    Number(f64),
    End,
}

pub(super) struct LexError {
    pub message: String,
    pub note: &'static str,
    pub range: TextRange,
}

/// All tokens of `text`, the last one is [`Token::End`].
pub(super) fn lex(text: &str) -> Result<Vec<(Token<'_>, TextRange)>, LexError> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<(Token<'_>, TextRange)> = Vec::new();
    let mut at = 0;
    loop {
        while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            at += 1;
        }
        let start = at;
        let Some(byte) = bytes.get(at) else {
            tokens.push((Token::End, TextRange::new(at, at)));
            return Ok(tokens);
        };
        let second = bytes.get(at + 1).copied();
        let (token, length) = match (byte, second) {
            (b'(', _) => (Token::LeftParenthesis, 1),
            (b')', _) => (Token::RightParenthesis, 1),
            (b'[', _) => (Token::LeftBracket, 1),
            (b']', _) => (Token::RightBracket, 1),
            (b'.', Some(b'.')) => (Token::DotDot, 2),
            (b'.', Some(b'0'..=b'9')) | (b'0'..=b'9', _) => number(text, at),
            (b'.', _) => (Token::Dot, 1),
            (b'@', _) => (Token::At, 1),
            (b',', _) => (Token::Comma, 1),
            (b':', Some(b':')) => (Token::ColonColon, 2),
            (b'/', Some(b'/')) => (Token::SlashSlash, 2),
            (b'/', _) => (Token::Slash, 1),
            (b'|', _) => (Token::Pipe, 1),
            (b'+', _) => (Token::Plus, 1),
            (b'-', _) => (Token::Minus, 1),
            (b'=', _) => (Token::Equal, 1),
            (b'!', Some(b'=')) => (Token::NotEqual, 2),
            (b'<', Some(b'=')) => (Token::LessOrEqual, 2),
            (b'<', _) => (Token::Less, 1),
            (b'>', Some(b'=')) => (Token::GreaterOrEqual, 2),
            (b'>', _) => (Token::Greater, 1),
            (b'*', _) if operator_expected(&tokens) => (Token::Multiply, 1),
            (b'*', _) => (Token::Star, 1),
            (b'"' | b'\'', _) => match text[at + 1..].find(char::from(*byte)) {
                Some(length) => (Token::Literal(&text[at + 1..at + 1 + length]), length + 2),
                None => {
                    return Err(LexError {
                        message: "a string is not closed".to_owned(),
                        note: "a string ends at the same quote that it began with; it cannot hold that quote",
                        range: TextRange::new(at, text.len()),
                    });
                }
            },
            (b'$', _) => {
                let (prefix, local, length) = qname(&text[at + 1..]);
                if length == 0 {
                    return Err(LexError {
                        message: "`$` without a variable's name".to_owned(),
                        note: "a variable is written `$name`",
                        range: TextRange::new(at, at + 1),
                    });
                }
                (Token::Variable(prefix, local), length + 1)
            }
            _ => name(text, at, operator_expected(&tokens))?,
        };
        at += length;
        tokens.push((token, TextRange::new(start, at)));
    }
}

/// XPath 1.0, 3.7: behind an operand, `*` and the operators' names are operators.
fn operator_expected(tokens: &[(Token<'_>, TextRange)]) -> bool {
    tokens.last().is_some_and(|(token, _)| {
        matches!(
            token,
            Token::RightParenthesis
                | Token::RightBracket
                | Token::Dot
                | Token::DotDot
                | Token::Star
                | Token::PrefixStar(_)
                | Token::Name(..)
                | Token::Variable(..)
                | Token::Literal(_)
                | Token::Number(_)
        )
    })
}

fn number(text: &str, at: usize) -> (Token<'static>, usize) {
    let bytes = &text.as_bytes()[at..];
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    (Token::Number(super::string_to_number(&text[at..at + length])), length)
}

fn ncname(text: &str) -> usize {
    let mut length = 0;
    for character in text.chars() {
        let fits = if length == 0 { is_name_start_char(character) } else { is_name_char(character) };
        if !fits || character == ':' {
            break;
        }
        length += character.len_utf8();
    }
    length
}

/// Prefix, local part and length of the name at the start of `text`; length 0 where there is none.
fn qname(text: &str) -> (&str, &str, usize) {
    let first = ncname(text);
    if first > 0 && text[first..].starts_with(':') && !text[first..].starts_with("::") {
        let second = ncname(&text[first + 1..]);
        if second > 0 {
            return (&text[..first], &text[first + 1..first + 1 + second], first + 1 + second);
        }
    }
    ("", &text[..first], first)
}

fn name(text: &str, at: usize, operator: bool) -> Result<(Token<'_>, usize), LexError> {
    let rest = &text[at..];
    let first = ncname(rest);
    if operator && first > 0 {
        let token = match &rest[..first] {
            "and" => Some(Token::And),
            "or" => Some(Token::Or),
            "mod" => Some(Token::Mod),
            "div" => Some(Token::Div),
            _ => None,
        };
        if let Some(token) = token {
            return Ok((token, first));
        }
    }
    if first > 0 && rest[first..].starts_with(":*") {
        return Ok((Token::PrefixStar(&rest[..first]), first + 2));
    }
    let (prefix, local, length) = qname(rest);
    if length > 0 {
        return Ok((Token::Name(prefix, local), length));
    }
    let character = rest.chars().next().unwrap_or(' ');
    let note = match character {
        '!' => "not equal is written `!=`; negation is the function `not()`",
        '&' => "`and` is written as a word",
        ':' => "a name in a namespace is written `prefix:name`, an axis `axis::test`",
        '#' | ';' | '{' | '}' => "the character has no meaning in an XPath expression",
        _ => "the character can stand in an XPath expression only inside a string",
    };
    Err(LexError {
        message: format!("unexpected character `{character}`"),
        note,
        range: TextRange::new(at, at + character.len_utf8()),
    })
}
