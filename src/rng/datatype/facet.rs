//! Facets (XML Schema part 2, 4.3), given as params: RELAX NG has `value` for enumerations, and fixes white space.

use std::cmp::Ordering;
use std::ops::Range;

use super::decimal::{Decimal, split_sign};
use super::moment::{Duration, Moment};
use super::regex::Regex;
use super::xsd::{Kind, parse_double, parse_float};
use super::{Context, Datatype, Mismatch, NoContext, is_xml_space};

/// One restriction.
#[derive(Debug, Clone)]
pub(crate) enum Facet {
    Pattern(Box<Regex>),
    Length(usize),
    MinLength(usize),
    MaxLength(usize),
    Limit(Limit),
    TotalDigits(usize),
    FractionDigits(usize),
}

/// A bound of an ordered type.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    side: Side,
    inclusive: bool,
    written: Box<str>,
    bound: Bound,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Min,
    Max,
}

#[derive(Debug, Clone)]
enum Bound {
    Decimal(Decimal<'static>),
    Double(f64),
    Float(f32),
    Duration(Duration),
    Moment(Moment),
}

/// Why a facet is refused.
pub(crate) struct FacetError {
    pub(crate) message: String,
    pub(crate) range: Option<Range<usize>>,
}

fn refuse<T>(message: impl Into<String>) -> Result<T, FacetError> {
    Err(FacetError { message: message.into(), range: None })
}

/// The facets that can be params.
pub(crate) const KNOWN: [&str; 10] = [
    "pattern",
    "length",
    "minLength",
    "maxLength",
    "minInclusive",
    "minExclusive",
    "maxInclusive",
    "maxExclusive",
    "totalDigits",
    "fractionDigits",
];
const NAMES: &str = "`pattern`, `length`, `minLength`, `maxLength`, `minInclusive`, `minExclusive`, `maxInclusive`, \
                     `maxExclusive`, `totalDigits` and `fractionDigits`";

impl Facet {
    /// The facet `name` with `value` on a type that may have facets already.
    pub(crate) fn new(base: &Datatype, name: &str, value: &str) -> Result<Self, FacetError> {
        let kind = base.kind;
        match name {
            "pattern" => match Regex::new(value) {
                Ok(regex) => Ok(Self::Pattern(Box::new(regex))),
                Err(error) => Err(FacetError { message: error.message, range: Some(error.range) }),
            },
            "length" | "minLength" | "maxLength" => {
                if kind.length_unit().is_none() {
                    return refuse(format!("`{name}` needs a type that has a length, not {}", kind.describe()));
                }
                let Some(length) = count(value) else {
                    return refuse(format!("`{name}` must be a non-negative integer"));
                };
                Ok(match name {
                    "length" => Self::Length(length),
                    "minLength" => Self::MinLength(length),
                    _ => Self::MaxLength(length),
                })
            }
            "minInclusive" => limit(base, name, value, Side::Min, true),
            "minExclusive" => limit(base, name, value, Side::Min, false),
            "maxInclusive" => limit(base, name, value, Side::Max, true),
            "maxExclusive" => limit(base, name, value, Side::Max, false),
            "totalDigits" | "fractionDigits" => {
                if !kind.is_decimal() {
                    return refuse(format!("`{name}` needs a decimal type, not {}", kind.describe()));
                }
                match (name, count(value)) {
                    ("totalDigits", None | Some(0)) => refuse("`totalDigits` must be a positive integer"),
                    ("totalDigits", Some(digits)) => Ok(Self::TotalDigits(digits)),
                    (_, None) => refuse("`fractionDigits` must be a non-negative integer"),
                    (_, Some(digits)) => Ok(Self::FractionDigits(digits)),
                }
            }
            "enumeration" => refuse("`enumeration` cannot be a parameter: write a choice of values instead"),
            "whiteSpace" => refuse("`whiteSpace` cannot be a parameter: the datatype decides it"),
            _ => refuse(format!("unknown facet `{name}`; there are {NAMES}")),
        }
    }

    /// Whether the text, which belongs to the type, keeps to the facet.
    pub(crate) fn allows(&self, kind: Kind, text: &str, _context: &dyn Context) -> bool {
        match self {
            Self::Pattern(regex) => regex.is_match(text),
            Self::Length(length) => kind.length(text) == Some(*length),
            Self::MinLength(length) => kind.length(text).is_some_and(|own| own >= *length),
            Self::MaxLength(length) => kind.length(text).is_some_and(|own| own <= *length),
            Self::Limit(limit) => limit.allows(kind, text),
            Self::TotalDigits(digits) => Decimal::parse(text).is_some_and(|own| own.total_digits() <= *digits),
            Self::FractionDigits(digits) => Decimal::parse(text).is_some_and(|own| own.fraction_digits() <= *digits),
        }
    }

