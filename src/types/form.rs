use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;

use crate::rng::datatype::{Context, Datatype, NoContext};
use crate::rng::simple::Param;
use crate::text::{SourceId, Span};

use super::meta;

/// The prefixes in scope where a value stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a>(pub(super) &'a [(Arc<str>, Arc<str>)]);

impl Context for Scope<'_> {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        match prefix {
            "xml" => Some(crate::xml::XML_NAMESPACE),
            _ => match self.0.iter().find(|(own, _)| **own == *prefix) {
                Some((_, uri)) => Some(uri),
                None => prefix.is_empty().then_some(""),
            },
        }
    }
}

/// A value on its way into a document: its text, and the qualified names in it, whose prefixes the writer chooses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The text, its names without prefixes.
    pub text: String,
    pub(super) names: Vec<NameInText>,
}

/// A name's place in a text, the prefix that it had and its namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameInText {
    pub at: usize,
    pub prefix: String,
    pub namespace: String,
}

/// How a value is read from text and written as text.
pub trait Form {
    /// The value in memory.
    type Value;

    /// What it may be, for the tables.
    const VALUE: meta::Value;

    /// Reads it.
    ///
    /// # Errors
    /// What is wrong, in words: "must be a boolean".
    fn read(text: &str, scope: Scope<'_>) -> Result<Self::Value, String>;

    /// Writes it.
    fn write(value: &Self::Value, out: &mut Text);
}

/// A text that a type does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    /// What is wrong, in words.
    pub message: String,
    /// The text.
    pub value: String,
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.value, self.message)
    }
}

impl std::error::Error for ValueError {}

/// White space as `token` has it: none at the ends, single blanks inside.
pub(super) fn collapse(text: &str) -> Cow<'_, str> {
    let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let trimmed = text.trim_matches(space);
    let mut before = 'x';
    let clean = trimmed.chars().all(|c| {
        let bad = matches!(c, '\t' | '\n' | '\r') || (c == ' ' && before == ' ');
        before = c;
        !bad
    });
    if clean {
        return Cow::Borrowed(trimmed);
    }
    Cow::Owned(trimmed.split(space).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

impl Form for String {
    type Value = String;
    const VALUE: meta::Value = meta::Value::Text;

    fn read(text: &str, _scope: Scope<'_>) -> Result<String, String> {
        Ok(text.to_owned())
    }

    fn write(value: &String, out: &mut Text) {
        out.text.push_str(value);
    }
}

/// Text whose white space does not matter, kept as a `String`.
#[derive(Debug, Clone, Copy)]
pub struct Token;

impl Form for Token {
    type Value = String;
    const VALUE: meta::Value = meta::Value::Text;

    fn read(text: &str, _scope: Scope<'_>) -> Result<String, String> {
        Ok(collapse(text).into_owned())
    }

    fn write(value: &String, out: &mut Text) {
        out.text.push_str(value);
    }
}

impl Form for bool {
    type Value = bool;
    const VALUE: meta::Value = meta::Value::Type("a boolean");

    fn read(text: &str, _scope: Scope<'_>) -> Result<bool, String> {
        match &*collapse(text) {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err("must be `true` or `false`".to_owned()),
        }
    }

    fn write(value: &bool, out: &mut Text) {
        out.text.push_str(if *value { "true" } else { "false" });
    }
}

macro_rules! integers {
    ($($type:ident),*) => {$(
        impl Form for $type {
            type Value = $type;
            const VALUE: meta::Value =
                meta::Value::Type(if $type::MIN == 0 { "a non-negative integer" } else { "an integer" });

            fn read(text: &str, _scope: Scope<'_>) -> Result<$type, String> {
                let text = collapse(text);
                let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
                if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err("must be an integer".to_owned());
                }
                // Rust's unsigned numbers do not know -0.
                if digits.bytes().all(|b| b == b'0') {
                    return Ok(0);
                }
                text.parse().map_err(|_| format!("must be from {} to {}", $type::MIN, $type::MAX))
            }

            fn write(value: &$type, out: &mut Text) {
                out.text.push_str(&value.to_string());
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl Form for NonZeroU64 {
    type Value = Self;
    const VALUE: meta::Value = meta::Value::Type("a positive integer");

    fn read(text: &str, scope: Scope<'_>) -> Result<Self, String> {
        Self::new(<u64 as Form>::read(text, scope)?).ok_or_else(|| "must be greater than 0".to_owned())
    }

    fn write(value: &Self, out: &mut Text) {
        out.text.push_str(&value.to_string());
    }
}

macro_rules! floats {
    ($($type:ident),*) => {$(
        impl Form for $type {
            type Value = $type;
            const VALUE: meta::Value = meta::Value::Type("a number");

            fn read(text: &str, _scope: Scope<'_>) -> Result<$type, String> {
                let text = collapse(text);
                match &*text {
                    "INF" => return Ok($type::INFINITY),
                    "-INF" => return Ok($type::NEG_INFINITY),
                    "NaN" => return Ok($type::NAN),
                    _ => {}
                }
                let number = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
                text.parse().ok().filter(|_| number).ok_or_else(|| "must be a floating-point number".to_owned())
            }

            fn write(value: &$type, out: &mut Text) {
                if value.is_nan() {
                    out.text.push_str("NaN");
                } else if value.is_infinite() {
                    out.text.push_str(if *value > 0.0 { "INF" } else { "-INF" });
                } else {
                    out.text.push_str(&format!("{value:?}"));
                }
            }
        }
    )*};
}
floats!(f32, f64);

/// An integer of any size, as its decimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BigInteger(String);

impl BigInteger {
    /// The integer with these digits, a sign before them if wanted.
    ///
    /// # Errors
    /// [`ValueError`] where it is no integer.
    pub fn new(digits: &str) -> Result<Self, ValueError> {
        let text = collapse(digits);
        let (negative, rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, &*text),
        };
        if rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ValueError { message: "must be an integer".to_owned(), value: digits.to_owned() });
        }
        let rest = rest.trim_start_matches('0');
        Ok(Self(match (rest, negative) {
            ("", _) => "0".to_owned(),
            (rest, true) => format!("-{rest}"),
            (rest, false) => rest.to_owned(),
        }))
    }

    /// Its digits, without leading zeros.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a machine number, where it fits.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        self.0.parse().ok()
    }
}

impl From<i64> for BigInteger {
    fn from(value: i64) -> Self {
        Self(value.to_string())
    }
}

impl From<u64> for BigInteger {
    fn from(value: u64) -> Self {
        Self(value.to_string())
    }
}

impl fmt::Display for BigInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Form for BigInteger {
    type Value = Self;
    const VALUE: meta::Value = meta::Value::Type("an integer");

    fn read(text: &str, _scope: Scope<'_>) -> Result<Self, String> {
        Self::new(text).map_err(|error| error.message)
    }

    fn write(value: &Self, out: &mut Text) {
        out.text.push_str(&value.0);
    }
}

/// A qualified name as a value (`xsd:QName`, `xsd:NOTATION`). Compares by namespace and local name.
#[derive(Debug, Clone)]
pub struct Name {
    /// The prefix that it was, and will be, written with; empty for the default namespace.
    pub prefix: String,
    /// The namespace, empty for none.
    pub namespace: String,
    /// The local name.
    pub local: String,
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.namespace == other.namespace && self.local == other.local
    }
}

