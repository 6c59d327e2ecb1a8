/// A string as a number (XPath 1.0, 4.4): an optional minus sign and a decimal number, white space around it; anything
/// else is not a number.
#[must_use]
pub fn string_to_number(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut dots = 0;
    let mut any = false;
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => any = true,
            b'.' => dots += 1,
            _ => return f64::NAN,
        }
    }
    if !any || dots > 1 {
        return f64::NAN;
    }
    text.parse().unwrap_or(f64::NAN)
}

/// A number as a string (XPath 1.0, 4.2): decimal, without exponent, no more digits than needed.
#[must_use]
pub fn number_to_string(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else {
        format!("{number}")
    }
}

/// `round()`: the nearest integer, the greater of two equally near (XPath 1.0, 4.4).
#[must_use]
pub fn round(number: f64) -> f64 {
    if !number.is_finite() || number == 0.0 {
        return number;
    }
    if (-0.5..0.0).contains(&number) {
        return -0.0;
    }
    let floor = number.floor();
    if number - floor >= 0.5 { floor + 1.0 } else { floor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_to_numbers() {
        for (text, number) in [("1", 1.0), (" -1.50\n", -1.5), (".5", 0.5), ("5.", 5.0), ("-.5", -0.5), ("007", 7.0)] {
            assert_eq!(string_to_number(text), number, "{text}");
        }
        for text in ["", " ", "+1", "1e3", "1 2", ".", "-", "--1", "1.2.3", "0x10", "Infinity", "NaN", "\u{a0}1", "- 1"]
        {
            assert!(string_to_number(text).is_nan(), "{text}");
        }
    }

    #[test]
    fn numbers_to_strings() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (1e21, "1000000000000000000000"),
            (1e-7, "0.0000001"),
            (0.1 + 0.2, "0.30000000000000004"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(number_to_string(number), text);
        }
    }

    #[test]
    fn rounding_goes_up_at_the_half() {
        for (number, rounded) in [
            (2.5, 3.0),
            (-2.5, -2.0),
            (-2.6, -3.0),
            (0.49999999999999994, 0.0),
            (4503599627370497.0, 4503599627370497.0),
        ] {
            assert_eq!(round(number), rounded);
        }
        assert!(round(-0.2).is_sign_negative() && round(f64::NAN).is_nan());
    }
}
