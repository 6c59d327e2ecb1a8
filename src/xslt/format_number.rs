//! `format-number()` (XSLT 1.0, 12.3): patterns of the JDK 1.1 class `DecimalFormat`.

use super::stylesheet::DecimalFormat;
use crate::xpath::{Error, number_to_string};
use crate::xslt::catalogue;

#[derive(Debug, Default, Clone)]
struct Picture {
    prefix: String,
    suffix: String,
    multiplier: u32,
    least_integer: usize,
    least_fraction: usize,
    most_fraction: usize,
    group: usize,
    /// The decimal separator is written although no digit follows it.
    bare_separator: bool,
}

/// Digits of a fraction or an integer that a pattern may ask for.
const MAX_DIGITS: usize = 400;

/// The number as the pattern says.
pub(super) fn format(number: f64, pattern: &str, settings: &DecimalFormat) -> Result<String, Error> {
    if number.is_nan() {
        return Ok(settings.nan.clone());
    }
    let (positive, negative) = match split(pattern, settings) {
        (positive, Some(negative)) => {
            (picture(positive, pattern, settings)?, Some(picture(negative, pattern, settings)?))
        }
        (positive, None) => (picture(positive, pattern, settings)?, None),
    };
    let is_negative = number < 0.0;
    let (prefix, suffix) = match (&negative, is_negative) {
        (Some(negative), true) => (negative.prefix.clone(), negative.suffix.clone()),
        (None, true) => (format!("{}{}", settings.minus_sign, positive.prefix), positive.suffix.clone()),
        _ => (positive.prefix.clone(), positive.suffix.clone()),
    };
    let magnitude = number.abs() * f64::from(positive.multiplier.max(1));
    let body = if magnitude.is_infinite() { settings.infinity.clone() } else { digits(magnitude, &positive, settings) };
    Ok(format!("{prefix}{body}{suffix}"))
}

/// The two parts of a pattern; the separator counts only outside quotes.
fn split<'p>(pattern: &'p str, settings: &DecimalFormat) -> (&'p str, Option<&'p str>) {
    let mut quoted = false;
    for (at, character) in pattern.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            _ if !quoted && character == settings.pattern_separator => {
                return (&pattern[..at], Some(&pattern[at + character.len_utf8()..]));
            }
            _ => {}
        }
    }
    (pattern, None)
}

fn picture(part: &str, whole: &str, settings: &DecimalFormat) -> Result<Picture, Error> {
    let refuse = |why: &str| {
        let message = format!("`{whole}` is not a number pattern");
        Err(Error::new(&catalogue::XSLT_INVALID_NUMBER_PATTERN, message).with_note(why.to_owned()))
    };
    let mut picture = Picture { multiplier: 1, ..Picture::default() };
    #[derive(PartialEq, PartialOrd)]
    enum At {
        Prefix,
        Integer,
        Fraction,
        Suffix,
    }
    let mut at = At::Prefix;
    let mut since_group: Option<usize> = None;
    let mut any_digit = false;
    let mut optional_integer = false;
    let mut quoted = false;
    let mut characters = part.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\'' {
            if characters.peek() == Some(&'\'') {
                characters.next();
            } else {
                quoted = !quoted;
                continue;
            }
        }
        let special = !quoted && character != '\'';
        let is_digit = special && (character == settings.digit || character == settings.zero_digit);
        let is_point = special && character == settings.decimal_separator;
        let is_group = special && character == settings.grouping_separator;
        if (is_digit || is_point || is_group) && at != At::Suffix {
            if at == At::Prefix {
                at = At::Integer;
            }
            if is_point {
                if at == At::Fraction {
                    return refuse("it has two decimal separators");
                }
                at = At::Fraction;
            } else if is_group {
                if at == At::Fraction {
                    return refuse("a grouping separator stands behind the decimal separator");
                }
                since_group = Some(0);
            } else {
                any_digit = true;
                let required = character == settings.zero_digit;
                if at == At::Integer {
                    if let Some(count) = &mut since_group {
                        *count += 1;
                    }
                    if required {
                        picture.least_integer += 1;
                    } else if picture.least_integer > 0 {
                        return refuse("an optional digit stands behind a required one");
                    } else {
                        optional_integer = true;
                    }
                } else {
                    picture.most_fraction += 1;
                    if required {
                        picture.least_fraction = picture.most_fraction;
                    }
                }
            }
            continue;
        }
        if is_digit || is_point || is_group {
            return refuse("digits stand in two places");
        }
        if at != At::Prefix {
            at = At::Suffix;
        }
        if special && character == settings.percent {
            picture.multiplier = 100;
        } else if special && character == settings.per_mille {
            picture.multiplier = 1000;
        }
        let target = if at == At::Prefix { &mut picture.prefix } else { &mut picture.suffix };
        // the currency sign has no meaning here (XSLT 1.0, 12.3)
        target.push(character);
    }
    // A separator alone is a pattern of `DecimalFormat`, too.
    picture.bare_separator = !any_digit && at == At::Fraction;
    if !any_digit && at != At::Prefix && !picture.bare_separator {
        return refuse("it has no digit");
    }
    if picture.least_integer > MAX_DIGITS || picture.most_fraction > MAX_DIGITS {
        return refuse("it has too many digits");
    }
    // `#.#` is read as `0.#`, `.#` as `.0`
    if picture.most_fraction > 0 && picture.least_integer == 0 && picture.least_fraction == 0 {
        *(if optional_integer { &mut picture.least_integer } else { &mut picture.least_fraction }) = 1;
    }
    picture.group = since_group.unwrap_or(0);
    Ok(picture)
}

