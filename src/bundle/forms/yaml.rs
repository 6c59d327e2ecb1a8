//! YAML and JSON. KIWI's reader follows YAML 1.1, where more plain words are switches and numbers than in YAML 1.2, and
//! what it takes for a number it writes as one: `7.10` becomes `7.1`.

use std::collections::HashMap;

use crate::bundle::catalogue;
use saphyr::{MarkedYaml, ScalarStyle, YamlData, YamlLoader};
use saphyr_parser::{BufferedInput, Parser, ScanError};

use super::{Key, MAX_NESTING, Value, malformed};
use crate::diagnostic::Diagnostic;
use crate::text::{Source, Span};

/// References to anchors may stand for this many nodes altogether.
const MAX_COPIES: usize = 10_000;

/// Reads a text; `None` where it cannot be read.
pub(super) fn read(source: &Source, is_json: bool, diagnostics: &mut Vec<Diagnostic>) -> Option<Value> {
    let text: &str = &source.text;
    let start = Span::at(source.id, 0);
    if nesting(text) > MAX_NESTING {
        diagnostics.push(malformed(format!("lists and maps nest deeper than {MAX_NESTING} levels"), start));
        return None;
    }
    if is_json && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let mut at = (line + error.column().saturating_sub(1)).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or("this is no JSON").to_owned();
        diagnostics.push(malformed(message, Span::at(source.id, at)));
        return None;
    }
    let mut reader = Reader { source, places: Places::new(text), is_json, quoted: Vec::new(), diagnostics };
    let value = reader.read();
    let tab = match &value {
        _ if is_json => None,
        Some(_) => reader.tab(),
        None => reader.tab_before_fault(),
    };
    if let Some(at) = tab {
        let tab = malformed("a tab stands where YAML has blanks only", Span::new(source.id, at, at + 1))
            .with_note("KIWI reads a `.kiwi` file in JSON as YAML, too; in a file called `.json` tabs are fine");
        if value.is_none() {
            // The parser stumbled over it, and says so in its own words.
            reader.diagnostics.clear();
        }
        reader.diagnostics.push(tab);
    }
    value
}

/// The nodes of a text. With `lenient`, the last of several equal keys counts, as it does for KIWI.
fn load(text: &str, lenient: bool) -> Result<Vec<MarkedYaml<'_>>, ScanError> {
    let mut loader = YamlLoader::default();
    loader.early_parse(false);
    loader.alias_limit(MAX_COPIES);
    loader.allow_duplicate_keys(lenient);
    Parser::new(BufferedInput::new(text.chars())).load(&mut loader, true)?;
    match loader.error() {
        Some(error) => Err(error.clone()),
        None => Ok(loader.into_documents()),
    }
}

/// Byte offsets of characters; the YAML parser counts the latter.
struct Places(Option<Vec<usize>>);

impl Places {
    fn new(text: &str) -> Self {
        Self((!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()))
    }

    fn offset(&self, index: usize) -> usize {
        match &self.0 {
            None => index,
            Some(offsets) => offsets.get(index).or(offsets.last()).copied().unwrap_or(0),
        }
    }
}

struct Reader<'s, 'd> {
    source: &'s Source,
    places: Places,
    is_json: bool,
    /// Scalars that are not plain.
    quoted: Vec<Span>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn error(&mut self, message: impl Into<crate::diagnostic::Message>, span: Span) {
        self.diagnostics.push(malformed(message, span));
    }

    fn read(&mut self) -> Option<Value> {
        let source = self.source;
        let text: &str = &source.text;
        let place = |error: &ScanError| Span::at(source.id, self.places.offset(error.marker().index()).min(text.len()));
        let nodes = match load(text, false) {
            Ok(nodes) => nodes,
            Err(first) => match load(text, true) {
                Ok(nodes) => {
                    let at = place(&first);
                    self.diagnostics.push(
                        Diagnostic::warning(&catalogue::MALFORMED_MARKUP, "a key stands twice in one map", at)
                            .with_note("KIWI takes the last of them and drops the others without a word"),
                    );
                    nodes
                }
                Err(error) => {
                    let at = place(&error);
                    self.error(error.info().to_owned(), at);
                    return None;
                }
            },
        };
        if let Some(second) = nodes.get(1) {
            let at = self.span(second);
            self.error("there is more than one document", at);
            return None;
        }
        self.value(nodes.first()?, 0)
    }

