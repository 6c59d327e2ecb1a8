//! The types of XML Schema part 2, section 3.

use std::cmp::Ordering;

use super::decimal::{Decimal, split_sign};
use super::moment::{Duration, Format, Moment};
use super::{Context, Mismatch, Space, Whitespace, binary, is_xml_space, uri};
use crate::diagnostic::nearest;
use crate::rng::name::{is_char, is_ncname, is_start_char};

/// A type without facets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    String,
    NormalizedString,
    Token,
    Language,
    NmToken,
    NmTokens,
    Name,
    NcName,
    NcNames,
    Entity,
    Entities,
    QName,
    Boolean,
    Decimal,
    /// An integer with its least and greatest value.
    Integer(Bounds),
    Float,
    Double,
    Duration,
    Moment(Format),
    HexBinary,
    Base64Binary,
    AnyUri,
}

/// The bounds of a derived integer type; `None` for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bounds {
    min: Option<&'static str>,
    max: Option<&'static str>,
    words: &'static str,
}

const fn integer(min: Option<&'static str>, max: Option<&'static str>, words: &'static str) -> Kind {
    Kind::Integer(Bounds { min, max, words })
}

/// All types by name.
const TYPES: [(&str, Kind); 46] = [
    ("string", Kind::String),
    ("normalizedString", Kind::NormalizedString),
    ("token", Kind::Token),
    ("language", Kind::Language),
    ("NMTOKEN", Kind::NmToken),
    ("NMTOKENS", Kind::NmTokens),
    ("Name", Kind::Name),
    ("NCName", Kind::NcName),
    ("ID", Kind::NcName),
    ("IDREF", Kind::NcName),
    ("IDREFS", Kind::NcNames),
    ("ENTITY", Kind::Entity),
    ("ENTITIES", Kind::Entities),
    ("QName", Kind::QName),
    ("NOTATION", Kind::QName),
    ("boolean", Kind::Boolean),
    ("decimal", Kind::Decimal),
    ("integer", integer(None, None, "an integer")),
    ("nonPositiveInteger", integer(None, Some("0"), "a non-positive integer")),
    ("negativeInteger", integer(None, Some("-1"), "a negative integer")),
    ("nonNegativeInteger", integer(Some("0"), None, "a non-negative integer")),
    ("positiveInteger", integer(Some("1"), None, "a positive integer")),
    ("long", integer(Some("-9223372036854775808"), Some("9223372036854775807"), "a 64-bit integer")),
    ("int", integer(Some("-2147483648"), Some("2147483647"), "a 32-bit integer")),
    ("short", integer(Some("-32768"), Some("32767"), "a 16-bit integer")),
    ("byte", integer(Some("-128"), Some("127"), "an 8-bit integer")),
    ("unsignedLong", integer(Some("0"), Some("18446744073709551615"), "an unsigned 64-bit integer")),
    ("unsignedInt", integer(Some("0"), Some("4294967295"), "an unsigned 32-bit integer")),
    ("unsignedShort", integer(Some("0"), Some("65535"), "an unsigned 16-bit integer")),
    ("unsignedByte", integer(Some("0"), Some("255"), "an unsigned 8-bit integer")),
    ("float", Kind::Float),
    ("double", Kind::Double),
    ("duration", Kind::Duration),
    ("dateTime", Kind::Moment(Format::DateTime)),
    ("time", Kind::Moment(Format::Time)),
    ("date", Kind::Moment(Format::Date)),
    ("gYearMonth", Kind::Moment(Format::YearMonth)),
    ("gYear", Kind::Moment(Format::Year)),
    ("gMonthDay", Kind::Moment(Format::MonthDay)),
    ("gDay", Kind::Moment(Format::Day)),
    ("gMonth", Kind::Moment(Format::Month)),
    ("hexBinary", Kind::HexBinary),
    ("base64Binary", Kind::Base64Binary),
    ("anyURI", Kind::AnyUri),
    // the two abstract types of XPath 2.0's data model, which other implementations offer
    ("untypedAtomic", Kind::String),
    ("anyAtomicType", Kind::String),
];

/// The names of all types.
pub(crate) fn names() -> Vec<&'static str> {
    TYPES.iter().map(|(name, _)| *name).collect()
}

