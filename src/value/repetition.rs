//! How an event comes back: every Tuesday, every second week, the last Friday of the month.
//!
//! Weeks and months are counted from the start of the event, which is itself the first time; a
//! start that the rule does not name is an author's slip, and is refused with the nearest day that
//! it does. Here is the rule and what can be wrong with it; its dates are the engine's.

use jiff::ToSpan;
use jiff::civil::Date;

use super::hours::{Fault, Step, weeks_between};
use super::weekday::{NthDay, Weekday};
use super::{Read, Why, Wrong};

use Step::{Index, Key};

/// The longest intervals.
const MOST_WEEKS: u16 = 104;
const MOST_MONTHS: u16 = 48;
/// The most times an event may come back.
const MOST_TIMES: u32 = 2_000;
/// How long a rule is looked at before it is held to never come true: 29 February with the longest interval comes
/// within this many days.
const HORIZON: usize = 366 * 40;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Weeks, from Monday to Sunday.
    Week,
    /// Months of the calendar.
    Month,
}

impl Unit {
    /// The unit's code in a record.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The unit of a code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Week, Self::Month].into_iter().find(|unit| unit.code() == code)
    }
}

/// On which days of a week or month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// The one that the start is: its weekday, or its day of the month.
    Start,
    /// `["tu", "th"]`, in a week.
    Weekdays(Box<[Weekday]>),
    /// `["2.tu", "-1.fr"]`, in a month.
    Nth(Box<[NthDay]>),
    /// `[1, 15]`, in a month; negative days are counted from its end, -1 is the last.
    Days(Box<[i8]>),
}

/// When a repetition ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nobody said.
    Never,
    /// On or before a date.
    Until(Date),
    /// After so many times, the start among them.
    Count(u32),
}

impl End {
    /// The end of the two keys of a record.
    ///
    /// # Errors
    /// `repeat-ends` when both are there.
    pub fn of(until: Option<Date>, count: Option<u32>) -> Read<Self> {
        match (until, count) {
            (Some(_), Some(_)) => Err(Wrong::whole(Why::RepeatEnds)),
            (Some(until), None) => Ok(Self::Until(until)),
            (None, Some(count)) => Ok(Self::Count(count)),
            (None, None) => Ok(Self::Never),
        }
    }
}

/// A rule of repetition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// What is counted.
    pub every: Unit,
    /// Every one (1), every second (2) …
    pub interval: u16,
    /// On which days of it.
    pub on: On,
    /// Until when.
    pub end: End,
}

impl Repeat {
    /// The same rule with its days said: what the words for people are made from ("vsak drugi torek
    /// v mesecu" is a month, 1, [`On::Nth`]). [`On::Start`] does not come out.
    #[must_use]
    pub fn resolved(&self, start: Date) -> Self {
        let on = match (&self.on, self.every) {
            (On::Start, Unit::Week) => On::Weekdays([Weekday::of(start)].into()),
            (On::Start, Unit::Month) => On::Days([start.day()].into()),
            (on, _) => on.clone(),
        };
        Self { on, ..self.clone() }
    }

    /// Whether the event is on `date`, with its start on `start`, the end of the rule aside.
    #[must_use]
    pub fn matches(&self, start: Date, date: Date) -> bool {
        let interval = i32::from(self.interval.max(1));
        let since = match self.every {
            Unit::Week => weeks_between(start, date),
            Unit::Month => months(date) - months(start),
        };
        date >= start && since % interval == 0 && self.names(start, date)
    }

    /// Whether the rule names the day that `date` is, whichever week or month it is in.
    fn names(&self, start: Date, date: Date) -> bool {
        match &self.on {
            On::Start if self.every == Unit::Week => Weekday::of(date) == Weekday::of(start),
            On::Start => date.day() == start.day(),
            On::Weekdays(days) => days.contains(&Weekday::of(date)),
            On::Nth(days) => days.iter().any(|day| day.matches(date)),
            On::Days(days) => {
                days.iter().any(|day| *day == date.day() || *day == date.day() - date.days_in_month() - 1)
            }
        }
    }

    /// Whether the start is one of the days of the rule.
    ///
    /// # Errors
    /// `repeat-start`, with the nearest day that is as suggestion; of two as near, the later.
    pub fn first_occurrence_matches(&self, start: Date) -> Read<()> {
        if self.names(start, start) {
            return Ok(());
        }
        let near = |days: i64| {
            let days = days.days();
            [start.checked_add(days), start.checked_sub(days)]
                .into_iter()
                .filter_map(Result::ok)
                .find(|date| self.names(start, *date))
        };
        let nearest = (1..=4 * 366).find_map(near);
        let why = Why::RepeatStart { start: start.to_string(), weekday: Weekday::of(start).code() };
        Err(Wrong::whole(why).suggest_if(nearest.map(|date| date.to_string())))
    }

