//! How long something takes or holds: `90d`, `30m`, `2h`, `1h30m`, `6w`.
//!
//! A day here is a day of the calendar; a record's `check_every` counts days, a course's
//! `duration` counts minutes, and the two are kept apart because a day is not always 24 hours.

use std::fmt;

use super::{Read, Why, Wrong, trimmed};

/// The most days, a hundred years.
const MOST_DAYS: u32 = 36_525;

/// Days of the calendar and minutes of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// Days of the calendar; a week is seven.
    pub days: u32,
    /// Minutes beside the days, less than a day of them unless they were written as minutes or hours.
    pub minutes: u32,
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (weeks, days) =
            if self.days.is_multiple_of(7) && self.days < 90 { (self.days / 7, 0) } else { (0, self.days) };
        for (count, unit) in [(weeks, 'w'), (days, 'd'), (self.minutes / 60, 'h'), (self.minutes % 60, 'm')] {
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

impl serde::Serialize for Duration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads weeks, days, hours and minutes, in that order, each at most once.
///
/// # Errors
/// `empty`, `duration-notation`, `duration-zero`, `duration-order`, `duration-unit-missing`, `too-long`.
pub fn duration(text: &str) -> Read<Duration> {
    let (inner, start) = trimmed(text)?;
    plain(inner).map_err(|wrong| wrong.suggest_if(guess(inner)).inside(0..inner.len()).shifted(start))
}

fn plain(text: &str) -> Read<Duration> {
    let mut total = Duration { days: 0, minutes: 0 };
    let mut before = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let at = text.len() - rest.len();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let Some(unit) = rest[digits..].chars().next() else {
            return Err(Wrong::at(at..text.len(), Why::DurationUnitMissing { found: rest.to_owned() }));
        };
        let rank = "wdhm".find(unit).filter(|_| digits > 0).map(|rank| rank + 1);
        let Some(rank) = rank else {
            return Err(Wrong::at(at..at + digits + unit.len_utf8(), Why::DurationNotation { found: text.to_owned() }));
        };
        if rank <= before {
            return Err(Wrong::at(at..at + digits + 1, Why::DurationOrder { unit: unit.to_string() }));
        }
        before = rank;
        let too_long = || Wrong::at(at..at + digits, Why::TooLong { found: digits, most: 5, unit: "digits" });
        let count = rest[..digits].parse::<u32>().ok().filter(|count| *count <= 99_999).ok_or_else(too_long)?;
        match unit {
            'w' => total.days += count * 7,
            'd' => total.days += count,
            'h' => total.minutes += count * 60,
            _ => total.minutes += count,
        }
        if total.days > MOST_DAYS {
            return Err(too_long());
        }
        rest = &rest[digits + 1..];
    }
    if total == (Duration { days: 0, minutes: 0 }) {
        return Err(Wrong::whole(Why::DurationZero));
    }
    Ok(total)
}

/// What other notations mean: `90 dni`, `2 uri`, `1,5 h`, `1:30`, `PT1H30M`, `1 h 30 min`.
fn guess(text: &str) -> Option<String> {
    if text.len() > 40 {
        return None;
    }
    let folded = super::slug::fold(text).replace(',', ".");
    let folded = folded
        .strip_prefix('p')
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == 't'))
        .unwrap_or(&folded);
    let folded = folded.replacen('t', " ", usize::from(text.starts_with(['P', 'p'])));
    if let Some((hours, minutes)) = folded.split_once(':') {
        let minutes = minutes.trim_end_matches([' ', 'h']);
        return accepted(&format!("{}h{}m", hours.trim(), minutes));
    }
    let mut total = Duration { days: 0, minutes: 0 };
    let mut rest = folded.trim();
    while !rest.is_empty() {
        let word = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let count: f64 = rest[..rest.len() - word.len()].trim_end_matches('.').parse().ok().filter(|n| *n < 1e5)?;
        let word = word.trim_start();
        let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
        let whole = |count: f64| {
            if count.fract() == 0.0 { format!("{count}").parse::<u32>().ok() } else { None }
        };
        match &word[..end] {
            "d" | "dan" | "dni" | "dneva" | "dnevi" | "day" | "days" | "giorni" | "giorno" | "nap" | "tage" => {
                total.days += whole(count)?;
            }
            "w" | "t" | "ted" | "teden" | "tedna" | "tedni" | "tednov" | "week" | "weeks" | "settimana"
            | "settimane" | "het" => {
                total.days += whole(count * 7.0)?;
            }
            "h" | "u" | "ur" | "ura" | "uri" | "ure" | "hour" | "hours" | "ora" | "ore" | "hr" | "hrs" => {
                total.minutes += whole((count * 60.0).round())?;
            }
            "m" | "min" | "minut" | "minuta" | "minute" | "minuti" | "minutes" | "mins" | "perc" => {
                total.minutes += whole(count)?;
            }
            _ => return None,
        }
        rest = word[end..].trim_start_matches(|c: char| c.is_whitespace() || c == '.' || c == ',');
    }
    accepted(&total.to_string())
}

fn accepted(text: &str) -> Option<String> {
    plain(text).ok().map(|duration| duration.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_added_up() {
        for (text, days, minutes) in [
            ("90d", 90, 0),
            ("30m", 0, 30),
            ("2h", 0, 120),
            ("1h30m", 0, 90),
            ("6w", 42, 0),
            ("1w2d3h4m", 9, 184),
            ("90m", 0, 90),
        ] {
            assert_eq!(duration(text).expect(text), Duration { days, minutes }, "{text}");
        }
        assert_eq!(duration("90m").expect("minutes").to_string(), "1h30m");
        assert_eq!(duration("14d").expect("days").to_string(), "2w");
        assert_eq!(duration("365d").expect("year").to_string(), "365d");
    }

    #[test]
    fn what_people_write_is_refused_with_what_it_means() {
        for (text, guess) in [
            ("90 dni", "90d"),
            ("2 uri", "2h"),
            ("1,5 h", "1h30m"),
            ("1.5h", "1h30m"),
            ("1:30", "1h30m"),
            ("PT1H30M", "1h30m"),
            ("P90D", "90d"),
            ("1 h 30 min", "1h30m"),
            ("6 tednov", "6w"),
            ("2H", "2h"),
            ("1 ura in", ""),
            ("30m1h", "1h30m"),
        ] {
            let found = duration(text).expect_err(text).suggestion.unwrap_or_default();
            assert_eq!(found, guess, "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for (text, code) in [
            ("", "empty"),
            ("90", "duration-unit-missing"),
            ("h", "duration-notation"),
            ("0m", "duration-zero"),
            ("2h2h", "duration-order"),
            ("1000000d", "too-long"),
            ("99999w", "too-long"),
            ("3 mesece", "duration-notation"),
        ] {
            assert_eq!(duration(text).expect_err(text).why.code(), code, "{text}");
        }
        assert_eq!(duration("1h90").expect_err("unit").at, 2..4);
    }
}
