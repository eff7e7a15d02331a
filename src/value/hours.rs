//! Opening hours: when a door, a counter or a phone line is open.
//!
//! A record has any number of groups ([`Hours`]), each of a kind: open, office, ordering by phone.
//! Groups of one kind are read in their order. One without `season`, `every` and `on` is in force on
//! every date, and begins a door of its own: another such group of the kind is another door. Those
//! that follow it change part of its time: the last group of a door that is in force on a date tells
//! that date's hours, and tells all of them (a weekday that it does not name is closed). A group of
//! n-th weekdays is in force on those days only, one with `every` in its weeks only. An exception
//! beats every group of its door.
//!
//! Here is the model and what can be wrong with it; which date is what, and whether it is open
//! now, is the engine's question.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

use super::clock::{self, Span};
use super::date::MonthDay;
use super::weekday::{NthDay, Weekday};
use super::{Read, Why, Wrong, trimmed};

mod validate;

/// What is open in the hours of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum HoursKind {
    #[default]
    /// The door.
    Open,
    /// The counters.
    Office,
    /// Calls are taken.
    Phone,
    /// Appointments are made.
    Ordering,
    /// Somebody is on duty.
    Duty,
    /// Open without staff.
    SelfService,
    /// Open with staff.
    Staffed,
    /// The reception.
    Reception,
}

impl HoursKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::Office,
        Self::Phone,
        Self::Ordering,
        Self::Duty,
        Self::SelfService,
        Self::Staffed,
        Self::Reception,
    ];

    /// The kind's code in a record.
    #[must_use]
    pub fn code(self) -> &'static str {
        ["open", "office", "phone", "ordering", "duty", "self-service", "staffed", "reception"][self as usize]
    }

    /// The kind of a code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A group of hours; `L` is what holds words: a label in the languages of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours<L> {
    /// The name by which a contact points at the group.
    pub id: Option<Box<str>>,
    /// What is open.
    pub kind: HoursKind,
    /// What the group is called, if its kind does not say enough.
    pub label: Option<L>,
    /// Which days, and when on them.
    pub days: Days,
    /// In which weeks, if not in all.
    pub every: Option<Every>,
    /// In which part of the year, if not in all of it.
    pub season: Option<Season>,
    /// What holds on work-free days.
    pub holidays: Holidays,
    /// Whether one must arrange to come.
    pub by_appointment: bool,
    /// Dates on which other hours hold.
    pub exceptions: Box<[Exception<L>]>,
    /// Anything else.
    pub note: Option<L>,
}

/// The days of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    /// Hours for the days of the week.
    Week(Week),
    /// The same hours on n-th weekdays of every month; no spans: closed on them.
    Nth {
        /// Which days.
        on: Box<[NthDay]>,
        /// When, in order.
        open: Box<[Span]>,
    },
}

/// The spans of a week, in one slice: two bytes and four per span, instead of seven lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Week(Box<[(Weekday, Span)]>);

impl Week {
    /// The week of seven lists, Monday first; the order inside a day is kept.
    #[must_use]
    pub fn new<'s>(days: [&'s [Span]; 7]) -> Self {
        let spans = |(day, spans): (Weekday, &'s [Span])| spans.iter().map(move |span| (day, *span));
        Self(Weekday::ALL.into_iter().zip(days).flat_map(spans).collect())
    }

    /// The spans of a day; none: closed.
    #[must_use]
    pub fn day(&self, day: Weekday) -> impl ExactSizeIterator<Item = Span> + '_ {
        let from = self.0.partition_point(|(other, _)| *other < day);
        let to = self.0.partition_point(|(other, _)| *other <= day);
        self.0[from..to].iter().map(|(_, span)| *span)
    }

    /// Whether no day has a span.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every span with its day, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Weekday, Span)> + '_ {
        self.0.iter().copied()
    }
}

/// Every so many weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// 2 for every other week.
    pub weeks: u8,
    /// A date in the first of them.
    pub from: Date,
}

impl Every {
    /// Whether the week of `date` is one of them; the weeks before the first are not.
    #[must_use]
    pub fn matches(self, date: Date) -> bool {
        let weeks = weeks_between(self.from, date);
        weeks >= 0 && self.weeks > 0 && weeks % i32::from(self.weeks) == 0
    }
}

/// How many weeks the week of `to` is after the week of `from`.
pub(crate) fn weeks_between(from: Date, to: Date) -> i32 {
    days_from_monday_of_epoch(to).div_euclid(7) - days_from_monday_of_epoch(from).div_euclid(7)
}

fn days_from_monday_of_epoch(date: Date) -> i32 {
    // 1 January 2001 was a Monday.
    const EPOCH: Date = jiff::civil::date(2001, 1, 1);
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

/// A part of every year, both ends included; it may pass the end of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Season {
    /// The first day.
    pub from: MonthDay,
    /// The last day.
    pub to: MonthDay,
}