    /// Everything wrong with the rule for an event that starts on `start`, by the keys of `repeat`;
    /// the start itself is asked about in [`Repeat::first_occurrence_matches`].
    #[must_use]
    pub fn validate(&self, start: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        let most = if self.every == Unit::Week { MOST_WEEKS } else { MOST_MONTHS };
        if !(1..=most).contains(&self.interval) {
            faults.push(Fault::new(&[Key("interval")], Why::RepeatInterval { interval: self.interval, most }));
        }
        self.validate_days(start, &mut faults);
        match self.end {
            End::Until(until) if until < start => {
                let why = Why::RepeatUntil { until: until.to_string(), start: start.to_string() };
                faults.push(Fault::new(&[Key("until")], why));
            }
            End::Count(count) if !(1..=MOST_TIMES).contains(&count) => {
                faults.push(Fault::new(&[Key("count")], Why::RepeatCount { count, most: MOST_TIMES }));
            }
            _ => {}
        }
        if faults.is_empty() && !self.happens(start) {
            faults.push(Fault::new(&[], Why::RepeatNever));
        }
        faults
    }

    fn validate_days(&self, start: Date, faults: &mut Vec<Fault>) {
        let every = self.every.code();
        match (&self.on, self.every) {
            (On::Start, _) => {}
            (On::Weekdays(days), Unit::Week) => once("on", days, faults),
            (On::Nth(days), Unit::Month) => once("on", days, faults),
            (On::Days(days), Unit::Month) => {
                once("days_of_month", days, faults);
                for (nth, day) in days.iter().enumerate().filter(|(_, day)| **day == 0 || !(-31..=31).contains(*day)) {
                    faults.push(Fault::new(&[Key("days_of_month"), Index(nth)], Why::RepeatDay { day: *day }));
                }
            }
            // A weekday of the month without its number: the one that the start is.
            (On::Weekdays(days), Unit::Month) => {
                for (index, day) in days.iter().enumerate() {
                    let mut fault =
                        Fault::new(&[Key("on"), Index(index)], Why::RepeatOn { on: day.to_string(), every });
                    let nth = (start.day() - 1) / 7 + 1;
                    fault.wrong = fault.wrong.suggest(format!("{nth}.{day}"));
                    faults.push(fault);
                }
            }
            (On::Nth(days), Unit::Week) => {
                for (index, nth) in days.iter().enumerate() {
                    let why = Why::RepeatOn { on: nth.to_string(), every };
                    let mut fault = Fault::new(&[Key("on"), Index(index)], why);
                    fault.wrong = fault.wrong.suggest(nth.day.code());
                    faults.push(fault);
                }
            }
            (On::Days(_), Unit::Week) => {
                faults
                    .push(Fault::new(&[Key("days_of_month")], Why::RepeatOn { on: "days_of_month".to_owned(), every }));
            }
        }
        let none = match &self.on {
            On::Weekdays(days) => days.is_empty(),
            On::Nth(days) => days.is_empty(),
            On::Days(days) => days.is_empty(),
            On::Start => false,
        };
        if none && faults.is_empty() {
            faults.push(Fault::new(&[], Why::RepeatNever));
        }
    }

    /// Whether any date after the start is one of the rule, before it ends; an event told to come once need not come back.
    fn happens(&self, start: Date) -> bool {
        if self.end == End::Count(1) {
            return true;
        }
        let until = if let End::Until(until) = self.end { until } else { Date::MAX };
        let mut later = start.series(1.day()).skip(1).take(HORIZON).take_while(|date| *date <= until);
        later.any(|date| self.matches(start, date))
    }
}

/// Each day named twice.
fn once<T: PartialEq + ToString>(key: &'static str, days: &[T], faults: &mut Vec<Fault>) {
    for (index, day) in days.iter().enumerate().filter(|(index, day)| days[..*index].contains(day)) {
        faults.push(Fault::new(&[Key(key), Index(index)], Why::RepeatTwice { day: day.to_string() }));
    }
}

