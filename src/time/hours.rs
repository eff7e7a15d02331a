//! Hours on a date, and whether something is open at a moment.
//!
//! Of a date an exception is asked first, then what is said of work-free days, then the last group in force.
//! A moment is a time on the clock of the hub's zone: hours are written for that clock, so that an hour that
//! comes twice in October is open twice, and one that is left out in March is not missed.
//!
//! What nobody knows is unknown, never open: a work-free day of which nothing is said where the weekday would be
//! open, a group of which there are only words.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::holidays::DaysOff;
use super::later;
use crate::value::clock::{DAY, Span};
use crate::value::holidays::Name;
use crate::value::hours::{Days, Exception, Holidays, Hours};
use crate::value::weekday::Weekday;

/// For how many minutes before its end it is said that it closes soon.
pub const SOON: i32 = 30;

/// How far ahead the next opening is looked for, in days: a fifth Monday comes within 92.
pub const AHEAD: i64 = 100;

/// How many days in a row something is open without a break before it is open without end.
const WITHOUT_END: i64 = 8;

/// The groups of one door, counter or phone line, with the work-free days that hold for it.
#[derive(Debug, Clone)]
pub struct Timetable<'h, L> {
    groups: Vec<&'h Hours<L>>,
    days_off: &'h DaysOff,
}

/// What holds on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Open in these spans, in order; none: closed.
    Spans(Vec<Span>),
    /// One has to arrange to come.
    Appointment,
    /// A work-free day of which nobody said what holds.
    Holiday,
    /// Nothing is known but words.
    Unknown,
}

/// Why a date is otherwise than its week.
#[derive(Debug, PartialEq, Eq)]
pub enum Because<'h, L> {
    /// It is as its week.
    Usual,
    /// It is an exception, with the reason if one was given.
    Exception(Option<&'h L>),
    /// It is work-free.
    Holiday(Name),
}

/// A date with what holds on it.
#[derive(Debug, PartialEq, Eq)]
pub struct Day<'h, L> {
    /// What holds.
    pub plan: Plan,
    /// Why it is otherwise.
    pub because: Because<'h, L>,
}

/// What is so at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Open.
    Open {
        /// Until when; nothing: as far as one can see.
        until: Option<DateTime>,
        /// It closes within [`SOON`] minutes.
        soon: bool,
    },
    /// Closed.
    Closed {
        /// When it opens, as far as that is known and within [`AHEAD`] days.
        opens: Option<DateTime>,
    },
    /// One has to arrange to come.
    Appointment,
    /// Nobody said what holds on this work-free day.
    Holiday,
    /// Nothing is known but words.
    Unknown,
}

/// Puts groups together that tell of the same door: of a kind, those of part of the time belong to the one of all of
/// it that they follow. Each group of all the time is a door of its own, for otherwise it would hide those before it.
#[must_use]
pub fn timetables<'h, L>(
    groups: impl IntoIterator<Item = &'h Hours<L>>,
    days_off: &'h DaysOff,
) -> Vec<Timetable<'h, L>> {
    let mut tables: Vec<Timetable<'h, L>> = Vec::new();
    for group in groups {
        let kin = tables.iter_mut().rev().find(|table| table.groups[0].kind == group.kind);
        match kin.filter(|_| is_partial(group)) {
            Some(kin) => kin.groups.push(group),
            None => tables.push(Timetable { groups: vec![group], days_off }),
        }
    }
    tables
}

/// Whether a group tells of part of the time only.
#[must_use]
pub fn is_partial<L>(group: &Hours<L>) -> bool {
    group.season.is_some() || group.every.is_some() || matches!(group.days, Days::Nth { .. })
}

impl<'h, L> Timetable<'h, L> {
    /// Its groups, in their order; there is at least one.
    #[must_use]
    pub fn groups(&self) -> &[&'h Hours<L>] {
        &self.groups
    }

    /// The position of the group that is in force on a date.
    #[must_use]
    pub fn in_force(&self, date: Date) -> Option<usize> {
        self.groups.iter().rposition(|group| group.is_in_force(date))
    }

