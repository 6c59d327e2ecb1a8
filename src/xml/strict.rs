//! Rules of well-formedness that the parsers below leave out, or know more loosely than XML 1.0 and Namespaces in XML
//! have them. The tree and the stream ask here, so that both say the same.

use crate::xml::catalogue;
use std::ops::Range;

use super::{XML_NAMESPACE, XMLNS_NAMESPACE, is_name_char, is_name_start_char, is_ncname};
use crate::diagnostic::{Diagnostic, Entry};
use crate::text::{SourceId, Span};

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) name: &'static Entry,
    pub(crate) message: String,
    pub(crate) range: Range<usize>,
}

impl Fault {
    pub(crate) fn new(name: &'static Entry, message: impl Into<String>, range: Range<usize>) -> Self {
        Self { name, message: message.into(), range }
    }

    pub(super) fn invalid_character(c: char, range: Range<usize>) -> Self {
        Self::new(
            &catalogue::INVALID_CHARACTER,
            format!("character U+{:04X} is not allowed in XML", u32::from(c)),
            range,
        )
    }

    pub(super) fn diagnostic(self, source: SourceId) -> Diagnostic {
        Diagnostic::error(self.name, self.message, Span::new(source, self.range.start, self.range.end))
    }
}

/// Whether XML allows the character (2.2).
pub(super) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The first character that XML does not allow.
pub(super) fn invalid_character(text: &str) -> Option<(char, usize)> {
    text.char_indices().find(|(_, c)| !is_char(*c)).map(|(at, c)| (c, at))
}

/// The character of a predefined entity (4.6).
pub(crate) fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}

/// The character of a reference, given as `#…` or `#x…` (4.1).
pub(crate) fn character_of(name: &str) -> Option<char> {
    let code = name.strip_prefix('#')?;
    let (digits, radix) = code.strip_prefix('x').map_or((code, 10), |digits| (digits, 16));
    // `from_str_radix` would take a sign
    let code = if digits.chars().all(|c| c.is_digit(radix)) { u32::from_str_radix(digits, radix).ok() } else { None };
    code.and_then(char::from_u32).filter(|c| is_char(*c))
}

pub(super) fn character(name: &str, range: Range<usize>) -> Result<char, Fault> {
    let fault =
        || Fault::new(&catalogue::INVALID_CHARACTER_REFERENCE, format!("`&{name};` names no character of XML"), range);
    character_of(name).ok_or_else(fault)
}

/// The name of the reference that `text` begins with, and its length; `at` is where it stands.
pub(super) fn reference(text: &str, at: usize) -> Result<(&str, usize), Fault> {
    let body = &text[1..];
    let end = body.find(|c: char| !(is_name_char(c) || c == '#')).unwrap_or(body.len());
    let name = &body[..end];
    let begins = name.starts_with('#') || name.starts_with(is_name_start_char);
    if begins && body[end..].starts_with(';') {
        Ok((name, end + 2))
    } else {
        Err(Fault::new(&catalogue::UNESCAPED_AMPERSAND, "`&` begins no reference", at..at + 1))
    }
}

/// The references to entities in a text, those to characters left out, with their ranges.
pub(super) fn references(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    text.match_indices('&').filter_map(|(at, _)| {
        let (name, length) = reference(&text[at..], at).ok()?;
        (!name.starts_with('#')).then_some((name, at..at + length))
    })
}

