//! Events: what happens once, on several dates or again and again; courses; public calls.

use jiff::civil::Date;

use super::envelope::Envelope;
use super::offer::Offer;
use super::offer_tell;
use super::reference::{At, Reference, ToEvent, ToProvider};
use super::repeat::RepeatKeys;
use super::tell::{About, Block, Say, Section, Shape, State, Telling};
use super::{Declare, Grouping, Kind, event_dates, read};
use crate::declare::{Group, Label, Moment, Node, Reading, Translated, choice, table};
use crate::value::duration::Duration;
use crate::value::email::Email;
use crate::value::language::Language;
use crate::value::phone::Phone;
use crate::value::slug::Slug;
use crate::value::url::Url;

/// The kind.
pub static KIND: Kind = Kind {
    name: "event",
    folder: "events",
    schema_org: "Event",
    check_every: None,
    fields: &[EventKeys::FIELDS, Offer::FIELDS],
    read: read::<Event>,
};

table! {
    /// The keys of an event.
    pub struct EventKeys {
        /// What sort of event it is.
        sort = "type": Option<Sort>,
        /// Whether it will be.
        status: Option<Status>,
        /// When it begins.
        start: Option<Moment>,
        /// When it ends; the last day of an event of whole days.
        end: Option<Moment>,
        /// How long it lasts, instead of its end.
        duration: Option<Duration>,
        /// It has no times, only days.
        all_day: bool,
        /// `unknown`: the day is known, the time is not.
        time: Option<TimeKnown>,
        /// Until when a call is open.
        closes: Option<Moment>,
        /// How it repeats.
        repeat: Option<RepeatKeys>,
        /// All its dates, when they follow no rule.
        dates: Box<[Moment]>,
        /// Dates of the rule on which it is not.
        skip: Box<[Date]>,
        /// Dates beside the rule.
        extra: Box<[Moment]>,
        /// Whether it is not on work-free days.
        skip_holidays: bool,
        /// Single dates that are otherwise.
        changed: Box<[Changed]>,
        /// Who prepares it.
        organizer: Option<ToProvider>,
        /// Who appears.
        performers: Box<[Box<str>]>,
        /// In which room.
        room: Option<Label>,
        /// Where to follow it on the internet.
        online_url: Option<Url>,
        /// The youngest age, in years.
        age_min: Option<u32>,
        /// The oldest age, in years.
        age_max: Option<u32>,
        /// In which languages it is.
        in_language: Box<[Language]>,
        /// Which series it belongs to.
        series: Option<Slug>,
        /// How to book.
        registration: Option<Box<Registration>>,
        /// Level of a course.
        level: Option<Label>,
        /// What one has to know for a course.
        prerequisites: Option<Label>,
        /// What one gets at the end of a course.
        certificate: Option<Label>,
        /// How many meetings a course has.
        sessions: Option<u32>,
        /// How often calendars were told of a change.
        sequence: Option<u32>,
        /// What there is instead of a cancelled event.
        instead: Option<ToEvent>,
    } with {
        /// On what terms one can come.
        offer: Offer,
    }

    /// One date that is otherwise.
    pub struct Changed {
        /// Which date of the rule.
        date: Date,
        /// When it begins instead.
        start: Option<Moment>,
        /// When it ends instead.
        end: Option<Moment>,
        /// Where it is instead.
        place: Option<Label>,
        /// Whether it will be.
        status: Option<ChangedStatus>,
        /// Why.
        note: Option<Label>,
    }

    /// How to book.
    pub struct Registration {
        /// Whether one has to.
        needed: bool,
        /// Until when.
        by: Option<Date>,
        /// Where.
        url: Option<Url>,
        /// By mail.
        email: Option<Email>,
        /// By phone.
        phone: Option<Phone>,
        /// How many places there are.
        places: Option<u32>,
        /// How many are left.
        left: Option<u32>,
        /// What else to know.
        note: Option<Label>,
    }
}

impl Translated for Changed {}