    /// What holds on a date.
    #[must_use]
    pub fn day(&self, date: Date) -> Day<'h, L> {
        if let Some(exception) = self.exception(date) {
            let plan = Plan::Spans(exception.open.to_vec());
            return Day { plan, because: Because::Exception(exception.why.as_ref()) };
        }
        let Some(group) = self.in_force(date).map(|at| self.groups[at]) else {
            return Day { plan: Plan::Spans(Vec::new()), because: Because::Usual };
        };
        match self.days_off.name(date) {
            Some(name) => Day { plan: self.holiday(group, date), because: Because::Holiday(name) },
            None => Day { plan: usual(group, Weekday::of(date)), because: Because::Usual },
        }
    }

    /// Whether nothing but the week is looked at for a date: it is no exception and not work-free.
    #[must_use]
    pub fn is_usual(&self, date: Date) -> bool {
        self.exception(date).is_none() && self.days_off.name(date).is_none()
    }

    /// What would hold on a date if it were a usual one of its weekday.
    #[must_use]
    pub fn week_day(&self, date: Date) -> Plan {
        let group = self.in_force(date).map(|at| self.groups[at]);
        group.map_or(Plan::Spans(Vec::new()), |group| usual(group, Weekday::of(date)))
    }

    /// The exception of a date: of several, the last.
    fn exception(&self, date: Date) -> Option<&'h Exception<L>> {
        let all = self.groups.iter().rev().flat_map(|group| group.exceptions.iter().rev());
        all.into_iter().find(|exception| exception.on.iter().any(|dates| dates.contains(date)))
    }

    fn holiday(&self, group: &Hours<L>, date: Date) -> Plan {
        match &group.holidays {
            // Who is closed on this weekday anyway needs not say that it is closed on a work-free one.
            Holidays::Unknown => match usual(group, Weekday::of(date)) {
                Plan::Spans(spans) if spans.is_empty() => Plan::Spans(spans),
                Plan::Unknown => Plan::Unknown,
                _ => Plan::Holiday,
            },
            Holidays::Closed => Plan::Spans(Vec::new()),
            Holidays::Open => usual(group, Weekday::of(date)),
            Holidays::AsSunday => match &group.days {
                Days::Week(_) => usual(group, Weekday::Sunday),
                // Days of the month have no Sunday: the week that they belong to has.
                Days::Nth { .. } => {
                    let in_force = |week: &&&Hours<L>| matches!(week.days, Days::Week(_)) && week.is_in_force(date);
                    let week = self.groups.iter().rev().find(in_force);
                    week.map_or(Plan::Spans(Vec::new()), |week| usual(week, Weekday::Sunday))
                }
            },
            Holidays::Spans(spans) => Plan::Spans(spans.to_vec()),
        }
    }

    /// What is so at a moment.
    #[must_use]
    pub fn state(&self, now: DateTime) -> State {
        if let Some(end) = self.open_end(now) {
            let until = self.until(end, later(now.date(), WITHOUT_END));
            let soon = until.is_some_and(|until| minutes_between(now, until) <= i64::from(SOON));
            return State::Open { until, soon };
        }
        match self.day(now.date()).plan {
            // What would be open since last evening on a usual day.
            Plan::Spans(_) if self.unknown_night(now) => State::Holiday,
            Plan::Spans(_) => State::Closed { opens: self.opens(now) },
            Plan::Appointment => State::Appointment,
            Plan::Holiday => State::Holiday,
            Plan::Unknown => State::Unknown,
        }
    }

    /// Whether a moment is in the night after a work-free day of which nobody said what holds, where a usual one would
    /// still be open.
    fn unknown_night(&self, now: DateTime) -> bool {
        let Ok(before) = now.date().yesterday() else { return false };
        self.hidden(before).iter().any(|span| span.passes_midnight() && minute(now) < span.to() - DAY)
    }

    /// The spans that a work-free day has, of which nobody said what holds, when it is a usual one.
    fn hidden(&self, date: Date) -> Vec<Span> {
        match (self.day(date).plan, self.week_day(date)) {
            (Plan::Holiday, Plan::Spans(spans)) => spans,
            _ => Vec::new(),
        }
    }

    /// The end of the span that a moment is in: of two, the later.
    fn open_end(&self, now: DateTime) -> Option<DateTime> {
        let (date, minute) = (now.date(), minute(now));
        let before = date.yesterday().ok().map(|yesterday| self.spans(yesterday)).unwrap_or_default();
        let night = before.iter().filter(|span| span.passes_midnight()).map(|span| span.to() - DAY);
        let night = night.filter(|to| minute < *to).max();
        let today = self.spans(date);
        let day = today.iter().filter(|span| (span.from()..span.to()).contains(&minute)).map(|span| span.to()).max();
        night.max(day).map(|to| at(date, to))
    }

    /// When it closes, spans that follow each other without a break taken together; nothing: not before `limit`.
    fn until(&self, mut end: DateTime, limit: Date) -> Option<DateTime> {
        while end.date() < limit {
            match self.open_end(end) {
                Some(further) => end = further,
                None => return Some(end),
            }
        }
        None
    }

    /// The next opening after a moment at which it is closed; days of which nothing is known are passed over.
    fn opens(&self, now: DateTime) -> Option<DateTime> {
        let minute = minute(now);
        (0..=AHEAD).find_map(|ahead| {
            let date = later(now.date(), ahead);
            let spans = self.spans(date);
            let next = spans.iter().map(|span| span.from()).find(|from| ahead > 0 || *from > minute);
            next.map(|from| at(date, from))
        })
    }

    /// The first moment after `now` at which something else is so, and within [`AHEAD`] days.
    #[must_use]
    pub fn next_change(&self, now: DateTime) -> Option<DateTime> {
        let here = self.state(now);
        let soon = i64::from(SOON);
        (-1..=AHEAD).find_map(|ahead| {
            let date = later(now.date(), ahead);
            let spans = self.spans(date);
            // A night that passes midnight is told with the day that it begins on.
            let ends = spans.iter().flat_map(|span| [i64::from(span.to()) - soon, i64::from(span.to())]);
            let starts = spans.iter().map(|span| i64::from(span.from()));
            let hidden = self.hidden(date);
            let nights = hidden.iter().map(|span| i64::from(span.to()));
            let mut minutes: Vec<i64> = starts.chain(ends).chain(nights).chain([0, i64::from(DAY)]).collect();
            minutes.sort_unstable();
            let midnight = at(date, 0);
            let moments = minutes.into_iter().map(|minutes| midnight.saturating_add(minutes.minutes()));
            let mut later = moments.filter(|moment| *moment > now);
            later.find(|moment| self.state(*moment) != here)
        })
    }

    fn spans(&self, date: Date) -> Vec<Span> {
        match self.day(date).plan {
            Plan::Spans(spans) => spans,
            _ => Vec::new(),
        }
    }
}

