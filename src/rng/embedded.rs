//! A compact binary form of simple grammars, so that a program can carry a schema without reading its source at every
//! start. Spans are left out: they would point into texts that are not at hand.
//!
//! ```text
//! "rowi" version strings patterns infos defines start flags
//! ```
//! Numbers are LEB128; strings are kept once, in a table, and named by number; an optional one by number + 1, or 0.

use std::collections::HashMap;
use std::sync::Arc;

use super::simple::{DatatypeName, DefineId, ElementDefine, Grammar, Info, NameClass, Param, Pattern, PatternId};
use crate::text::Span;

const MAGIC: &[u8] = b"rowi\x01";

/// Name classes may nest this deep.
const MAX_CLASS_DEPTH: usize = 64;

/// The grammar without spans, in bytes.
#[must_use]
pub fn encode(grammar: &Grammar) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.number(grammar.patterns.len());
    for pattern in &grammar.patterns {
        writer.pattern(pattern);
    }
    for info in &grammar.infos {
        writer.info(info);
    }
    writer.number(grammar.defines.len());
    for define in &grammar.defines {
        writer.string(&define.name);
        writer.class(&define.name_class);
        writer.number(define.content.0 as usize);
        writer.info(&define.info);
    }
    writer.number(grammar.start.0 as usize);
    writer.number(usize::from(grammar.uses_id_types));
    let mut head = Writer { bytes: MAGIC.to_vec(), ..Writer::default() };
    head.number(writer.strings.len());
    for string in &writer.strings {
        head.number(string.len());
        head.bytes.extend_from_slice(string.as_bytes());
    }
    head.bytes.extend_from_slice(&writer.bytes);
    head.bytes
}

/// The grammar that [`encode`] wrote; `None` where the bytes are not of this version or damaged.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Grammar> {
    let mut reader = Reader { bytes: bytes.strip_prefix(MAGIC)?, strings: Vec::new() };
    let count = reader.count()?;
    reader.strings.reserve(count);
    for _ in 0..count {
        let length = reader.number()?;
        let (text, rest) = reader.bytes.split_at_checked(length)?;
        reader.bytes = rest;
        reader.strings.push(Arc::from(std::str::from_utf8(text).ok()?));
    }
    let mut grammar = Grammar::default();
    let count = reader.count()?;
    grammar.patterns.reserve(count);
    for index in 0..count {
        let pattern = reader.pattern(index)?;
        grammar.patterns.push(pattern);
    }
    grammar.infos.reserve(count);
    for _ in 0..count {
        grammar.infos.push(reader.info()?);
    }
    let defines = reader.count()?;
    for _ in 0..defines {
        let name = reader.string()?;
        let name_class = reader.class(0)?;
        let content = reader.pattern_id(count)?;
        grammar.defines.push(ElementDefine { name, name_class, content, info: reader.info()? });
    }
    grammar.start = reader.pattern_id(count)?;
    grammar.uses_id_types = reader.number()? != 0;
    let refs = grammar.patterns.iter().all(|pattern| match pattern {
        Pattern::Ref(define) => (define.0 as usize) < defines,
        _ => true,
    });
    (reader.bytes.is_empty() && refs).then_some(grammar)
}

/// The grammar as it comes back from [`decode`]: without spans.
#[must_use]
pub fn without_spans(grammar: &Grammar) -> Grammar {
    let mut grammar = grammar.clone();
    for pattern in &mut grammar.patterns {
        if let Pattern::Data { params, .. } = pattern {
            params.iter_mut().for_each(|param| param.span = Span::default());
        }
    }
    let infos = grammar.infos.iter_mut().chain(grammar.defines.iter_mut().map(|define| &mut define.info));
    infos.for_each(|info| info.span = Span::default());
    grammar
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    strings: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, usize>,
}

impl Writer {
    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn id(&mut self, string: &Arc<str>) -> usize {
        let next = self.strings.len();
        let id = *self.ids.entry(string.clone()).or_insert(next);
        if id == next {
            self.strings.push(string.clone());
        }
        id
    }

    fn string(&mut self, string: &Arc<str>) {
        let id = self.id(string);
        self.number(id);
    }

    fn optional(&mut self, string: Option<&Arc<str>>) {
        let id = string.map_or(0, |string| self.id(string) + 1);
        self.number(id);
    }

