//! EXSLT's dates and times (<http://exslt.org/date/>): values of the XML Schema types for dates, times and durations.

use super::exslt::Known;
use crate::xpath::{NodeRef, Value, number_to_string};

pub(super) const DATES: &str = "http://exslt.org/dates-and-times";

/// The functions with the numbers of arguments that they take.
pub(super) const KNOWN: [Known; 25] = {
    const fn known(name: &'static str, least: usize, most: usize) -> Known {
        Known { module: DATES, name, least, most }
    }
    [
        known("date-time", 0, 0),
        known("date", 0, 1),
        known("time", 0, 1),
        known("year", 0, 1),
        known("leap-year", 0, 1),
        known("month-in-year", 0, 1),
        known("month-name", 0, 1),
        known("month-abbreviation", 0, 1),
        known("week-in-year", 0, 1),
        known("week-in-month", 0, 1),
        known("day-in-year", 0, 1),
        known("day-in-month", 0, 1),
        known("day-of-week-in-month", 0, 1),
        known("day-in-week", 0, 1),
        known("day-name", 0, 1),
        known("day-abbreviation", 0, 1),
        known("hour-in-day", 0, 1),
        known("minute-in-hour", 0, 1),
        known("second-in-minute", 0, 1),
        known("seconds", 0, 1),
        known("add", 2, 2),
        known("add-duration", 2, 2),
        known("difference", 2, 2),
        known("duration", 0, 1),
        known("sum", 1, 1),
    ]
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAY: f64 = 86_400.0;

/// Which parts a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    DateTime,
    Date,
    YearMonth,
    Year,
    MonthDay,
    Month,
    Day,
    Time,
}

/// A point in time, or what of it a value says.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Moment {
    kind: Kind,
    /// Counted through: the year before 1, which is written -0001, is 0.
    year: i64,
    month: u32,
    day: u32,
    /// Seconds since midnight.
    time: f64,
    /// Minutes east of Greenwich.
    zone: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Duration {
    months: i64,
    seconds: f64,
}