fn digits(magnitude: f64, picture: &Picture, settings: &DecimalFormat) -> String {
    let (integer, fraction) = rounded(magnitude, picture.most_fraction);
    let mut integer = integer.trim_start_matches('0').to_owned();
    let mut fraction = fraction;
    while fraction.len() > picture.least_fraction && fraction.ends_with('0') {
        fraction.pop();
    }
    while integer.len() < picture.least_integer {
        integer.insert(0, '0');
    }
    // a number is never nothing at all
    if integer.is_empty() && fraction.is_empty() {
        integer.push('0');
    }
    let shift = |digit: char| {
        let value = digit.to_digit(10).unwrap_or(0);
        char::from_u32(u32::from(settings.zero_digit) + value).unwrap_or(digit)
    };
    let mut result = String::new();
    for (index, digit) in integer.chars().enumerate() {
        if picture.group > 0 && index > 0 && (integer.len() - index).is_multiple_of(picture.group) {
            result.push(settings.grouping_separator);
        }
        result.push(shift(digit));
    }
    if !fraction.is_empty() || picture.bare_separator {
        result.push(settings.decimal_separator);
        result.extend(fraction.chars().map(shift));
    }
    result
}

/// Integer and fraction digits of the shortest decimal form, rounded half to even as `DecimalFormat` does.
fn rounded(magnitude: f64, places: usize) -> (String, String) {
    let text = number_to_string(magnitude);
    let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if fraction.len() <= places {
        let mut fraction = fraction.to_owned();
        fraction.extend(std::iter::repeat_n('0', places - fraction.len()));
        return (integer.to_owned(), fraction);
    }
    let mut digits: Vec<u8> = integer.bytes().chain(fraction[..places].bytes()).map(|byte| byte - b'0').collect();
    let rest = &fraction[places..];
    let half = rest.starts_with('5') && rest[1..].bytes().all(|byte| byte == b'0');
    let up = if half { digits.last().is_some_and(|digit| digit % 2 == 1) } else { rest.as_bytes()[0] >= b'5' };
    if up {
        let mut at = digits.len();
        loop {
            if at == 0 {
                digits.insert(0, 1);
                break;
            }
            at -= 1;
            if digits[at] == 9 {
                digits[at] = 0;
            } else {
                digits[at] += 1;
                break;
            }
        }
    }
    let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
    let split = text.len() - places;
    (text[..split].to_owned(), text[split..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_decimal_format() {
        let settings = DecimalFormat::default();
        for (number, pattern, expected) in [
            (1234.5, "#,##0.00", "1,234.50"),
            (1234.5, "#", "1234"),
            (1235.5, "#", "1236"),
            (0.0, "#", "0"),
            (0.5, "#.##", "0.5"),
            (0.5, "#.00", ".50"),
            (0.0, ".##", ".0"),
            (0.5, "0.##", "0.5"),
            (-3.0, "0", "-3"),
            (-3.0, "0;(0)", "(3)"),
            (0.25, "0%", "25%"),
            (0.25, "0\u{2030}", "250\u{2030}"),
            (7.0, "000", "007"),
            (1234567.0, "#,####", "123,4567"),
            (5.0, "'#'0", "#5"),
            (3.21, ".", "3."),
            (-12.0, ".", "-12."),
            (1e21, "0", "1000000000000000000000"),
            (f64::NAN, "0", "NaN"),
            (f64::INFINITY, "0.0", "Infinity"),
            (f64::NEG_INFINITY, "$0", "-$Infinity"),
        ] {
            assert_eq!(format(number, pattern, &settings).unwrap(), expected, "{number} {pattern}");
        }
        assert!(format(1.0, "0#", &settings).is_err());
        assert!(format(1.0, "0.0.0", &settings).is_err());
    }
}