/// What a group says of a weekday.
fn usual<L>(group: &Hours<L>, day: Weekday) -> Plan {
    if group.by_appointment {
        return Plan::Appointment;
    }
    if is_words(group) {
        return Plan::Unknown;
    }
    Plan::Spans(match &group.days {
        Days::Week(week) => week.day(day).collect(),
        Days::Nth { open, .. } => open.to_vec(),
    })
}

/// Whether a group has a note and no day or time: hours that could not be read. One of part of the year is closed
/// in it, one with dates is open on them.
#[must_use]
pub fn is_words<L>(group: &Hours<L>) -> bool {
    let Days::Week(week) = &group.days else { return false };
    let told = group.by_appointment
        || is_partial(group)
        || matches!(group.holidays, Holidays::Spans(_))
        || group.exceptions.iter().any(|exception| !exception.open.is_empty());
    week.is_empty() && group.note.is_some() && !told
}

fn minute(now: DateTime) -> u16 {
    u16::from(now.hour().unsigned_abs()) * 60 + u16::from(now.minute().unsigned_abs())
}

/// Minutes from midnight of a date, which may pass it.
fn at(date: Date, minutes: u16) -> DateTime {
    date.to_datetime(jiff::civil::Time::midnight()).saturating_add(i64::from(minutes).minutes())
}

fn minutes_between(from: DateTime, to: DateTime) -> i64 {
    let days = from.date().until(to.date()).map_or(0, |span| i64::from(span.get_days()));
    days * i64::from(DAY) + i64::from(minute(to)) - i64::from(minute(from))
}

#[cfg(test)]
mod tests;
