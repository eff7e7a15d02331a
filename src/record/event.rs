//! Events: what happens once, on several dates or again and again; courses; public calls.

use jiff::civil::Date;

use super::envelope::Envelope;
use super::offer::{Costs, Offer};
use super::offer_tell;
use super::reference::{Reference, ToEvent, ToProvider};
use super::repeat::{RepeatKeys, last_day};
use super::tell::{About, Block, Board, Fact, Lead, Plank, Say, Section, Shape, State, Telling};
use super::{Declare, Grouping, Kind, read};
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
            dates_make_sense(&keys, table, reading);
        }
        let repeat = keys.repeat.as_ref().and_then(|repeat| repeat.repeat(keys.start.zip(table.node("start")), table.node("repeat"), reading));
        Some(Event { keys, repeat })
    }

    fn overlay_key(&mut self, key: &str, node: &Node<'_>, lang: crate::language::Lang, reading: &mut Reading<'_>) -> bool {
        self.keys.overlay_key(key, node, lang, reading)
    }

    fn write_entries<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.keys.write_entries(map)
    }
}

/// Reports dates that contradict each other.
fn dates_make_sense(keys: &EventKeys, table: &crate::declare::Keys<'_, '_>, reading: &mut Reading<'_>) {
    use crate::diagnostic::{Code, Diagnostic};
    let at = |key: &str, reading: &Reading<'_>| reading.span(table.node(key).map_or(table.at(), toml::Spanned::span));
    let is_call = keys.sort == Some(Sort::Call);
    if keys.start.is_none() && keys.dates.is_empty() && !(is_call && keys.closes.is_some()) {
        let (key, example) = if is_call { ("closes", "closes = 2026-12-31") } else { ("start", "start = 2026-11-21T17:00:00") };
        let place = reading.span(table.heading());
        reading.report(Diagnostic::new(Code::MissingKey).at(place).with("key", key).with("example", example));
    }
    if let (Some(start), Some(end)) = (keys.start, keys.end) {
        let backwards = match (start, end) {
            (Moment::Time(start), Moment::Time(end)) => end <= start,
            _ => end.date() < start.date(),
        };
        if backwards {
            let at = at("end", reading);
            let found = Diagnostic::new(Code::EndBeforeStart).at(at).with("start", shown(start)).with("end", shown(end));
            reading.report(found);
        }
    }
    if keys.end.is_some() && keys.duration.is_some() {
        table.not_both("duration", "end", reading);
    }
    if !keys.dates.is_empty() && keys.repeat.is_some() {
        table.not_both("dates", "repeat", reading);
    }
    if let (Some(least), Some(most)) = (keys.age_min, keys.age_max)
        && most < least
    {
        let at = at("age_max", reading);
        let found = Diagnostic::new(Code::EndBeforeStart).at(at);
        reading.report(found.with("start", least.to_string()).with("end", most.to_string()));
    }
}

fn shown(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Time(time) => time.to_string(),
    }
}

impl Event {
    /// Whether it will be.
    pub fn state(&self) -> Status {
        self.status.unwrap_or(Status::Scheduled)
    }

    /// The last day on which it is, as far as that can be told without expanding its rule; `None`: it goes on.
    fn last_day(&self) -> Option<Date> {
        let listed = self.dates.iter().chain(&*self.extra).map(|moment| moment.date()).max();
        if let Some((repeat, start)) = self.repeat.as_ref().zip(self.start) {
            return last_day(repeat, start.date()).map(|last| listed.map_or(last, |listed| listed.max(last)));
        }
        let own = [self.end, self.start, self.closes].into_iter().flatten().map(Moment::date).max();
        own.max(listed)
    }

