//! INI as the Python module configobj reads it, which is what KIWI does: `[a]`, `[[b]]` and `[[[c]]]` nest, values may
//! be quoted, triple-quoted over several lines or lists with commas, and `%(name)s` stands for another value.

use std::collections::HashMap;

use super::{Key, MAX_NESTING, Value, malformed};
use crate::diagnostic::Diagnostic;
use crate::text::{Source, Span};

/// A value may become this long by what is put in for `%(name)s`.
const MAX_VALUE: usize = 1 << 16;

/// References may lead to references this often.
const MAX_REFERENCES: usize = 32;

/// Whether a line begins a section, by which KIWI tells INI from YAML.
pub(super) fn is_section(line: &str) -> bool {
    let name = line.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(name, _)| name);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')))
}

/// A section while it is read.
struct Section {
    parent: usize,
    depth: usize,
    /// Plain values stand before sections, whatever their order in the text.
    values: Vec<(Key, Text)>,
    sections: Vec<(Key, usize)>,
    /// Where among the values a name stands; `None` for a section.
    names: HashMap<String, Option<usize>>,
    span: Span,
}

impl Section {
    fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }
}

/// A value as it is written, without quotes.
enum Text {
    One(String, Span),
    Many(Vec<(String, Span)>, Span),
}

/// Reads a text. Every mistake is reported; KIWI refuses a text that has one.
pub(super) fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Option<Value> {
    let whole = Span::new(source.id, 0, source.text.len());
    let root =
        Section { parent: 0, depth: 0, values: Vec::new(), sections: Vec::new(), names: HashMap::new(), span: whole };
    let mut reader = Reader { source, at: 0, current: 0, sections: vec![root], diagnostics };
    while let Some(line) = reader.line() {
        reader.read_line(line);
    }
    let value = reader.section(0);
    Some(value)
}

struct Reader<'s, 'd> {
    source: &'s Source,
    /// Where the next line begins.
    at: usize,
    current: usize,
    sections: Vec<Section>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'s> Reader<'s, '_> {
    /// The next line, without its end.
    fn line(&mut self) -> Option<Span> {
        let text: &str = &self.source.text;
        let rest = text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end_of_line = if rest[length..].starts_with("\r\n") { 2 } else { usize::from(length < rest.len()) };
        self.at = start + length + end_of_line;
        Some(Span::new(self.source.id, start, start + length))
    }

