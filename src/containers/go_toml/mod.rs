//! TOML as the container stack reads it: the language, and the slips, of Go's BurntSushi/toml.
//!
//! The `toml` crate reads TOML as the specification has it. The tools differ from it by version, and the differences
//! are what this module is for: whether a list may be given twice, whether a byte order mark may stand first, whether
//! an inline table may span lines, and how each error is worded and which line it names. Keys are looked up without
//! regard to case, as Go's decoder does.

mod lexer;
mod parser;
mod quoting;

use std::collections::HashMap;

use crate::text::Span;

use super::version::Generation;

pub use parser::parse;
pub use quoting::quote;

/// Releases of the parser that differ in what they accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Release {
    /// 1.2 (Debian 12): no byte order mark.
    V1_2,
    /// 1.3 and 1.4: a list may be given twice, the last one counts.
    V1_4,
    /// 1.5: the same, errors at the end of a line name that line.
    V1_5,
    /// 1.6: TOML 1.1; a list given twice is an error.
    V1_6,
}

impl Release {
    /// The release that the tools of a generation were built with.
    #[must_use]
    pub fn of(generation: Generation) -> Self {
        match generation {
            Generation::V4 => Self::V1_2,
            Generation::V5 => Self::V1_4,
            Generation::V5_5 => Self::V1_5,
            Generation::V5_8 | Generation::V6 => Self::V1_6,
        }
    }

    /// How Go's `%T` names an empty interface: newer releases write `any`.
    #[must_use]
    fn any(self) -> &'static str {
        match self {
            Self::V1_2 => "interface {}",
            Self::V1_4 | Self::V1_5 | Self::V1_6 => "any",
        }
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string, its escapes read.
    String(String),
    /// An integer.
    Integer(i64),
    /// A number with fraction or exponent, `inf` or `nan`.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// Date, time or both, as written.
    Datetime(String),
    /// A list in brackets.
    Array(Vec<Element>),
    /// A table.
    Table(Table),
    /// Tables under `[[…]]` headers.
    Tables(Vec<Table>),
}

impl Value {
    /// The name of Go's type for it, as error texts have it.
    #[must_use]
    pub fn go_type(&self, release: Release) -> String {
        let any = release.any();
        match self {
            Self::String(_) => "string".to_owned(),
            Self::Integer(_) => "int64".to_owned(),
            Self::Float(_) => "float64".to_owned(),
            Self::Boolean(_) => "bool".to_owned(),
            Self::Datetime(_) => "time.Time".to_owned(),
            Self::Array(_) => format!("[]{any}"),
            Self::Table(_) => format!("map[string]{any}"),
            Self::Tables(_) => format!("[]map[string]{any}"),
        }
    }
}

/// A value in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, one part of it.
    pub key: String,
    /// Where the key stands; for a table, where its header's last part does.
    pub key_span: Span,
    /// The value.
    pub value: Value,
    /// Where the value stands; for a table, its header.
    pub span: Span,
    /// The line that Go's messages name for it; 0 where they name none.
    pub line: u32,
}

/// A table: entries in the order they were written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The header, or what stands for it.
    pub span: Span,
    entries: Vec<Entry>,
    index: HashMap<String, usize>,
}

impl Table {
    /// An empty table whose header is at `span`.
    #[must_use]
    pub fn new(span: Span) -> Self {
        Self { span, ..Self::default() }
    }

