//! Work-free days: Slovenia's by law, and what a hub adds or takes away.
//!
//! Counters close on work-free days, not on every state holiday: 8 June, 17 August, 15 September,
//! 23 September, 25 October and 23 November are holidays on which people work, and are not here.
//! Easter Sunday and Whit Sunday are by law, though Sundays anyway: a group may be open on Sundays
//! and closed on these. Source: *Zakon o praznikih in dela prostih dnevih v Republiki Sloveniji*
//! (ZPDPD); the day of solidarity on 14 August 2023 was given once, after the floods of that month.

use jiff::ToSpan;
use jiff::civil::Date;

use super::date::MonthDay;
use super::{Read, Why, Wrong};

/// A work-free day of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// When.
    pub date: Date,
    /// What it is called.
    pub name: Name,
}

/// What a work-free day is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// The key of the words in the catalogues.
    Known(&'static str),
    /// The words stand with the addition: its place in the list it came from, from 0.
    Added(usize),
}

/// When a day comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Every(MonthDay),
    /// Days after Easter Sunday.
    Easter(i64),
    Once(Date),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    when: When,
    from: i16,
    to: i16,
    name: Name,
}

/// Which days are work-free: a country's, with a hub's additions and removals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HolidayTable {
    rows: Vec<Row>,
    removed: Vec<Date>,
}

const ALWAYS: (i16, i16) = (i16::MIN, i16::MAX);

/// Slovenia's days: month and day, key, years.
const FIXED: [(i8, i8, &str, (i16, i16)); 13] = [
    (1, 1, "novo-leto", ALWAYS),
    // Work-free until the savings act (ZUJF) and again since 2017.
    (1, 2, "novo-leto", (i16::MIN, 2012)),
    (1, 2, "novo-leto", (2017, i16::MAX)),
    (2, 8, "presernov-dan", ALWAYS),
    (4, 27, "dan-upora", ALWAYS),
    (5, 1, "praznik-dela", ALWAYS),
    (5, 2, "praznik-dela", ALWAYS),
    (6, 25, "dan-drzavnosti", ALWAYS),
    (8, 15, "marijino-vnebovzetje", ALWAYS),
    (10, 31, "dan-reformacije", ALWAYS),
    (11, 1, "dan-spomina-na-mrtve", ALWAYS),
    (12, 25, "bozic", ALWAYS),
    (12, 26, "dan-samostojnosti-in-enotnosti", ALWAYS),
];

/// Slovenia's days that move: days after Easter Sunday, key.
const MOVING: [(i64, &str); 3] = [(0, "velikonocna-nedelja"), (1, "velikonocni-ponedeljek"), (49, "binkosti")];

/// The keys of the names of all days of the built-in tables, for the catalogues.
pub const KEYS: [&str; 14] = [
    "novo-leto",
    "presernov-dan",
    "velikonocna-nedelja",
    "velikonocni-ponedeljek",
    "dan-upora",
    "praznik-dela",
    "binkosti",
    "dan-drzavnosti",
    "marijino-vnebovzetje",
    "dan-reformacije",
    "dan-spomina-na-mrtve",
    "bozic",
    "dan-samostojnosti-in-enotnosti",
    "dan-solidarnosti",
];

impl HolidayTable {
    /// The work-free days of Slovenia by law.
    #[must_use]
    pub fn slovenia() -> Self {
        let fixed = FIXED.iter().map(|(month, day, key, (from, to))| {
            let when = When::Every(MonthDay { month: *month, day: *day });
            Row { when, from: *from, to: *to, name: Name::Known(key) }
        });
        let (from, to) = ALWAYS;
        let moving =
            MOVING.iter().map(|(after, key)| Row { when: When::Easter(*after), from, to, name: Name::Known(key) });
        let solidarity = When::Once(jiff::civil::date(2023, 8, 14));
        let once = [Row { when: solidarity, from, to, name: Name::Known("dan-solidarnosti") }];
        Self { rows: fixed.chain(moving).chain(once).collect(), removed: Vec::new() }
    }

    /// The table of a `use = "SI"`.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        (code == "SI").then(Self::slovenia)
    }

    /// Adds a day of every year, from a year on if one is given; `nth` is its place among the additions.
    pub fn add_yearly(&mut self, on: MonthDay, from: Option<i16>, nth: usize) {
        self.rows.push(Row {
            when: When::Every(on),
            from: from.unwrap_or(ALWAYS.0),
            to: ALWAYS.1,
            name: Name::Added(nth),
        });
    }

    /// Adds one date; `nth` is its place among the additions.
    pub fn add_once(&mut self, on: Date, nth: usize) {
        self.rows.push(Row { when: When::Once(on), from: ALWAYS.0, to: ALWAYS.1, name: Name::Added(nth) });
    }

    /// Takes one date away, whatever it is.
    ///
    /// # Errors
    /// `holiday-remove`: the date is not work-free, so that there is nothing to take away.
    pub fn remove(&mut self, on: Date) -> Read<()> {
        if !self.is_holiday(on) {
            return Err(Wrong::whole(Why::HolidayRemove { date: on.to_string() }));
        }
        self.removed.push(on);
        Ok(())
    }

    /// The days of a year in order, each date once: of two names, the one added last.
    #[must_use]
    pub fn year(&self, year: i16) -> Vec<Holiday> {
        let mut days: Vec<Holiday> = Vec::with_capacity(16);
        for row in self.rows.iter().filter(|row| (row.from..=row.to).contains(&year)) {
            let Some(date) = row.when.in_year(year).filter(|date| !self.removed.contains(date)) else {
                continue;
            };
            match days.iter_mut().find(|day| day.date == date) {
                Some(day) => day.name = row.name,
                None => days.push(Holiday { date, name: row.name }),
            }
        }
        days.sort_by_key(|day| day.date);
        days
    }

    /// The name of a work-free date.
    #[must_use]
    pub fn name(&self, date: Date) -> Option<Name> {
        self.year(date.year()).into_iter().find(|day| day.date == date).map(|day| day.name)
    }

    /// Whether a date is work-free.
    #[must_use]
    pub fn is_holiday(&self, date: Date) -> bool {
        self.name(date).is_some()
    }
}

