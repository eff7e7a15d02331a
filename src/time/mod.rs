//! Time: what hours and repetitions come to on a date and at a moment. Pure functions of a day or of the
//! clock of the hub's time zone; nobody here asks what time it is.
//!
//! One engine serves pages, lists, filters, calendars and exports. The browser has a twin of [`hours`], which
//! reads the [`code`] of a timetable; a test holds the two equal.

pub mod code;
pub mod holidays;
pub mod hours;
pub mod recurrence;
pub mod series;
pub mod zone;

use jiff::ToSpan;
use jiff::civil::Date;

/// Days that follow each other, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
}

impl Range {
    /// One day.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self { first: date, last: date }
    }

    /// So many days from `first` on.
    #[must_use]
    pub fn days(first: Date, days: u16) -> Self {
        Self { first, last: later(first, i64::from(days.max(1)) - 1) }
    }

    /// The Saturday and Sunday that are next, or that `date` is one of.
    #[must_use]
    pub fn weekend(date: Date) -> Self {
        let weekday = i64::from(date.weekday().to_monday_zero_offset());
        let first = later(date, 5 - weekday);
        Self { first, last: later(first, 1) }
    }

    /// The week that `date` is in, Monday to Sunday.
    #[must_use]
    pub fn week(date: Date) -> Self {
        let first = monday(date);
        Self { first, last: later(first, 6) }
    }

    /// The month that `date` is in.
    #[must_use]
    pub fn month(date: Date) -> Self {
        Self { first: date.first_of_month(), last: date.last_of_month() }
    }

    /// A month of a year; outside the calendar its first day.
    #[must_use]
    pub fn month_of(year: i16, month: i8) -> Self {
        Date::new(year, month, 1).map_or(Self::day(Date::MIN), Self::month)
    }

    /// Whether `date` is one of its days.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        (self.first..=self.last).contains(&date)
    }

    /// Each of its days.
    pub fn iter(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |date| *date <= self.last)
    }
}

/// The Monday of the week of `date`.
pub(crate) fn monday(date: Date) -> Date {
    later(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

/// So many days later, or the end of the calendar.
pub(crate) fn later(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_weekend_is_the_next_one_until_it_is_over() {
        let weekend = Range { first: date(2026, 11, 28), last: date(2026, 11, 29) };
        for day in [24, 27, 28, 29] {
            assert_eq!(Range::weekend(date(2026, 11, day)), weekend, "{day}");
        }
        assert_eq!(Range::weekend(date(2026, 11, 30)).first, date(2026, 12, 5));
    }

    #[test]
    fn a_week_begins_on_monday_and_may_pass_new_year() {
        let week = Range { first: date(2026, 12, 28), last: date(2027, 1, 3) };
        assert_eq!((Range::week(date(2027, 1, 1)), Range::week(date(2026, 12, 28))), (week, week));
        assert_eq!(week.iter().count(), 7);
        assert_eq!(Range::month(date(2028, 2, 3)).last, date(2028, 2, 29));
        assert_eq!(Range::days(date(2026, 12, 31), 2).last, date(2027, 1, 1));
    }
}
