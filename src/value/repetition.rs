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
mod tests;