    /// KIWI's reader allows tabs in quotes, in block scalars and in comments only.
    fn tab(&mut self) -> Option<usize> {
        let text: &str = &self.source.text;
        self.quoted.sort_by_key(|span| span.start);
        let in_quotes = |at: usize| {
            let next = self.quoted.partition_point(|span| span.start as usize <= at);
            next > 0 && at < self.quoted[next - 1].end as usize
        };
        let in_comment = |at: usize| {
            let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            text[line..at].match_indices('#').any(|(hash, _)| {
                let hash = line + hash;
                !in_quotes(hash) && (hash == line || text[..hash].ends_with([' ', '\t']))
            })
        };
        text.match_indices('\t').map(|(at, _)| at).find(|at| !in_quotes(*at) && !in_comment(*at))
    }

    /// A tab in the line where the text could not be read any further. What stands in quotes is not known then.
    fn tab_before_fault(&self) -> Option<usize> {
        let text: &str = &self.source.text;
        let fault = self.diagnostics.last()?.primary.start as usize;
        let start = text[..fault].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].lines().next()?;
        let plain = line.find(['"', '\'', '#']).map_or(line, |at| &line[..at]);
        plain.find('\t').map(|at| start + at)
    }

    /// The bytes of a node, without the white space behind it.
    fn span(&self, node: &MarkedYaml<'_>) -> Span {
        let text: &str = &self.source.text;
        let start = self.places.offset(node.span.start.index()).min(text.len());
        let end = self.places.offset(node.span.end.index()).clamp(start, text.len());
        let end = start + text[start..end].trim_end().len();
        Span::new(self.source.id, start, end)
    }

    fn value(&mut self, node: &MarkedYaml<'_>, depth: usize) -> Option<Value> {
        let span = self.span(node);
        if depth > MAX_NESTING {
            self.error("lists and maps nest too deeply", span);
            return None;
        }
        match &node.data {
            YamlData::Representation(..) => {
                let (text, place) = self.scalar(node)?;
                Some(Value::Text(text, place))
            }
            YamlData::Sequence(items) => {
                let items = items.iter().filter_map(|item| self.value(item, depth + 1)).collect();
                Some(Value::List(items, span))
            }
            YamlData::Mapping(_) => {
                let mut entries = Entries::default();
                self.entries(node, depth, &mut entries);
                Some(Value::Map(entries.list, span))
            }
            YamlData::BadValue => Some(Value::Text(String::new(), span)),
            _ => {
                self.error("KIWI knows no such tag", span);
                None
            }
        }
    }

    /// The entries of a map; what `<<` merges in comes first and gives way.
    fn entries(&mut self, node: &MarkedYaml<'_>, depth: usize, entries: &mut Entries) {
        let YamlData::Mapping(map) = &node.data else {
            let span = self.span(node);
            self.error("only maps can be merged with `<<`", span);
            return;
        };
        let is_merge = |key: &MarkedYaml<'_>| matches!(&key.data, YamlData::Representation(text, ScalarStyle::Plain, None) if text == "<<");
        if depth > MAX_NESTING {
            return;
        }
        for (_, value) in map.iter().filter(|(key, _)| is_merge(key)) {
            match &value.data {
                // The first of several wins.
                YamlData::Sequence(items) => items.iter().rev().for_each(|item| self.entries(item, depth + 1, entries)),
                _ => self.entries(value, depth + 1, entries),
            }
        }
        for (key, value) in map.iter().filter(|(key, _)| !is_merge(key)) {
            let Some((name, span)) = self.scalar(key) else { continue };
            let Some(value) = self.value(value, depth + 1) else { continue };
            match entries.places.get(&name) {
                Some(at) => entries.list[*at].1 = value,
                None => {
                    entries.places.insert(name.clone(), entries.list.len());
                    entries.list.push((Key { name, span }, value));
                }
            }
        }
    }

    /// A plain value as KIWI's reader writes it into XML, with its place, without quotes.
    fn scalar(&mut self, node: &MarkedYaml<'_>) -> Option<(String, Span)> {
        let span = self.span(node);
        let YamlData::Representation(text, style, tag) = &node.data else {
            self.error("a key must be a name", span);
            return None;
        };
        let place = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if span.len() >= 2 => span.slice(1, span.len() - 1),
            _ => span,
        };
        if *style != ScalarStyle::Plain {
            self.quoted.push(span);
        }
        let is_word = match tag {
            Some(tag) if !tag.is_yaml_core_schema() => {
                self.error("KIWI knows no such tag", span);
                return None;
            }
            Some(tag) => tag.suffix == "str",
            None => *style != ScalarStyle::Plain,
        };
        if !is_word && !self.is_json && matches!(&**text, "=" | "<<") {
            self.error(format!("a plain `{text}` has a meaning of its own in YAML 1.1; put it in quotes"), span);
            return None;
        }
        let value = match (is_word, self.is_json) {
            (true, _) => text.to_string(),
            (false, true) => json_value(text),
            (false, false) => yaml_value(text),
        };
        Some((value, place))
    }
}