impl Eq for Name {}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.namespace.hash(state);
        self.local.hash(state);
    }
}

impl Form for Name {
    type Value = Self;
    const VALUE: meta::Value = meta::Value::Type("a qualified name");

    fn read(text: &str, scope: Scope<'_>) -> Result<Self, String> {
        let text = collapse(text);
        let (prefix, local) = text.split_once(':').unwrap_or(("", &text));
        let named = crate::xml::is_ncname(local) && (prefix.is_empty() || crate::xml::is_ncname(prefix));
        if !named || text.starts_with(':') {
            return Err("must be a name, with a prefix or without".to_owned());
        }
        let Some(namespace) = scope.namespace(prefix) else {
            return Err(format!("has the prefix `{prefix}`, which is not declared here"));
        };
        Ok(Self { prefix: prefix.to_owned(), namespace: namespace.to_owned(), local: local.to_owned() })
    }

    fn write(value: &Self, out: &mut Text) {
        let (prefix, namespace) = (value.prefix.clone(), value.namespace.clone());
        out.names.push(NameInText { at: out.text.len(), prefix, namespace });
        out.text.push_str(&value.local);
    }
}

/// A list separated by white space, in memory a `Vec`.
#[derive(Debug, Clone, Copy)]
pub struct ListOf<F>(std::marker::PhantomData<F>);

impl<F: Form> Form for ListOf<F> {
    type Value = Vec<F::Value>;
    const VALUE: meta::Value = meta::Value::List(&F::VALUE);

    fn read(text: &str, scope: Scope<'_>) -> Result<Self::Value, String> {
        text.split([' ', '\t', '\n', '\r'])
            .filter(|part| !part.is_empty())
            .map(|part| F::read(part, scope).map_err(|message| format!("holds `{part}`, which {message}")))
            .collect()
    }

