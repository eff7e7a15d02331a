//! One of the times that an event is, and which of them a reader has to know. They are worked out in
//! `time::recurrence`, from the rule and the work-free days of the hub.

use jiff::civil::{Date, Time};

use crate::declare::Moment;

/// One time that an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The date by which the rule or the list names it, also when it was moved to another.
    pub date: Date,
    /// When it was to begin before anything was changed about it: by this, calendars know it again.
    pub planned: Moment,
    /// When it begins.
    pub start: Moment,
    /// When it ends, as far as that is known; of whole days the last one.
    pub end: Option<Moment>,
    /// What was changed about it: a position in the event's `changed`.
    pub changed: Option<usize>,
    /// Whether this one alone will not be.
    pub cancelled: bool,
    /// Whether it stands beside the rule.
    pub extra: bool,
}

impl Occurrence {
    /// The last day on which it is; what ends at midnight ends on the day before.
    #[must_use]
    pub fn last_day(&self) -> Date {
        let last = match self.end {
            None => self.start.date(),
            Some(Moment::Time(time)) if time.time() == Time::midnight() => {
                time.date().yesterday().unwrap_or(time.date())
            }
            Some(end) => end.date(),
        };
        last.max(self.start.date())
    }

    /// The last day on which people look for it: a night belongs to its evening.
    #[must_use]
    pub fn last_evening(&self) -> Date {
        let is_night = self.end.is_some_and(|end| super::Event::is_one_day(self.start, end));
        if is_night { self.start.date() } else { self.last_day() }
    }
}

/// What is to come of an event on the day of the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coming {
    /// Its first time that is not over, one that was cancelled among them; nothing: the event is over.
    pub next: Option<Occurrence>,
    /// The first that is not over and was not cancelled.
    pub held: Option<Occurrence>,
    /// The last day on which it is; nothing: it goes on.
    pub last: Option<Date>,
}
