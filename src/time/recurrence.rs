//! The dates of an event: those of its rule, those that are listed, those beside the rule, without those that are
//! left out, and single ones as they were changed.
//!
//! Dates are days of the calendar and times those of the hub's clock: nothing is worked out in UTC, so that an
//! event at five o'clock stays at five o'clock. Every question is bounded: by the range that is asked for, or by
//! the end of the rule and [`MOST_YEARS`].

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan};

use super::holidays::DaysOff;
use super::{Range, later, monday};
use crate::declare::Moment;
use crate::record::{Coming, Event, Occurrence, Record};
use crate::value::duration::Duration;
use crate::value::hours::weeks_between;
use crate::value::repetition::{End, On, Repeat, Unit};
use crate::value::weekday::Weekday;

/// How far ahead a rule without an end is followed, in years.
pub const MOST_YEARS: i16 = 40;

/// How many weeks or months of a rule may go by without a date before it is held to have none: 29 February with
/// the longest interval has one within 400.
const BARREN: u32 = 500;

/// The times of an event that are, at least in part, in a range of days, in order.
#[must_use]
pub fn within(event: &Event, days_off: &DaysOff, range: Range) -> Vec<Occurrence> {
    let mut found = listed(event);
    if let Some((repeat, start)) = event.repeat.as_ref().zip(event.start) {
        let length = Length::of(event);
        // What began before the range may still be in it.
        let from = later(range.first, -length.days());
        let dates = dates(repeat, start.date(), from).take_while(|date| *date <= range.last);
        let own = dates.filter(|date| !is_left_out(event, days_off, *date) && changed(event, *date).is_none());
        found.extend(own.map(|date| length.on(start, date)));
    }
    found.retain(|one| one.start.date() <= range.last && range.first <= one.last_day());
    found.sort_by_key(|one| (one.start, one.date));
    found
}

/// What is to come of an event on a day.
#[must_use]
pub fn coming(event: &Event, days_off: &DaysOff, today: Date) -> Coming {
    let next = upcoming(event, days_off, today, |_| true);
    let held = match next {
        Some(one) if one.cancelled => upcoming(event, days_off, today, |one| !one.cancelled),
        other => other,
    };
    Coming { next, held, last: last_day(event, days_off) }
}

/// The first time of an event that is not over on `today`, of those that are wanted.
fn upcoming(
    event: &Event,
    days_off: &DaysOff,
    today: Date,
    wanted: impl Fn(&Occurrence) -> bool,
) -> Option<Occurrence> {
    let by_rule = event.repeat.as_ref().zip(event.start).and_then(|(repeat, start)| {
        let length = Length::of(event);
        let last = today.saturating_add(i32::from(MOST_YEARS).years());
        let dates = dates(repeat, start.date(), later(today, -length.days())).take_while(|date| *date <= last);
        let own = dates.filter(|date| !is_left_out(event, days_off, *date) && changed(event, *date).is_none());
        own.map(|date| length.on(start, date)).find(|one| today <= one.last_day())
    });
    let listed = listed(event).into_iter().filter(|one| today <= one.last_day() && wanted(one));
    listed.chain(by_rule).min_by_key(|one| (one.start, one.date))
}

/// The last day on which an event is; nothing: it goes on, or never is.
fn last_day(event: &Event, days_off: &DaysOff) -> Option<Date> {
    let listed = listed(event).iter().map(Occurrence::last_day).max();
    let Some((repeat, start)) = event.repeat.as_ref().zip(event.start) else { return listed };
    let length = Length::of(event);
    let own = |date: &Date| !is_left_out(event, days_off, *date) && changed(event, *date).is_none();
    let last = match repeat.end {
        End::Never => return None,
        End::Count(_) => dates(repeat, start.date(), start.date()).filter(own).last(),
        End::Until(until) => {
            // Most rules have a date in the year before they end; from there it is not far.
            let near = later(until, -366).max(start.date());
            let last = dates(repeat, start.date(), near).filter(own).last();
            last.or_else(|| dates(repeat, start.date(), start.date()).filter(own).last())
        }
    };
    last.map(|date| length.on(start, date).last_day()).max(listed)
}