    /// The entries, as written.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of exactly that key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.index.get(key).map(|at| &self.entries[*at])
    }

    /// The entry that Go decodes into a field named `key`: that key, or one that differs in case only. Where several
    /// are there, the last one written.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| fold_eq(&entry.key, key))
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.index.get(key).map(|at| &mut self.entries[*at])
    }

    fn set(&mut self, entry: Entry) {
        match self.index.get(&entry.key) {
            Some(at) => self.entries[*at] = entry,
            None => {
                self.index.insert(entry.key.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }
}

/// Whether two keys differ in case at most.
#[must_use]
pub fn fold_eq(a: &str, b: &str) -> bool {
    a == b || a.eq_ignore_ascii_case(b) || a.to_lowercase() == b.to_lowercase()
}

/// What kind of slip an error is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Not the language.
    Syntax,
    /// A key or table was given before, or a name has two meanings.
    Duplicate {
        /// The key, as Go writes it.
        key: String,
        /// Whether it is a list of tables here, and something else there.
        is_list_here: bool,
    },
    /// A byte that is not UTF-8, or UTF-16 as a whole.
    Encoding,
    /// A control character.
    Control,
    /// A byte order mark where the release takes none.
    ByteOrderMark,
    /// Nested deeper than rowi follows.
    Depth,
}

/// Why a text was refused. Its `Display` is the text that Go prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What kind of slip it is.
    pub kind: ErrorKind,
    /// Go's message.
    pub message: String,
    /// The line that Go names; 0 and lines before the slip are Go's.
    pub line: u32,
    /// The key that Go names; empty where it names none.
    pub last_key: String,
    /// The smallest range that is wrong.
    pub span: Span,
    /// For a duplicate, where the first definition stands.
    pub first: Option<Span>,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.last_key.is_empty() {
            write!(f, "toml: line {}: {}", self.line, self.message)
        } else {
            write!(f, "toml: line {} (last key {}): {}", self.line, quote(&self.last_key), self.message)
        }
    }
}

impl std::error::Error for Error {}

/// The error that Go's decoder prints where a value has the wrong type: `toml: line 3 (last key "a.b"): …`.
#[must_use]
pub fn decode_error(path: &[&str], line: u32, message: &str) -> String {
    let key: Vec<String> = path.iter().map(|part| quoting::key_part(part)).collect();
    let key = quote(&key.join("."));
    if line == 0 {
        return format!("toml: (last key {key}): {message}");
    }
    format!("toml: line {line} (last key {key}): {message}")
}