    fn ids(&mut self, tag: u8, ids: &[PatternId]) {
        self.bytes.push(tag);
        self.number(ids.len());
        for id in ids {
            self.number(id.0 as usize);
        }
    }

    fn datatype(&mut self, datatype: &DatatypeName) {
        self.string(&datatype.library);
        self.string(&datatype.name);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Empty => self.bytes.push(0),
            Pattern::NotAllowed => self.bytes.push(1),
            Pattern::Text => self.bytes.push(2),
            Pattern::Choice(ids) => self.ids(3, ids),
            Pattern::Group(ids) => self.ids(4, ids),
            Pattern::Interleave(ids) => self.ids(5, ids),
            Pattern::OneOrMore(id) => {
                self.bytes.push(6);
                self.number(id.0 as usize);
            }
            Pattern::List(id) => {
                self.bytes.push(7);
                self.number(id.0 as usize);
            }
            Pattern::Data { datatype, params, except } => {
                self.bytes.push(8);
                self.datatype(datatype);
                self.number(params.len());
                for param in params {
                    self.string(&param.name);
                    self.string(&param.value);
                }
                self.number(except.map_or(0, |id| id.0 as usize + 1));
            }
            Pattern::Value { datatype, value, namespace, prefixes } => {
                self.bytes.push(9);
                self.datatype(datatype);
                self.string(value);
                self.string(namespace);
                self.number(prefixes.len());
                for (prefix, uri) in prefixes.iter() {
                    self.string(prefix);
                    self.string(uri);
                }
            }
            Pattern::Attribute { name, content } => {
                self.bytes.push(10);
                self.class(name);
                self.number(content.0 as usize);
            }
            Pattern::Ref(define) => {
                self.bytes.push(11);
                self.number(define.0 as usize);
            }
        }
    }

    fn class(&mut self, class: &NameClass) {
        let except = |writer: &mut Self, except: Option<&NameClass>| match except {
            Some(class) => {
                writer.bytes.push(1);
                writer.class(class);
            }
            None => writer.bytes.push(0),
        };
        match class {
            NameClass::Name { namespace, local } => {
                self.bytes.push(0);
                self.string(namespace);
                self.string(local);
            }
            NameClass::NsName { namespace, except: inner } => {
                self.bytes.push(1);
                self.string(namespace);
                except(self, inner.as_deref());
            }
            NameClass::AnyName { except: inner } => {
                self.bytes.push(2);
                except(self, inner.as_deref());
            }
            NameClass::Choice(classes) => {
                self.bytes.push(3);
                self.number(classes.len());
                classes.iter().for_each(|class| self.class(class));
            }
        }
    }

    fn info(&mut self, info: &Info) {
        self.optional(info.documentation.as_ref());
        self.optional(info.define.as_ref());
        self.optional(info.default_value.as_ref());
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    strings: Vec<Arc<str>>,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number of things that follow, each of a byte at least.
    fn count(&mut self) -> Option<usize> {
        self.number().filter(|count| *count <= self.bytes.len())
    }

    fn string(&mut self) -> Option<Arc<str>> {
        let id = self.number()?;
        self.strings.get(id).cloned()
    }

    fn optional(&mut self) -> Option<Option<Arc<str>>> {
        match self.number()? {
            0 => Some(None),
            id => self.strings.get(id - 1).cloned().map(Some),
        }
    }

    /// A pattern before the `limit`th.
    fn pattern_id(&mut self, limit: usize) -> Option<PatternId> {
        self.number().filter(|id| *id < limit).map(|id| PatternId(id as u32))
    }

    fn ids(&mut self, limit: usize) -> Option<Vec<PatternId>> {
        let count = self.count()?;
        (0..count).map(|_| self.pattern_id(limit)).collect()
    }

    fn datatype(&mut self) -> Option<DatatypeName> {
        Some(DatatypeName { library: self.string()?, name: self.string()? })
    }

    fn pattern(&mut self, index: usize) -> Option<Pattern> {
        Some(match self.byte()? {
            0 => Pattern::Empty,
            1 => Pattern::NotAllowed,
            2 => Pattern::Text,
            3 => Pattern::Choice(self.ids(index)?),
            4 => Pattern::Group(self.ids(index)?),
            5 => Pattern::Interleave(self.ids(index)?),
            6 => Pattern::OneOrMore(self.pattern_id(index)?),
            7 => Pattern::List(self.pattern_id(index)?),
            8 => {
                let datatype = self.datatype()?;
                let count = self.count()?;
                let param = |reader: &mut Self| {
                    Some(Param { name: reader.string()?, value: reader.string()?, span: Span::default() })
                };
                let params = (0..count).map(|_| param(self)).collect::<Option<_>>()?;
                let except = match self.number()? {
                    0 => None,
                    id if id <= index => Some(PatternId(id as u32 - 1)),
                    _ => return None,
                };
                Pattern::Data { datatype, params, except }
            }
            9 => {
                let (datatype, value, namespace) = (self.datatype()?, self.string()?, self.string()?);
                let count = self.count()?;
                let prefixes: Option<Vec<_>> = (0..count).map(|_| Some((self.string()?, self.string()?))).collect();
                Pattern::Value { datatype, value, namespace, prefixes: prefixes?.into() }
            }
            10 => Pattern::Attribute { name: self.class(0)?, content: self.pattern_id(index)? },
            11 => Pattern::Ref(DefineId(u32::try_from(self.number()?).ok()?)),
            _ => return None,
        })
    }

    fn class(&mut self, depth: usize) -> Option<NameClass> {
        if depth > MAX_CLASS_DEPTH {
            return None;
        }
        let except = |reader: &mut Self| match reader.byte()? {
            0 => Some(None),
            _ => Some(Some(Box::new(reader.class(depth + 1)?))),
        };
        Some(match self.byte()? {
            0 => NameClass::Name { namespace: self.string()?, local: self.string()? },
            1 => NameClass::NsName { namespace: self.string()?, except: except(self)? },
            2 => NameClass::AnyName { except: except(self)? },
            3 => {
                let count = self.count()?;
                NameClass::Choice((0..count).map(|_| self.class(depth + 1)).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    fn info(&mut self) -> Option<Info> {
        Some(Info {
            span: Span::default(),
            documentation: self.optional()?,
            define: self.optional()?,
            default_value: self.optional()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Grammar {
        let mut grammar = Grammar::default();
        let documented = Info { documentation: Some("A.".into()), define: Some("x".into()), ..Info::default() };
        let empty = grammar.add(Pattern::Empty, Info::default());
        let datatype = DatatypeName { library: "".into(), name: "token".into() };
        let value = grammar.add(
            Pattern::Value {
                datatype: datatype.clone(),
                value: "v".into(),
                namespace: "u".into(),
                prefixes: [("p".into(), "u".into())].into(),
            },
            documented.clone(),
        );
        let param = Param { name: "maxLength".into(), value: "3".into(), span: Span::default() };
        let data = grammar.add(Pattern::Data { datatype, params: vec![param], except: Some(value) }, Info::default());
        let class = NameClass::AnyName {
            except: Some(Box::new(NameClass::Choice(vec![
                NameClass::NsName { namespace: "u".into(), except: None },
                NameClass::Name { namespace: "".into(), local: "a".into() },
            ]))),
        };
        let attribute = grammar.add(Pattern::Attribute { name: class, content: data }, documented.clone());
        let many = grammar.add(Pattern::OneOrMore(attribute), Info::default());
        let own = grammar.add(Pattern::Ref(DefineId(0)), Info::default());
        let list = grammar.add(Pattern::List(value), Info::default());
        let group = grammar.add(Pattern::Group(vec![many, list]), Info::default());
        let all = grammar.add(Pattern::Interleave(vec![own, group]), Info::default());
        let content = grammar.add(Pattern::Choice(vec![empty, all]), Info::default());
        let name_class = NameClass::Name { namespace: "".into(), local: "e".into() };
        grammar.defines.push(ElementDefine { name: "e".into(), name_class, content, info: documented });
        grammar.start = own;
        grammar
    }

    #[test]
    fn comes_back_as_it_was() {
        let grammar = sample();
        assert_eq!(decode(&encode(&grammar)), Some(grammar));
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_but_never_a_panic() {
        let bytes = encode(&sample());
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7F, 0xFF] {
                let mut bytes = bytes.clone();
                bytes[at] = value;
                let _ = decode(&bytes);
            }
        }
    }
}