/// The entries of a map, and where each name is among them.
#[derive(Default)]
struct Entries {
    list: Vec<(Key, Value)>,
    places: HashMap<String, usize>,
}

/// A plain scalar of YAML 1.1, by the tables at yaml.org/type.
fn yaml_value(text: &str) -> String {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return String::new(),
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => return "true".to_owned(),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => return "false".to_owned(),
        _ => {}
    }
    number(text).unwrap_or_else(|| text.to_owned())
}

/// A number as Python writes it.
fn number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text),
    };
    let all = |text: &str, wanted: fn(char) -> bool| !text.is_empty() && text.chars().all(|c| c == '_' || wanted(c));
    let plain = |text: &str| text.replace('_', "");
    let signed = |value: String| if value == "0" { value } else { format!("{sign}{value}") };
    let radix =
        |text: &str, radix| u128::from_str_radix(&plain(text), radix).ok().map(|value| signed(value.to_string()));
    match digits {
        ".inf" | ".Inf" | ".INF" => return Some(format!("{sign}inf")),
        ".nan" | ".NaN" | ".NAN" if digits == text => return Some("nan".to_owned()),
        _ => {}
    }
    let first = digits.chars().next()?;
    if let Some(rest) = digits.strip_prefix("0b")
        && all(rest, |c| matches!(c, '0' | '1'))
    {
        return radix(rest, 2);
    }
    if let Some(rest) = digits.strip_prefix("0x")
        && all(rest, |c| c.is_ascii_hexdigit())
    {
        return radix(rest, 16);
    }
    if let Some(rest) = digits.strip_prefix('0')
        && all(rest, |c| matches!(c, '0'..='7'))
    {
        return radix(rest, 8);
    }
    if digits == "0" || (matches!(first, '1'..='9') && all(digits, |c| c.is_ascii_digit())) {
        return Some(signed(plain(digits)));
    }
    if let Some(value) = base_60(digits) {
        return Some(signed(value));
    }
    // A float needs its dot, and its exponent needs its sign.
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let is_exponent = exponent.is_none_or(|exponent| {
        exponent
            .strip_prefix(['+', '-'])
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
    });
    let (whole, fraction) = mantissa.split_once('.')?;
    let is_digits = |text: &str| text.chars().all(|c| c == '_' || c.is_ascii_digit());
    let is_float = is_exponent
        && is_digits(whole)
        && is_digits(fraction)
        && match whole.chars().next() {
            Some(first) => first != '_',
            // Without a whole part it has no sign, and a digit comes first.
            None => digits == text && fraction.starts_with(|c: char| c.is_ascii_digit()),
        };
    is_float.then(|| plain(text).parse().ok().map(python_float)).flatten()
}