    fn board<'r>(&'r self, about: &About<'r>) -> Board<'r> {
        let mut board = Board { planks: self.planks(about), ..Board::default() };
        board.answer = Some(match (self.sort, self.closes) {
            (Some(Sort::Call), Some(closes)) => match closes.minutes() {
                Some(minutes) => Say::Message(
                    "board.call-by-time",
                    vec![("date", Say::Date(closes.date())), ("time", Say::Clock(minutes))],
                ),
                None => Say::Message("board.call-by", vec![("date", Say::Date(closes.date()))]),
            },
            _ => self.in_words(),
        });
        board.grounds.extend(self.cost_said());
        board.grounds.extend(self.registration_said());
        if self.ended(about.envelope, about.today) {
            board.states.push(State { shape: Shape::Closed, say: Say::key("state.over") });
            board.planks.clear();
        }
        match self.state() {
            Status::Cancelled => {
                board.plate = Some(State { shape: Shape::Cancelled, say: Say::key(Status::Cancelled.label()) });
                board.answer = Some(about.envelope.alert.as_ref().map_or(Say::key("board.cancelled"), Say::Words));
                board.instead = self.instead.as_ref().map(|instead| &instead.0);
                board.planks.clear();
                board.grounds.clear();
            }
            Status::Postponed => {
                board.plate = Some(State { shape: Shape::Changed, say: Say::key(Status::Postponed.label()) });
                board.answer = Some(about.envelope.alert.as_ref().map_or(Say::key("board.postponed"), Say::Words));
            }
            Status::Changed => board.states.push(State { shape: Shape::Changed, say: Say::key(Status::Changed.label()) }),
            Status::Full => board.states.push(State { shape: Shape::Full, say: Say::key(Status::Full.label()) }),
            Status::Scheduled => {}
        }
        board
    }

