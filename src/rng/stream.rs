//! Validation of a document that is never in memory as a whole: quick-xml cuts the text into markup, this module
//! resolves namespaces and references and checks what quick-xml leaves out of well-formedness.
//!
//! Memory is bounded by the depth of the document, its longest tag or text, and the findings. What needs the whole
//! text (entities of an internal subset, other encodings) is handed back: see [`Streamed::Unfit`].

use crate::xml::catalogue;
use std::collections::HashSet;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::Event;

use super::event::{AttributePlace, Name, StartTag};
use super::namespaces::{Binding, Bindings, UNBOUND, XML_BINDING};
use super::schema::Schema;
use super::symbol::{NamespaceId, Symbol};
use super::validate::Validator;
use crate::diagnostic::{Diagnostic, Entry};
use crate::text::{SourceId, Span};
use crate::xml::strict::{self, Fault};
use crate::xml::{MAX_ATTRIBUTES, MAX_DEPTH, is_ncname};

/// What came of a stream.
#[derive(Debug)]
pub enum Streamed {
    /// Read to its end, or to the first place that is not well-formed.
    Done {
        /// The findings in document order. Offsets count from behind a byte order mark.
        diagnostics: Vec<Diagnostic>,
        /// Whether the document was read to its end.
        complete: bool,
    },
    /// The document needs something that only a parser of whole documents does; the text says what.
    Unfit(&'static str),
}

impl Schema {
    /// Validates a document as it is read. For invalid documents of ordinary size, validating the parsed document
    /// gives more: it goes on behind what is not well-formed.
    pub fn validate_stream<R: BufRead>(&self, input: R, source: SourceId) -> Streamed {
        let mut stream = Stream {
            schema: self,
            validator: self.validator(source),
            bindings: Bindings::new(self),
            attributes: Vec::new(),
            values: String::new(),
            source,
            depth: 0,
            roots: 0,
        };
        let mut input = input;
        if let Ok([0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..]) = input.fill_buf() {
            return Streamed::Unfit("its encoding is not UTF-8");
        }
        // the reader below skips more than one
        if input.fill_buf().is_ok_and(|bytes| bytes.starts_with("\u{feff}\u{feff}".as_bytes())) {
            return Streamed::Unfit("it has two byte order marks");
        }
        match stream.run(input) {
            Ok(()) => Streamed::Done { diagnostics: stream.validator.finish(), complete: true },
            Err(Stop::Malformed(diagnostic)) => {
                let mut diagnostics = stream.validator.finish_early();
                diagnostics.push(*diagnostic);
                Streamed::Done { diagnostics, complete: false }
            }
            Err(Stop::Unfit(why)) => Streamed::Unfit(why),
        }
    }
}

/// Why reading stops early.
enum Stop {
    Malformed(Box<Diagnostic>),
    Unfit(&'static str),
}

struct Stream<'s> {
    schema: &'s Schema,
    validator: Validator,
    bindings: Bindings,
    attributes: Vec<Attribute>,
    /// Values that are not in the tag as they are.
    values: String,
    source: SourceId,
    depth: usize,
    roots: usize,
}

/// An attribute of the current tag; ranges are of the tag's text.
struct Attribute {
    symbol: Symbol,
    namespace: NamespaceId,
    binding: u32,
    start: u32,
    colon: u32,
    name_end: u32,
    value: (u32, u32),
    end: u32,
    /// Range in `values`, where normalisation changed the value.
    changed: Option<(u32, u32)>,
}

/// What a byte of a value or of text needs.
const PLAIN: u8 = 0;
const SPACE: u8 = 1;
const RETURN: u8 = 2;
const AMPERSAND: u8 = 3;
const LESS: u8 = 4;
const DOUBLE: u8 = 5;
const SINGLE: u8 = 6;
const GREATER: u8 = 7;
const INVALID: u8 = 8;
/// First byte of U+FFFE and U+FFFF.
const HIGH: u8 = 9;
const BLANK: u8 = 10;

const CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = 0;
    while byte < 32 {
        classes[byte] = INVALID;
        byte += 1;
    }
    classes[b' ' as usize] = BLANK;
    classes[b'\t' as usize] = SPACE;
    classes[b'\n' as usize] = SPACE;
    classes[b'\r' as usize] = RETURN;
    classes[b'&' as usize] = AMPERSAND;
    classes[b'<' as usize] = LESS;
    classes[b'>' as usize] = GREATER;
    classes[b'"' as usize] = DOUBLE;
    classes[b'\'' as usize] = SINGLE;
    classes[0xEF] = HIGH;
    classes
};