/// `1:30` is ninety; with a dot at the end, it is a float.
fn base_60(digits: &str) -> Option<String> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut parts = whole.split(':');
    let first = parts.next()?.replace('_', "");
    let mut value: u128 = first.parse().ok()?;
    if !digits.contains(':') || (fraction.is_none() && !first.starts_with(|c: char| matches!(c, '1'..='9'))) {
        return None;
    }
    for part in parts {
        let digit: u128 = part.parse().ok().filter(|digit| *digit < 60 && part.len() <= 2)?;
        value = value.checked_mul(60)?.checked_add(digit)?;
    }
    match fraction {
        None => Some(value.to_string()),
        Some(fraction) => format!("{value}.{}", fraction.replace('_', "")).parse().ok().map(python_float),
    }
}

/// A value of JSON that is no string.
fn json_value(text: &str) -> String {
    match text {
        "null" => String::new(),
        _ if text.contains(['.', 'e', 'E']) && !matches!(text, "true" | "false") => {
            text.parse().map_or_else(|_| text.to_owned(), python_float)
        }
        "-0" => "0".to_owned(),
        _ => text.to_owned(),
    }
}

/// As Python writes a float: in full between 1e-4 and 1e16, always with a fraction.
fn python_float(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string().to_lowercase();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let text = value.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// How deep brackets and indentation nest, at most.
fn nesting(text: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches([' ', '-', '?']).len();
        deepest = deepest.max(indent / 2);
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(depth);
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, root, xml};
    use super::*;

    #[test]
    fn yaml_is_a_document_with_places() {
        let text = "image:\n  '@name': Müller\n  '@schemaversion': 7.5\n  packages:\n  - '@type': image\n    package:\n    - '@name': a\n    - '@name': b\n  - '@type': bootstrap\n  preferences:\n    version: 1.0.0\n    rpm-excludedocs: yes\n    empty:\n    size: {'@unit': M, '#text': '512'}\n";
        let (sources, parsed) = read("t.yaml", text);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let document = &parsed.document;
        let root = document.root_element().unwrap();
        assert_eq!(document.attribute_value(root, "name"), Some("Müller"));
        let version = document.attribute_named(root, "schemaversion").unwrap();
        assert_eq!((&*version.value, sources.slice(version.value_span.unwrap())), ("7.5", "7.5"));
        assert_eq!(sources.slice(version.name_span.unwrap()), "schemaversion");
        let packages: Vec<_> = document.children_named(root, "packages").collect();
        assert_eq!(packages.len(), 2);
        assert_eq!(document.children_named(packages[0], "package").count(), 2);
        assert_eq!(sources.slice(document.name_span(packages[0]).unwrap()), "packages");
        let preferences = document.children_named(root, "preferences").next().unwrap();
        let value = |name| document.string_value(document.children_named(preferences, name).next().unwrap());
        assert_eq!(value("version"), "1.0.0");
        assert_eq!(value("rpm-excludedocs"), "true");
        assert_eq!(value("empty"), "");
        assert_eq!(value("size"), "512");
    }

    #[test]
    fn json_is_read_too_and_mistakes_have_places() {
        let (_, parsed) = read(
            "t.json",
            "{\"image\": {\"@name\": \"n\", \"users\": {\"user\": [{\"@name\": \"a\"}, {\"@name\": \"b\"}]}}}",
        );
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let document = &parsed.document;
        let users = document.first_child(document.root_element().unwrap()).unwrap();
        assert_eq!(document.child_elements(users).count(), 2);
        let (_, parsed) = read("t.json", "{\n\"image\": {\"a\": ü}}");
        assert_eq!(
            (parsed.diagnostics[0].message.as_str(), parsed.diagnostics[0].primary.start),
            ("expected value", 17)
        );
        assert_eq!(
            xml("t.json", "{\"image\": {\"@a\": 1e3, \"@b\": -0, \"@c\": true, \"d\": null}}"),
            "<image a=\"1000.0\" b=\"0\" c=\"true\"><d/></image>"
        );
        assert!(xml("t.json", "image: a").starts_with("expected"));
        assert_eq!(read("t.yaml", "image: [a").1.diagnostics[0].name, "malformed-markup");
        let bomb = format!("image: {}", "[".repeat(100_000));
        assert_eq!(read("t.yaml", &bomb).1.diagnostics[0].name, "malformed-markup");
    }

    #[test]
    fn plain_values_read_as_in_yaml_1_1() {
        for (text, value) in [
            ("yes", "true"),
            ("Off", "false"),
            ("oN", "oN"),
            ("y", "y"),
            ("~", ""),
            ("Null", ""),
            ("nUll", "nUll"),
            ("1.0.0", "1.0.0"),
            ("7.10", "7.1"),
            ("8.0", "8.0"),
            ("8", "8"),
            ("+5", "5"),
            ("-5", "-5"),
            ("-0", "0"),
            ("010", "8"),
            ("08", "08"),
            ("0x1F", "31"),
            ("-0b101", "-5"),
            ("0o17", "0o17"),
            ("1_000", "1000"),
            ("1e3", "1e3"),
            ("1.e+3", "1000.0"),
            ("1.5e-7", "1.5e-07"),
            ("1.0e+20", "1e+20"),
            (".5", "0.5"),
            ("-.5", "-.5"),
            ("5.", "5.0"),
            (".inf", "inf"),
            ("-.INF", "-inf"),
            (".nan", "nan"),
            ("12:30:45", "45045"),
            ("1:30.5", "90.5"),
            ("01:30", "01:30"),
            ("1:60", "1:60"),
            ("0.00001", "1e-05"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("2020-01-01", "2020-01-01"),
            ("12345678901234567.0", "1.2345678901234568e+16"),
            ("0.1", "0.1"),
            ("1__0", "10"),
            ("_1", "_1"),
        ] {
            assert_eq!(yaml_value(text), value, "{text}");
        }
        let text = "image:\n  a: 'yes'\n  b: !!str no\n  c: \"7.10\"\n  d: |\n    on\n";
        assert_eq!(xml("t.yaml", text), "<image><a>yes</a><b>no</b><c>7.10</c><d>on\n</d></image>");
    }

    #[test]
    fn the_last_of_equal_keys_counts_and_maps_are_merged() {
        let (_, parsed) = read("t.yaml", "image:\n  a: 1\n  a: 2\n");
        assert_eq!(parsed.diagnostics[0].severity, crate::diagnostic::Severity::Warning);
        assert_eq!(parsed.document.write_node(root(&parsed)), "<image><a>2</a></image>");
        let text = "image:\n  a: &x {'@b': 1, '@c': 2}\n  d: {<<: *x, '@c': 3}\n  e: *x\n";
        assert_eq!(xml("t.yaml", text), "<image><a b=\"1\" c=\"2\"/><d b=\"1\" c=\"3\"/><e b=\"1\" c=\"2\"/></image>");
        assert_eq!(xml("t.yaml", "image: 1\n---\nimage: 2\n"), "there is more than one document");
        assert_eq!(xml("t.yaml", "image: !own 1\n"), "KIWI knows no such tag");
        assert_eq!(xml("t.yaml", "image: =\n"), "a plain `=` has a meaning of its own in YAML 1.1; put it in quotes");
    }

    #[test]
    fn tabs_are_for_quotes_and_comments() {
        let tab = "a tab stands where YAML has blanks only";
        assert_eq!(xml("t.kiwi", "{\n\t\"image\": 1}"), tab);
        assert_eq!(xml("t.json", "{\n\t\"image\": 1}"), "<image>1</image>");
        assert_eq!(xml("t.yaml", "image: a\tb"), tab);
        assert_eq!(xml("t.yaml", "#\tc\nimage: 'a\tb' # c\td"), "<image>a&#9;b</image>".replace("&#9;", "\t"));
        assert_eq!(xml("t.yaml", "image: |\n  a\tb\n"), "<image>a\tb\n</image>");
    }
}
