//! `repeat = { … }`: how repetition is written in TOML. The model is in `value::repetition`.

use jiff::civil::Date;

use crate::declare::{Field, Moment, Node, Reading, Shape, Translated, choice, table};
use crate::diagnostic::Code;
use crate::value::Wrong;
use crate::value::hours::Step;
use crate::value::repetition::{End, On, Repeat, Unit};
use crate::value::weekday::{nth_day, weekday};

choice! {
    /// What an event repeats by.
    pub enum Every: "repeat-every" {
        Week = "week",
        Month = "month",
    }
}

table! {
    /// The keys of a repetition.
    pub struct RepeatKeys {
        /// By weeks or months.
        every: Every,
        /// Every so many of them.
        interval: Option<u32>,
        /// On which weekdays: `tu`, or the n-th of the month: `2.tu`.
        on: Box<[Box<str>]>,
        /// On which days of the month.
        days_of_month: Box<[DayOfMonth]>,
        /// Until when.
        until: Option<Date>,
        /// How often.
        count: Option<u32>,
    }
}

/// A day of the month, counted from its end when it is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfMonth(i8);

impl Field for DayOfMonth {
    const SHAPE: &'static Shape = &Shape::Integer;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let Some(integer) = node.get_ref().as_integer() else {
            reading.wrong_type(node, "integer");
            return None;
        };
        let day = integer.as_str().parse::<i8>().ok().filter(|day| *day != 0 && (-31..=31).contains(day));
        if day.is_none() {
            crate::declare::out_of_range(node, "-31", "31", reading);
        }
        day.map(DayOfMonth)
    }
}

impl Translated for DayOfMonth {}

impl serde::Serialize for DayOfMonth {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i8(self.0)
    }
}

impl RepeatKeys {
    /// The rule for an event that begins on `start`, its days said; what is wrong with it is reported at
    /// `node`, the value of `repeat`.
    pub(super) fn repeat(
        &self,
        start: Option<(Moment, &Node<'_>)>,
        node: Option<&Node<'_>>,
        reading: &mut Reading<'_>,
    ) -> Option<Repeat> {
        let ((start, start_node), node) = (start?, node?);
        let start = start.date();
        let every = match self.every {
            Every::Week => Unit::Week,
            Every::Month => Unit::Month,
        };
        let end = End::of(self.until, self.count)
            .map_err(|wrong| refuse(node, &[Step::Key("count")], wrong, reading))
            .ok()?;
        let interval = u16::try_from(self.interval.unwrap_or(1)).unwrap_or(u16::MAX);
        let repeat = Repeat { every, interval, on: self.days(node, reading)?, end };
        let faults = repeat.validate(start);
        for fault in &faults {
            refuse(node, &fault.path, fault.wrong.clone(), reading);
        }
        if faults.is_empty()
            && let Err(wrong) = repeat.first_occurrence_matches(start)
        {
            // The rule is what people mean; the day of the start is what they get wrong.
            refuse(start_node, &[], wrong, reading);
        }
        Some(repeat.resolved(start))
    }

    fn days(&self, node: &Node<'_>, reading: &mut Reading<'_>) -> Option<On> {
        if !self.days_of_month.is_empty() {
            return Some(On::Days(self.days_of_month.iter().map(|day| day.0).collect()));
        }
        if self.on.is_empty() {
            return Some(On::Start);
        }
        // `tu` in a week, `2.tu` in a month: the first item tells which is meant.
        let nth = self.on[0].contains('.');
        let mut weekdays = Vec::new();
        let mut nth_days = Vec::new();
        for (turn, text) in self.on.iter().enumerate() {
            let read = if nth {
                nth_day(text).map(|day| nth_days.push(day))
            } else {
                weekday(text).map(|day| weekdays.push(day))
            };
            if let Err(wrong) = read {
                refuse(node, &[Step::Key("on"), Step::Index(turn)], wrong, reading);
            }
        }
        match (nth, weekdays.is_empty(), nth_days.is_empty()) {
            (true, _, false) => Some(On::Nth(nth_days.into())),
            (false, false, _) => Some(On::Weekdays(weekdays.into())),
            _ => None,
        }
    }
}

fn refuse(node: &Node<'_>, path: &[Step], wrong: Wrong, reading: &mut Reading<'_>) {
    crate::declare::refused_inside(Code::BadRepetition, node, path, wrong, reading);
}