/// White space collapsed, as in values of tokenized types (3.3.3).
pub(super) fn collapse(value: &str) -> String {
    value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Two hyphens in the comment at `range` (2.5).
pub(super) fn hyphens(text: &str, range: Range<usize>) -> Option<Fault> {
    let inner = range.start + 4..range.end - 3;
    let content = &text[inner.clone()];
    // the hyphen before `-->` would make three
    let at = content.find("--").or_else(|| content.ends_with('-').then(|| content.len() - 1))?;
    let at = inner.start + at;
    Some(Fault::new(&catalogue::DOUBLE_HYPHEN_IN_COMMENT, "`--` must not stand inside a comment", at..at + 2))
}

/// What is wrong with the comment at `range` (2.5).
pub(super) fn comment(text: &str, range: Range<usize>) -> Option<Fault> {
    let inner = range.start + 4..range.end - 3;
    let content = &text[inner.clone()];
    hyphens(text, range).or_else(|| {
        let (c, at) = invalid_character(content)?;
        let at = inner.start + at;
        Some(Fault::invalid_character(c, at..at + c.len_utf8()))
    })
}

/// What is wrong with the processing instruction at `range` (2.6; Namespaces in XML, 7: its target has no colon).
pub(super) fn instruction(text: &str, range: Range<usize>) -> Option<Fault> {
    let inner = range.start + 2..range.end - 2;
    let content = &text[inner.clone()];
    let end = content.find([' ', '\t', '\r', '\n']).unwrap_or(content.len());
    if range.start == 0 && &content[..end] == "xml" {
        // the XML declaration, which is judged for itself
        return None;
    }
    if let Some(fault) = target(&content[..end], inner.start) {
        return Some(fault);
    }
    invalid_character(content).map(|(c, at)| {
        let at = inner.start + at;
        Fault::invalid_character(c, at..at + c.len_utf8())
    })
}

/// What is wrong with the target of a processing instruction; `at` is where it stands.
pub(crate) fn target(target: &str, at: usize) -> Option<Fault> {
    let range = at..at + target.len();
    if target == "xml" {
        let message = "the XML declaration must be the very first thing in the file";
        return Some(Fault::new(&catalogue::MISPLACED_XML_DECLARATION, message, range));
    }
    if target.eq_ignore_ascii_case("xml") {
        let message = format!("a processing instruction cannot be called `{target}`: the name is reserved");
        return Some(Fault::new(&catalogue::MALFORMED_PROCESSING_INSTRUCTION, message, range));
    }
    if is_ncname(target) {
        return None;
    }
    let message = if target.is_empty() {
        "a processing instruction begins with a name, directly behind `<?`".to_owned()
    } else {
        format!("`{}` is no name for a processing instruction", target.escape_debug())
    };
    Some(Fault::new(&catalogue::MALFORMED_PROCESSING_INSTRUCTION, message, range))
}

/// What is wrong with the XML declaration that the text begins with, where it begins with one (2.8).
pub(crate) fn declaration(text: &str) -> Option<Fault> {
    let rest = text.strip_prefix("<?xml")?;
    if rest.starts_with(is_name_char) {
        return None;
    }
    let end = rest.find("?>")?;
    let content = &rest[..end];
    // version, encoding, standalone, in this order; only the first must be there
    let mut known: &[(&str, fn(&str) -> bool)] =
        &[("version", is_version), ("encoding", is_encoding), ("standalone", |value| matches!(value, "yes" | "no"))];
    let mut at = 0;
    let place = |range: Range<usize>| range.start + "<?xml".len()..range.end + "<?xml".len();
    let fault = |message: String, range: Range<usize>| {
        Some(Fault::new(&catalogue::MALFORMED_XML_DECLARATION, message, place(range)))
    };
    let mut is_first = true;
    loop {
        let trimmed = content[at..].trim_start_matches([' ', '\t', '\r', '\n']);
        let space = content.len() - trimmed.len() > at;
        at = content.len() - trimmed.len();
        if trimmed.is_empty() && !is_first {
            return None;
        }
        let length = trimmed.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(trimmed.len());
        let name = &trimmed[..length];
        let Some(index) = known.iter().position(|(own, _)| *own == name).filter(|index| !is_first || *index == 0)
        else {
            let message = if is_first {
                "the XML declaration begins with `version=\"1.0\"`".to_owned()
            } else {
                let names: Vec<String> = known.iter().map(|(own, _)| format!("`{own}`")).collect();
                let rest = if names.is_empty() { "`?>`".to_owned() } else { format!("{} or `?>`", names.join(", ")) };
                format!("in the XML declaration, {rest} is expected here")
            };
            return fault(message, at..at + length.max(trimmed.chars().next().map_or(0, char::len_utf8)));
        };
        if !space {
            return fault("white space is missing in the XML declaration".to_owned(), at..at + length);
        }
        let (_, is_valid) = known[index];
        known = &known[index + 1..];
        is_first = false;
        let trim = |text: &str| text.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let equals = content.len() - trim(&content[at + length..]);
        let Some(behind) = content[equals..].strip_prefix('=') else {
            return fault(format!("`{name}` has no value"), at..at + length);
        };
        let open = content.len() - trim(behind);
        let quoted = content[open..].chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(close) = quoted.and_then(|quote| content[open + 1..].find(quote)) else {
            return fault(format!("the value of `{name}` is not in quotes"), at..at + length);
        };
        let value = &content[open + 1..open + 1 + close];
        if !is_valid(value) {
            let what = match name {
                "version" => "a version `1.0`",
                "encoding" => "the name of an encoding",
                _ => "`yes` or `no`",
            };
            return fault(format!("`{value}` is not {what}"), open + 1..open + 1 + close);
        }
        at = open + close + 2;
    }
}

fn is_version(value: &str) -> bool {
    value.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_encoding(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// What is wrong with the declaration of a prefix, of the default namespace where that is empty (Namespaces in XML 1.0,
/// section 3); `range` is where it stands.
pub(crate) fn namespace(lexical: &str, uri: &str, range: Range<usize>) -> Option<Fault> {
    let prefix = lexical.strip_prefix("xmlns:");
    let message = if prefix.is_some_and(|prefix| !is_ncname(prefix)) {
        format!("`{lexical}` declares no prefix that could be used")
    } else if prefix == Some("xmlns") || uri == XMLNS_NAMESPACE {
        "the prefix `xmlns` and its namespace cannot be declared".to_owned()
    } else if (prefix == Some("xml")) != (uri == XML_NAMESPACE) {
        format!("the prefix `xml` and the namespace `{XML_NAMESPACE}` belong together")
    } else if prefix.is_some() && uri.is_empty() {
        "a prefix cannot be undeclared: its namespace is empty".to_owned()
    } else {
        return None;
    };
    Some(Fault::new(&catalogue::MALFORMED_NAMESPACE, message, range))
}

/// What is wrong with the name of an element or attribute (Namespaces in XML 1.0, section 4).
pub(crate) fn qualified_name(lexical: &str, at: usize) -> Option<Fault> {
    let is_well_formed = match lexical.split_once(':') {
        None => true,
        Some((prefix, local)) => is_ncname(prefix) && is_ncname(local) && prefix != "xmlns",
    };
    (!is_well_formed).then(|| {
        let message = format!("`{lexical}` is not a name with one prefix");
        Fault::new(&catalogue::MALFORMED_NAME, message, at..at + lexical.len())
    })
}
/// The extent of a start tag and of the namespace declarations in it.
pub(super) struct StartTag {
    pub(super) name: Range<usize>,
    pub(super) end: usize,
    pub(super) declarations: Vec<Range<usize>>,
}

impl StartTag {
    /// Reads the well-formed start tag at `start`.
    pub(super) fn scan(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let ends_name = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>' | b'=');
        let name_end =
            |from: usize| bytes[from..].iter().position(|byte| ends_name(*byte)).map_or(bytes.len(), |n| from + n);
        let mut tag = Self { name: start + 1..name_end(start + 1), end: bytes.len(), declarations: Vec::new() };
        let mut at = tag.name.end;
        while at < bytes.len() {
            match bytes[at] {
                b'>' => {
                    tag.end = at + 1;
                    break;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b'/' => at += 1,
                _ => {
                    let name = at..name_end(at);
                    let Some(open) = bytes[name.end..].iter().position(|byte| matches!(byte, b'"' | b'\'')) else {
                        break;
                    };
                    let open = name.end + open;
                    let Some(close) = bytes[open + 1..].iter().position(|byte| *byte == bytes[open]) else { break };
                    let end = open + 1 + close + 1;
                    let lexical = &text[name.clone()];
                    if lexical == "xmlns" || lexical.starts_with("xmlns:") {
                        tag.declarations.push(name.start..end);
                    }
                    at = end;
                }
            }
        }
        tag
    }
}