impl Season {
    /// Whether a day of the year is in it.
    #[must_use]
    pub fn contains(self, day: MonthDay) -> bool {
        if self.from <= self.to { (self.from..=self.to).contains(&day) } else { day >= self.from || day <= self.to }
    }
}

impl fmt::Display for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} – {}", self.from, self.to)
    }
}

/// What holds on work-free days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Holidays {
    /// Nobody said: the page tells to ask.
    #[default]
    Unknown,
    /// Closed.
    Closed,
    /// As on the weekday that it is.
    Open,
    /// As on Sundays.
    AsSunday,
    /// These hours.
    Spans(Box<[Span]>),
}

/// Dates with other hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception<L> {
    /// When.
    pub on: Box<[Dates]>,
    /// Which hours; none: closed.
    pub open: Box<[Span]>,
    /// For what reason.
    pub why: Option<L>,
}

/// A date, or all from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dates {
    /// The first.
    pub first: Date,
    /// The last, itself included.
    pub last: Date,
}

impl Dates {
    /// One date.
    #[must_use]
    pub fn one(date: Date) -> Self {
        Self { first: date, last: date }
    }

    /// Whether `date` is one of them.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        (self.first..=self.last).contains(&date)
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |date| *date <= self.last)
    }
}

impl<L> Hours<L> {
    /// A group of a week of hours with nothing else said.
    #[must_use]
    pub fn week(week: Week) -> Self {
        Self {
            id: None,
            kind: HoursKind::Open,
            label: None,
            days: Days::Week(week),
            every: None,
            season: None,
            holidays: Holidays::Unknown,
            by_appointment: false,
            exceptions: Box::default(),
            note: None,
        }
    }

    /// Whether the group is in force on `date`, exceptions and holidays aside.
    #[must_use]
    pub fn is_in_force(&self, date: Date) -> bool {
        let season = self.season.is_none_or(|season| season.contains(MonthDay::of(date)));
        let weeks = self.every.is_none_or(|every| every.matches(date));
        let day = match &self.days {
            Days::Week(_) => true,
            Days::Nth { on, .. } => on.iter().any(|day| day.matches(date)),
        };
        season && weeks && day
    }

    /// The same group with its words held in another way.
    pub fn map<M>(self, mut words: impl FnMut(L) -> M) -> Hours<M> {
        Hours {
            id: self.id,
            kind: self.kind,
            label: self.label.map(&mut words),
            days: self.days,
            every: self.every,
            season: self.season,
            holidays: self.holidays,
            by_appointment: self.by_appointment,
            exceptions: (self.exceptions.into_iter())
                .map(|e| Exception { on: e.on, open: e.open, why: e.why.map(&mut words) })
                .collect(),
            note: self.note.map(&mut words),
        }
    }
}

/// One step on the way to the value that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A key of a table.
    Key(&'static str),
    /// A place in a list, from 0.
    Index(usize),
}

/// Something wrong inside a group, and the way to it from the group's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `[Key("mo"), Index(1)]`; nothing: the group itself.
    pub path: Box<[Step]>,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl Fault {
    pub(crate) fn new(path: &[Step], why: Why) -> Self {
        Self { path: path.into(), wrong: Wrong::whole(why) }
    }
}

/// Reads `closed`, `open`, `as-sunday`, `unknown`, or spans with commas between: `10:00-12:00, 14:00-16:00`.
///
/// # Errors
/// `empty`, `holidays`, and those of [`clock::span`].
pub fn holidays(text: &str) -> Read<Holidays> {
    let (inner, start) = trimmed(text)?;
    let named = |word: &str| match word {
        "closed" => Some(Holidays::Closed),
        "open" => Some(Holidays::Open),
        "as-sunday" => Some(Holidays::AsSunday),
        "unknown" => Some(Holidays::Unknown),
        _ => None,
    };
    if let Some(found) = named(inner) {
        return Ok(found);
    }
    if !inner.starts_with(|c: char| c.is_ascii_digit()) {
        let folded = super::slug::fold(inner);
        let guess = match folded.as_str() {
            "off" | "zaprto" | "chiuso" | "zarva" | "no" | "ne" => Some("closed"),
            "odprto" | "aperto" | "nyitva" | "yes" | "da" => Some("open"),
            "sunday" | "nedelja" | "kot nedelja" | "kot v nedeljo" => Some("as-sunday"),
            "neznano" | "?" => Some("unknown"),
            word => named(word).map(|_| word),
        };
        let wrong = Wrong::whole(Why::Holidays { found: inner.to_owned() }).suggest_if(guess.map(str::to_owned));
        return Err(wrong.inside(0..inner.len()).shifted(start));
    }
    let mut spans = Vec::new();
    let mut at = start;
    for part in inner.split(',') {
        spans.push(
            clock::span(part).map_err(|wrong| Wrong { suggestion: None, ..wrong.inside(0..part.len()).shifted(at) })?,
        );
        at += part.len() + 1;
    }
    Ok(Holidays::Spans(spans.into()))
}