/// Where a scan of a value has to look closer.
const STOPS_VALUE: [bool; 256] = {
    let mut stops = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        stops[byte] = !matches!(CLASSES[byte], PLAIN | BLANK | GREATER);
        byte += 1;
    }
    stops
};

/// Where the name of an attribute ends, or its prefix.
const STOPS_NAME: [bool; 256] = {
    let mut stops = [false; 256];
    stops[b'=' as usize] = true;
    stops[b':' as usize] = true;
    stops[b' ' as usize] = true;
    stops[b'\t' as usize] = true;
    stops[b'\n' as usize] = true;
    stops[b'\r' as usize] = true;
    stops
};

/// The first place from `at` on whose byte is in the table, or the end.
fn find(bytes: &[u8], at: usize, stops: &[bool; 256]) -> usize {
    let rest = &bytes[at..];
    at + rest.iter().position(|byte| stops[*byte as usize]).unwrap_or(rest.len())
}

fn class(byte: u8) -> u8 {
    CLASSES[byte as usize]
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

impl Stream<'_> {
    fn span(&self, start: u64, end: u64) -> Span {
        Span::new(self.source, start as usize, end as usize)
    }

    fn malformed(
        &self,
        name: &'static Entry,
        message: impl Into<crate::diagnostic::Message>,
        start: u64,
        end: u64,
    ) -> Stop {
        Stop::Malformed(Box::new(Diagnostic::error(name, message, self.span(start, end))))
    }

    /// A fault whose range counts from `at`.
    fn fault(&self, fault: Fault, at: u64) -> Stop {
        self.malformed(fault.name, fault.message, at + fault.range.start as u64, at + fault.range.end as u64)
    }

    fn run<R: BufRead>(&mut self, input: R) -> Result<(), Stop> {
        let mut reader = Reader::from_reader(input);
        let config = reader.config_mut();
        config.check_comments = true;
        config.allow_unmatched_ends = false;
        let mut buffer = Vec::new();
        let mut first = true;
        loop {
            buffer.clear();
            let before = reader.buffer_position();
            let event = match reader.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(error) => return Err(self.refused(&error, reader.error_position(), before)),
            };
            let after = reader.buffer_position();
            match event {
                Event::Start(tag) => {
                    self.start(&tag, tag.name().as_ref().len(), before)?;
                }
                Event::Empty(tag) => {
                    self.start(&tag, tag.name().as_ref().len(), before)?;
                    let end = self.span(before, after);
                    self.validator.end_element(None, end, &self.bindings);
                    self.bindings.leave(self.depth);
                    self.depth -= 1;
                }
                Event::End(tag) => {
                    let length = tag.name().as_ref().len() as u64;
                    let name = self.span(before + 2, before + 2 + length);
                    let end = self.span(before, after);
                    self.validator.end_element(Some(name), end, &self.bindings);
                    self.bindings.leave(self.depth);
                    self.depth -= 1;
                }
                Event::Text(text) => self.text(&text, before, after)?,
                Event::CData(text) => {
                    self.check_characters(&text, before + 9)?;
                    if self.depth == 0 {
                        return Err(self.malformed(
                            &catalogue::TEXT_OUTSIDE_ROOT,
                            "text outside the document element",
                            before,
                            after,
                        ));
                    }
                    let span = self.span(before + 9, after - 3);
                    self.pass_text(&text, span);
                }
                Event::GeneralRef(name) => {
                    let Some(resolved) = resolve(&name) else {
                        return Err(self.bad_reference(&name, before, after));
                    };
                    if self.depth == 0 {
                        return Err(self.malformed(
                            &catalogue::TEXT_OUTSIDE_ROOT,
                            "text outside the document element",
                            before,
                            after,
                        ));
                    }
                    let mut bytes = [0; 4];
                    let span = self.span(before, after);
                    self.validator.text(resolved.encode_utf8(&mut bytes), span);
                }
                Event::Comment(text) => {
                    if text.ends_with('-') {
                        return Err(self.malformed(
                            &catalogue::DOUBLE_HYPHEN_IN_COMMENT,
                            "`--` inside a comment",
                            after - 4,
                            after - 2,
                        ));
                    }
                    self.check_characters(&text, before + 4)?;
                }
                Event::PI(instruction) => {
                    if let Some(fault) = strict::target(instruction.target(), 0) {
                        return Err(self.fault(fault, before + 2));
                    }
                    self.check_characters(&instruction, before + 2)?;
                }
                Event::Decl(declaration) => {
                    if !first {
                        let message = "the XML declaration is not at the beginning";
                        return Err(self.malformed(&catalogue::MISPLACED_XML_DECLARATION, message, before, after));
                    }
                    let text = format!("<?{}?>", &*declaration);
                    if let Some(fault) = strict::declaration(&text) {
                        return Err(self.fault(fault, before));
                    }
                    let is_utf8 = |name: &str| name.eq_ignore_ascii_case("utf-8");
                    if declaration.encoding().is_some_and(|encoding| !encoding.is_ok_and(|name| is_utf8(&name))) {
                        return Err(Stop::Unfit("its encoding is not UTF-8"));
                    }
                }
                Event::DocType(_) => return Err(Stop::Unfit("it has a document type declaration")),
                Event::Eof => break,
            }
            first = false;
        }
        let end = reader.buffer_position();
        if self.depth > 0 {
            return Err(self.malformed(&catalogue::UNCLOSED_ELEMENT, "the file ends inside an element", end, end));
        }
        if self.roots == 0 {
            return Err(self.malformed(&catalogue::NO_ROOT_ELEMENT, "the document has no element", end, end));
        }
        Ok(())
    }

    /// What quick-xml refuses, in the words of the scanner of whole documents.
    fn refused(&self, error: &Error, at: u64, before: u64) -> Stop {
        let (name, message) = match error {
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                (&catalogue::MISMATCHED_END_TAG, format!("end tag `{found}` where `{expected}` is open"))
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
                (&catalogue::UNEXPECTED_END_TAG, format!("end tag `{found}` closes nothing"))
            }
            Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
                (&catalogue::DOUBLE_HYPHEN_IN_COMMENT, "`--` inside a comment".to_owned())
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                (&catalogue::UNESCAPED_AMPERSAND, "`&` begins no reference".to_owned())
            }
            Error::Syntax(SyntaxError::UnclosedComment) => {
                (&catalogue::UNTERMINATED_COMMENT, "comment is never closed".to_owned())
            }
            Error::Syntax(SyntaxError::UnclosedCData) => {
                (&catalogue::UNTERMINATED_CDATA, "CDATA section is never closed".to_owned())
            }
            Error::Syntax(SyntaxError::UnclosedTag) => (&catalogue::UNTERMINATED_TAG, "tag is never closed".to_owned()),
            Error::Encoding(_) => (&catalogue::INVALID_ENCODING, "bytes that are not UTF-8".to_owned()),
            Error::Io(error) => (&catalogue::UNREADABLE_FILE, format!("cannot read on: {error}")),
            other => (&catalogue::MALFORMED_XML, other.to_string()),
        };
        let at = at.max(before);
        self.malformed(name, message, at, at)
    }

    fn bad_reference(&self, name: &str, before: u64, after: u64) -> Stop {
        if name.starts_with('#') {
            let message = format!("`&{name};` names no character");
            return self.malformed(&catalogue::INVALID_CHARACTER_REFERENCE, message, before, after);
        }
        self.malformed(&catalogue::UNKNOWN_ENTITY, format!("entity `{name}` is not declared"), before, after)
    }

    fn check_characters(&self, text: &str, at: u64) -> Result<(), Stop> {
        let bytes = text.as_bytes();
        let bad = bytes.iter().enumerate().find(|(index, byte)| match class(**byte) {
            INVALID => true,
            HIGH => matches!(bytes.get(index + 1..index + 3), Some([0xBF, 0xBE | 0xBF])),
            _ => false,
        });
        match bad {
            None => Ok(()),
            Some((index, _)) => Err(self.invalid_character(text, index, at)),
        }
    }

    fn invalid_character(&self, text: &str, index: usize, at: u64) -> Stop {
        let code = text[index..].chars().next().map_or(0, |c| c as u32);
        let at = at + index as u64;
        self.malformed(
            &catalogue::INVALID_CHARACTER,
            format!("the character U+{code:04X} is not allowed in XML"),
            at,
            at + 1,
        )
    }

    fn text(&mut self, text: &str, before: u64, after: u64) -> Result<(), Stop> {
        let bytes = text.as_bytes();
        // Most text is the white space between tags.
        if self.depth > 0 && bytes.iter().all(|byte| matches!(byte, b' ' | b'\n' | b'\t')) {
            let span = self.span(before, after);
            self.validator.text(text, span);
            return Ok(());
        }
        let mut blank = true;
        let mut returns = false;
        for (index, byte) in bytes.iter().enumerate() {
            match class(*byte) {
                BLANK | SPACE => {}
                RETURN => returns = true,
                PLAIN => blank = false,
                INVALID => return Err(self.invalid_character(text, index, before)),
                HIGH => {
                    blank = false;
                    if matches!(bytes.get(index + 1..index + 3), Some([0xBF, 0xBE | 0xBF])) {
                        return Err(self.invalid_character(text, index, before));
                    }
                }
                GREATER => {
                    blank = false;
                    if index >= 2 && &bytes[index - 2..index] == b"]]" {
                        let at = before + index as u64 - 2;
                        return Err(self.malformed(
                            &catalogue::CDATA_END_IN_TEXT,
                            "`]]>` closes no CDATA section",
                            at,
                            at + 3,
                        ));
                    }
                }
                _ => blank = false,
            }
        }
        if self.depth == 0 {
            if blank {
                return Ok(());
            }
            let start = (text.len() - text.trim_start().len()) as u64;
            return Err(self.malformed(
                &catalogue::TEXT_OUTSIDE_ROOT,
                "text outside the document element",
                before + start,
                after,
            ));
        }
        let span = self.span(before, after);
        if returns {
            self.pass_text(text, span)
        } else {
            self.validator.text(text, span)
        }
        Ok(())
    }

    /// Passes text on with its line ends normalised (XML 1.0, 2.11).
    fn pass_text(&mut self, text: &str, span: Span) {
        if text.contains('\r') {
            self.validator.text(&text.replace("\r\n", "\n").replace('\r', "\n"), span);
        } else {
            self.validator.text(text, span);
        }
    }

    /// A start tag; `raw` is all between the angle brackets, without the `/` of an empty-element tag.
    fn start(&mut self, raw: &str, name_length: usize, before: u64) -> Result<(), Stop> {
        let base = before + 1;
        if self.depth == 0 {
            self.roots += 1;
            if self.roots > 1 {
                let end = base + name_length as u64;
                return Err(self.malformed(&catalogue::SEVERAL_ROOT_ELEMENTS, "a second document element", base, end));
            }
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("elements nest deeper than {MAX_DEPTH} levels");
            return Err(self.malformed(&catalogue::NESTING_TOO_DEEP, message, before, before));
        }
        self.read_attributes(raw, name_length, base)?;
        let name = &raw[..name_length];
        let colon = name.bytes().position(|byte| byte == b':');
        let (namespace, binding, local) = match colon {
            None => (self.bindings.default, UNBOUND, name),
            Some(at) => match self.bindings.find(&name[..at]) {
                Some((index, binding)) => (binding.id, index, &name[at + 1..]),
                None => return Err(self.unbound(&name[..at], base)),
            },
        };
        let symbol = self.schema.symbol(namespace, local);
        if !self.schema.names(symbol) && !is_ncname(local) {
            let message = format!("`{name}` is no name");
            return Err(self.malformed(&catalogue::MALFORMED_TAG, message, base, base + name_length as u64));
        }
        let prefix = colon.map_or("", |at| &name[..at]);
        let uri = if binding == UNBOUND {
            self.bindings.uri("").unwrap_or("")
        } else {
            &*self.bindings.list[binding as usize].uri
        };
        let tag = Tag {
            raw,
            base,
            symbol,
            name: Name { prefix, local, namespace: uri },
            attributes: &self.attributes,
            values: &self.values,
            bindings: &self.bindings,
            source: self.source,
        };
        self.validator.start_element(&tag);
        Ok(())
    }

    fn unbound(&self, prefix: &str, at: u64) -> Stop {
        let message = format!("the prefix `{prefix}` is not bound to a namespace");
        self.malformed(&catalogue::UNBOUND_PREFIX, message, at, at + prefix.len() as u64)
    }

    fn read_attributes(&mut self, raw: &str, from: usize, base: u64) -> Result<(), Stop> {
        self.attributes.clear();
        self.values.clear();
        let bytes = raw.as_bytes();
        let mut at = from;
        let mut declared = false;
        loop {
            let space = at;
            while at < bytes.len() && is_space(bytes[at]) {
                at += 1;
            }
            if at == bytes.len() {
                break;
            }
            if at == space {
                let place = base + at as u64;
                return Err(self.malformed(
                    &catalogue::MISSING_WHITE_SPACE,
                    "attributes must be separated by white space",
                    place,
                    place,
                ));
            }
            let start = at;
            let mut colon = usize::MAX;
            at = find(bytes, at, &STOPS_NAME);
            while bytes.get(at) == Some(&b':') {
                colon = colon.min(at);
                at = find(bytes, at + 1, &STOPS_NAME);
            }
            let name_end = at;
            while at < bytes.len() && is_space(bytes[at]) {
                at += 1;
            }
            let name = &raw[start..name_end];
            let place = (base + start as u64, base + name_end as u64);
            if bytes.get(at) != Some(&b'=') {
                let message = format!("attribute `{name}` has no value");
                return Err(self.malformed(&catalogue::ATTRIBUTE_WITHOUT_VALUE, message, place.0, place.1));
            }
            at += 1;
            while at < bytes.len() && is_space(bytes[at]) {
                at += 1;
            }
            let quote = match bytes.get(at) {
                Some(b'"') => DOUBLE,
                Some(b'\'') => SINGLE,
                _ => {
                    let message = format!("the value of `{name}` is not quoted");
                    return Err(self.malformed(&catalogue::UNQUOTED_ATTRIBUTE_VALUE, message, place.0, place.1));
                }
            };
            at += 1;
            let value_start = at;
            let mut plain = true;
            loop {
                at = find(bytes, at, &STOPS_VALUE);
                let Some(byte) = bytes.get(at) else {
                    let message = format!("the value of `{name}` has no closing quote");
                    return Err(self.malformed(&catalogue::UNTERMINATED_ATTRIBUTE_VALUE, message, place.0, place.1));
                };
                match class(*byte) {
                    class @ (DOUBLE | SINGLE) => {
                        if class == quote {
                            break;
                        }
                    }
                    SPACE | RETURN | AMPERSAND => plain = false,
                    LESS => {
                        let place = base + at as u64;
                        return Err(self.malformed(
                            &catalogue::UNESCAPED_LESS_THAN,
                            "`<` in an attribute value",
                            place,
                            place + 1,
                        ));
                    }
                    HIGH => {
                        if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) {
                            return Err(self.invalid_character(raw, at, base));
                        }
                    }
                    _ => return Err(self.invalid_character(raw, at, base)),
                }
                at += 1;
            }
            let value = (value_start as u32, at as u32);
            at += 1;
            let changed =
                if plain { None } else { Some(self.normalize(&raw[value_start..at - 1], base + value_start as u64)?) };
            if name == "xmlns" || name.starts_with("xmlns:") {
                let prefix = name.get(6..).unwrap_or("");
                let uri = match changed {
                    Some((start, end)) => self.values[start as usize..end as usize].to_owned(),
                    None => raw[value_start..at - 1].to_owned(),
                };
                self.declare(name, prefix, &uri, place)?;
                declared = true;
                continue;
            }
            self.attributes.push(Attribute {
                symbol: Symbol(0),
                namespace: NamespaceId::NONE,
                binding: UNBOUND,
                start: start as u32,
                colon: if colon == usize::MAX { UNBOUND } else { colon as u32 },
                name_end: name_end as u32,
                value,
                end: at as u32,
                changed,
            });
        }
        if self.attributes.len() > MAX_ATTRIBUTES {
            let message = format!("a tag with more than {MAX_ATTRIBUTES} attributes");
            return Err(self.malformed(&catalogue::TOO_MANY_ATTRIBUTES, message, base - 1, base));
        }
        if declared {
            self.bindings.refresh();
        }
        // Prefixes are resolved once all declarations of the tag are known.
        for index in 0..self.attributes.len() {
            let Attribute { start, colon, name_end, .. } = self.attributes[index];
            let mut local = start;
            if colon != UNBOUND {
                let prefix = &raw[start as usize..colon as usize];
                let Some((binding, found)) = self.bindings.find(prefix) else {
                    return Err(self.unbound(prefix, base + u64::from(start)));
                };
                let id = found.id;
                self.attributes[index].namespace = id;
                self.attributes[index].binding = binding;
                local = colon + 1;
            }
            let local = &raw[local as usize..name_end as usize];
            let symbol = self.schema.symbol(self.attributes[index].namespace, local);
            if !self.schema.names(symbol) && !is_ncname(local) {
                let message = format!("`{}` is no name", &raw[start as usize..name_end as usize]);
                return Err(self.malformed(
                    &catalogue::MALFORMED_TAG,
                    message,
                    base + u64::from(start),
                    base + u64::from(name_end),
                ));
            }
            self.attributes[index].symbol = symbol;
        }
        self.check_unique(raw, base)
    }

    fn check_unique(&self, raw: &str, base: u64) -> Result<(), Stop> {
        let key = |attribute: &Attribute| -> (&str, &str) {
            let local = if attribute.colon == UNBOUND { attribute.start } else { attribute.colon + 1 };
            let uri =
                if attribute.binding == UNBOUND { "" } else { &*self.bindings.list[attribute.binding as usize].uri };
            (uri, &raw[local as usize..attribute.name_end as usize])
        };
        let twice = if self.attributes.len() <= 12 {
            (1..self.attributes.len()).find(|at| {
                let own = &self.attributes[*at];
                // Different symbols are different names; the same one may stand for several names of no schema.
                self.attributes[..*at].iter().any(|other| other.symbol == own.symbol && key(other) == key(own))
            })
        } else {
            let mut seen = HashSet::new();
            (0..self.attributes.len()).find(|at| !seen.insert(key(&self.attributes[*at])))
        };
        let Some(index) = twice else { return Ok(()) };
        let own = &self.attributes[index];
        let (start, end) = (base + u64::from(own.start), base + u64::from(own.name_end));
        let message = format!("duplicate attribute `{}`", &raw[own.start as usize..own.name_end as usize]);
        Err(self.malformed(&catalogue::DUPLICATE_ATTRIBUTE, message, start, end))
    }

    /// Declares a prefix, or the default namespace (Namespaces in XML 1.0, section 3).
    fn declare(&mut self, name: &str, prefix: &str, uri: &str, place: (u64, u64)) -> Result<(), Stop> {
        if let Some(fault) = strict::namespace(name, uri, 0..name.len()) {
            return Err(self.fault(fault, place.0));
        }
        let twice =
            self.bindings.list.iter().rev().take_while(|one| one.depth == self.depth).any(|one| *one.prefix == *prefix);
        if twice {
            let message = format!("duplicate attribute `{name}`");
            return Err(self.malformed(&catalogue::DUPLICATE_ATTRIBUTE, message, place.0, place.1));
        }
        if self.bindings.list.len() > 2 * MAX_ATTRIBUTES {
            let message = format!("more than {} namespaces are in scope", 2 * MAX_ATTRIBUTES);
            return Err(self.malformed(&catalogue::TOO_MANY_NAMESPACES, message, place.0, place.1));
        }
        let id = self.schema.namespace(uri);
        self.bindings.list.push(Binding { prefix: prefix.into(), uri: uri.into(), id, depth: self.depth });
        Ok(())
    }

    /// Appends the normalised value (XML 1.0, 3.3.3) to `values`.
    fn normalize(&mut self, value: &str, at: u64) -> Result<(u32, u32), Stop> {
        let start = self.values.len() as u32;
        let mut rest = value;
        while let Some(index) = rest.find(['&', '\t', '\n', '\r']) {
            self.values.push_str(&rest[..index]);
            let special = &rest[index..];
            if special.starts_with('&') {
                let offset = at + (value.len() - special.len()) as u64;
                let Some(end) = special.find(';') else {
                    return Err(self.malformed(
                        &catalogue::UNESCAPED_AMPERSAND,
                        "`&` begins no reference",
                        offset,
                        offset + 1,
                    ));
                };
                let Some(resolved) = resolve(&special[1..end]) else {
                    return Err(self.bad_reference(&special[1..end], offset, offset + end as u64 + 1));
                };
                self.values.push(resolved);
                rest = &special[end + 1..];
            } else {
                self.values.push(' ');
                let length = if special.starts_with("\r\n") { 2 } else { 1 };
                rest = &special[length..];
            }
        }
        self.values.push_str(rest);
        Ok((start, self.values.len() as u32))
    }
}