impl Kind {
    /// The type of this name.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        TYPES.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind)
    }

    /// The type of a list type's items.
    pub(crate) fn item(self) -> Option<Self> {
        match self {
            Self::NmTokens => Some(Self::NmToken),
            Self::NcNames => Some(Self::NcName),
            Self::Entities => Some(Self::Entity),
            _ => None,
        }
    }

    /// What the type does with white space.
    pub(crate) fn whitespace(self) -> Whitespace {
        match self {
            Self::String => Whitespace::Preserve,
            Self::NormalizedString => Whitespace::Replace,
            _ => Whitespace::Collapse,
        }
    }

    /// Whether every text belongs to it.
    pub(crate) fn accepts_all(self) -> bool {
        matches!(self, Self::String | Self::NormalizedString | Self::Token)
    }

    /// Whether equal values have equal texts after normalisation.
    pub(crate) fn compares_text(self) -> bool {
        matches!(
            self,
            Self::String
                | Self::NormalizedString
                | Self::Token
                | Self::Language
                | Self::NmToken
                | Self::NmTokens
                | Self::Name
                | Self::NcName
                | Self::NcNames
                | Self::AnyUri
        )
    }

    /// Whether a value may mean different things in different places.
    pub(crate) fn is_context_dependent(self) -> bool {
        matches!(self, Self::QName | Self::Entity | Self::Entities)
    }

    /// Whether the text, its white space normalised, belongs to the type.
    pub(crate) fn is_lexical(self, text: &str, context: &dyn Context) -> bool {
        if let Some(item) = self.item() {
            return !text.is_empty() && words(text).all(|(_, word)| item.is_lexical(word, context));
        }
        match self {
            Self::String | Self::NormalizedString | Self::Token => true,
            Self::Language => is_language(text),
            Self::NmToken => is_nmtoken(text),
            Self::Name => is_name(text),
            Self::NcName => is_ncname(text),
            Self::Entity => is_ncname(text) && context.is_unparsed_entity(text),
            Self::QName => split_qname(text).is_some_and(|(prefix, _)| resolve(prefix, context).is_some()),
            Self::Boolean => matches!(text, "true" | "false" | "1" | "0"),
            Self::Decimal => Decimal::parse(text).is_some(),
            Self::Integer(bounds) => is_integer(text) && bounds.allow(text),
            Self::Float | Self::Double => is_float(text),
            Self::Duration => Duration::is_lexical(text),
            Self::Moment(format) => Moment::parse(format, text).is_some(),
            Self::HexBinary => binary::hex_length(text).is_some(),
            Self::Base64Binary => binary::base64_length(text).is_some(),
            Self::AnyUri => uri::check(text).is_ok(),
            Self::NmTokens | Self::NcNames | Self::Entities => false,
        }
    }

    /// The value of a text that belongs to the type.
    pub(crate) fn space(self, text: &str, context: &dyn Context) -> Option<Space> {
        if let Some(item) = self.item() {
            let items: Option<Vec<Space>> = words(text).map(|(_, word)| item.space(word, context)).collect();
            return items.map(|items| Space::List(items.into_boxed_slice()));
        }
        Some(match self {
            Self::Boolean => Space::Boolean(matches!(text, "true" | "1")),
            Self::Decimal | Self::Integer(_) => Space::Decimal(Decimal::parse(text)?.into_owned()),
            // adding zero makes negative zero positive: they are equal
            Self::Float => Space::Float((parse_float(text)? + 0.0).to_bits()),
            Self::Double => Space::Double((parse_double(text)? + 0.0).to_bits()),
            Self::Duration => Space::Duration(Duration::parse(text)?),
            Self::Moment(format) => Space::Moment(Moment::parse(format, text)?),
            Self::HexBinary => Space::Binary(binary::hex_octets(text)),
            Self::Base64Binary => Space::Binary(binary::base64_octets(text)),
            Self::QName => {
                let (prefix, local) = split_qname(text)?;
                Space::QName { namespace: resolve(prefix, context)?.into(), local: local.into() }
            }
            _ => Space::Text(text.into()),
        })
    }

    /// The length in the type's own unit (4.3.1): characters, octets, items. `None` where it has none.
    pub(crate) fn length(self, text: &str) -> Option<usize> {
        if self.item().is_some() {
            return Some(words(text).count());
        }
        match self {
            Self::HexBinary => binary::hex_length(text),
            Self::Base64Binary => binary::base64_length(text),
            _ if self.length_unit().is_some() => Some(text.chars().count()),
            _ => None,
        }
    }

    /// What lengths count, in words; `None` where the type has no length.
    pub(crate) fn length_unit(self) -> Option<&'static str> {
        match self {
            Self::NmTokens | Self::NcNames | Self::Entities => Some("item"),
            Self::HexBinary | Self::Base64Binary => Some("octet"),
            Self::String
            | Self::NormalizedString
            | Self::Token
            | Self::Language
            | Self::NmToken
            | Self::Name
            | Self::NcName
            | Self::Entity
            | Self::AnyUri => Some("character"),
            // of a QName or NOTATION no length means anything: the text depends on prefixes (4.3.1.3)
            _ => None,
        }
    }

    /// Whether the type is ordered, so that bounds can be set.
    pub(crate) fn is_ordered(self) -> bool {
        matches!(self, Self::Decimal | Self::Integer(_) | Self::Float | Self::Double | Self::Duration | Self::Moment(_))
    }

    /// Whether digits can be counted.
    pub(crate) fn is_decimal(self) -> bool {
        matches!(self, Self::Decimal | Self::Integer(_))
    }

    /// How a text that does not belong to the type fails.
    pub(crate) fn explain(self, text: &str, context: &dyn Context) -> Mismatch {
        let must = format!("must be {}", self.describe());
        if let Some(item) = self.item() {
            let wrong = words(text).find(|(_, word)| !item.is_lexical(word, context));
            return match wrong {
                None => Mismatch::new(format!("{must}, not empty")),
                Some((start, word)) => Mismatch::at(format!("{must}; `{word}` is none"), start..start + word.len()),
            };
        }
        if text.is_empty() {
            return Mismatch::new(format!("{must}, not empty"));
        }
        let stray = |fits: fn(char) -> bool| {
            let (start, wrong) = text.char_indices().find(|(_, c)| !fits(*c))?;
            let what = if is_xml_space(wrong) { "white space".to_owned() } else { format!("`{wrong}`") };
            Some(Mismatch::at(format!("{must}; {what} cannot stand in it"), start..start + wrong.len_utf8()))
        };
        let found = match self {
            Self::Boolean => {
                let meant = match text.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "on" | "y" => Some("true"),
                    "false" | "no" | "off" | "n" => Some("false"),
                    _ => nearest(text, ["true", "false"]),
                };
                return Mismatch { meant, ..Mismatch::new("must be `true`, `false`, `1` or `0`") };
            }
            Self::Integer(bounds) if is_integer(text) => return bounds.explain(text),
            Self::Integer(_) if Decimal::parse(text).is_some() => {
                let point = text.find('.').unwrap_or(0);
                return Mismatch::at(format!("{must}, without decimal point"), point..text.len());
            }
            Self::Integer(_) => stray(|c| c.is_ascii_digit() || c == '-' || c == '+'),
            Self::Decimal => stray(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')),
            Self::NmToken | Self::Name | Self::QName => stray(is_name_char),
            Self::NcName | Self::Entity => stray(|c| c != ':' && is_name_char(c)),
            Self::HexBinary => stray(|c| c.is_ascii_hexdigit()),
            Self::AnyUri => uri::check(text)
                .err()
                .map(|range| Mismatch::at(format!("{must}; `{}` cannot stand there", &text[range.clone()]), range)),
            _ => None,
        };
        if let Some(mismatch) = found {
            return mismatch;
        }
        match self {
            Self::QName if split_qname(text).is_some() => {
                let prefix = split_qname(text).map_or("", |(prefix, _)| prefix);
                Mismatch::at(
                    format!("must be a qualified name whose prefix is declared; `{prefix}` is not"),
                    0..prefix.len(),
                )
            }
            Self::Entity if is_ncname(text) => {
                Mismatch::new("must be the name of an unparsed entity that the document type declares")
            }
            Self::Name | Self::NcName | Self::QName | Self::Entity => {
                let first = text.chars().next().map_or(0, char::len_utf8);
                Mismatch::at(format!("{must}; `{}` cannot begin it", &text[..first]), 0..first)
            }
            _ => Mismatch::new(must),
        }
    }

    /// The type in words, with article.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::NormalizedString => "a string without line breaks",
            Self::Token => "a token",
            Self::Language => "a language tag such as `en` or `en-US`",
            Self::NmToken => "a name token",
            Self::NmTokens => "a list of name tokens",
            Self::Name => "an XML name",
            Self::NcName => "an XML name without colons",
            Self::NcNames => "a list of XML names without colons",
            Self::Entity => "the name of an unparsed entity",
            Self::Entities => "a list of names of unparsed entities",
            Self::QName => "a qualified name",
            Self::Boolean => "a boolean (`true` or `false`)",
            Self::Decimal => "a decimal number",
            Self::Integer(bounds) => bounds.words,
            Self::Float | Self::Double => "a floating-point number",
            Self::Duration => "a duration such as `P1Y2M3DT4H5M6S`",
            Self::Moment(format) => match format {
                Format::DateTime => "a date and time such as `2024-02-29T23:59:59`",
                Format::Time => "a time such as `23:59:59`",
                Format::Date => "a date such as `2024-02-29`",
                Format::YearMonth => "a year and month such as `2024-02`",
                Format::Year => "a year such as `2024`",
                Format::MonthDay => "a month and day such as `--02-29`",
                Format::Day => "a day of the month such as `---29`",
                Format::Month => "a month such as `--02`",
            },
            Self::HexBinary => "an even number of hexadecimal digits",
            Self::Base64Binary => "a base64 text",
            Self::AnyUri => "a URI",
        }
    }
}