/// The message for a value of the wrong type where a plain type was wanted.
#[must_use]
pub fn incompatible(value: &Value, wanted: &str, release: Release) -> String {
    format!("incompatible types: TOML value has type {}; destination has type {wanted}", value.go_type(release))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    fn says(text: impl AsRef<[u8]>, release: Release) -> String {
        match parse(text.as_ref(), SourceId(0), release) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    const ALL: [Release; 4] = [Release::V1_2, Release::V1_4, Release::V1_5, Release::V1_6];

    #[test]
    fn reads_the_language() {
        let text = "a = 1 # note\n[b.c]\nd = ['x', \"y\\u00e4\",]\n[[e]]\nf = { g = true }\n[[e]]\n[e.h]\ni = 1.5\n\
                    k.l = 1979-05-27T07:32:00Z\n\"q r\" = \"\"\"\nx\\\n  y\"\"\"\n";
        for release in ALL {
            let table = parse(text.as_bytes(), SourceId(0), release).unwrap();
            assert_eq!(table.get("a").unwrap().value, Value::Integer(1));
            let Value::Table(b) = &table.get("b").unwrap().value else { panic!() };
            let Value::Table(c) = &b.get("c").unwrap().value else { panic!() };
            let Value::Array(d) = &c.get("D").or_else(|| c.field("D")).unwrap().value else { panic!() };
            assert_eq!(d[1].value, Value::String("yä".to_owned()));
            let Value::Tables(e) = &table.get("e").unwrap().value else { panic!() };
            assert_eq!(e.len(), 2);
            let Value::Table(h) = &e[1].get("h").unwrap().value else { panic!() };
            assert_eq!(h.get("q r").unwrap().value, Value::String("xy".to_owned()));
        }
    }

    #[test]
    fn a_list_given_twice_is_an_error_since_1_6() {
        let text = "a = [1]\na = [2]\n";
        assert_eq!(says(text, Release::V1_2), "");
        assert_eq!(says(text, Release::V1_4), "");
        assert_eq!(says(text, Release::V1_6), "toml: line 2 (last key \"a\"): Key 'a' has already been defined.");
        for release in ALL {
            assert_eq!(
                says("a = 1\na = 2\n", release),
                "toml: line 2 (last key \"a\"): Key 'a' has already been defined."
            );
        }
    }

    #[test]
    fn tables_given_twice_are_errors() {
        for release in ALL {
            assert_eq!(
                says("[r.s]\na=[]\n[r.s]\n", release),
                "toml: line 3 (last key \"r\"): Key 'r.s' has already been defined."
            );
            assert_eq!(says("[a]\n[a]\n", release), "toml: line 2: Key 'a' has already been defined.");
            assert_eq!(says("[r.s]\n[r]\n[r.t]\n", release), "");
            assert_eq!(
                says("[[r.m]]\n[[r]]\n", release),
                "toml: line 2: Key 'r' was already created and cannot be used as an array."
            );
        }
    }

    #[test]
    fn words_and_lines_of_errors_are_go_s() {
        for release in ALL {
            assert_eq!(
                says("a = [x.y]\n", release),
                "toml: line 1 (last key \"a\"): expected value but found \"x\" instead"
            );
            assert_eq!(
                says("a = [\"x\" \"y\"]\n", release),
                "toml: line 1 (last key \"a\"): expected a comma (',') or array terminator (']'), but got '\"'"
            );
            assert_eq!(says("a: 1\n", release), "toml: line 1: expected '.' or '=', but got ':' instead");
            assert_eq!(
                says("a = [\"x\"][[b]]\n", release),
                "toml: line 1: expected a top-level item to end with a newline, comment, or EOF, but got '[' instead"
            );
            assert_eq!(
                says("[t]\na/b = 1\n", release),
                "toml: line 2 (last key \"t\"): expected '.' or '=', but got '/' instead"
            );
            assert_eq!(
                says("a = insecure\n", release),
                "toml: line 1 (last key \"a\"): expected value but found \"nsecure\" instead"
            );
        }
        assert_eq!(says("a=1\nEOF\n", Release::V1_4), "toml: line 3: expected '.' or '=', but got '\\n' instead");
        assert_eq!(says("a=1\nEOF\n", Release::V1_6), "toml: line 2: expected '.' or '=', but got '\\n' instead");
    }

    #[test]
    fn bytes_that_are_no_text() {
        for release in ALL {
            assert_eq!(says(b"# \xfc\n", release), "toml: line 1: invalid UTF-8 byte: 0xfc");
            assert_eq!(
                says(b"a = [\"x\"]\n\0", release),
                "toml: line 2: TOML files cannot contain control characters: '0x00'"
            );
            assert_eq!(
                says(b"\xff\xfea\0=\0", release),
                "toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"
            );
        }
        let marked = b"\xef\xbb\xbfa = 1\n";
        assert_eq!(says(marked, Release::V1_2), "toml: line 1: expected '.' or '=', but got '\\ufeff' instead");
        assert_eq!(says(marked, Release::V1_4), "");
    }

    #[test]
    fn inline_tables_may_span_lines_since_1_6() {
        let text = "a = {\n b = 1,\n}\n";
        assert_eq!(
            says(text, Release::V1_4),
            "toml: line 1 (last key \"a\"): newlines not allowed within inline tables"
        );
        assert_eq!(says(text, Release::V1_6), "");
    }

    #[test]
    fn depth_is_limited() {
        let deep = format!("a = {}", "[".repeat(5000));
        assert!(says(deep, Release::V1_6).contains("nested"));
        let dotted = vec!["a"; 5000].join(".");
        assert!(says(format!("{dotted} = 1\n"), Release::V1_6).contains("nested"));
    }
}