fn months(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::value::weekday::nth_day;

    fn monthly(on: On) -> Repeat {
        Repeat { every: Unit::Month, interval: 1, on, end: End::Never }
    }

    fn weekly(days: &[Weekday]) -> Repeat {
        Repeat { every: Unit::Week, interval: 1, on: On::Weekdays(days.into()), end: End::Never }
    }

    fn codes(repeat: &Repeat, start: Date) -> Vec<&'static str> {
        repeat.validate(start).iter().map(|fault| fault.wrong.why.code()).collect()
    }

    #[test]
    fn weeks_are_counted_from_the_week_of_the_start() {
        let repeat = Repeat { interval: 2, ..weekly(&[Weekday::Monday, Weekday::Wednesday]) };
        let start = date(2026, 11, 18);
        let days: Vec<i8> = (18..=30).filter(|day| repeat.matches(start, date(2026, 11, *day))).collect();
        assert_eq!(days, [18, 30]);
        assert!(repeat.matches(start, date(2026, 12, 2)) && !repeat.matches(start, date(2026, 11, 16)));
    }

    #[test]
    fn the_last_day_is_counted_from_the_end() {
        let repeat = monthly(On::Days([-1].into()));
        assert!(
            repeat.matches(date(2026, 1, 31), date(2026, 2, 28))
                && repeat.matches(date(2026, 1, 31), date(2028, 2, 29))
        );
    }

    #[test]
    fn a_start_beside_the_rule_is_refused_with_the_nearest_day() {
        let second = monthly(On::Nth([nth_day("2.tu").expect("day")].into()));
        assert_eq!(second.first_occurrence_matches(date(2026, 11, 10)), Ok(()));
        let wrong = second.first_occurrence_matches(date(2026, 11, 12)).expect_err("a Thursday");
        assert_eq!((wrong.why.code(), wrong.suggestion.as_deref()), ("repeat-start", Some("2026-11-10")));
        let wrong = weekly(&[Weekday::Monday, Weekday::Friday])
            .first_occurrence_matches(date(2026, 11, 25))
            .expect_err("between");
        assert_eq!(wrong.suggestion.as_deref(), Some("2026-11-27"));
    }

    #[test]
    fn what_cannot_be_is_found() {
        let start = date(2026, 11, 10);
        let tuesday = weekly(&[Weekday::Tuesday]);
        assert_eq!(codes(&tuesday, start), [""; 0]);
        assert_eq!(codes(&Repeat { interval: 0, ..tuesday.clone() }, start), ["repeat-interval"]);
        assert_eq!(codes(&Repeat { every: Unit::Month, ..tuesday.clone() }, start), ["repeat-on"]);
        assert_eq!(codes(&Repeat { end: End::Until(date(2026, 11, 9)), ..tuesday.clone() }, start), ["repeat-until"]);
        assert_eq!(codes(&Repeat { end: End::Until(date(2026, 11, 16)), ..tuesday.clone() }, start), ["repeat-never"]);
        assert_eq!(codes(&Repeat { end: End::Count(0), ..tuesday }, start), ["repeat-count"]);
        assert_eq!(codes(&weekly(&[]), start), ["repeat-never"]);
        assert_eq!(codes(&weekly(&[Weekday::Monday, Weekday::Monday]), start), ["repeat-twice"]);
        assert_eq!(codes(&monthly(On::Days([32].into())), start), ["repeat-day"]);
        let february = Repeat { interval: 12, ..monthly(On::Days([30].into())) };
        assert_eq!(codes(&february, date(2026, 2, 10)), ["repeat-never"]);
        let leap = Repeat { interval: 48, ..monthly(On::Days([29].into())) };
        assert_eq!((codes(&leap, date(2028, 2, 29)), codes(&leap, date(2026, 2, 10))), (vec![], vec!["repeat-never"]));
        let suggestion =
            Repeat { every: Unit::Month, ..weekly(&[Weekday::Tuesday]) }.validate(start)[0].wrong.suggestion.clone();
        assert_eq!(suggestion.as_deref(), Some("2.tu"));
        assert_eq!(End::of(Some(start), Some(3)).expect_err("both").why, Why::RepeatEnds);
    }

    #[test]
    fn what_the_start_says_is_said() {
        let start = date(2026, 11, 10);
        assert_eq!(monthly(On::Start).resolved(start).on, On::Days([10].into()));
        assert_eq!(Repeat { on: On::Start, ..weekly(&[]) }.resolved(start), weekly(&[Weekday::Tuesday]));
    }

    fn any_rule() -> impl Strategy<Value = Repeat> {
        let on = prop_oneof![
            Just(On::Start),
            proptest::collection::vec(0_usize..7, 0..3)
                .prop_map(|days| On::Weekdays(days.iter().map(|day| Weekday::ALL[*day]).collect())),
            proptest::collection::vec((-5_i8..=5, 0_usize..7), 0..3).prop_map(|days| On::Nth(
                days.iter().filter_map(|(nth, day)| NthDay::new(*nth, Weekday::ALL[*day])).collect()
            )),
            proptest::collection::vec(any::<i8>(), 0..3).prop_map(|days| On::Days(days.into())),
        ];
        let end = prop_oneof![
            Just(End::Never),
            any::<u32>().prop_map(End::Count),
            (1_i8..29).prop_map(|day| End::Until(date(2027, 2, day)))
        ];
        (any::<bool>(), 0_u16..60, on, end).prop_map(|(week, interval, on, end)| Repeat {
            every: if week { Unit::Week } else { Unit::Month },
            interval,
            on,
            end,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_suggested_start_is_accepted(repeat in any_rule(), day in 0_i64..4_000) {
            let start = date(2020, 1, 1).saturating_add(day.days());
            let _ = repeat.validate(start);
            if let Err(wrong) = repeat.first_occurrence_matches(start) {
                if let Some(suggestion) = wrong.suggestion {
                    let start: Date = suggestion.parse().expect("a date");
                    prop_assert_eq!(repeat.first_occurrence_matches(start), Ok(()));
                }
            }
        }
    }
}