impl Bounds {
    fn allow(self, text: &str) -> bool {
        let above = self.min.is_none_or(|min| compare_integers(text, min) != Ordering::Less);
        above && self.max.is_none_or(|max| compare_integers(text, max) != Ordering::Greater)
    }

    fn explain(self, text: &str) -> Mismatch {
        let message = match (self.min, self.max) {
            (Some(min), _) if compare_integers(text, min) == Ordering::Less => {
                format!("must be {}, at least {min}", self.words)
            }
            (_, Some(max)) => format!("must be {}, at most {max}", self.words),
            _ => format!("must be {}", self.words),
        };
        Mismatch::new(message)
    }
}

fn compare_integers(a: &str, b: &str) -> Ordering {
    match (Decimal::parse(a), Decimal::parse(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Ordering::Equal,
    }
}

/// The words of a list with their places.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split(is_xml_space).filter(|word| !word.is_empty()).map(move |word| (word.as_ptr() as usize - base, word))
}

fn is_integer(text: &str) -> bool {
    let (_, digits) = split_sign(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Names follow XML 1.0's fourth edition, to which XML Schema part 2 refers.
fn is_name_char(c: char) -> bool {
    c == ':' || is_char(c)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c| c == ':' || is_start_char(c)) && text.chars().all(is_name_char)
}

fn is_nmtoken(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_name_char)
}

