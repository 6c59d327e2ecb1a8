//! Keys, tables and values, with BurntSushi/toml's notion of what is defined when.

use std::collections::{HashMap, HashSet};

use crate::text::{SourceId, Span};

use super::lexer::{Fail, Lexer, Result, is_bare};
use super::quoting::{key_part, quote_char};
use super::{Element, Entry, Error, ErrorKind, Release, Table, Value, quote};

/// How deep values and keys may nest.
const MAX_DEPTH: usize = 100;

/// Reads `bytes` as the given release does. Spans are offsets in `bytes`.
///
/// # Errors
/// [`Error`], worded as Go prints it. Go stops at the first error, and so does this.
pub fn parse(bytes: &[u8], source: SourceId, release: Release) -> std::result::Result<Table, Error> {
    let mut rest = bytes;
    let mut shift = 0;
    if let Some(after) = bytes.strip_prefix(b"\xff\xfe").or_else(|| bytes.strip_prefix(b"\xfe\xff")) {
        (rest, shift) = (after, 2);
    } else if let Some(after) = bytes.strip_prefix(b"\xef\xbb\xbf")
        && release > Release::V1_2
    {
        (rest, shift) = (after, 3);
    }
    if rest.iter().take(6).any(|byte| *byte == 0) {
        return Err(Error {
            kind: ErrorKind::Encoding,
            message: "files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8".to_owned(),
            line: 1,
            last_key: String::new(),
            span: Span::new(source, 0, 0),
            first: None,
        });
    }
    let mut parser = Parser {
        lexer: Lexer::new(rest, release),
        source,
        shift,
        root: Table::new(Span::at(source, 0)),
        context: Vec::new(),
        current: String::new(),
        key: (1, 0, 0),
        implicit: HashSet::new(),
        arrays: HashMap::new(),
    };
    match parser.run() {
        Ok(()) => Ok(parser.root),
        Err(fail) => {
            let kind = match fail.kind {
                ErrorKind::Syntax if shift == 0 && fail.start == 0 && rest.starts_with(b"\xef\xbb\xbf") => {
                    ErrorKind::ByteOrderMark
                }
                other => other,
            };
            Err(Error {
                kind,
                last_key: parser.last_key(),
                span: parser.span(fail.start, fail.end),
                message: fail.message,
                line: fail.line,
                first: fail.first,
            })
        }
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    source: SourceId,
    /// What a byte order mark takes.
    shift: usize,
    root: Table,
    /// The table that keys go to.
    context: Vec<String>,
    /// The key whose value is being read.
    current: String,
    /// Line and range of the key or header that was read last.
    key: (u32, usize, usize),
    /// Tables that stand only because something inside them was given, by full name.
    implicit: HashSet<String>,
    /// Keys that hold a list in brackets, by full name.
    arrays: HashMap<String, bool>,
}

/// A part of a key with its range.
struct Part {
    text: String,
    start: usize,
    end: usize,
}

impl Parser<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start + self.shift, end + self.shift)
    }

    fn last_key(&self) -> String {
        let context = name(&self.context);
        match (self.current.is_empty(), context.is_empty()) {
            (true, _) => context,
            (false, true) => self.current.clone(),
            (false, false) => format!("{context}.{}", self.current),
        }
    }

    fn run(&mut self) -> Result<()> {
        loop {
            let start = self.lexer.pos;
            match self.lexer.next()? {
                Some(' ' | '\t' | '\n' | '\r') => {}
                Some('#') => self.comment()?,
                Some('[') => {
                    self.header(start)?;
                    self.end_of_item()?;
                }
                None => return Ok(()),
                Some(_) => {
                    self.lexer.back();
                    self.key_value()?;
                    self.end_of_item()?;
                }
            }
        }
    }

    fn comment(&mut self) -> Result<()> {
        while !matches!(self.lexer.next()?, None | Some('\n' | '\r')) {}
        self.lexer.back();
        Ok(())
    }

    /// Nothing but blanks and a comment may follow on the line.
    fn end_of_item(&mut self) -> Result<()> {
        loop {
            match self.lexer.next()? {
                Some(' ' | '\t') => {}
                Some('#') => return self.comment(),
                None | Some('\n' | '\r') => return Ok(()),
                found => {
                    let what = "expected a top-level item to end with a newline, comment, or EOF";
                    return Err(self.lexer.unexpected(found, what));
                }
            }
        }
    }

    fn header(&mut self, start: usize) -> Result<()> {
        let array = self.lexer.accept('[')?;
        let mut parts = Vec::new();
        loop {
            self.lexer.skip_blanks()?;
            let at = self.lexer.pos;
            match self.lexer.peek()? {
                None | Some(']') => {
                    return Err(self.lexer.fail(at, "unexpected end of table name (table names cannot be empty)"));
                }
                Some('.') => {
                    return Err(self.lexer.fail(at, "unexpected table separator (table names cannot be empty)"));
                }
                _ => parts.push(self.name_part()?),
            }
            if parts.len() == 1 {
                self.key = (self.lexer.line, parts[0].start, parts[0].end);
            }
            self.limit(parts.len(), start)?;
            self.lexer.skip_blanks()?;
            match self.lexer.next()? {
                Some('.') => {}
                Some(']') => break,
                found => return Err(self.lexer.unexpected(found, "expected '.' or ']' to end table name")),
            }
        }
        if array {
            let found = self.lexer.next()?;
            if found != Some(']') {
                return Err(self.lexer.unexpected(found, "expected end of table array name delimiter ']'"));
            }
        }
        self.key.1 = parts.first().map_or(start, |part| part.start);
        self.key.2 = parts.last().map_or(start, |part| part.end);
        let span = self.span(start, self.lexer.pos);
        let names: Vec<String> = parts.into_iter().map(|part| part.text).collect();
        self.add_context(&names, array, span, self.key.0)?;
        self.arrays.insert(name(&self.context), false);
        Ok(())
    }

    /// One part of a key: bare or in quotes. A bare part may be empty; what follows then reports it.
    fn name_part(&mut self) -> Result<Part> {
        let start = self.lexer.pos;
        let text = match self.lexer.next()? {
            Some('"') => self.lexer.basic_string(start)?,
            Some('\'') => self.lexer.literal_string(start)?,
            _ => {
                self.lexer.back();
                while self.lexer.next()?.is_some_and(is_bare) {}
                self.lexer.back();
                self.lexer.text(start)
            }
        };
        Ok(Part { text, start, end: self.lexer.pos })
    }

    /// A key up to and with its `=`.
    fn key(&mut self) -> Result<Vec<Part>> {
        self.lexer.skip_blanks()?;
        let at = self.lexer.pos;
        match self.lexer.peek()? {
            None | Some('=') => return Err(self.lexer.fail(at, "unexpected '=': key name appears blank")),
            Some('.') => return Err(self.lexer.fail(at, "unexpected '.': keys cannot start with a '.'")),
            _ => {}
        }
        let mut parts = vec![self.name_part()?];
        self.key = (self.lexer.line, parts[0].start, parts[0].end);
        loop {
            self.lexer.skip_blanks()?;
            let before = self.lexer.pos;
            match self.lexer.next()? {
                Some('=') => return Ok(parts),
                Some('.') => {
                    self.lexer.skip_blanks()?;
                    let at = self.lexer.pos;
                    match self.lexer.peek()? {
                        None | Some('=') => return Err(self.lexer.fail(at, "unexpected '='")),
                        Some('.') => return Err(self.lexer.fail(at, "unexpected '.'")),
                        _ => parts.push(self.name_part()?),
                    }
                    self.key.2 = self.lexer.pos;
                    self.limit(parts.len(), at)?;
                }
                None => return Err(self.lexer.fail(at, "unexpected EOF; expected key separator '='")),
                Some('\n') if self.lexer.release >= Release::V1_5 => {
                    return Err(self.lexer.fail_before(at, "expected '.' or '=', but got '\\n' instead"));
                }
                found => {
                    let mut fail = self.lexer.unexpected(found, "expected '.' or '='");
                    if fail.start == fail.end {
                        fail.start = at.min(before);
                    }
                    return Err(fail);
                }
            }
        }
    }

    fn key_value(&mut self) -> Result<()> {
        let outer = self.context.clone();
        let parts = self.key()?;
        let span = self.span(self.key.1, self.key.2);
        let (last, parents) = parts.split_last().expect("a key has a part");
        self.current.clone_from(&last.text);
        for parent in parents {
            self.context.push(parent.text.clone());
            self.implicit.insert(name(&self.context));
            let context = std::mem::take(&mut self.context);
            // Go has no line for a table that only a dotted key names
            self.add_context(&context, false, span, 0)?;
        }
        let key_span = self.span(last.start, last.end);
        let full = self.full(&last.text);
        let (value, value_span, line) = self.value(1, &full)?;
        let is_array = matches!(value, Value::Array(_));
        self.set_value(Entry { key: last.text.clone(), key_span, value, span: value_span, line })?;
        self.arrays.insert(full, is_array);
        self.context = outer;
        self.current.clear();
        Ok(())
    }

    /// The full name of a key in the current table.
    fn full(&self, key: &str) -> String {
        let mut path = self.context.clone();
        path.push(key.to_owned());
        name(&path)
    }

    /// Opens the table `path`, making the tables on the way.
    fn add_context(&mut self, path: &[String], array: bool, span: Span, line: u32) -> Result<()> {
        let (last, parents) = path.split_last().expect("a header has a part");
        let mut table = &mut self.root;
        for (depth, part) in parents.iter().enumerate() {
            if table.get(part).is_none() {
                self.implicit.insert(name(&path[..=depth]));
                let value = Value::Table(Table::new(span));
                // Go has no line for a table that nobody wrote.
                table.set(Entry { key: part.clone(), key_span: span, value, span, line: 0 });
            }
            table = match table.get_mut(part).map(|entry| &mut entry.value) {
                Some(Value::Table(inner)) => inner,
                Some(Value::Tables(all)) => all.last_mut().expect("tables are made with one in them"),
                _ => {
                    let key = name(&path[..=depth]);
                    let message = format!("Key '{key}' was already created as a hash.");
                    return Err(self.duplicate(key, message, None));
                }
            };
        }
        if array {
            self.context = parents.to_vec();
            let clash = match table.get_mut(last) {
                None => {
                    let value = Value::Tables(vec![Table::new(span)]);
                    table.set(Entry { key: last.clone(), key_span: span, value, span, line });
                    None
                }
                Some(entry) => match &mut entry.value {
                    Value::Tables(all) => {
                        all.push(Table::new(span));
                        None
                    }
                    _ => Some(entry.key_span),
                },
            };
            if let Some(first) = clash {
                let key = name(path);
                let message = format!("Key '{key}' was already created and cannot be used as an array.");
                let mut fail = self.duplicate(key.clone(), message, Some(first));
                fail.kind = ErrorKind::Duplicate { key, is_list_here: true };
                return Err(fail);
            }
        } else {
            self.context = parents.to_vec();
            let value = Value::Table(Table::new(span));
            self.set_value(Entry { key: last.clone(), key_span: span, value, span, line })?;
        }
        self.context.push(last.clone());
        Ok(())
    }

    /// Sets a key in the current table, which must not have it already but by implication.
    fn set_value(&mut self, entry: Entry) -> Result<()> {
        let mut table = &mut self.root;
        for (depth, part) in self.context.iter().enumerate() {
            table = match table.get_mut(part) {
                Some(Entry { value: Value::Table(inner), .. }) => inner,
                Some(Entry { value: Value::Tables(all), .. }) => {
                    all.last_mut().expect("tables are made with one in them")
                }
                found => {
                    let first = found.map(|entry| entry.key_span);
                    return Err(self.defined(name(&self.context[..=depth]), first));
                }
            };
        }
        let Some(present) = table.get(&entry.key) else {
            table.set(entry);
            return Ok(());
        };
        let first = present.key_span;
        let mut path = self.context.clone();
        path.push(entry.key.clone());
        let full = name(&path);
        let implicit = self.implicit.contains(&full);
        // A list may be replaced: a slip of the parser's before 1.6.
        if self.arrays.get(&full) == Some(&true) && (implicit || self.lexer.release < Release::V1_6) {
            self.implicit.remove(&full);
            table.set(entry);
            return Ok(());
        }
        if implicit {
            self.implicit.remove(&full);
            if let (Some(present), Value::Table(_)) = (table.get_mut(&entry.key), &entry.value) {
                (present.line, present.span, present.key_span) = (entry.line, entry.span, entry.key_span);
                if let Value::Table(inner) = &mut present.value {
                    inner.span = entry.span;
                }
            }
            return Ok(());
        }
        Err(self.defined(full.to_owned(), Some(first)))
    }

    fn defined(&self, key: String, first: Option<Span>) -> Fail {
        let message = format!("Key '{key}' has already been defined.");
        self.duplicate(key, message, first)
    }

    fn duplicate(&self, key: String, message: String, first: Option<Span>) -> Fail {
        let (line, start, end) = self.key;
        Fail { kind: ErrorKind::Duplicate { key, is_list_here: false }, message, line, start, end, first }
    }

    fn limit(&self, depth: usize, start: usize) -> Result<()> {
        if depth <= MAX_DEPTH {
            return Ok(());
        }
        let fail =
            self.lexer.fail(start, format!("nested more than {MAX_DEPTH} levels deep, which rowi does not follow"));
        Err(Fail { kind: ErrorKind::Depth, ..fail })
    }

    /// A value, with its range and the line that Go gives it. `full` is the name of the key it is for.
    fn value(&mut self, depth: usize, full: &str) -> Result<(Value, Span, u32)> {
        self.limit(depth, self.lexer.pos)?;
        self.lexer.skip_blanks()?;
        let start = self.lexer.pos;
        // A list's place is its bracket, any other value's its end.
        let opening = self.lexer.line;
        let value = match self.lexer.next()? {
            Some('[') => {
                self.arrays.insert(full.to_owned(), true);
                Value::Array(self.array(depth, full)?)
            }
            Some('{') => Value::Table(self.inline_table(start, depth, full)?),
            Some('"') => Value::String(if self.lexer.accept('"')? {
                if self.lexer.accept('"')? { self.lexer.multi_line_string(start, '"')? } else { String::new() }
            } else {
                self.lexer.basic_string(start)?
            }),
            Some('\'') => Value::String(if self.lexer.accept('\'')? {
                if self.lexer.accept('\'')? { self.lexer.multi_line_string(start, '\'')? } else { String::new() }
            } else {
                self.lexer.literal_string(start)?
            }),
            Some(first @ ('0'..='9' | '+' | '-')) => self.number(start, first)?,
            Some('.') => return Err(self.lexer.fail(start, "floats must start with a digit, not '.'")),
            Some(first @ ('i' | 'n')) if self.special_float()? => {
                Value::Float(if first == 'i' { f64::INFINITY } else { f64::NAN })
            }
            Some(found) if found.is_alphabetic() => {
                self.lexer.back();
                Value::Boolean(self.lexer.word()?)
            }
            None => return Err(self.lexer.fail(start, "unexpected EOF; expected value")),
            Some('\n') => {
                let message = "expected value but found '\\n' instead";
                let key = self.key.1;
                return Err(if self.lexer.release >= Release::V1_5 {
                    self.lexer.fail_before(key, message)
                } else {
                    self.lexer.fail(key, message)
                });
            }
            Some(found) => {
                let message = format!("expected value but found {} instead", quote_char(found));
                return Err(self.lexer.fail(start, message));
            }
        };
        let line = if matches!(value, Value::Array(_) | Value::Table(_)) { opening } else { self.lexer.line };
        Ok((value, self.span(start, self.lexer.pos), line))
    }

    /// `inf` or `nan` after its first letter. Go tries both tails in turn and does not give back what it has taken,
    /// which its error texts show.
    fn special_float(&mut self) -> Result<bool> {
        Ok((self.lexer.accept('n')? && self.lexer.accept('f')?)
            || (self.lexer.accept('a')? && self.lexer.accept('n')?))
    }

    fn array(&mut self, depth: usize, full: &str) -> Result<Vec<Element>> {
        let mut elements = Vec::new();
        loop {
            let start = self.lexer.pos;
            match self.lexer.next()? {
                Some(' ' | '\t' | '\n' | '\r') => continue,
                Some('#') => {
                    self.comment()?;
                    continue;
                }
                Some(',') => return Err(self.lexer.fail(start, "unexpected comma")),
                Some(']') => return Ok(elements),
                _ => self.lexer.back(),
            }
            let (value, span, _) = self.value(depth + 1, full)?;
            elements.push(Element { value, span });
            loop {
                let start = self.lexer.pos;
                match self.lexer.next()? {
                    Some(' ' | '\t' | '\n' | '\r') => {}
                    Some('#') => self.comment()?,
                    Some(',') => break,
                    Some(']') => return Ok(elements),
                    found => {
                        let got = found.map_or_else(|| "end of file".to_owned(), |found| format!("'{found}'"));
                        let message = format!("expected a comma (',') or array terminator (']'), but got {got}");
                        return Err(self.lexer.fail(start, message));
                    }
                }
            }
        }
    }

    /// Where a key stands in the table that the context names.
    fn key_span_at(&self, key: &str) -> Option<Span> {
        let mut table = &self.root;
        for part in &self.context {
            table = match &table.get(part)?.value {
                Value::Table(inner) => inner,
                _ => return None,
            };
        }
        table.get(key).map(|entry| entry.key_span)
    }

    fn inline_table(&mut self, open: usize, depth: usize, full: &str) -> Result<Table> {
        let modern = self.lexer.release >= Release::V1_6;
        let outer = (self.context.clone(), std::mem::take(&mut self.current));
        self.context.push(outer.1.clone());
        let mut table = Table::new(self.span(open, open + 1));
        'entries: loop {
            let start = self.lexer.pos;
            match self.lexer.next()? {
                Some(' ' | '\t') => continue,
                Some('\n' | '\r') if modern => continue,
                Some('\n' | '\r') => {
                    return Err(self.lexer.fail_before(start, "newlines not allowed within inline tables"));
                }
                Some('#') => {
                    self.comment()?;
                    continue;
                }
                Some(',') => return Err(self.lexer.fail(start, "unexpected comma")),
                Some('}') => break,
                _ => self.lexer.back(),
            }
            let parts = self.key()?;
            let (last, parents) = parts.split_last().expect("a key has a part");
            self.current.clone_from(&last.text);
            let inner = format!("{full}.{}", name(&parts.iter().map(|part| part.text.clone()).collect::<Vec<_>>()));
            let (value, span, line) = self.value(depth + 1, &inner)?;
            let key_span = self.span(last.start, last.end);
            let header = self.span(self.key.1, self.key.2);
            let entry = Entry { key: last.text.clone(), key_span, value, span, line };
            // older parsers put each key where a table of this name may be already
            if !modern
                && parents.is_empty()
                && let Some(first) = self.key_span_at(&last.text)
            {
                return Err(self.defined(inner, Some(first)));
            }
            if let Err(first) = insert(&mut table, parents, entry, header) {
                return Err(self.defined(inner, Some(first)));
            }
            loop {
                let start = self.lexer.pos;
                match self.lexer.next()? {
                    Some(' ' | '\t') => {}
                    Some('\n' | '\r') if modern => {}
                    Some('\n' | '\r') => {
                        return Err(self.lexer.fail_before(start, "newlines not allowed within inline tables"));
                    }
                    Some('#') => self.comment()?,
                    Some(',') => {
                        self.lexer.skip_blanks()?;
                        if !modern && self.lexer.peek()? == Some('}') {
                            return Err(self.lexer.fail(start, "trailing comma not allowed in inline tables"));
                        }
                        break;
                    }
                    Some('}') => break 'entries,
                    found => {
                        let got = found.map_or_else(|| "end of file".to_owned(), |found| format!("'{found}'"));
                        let message =
                            format!("expected a comma or an inline table terminator '}}', but got {got} instead");
                        return Err(self.lexer.fail(start, message));
                    }
                }
            }
        }
        (self.context, self.current) = outer;
        Ok(table)
    }

    fn number(&mut self, start: usize, first: char) -> Result<Value> {
        if matches!(first, '+' | '-') {
            match self.lexer.next()? {
                Some(letter @ ('i' | 'n')) => {
                    let (second, third) = if letter == 'i' { ('n', 'f') } else { ('a', 'n') };
                    if !self.lexer.accept(second)? || !self.lexer.accept(third)? {
                        let got = self.lexer.text(start);
                        return Err(self.lexer.fail(start, format!("invalid float: '{got}'")));
                    }
                    let sign = if first == '-' { -1.0 } else { 1.0 };
                    return Ok(Value::Float(sign * if letter == 'i' { f64::INFINITY } else { f64::NAN }));
                }
                Some('0') => {
                    if let Some(base @ ('b' | 'o' | 'x')) = self.lexer.peek()? {
                        let got = self.lexer.text(start);
                        let message = format!("cannot use sign with non-decimal numbers: '{got}{base}'");
                        return Err(self.lexer.fail(start, message));
                    }
                }
                Some('.') => return Err(self.lexer.fail(start, "floats must start with a digit, not '.'")),
                Some('1'..='9') => {}
                found => {
                    let message = format!("expected a digit but got {}", quote_char(found.unwrap_or('\0')));
                    return Err(self.lexer.fail(start, message));
                }
            }
            return self.decimal(start);
        }
        if first == '0'
            && let Some(base @ ('b' | 'o' | 'x')) = self.lexer.peek()?
        {
            self.lexer.next()?;
            let (name, radix) = match base {
                'b' => ("a binary", 2),
                'o' => ("an octal", 8),
                _ if self.lexer.release < Release::V1_5 => ("a hexidecimal", 16),
                _ => ("a hexadecimal", 16),
            };
            let found = self.lexer.peek()?;
            if !found.is_some_and(|found| found.is_digit(radix)) {
                let got = self.lexer.text(start);
                let message = format!("not {name} number: '{got}{}'", found.unwrap_or('\0'));
                return Err(self.lexer.fail(start, message));
            }
            while self.lexer.next()?.is_some_and(|found| found.is_digit(radix) || found == '_') {}
            self.lexer.back();
            return self.integer(start);
        }
        loop {
            match self.lexer.next()? {
                Some('0'..='9') => {}
                Some('-' | ':') => {
                    while self.lexer.next()?.is_some_and(|found| found.is_ascii_digit() || "-:Tt .Zz+".contains(found))
                    {
                    }
                    self.lexer.back();
                    let text = self.lexer.text(start);
                    let text = text.trim();
                    let written: String = text
                        .chars()
                        .map(|found| match found {
                            'z' => 'Z',
                            't' | ' ' => 'T',
                            other => other,
                        })
                        .collect();
                    if !is_datetime(&written, self.lexer.release) {
                        let message = match self.lexer.release {
                            Release::V1_2 => format!("Invalid TOML Datetime: {}.", quote(&written)),
                            _ => format!("invalid datetime: {}", quote(&written)),
                        };
                        return Err(self.lexer.fail_item(start, message));
                    }
                    return Ok(Value::Datetime(text.to_owned()));
                }
                Some('_' | '.' | 'e' | 'E') => {
                    self.lexer.back();
                    return self.decimal(start);
                }
                _ => {
                    self.lexer.back();
                    return self.integer(start);
                }
            }
        }
    }

    /// The rest of a decimal integer or float.
    fn decimal(&mut self, start: usize) -> Result<Value> {
        loop {
            match self.lexer.next()? {
                Some('0'..='9' | '_') => {}
                Some('.' | 'e' | 'E') => {
                    while self.lexer.next()?.is_some_and(|found| found.is_ascii_digit() || "_.-+eE".contains(found)) {}
                    self.lexer.back();
                    return self.float(start);
                }
                _ => {
                    self.lexer.back();
                    return self.integer(start);
                }
            }
        }
    }

    fn integer(&mut self, start: usize) -> Result<Value> {
        let text = self.lexer.text(start);
        if !underscores_ok(&text) {
            let message = format!("Invalid integer {}: underscores must be surrounded by digits", quote(&text));
            return Err(self.lexer.fail_item(start, message));
        }
        if leading_zero(&text) {
            let message = format!("Invalid integer {}: cannot have leading zeroes", quote(&text));
            return Err(self.lexer.fail_item(start, message));
        }
        let digits = text.replace('_', "");
        let number = match digits.get(..2) {
            Some("0x") => i64::from_str_radix(&digits[2..], 16),
            Some("0o") => i64::from_str_radix(&digits[2..], 8),
            Some("0b") => i64::from_str_radix(&digits[2..], 2),
            _ => digits.parse(),
        };
        number.map(Value::Integer).map_err(|_| self.lexer.fail_item(start, format!("{text} is out of range for int64")))
    }

    fn float(&mut self, start: usize) -> Result<Value> {
        let text = self.lexer.text(start);
        let says = |why: &str| self.lexer.fail_item(start, format!("Invalid float {}: {why}", quote(&text)));
        let mut parts = text.split(['.', 'e', 'E']).filter(|part| !part.is_empty());
        if !parts.clone().all(underscores_ok) {
            return Err(says("underscores must be surrounded by digits"));
        }
        if parts.next().is_some_and(leading_zero) {
            return Err(says("cannot have leading zeroes"));
        }
        let dots = text.split('.').skip(1).all(|after| after.starts_with(|first: char| first.is_ascii_digit()));
        if !dots {
            return Err(says("'.' must be followed by one or more digits"));
        }
        match text.replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            Ok(_) => Err(self.lexer.fail_item(start, format!("{text} is out of range for float64"))),
            Err(_) => Err(self.lexer.fail_item(start, format!("Invalid float value: {}", quote(&text)))),
        }
    }
}