    fn slice(&self, span: Span) -> &'s str {
        self.source.slice(span)
    }

    fn error(&mut self, message: impl Into<crate::diagnostic::Message>, span: Span) {
        self.diagnostics.push(malformed(message, span));
    }

    fn read_line(&mut self, line: Span) {
        let line = trim(self.source, line);
        let text = self.slice(line);
        if text.is_empty() || text.starts_with('#') {
            return;
        }
        if text.starts_with('[')
            && let Some((open, name, close)) = section_line(text)
        {
            let name = line.slice(name.start, name.end);
            self.open(open, close, name);
            return;
        }
        match key_length(text) {
            Some(length) => {
                let key = trim(self.source, line.slice(0, length));
                let equals = length + text[length..].find('=').unwrap_or(0) + 1;
                let value = trim(self.source, line.slice(equals, line.len()));
                self.value(key, value);
            }
            None => self.error("this is neither a section in brackets nor a key with `=`", line),
        }
    }

    fn open(&mut self, open: usize, close: usize, name: Span) {
        if open != close {
            self.error("a section's name has more brackets on one side", name);
            return;
        }
        let depth = self.sections[self.current].depth;
        if open > depth + 1 || open > MAX_NESTING {
            let message = format!("a section in {open} brackets must stand in one of {}", open - 1);
            self.error(message, name);
            return;
        }
        let mut parent = self.current;
        while self.sections[parent].depth >= open {
            parent = self.sections[parent].parent;
        }
        let key = unquoted(self.source, name);
        if self.sections[parent].has(&key.name) {
            let diagnostic = malformed(format!("there is a section `{}` already", key.name), key.span)
                .with_note("INI cannot repeat an element that has attributes or children; YAML, JSON and XML can");
            self.diagnostics.push(diagnostic);
            return;
        }
        let id = self.sections.len();
        self.sections.push(Section {
            parent,
            depth: open,
            values: Vec::new(),
            sections: Vec::new(),
            names: HashMap::new(),
            span: key.span,
        });
        self.sections[parent].names.insert(key.name.to_string(), None);
        self.sections[parent].sections.push((key, id));
        self.current = id;
    }

    fn value(&mut self, key: Span, value: Span) {
        let key = unquoted(self.source, key);
        let raw = self.slice(value);
        let text = if raw.starts_with("'''") || raw.starts_with("\"\"\"") {
            self.several_lines(value)
        } else {
            let (items, is_list) = match list(raw) {
                Some(parsed) => parsed,
                None => {
                    self.error("the quotes or commas of this value do not fit", value);
                    return;
                }
            };
            let mut items: Vec<(String, Span)> = items
                .into_iter()
                .map(|range| unquoted(self.source, value.slice(range.start, range.end)))
                .map(|key| (key.name, key.span))
                .collect();
            Some(match is_list {
                true => Text::Many(items, value),
                false => items
                    .pop()
                    .map_or(Text::One(String::new(), value.slice(0, 0)), |(text, span)| Text::One(text, span)),
            })
        };
        let Some(text) = text else {
            self.error("the quotes of this value are never closed, or something follows them", value);
            return;
        };
        if self.sections[self.current].has(&key.name) {
            self.error(format!("`{}` is there already", key.name), key.span);
            return;
        }
        let section = &mut self.sections[self.current];
        section.names.insert(key.name.to_string(), Some(section.values.len()));
        section.values.push((key, text));
    }

    /// A value in triple quotes, up to the line that closes them.
    fn several_lines(&mut self, value: Span) -> Option<Text> {
        let quotes = self.slice(value).get(..3)?.to_owned();
        let ends = |rest: &str| {
            let rest = rest.trim_start();
            rest.is_empty() || rest.starts_with('#')
        };
        let start = value.start as usize + 3;
        if let Some(length) = self.source.text[start..value.end as usize].find(&quotes) {
            let close = start + length;
            let rest = &self.source.text[close + 3..value.end as usize];
            let span = Span::new(self.source.id, start, close);
            return ends(rest).then(|| Text::One(self.source.text[start..close].to_owned(), span));
        }
        let mut text = self.source.text[start..self.at].trim_end_matches(['\r', '\n']).to_owned();
        while let Some(line) = self.line() {
            text.push('\n');
            let this = self.source.slice(line);
            match this.find(&quotes) {
                None => text.push_str(this),
                Some(length) => {
                    text.push_str(&this[..length]);
                    let span = Span::new(self.source.id, start, line.start as usize + length);
                    return ends(&this[length + 3..]).then_some(Text::One(text, span));
                }
            }
        }
        None
    }

    /// A section as a map, its plain values first.
    fn section(&mut self, id: usize) -> Value {
        let mut entries = Vec::new();
        let mut span = self.sections[id].span;
        for (key, text) in std::mem::take(&mut self.sections[id].values) {
            let value = match &text {
                Text::One(one, place) => Value::Text(one.clone(), *place),
                Text::Many(many, place) => {
                    Value::List(many.iter().map(|(text, span)| Value::Text(text.clone(), *span)).collect(), *place)
                }
            };
            span = span.to(value.span());
            entries.push((key.clone(), value));
            self.sections[id].values.push((key, text));
        }
        for (_, value) in &mut entries {
            self.put_in(value, id);
        }
        for (key, child) in self.sections[id].sections.iter().map(|(key, id)| (key.clone(), *id)).collect::<Vec<_>>() {
            let value = self.section(child);
            span = span.to(value.span());
            entries.push((key, value));
        }
        Value::Map(entries, span)
    }

    /// Puts values in for `%(name)s`.
    fn put_in(&mut self, value: &mut Value, section: usize) {
        match value {
            Value::Text(text, span) => {
                if text.contains('%') {
                    match self.interpolate(text, section, 0) {
                        Ok(new) => *text = new,
                        Err(why) => {
                            let at = *span;
                            self.error(why, at);
                        }
                    }
                }
            }
            Value::List(items, _) => {
                let mut all = std::mem::take(items);
                for item in &mut all {
                    self.put_in(item, section);
                }
                *items = all;
            }
            Value::Map(..) => {}
        }
    }

    fn interpolate(&self, text: &str, section: usize, depth: usize) -> Result<String, String> {
        if depth > MAX_REFERENCES {
            return Err("`%(…)s` leads back to itself".to_owned());
        }
        let mut result = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("%(") {
            let Some(end) = rest[start..].find(')').map(|end| start + end).filter(|end| rest[*end..].starts_with(")s"))
            else {
                let (done, more) = rest.split_at(start + 2);
                result.push_str(done);
                rest = more;
                continue;
            };
            result.push_str(&rest[..start]);
            let name = &rest[start + 2..end];
            let (found, home) = self
                .look_up(name, section)
                .ok_or_else(|| format!("there is no value `{name}` for `%({name})s` in this section or around it"))?;
            result.push_str(&self.interpolate(found, home, depth + 1)?);
            if result.len() > MAX_VALUE {
                return Err("with what its `%(…)s` stand for this value is too long".to_owned());
            }
            rest = &rest[end + 2..];
        }
        result.push_str(rest);
        Ok(result)
    }

    /// In the section, in its `DEFAULT`, then in those around it.
    fn look_up(&self, name: &str, section: usize) -> Option<(&str, usize)> {
        let value = |id: usize| {
            let section = &self.sections[id];
            match section.names.get(name).copied().flatten().and_then(|index| section.values.get(index)) {
                Some((_, Text::One(text, _))) => Some(text.as_str()),
                _ => None,
            }
        };
        let mut at = section;
        loop {
            let default = self.sections[at].sections.iter().find(|(key, _)| key.name == "DEFAULT").map(|(_, id)| *id);
            if let Some(found) = value(at).or_else(|| default.and_then(value)) {
                return Some((found, at));
            }
            if at == 0 {
                return None;
            }
            at = self.sections[at].parent;
        }
    }
}