/// What needs no rule: the one start of an event without one, its list, the dates beside the rule, and those of
/// the rule that were changed.
pub(super) fn listed(event: &Event) -> Vec<Occurrence> {
    let length = Length::of(event);
    let mut found = Vec::new();
    if let (None, Some(moment)) = (&event.repeat, event.when())
        && !event.dates.iter().any(|listed| listed.date() == moment.date())
    {
        found.push(length.on(moment, moment.date()));
    }
    found.extend(event.dates.iter().map(|moment| length.on(timed(*moment, event), moment.date())));
    found.extend(
        event.extra.iter().map(|moment| Occurrence { extra: true, ..length.on(timed(*moment, event), moment.date()) }),
    );
    let by_rule = |date: Date| {
        let rule = event.repeat.as_ref().zip(event.start);
        rule.is_some_and(|(repeat, start)| is_date(repeat, start.date(), date)) && !event.skip.contains(&date)
    };
    for (at, one) in event.changed.iter().enumerate() {
        let start = event.start.filter(|_| !found.iter().any(|known| known.date == one.date) && by_rule(one.date));
        found.extend(start.map(|start| Occurrence { changed: Some(at), ..length.on(start, one.date) }));
    }
    for one in &mut found {
        if let Some(at) = changed(event, one.date) {
            let new = &event.changed[at];
            if let Some(start) = new.start {
                let moved = length.on(start, start.date());
                (one.start, one.end) = (moved.start, moved.end);
            }
            one.end = new.end.or(one.end);
            one.changed = Some(at);
            one.cancelled = new.is_cancelled();
        }
    }
    found
}

/// A listed date without a time has that of the event's start.
fn timed(moment: Moment, event: &Event) -> Moment {
    match (moment, event.start) {
        (Moment::Day(day), Some(Moment::Time(start))) => Moment::Time(day.to_datetime(start.time())),
        (moment, _) => moment,
    }
}

pub(super) fn changed(event: &Event, date: Date) -> Option<usize> {
    event.changed.iter().position(|changed| changed.date == date)
}

pub(super) fn is_left_out(event: &Event, days_off: &DaysOff, date: Date) -> bool {
    event.skip.contains(&date) || (event.skip_holidays && days_off.contains(date))
}

/// How long an event lasts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Length {
    Unknown,
    /// It ends so many days later, at this time of day if one is known.
    Until(i64, Option<Time>),
    For(Duration),
}

impl Length {
    pub(super) fn of(event: &Event) -> Self {
        let first = event.start.or(event.dates.first().copied());
        match (first, event.end, event.duration) {
            (_, None, Some(duration)) => Self::For(duration),
            (Some(start), Some(end), _) => {
                let days = start.date().until(end.date()).map_or(0, |span| span.get_days());
                let time = if let Moment::Time(time) = end { Some(time.time()) } else { None };
                Self::Until(i64::from(days), time)
            }
            _ => Self::Unknown,
        }
    }

    /// How many days before a date something may have begun that is still on it.
    pub(super) fn days(self) -> i64 {
        match self {
            Self::Unknown => 0,
            Self::Until(days, _) => days,
            Self::For(duration) => i64::from(duration.days) + i64::from(duration.minutes / 1440) + 1,
        }
    }

    /// What begins at the time of `start` on `date`.
    pub(super) fn on(self, start: Moment, date: Date) -> Occurrence {
        let start = match start {
            Moment::Day(_) => Moment::Day(date),
            Moment::Time(time) => Moment::Time(date.to_datetime(time.time())),
        };
        let end = match (self, start) {
            (Self::Unknown, _) => None,
            (Self::Until(days, time), _) => {
                let day = later(date, days);
                Some(time.map_or(Moment::Day(day), |time| Moment::Time(day.to_datetime(time))))
            }
            (Self::For(duration), Moment::Time(time)) => Some(Moment::Time(after(time, duration))),
            // Two days from Monday on are Monday and Tuesday.
            (Self::For(duration), Moment::Day(day)) => {
                Some(Moment::Day(later(day, (i64::from(duration.days) - 1).max(0))))
            }
        };
        Occurrence { date, planned: start, start, end, changed: None, cancelled: false, extra: false }
    }
}

