//! Decimal numbers of any length, kept as digits: XML Schema part 2 sets no bound, and facets must compare exactly.

use std::borrow::Cow;
use std::cmp::Ordering;

/// A number as its significant digits: no zeros before the integer part, none after the fraction, no negative zero.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Decimal<'a> {
    negative: bool,
    integer: Cow<'a, str>,
    fraction: Cow<'a, str>,
}

impl<'a> Decimal<'a> {
    /// Reads the lexical form of `xsd:decimal` (3.2.3.1); `None` where it is none.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (negative, digits) = split_sign(text);
        let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (integer.is_empty() && fraction.is_empty()) || !all_digits(integer) || !all_digits(fraction) {
            return None;
        }
        Some(Self::from_parts(negative, integer, fraction))
    }

    fn from_parts(negative: bool, integer: &'a str, fraction: &'a str) -> Self {
        let integer = integer.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let negative = negative && !(integer.is_empty() && fraction.is_empty());
        Self { negative, integer: Cow::Borrowed(integer), fraction: Cow::Borrowed(fraction) }
    }

    /// The number with digits of its own.
    pub(crate) fn into_owned(self) -> Decimal<'static> {
        Decimal {
            negative: self.negative,
            integer: Cow::Owned(self.integer.into_owned()),
            fraction: Cow::Owned(self.fraction.into_owned()),
        }
    }

    /// Number of significant digits, at least one (4.3.11).
    pub(crate) fn total_digits(&self) -> usize {
        (self.integer.len() + self.fraction.len()).max(1)
    }

    /// Number of significant digits after the point (4.3.12).
    pub(crate) fn fraction_digits(&self) -> usize {
        self.fraction.len()
    }

    /// Whether it is zero.
    pub(crate) fn is_zero(&self) -> bool {
        self.integer.is_empty() && self.fraction.is_empty()
    }

    /// Whether it is below zero.
    pub(crate) fn is_negative(&self) -> bool {
        self.negative
    }

    /// With the sign given; zero stays without.
    pub(crate) fn with_sign(mut self, negative: bool) -> Self {
        self.negative = negative && !self.is_zero();
        self
    }

    /// `self * factor + other` for numbers that are not negative; fractions only in `other`.
    pub(crate) fn times_plus(&self, factor: u32, other: &Decimal<'_>) -> Decimal<'static> {
        // digits from the lowest; the carry stays below 2^32 * 10, which u64 holds
        let mut digits = Vec::with_capacity(self.integer.len() + 6);
        let mut own = self.integer.bytes().rev();
        let mut added = other.integer.bytes().rev();
        let mut carry: u64 = 0;
        loop {
            let (a, b) = (own.next(), added.next());
            if a.is_none() && b.is_none() && carry == 0 {
                break;
            }
            let digit = |byte: Option<u8>| byte.map_or(0, |byte| u64::from(byte - b'0'));
            carry += digit(a) * u64::from(factor) + digit(b);
            digits.push(char::from(b'0' + u8::try_from(carry % 10).unwrap_or(0)));
            carry /= 10;
        }
        let integer: String = digits.iter().rev().collect();
        Decimal {
            negative: false,
            integer: Cow::Owned(integer.trim_start_matches('0').to_owned()),
            fraction: Cow::Owned(other.fraction.clone().into_owned()),
        }
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let magnitude = || {
            (self.integer.len().cmp(&other.integer.len()))
                .then_with(|| self.integer.cmp(&other.integer))
                .then_with(|| self.fraction.cmp(&other.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => magnitude(),
            (true, true) => magnitude().reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Decimal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        f.write_str(if self.integer.is_empty() { "0" } else { &self.integer })?;
        if !self.fraction.is_empty() {
            write!(f, ".{}", self.fraction)?;
        }
        Ok(())
    }
}

/// An optional sign and what follows it.
pub(crate) fn split_sign(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal<'_> {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn reads_the_lexical_space() {
        for bad in ["", "+", "-", ".", "+.", "1e3", "1.2.3", " 1", "0x1", "--1", "1-"] {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
        for good in ["0", "-0", "+1", "1.", ".5", "007.700"] {
            assert!(Decimal::parse(good).is_some(), "{good}");
        }
        assert_eq!(number("-0.0"), number("+0"));
        assert_eq!(number("007.700").to_string(), "7.7");
    }

    #[test]
    fn compares_as_numbers() {
        let ascending = ["-100", "-99.5", "-1", "-0.001", "0", "0.0009", "0.001", "0.9", "1", "9", "10", "10.5"];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(number(a).cmp(&number(b)), i.cmp(&j), "{a} and {b}");
            }
        }
        assert!(number("18446744073709551616") > number("18446744073709551615"));
    }

    #[test]
    fn counts_significant_digits() {
        assert_eq!((number("0").total_digits(), number("0012.3400").total_digits()), (1, 4));
        assert_eq!((number("5.0").fraction_digits(), number("0.050").fraction_digits()), (0, 2));
    }

    #[test]
    fn multiplies_and_adds() {
        assert_eq!(number("99").times_plus(60, &number("0.25")).to_string(), "5940.25");
        assert_eq!(number("0").times_plus(12, &number("7")).to_string(), "7");
        assert_eq!(number("99999999999999999999").times_plus(12, &number("1")).to_string(), "1199999999999999999989");
    }
}