fn trim(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let start = text.len() - text.trim_start().len();
    span.slice(start, start + text.trim().len())
}

fn unquoted(source: &Source, span: Span) -> Key {
    let text = source.slice(span);
    let quoted = text.len() >= 2 && ['"', '\''].iter().any(|quote| text.starts_with(*quote) && text.ends_with(*quote));
    let span = if quoted { span.slice(1, span.len() - 1) } else { span };
    Key { name: source.slice(span).to_owned(), span }
}

/// The brackets before the name of a section, the name, and the brackets behind it.
fn section_line(line: &str) -> Option<(usize, std::ops::Range<usize>, usize)> {
    let start = line.find(|c: char| c != '[' && !c.is_whitespace())?;
    let open = line[..start].matches('[').count();
    let first = line[start..].chars().next()?;
    let quote = Some(first).filter(|c| matches!(c, '"' | '\''));
    // The name is as short as it can be, so that brackets and perhaps a comment are left.
    let from = match quote {
        Some(quote) => start + 1 + line[start + 1..].find(quote)? + 1,
        None => start + first.len_utf8(),
    };
    let ends = std::iter::once(from).chain(line[from..].match_indices(']').map(|(at, _)| from + at));
    for end in ends {
        let rest = line[end..].trim_start();
        let brackets = rest.len() - rest.trim_start_matches(|c: char| c == ']' || c.is_whitespace()).len();
        let close = rest[..brackets].matches(']').count();
        let after = &rest[brackets..];
        if close > 0 && (after.is_empty() || after.starts_with('#')) {
            return Some((open, start..start + line[start..end].trim_end().len(), close));
        }
        if quote.is_some() {
            return None;
        }
    }
    None
}

/// How long the key of a line is, blanks before its `=` left out or not.
fn key_length(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    if matches!(first, '"' | '\'') {
        let length = line[1..].find(first)? + 2;
        return line[length..].trim_start().starts_with('=').then_some(length);
    }
    line.find('=').filter(|length| *length > 0)
}