    /// When it is, in one sentence.
    fn in_words(&self) -> Say<'_> {
        if let Some(repeat) = &self.repeat {
            let rule = Say::Repeat(repeat);
            return match self.start.and_then(Moment::minutes) {
                Some(minutes) => Say::Message("board.repeats-at", vec![("rule", rule), ("time", Say::Clock(minutes))]),
                None => rule,
            };
        }
        match (self.start.or(self.dates.first().copied()), self.end) {
            (Some(start), Some(end)) if start.date() != end.date() => {
                Say::Message("board.from-to", vec![("from", Say::Day(start)), ("to", Say::Day(end))])
            }
            (Some(start), _) if self.time == Some(TimeKnown::Unknown) => {
                Say::Message("board.time-unknown", vec![("day", Say::Day(Moment::Day(start.date())))])
            }
            (Some(start), _) => Say::Day(start),
            (None, _) => Say::Unknown,
        }
    }

    fn cost_said(&self) -> Option<Say<'_>> {
        match self.offer.cost.as_ref()? {
            Costs::Free => Some(Say::key("cost.free")),
            Costs::Prices(prices) if prices.len() == 1 => Some(Say::Price(&prices[0])),
            Costs::Prices(_) => None,
        }
    }

    fn registration_said(&self) -> Option<Say<'_>> {
        let registration = self.registration.as_ref()?;
        Some(match (registration.needed, registration.by) {
            (true, Some(by)) => Say::Message("registration.needed-by", vec![("date", Say::Date(by))]),
            (true, None) => Say::key("registration.needed"),
            (false, _) => Say::key("registration.not-needed"),
        })
    }

    fn planks<'r>(&'r self, about: &About<'r>) -> Vec<Plank<'r>> {
        let mut planks = Vec::new();
        if let Some(registration) = self.registration.as_ref().filter(|_| self.state() != Status::Full) {
            let line = || Some(Say::key("plank.register"));
            if let Some(url) = &registration.url {
                planks.push(Plank { lead: Lead::Web(url), title: Some(Say::key("plank.register")), line: None });
            } else if let Some(phone) = &registration.phone {
                planks.push(Plank { lead: Lead::Phone(phone), title: None, line: line() });
            } else if let Some(email) = &registration.email {
                planks.push(Plank { lead: Lead::Email(email), title: None, line: line() });
            }
        }
        if let Some(url) = &self.online_url {
            planks.push(Plank { lead: Lead::Web(url), title: Some(Say::key("plank.online")), line: None });
        }
        let more = about.planks().into_iter().filter(|plank| planks.is_empty() || matches!(plank.lead, Lead::Address));
        let more: Vec<_> = more.collect();
        planks.extend(more);
        planks.truncate(2);
        planks
    }

    /// The times of a day: from when to when, as far as they are known.
    fn times(start: Moment, end: Option<Moment>) -> Option<Say<'static>> {
        let from = start.minutes()?;
        let until = end.filter(|end| end.date() == start.date()).and_then(Moment::minutes);
        Some(match until {
            Some(to) => Say::Message("time.from-to", vec![("from", Say::Clock(from)), ("to", Say::Clock(to))]),
            None => Say::Clock(from),
        })
    }

    fn when_blocks(&self, today: Date) -> Vec<Block<'_>> {
        if let (Status::Cancelled, None, Some(start)) = (self.state(), &self.repeat, self.start) {
            let state = State { shape: Shape::Cancelled, say: Say::key(Status::Cancelled.label()) };
            return vec![Block::Dates(vec![(start, Some(state), None)])];
        }
        let mut lines = vec![self.in_words()];
        if let (Some(start), Some(end)) = (self.start, self.end)
            && start.date() == end.date()
            && end.minutes().is_some()
        {
            lines.extend(Self::times(start, Some(end)));
        }
        if let (Some(repeat), Some(start)) = (&self.repeat, self.start) {
            lines.push(Say::Message("date.first", vec![("date", Say::Date(start.date()))]));
            let last = last_day(repeat, start.date());
            lines.extend(last.map(|last| Say::Message("date.last", vec![("date", Say::Date(last))])));
        }
        if self.skip_holidays {
            lines.push(Say::key("date.skips-holidays"));
        }
        let dates = self.all_dates(today);
        // The board has said the one day that there is.
        if lines.len() == 1 && dates.is_empty() && self.repeat.is_none() {
            return Vec::new();
        }
        let mut blocks = vec![Block::List(lines)];
        if !dates.is_empty() {
            blocks.push(Block::Dates(dates));
        }
        blocks
    }

    /// Every date of its own, one after the other: those that are listed, and of what is still to come those
    /// beside the rule and those that are otherwise than the rule says.
    fn all_dates(&self, today: Date) -> Vec<(Moment, Option<State<'_>>, Option<Say<'_>>)> {
        let changed = |date: Date| self.changed.iter().find(|changed| changed.date == date);
        let mut dates = Vec::new();
        for moment in &*self.extra {
            dates.push((*moment, None, Some(Say::key("date.extra"))));
        }
        for day in &*self.skip {
            let state = State { shape: Shape::Closed, say: Say::key("date.not-on") };
            dates.push((Moment::Day(*day), Some(state), None));
        }
        let listed = |date: Date| self.dates.iter().any(|moment| moment.date() == date);
        for one in self.changed.iter().filter(|one| !listed(one.date)) {
            dates.push((one.at().unwrap_or(Moment::Day(one.date)), Some(one.state()), one.said()));
        }
        dates.retain(|(moment, ..)| moment.date() >= today);
        for moment in &*self.dates {
            let one = changed(moment.date());
            let at = one.and_then(Changed::at).unwrap_or(*moment);
            dates.push((at, one.map(Changed::state), one.and_then(Changed::said)));
        }
        dates.sort_by_key(|(moment, ..)| *moment);
        dates
    }

    fn details(&self) -> Vec<Fact<'_>> {
        let ages = match (self.age_min, self.age_max) {
            (Some(least), Some(most)) => {
                vec![Say::Message("age.from-to", vec![("min", Say::Count(least.into())), ("max", Say::Count(most.into()))])]
            }
            (Some(least), None) => vec![Say::Message("age.from", vec![("n", Say::Count(least.into()))])],
            (None, Some(most)) => vec![Say::Message("age.to", vec![("n", Say::Count(most.into()))])],
            (None, None) => Vec::new(),
        };
        let one = |key, label| Fact { label: key, lines: label, honest: false };
        let registration = self.registration.as_deref();
        let places = registration.and_then(|registration| registration.left.map(|left| ("registration.left", left)).or(registration.places.map(|places| ("registration.places", places))));
        let mut booking: Vec<Say<'_>> = self.registration_said().into_iter().collect();
        booking.extend(places.map(|(key, n)| Say::Message(key, vec![("n", Say::Count(n.into()))])));
        if let Some(registration) = registration {
            booking.extend(registration.url.as_ref().map(|url| Say::Web(url, None)));
            booking.extend(registration.phone.as_ref().map(Say::Phone));
            booking.extend(registration.email.as_ref().map(Say::Email));
            booking.extend(registration.note.as_ref().map(|note| Say::Words(note)));
        }
        vec![
            one("label.age", ages),
            one("label.booking", booking),
            one("label.in-language", self.in_language.iter().map(|code| Say::Language(code.as_str())).collect()),
            one("label.level", self.level.iter().map(|text| Say::Words(text)).collect()),
            one("label.prerequisites", self.prerequisites.iter().map(|text| Say::Words(text)).collect()),
            one("label.sessions", self.sessions.iter().map(|n| Say::Message("sessions", vec![("n", Say::Count((*n).into()))])).collect()),
            one("label.certificate", self.certificate.iter().map(|text| Say::Words(text)).collect()),
            one("label.performers", self.performers.iter().map(|name| Say::Text((&**name).into())).collect()),
            one("label.room", self.room.iter().map(|text| Say::Words(text)).collect()),
            one("label.online", self.online_url.iter().map(|url| Say::Web(url, None)).collect()),
            one("label.organizer", self.organizer.iter().map(|organizer| Say::Record(&organizer.0)).collect()),
        ]
    }
}

