//! Work-free days near the day of the build, looked up once.

use jiff::civil::Date;

use super::Range;
use crate::value::holidays::{Holiday, HolidayTable, Name};

/// The work-free days of a hub. Those of the years near the build are at hand; others are worked out when asked for.
#[derive(Debug, Clone, Default)]
pub struct DaysOff {
    table: HolidayTable,
    years: (i16, i16),
    near: Vec<Holiday>,
}

impl DaysOff {
    /// The days of a table, those of the year before `today` to the second after it at hand.
    #[must_use]
    pub fn new(table: HolidayTable, today: Date) -> Self {
        let years = (today.year().saturating_sub(1), today.year().saturating_add(2));
        let near = (years.0..=years.1).flat_map(|year| table.year(year)).collect();
        Self { table, years, near }
    }

    /// What a work-free date is called; nothing: people work.
    #[must_use]
    pub fn name(&self, date: Date) -> Option<Name> {
        if !(self.years.0..=self.years.1).contains(&date.year()) {
            return self.table.name(date);
        }
        self.near.binary_search_by_key(&date, |day| day.date).ok().map(|at| self.near[at].name)
    }

    /// Whether a date is work-free.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.name(date).is_some()
    }

    /// The work-free days of a range of at most some years, in order.
    #[must_use]
    pub fn within(&self, range: Range) -> Vec<Holiday> {
        let years = range.first.year()..=range.last.year();
        let days = years.flat_map(|year| self.table.year(year));
        days.filter(|day| range.contains(day.date)).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_at_hand_are_those_of_the_table() {
        let table = HolidayTable::slovenia();
        let off = DaysOff::new(table.clone(), date(2026, 11, 24));
        for day in (Range { first: date(2022, 1, 1), last: date(2031, 12, 31) }).iter() {
            assert_eq!(off.name(day), table.name(day), "{day}");
        }
        let weeks = off.within(Range { first: date(2026, 12, 20), last: date(2027, 1, 10) });
        let days: Vec<String> = weeks.iter().map(|day| day.date.to_string()).collect();
        assert_eq!(days, ["2026-12-25", "2026-12-26", "2027-01-01", "2027-01-02"]);
    }
}