    /// How a text that breaks the facet fails.
    pub(crate) fn explain(&self, kind: Kind, text: &str) -> Mismatch {
        let own = || kind.length(text).unwrap_or(0);
        let unit = kind.length_unit().unwrap_or("character");
        match self {
            Self::Pattern(regex) => regex.explain_mismatch(text),
            Self::Length(length) => {
                Mismatch::new(format!("must have exactly {}, not {}", counted(*length, unit), own()))
            }
            Self::MinLength(1) if text.is_empty() => Mismatch::new("must not be empty"),
            Self::MinLength(length) => {
                Mismatch::new(format!("must have at least {}, not {}", counted(*length, unit), own()))
            }
            Self::MaxLength(length) => {
                let message = format!("must have at most {}, not {}", counted(*length, unit), own());
                match text.char_indices().nth(*length) {
                    Some((start, _)) if unit == "character" => Mismatch::at(message, start..text.len()),
                    _ => Mismatch::new(message),
                }
            }
            Self::Limit(limit) => Mismatch::new(format!("must be {}", limit.describe(kind))),
            Self::TotalDigits(digits) => {
                Mismatch::new(format!("must have at most {}", counted(*digits, "significant digit")))
            }
            Self::FractionDigits(digits) => Mismatch::new(format!(
                "must have at most {} after the decimal point",
                counted(*digits, "significant digit")
            )),
        }
    }

    /// The facet in words, to follow the type's.
    pub(crate) fn describe(&self, kind: Kind) -> String {
        let unit = kind.length_unit().unwrap_or("character");
        match self {
            Self::Pattern(regex) => format!("matching `{}`", regex.source()),
            Self::Length(length) => format!("of {}", counted(*length, unit)),
            Self::MinLength(length) => format!("of at least {}", counted(*length, unit)),
            Self::MaxLength(length) => format!("of at most {}", counted(*length, unit)),
            Self::Limit(limit) => limit.describe(kind),
            Self::TotalDigits(digits) => format!("with at most {}", counted(*digits, "significant digit")),
            Self::FractionDigits(digits) => {
                format!("with at most {} after the decimal point", counted(*digits, "significant digit"))
            }
        }
    }
}

fn counted(count: usize, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// A non-negative integer; what is too big for any text counts as the greatest.
fn count(value: &str) -> Option<usize> {
    let value = value.trim_matches(is_xml_space);
    let (negative, digits) = split_sign(value);
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let count = all_digits.then(|| digits.parse().unwrap_or(usize::MAX))?;
    (!negative || count == 0).then_some(count)
}

fn limit(base: &Datatype, name: &str, value: &str, side: Side, inclusive: bool) -> Result<Facet, FacetError> {
    let kind = base.kind;
    if !kind.is_ordered() {
        return refuse(format!("`{name}` needs an ordered type, not {}", kind.describe()));
    }
    // the bound must itself belong to the type, facets before it included
    if let Err(mismatch) = base.check(value, &NoContext) {
        return refuse(format!("`{name}` {}", mismatch.message));
    }
    let text = base.normalize(value);
    let bound = match kind {
        Kind::Float => parse_float(&text).map(Bound::Float),
        Kind::Double => parse_double(&text).map(Bound::Double),
        Kind::Duration => Duration::parse(&text).map(Bound::Duration),
        Kind::Moment(format) => Moment::parse(format, &text).map(Bound::Moment),
        _ => Decimal::parse(&text).map(|number| Bound::Decimal(number.into_owned())),
    };
    match bound {
        Some(bound) => Ok(Facet::Limit(Limit { side, inclusive, written: text.as_ref().into(), bound })),
        None => refuse(format!("`{name}` must be {}", kind.describe())),
    }
}

/// Not-a-number equals itself and has no order with anything else (3.2.4).
fn compare_floats(a: f64, b: f64) -> Option<Ordering> {
    if a.is_nan() && b.is_nan() { Some(Ordering::Equal) } else { a.partial_cmp(&b) }
}

impl Limit {
    fn allows(&self, kind: Kind, text: &str) -> bool {
        let order = match (&self.bound, kind) {
            (Bound::Decimal(bound), _) => Decimal::parse(text).map(|own| own.cmp(bound)),
            (Bound::Float(bound), _) => parse_float(text).and_then(|own| compare_floats(own.into(), (*bound).into())),
            (Bound::Double(bound), _) => parse_double(text).and_then(|own| compare_floats(own, *bound)),
            (Bound::Duration(bound), _) => Duration::parse(text).and_then(|own| own.compare(bound)),
            (Bound::Moment(bound), Kind::Moment(format)) => {
                Moment::parse(format, text).and_then(|own| own.compare(bound))
            }
            (Bound::Moment(_), _) => None,
        };
        match (order, self.side) {
            (Some(Ordering::Equal), _) => self.inclusive,
            (Some(order), Side::Min) => order == Ordering::Greater,
            (Some(order), Side::Max) => order == Ordering::Less,
            (None, _) => false,
        }
    }

    fn describe(&self, kind: Kind) -> String {
        let calendar = matches!(kind, Kind::Moment(_));
        let words = match (self.side, self.inclusive, calendar) {
            (Side::Min, true, false) => "at least",
            (Side::Min, false, false) => "greater than",
            (Side::Max, true, false) => "at most",
            (Side::Max, false, false) => "less than",
            (Side::Min, true, true) => "not before",
            (Side::Min, false, true) => "after",
            (Side::Max, true, true) => "not after",
            (Side::Max, false, true) => "before",
        };
        format!("{words} {}", self.written)
    }
}
