//! Times of the clock and the spans between them, as hours of opening are written.
//!
//! Read are `08:00`, `8:00`, `8.00`, `8h` and `8`, for a span with a hyphen or a dash between two
//! of them; written is always `08:00-12:00`. A span that ends at or before its beginning passes
//! midnight: `22:00-02:00` is two hours of the next day.

use std::fmt;
use std::ops::Range;

use super::{Read, Why, Wrong, trimmed};

/// Minutes in a day.
pub const DAY: u16 = 1_440;

/// From one minute to another, counted from midnight of the day it begins on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    from: u16,
    to: u16,
}

impl Span {
    /// A whole day.
    pub const DAY: Self = Self { from: 0, to: DAY };

    /// The span from minute `from` (before 1440) to minute `to`, over 1440 past midnight; it lasts
    /// less than a day, or exactly one from midnight to midnight.
    #[must_use]
    pub fn new(from: u16, to: u16) -> Option<Self> {
        let fits = from < DAY && from < to && (to - from < DAY || (from, to) == (0, DAY));
        fits.then_some(Self { from, to })
    }

    /// Minutes from midnight, 0 to 1439.
    #[must_use]
    pub fn from(self) -> u16 {
        self.from
    }

    /// Minutes from the same midnight, over 1440 when the span ends on the next day.
    #[must_use]
    pub fn to(self) -> u16 {
        self.to
    }

    /// How long it is, in minutes.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.to - self.from
    }

    /// Whether it ends on the next day, later than at midnight.
    #[must_use]
    pub fn passes_midnight(self) -> bool {
        self.to > DAY
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.passes_midnight() { self.to - DAY } else { self.to };
        write!(f, "{}-{}", Clock(self.from), Clock(to))
    }
}