/// Calls a function of [`KNOWN`].
pub(super) fn call<'d>(name: &str, arguments: &[Value<'d>]) -> Value<'d> {
    let text = |index: usize| arguments.get(index).map(|value| value.text().into_owned());
    let moment = text(0).map_or_else(|| Some(now()), |text| Moment::parse(&text));
    let any = |kinds: &[Kind]| moment.filter(|moment| kinds.contains(&moment.kind));
    let full = [Kind::DateTime, Kind::Date];
    let with_year = [Kind::DateTime, Kind::Date, Kind::YearMonth, Kind::Year];
    let with_month = [Kind::DateTime, Kind::Date, Kind::YearMonth, Kind::Month, Kind::MonthDay];
    let with_time = [Kind::DateTime, Kind::Time];
    let number = |value: Option<f64>| Value::Number(value.unwrap_or(f64::NAN));
    let string = |value: Option<String>| Value::string(value.unwrap_or_default());
    let month = any(&with_month).map(|moment| MONTHS[moment.month as usize - 1]);
    let weekday = any(&full).map(|moment| moment.days().wrapping_add(4).rem_euclid(7) as usize);
    let at = |index: usize| text(index).unwrap_or_default();
    match name {
        "date-time" => string(moment.map(|moment| moment.written())),
        "date" => string(any(&full).map(|moment| Moment { kind: Kind::Date, ..moment }.written())),
        "time" => string(any(&with_time).map(|moment| Moment { kind: Kind::Time, ..moment }.written())),
        "year" => number(any(&with_year).map(|moment| moment.written_year() as f64)),
        "leap-year" => any(&with_year).map_or(Value::Number(f64::NAN), |moment| Value::Boolean(is_leap(moment.year))),
        "month-in-year" => number(any(&with_month).map(|moment| f64::from(moment.month))),
        "month-name" => string(month.map(ToOwned::to_owned)),
        "month-abbreviation" => string(month.map(|name| name[..3].to_owned())),
        "week-in-year" => number(any(&full).map(week_in_year)),
        "week-in-month" => number(any(&full).map(|moment| {
            // new weeks begin on Mondays
            let first = (days_of(moment.year, moment.month, 1) + 3).rem_euclid(7) as u32;
            f64::from((moment.day + first - 1) / 7 + 1)
        })),
        "day-in-year" => number(any(&full).map(|moment| (moment.days() - days_of(moment.year, 1, 1) + 1) as f64)),
        "day-in-month" => {
            let kinds = [Kind::DateTime, Kind::Date, Kind::MonthDay, Kind::Day];
            number(any(&kinds).map(|moment| f64::from(moment.day)))
        }
        "day-of-week-in-month" => number(any(&full).map(|moment| f64::from((moment.day - 1) / 7 + 1))),
        "day-in-week" => number(weekday.map(|day| day as f64 + 1.0)),
        "day-name" => string(weekday.map(|day| DAYS[day].to_owned())),
        "day-abbreviation" => string(weekday.map(|day| DAYS[day][..3].to_owned())),
        "hour-in-day" => number(any(&with_time).map(|moment| (moment.time / 3600.0).floor())),
        "minute-in-hour" => number(any(&with_time).map(|moment| (moment.time / 60.0).floor() % 60.0)),
        "second-in-minute" => number(any(&with_time).map(|moment| tidy(moment.time % 60.0))),
        "seconds" => number(any(&with_year).map(|moment| moment.seconds()).or_else(|| {
            let duration = Duration::parse(&text(0)?)?;
            (duration.months == 0).then_some(duration.seconds)
        })),
        "add" => string(any(&with_year).zip(Duration::parse(&at(1))).map(|(moment, by)| moment.plus(by).written())),
        "add-duration" => {
            let both = Duration::parse(&at(0)).zip(Duration::parse(&at(1)));
            string(both.and_then(|(left, right)| left.plus(right)).map(Duration::written))
        }
        "difference" => {
            let other = Moment::parse(&at(1)).filter(|other| with_year.contains(&other.kind));
            string(any(&with_year).zip(other).map(|(from, to)| from.until(to).written()))
        }
        "duration" => {
            let seconds = arguments.first().map_or_else(|| now().seconds(), Value::to_number);
            string(seconds.is_finite().then(|| Duration { months: 0, seconds }.written()))
        }
        _ => {
            let Some(Value::Nodes(nodes)) = arguments.first() else { return Value::string("") };
            let zero = Duration { months: 0, seconds: 0.0 };
            let add = |sum: Duration, node: NodeRef<'d>| sum.plus(Duration::parse(&node.string())?);
            let sum = if nodes.is_empty() { None } else { nodes.iter().try_fold(zero, add) };
            string(sum.map(Duration::written))
        }
    }
}

fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil((since / 86_400) as i64);
    Moment { kind: Kind::DateTime, year, month, day, time: (since % 86_400) as f64, zone: Some(0) }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length_of_month(year: i64, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar, carried backwards.
fn days_of(year: i64, month: u32, day: u32) -> i64 {
    // years that begin in March have the odd day at their end
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970-01-01.
fn civil(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    (era * 400 + year + i64::from(month <= 2), month as u32, day as u32)
}

/// ISO 8601: the first week is that of the year's first Thursday.
fn week_in_year(moment: Moment) -> f64 {
    let days = moment.days();
    let thursday = days - (days + 3).rem_euclid(7) + 3;
    let (year, ..) = civil(thursday);
    ((thursday - days_of(year, 1, 1)) / 7 + 1) as f64
}

/// Reads a value from its start.
struct Scanner<'t> {
    rest: &'t str,
}

impl Scanner<'_> {
    fn literal(&mut self, text: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    fn two_digits(&mut self) -> Option<u32> {
        let number = self.rest.get(..2).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.rest = &self.rest[2..];
        number.parse().ok()
    }

    fn year(&mut self) -> Option<i64> {
        let negative = self.literal("-").is_some();
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let digits = self.rest.get(..length).filter(|_| (4..=9).contains(&length))?;
        // no zero in front of more than four digits, and no year zero (XML Schema 1.0, part 2, 3.2.7)
        let number: i64 =
            digits.parse().ok().filter(|_| digits != "0000" && (length == 4 || !digits.starts_with('0')))?;
        self.rest = &self.rest[length..];
        Some(if negative { 1 - number } else { number })
    }

    fn time(&mut self) -> Option<f64> {
        let hour = self.two_digits()?;
        self.literal(":")?;
        let minute = self.two_digits()?;
        self.literal(":")?;
        let whole = self.two_digits()?;
        let mut seconds = f64::from(whole);
        if self.rest.starts_with('.') {
            let length = 1 + self.rest[1..].bytes().take_while(u8::is_ascii_digit).count();
            seconds += format!("0{}", &self.rest[..length]).parse::<f64>().ok().filter(|_| length > 1)?;
            self.rest = &self.rest[length..];
        }
        let fits = hour < 24 && minute < 60 && whole < 60 || (hour == 24 && minute == 0 && seconds == 0.0);
        fits.then(|| f64::from(hour * 3600 + minute * 60) + seconds)
    }

    /// The time zone, and nothing behind it.
    fn zone(&mut self) -> Option<Option<i64>> {
        match self.rest {
            "" => return Some(None),
            "Z" => return Some(Some(0)),
            _ => {}
        }
        let sign = if self.literal("-").is_some() { -1 } else { self.literal("+").map(|()| 1)? };
        let hours = self.two_digits()?;
        self.literal(":")?;
        let minutes = self.two_digits()?;
        (self.rest.is_empty() && hours <= 14 && minutes < 60).then(|| Some(sign * i64::from(hours * 60 + minutes)))
    }
}

impl Moment {
    fn parse(text: &str) -> Option<Self> {
        let mut scanner = Scanner { rest: text.trim() };
        let mut made = Self { kind: Kind::Year, year: 1972, month: 1, day: 1, time: 0.0, zone: None };
        if scanner.literal("---").is_some() {
            (made.kind, made.day) = (Kind::Day, scanner.two_digits()?);
        } else if scanner.literal("--").is_some() {
            (made.kind, made.month) = (Kind::Month, scanner.two_digits()?);
            if scanner.literal("--").is_none() && scanner.rest.starts_with('-') && !scanner.rest.contains(':') {
                scanner.literal("-")?;
                (made.kind, made.day) = (Kind::MonthDay, scanner.two_digits()?);
            }
        } else if scanner.rest.as_bytes().get(2) == Some(&b':') {
            (made.kind, made.time) = (Kind::Time, scanner.time()?);
        } else {
            made.year = scanner.year()?;
            // `-05:00` is a zone, `-05` a month
            if scanner.rest.starts_with('-') && scanner.rest.as_bytes().get(3) != Some(&b':') {
                scanner.literal("-")?;
                (made.kind, made.month) = (Kind::YearMonth, scanner.two_digits()?);
                if scanner.rest.starts_with('-') && scanner.rest.as_bytes().get(3) != Some(&b':') {
                    scanner.literal("-")?;
                    (made.kind, made.day) = (Kind::Date, scanner.two_digits()?);
                    if scanner.literal("T").is_some() {
                        (made.kind, made.time) = (Kind::DateTime, scanner.time()?);
                    }
                }
            }
        }
        made.zone = scanner.zone()?;
        let fits = (1..=12).contains(&made.month) && (1..=length_of_month(made.year, made.month)).contains(&made.day);
        fits.then_some(made)
    }

    /// The year as it is written, where -1 comes before 1.
    fn written_year(self) -> i64 {
        if self.year <= 0 { self.year - 1 } else { self.year }
    }

    fn days(self) -> i64 {
        days_of(self.year, self.month, self.day)
    }

    /// Seconds since the beginning of 1970.
    fn seconds(self) -> f64 {
        self.days() as f64 * DAY + self.time - self.zone.unwrap_or(0) as f64 * 60.0
    }

    fn written(self) -> String {
        let Self { month, day, .. } = self;
        let year = self.written_year();
        let date = format!("{}{:04}-{month:02}-{day:02}", if year < 0 { "-" } else { "" }, year.abs());
        let zone = match self.zone {
            None => String::new(),
            Some(0) => "Z".to_owned(),
            Some(zone) => {
                let sign = if zone < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
            }
        };
        let seconds = number_to_string(tidy(self.time % 60.0));
        let pad = if self.time % 60.0 < 10.0 { "0" } else { "" };
        let (hour, minute) = ((self.time / 3600.0) as u32, (self.time / 60.0) as u32 % 60);
        let time = format!("{hour:02}:{minute:02}:{pad}{seconds}");
        match self.kind {
            Kind::DateTime => format!("{date}T{time}{zone}"),
            Kind::Time => format!("{time}{zone}"),
            Kind::YearMonth => format!("{}{zone}", &date[..date.len() - 3]),
            Kind::Year => format!("{}{zone}", &date[..date.len() - 6]),
            _ => format!("{date}{zone}"),
        }
    }

    /// XML Schema 1.0, part 2, appendix E.
    fn plus(self, by: Duration) -> Self {
        let months = i64::from(self.month) - 1 + by.months;
        let (year, month) = (self.year.saturating_add(months.div_euclid(12)), months.rem_euclid(12) as u32 + 1);
        let day = self.day.min(length_of_month(year, month));
        let time = self.time + by.seconds;
        // far beyond any calendar there is nothing to be exact about
        let carried = (time / DAY).floor().clamp(-1e12, 1e12);
        let (year, month, day) = civil(days_of(year.clamp(-999_999_999, 999_999_999), month, day) + carried as i64);
        Self { year, month, day, time: time.rem_euclid(DAY), ..self }
    }

    /// What lies between, as exact as the less exact of the two.
    fn until(self, other: Self) -> Duration {
        let is = |kinds: &[Kind]| kinds.contains(&self.kind) || kinds.contains(&other.kind);
        let seconds = if is(&[Kind::YearMonth, Kind::Year]) {
            let years = (other.year - self.year) * 12;
            let months = if is(&[Kind::Year]) { 0 } else { i64::from(other.month) - i64::from(self.month) };
            return Duration { months: years + months, seconds: 0.0 };
        } else if is(&[Kind::Date]) {
            (other.days() - self.days()) as f64 * DAY
        } else {
            other.seconds() - self.seconds()
        };
        Duration { months: 0, seconds }
    }
}

/// Seconds without what adding binary fractions leaves behind: to a billionth.
fn tidy(seconds: f64) -> f64 {
    (seconds * 1e9).round() / 1e9
}

impl Duration {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
        let mut rest = text.strip_prefix('P')?;
        let (mut months, mut seconds, mut in_time, mut last) = (0.0, 0.0, false, 0);
        while !rest.is_empty() {
            if let Some(time) = rest.strip_prefix('T') {
                (rest, in_time) = (time, true);
                if rest.is_empty() {
                    return None;
                }
                last = last.max(3);
                continue;
            }
            let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
            let number: f64 = rest[..length].parse().ok()?;
            let unit = rest[length..].chars().next()?;
            // each unit once, in this order; a fraction in seconds only
            let (order, months_each, seconds_each) = match (unit, in_time) {
                ('Y', false) => (1, 12.0, 0.0),
                ('M', false) => (2, 1.0, 0.0),
                ('D', false) => (3, 0.0, DAY),
                ('H', true) => (4, 0.0, 3600.0),
                ('M', true) => (5, 0.0, 60.0),
                ('S', true) => (6, 0.0, 1.0),
                _ => return None,
            };
            if order <= last && !(order == 4 && last == 3) || (order != 6 && rest[..length].contains('.')) {
                return None;
            }
            last = order;
            months += number * months_each;
            seconds += number * seconds_each;
            rest = &rest[length + unit.len_utf8()..];
        }
        let fits = (last > 0) && months < 1e10 && seconds < 1e15;
        fits.then_some(Self { months: (months * sign) as i64, seconds: seconds * sign })
    }

    /// The sum; none where years and days go in different directions.
    fn plus(self, other: Self) -> Option<Self> {
        let (months, seconds) = (self.months + other.months, self.seconds + other.seconds);
        let apart = (months > 0 && seconds < 0.0) || (months < 0 && seconds > 0.0);
        (!apart).then_some(Self { months, seconds })
    }

    fn written(self) -> String {
        let mut text = if self.months < 0 || self.seconds < 0.0 { "-P" } else { "P" }.to_owned();
        let (months, seconds) = (self.months.abs(), self.seconds.abs());
        let parts = |text: &mut String, list: &[(f64, char)]| {
            for (number, unit) in list.iter().filter(|(number, _)| *number != 0.0) {
                text.push_str(&number_to_string(*number));
                text.push(*unit);
            }
        };
        parts(&mut text, &[((months / 12) as f64, 'Y'), ((months % 12) as f64, 'M'), ((seconds / DAY).floor(), 'D')]);
        let time = seconds % DAY;
        if time != 0.0 {
            text.push('T');
            let (hours, minutes) = ((time / 3600.0).floor(), (time / 60.0).floor() % 60.0);
            parts(&mut text, &[(hours, 'H'), (minutes, 'M'), (tidy(time % 60.0), 'S')]);
        }
        if text.ends_with('P') {
            text.push_str("0D");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, arguments: &[&str]) -> String {
        let arguments: Vec<Value<'_>> = arguments.iter().map(|text| Value::string(*text)).collect();
        call(name, &arguments).text().into_owned()
    }

    #[test]
    fn parts() {
        for (name, value, expected) in [
            ("year", "-0044-03-15", "-44"),
            ("year", "2001-05:00", "2001"),
            ("year", "0000", "NaN"),
            ("year", "02001-02-28", "NaN"),
            ("leap-year", "-0001", "true"),
            ("leap-year", "-0004", "false"),
            ("day-name", "-0001-12-31", "Sunday"),
            ("day-in-month", "-0005-02-29", "29"),
            ("seconds", "-0001-12-31T00:00:00Z", "-62135683200"),
            ("year", "12:00:00", "NaN"),
            ("month-in-year", "--02--", "2"),
            ("month-in-year", "--02-29", "2"),
            ("day-in-month", "---31", "31"),
            ("day-in-month", "2001-02-29", "NaN"),
            ("day-name", "1970-01-01", "Thursday"),
            ("day-in-week", "2001-02-03", "7"),
            ("week-in-year", "2021-01-03", "53"),
            ("week-in-year", "2018-12-31", "1"),
            ("week-in-month", "2001-02-24", "4"),
            ("day-in-year", "2000-12-31", "366"),
            ("hour-in-day", "24:00:00", "24"),
            ("second-in-minute", "04:05:06.5+01:00", "6.5"),
            ("second-in-minute", "04:05:59.1234", "59.1234"),
            ("second-in-minute", "04:05:6", "NaN"),
            ("leap-year", "1900", "false"),
            ("date", "2001-02-03T04:05:06-05:30", "2001-02-03-05:30"),
            ("time", "2001-02-03T04:05:06.25Z", "04:05:06.25Z"),
            ("time", "2001-02-03", ""),
            ("seconds", "1970-01-02T00:00:00+01:00", "82800"),
            ("seconds", "-PT1M", "-60"),
            ("seconds", "P1M", "NaN"),
        ] {
            assert_eq!(of(name, &[value]), expected, "{name} {value}");
        }
    }

    #[test]
    fn sums() {
        for (name, first, second, expected) in [
            ("add", "2001-01-31", "P1M", "2001-02-28"),
            ("add", "2001-01-31T00:00:00Z", "PT25H", "2001-02-01T01:00:00Z"),
            ("add", "2000-03", "-P1Y4M", "1998-11"),
            ("add", "2000-03-01", "-P1D", "2000-02-29"),
            ("add", "0001-01-01", "-P1D", "-0001-12-31"),
            ("add", "-0001-12-31", "P1D", "0001-01-01"),
            ("difference", "-0001", "0001", "P1Y"),
            ("add", "2000-03-01", "P1H", ""),
            ("add-duration", "P1D", "PT12H", "P1DT12H"),
            ("add-duration", "P1M", "-P1D", ""),
            ("add-duration", "P1D", "-P1D", "P0D"),
            ("difference", "2001-01-01", "2001-03-01T10:00:00", "P59D"),
            ("difference", "2001-03", "2000", "-P1Y"),
            ("difference", "2001-01-01T00:00:00Z", "2001-01-01T00:00:00+02:00", "-PT2H"),
        ] {
            assert_eq!(of(name, &[first, second]), expected, "{name} {first} {second}");
        }
        assert_eq!(call("duration", &[Value::Number(3661.5)]).text(), "PT1H1M1.5S");
        for odd in ["P", "PT", "P1S", "P1DT", "P1M1Y", "P1.5D", "1D", "PT1.5M"] {
            assert_eq!(Duration::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_calendar_goes_both_ways() {
        for day in (-1_000_000..1_000_000).step_by(997) {
            let (year, month, date) = civil(day);
            assert_eq!(days_of(year, month, date), day);
        }
        assert!(Moment::parse(&now().written()).is_some());
    }
}
