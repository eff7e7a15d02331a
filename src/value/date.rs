//! Dates: written the ISO way in records, guessed at when written as people write them.
//!
//! TOML has dates of its own, so most come here as numbers ([`civil`]); the ones in quotes come
//! as text ([`date`]). Only `2026-11-21` is accepted, because 3. 4. and 4/3 are two days to two
//! readers; everything else is refused with what it likely means.

use jiff::civil::{Date, DateTime, Time};

use super::{Read, Why, Wrong, month, trimmed};

/// The years that a record may name: a wider one is a slip of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A day of every year; 29 February is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31, as far as the month has it.
    pub day: i8,
}

impl MonthDay {
    /// The day, if the month has it in a leap year.
    #[must_use]
    pub fn new(month: i8, day: i8) -> Option<Self> {
        ((1..=12).contains(&month) && (1..=LENGTHS[usize::from(month.unsigned_abs()) - 1]).contains(&day))
            .then_some(Self { month, day })
    }

    /// The day of the year on which `date` falls.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { month: date.month(), day: date.day() }
    }
}

impl std::fmt::Display for MonthDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// Days of the months in a leap year.
pub(crate) const LENGTHS: [i8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// The date of three numbers.
///
/// # Errors
/// `date-year`, `date-month`, `date-day`, and `date-missing` (30 February) with the month's last day as suggestion.
pub fn civil(year: i32, month: i32, day: i32) -> Read<Date> {
    if !YEARS.contains(&year) {
        return Err(Wrong::whole(Why::DateYear { year }));
    }
    let Some(length) = usize::try_from(month - 1).ok().and_then(|index| LENGTHS.get(index)) else {
        return Err(Wrong::whole(Why::DateMonth { month }));
    };
    if !(1..=31).contains(&day) {
        return Err(Wrong::whole(Why::DateDay { day }));
    }
    let (Ok(y), Ok(m), Ok(d)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return Err(Wrong::whole(Why::DateYear { year }));
    };
    Date::new(y, m, d).map_err(|_| {
        let last = if month == 2 && Date::new(y, 2, 29).is_err() { 28 } else { *length };
        let found = format!("{year:04}-{month:02}-{day:02}");
        Wrong::whole(Why::DateMissing { found, last }).suggest(format!("{year:04}-{month:02}-{last:02}"))
    })
}

/// The time of day of two numbers.
///
/// # Errors
/// `time-of-day`.
pub fn civil_time(hour: i32, minute: i32) -> Read<Time> {
    let small = i8::try_from(hour).ok().zip(i8::try_from(minute).ok());
    small
        .and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok())
        .ok_or_else(|| Wrong::whole(Why::TimeOfDay { found: format!("{hour:02}:{minute:02}") }))
}

/// Reads `2026-11-21`.
///
/// # Errors
/// `empty`, `date-notation` with a guess, and those of [`civil`].
pub fn date(text: &str) -> Read<Date> {
    let (inner, start) = trimmed(text)?;
    read_date(inner).map_err(|wrong| wrong.inside(0..inner.len()).shifted(start))
}

/// Reads `2026-11-21T18:00`, with a space for the T and with seconds too.
///
/// # Errors
/// `empty`, `date-notation` with a guess (also for a date alone), `time-of-day`, and those of [`civil`].
pub fn date_time(text: &str) -> Read<DateTime> {
    let (inner, start) = trimmed(text)?;
    let wrong = match iso_date_time(inner) {
        Some(Ok(moment)) => return Ok(moment),
        Some(Err(wrong)) => wrong,
        None => {
            let guess = guess(inner).map(|(day, time)| format!("{day}T{}", clock(time.unwrap_or(Time::midnight()))));
            Wrong::whole(Why::DateNotation { found: inner.to_owned() }).suggest_if(guess)
        }
    };
    Err(wrong.inside(0..inner.len()).shifted(start))
}

/// Reads a day of every year: `06-15`.
///
/// # Errors
/// `empty`, `month-day-notation` with a guess, `date-month`, `date-day`, `date-missing`.
pub fn month_day(text: &str) -> Read<MonthDay> {
    let (inner, start) = trimmed(text)?;
    read_month_day(inner).map_err(|wrong| wrong.inside(0..inner.len()).shifted(start))
}