impl When {
    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Every(MonthDay { month, day }) => Date::new(year, month, day).ok(),
            Self::Easter(after) => easter(year).and_then(|date| date.checked_add(after.days()).ok()),
            Self::Once(date) => Some(date).filter(|date| date.year() == year),
        }
    }
}

/// Easter Sunday of a year of the Gregorian calendar (from 1583).
///
/// The anonymous Gregorian algorithm, which J. Meeus gives in *Astronomical Algorithms*.
#[must_use]
pub fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let y = i32::from(year);
    let (golden, century, of_century) = (y % 19, y / 100, y % 100);
    let correction = (century + 8) / 25;
    let moon = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let sum = moon + weekday - 7 * late + 114;
    Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};

    use super::*;

    fn dates(year: i16) -> Vec<String> {
        HolidayTable::slovenia().year(year).iter().map(|day| day.date.to_string()[5..].to_owned()).collect()
    }

    #[test]
    fn the_days_of_the_years_about_now() {
        let fixed = [
            "01-01", "01-02", "02-08", "04-27", "05-01", "05-02", "06-25", "08-15", "10-31", "11-01", "12-25", "12-26",
        ];
        for (year, moving) in [
            (2023, vec!["04-09", "04-10", "05-28", "08-14"]),
            (2024, vec!["03-31", "04-01", "05-19"]),
            (2025, vec!["04-20", "04-21", "06-08"]),
            (2026, vec!["04-05", "04-06", "05-24"]),
            (2027, vec!["03-28", "03-29", "05-16"]),
        ] {
            let mut expected = [&fixed[..], &moving].concat();
            expected.sort_unstable();
            assert_eq!(dates(year), expected, "{year}");
        }
    }

    #[test]
    fn the_second_of_january_was_worked_for_four_years() {
        for (year, free) in [(2012, true), (2013, false), (2016, false), (2017, true)] {
            assert_eq!(dates(year).contains(&"01-02".to_owned()), free, "{year}");
        }
    }

    #[test]
    fn holidays_on_which_people_work_close_nothing() {
        let table = HolidayTable::slovenia();
        for (month, day) in [(6, 8), (8, 17), (9, 15), (9, 23), (10, 25), (11, 23)] {
            assert!(!table.is_holiday(date(2026, month, day)), "{day}. {month}.");
        }
    }

    #[test]
    fn a_hub_adds_and_takes_away() {
        let mut table = HolidayTable::slovenia();
        table.add_yearly(MonthDay { month: 5, day: 15 }, Some(2027), 0);
        table.add_once(date(2026, 7, 4), 1);
        assert_eq!((table.name(date(2026, 5, 15)), table.name(date(2027, 5, 15))), (None, Some(Name::Added(0))));
        assert_eq!(table.name(date(2026, 7, 4)), Some(Name::Added(1)));
        assert_eq!(table.remove(date(2026, 2, 8)), Ok(()));
        assert!(!table.is_holiday(date(2026, 2, 8)) && table.is_holiday(date(2027, 2, 8)));
        assert_eq!(table.remove(date(2026, 2, 9)).expect_err("a working day").why.code(), "holiday-remove");
    }

    #[test]
    fn easter_is_a_sunday_between_22_march_and_25_april() {
        for year in 1583..=9999 {
            let day = easter(year).expect("a year of the calendar");
            assert_eq!(day.weekday(), Weekday::Sunday, "{year}");
            assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&day), "{day}");
        }
        // The extremes, and the last of a full moon on a Sunday.
        for (year, month, day) in [(1818, 3, 22), (2038, 4, 25), (2285, 3, 22), (1981, 4, 19), (2049, 4, 18)] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
        assert_eq!(easter(1582), None);
    }

    #[test]
    fn every_name_is_among_the_keys() {
        for year in [2012, 2023, 2026] {
            for day in HolidayTable::slovenia().year(year) {
                assert!(matches!(day.name, Name::Known(key) if KEYS.contains(&key)));
            }
        }
    }

    /// A list of somebody else's, where it is at hand, of 2000 to 2076: every one of its days but four is ours, and ours
    /// are all in it. It has 2 January of 2013 to 2016, on which people worked: the savings act of 2012 (ZUJF) took the
    /// day away, and from 2017 on it is work-free again.
    #[test]
    fn another_list_has_the_same_days() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/hours/si-public-holidays.txt");
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("skipped: si-public-holidays.txt is not beside the project");
            return;
        };
        let table = HolidayTable::slovenia();
        let theirs: Vec<Date> = text.lines().filter_map(|line| line.strip_prefix("SI ")?.trim().parse().ok()).collect();
        let ours: Vec<Date> = (2000..=2076).flat_map(|year| table.year(year)).map(|day| day.date).collect();
        let more: Vec<&Date> = ours.iter().filter(|date| !theirs.contains(date)).collect();
        let fewer: Vec<&Date> = theirs.iter().filter(|date| !ours.contains(date)).collect();
        eprintln!("theirs {}, ours {}; only ours {more:?}; only theirs {fewer:?}", theirs.len(), ours.len());
        assert!(more.is_empty());
        assert_eq!(fewer, [&date(2013, 1, 2), &date(2014, 1, 2), &date(2015, 1, 2), &date(2016, 1, 2)]);
    }
}
