//! What an event tells: when it is in words, its dates one after the other, how to book.

use jiff::civil::Date;

use super::event::{Changed, ChangedStatus, Event, Sort, Status, TimeKnown};
use super::occurrence::Occurrence;
use super::offer::Costs;
use super::tell::{About, Block, Board, Fact, Lead, Plank, Say, Shape, State};
use crate::declare::Moment;

impl Event {
    pub(super) fn board<'r>(&'r self, about: &About<'r>) -> Board<'r> {
        let mut board = Board { planks: self.planks(about), ..Board::default() };
        board.answer = Some(match (self.sort, self.closes) {
            (Some(Sort::Call), Some(closes)) => match closes.minutes() {
                Some(minutes) => Say::Message(
                    "board.call-by-time",
                    vec![("date", Say::Date(closes.date())), ("time", Say::Clock(minutes))],
                ),
                None => Say::Message("board.call-by", vec![("date", Say::Date(closes.date()))]),
            },
            _ => self.in_words(about),
        });
        board.next = self.repeat.as_ref().and_then(|_| {
            self.held_said(about, "board.next", |held| {
                // The rule has said the time already, unless this one was changed.
                Say::Day(if held.changed.is_some() { held.start } else { Moment::Day(held.start.date()) })
            })
        });
        if matches!(self.state(), Status::Cancelled | Status::Postponed) {
            board.next = None;
        }
        board.grounds.extend(self.cost_said());
        board.grounds.extend(self.registration_now(about.today));
        let next = about.coming.and_then(|coming| coming.next);
        if let Some(off) = next.filter(|next| next.cancelled && self.state() == Status::Scheduled) {
            board.states.push(Self::off(&off));
        }
        if about.coming.is_some() && next.is_none() {
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
            Status::Changed => {
                board.states.push(State { shape: Shape::Changed, say: Say::key(Status::Changed.label()) });
            }
            Status::Full => board.states.push(State { shape: Shape::Full, say: Say::key(Status::Full.label()) }),
            Status::Scheduled => {}
        }
        board
    }