/// The items of a value, and whether it is a list: one with a comma. `None` where it is neither.
fn list(value: &str) -> Option<(Vec<std::ops::Range<usize>>, bool)> {
    let mut items = Vec::new();
    let mut is_list = false;
    let mut at = 0;
    if let Some(rest) = value.strip_prefix(',') {
        let rest = rest.trim_start();
        return (rest.is_empty() || rest.starts_with('#')).then_some((items, true));
    }
    loop {
        at += value[at..].len() - value[at..].trim_start().len();
        let rest = &value[at..];
        let first = rest.chars().next();
        let length = match first {
            None | Some('#') => return Some((items, is_list)),
            Some(',') => return None,
            // A quote closes where a comma, a comment or the end follows; others stand for themselves.
            Some(quote @ ('"' | '\'')) => rest[1..].match_indices(quote).map(|(at, _)| at + 2).find(|end| {
                let behind = rest[*end..].trim_start();
                behind.is_empty() || behind.starts_with([',', '#'])
            })?,
            Some(_) => rest[..rest.find([',', '#']).unwrap_or(rest.len())].trim_end().len(),
        };
        items.push(at..at + length);
        let behind = value[at + length..].trim_start();
        at = value.len() - behind.len();
        match behind.chars().next() {
            None | Some('#') => return Some((items, is_list)),
            Some(',') => {
                is_list = true;
                at += 1;
            }
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, xml};
    use super::*;

    const TEXT: &str = "\
# a description
[image]
@schemaversion = 8.5
\"@name\" = 'my image'  # quoted
  [[preferences]]
  version = 1.0.0
  locale = en_US, 'de_DE',
  [[[type]]]
  @image = oem
  [[[[size]]]]
  '#text' = 5
  @unit = G
[[ \"users\" ]] # a comment
";

    #[test]
    fn sections_nest_and_every_node_has_its_place() {
        let (sources, parsed) = read("t.kiwi", TEXT);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let document = &parsed.document;
        let root = document.root_element().unwrap();
        assert_eq!(
            document.write_node(root),
            "<image schemaversion=\"8.5\" name=\"my image\"><preferences><version>1.0.0</version><locale>en_US</locale><locale>de_DE</locale><type image=\"oem\"><size unit=\"G\">5</size></type></preferences><users/></image>"
        );
        let name = document.attribute_named(root, "name").unwrap();
        assert_eq!(sources.slice(name.value_span.unwrap()), "my image");
        assert_eq!(sources.slice(name.name_span.unwrap()), "name");
        let users = document.children_named(root, "users").next().unwrap();
        assert_eq!(sources.slice(document.name_span(users).unwrap()), "users");
    }

    #[test]
    fn values_are_lists_text_over_lines_and_references() {
        let text = |body: &str| xml("t.ini", &format!("[image]\n{body}"));
        for (body, inside) in [
            ("a =", "<a/>"),
            ("a = # none", "<a/>"),
            ("a = ,", ""),
            ("a = x,", "<a>x</a>"),
            ("a = \"x, y\"", "<a>x, y</a>"),
            ("a = x#y", "<a>x</a>"),
            ("a = x \"y\" z", "<a>x \"y\" z</a>"),
            ("a = 'x''y', 'z'", "<a>x''y</a><a>z</a>"),
            ("a = '''x # y''' # z", "<a>x # y</a>"),
            ("a = \"\"\"x\n  y\nz\"\"\"", "<a>x\n  y\nz</a>"),
            ("b = 1\na = %(b)s.%(b)s", "<b>1</b><a>1.1</a>"),
            ("a = 100%", "<a>100%</a>"),
            ("a = %(b)", "<a>%(b)</a>"),
            ("x = y = z", "<x>y = z</x>"),
        ] {
            let expected = if inside.is_empty() { "<image/>".to_owned() } else { format!("<image>{inside}</image>") };
            assert_eq!(text(body), expected, "{body}");
        }
        assert_eq!(
            xml("t.ini", "[image]\n[[DEFAULT]]\nb = 2\n[[c]]\na = %(b)s\n"),
            "<image><DEFAULT><b>2</b></DEFAULT><c><a>2</a></c></image>"
        );
    }

    #[test]
    fn mistakes_are_told() {
        for (text, message) in [
            ("[image]\njunk", "this is neither a section in brackets nor a key with `=`"),
            ("[image]\n[[[a]]]", "a section in 3 brackets must stand in one of 2"),
            ("[image]\n[[a]", "a section's name has more brackets on one side"),
            ("[image]\n[[a]]\n[[a]]", "there is a section `a` already"),
            ("[image]\na = 1\na = 2", "`a` is there already"),
            ("[image]\na = 'x", "the quotes or commas of this value do not fit"),
            ("[image]\na = x,,y", "the quotes or commas of this value do not fit"),
            ("[image]\na = '''x", "the quotes of this value are never closed, or something follows them"),
            ("[image]\na = %(b)s", "there is no value `b` for `%(b)s` in this section or around it"),
            ("[image]\na = %(b)s\nb = %(a)s", "`%(…)s` leads back to itself"),
            ("[image]\n@a = x, y", "`@a` is an attribute, and its value is a list"),
            ("[image]\n[other]", "a description in INI is one map with one key, `image`"),
            ("image = 1\nb = 2", "a description in INI is one map with one key, `image`"),
        ] {
            assert_eq!(xml("t.ini", text), message, "{text}");
        }
        assert_eq!(list("'a' b"), None);
        assert_eq!(xml("t.ini", "[ü]\nä = 'ö'"), "<ü><ä>ö</ä></ü>");
    }
}