fn after(time: DateTime, duration: Duration) -> DateTime {
    let span = Span::new().days(i64::from(duration.days)).minutes(i64::from(duration.minutes));
    time.saturating_add(span)
}

/// Whether a rule has a date, its end taken into account.
fn is_date(repeat: &Repeat, start: Date, date: Date) -> bool {
    dates(repeat, start, date).next() == Some(date)
}

/// The dates of a rule from `from` on, in order, as far as the rule goes; what is not a date of the rule is not
/// counted. A rule without an end goes on to the end of the calendar.
pub fn dates(repeat: &Repeat, start: Date, from: Date) -> impl Iterator<Item = Date> {
    let repeat = repeat.resolved(start);
    let until = if let End::Until(until) = repeat.end { until } else { Date::MAX };
    let mut left = if let End::Count(count) = repeat.end { count } else { u32::MAX };
    // A counted rule is counted from its start; any other is entered where it is asked for.
    let counts = left != u32::MAX;
    let mut turn = if counts { 0 } else { turns_before(&repeat, start, from) };
    let mut barren = 0;
    let (mut period, mut at): (Vec<Date>, usize) = (Vec::new(), 0);
    let step = move || loop {
        if let Some(date) = period.get(at).copied() {
            at += 1;
            if date < start {
                continue;
            }
            if date > until || left == 0 {
                return None;
            }
            left -= u32::from(counts);
            barren = 0;
            return Some(date);
        }
        barren += 1;
        if barren > BARREN || !fill(&repeat, start, turn, &mut period) {
            return None;
        }
        (at, turn) = (0, turn + 1);
    };
    std::iter::from_fn(step).skip_while(move |date| *date < from)
}

/// How many periods of a rule are over before `from`.
fn turns_before(repeat: &Repeat, start: Date, from: Date) -> i32 {
    let periods = match repeat.every {
        Unit::Week => weeks_between(start, from),
        Unit::Month => months(from) - months(start),
    };
    (periods / i32::from(repeat.interval.max(1))).max(0)
}

/// The dates of the n-th period, in order; `false` at the end of the calendar.
fn fill(repeat: &Repeat, start: Date, turn: i32, dates: &mut Vec<Date>) -> bool {
    dates.clear();
    let Some(ahead) = turn.checked_mul(i32::from(repeat.interval.max(1))) else { return false };
    match repeat.every {
        Unit::Week => {
            let Some(days) = ahead.checked_mul(7) else { return false };
            let Ok(first) = monday(start).checked_add(days.days()) else { return false };
            let On::Weekdays(days) = &repeat.on else { return false };
            let all = Weekday::ALL.into_iter().filter(|day| days.contains(day));
            dates.extend(all.filter_map(|day| first.checked_add((day.index() as i64).days()).ok()));
        }
        Unit::Month => {
            let Some(month) = months(start).checked_add(ahead) else { return false };
            let (Ok(year), Ok(number)) = (i16::try_from(month.div_euclid(12)), i8::try_from(month.rem_euclid(12) + 1))
            else {
                return false;
            };
            let Ok(first) = Date::new(year, number, 1) else { return false };
            let length = first.days_in_month();
            match &repeat.on {
                On::Days(days) => {
                    let day = |day: i8| if day < 0 { length + 1 + day } else { day };
                    dates.extend(days.iter().filter_map(|one| Date::new(year, number, day(*one)).ok()));
                }
                On::Nth(days) => {
                    let (first_day, last) =
                        (Weekday::of(first).index() as i8, Weekday::of(first.last_of_month()).index() as i8);
                    dates.extend(days.iter().filter_map(|nth| {
                        let wanted = nth.day.index() as i8;
                        let day = match nth.nth {
                            nth if nth > 0 => 1 + (wanted - first_day).rem_euclid(7) + 7 * (nth - 1),
                            nth => length - (last - wanted).rem_euclid(7) + 7 * (nth + 1),
                        };
                        Date::new(year, number, day).ok()
                    }));
                }
                On::Start | On::Weekdays(_) => return false,
            }
            dates.sort_unstable();
            dates.dedup();
        }
    }
    true
}

fn months(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}
