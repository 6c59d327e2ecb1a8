//! Dates, times and durations (XML Schema part 2, 3.2.6 to 3.2.14), with their partial orders.

use std::cmp::Ordering;

use super::decimal::Decimal;

/// Which of the date and time types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    DateTime,
    Time,
    Date,
    YearMonth,
    Year,
    MonthDay,
    Day,
    Month,
}

impl Format {
    fn parts(self) -> Parts {
        let parts = |year, month, day, time| Parts { year, month, day, time };
        match self {
            Self::DateTime => parts(true, true, true, true),
            Self::Time => parts(false, false, false, true),
            Self::Date => parts(true, true, true, false),
            Self::YearMonth => parts(true, true, false, false),
            Self::Year => parts(true, false, false, false),
            Self::MonthDay => parts(false, true, true, false),
            Self::Day => parts(false, false, true, false),
            Self::Month => parts(false, true, false, false),
        }
    }
}

#[derive(Clone, Copy)]
struct Parts {
    year: bool,
    month: bool,
    day: bool,
    time: bool,
}

/// A point on the time line, in UTC where it has a time zone. Parts that the type lacks stand at fixed values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Moment {
    seconds: i128,
    /// Decimals of the second, without zeros at the end.
    fraction: Box<str>,
    zoned: bool,
}

const DAY: i128 = 86_400;
/// Fourteen hours: the widest time zone (3.2.7.3).
const MAX_ZONE: i128 = 14 * 3600;

impl Moment {
    /// Reads the lexical form; `None` where it is none.
    pub(crate) fn parse(format: Format, text: &str) -> Option<Self> {
        let parts = format.parts();
        let mut rest = Cursor(text);
        // a leap year, so that --02-29 is a day
        let (mut year, mut month, mut day) = (1972_i128, 1, 1);
        if parts.year {
            year = rest.year()?;
            if parts.month {
                rest.take("-")?;
                month = rest.two()?;
                if parts.day {
                    rest.take("-")?;
                    day = rest.two()?;
                }
            }
        } else if parts.month {
            rest.take("--")?;
            month = rest.two()?;
            if parts.day {
                rest.take("-")?;
                day = rest.two()?;
            } else if rest.0.starts_with("--") && !rest.0.starts_with("--:") {
                // the form --MM-- of the first edition, mended by erratum 2-12
                return None;
            }
        } else if parts.day {
            rest.take("---")?;
            day = rest.two()?;
        }
        if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        let mut seconds = days_from_civil(year, month, day) * DAY;
        let mut fraction = "";
        if parts.time {
            if format == Format::DateTime {
                rest.take("T")?;
            }
            let hour = rest.two()?;
            rest.take(":")?;
            let minute = rest.two()?;
            rest.take(":")?;
            let second = rest.two()?;
            fraction = rest.fraction()?;
            let midnight = hour == 24 && minute == 0 && second == 0 && fraction.is_empty();
            if !midnight && (hour > 23 || minute > 59 || second > 59) {
                return None;
            }
            seconds += hour * 3600 + minute * 60 + second;
            if format == Format::Time && midnight {
                seconds -= DAY;
            }
        }
        let zone = rest.zone()?;
        if !rest.0.is_empty() {
            return None;
        }
        Some(Self { seconds: seconds - zone.unwrap_or(0), fraction: fraction.into(), zoned: zone.is_some() })
    }

    /// The partial order (3.2.7.4): a moment without time zone may lie anywhere within fourteen hours.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        let by = |shift: i128| (self.seconds + shift, &self.fraction).cmp(&(other.seconds, &other.fraction));
        let (low, high) = match (self.zoned, other.zoned) {
            (true, true) | (false, false) => return Some(by(0)),
            _ => (by(-MAX_ZONE), by(MAX_ZONE)),
        };
        (low == high && low != Ordering::Equal).then_some(low)
    }
}

/// What is left to read.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn take(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    fn digits(&mut self) -> &'a str {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        digits
    }

    fn two(&mut self) -> Option<i128> {
        let digits = self.0.get(..2)?;
        self.0 = &self.0[2..];
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    }

    /// Four or more digits, no zeros in front of more than four, not 0000 (3.2.7.1).
    fn year(&mut self) -> Option<i128> {
        let negative = self.take("-").is_some();
        let digits = self.digits();
        if digits.len() < 4 || (digits.len() > 4 && digits.starts_with('0')) || digits == "0000" {
            return None;
        }
        // Far beyond any calendar all years count as one: lengths of input must not decide over memory.
        let year = digits.parse().unwrap_or(i128::MAX).min(10_i128.pow(28));
        // there is no year 0000: -0001 comes right before 0001, and is a leap year as ISO 8601's year 0
        Some(if negative { 1 - year } else { year })
    }

    fn fraction(&mut self) -> Option<&'a str> {
        if self.take(".").is_none() {
            return Some("");
        }
        let digits = self.digits();
        (!digits.is_empty()).then(|| digits.trim_end_matches('0'))
    }

    /// Seconds east of UTC; `Some(None)` without time zone.
    fn zone(&mut self) -> Option<Option<i128>> {
        if self.0.is_empty() {
            return Some(None);
        }
        if self.take("Z").is_some() {
            return Some(Some(0));
        }
        let negative = self.take("-").is_some();
        if !negative {
            self.take("+")?;
        }
        let hours = self.two()?;
        self.take(":")?;
        let minutes = self.two()?;
        if hours > 14 || minutes > 59 || (hours == 14 && minutes > 0) {
            return None;
        }
        let seconds = hours * 3600 + minutes * 60;
        Some(Some(if negative { -seconds } else { seconds }))
    }
}