    fn write(value: &Self::Value, out: &mut Text) {
        for (index, part) in value.iter().enumerate() {
            if index > 0 {
                out.text.push(' ');
            }
            F::write(part, out);
        }
    }
}

/// A datatype with facets, as a constant.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// The datatype library's URI.
    pub library: &'static str,
    /// The datatype's name.
    pub name: &'static str,
    /// Its facets.
    pub facets: &'static [(&'static str, &'static str)],
    /// What is taken out.
    pub except: &'static [Except],
}

/// What is taken out of a datatype.
#[derive(Debug, Clone, Copy)]
pub enum Except {
    /// A single value.
    Value(Literal),
    /// All values of a type.
    Type(Type),
}

/// A value of a datatype.
#[derive(Debug, Clone, Copy)]
pub struct Literal {
    /// The datatype library's URI.
    pub library: &'static str,
    /// The datatype's name.
    pub name: &'static str,
    /// The value as written.
    pub value: &'static str,
}

impl Literal {
    /// Whether the text is this value, compared as the datatype says.
    #[must_use]
    pub fn equals(&self, text: &str, scope: Scope<'_>) -> bool {
        if self.library.is_empty() {
            return if self.name == "string" { text == self.value } else { collapse(text) == collapse(self.value) };
        }
        Datatype::new(self.library, self.name, &[]).is_ok_and(|datatype| {
            let value = datatype.value(self.value, &NoContext);
            value.is_some() && value == datatype.value(text, &scope)
        })
    }
}

impl Text {
    /// The text with the prefixes that its names came with.
    #[must_use]
    pub fn as_written(&self) -> String {
        self.with_prefixes(|name| name.prefix.clone())
    }

    pub(super) fn with_prefixes(&self, mut choose: impl FnMut(&NameInText) -> String) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut done = 0;
        for name in &self.names {
            out.push_str(&self.text[done..name.at]);
            done = name.at;
            let prefix = choose(name);
            if !prefix.is_empty() {
                out.push_str(&prefix);
                out.push(':');
            }
        }
        out.push_str(&self.text[done..]);
        out
    }
}

/// Which of the values the text is, compared as the datatypes say.
#[must_use]
pub fn literal(text: &str, scope: Scope<'_>, values: &[Literal]) -> Option<usize> {
    values.iter().position(|value| value.equals(text, scope))
}

/// What to say where the text is none of them.
#[must_use]
pub fn one_of(values: &[Literal]) -> String {
    const SHOWN: usize = 8;
    let mut message = String::from(if values.len() == 1 { "must be " } else { "must be one of " });
    for (index, value) in values.iter().take(SHOWN).enumerate() {
        message.push_str(if index == 0 { "`" } else { ", `" });
        message.push_str(value.value);
        message.push('`');
    }
    if values.len() > SHOWN {
        message.push_str(&format!(" and {} more", values.len() - SHOWN));
    }
    message
}

/// What to say where other values are allowed, too.
#[must_use]
pub fn one_of_or_other(values: &[Literal]) -> String {
    if values.is_empty() {
        return "is none of the values that are allowed here".to_owned();
    }
    format!("{}, or another value that is allowed here", one_of(values))
}

/// A type made ready for use.
#[derive(Debug)]
pub struct Checker {
    datatype: Option<Datatype>,
    except: Vec<(Literal, Option<Checker>)>,
}

impl Type {
    /// Makes it ready.
    #[must_use]
    pub fn checker(&self) -> Checker {
        let span = Span::at(SourceId(0), 0);
        let params: Vec<Param> = self
            .facets
            .iter()
            .map(|(name, value)| Param { name: (*name).into(), value: (*value).into(), span })
            .collect();
        let nothing = Literal { library: "", name: "", value: "" };
        let except = self.except.iter().map(|except| match except {
            Except::Value(value) => (*value, None),
            Except::Type(other) => (nothing, Some(other.checker())),
        });
        Checker { datatype: Datatype::new(self.library, self.name, &params).ok(), except: except.collect() }
    }
}

impl Checker {
    /// The text with its white space normalised, where the type allows it.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check(&self, text: &str, scope: Scope<'_>) -> Result<String, String> {
        let Some(datatype) = &self.datatype else { return Ok(text.to_owned()) };
        datatype.check(text, &scope).map_err(|mismatch| mismatch.message)?;
        for (value, other) in &self.except {
            let taken = match other {
                Some(other) => other.check(text, scope).is_ok(),
                None => value.equals(text, scope),
            };
            if taken {
                return Err("is a value that is taken out here".to_owned());
            }
        }
        Ok(datatype.normalize(text).into_owned())
    }
}