/// Puts an entry into an inline table, below the tables that a dotted key names.
fn insert(table: &mut Table, parents: &[Part], entry: Entry, header: Span) -> std::result::Result<(), Span> {
    let mut table = table;
    for parent in parents {
        if table.get(&parent.text).is_none() {
            let value = Value::Table(Table::new(header));
            table.set(Entry { key: parent.text.clone(), key_span: header, value, span: header, line: 0 });
        }
        table = match table.get_mut(&parent.text) {
            Some(Entry { value: Value::Table(inner), .. }) => inner,
            Some(other) => return Err(other.key_span),
            None => return Err(header),
        };
    }
    match table.get(&entry.key) {
        Some(first) => Err(first.key_span),
        None => {
            table.set(entry);
            Ok(())
        }
    }
}

fn name(path: &[String]) -> String {
    let parts: Vec<String> = path.iter().map(|part| key_part(part)).collect();
    parts.join(".")
}

fn underscores_ok(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let mut accept = false;
    for character in digits.chars() {
        if character == '_' && !accept {
            return false;
        }
        accept = character.is_ascii_hexdigit() || matches!(character, 'x' | 'o');
    }
    accept
}

fn leading_zero(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes {
        [b'0', second, ..] => !matches!(second, b'b' | b'o' | b'x'),
        [b'+' | b'-', b'0', _, ..] => true,
        _ => false,
    }
}

