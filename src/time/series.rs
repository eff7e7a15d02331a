//! An event as calendars understand it: rules with the dates that are left out and those that are otherwise, and
//! dates that stand alone.
//!
//! What a rule of ours says, a rule of a calendar says letter by letter: weeks from Monday, months of the calendar,
//! a count that counts what was left out. Three things have no words there and are said date by date:
//!
//! - Work-free days, and nights on which the clocks change, are single dates. A rule that needs them is told only as
//!   far as they are worked out ([`KNOWN_YEARS`]); what nobody asks again would be wrong after that.
//! - Dates beside a rule, and those of a list, stand alone, each under a name of its own. A calendar has a property
//!   for them (RDATE), but Outlook refuses a list without a rule, and Google's calendar does not show a date that
//!   comes after the end of the rule. A date that stands alone is read by everything.
//! - What is long over is not told: the rule then begins later, with as many times as are left.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::holidays::DaysOff;
use super::later;
use super::recurrence::{self, Length, changed, dates, is_left_out};
use crate::declare::Moment;
use crate::record::{Event, Occurrence};
use crate::value::repetition::{End, Repeat};

/// For how many years after the one in which a series is told its work-free days are worked out.
pub const KNOWN_YEARS: i16 = 2;

/// An event as a calendar keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What comes back.
    pub rule: Option<Rule>,
    /// What stands alone.
    pub single: Vec<Occurrence>,
}

/// What comes back by a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The first time that is told.
    pub first: Occurrence,
    /// The rule from there on, its days said.
    pub repeat: Repeat,
    /// Times of the rule on which it is not.
    pub left_out: Vec<Moment>,
    /// Times of the rule that are otherwise: changed, cancelled, or as long as on other days although the clocks
    /// change.
    pub otherwise: Vec<Occurrence>,
    /// Whether the clocks change during the first time, so that it is longer or shorter than the others.
    pub first_is_uneven: bool,
}

impl Series {
    /// An event from `since` on; what was over before is left out.
    #[must_use]
    pub fn of(event: &Event, days_off: &DaysOff, zone: &TimeZone, since: Date) -> Self {
        let mut listed = recurrence::listed(event);
        listed.retain(|one| since <= one.last_day());
        listed.sort_by_key(|one| (one.planned, one.start));
        let Some((repeat, start)) = event.repeat.as_ref().zip(event.start) else {
            return Self { rule: None, single: listed };
        };
        let (single, otherwise): (Vec<_>, Vec<_>) = listed.into_iter().partition(|one| one.extra);
        Self { rule: Telling { event, days_off, zone, since, repeat, start }.rule(otherwise), single }
    }

    /// Every time that is told in words of its own: single ones and those of the rule that are otherwise.
    pub fn told(&self) -> impl Iterator<Item = &Occurrence> {
        self.rule.iter().flat_map(|rule| std::iter::once(&rule.first).chain(&rule.otherwise)).chain(&self.single)
    }
}

/// A rule on its way to a calendar.
struct Telling<'e> {
    event: &'e Event,
    days_off: &'e DaysOff,
    zone: &'e TimeZone,
    since: Date,
    repeat: &'e Repeat,
    start: Moment,
}

impl Telling<'_> {
    fn rule(&self, mut otherwise: Vec<Occurrence>) -> Option<Rule> {
        let length = Length::of(self.event);
        let begins = self.start.date();
        let on = |date: Date| length.on(self.start, date);
        let last = self.last();
        let from = later(self.since, -length.days());
        let by_rule = || dates(self.repeat, begins, from).take_while(move |date| *date <= last.unwrap_or(Date::MAX));
        let moved = otherwise.iter().map(|one| one.date).min();
        // Whoever changes a date tells it, so that a rule without any other is not asked for ever.
        let own = by_rule().take_while(|date| moved.is_none_or(|moved| *date < moved)).find(|date| self.is_on(*date));
        let anchor = own.into_iter().chain(moved).min()?;
        let repeat = self.from(anchor, last);
        let after = self.single_dates_until(anchor);
        let all = dates(&repeat, anchor, anchor).take_while(|date| last.is_some() || *date <= after);
        let mut left_out = Vec::new();
        let known: Vec<Date> = otherwise.iter().map(|one| one.date).collect();
        for date in all.filter(|date| !known.contains(date)) {
            let one = on(date);
            if !self.is_on(date) {
                left_out.push(one.start);
            } else if self.is_uneven(&one) {
                otherwise.push(one);
            }
        }
        otherwise.sort_by_key(|one| one.planned);
        let first = on(anchor);
        let first_is_uneven = self.is_uneven(&first);
        Some(Rule { first, repeat, left_out, otherwise, first_is_uneven })
    }

    /// Whether it is on a date of the rule as the rule says, and not long over.
    fn is_on(&self, date: Date) -> bool {
        let (event, length) = (self.event, Length::of(self.event));
        changed(event, date).is_none()
            && !is_left_out(event, self.days_off, date)
            && self.since <= length.on(self.start, date).last_day()
    }

    /// Until when the rule is told, when that is not as far as it goes.
    fn last(&self) -> Option<Date> {
        if !self.event.skip_holidays && !self.may_be_uneven() {
            return None;
        }
        let year = self.since.max(self.start.date()).year().saturating_add(KNOWN_YEARS);
        let known = Date::new(year, 12, 31).unwrap_or(Date::MAX);
        Some(if let End::Until(until) = self.repeat.end { until.min(known) } else { known })
    }

    /// The rule as it is from one of its dates on.
    fn from(&self, anchor: Date, last: Option<Date>) -> Repeat {
        let begins = self.start.date();
        let mut repeat = self.repeat.resolved(begins);
        repeat.end = match repeat.end {
            End::Never => last.map_or(End::Never, End::Until),
            End::Until(until) => End::Until(last.map_or(until, |last| last.min(until))),
            End::Count(count) => {
                let passed = dates(self.repeat, begins, begins).take_while(|date| *date < anchor).count();
                let beyond = last.filter(|last| dates(self.repeat, begins, begins).any(|date| date > *last));
                beyond.map_or(End::Count(count.saturating_sub(passed as u32)), End::Until)
            }
        };
        repeat
    }

    /// After which date of the rule nothing of it is left out or otherwise, when it is told as far as it goes.
    fn single_dates_until(&self, anchor: Date) -> Date {
        let named = self.event.skip.iter().copied().chain(self.event.changed.iter().map(|one| one.date));
        named.chain([anchor, self.since]).max().unwrap_or(anchor)
    }

    /// Whether the clocks may change during it.
    fn may_be_uneven(&self) -> bool {
        // Wherever clocks change, they do it between midnight and five o'clock.
        const MORNING: Time = Time::constant(5, 0, 0, 0);
        let one = Length::of(self.event).on(self.start, self.start.date());
        match (one.start, one.end) {
            (Moment::Time(start), Some(Moment::Time(end))) => start.time() < MORNING || start.date() < end.date(),
            _ => false,
        }
    }

    /// Whether the clocks do change during it.
    fn is_uneven(&self, one: &Occurrence) -> bool {
        let (Moment::Time(start), Some(Moment::Time(end))) = (one.start, one.end) else { return false };
        let offset = |time: jiff::civil::DateTime| time.to_zoned(self.zone.clone()).map(|zoned| zoned.offset()).ok();
        self.may_be_uneven() && offset(start) != offset(end)
    }
}