    /// The next date that was not cancelled, through a message.
    pub(super) fn held_said<'r>(
        &self,
        about: &About<'r>,
        message: &'static str,
        said: impl Fn(&Occurrence) -> Say<'r>,
    ) -> Option<Say<'r>> {
        let held = about.coming.and_then(|coming| coming.held)?;
        Some(Say::Message(message, vec![("date", said(&held))]))
    }

    /// That one date alone will not be.
    pub(super) fn off(one: &Occurrence) -> State<'static> {
        let date = Say::ShortDate(one.start.date());
        State { shape: Shape::Cancelled, say: Say::Message("state.off", vec![("date", date)]) }
    }

    /// When it is, in one sentence; of several dates without a rule, the next one.
    pub(super) fn in_words<'r>(&'r self, about: &About<'r>) -> Say<'r> {
        if let Some(repeat) = &self.repeat {
            let rule = Say::Repeat(repeat);
            return match self.start.and_then(Moment::minutes) {
                Some(minutes) => Say::Message("board.repeats-at", vec![("rule", rule), ("time", Say::Clock(minutes))]),
                None => rule,
            };
        }
        let next = about.coming.and_then(|coming| coming.held.or(coming.next)).filter(|_| self.comes_back());
        let first = (self.start.or(self.dates.first().copied()), self.end);
        match next.map_or(first, |next| (Some(next.start), next.end)) {
            (Some(start), Some(end)) if !Self::is_one_day(start, end) => {
                Say::Message("board.from-to", vec![("from", Say::Day(start)), ("to", Say::Day(end))])
            }
            (Some(start), _) if self.time == Some(TimeKnown::Unknown) => {
                Say::Message("board.time-unknown", vec![("day", Say::Day(Moment::Day(start.date())))])
            }
            (Some(start), _) => Say::Day(start),
            (None, _) => Say::Unknown,
        }
    }

    /// What it costs, when that is one sentence.
    pub(crate) fn cost_said(&self) -> Option<Say<'_>> {
        match self.offer.cost.as_ref()? {
            Costs::Free => Some(Say::key("cost.free")),
            Costs::Prices(prices) if prices.len() == 1 => Some(Say::Price(&prices[0])),
            Costs::Prices(_) => None,
        }
    }

    /// Whether one has to book, and until when.
    pub(crate) fn registration_said(&self) -> Option<Say<'_>> {
        let registration = self.registration.as_ref()?;
        Some(match (registration.needed, registration.by) {
            (true, Some(by)) => Say::Message("registration.needed-by", vec![("date", Say::Date(by))]),
            (true, None) => Say::key("registration.needed"),
            (false, _) => Say::key("registration.not-needed"),
        })
    }

    /// The same on a day: one cannot book any more when the last day for it is over.
    fn registration_now(&self, today: Date) -> Option<Say<'_>> {
        let closed =
            self.booked_until(today).map(|by| Say::Message("registration.closed", vec![("date", Say::Date(by))]));
        closed.or_else(|| self.registration_said())
    }

    /// The last day on which one could book, when it is over.
    fn booked_until(&self, today: Date) -> Option<Date> {
        self.registration.as_ref()?.by.filter(|by| *by < today)
    }

    fn planks<'r>(&'r self, about: &About<'r>) -> Vec<Plank<'r>> {
        let mut planks = Vec::new();
        let takes = self.state() != Status::Full && self.booked_until(about.today).is_none();
        if let Some(registration) = self.registration.as_ref().filter(|_| takes) {
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

    /// Whether something ends on the day on which it begins, the small hours of its night counted in.
    pub(super) fn is_one_day(start: Moment, end: Moment) -> bool {
        const SMALL_HOURS: u16 = 6 * 60;
        let night = start.minutes().and(end.minutes()).is_some_and(|end| end <= SMALL_HOURS);
        end.date() == start.date() || (night && Some(end.date()) == start.date().tomorrow().ok())
    }

    /// The times of a day: from when to when, as far as they are known.
    pub(super) fn times(start: Moment, end: Option<Moment>) -> Option<Say<'static>> {
        let from = start.minutes()?;
        let until = end.filter(|end| Self::is_one_day(start, *end)).and_then(Moment::minutes);
        Some(match until {
            Some(to) => Say::Message("time.from-to", vec![("from", Say::Clock(from)), ("to", Say::Clock(to))]),
            None => Say::Clock(from),
        })
    }

    pub(super) fn when_blocks<'r>(&'r self, about: &About<'r>) -> Vec<Block<'r>> {
        if let (Status::Cancelled, None, Some(start)) = (self.state(), &self.repeat, self.start) {
            let state = State { shape: Shape::Cancelled, say: Say::key(Status::Cancelled.label()) };
            return vec![Block::Dates(vec![(start, Some(state), None)])];
        }
        let mut lines = vec![self.in_words(about)];
        if let (Some(start), Some(end)) = (self.start, self.end)
            && start.date() == end.date()
            && end.minutes().is_some()
        {
            lines.extend(Self::times(start, Some(end)));
        }
        if let (Some(_), Some(start)) = (&self.repeat, self.start) {
            lines.push(Say::Message("date.first", vec![("date", Say::Date(start.date()))]));
            let last = about.coming.and_then(|coming| coming.last);
            lines.extend(last.map(|last| Say::Message("date.last", vec![("date", Say::Date(last))])));
        }
        if self.skip_holidays {
            lines.push(Say::key("date.skips-holidays"));
        }
        let dates = self.all_dates(about.today);
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

    /// What one asks before one comes to a course: for whom, in which language, how often, what one gets, whether
    /// there is still a place.
    pub fn course_said(&self, today: Date) -> Vec<Say<'_>> {
        let mut said: Vec<Say<'_>> = self.level.iter().map(|text| Say::Words(text)).collect();
        said.extend(self.in_language.iter().map(|code| Say::Language(code.as_str())));
        said.extend(self.sessions.map(|n| Say::Message("sessions", vec![("n", Say::Count(n.into()))])));
        said.extend(self.certificate.iter().map(|text| Say::Words(text)));
        said.extend(match self.booked_until(today) {
            Some(_) => self.registration_now(today),
            None => self.places_said(),
        });
        said
    }

    /// How many places are left, else how many there are.
    fn places_said(&self) -> Option<Say<'_>> {
        let registration = self.registration.as_deref()?;
        let left = registration.left.map(|left| ("registration.left", left));
        let (key, n) = left.or(registration.places.map(|places| ("registration.places", places)))?;
        Some(Say::Message(key, vec![("n", Say::Count(n.into()))]))
    }

    pub(super) fn details(&self, today: Date) -> Vec<Fact<'_>> {
        let ages = match (self.age_min, self.age_max) {
            (Some(least), Some(most)) => {
                vec![Say::Message(
                    "age.from-to",
                    vec![("min", Say::Count(least.into())), ("max", Say::Count(most.into()))],
                )]
            }
            (Some(least), None) => vec![Say::Message("age.from", vec![("n", Say::Count(least.into()))])],
            (None, Some(most)) => vec![Say::Message("age.to", vec![("n", Say::Count(most.into()))])],
            (None, None) => Vec::new(),
        };
        let one = |key, label| Fact { label: key, lines: label, honest: false };
        let registration = self.registration.as_deref();
        let mut booking: Vec<Say<'_>> = self.registration_now(today).into_iter().collect();
        let takes = self.booked_until(today).is_none();
        booking.extend(self.places_said().filter(|_| takes));
        if let Some(registration) = registration.filter(|_| takes) {
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
            one(
                "label.sessions",
                self.sessions.iter().map(|n| Say::Message("sessions", vec![("n", Say::Count((*n).into()))])).collect(),
            ),
            one("label.certificate", self.certificate.iter().map(|text| Say::Words(text)).collect()),
            one("label.performers", self.performers.iter().map(|name| Say::Text((&**name).into())).collect()),
            one("label.room", self.room.iter().map(|text| Say::Words(text)).collect()),
            one("label.online", self.online_url.iter().map(|url| Say::Web(url, None)).collect()),
            one("label.organizer", self.organizer.iter().map(|organizer| Say::Record(&organizer.0)).collect()),
        ]
    }
}

impl Changed {
    /// Whether this date will not be.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.status == Some(ChangedStatus::Cancelled)
    }

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