choice! {
    /// What sort of event it is.
    pub enum Sort: "event-type" {
        Event = "event",
        Course = "course",
        StoryHour = "story-hour",
        Call = "call",
        Exhibition = "exhibition",
        Talk = "talk",
        Concert = "concert",
        Workshop = "workshop",
        Meeting = "meeting",
        HelpDesk = "help-desk",
        Market = "market",
    }

    /// Whether it will be.
    pub enum Status: "event-status" {
        Scheduled = "scheduled",
        Changed = "changed",
        Full = "full",
        Cancelled = "cancelled",
        Postponed = "postponed",
    }

    /// What became of one date.
    pub enum ChangedStatus: "event-status" {
        Changed = "changed",
        Cancelled = "cancelled",
    }

    /// That the time of an event is not known.
    pub enum TimeKnown: "time" {
        Unknown = "unknown",
    }
}

/// An event whose dates make sense.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    keys: EventKeys,
    /// How it repeats, checked against its start.
    pub repeat: Option<crate::value::repetition::Repeat>,
    /// Where that is written.
    pub repeat_at: Option<At>,
    /// Where it is written when it ends, or how long it lasts.
    pub end_at: Option<At>,
}

impl std::ops::Deref for Event {
    type Target = EventKeys;

    fn deref(&self) -> &EventKeys {
        &self.keys
    }
}

impl Group for Event {
    const FIELDS: &'static [crate::declare::Declared] = EventKeys::FIELDS;
    const PARTS: &'static [&'static [crate::declare::Declared]] = EventKeys::PARTS;

    fn read_keys(table: &mut crate::declare::Keys<'_, '_>, reading: &mut Reading<'_>) -> Option<Self> {
        let before = reading.diagnostics.len();
        let keys = EventKeys::read_keys(table, reading)?;
        if reading.diagnostics.len() == before {
            event_dates::make_sense(&keys, table, reading);
        }
        let repeat = keys.repeat.as_ref().and_then(|repeat| repeat.repeat(keys.start.zip(table.node("start")), table.node("repeat"), reading));
        if reading.diagnostics.len() == before {
            event_dates::named(&keys, repeat.as_ref(), table, reading);
        }
        let at = |key: &str| table.node(key).map(|node| At::of(node, reading));
        let (repeat_at, end_at) = (at("repeat"), at("end").or(at("duration")));
        Some(Event { keys, repeat, repeat_at, end_at })
    }

    fn overlay_key(&mut self, key: &str, node: &Node<'_>, lang: crate::language::Lang, reading: &mut Reading<'_>) -> bool {
        self.keys.overlay_key(key, node, lang, reading)
    }

    fn write_entries<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.keys.write_entries(map)
    }
}

impl EventKeys {
    pub(super) fn when_begins(&self) -> Option<Moment> {
        self.start.or(self.dates.first().copied())
    }
}

impl Event {
    /// Whether it will be.
    pub fn state(&self) -> Status {
        self.status.unwrap_or(Status::Scheduled)
    }

    /// Whether it will not be at all.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.state() == Status::Cancelled
    }

    /// Whether a moment is the last one to answer a call.
    pub(crate) fn deadline_is(&self, moment: Moment) -> bool {
        self.deadline() == Some(moment)
    }

    /// Whether it is more than once.
    pub(crate) fn comes_back(&self) -> bool {
        self.repeat.is_some() || !self.dates.is_empty() || !self.extra.is_empty()
    }
}

impl Declare for Event {
    fn offer(&self) -> Option<&Offer> {
        Some(&self.offer)
    }