/// Date, time, or both, with `T` between and the zone in capitals. TOML 1.1 may leave out the seconds.
fn is_datetime(text: &str, release: Release) -> bool {
    match text.split_once('T') {
        Some((date, rest)) => {
            let zone = rest.find(['Z', '+', '-']).map_or("", |at| &rest[at..]);
            is_date(date) && is_time(&rest[..rest.len() - zone.len()], release) && is_zone(zone)
        }
        None => is_date(text) || is_time(text, release),
    }
}

fn number(text: &str, digits: usize, range: std::ops::RangeInclusive<u32>) -> bool {
    text.len() == digits
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse().is_ok_and(|number: u32| range.contains(&number))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    if !number(year, 4, 0..=9999) || !number(month, 2, 1..=12) {
        return false;
    }
    let year: u32 = year.parse().unwrap_or(0);
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let last = match month {
        "02" if leap => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    };
    number(day, 2, 1..=last)
}

fn is_time(text: &str, release: Release) -> bool {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, fraction)| (clock, Some(fraction)));
    let parts: Vec<&str> = clock.split(':').collect();
    let fine = match parts[..] {
        [hour, minute, second] => number(hour, 2, 0..=23) && number(minute, 2, 0..=59) && number(second, 2, 0..=59),
        [hour, minute] if release >= Release::V1_6 => {
            fraction.is_none() && number(hour, 2, 0..=23) && number(minute, 2, 0..=59)
        }
        _ => false,
    };
    fine && fraction.is_none_or(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_zone(text: &str) -> bool {
    match text.as_bytes().first() {
        None => true,
        Some(b'Z') => text.len() == 1,
        Some(_) => {
            text[1..].split_once(':').is_some_and(|(hour, minute)| number(hour, 2, 0..=24) && number(minute, 2, 0..=60))
        }
    }
}