fn read_month_day(text: &str) -> Read<MonthDay> {
    let parts: Vec<&str> = text.split('-').collect();
    if let [m, d] = parts[..]
        && is_number(m, 2)
        && is_number(d, 2)
    {
        let (m, d) = (number(m), number(d));
        // A leap year has every day that any year has.
        let day = civil(2000, m, d).map_err(|wrong| {
            let suggestion = wrong.suggestion.as_ref().and_then(|date| date.get(5..)).map(str::to_owned);
            let why = match wrong.why {
                Why::DateMissing { last, .. } => Why::DateMissing { found: text.to_owned(), last },
                why => why,
            };
            Wrong { suggestion, why, ..wrong }
        })?;
        return Ok(MonthDay::of(day));
    }
    let guess = guess(&format!("{} 2000", text.trim_end_matches('.')))
        .or_else(|| guess(&format!("{text}.2000")))
        .or_else(|| guess(text));
    let guess = guess.map(|(day, _)| MonthDay::of(day).to_string());
    Err(Wrong::whole(Why::MonthDayNotation { found: text.to_owned() }).suggest_if(guess))
}

fn read_date(text: &str) -> Read<Date> {
    iso_date(text).unwrap_or_else(|| {
        let guess = guess(text).map(|(day, _)| day.to_string());
        Err(Wrong::whole(Why::DateNotation { found: text.to_owned() }).suggest_if(guess))
    })
}

/// A text in the notation of a date, whatever its numbers.
fn iso_date(text: &str) -> Option<Read<Date>> {
    let parts: Vec<&str> = text.split('-').collect();
    let [y, m, d] = parts[..] else { return None };
    (is_number(y, 4) && is_number(m, 2) && is_number(d, 2)).then(|| civil(number(y), number(m), number(d)))
}

fn iso_date_time(text: &str) -> Option<Read<DateTime>> {
    let (day, time) = (text.get(..10)?, text.get(10..)?);
    let day = iso_date(day)?;
    let time = time.strip_prefix(['T', ' ', 't'])?;
    let parts: Vec<&str> = time.split(':').collect();
    let ([h, m] | [h, m, "00"]) = parts[..] else {
        return None;
    };
    (is_number(h, 2) && is_number(m, 2)).then(|| {
        let moment = civil_time(number(h), number(m)).map_err(|wrong| Wrong { at: 11..text.len(), ..wrong })?;
        // Where the day is guessed, the time stays what it was.
        let day = day.map_err(|wrong| Wrong {
            suggestion: wrong.suggestion.as_ref().map(|day| format!("{day}T{}", clock(moment))),
            ..wrong
        })?;
        Ok(DateTime::from_parts(day, moment))
    })
}

fn is_number(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())
}

/// At most four digits, counted before.
fn number(digits: &str) -> i32 {
    digits.parse().unwrap_or(-1)
}

fn clock(time: Time) -> String {
    // TOML 1.0 has no time without seconds.
    format!("{:02}:{:02}:00", time.hour(), time.minute())
}