impl Changed {
    /// When it is instead: its day alone where its times are said beside it.
    fn at(&self) -> Option<Moment> {
        let start = self.start?;
        Some(if self.end.is_some() { Moment::Day(start.date()) } else { start })
    }

    fn times(&self) -> Option<Say<'_>> {
        Event::times(self.start?, Some(self.end?))
    }

    fn state(&self) -> State<'_> {
        let (shape, key) = match self.status {
            Some(ChangedStatus::Cancelled) => (Shape::Cancelled, Status::Cancelled.label()),
            _ => (Shape::Changed, Status::Changed.label()),
        };
        State { shape, say: Say::key(key) }
    }

    /// What is otherwise: the day it was to be on, until when it lasts, where it is, why.
    fn said(&self) -> Option<Say<'_>> {
        let moved = self.start.is_some_and(|start| start.date() != self.date);
        let mut parts = Vec::new();
        parts.extend(moved.then(|| Say::Message("date.instead-of", vec![("date", Say::Date(self.date))])));
        parts.extend(self.times());
        parts.extend(self.place.iter().chain(&self.note).map(|text| Say::Words(text)));
        (!parts.is_empty()).then_some(Say::Parts(parts))
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
        if self.repeat.is_some() {
            return Grouping::Label(0, "group.repeating");
        }
        self.when().map_or(Grouping::None, |when| Grouping::Day(when.date()))
    }

    fn is_elsewhere(&self) -> bool {
        let onsite = self.offer.mode.is_empty() || self.offer.mode.contains(&super::offer::Mode::Onsite);
        !onsite || self.sort == Some(Sort::Call)
    }

    fn ended(&self, envelope: &Envelope, today: Date) -> bool {
        let _ = envelope;
        self.last_day().is_some_and(|last| last < today)
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

    fn when_said(&self) -> Option<Say<'_>> {
        match (self.sort, self.closes) {
            // Of a call, people have to know the last day.
            (Some(Sort::Call), Some(closes)) => {
                Some(Say::Message("meta.closes", vec![("date", Say::ShortDate(closes.date()))]))
            }
            _ => Some(self.in_words()),
        }
    }

    fn hour_said(&self) -> Option<Say<'_>> {
        if self.sort == Some(Sort::Call) {
            return self.when_said();
        }
        let start = self.when()?;
        match self.end {
            Some(end) if end.date() != start.date() => {
                Some(Say::Message("time.to-day", vec![("date", Say::Date(end.date()))]))
            }
            _ if self.time == Some(TimeKnown::Unknown) => Some(Say::key("time.unknown")),
            end => Self::times(start, end),
        }
    }

    fn badges(&self, about: &About<'_>) -> Vec<State<'_>> {
        let _ = about;
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
        let mut sections = vec![Section { heading: "heading.when", blocks: self.when_blocks(about.today) }];
        offer_tell::text(about, &mut sections);
        offer_tell::place(about, &mut sections);
        sections.push(Section { heading: "heading.details", blocks: vec![Block::Facts(self.details())] });
        offer_tell::terms(&self.offer, about, &mut sections);
        sections.push(Section { heading: "heading.mentioned", blocks: vec![Block::Back(&["records", "instead"])] });
        let aside = offer_tell::contacts(about);
        let mut lead: Vec<Say<'_>> = self.sort.iter().map(|sort| Say::key(sort.label())).collect();
        lead.extend(self.organizer.as_ref().map(|organizer| Say::Record(&organizer.0)));
        Telling { lead, board: self.board(about), sections, aside }
    }
}