    fn type_label(&self) -> Option<&'static str> {
        self.sort.map(Sort::label)
    }

    fn grouping(&self, envelope: &Envelope, today: Date) -> Grouping {
        let _ = (envelope, today);
        Grouping::Next
    }

    fn is_elsewhere(&self) -> bool {
        let onsite = self.offer.mode.is_empty() || self.offer.mode.contains(&super::offer::Mode::Onsite);
        !onsite || self.sort == Some(Sort::Call)
    }

    fn ended(&self, envelope: &Envelope, today: Date) -> bool {
        // Its dates tell, in the hub.
        let _ = (envelope, today);
        false
    }

    fn deadline(&self) -> Option<Moment> {
        self.closes.filter(|_| self.sort == Some(Sort::Call))
    }

    fn references<'r>(&'r self, each: &mut dyn FnMut(&'static str, &'r Reference)) {
        if let Some(organizer) = &self.organizer {
            each("organizer", &organizer.0);
        }
        if let Some(instead) = &self.instead {
            each("instead", &instead.0);
        }
    }

    fn belongs_to(&self) -> Option<&Reference> {
        self.organizer.as_ref().map(|organizer| &organizer.0)
    }

    fn when(&self) -> Option<Moment> {
        // A call is asked for by its last day.
        let closes = self.closes.filter(|_| self.sort == Some(Sort::Call));
        closes.or(self.start).or(self.dates.first().copied()).or(self.closes)
    }

    fn when_said<'r>(&'r self, about: &About<'r>) -> Option<Say<'r>> {
        match (self.sort, self.closes) {
            // Of a call, people have to know the last day.
            (Some(Sort::Call), Some(closes)) => {
                Some(Say::Message("meta.closes", vec![("date", Say::ShortDate(closes.date()))]))
            }
            _ => {
                let next = self.repeat.as_ref().and_then(|_| self.held_said(about, "meta.next", |held| Say::ShortDate(held.start.date())));
                Some(Say::Parts(std::iter::once(self.in_words(about)).chain(next).collect()))
            }
        }
    }

    fn hour_said<'r>(&'r self, about: &About<'r>) -> Option<Say<'r>> {
        if self.sort == Some(Sort::Call) {
            return self.when_said(about);
        }
        let next = about.coming.and_then(|coming| coming.next);
        let (start, end) = next.map_or((self.when()?, self.end), |next| (next.start, next.end));
        let hour = match end {
            Some(end) if !Self::is_one_day(start, end) => {
                Some(Say::Message("time.to-day", vec![("date", Say::Date(end.date()))]))
            }
            _ if self.time == Some(TimeKnown::Unknown) => Some(Say::key("time.unknown")),
            end => Self::times(start, end),
        };
        let rule = self.repeat.as_ref().map(Say::Repeat);
        let cancelled = next.is_some_and(|next| next.cancelled);
        let held = self.held_said(about, "meta.next", |held| Say::ShortDate(held.start.date())).filter(|_| cancelled);
        let parts: Vec<Say<'r>> = hour.into_iter().chain(rule).chain(held).collect();
        (!parts.is_empty()).then_some(Say::Parts(parts))
    }

    fn badges(&self, about: &About<'_>) -> Vec<State<'_>> {
        let changed = about.coming.and_then(|coming| coming.next).filter(|next| next.changed.is_some());
        if let (Status::Scheduled, Some(next)) = (self.state(), changed) {
            let moved = State { shape: Shape::Changed, say: Say::key(Status::Changed.label()) };
            return vec![if next.cancelled { Self::off(&next) } else { moved }];
        }
        let shape = match self.state() {
            Status::Cancelled => Shape::Cancelled,
            Status::Full => Shape::Full,
            Status::Changed | Status::Postponed => Shape::Changed,
            Status::Scheduled => return Vec::new(),
        };
        vec![State { shape, say: Say::key(self.state().label()) }]
    }

    fn meta<'r>(&'r self, about: &About<'r>) -> Vec<Say<'r>> {
        let _ = about;
        self.cost_said().into_iter().collect()
    }

    fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r> {
        let mut sections = vec![Section { heading: "heading.when", blocks: self.when_blocks(about) }];
        offer_tell::text(about, &mut sections);
        offer_tell::place(about, &mut sections);
        sections.push(Section { heading: "heading.details", blocks: vec![Block::Facts(self.details(about.today))] });
        offer_tell::terms(&self.offer, about, &mut sections);
        sections.push(Section { heading: "heading.mentioned", blocks: vec![Block::Back(&["records", "instead"])] });
        let aside = offer_tell::contacts(about);
        let mut lead: Vec<Say<'_>> = self.sort.iter().map(|sort| Say::key(sort.label())).collect();
        lead.extend(self.organizer.as_ref().map(|organizer| Say::Record(&organizer.0)));
        Telling { lead, board: self.board(about), sections, aside }
    }
}