/// The character of a predefined entity or of a character reference, given without `&` and `;`.
fn resolve(name: &str) -> Option<char> {
    strict::predefined(name).or_else(|| strict::character_of(name))
}

struct Tag<'a> {
    raw: &'a str,
    base: u64,
    symbol: Symbol,
    name: Name<'a>,
    attributes: &'a [Attribute],
    values: &'a str,
    bindings: &'a Bindings,
    source: SourceId,
}

impl Tag<'_> {
    fn place(&self, start: u32, end: u32) -> Span {
        let base = self.base as usize;
        Span::new(self.source, base + start as usize, base + end as usize)
    }
}

impl StartTag for Tag<'_> {
    fn symbol(&self) -> Symbol {
        self.symbol
    }

    fn name(&self) -> Name<'_> {
        self.name
    }

    fn name_span(&self) -> Span {
        let colon = if self.name.prefix.is_empty() { 0 } else { 1 };
        self.place(0, (self.name.prefix.len() + colon + self.name.local.len()) as u32)
    }

    fn attribute_count(&self) -> usize {
        self.attributes.len()
    }

    fn attribute_symbol(&self, index: usize) -> Symbol {
        self.attributes[index].symbol
    }

    fn attribute_name(&self, index: usize) -> Name<'_> {
        let one = &self.attributes[index];
        let name = &self.raw[one.start as usize..one.name_end as usize];
        if one.colon == UNBOUND {
            return Name { prefix: "", local: name, namespace: "" };
        }
        let (prefix, local) = name.split_at((one.colon - one.start) as usize);
        let binding = if one.binding == UNBOUND { XML_BINDING } else { one.binding };
        Name { prefix, local: &local[1..], namespace: &self.bindings.list[binding as usize].uri }
    }

    fn attribute_value(&self, index: usize) -> &str {
        let one = &self.attributes[index];
        match one.changed {
            Some((start, end)) => &self.values[start as usize..end as usize],
            None => &self.raw[one.value.0 as usize..one.value.1 as usize],
        }
    }

    fn attribute_place(&self, index: usize) -> AttributePlace {
        let one = &self.attributes[index];
        AttributePlace {
            whole: self.place(one.start, one.end),
            name: self.place(one.start, one.name_end),
            value: self.place(one.value.0, one.value.1),
        }
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.bindings.uri(prefix)
    }

    fn prefix_of(&self, namespace: &str) -> Option<&str> {
        let prefixes = self.bindings.list.iter().map(|binding| &*binding.prefix);
        // the binding that counts is the innermost
        prefixes.filter(|prefix| !prefix.is_empty()).find(|prefix| self.bindings.uri(prefix) == Some(namespace))
    }
}