/// RFC 3066 by its grammar, as 3.3.3 takes it.
fn is_language(text: &str) -> bool {
    text.split('-').enumerate().all(|(index, part)| {
        (1..=8).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphabetic() || (index > 0 && byte.is_ascii_digit()))
    })
}

/// Prefix, empty without one, and local part.
fn split_qname(text: &str) -> Option<(&str, &str)> {
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    let has_prefix = text.contains(':');
    (is_ncname(local) && (!has_prefix || is_ncname(prefix))).then_some((prefix, local))
}

fn resolve<'a>(prefix: &str, context: &'a dyn Context) -> Option<&'a str> {
    match context.namespace(prefix) {
        None if prefix.is_empty() => Some(""),
        None if prefix == "xml" => Some(crate::xml::XML_NAMESPACE),
        found => found,
    }
}

/// The lexical space of float and double (3.2.4.1): Rust's own parser takes more (`inf`, `infinity`).
fn is_float(text: &str) -> bool {
    if matches!(text, "INF" | "-INF" | "NaN") {
        return true;
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    Decimal::parse(mantissa).is_some() && exponent.is_none_or(is_integer)
}

pub(crate) fn parse_double(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => text.parse().ok(),
    }
}

pub(crate) fn parse_float(text: &str) -> Option<f32> {
    match text {
        "INF" => Some(f32::INFINITY),
        "-INF" => Some(f32::NEG_INFINITY),
        "NaN" => Some(f32::NAN),
        _ => text.parse().ok(),
    }
}