fn is_leap(year: i128) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i128, month: i128) -> i128 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (March-based years, 400-year eras).
fn days_from_civil(year: i128, month: i128, day: i128) -> i128 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// A duration: months and seconds, which no rule turns into each other (3.2.6).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Duration {
    months: Decimal<'static>,
    seconds: Decimal<'static>,
}

impl Duration {
    /// Whether the text is a duration, without building its value.
    pub(crate) fn is_lexical(text: &str) -> bool {
        fields(text).is_some()
    }

    /// Reads the lexical form `PnYnMnDTnHnMnS` (3.2.6.1); `None` where it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, fields) = fields(text)?;
        let number = |index: usize| {
            let digits: &str = if fields[index].is_empty() { "0" } else { fields[index] };
            Decimal::parse(digits)
        };
        let months = number(0)?.times_plus(12, &number(1)?);
        let hours = number(2)?.times_plus(24, &number(3)?);
        let seconds = hours.times_plus(60, &number(4)?).times_plus(60, &number(5)?);
        Some(Self { months: months.with_sign(negative), seconds: seconds.with_sign(negative) })
    }

    /// The partial order (3.2.6.2): by adding both to four dates at which months differ in length.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.months == other.months {
            return Some(self.seconds.cmp(&other.seconds));
        }
        if self.seconds == other.seconds {
            return Some(self.months.cmp(&other.months));
        }
        let mut orders = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)].into_iter().map(|(year, month)| {
            let (a, b) = (self.added_to(year, month), other.added_to(year, month));
            a.cmp(&b)
        });
        let first = orders.next()?;
        orders.all(|order| order == first).then_some(first)
    }

    /// Seconds on the time line (whole, then the sign-adjusted decimals) after adding to the first of a month.
    fn added_to(&self, year: i128, month: i128) -> (i128, i64, String) {
        let months = whole(&self.months).clamp(-(10_i128.pow(29)), 10_i128.pow(29)) + year * 12 + month - 1;
        let days = days_from_civil(months.div_euclid(12), months.rem_euclid(12) + 1, 1);
        let base = days * DAY;
        let text = self.seconds.to_string();
        let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
        let seconds = base.saturating_add(whole(&self.seconds));
        if self.seconds.is_negative() && !fraction.is_empty() {
            // -1.25 is -2 and .75: complement the decimals so that they count upwards
            let mut carry = 10;
            let mut digits: Vec<u8> = Vec::with_capacity(fraction.len());
            for digit in fraction.bytes().rev() {
                digits.push(b'0' + (carry - (digit - b'0')) % 10);
                carry = if carry == 10 && digit == b'0' { 10 } else { 9 };
            }
            digits.reverse();
            return (seconds - 1, 0, String::from_utf8(digits).unwrap_or_default());
        }
        (seconds, 0, fraction.to_owned())
    }
}

/// The integer part, saturated.
fn whole(number: &Decimal<'_>) -> i128 {
    let text = number.to_string();
    let integer = text.split('.').next().unwrap_or("0");
    let limit = 10_i128.pow(36);
    integer.parse().unwrap_or(if number.is_negative() { -limit } else { limit }).clamp(-limit, limit)
}

/// Sign, then years, months, days, hours, minutes, seconds; fields that are absent are empty.
fn fields(text: &str) -> Option<(bool, [&str; 6])> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut rest = text.strip_prefix('P')?;
    let mut fields = [""; 6];
    let mut next = 0;
    let mut in_time = false;
    while !rest.is_empty() {
        if !in_time && rest.starts_with('T') {
            in_time = true;
            next = 3;
            rest = &rest[1..];
            if rest.is_empty() {
                return None;
            }
        }
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, unit) = (rest.get(..length)?, rest.get(length..=length)?);
        let index = match (in_time, unit) {
            (false, "Y") => 0,
            (false, "M") => 1,
            (false, "D") => 2,
            (true, "H") => 3,
            (true, "M") => 4,
            (true, "S") => 5,
            _ => return None,
        };
        // seconds are any unsigned decimal, `.5` and `5.` too: so the first edition, jing and libxml2 have it, and a
        // document that they accept is not refused for the second edition's narrower form
        let well_formed = match number.split_once('.') {
            None => !number.is_empty(),
            Some((integer, fraction)) => {
                index == 5 && !(integer.is_empty() && fraction.is_empty()) && !fraction.contains('.')
            }
        };
        if index < next || !well_formed {
            return None;
        }
        fields[index] = number;
        next = index + 1;
        rest = &rest[length + 1..];
    }
    fields.iter().any(|field| !field.is_empty()).then_some((negative, fields))
}