impl serde::Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Minutes since midnight, shown as `08:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(pub u16);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Reads a time: minutes since midnight, at most 1440 (24:00).
///
/// # Errors
/// `empty`, `clock-notation`, `clock-range`.
pub fn clock(text: &str) -> Read<u16> {
    let (inner, start) = trimmed(text)?;
    let minutes = read(inner).map_err(|wrong| wrong.inside(0..inner.len()).shifted(start))?;
    if minutes > DAY {
        return Err(range(inner).inside(0..inner.len()).shifted(start));
    }
    Ok(minutes)
}

/// Reads a span.
///
/// # Errors
/// `empty`, `span-notation`, `span-empty`, `span-start`, `clock-notation`, `clock-range`.
pub fn span(text: &str) -> Read<Span> {
    let (inner, start) = trimmed(text)?;
    between(inner).map_err(|wrong| wrong.suggest_if(guess(inner)).inside(0..inner.len()).shifted(start))
}

fn between(text: &str) -> Read<Span> {
    let notation = || Wrong::whole(Why::SpanNotation { found: text.to_owned() });
    let dashes: Vec<Range<usize>> =
        text.char_indices().filter(|(_, c)| is_dash(*c)).map(|(i, c)| i..i + c.len_utf8()).collect();
    let [dash] = dashes.as_slice() else {
        return Err(notation());
    };
    let side = |part: Range<usize>| {
        let (inner, start) = trimmed(&text[part.clone()]).map_err(|_| notation())?;
        let at = part.start + start..part.start + start + inner.len();
        let minutes = read(inner).map_err(|wrong| wrong.inside(at.clone()))?;
        if minutes > DAY { Err(range(inner).inside(at)) } else { Ok((minutes, at)) }
    };
    let (from, start) = side(0..dash.start)?;
    let (to, _) = side(dash.end..text.len())?;
    if from == DAY {
        return Err(Wrong::at(start, Why::SpanStart { found: text.to_owned() }));
    }
    if from == to {
        return Err(Wrong::whole(Why::SpanEmpty { found: text.to_owned() }));
    }
    let to = if to < from { to + DAY } else { to };
    Span::new(from, to).ok_or_else(notation)
}

/// Minutes since midnight of one time, hours up to 99.
pub(super) fn read(text: &str) -> Read<u16> {
    let notation = || Wrong::whole(Why::ClockNotation { found: text.to_owned() });
    let bare = text.strip_suffix(['h', 'H']).map_or(text, str::trim_end);
    let (hours, minutes) = bare.split_once([':', '.', 'h', 'H']).unwrap_or((bare, "00"));
    let digits =
        |part: &str, most: usize| !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours, 2) || !digits(minutes, 2) || minutes.len() != 2 {
        return Err(notation());
    }
    let (Ok(hours), Ok(minutes)) = (hours.parse::<u16>(), minutes.parse::<u16>()) else {
        return Err(notation());
    };
    if minutes > 59 { Err(range(text)) } else { Ok(hours * 60 + minutes) }
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‐' | '‑' | '−')
}

fn range(text: &str) -> Wrong {
    Wrong::whole(Why::ClockRange { found: text.to_owned() })
}

/// What `od 8. do 12. ure`, `8 do 12`, `0800-1200`, `8:00 - 12:00 h`, `20:00-26:00`, `00:00-00:00` mean.
fn guess(text: &str) -> Option<String> {
    if text.len() > 60 {
        return None;
    }
    let folded = format!(" {} ", super::slug::fold(text));
    let mut words = folded.replace(is_dash, " - ");
    for (said, meant) in [
        (" od ", " "),
        (" dalle ", " "),
        (" do ", " - "),
        (" to ", " - "),
        (" alle ", " - "),
        (" ure ", " "),
        (" uri ", " "),
        (" ur ", " "),
        ("ob ", " "),
    ] {
        words = words.replace(said, meant);
    }
    let sides: Vec<&str> = words.split(" - ").map(str::trim).collect();
    let [from, to] = sides[..] else { return None };
    let time = |side: &str| {
        let side = side.trim_end_matches(['.', ',', ' ']);
        let four = side.len() == 4 && side.bytes().all(|b| b.is_ascii_digit());
        let side = if four {
            format!("{}:{}", &side[..2], &side[2..])
        } else {
            side.replace(", ", ":").replace(',', ":").replace(". ", ":")
        };
        read(&side).ok()
    };
    let (from, to) = (time(from)?, time(to)?);
    let (from, to) = match (from, to) {
        (0, 0) => (0, DAY),
        (DAY, to) => (0, to),
        (from, to) if to > DAY && to <= 2 * DAY => (from, to - DAY),
        other => other,
    };
    between(&format!("{}-{}", Clock(from), Clock(to))).ok().map(|span| span.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_minutes_since_midnight() {
        for (text, minutes) in [
            ("08:00", 480),
            ("8:00", 480),
            ("8.00", 480),
            ("8h", 480),
            ("8", 480),
            ("8h30", 510),
            ("24:00", 1440),
            ("0:00", 0),
            ("8.30 h", 510),
        ] {
            assert_eq!(clock(text).expect(text), minutes, "{text}");
        }
    }

    #[test]
    fn spans_are_written_one_way() {
        for (text, shown) in [
            ("08:00-12:00", "08:00-12:00"),
            ("8–12", "08:00-12:00"),
            ("8.00 – 12.30", "08:00-12:30"),
            ("22:00-02:00", "22:00-02:00"),
            ("00:00-24:00", "00:00-24:00"),
            ("20:00-00:00", "20:00-00:00"),
        ] {
            assert_eq!(
                span(text).map(|span| span.to_string()).expect(text),
                shown.replace("-00:00", "-24:00"),
                "{text}"
            );
        }
        let night = span("22:00-02:00").expect("night");
        assert_eq!((night.from(), night.to(), night.passes_midnight()), (1320, 1560, true));
    }

    #[test]
    fn what_is_no_span_is_refused_with_a_guess() {
        for (text, code, guess) in [
            ("od 8. do 12. ure", "span-notation", Some("08:00-12:00")),
            ("0800-1200", "clock-notation", Some("08:00-12:00")),
            ("8,00-12,00", "clock-notation", Some("08:00-12:00")),
            ("20:00-26:00", "clock-range", Some("20:00-02:00")),
            ("00:00-00:00", "span-empty", Some("00:00-24:00")),
            ("24:00-02:00", "span-start", Some("00:00-02:00")),
            ("8-12-16", "span-notation", None),
            ("8-", "span-notation", None),
            ("zaprto", "span-notation", None),
            ("08:00-08:00", "span-empty", None),
            ("08:00-12:70", "clock-range", None),
        ] {
            let wrong = span(text).expect_err(text);
            assert_eq!((wrong.why.code(), wrong.suggestion.as_deref()), (code, guess), "{text}");
        }
        assert_eq!(span(" 08:00 – 12:70").expect_err("minutes").at, 11..16);
    }
}