/// The date, and the time if there is one, that a text likely means.
fn guess(text: &str) -> Option<(Date, Option<Time>)> {
    if text.len() > 60 {
        return None;
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/' | '-' | '–' | '_' | 'T' | 'º' | '°'))
        .filter(|word| !word.is_empty())
        .collect();
    // "sobota, 21. 11. 2026": what stands before the first number or month is a weekday.
    let start =
        words.iter().position(|word| word.starts_with(|c: char| c.is_ascii_digit()) || month::named(word).is_some())?;
    let words = &words[start..];
    // Words between the parts of a date that name nothing: de, of, of the.
    let parts: Vec<&str> =
        words.iter().filter(|word| !["of", "de", "di", "the", "l"].contains(*word)).copied().collect();
    let [first, second, rest @ ..] = parts.as_slice() else {
        return None;
    };
    let (day, rest) = match (month::named(first), month::named(second), rest.split_first()) {
        (None, Some(month), Some((day_of_month, rest))) if first.len() == 4 && small(first).is_some() => {
            (day(first, month.into(), day_of_month)?, rest)
        }
        (None, Some(month), Some((year, rest))) => (day(year, month.into(), first)?, rest),
        (Some(month), None, Some((year, rest))) => (day(year, month.into(), second)?, rest),
        (None, None, Some((third, rest))) => (numbers(first, second, third)?, rest),
        _ => return None,
    };
    Some((day, time(rest)))
}

/// Three numbers in the order they stand in: year first, or day first, or, when it cannot be otherwise, month first.
fn numbers(first: &str, second: &str, third: &str) -> Option<Date> {
    let middle = small(second)?;
    if first.len() == 4 {
        return day(first, middle, third);
    }
    day(third, middle, first).or_else(|| day(third, small(first)?, second))
}

fn day(year: &str, month: i32, day: &str) -> Option<Date> {
    let day = small(day.trim_end_matches(|c: char| c.is_ascii_alphabetic()))?;
    let year = match year.len() {
        4 => small(year)?,
        2 => 2000 + small(year)?,
        _ => return None,
    };
    civil(year, month, day).ok()
}

fn small(digits: &str) -> Option<i32> {
    ((1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then(|| number(digits))
}

/// A time of day among the words after a date: `18:00`, `ob 18 00`, `ob 18h`.
fn time(words: &[&str]) -> Option<Time> {
    let at = words.iter().position(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let (hour, minute) = match words[at].split_once([':', 'h', 'H']) {
        Some((hour, minute)) => (hour, minute.split(':').next().unwrap_or_default()),
        None => (words[at], words.get(at + 1).copied().unwrap_or_default()),
    };
    let minute = small(minute).filter(|_| minute.len() == 2).unwrap_or(0);
    civil_time(small(hour)?, minute).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_dates_are_read() {
        assert_eq!(date(" 2026-11-21 ").expect("date"), jiff::civil::date(2026, 11, 21));
        assert_eq!(date_time("2026-11-21T18:00").expect("moment").to_string(), "2026-11-21T18:00:00");
        assert_eq!(date_time("2026-11-21 18:00:00").expect("moment").to_string(), "2026-11-21T18:00:00");
        assert_eq!(month_day("02-29").expect("day"), MonthDay { month: 2, day: 29 });
    }

    #[test]
    fn what_people_write_is_refused_with_the_date_it_means() {
        for text in [
            "21.11.2026",
            "21. 11. 2026",
            "21.11.26",
            "21. novembra 2026",
            "21 novembre 2026",
            "November 21, 2026",
            "2026. november 21.",
            "21st of November 2026",
            "sobota, 21. 11. 2026",
            "21/11/2026",
            "11/21/2026",
            "2026/11/21",
            "21-11-2026",
            "21. nov. 2026",
            "2026-11-21T00:00:00Z",
        ] {
            let wrong = date(text).expect_err(text);
            assert_eq!(
                (wrong.why.code(), wrong.suggestion.as_deref()),
                ("date-notation", Some("2026-11-21")),
                "{text}"
            );
        }
        for text in [
            "21. 11. 2026 ob 18.00",
            "21.11.2026 18:00",
            "21. novembra 2026, ob 18h",
            "21.11.2026 ob 18. uri",
            "2026-11-21T18:00:30",
        ] {
            assert_eq!(date_time(text).expect_err(text).suggestion.as_deref(), Some("2026-11-21T18:00:00"), "{text}");
        }
        for text in ["15.6.", "15. junij", "15. 6.", "15 giugno", "2026-06-15"] {
            assert_eq!(month_day(text).expect_err(text).suggestion.as_deref(), Some("06-15"), "{text}");
        }
        assert_eq!(date("jutri").expect_err("word").suggestion, None);
    }

    #[test]
    fn a_day_that_does_not_exist_becomes_the_last_of_the_month() {
        let wrong = civil(2026, 2, 30).expect_err("30 February");
        assert_eq!(wrong.why, Why::DateMissing { found: "2026-02-30".to_owned(), last: 28 });
        assert_eq!(wrong.suggestion.as_deref(), Some("2026-02-28"));
        assert_eq!(date("2028-02-30").expect_err("leap").suggestion.as_deref(), Some("2028-02-29"));
        assert_eq!(date("2026-11-31").expect_err("november").suggestion.as_deref(), Some("2026-11-30"));
        assert_eq!(month_day("02-30").expect_err("month day").suggestion.as_deref(), Some("02-29"));
        let wrong = date_time("2026-02-30T10:00:00").expect_err("30 February");
        assert_eq!(wrong.suggestion.as_deref(), Some("2026-02-28T10:00:00"));
    }

    #[test]
    fn numbers_out_of_range_name_themselves() {
        assert_eq!(civil(226, 1, 1).expect_err("year").why, Why::DateYear { year: 226 });
        assert_eq!(civil(2026, 13, 1).expect_err("month").why, Why::DateMonth { month: 13 });
        assert_eq!(civil(2026, 1, 0).expect_err("day").why, Why::DateDay { day: 0 });
        let wrong = date_time("2026-11-21T25:00").expect_err("hour");
        assert_eq!((wrong.why.code(), wrong.at), ("time-of-day", 11..16));
    }
}
