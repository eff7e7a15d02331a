//! Freshness: facts are believed for a while after somebody checked them, and then less and less.

use jiff::Span;
use jiff::civil::Date;

/// How fresh facts are on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Checked within the interval.
    Fresh,
    /// In the last quarter of the interval.
    Due,
    /// Past the interval.
    Overdue,
    /// Past twice the interval.
    Expired,
    /// Never checked, or never to be checked.
    None,
}

impl Freshness {
    /// Its name in data and themes.
    pub fn name(self) -> &'static str {
        match self {
            Freshness::Fresh => "fresh",
            Freshness::Due => "due",
            Freshness::Overdue => "overdue",
            Freshness::Expired => "expired",
            Freshness::None => "none",
        }
    }

    /// Whether a page says that nobody has checked for too long.
    pub fn is_late(self) -> bool {
        matches!(self, Freshness::Overdue | Freshness::Expired)
    }
}

/// For how long facts are believed: since a day, for so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The day on which they were checked.
    pub on: Date,
    /// After how many days they have to be checked again.
    pub days: i32,
}

impl Term {
    /// The states that come, each with the day on which it begins; before the first of them they are fresh.
    pub fn turns(self) -> [(Date, Freshness); 3] {
        // The last quarter begins when more than three are over; counted in i64, which no interval overflows.
        let days = i64::from(self.days);
        let after = |days: i64| later(self.on, days + 1);
        [
            (after(days * 3 / 4), Freshness::Due),
            (after(days), Freshness::Overdue),
            (self.expired_on(), Freshness::Expired),
        ]
    }

    /// The state on a day.
    pub fn state(self, today: Date) -> Freshness {
        let begun = self.turns().into_iter().rev().find(|(begins, _)| *begins <= today);
        begun.map_or(Freshness::Fresh, |(_, state)| state)
    }

    /// From which day on they are not believed.
    pub fn expired_on(self) -> Date {
        later(self.on, i64::from(self.days) * 2 + 1)
    }

    /// The last day on which they are in time.
    pub fn by(self) -> Date {
        later(self.on, i64::from(self.days))
    }
}

/// So many days later, or the end of the calendar.
fn later(on: Date, days: i64) -> Date {
    Span::new().try_days(days).ok().and_then(|days| on.checked_add(days).ok()).unwrap_or(Date::MAX)
}

/// An answer of a record that holds for a while only, beside its other facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedAnswer {
    /// The key that holds it.
    pub key: &'static str,
    /// What it is, as a code of the record.
    pub code: &'static str,
    /// The message that says it in a word.
    pub label: &'static str,
    /// When it was true; nothing: nobody said.
    pub on: Option<Date>,
    /// For how many days it is believed.
    pub days: i32,
}

impl DatedAnswer {
    /// For how long it is believed.
    pub fn term(self) -> Option<Term> {
        self.on.map(|on| Term { on, days: self.days })
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn facts_are_due_in_the_last_quarter_late_after_the_interval_and_expired_after_two() {
        let term = Term { on: date(2026, 1, 1), days: 90 };
        let state = |age: i64| term.state(date(2026, 1, 1).saturating_add(age.days()));
        let ages = [0, 67, 68, 90, 91, 180, 181].map(state);
        use Freshness::{Due, Expired, Fresh, Overdue};
        assert_eq!(ages, [Fresh, Fresh, Due, Due, Overdue, Overdue, Expired]);
        assert_eq!(term.by(), date(2026, 4, 1));
        assert_eq!(term.turns().map(|(begins, state)| term.state(begins) == state), [true; 3]);
        assert_eq!(Term { on: date(2026, 1, 1), days: 1 }.state(date(2026, 1, 2)), Due);
        assert_eq!(Term { on: Date::MAX, days: i32::MAX }.state(Date::MAX), Expired);
    }
}
