//! Which calendars a hub has: one of each event, and one of everything, of each topic, place and audience and of each
//! organization that has something to come.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::assemble::climb;
use super::{EntryIx, Hub, Page};
use crate::language::Lang;
use crate::record::{Audience, Coming, Event};

/// For how many days what is over stays in calendars: long enough to look up what was last month.
pub const KEPT_DAYS: i64 = 30;

/// How far ahead something has to come so that it is worth a calendar, in years.
const AHEAD_YEARS: i64 = 1;

/// The key under which an event says who prepares it.
const ORGANIZER: &str = "organizer";

/// What a calendar holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agenda {
    /// Every event.
    Everything,
    /// Those of a topic.
    Topic(u32),
    /// Those in a place.
    Place(u32),
    /// Those for an audience.
    For(Audience),
    /// Those that an organization or a practice prepares.
    By(EntryIx),
    /// One event.
    One(EntryIx),
}

/// Which calendars of several events have something to tell.
#[derive(Debug, Default)]
pub(super) struct Agendas {
    any: bool,
    /// By their positions in the hub's tables.
    topics: Vec<usize>,
    places: Vec<usize>,
    audiences: Vec<Audience>,
    bodies: BTreeSet<EntryIx>,
}

impl Hub {
    /// The first day that calendars tell of.
    pub fn agenda_since(&self) -> Date {
        self.today.saturating_sub(KEPT_DAYS.days())
    }

    /// Which calendars there are, looked up when somebody asks first.
    pub(super) fn agendas_known(&self) -> &Agendas {
        self.agendas.get_or_init(|| self.looked_up())
    }

    /// Whether something comes within a year.
    fn is_soon(&self, coming: &Coming) -> bool {
        let last = self.today.saturating_add(AHEAD_YEARS.years());
        coming.next.is_some_and(|next| next.start.date() <= last)
    }

    fn looked_up(&self) -> Agendas {
        let soon: BTreeSet<EntryIx> =
            self.coming.iter().filter(|(_, coming)| self.is_soon(coming)).map(|(ix, _)| *ix).collect();
        let (mut topics, mut places) = (Vec::new(), Vec::new());
        for ix in &soon {
            self.climb_topics(*ix, &mut topics);
            self.climb_places(*ix, &mut places);
        }
        let named = |audience: &Audience| soon.iter().any(|ix| self.entry(*ix).envelope.audience.contains(audience));
        let audiences = Audience::CODES.iter().filter_map(|code| Audience::named(code));
        let audiences = audiences.filter(|audience| *audience != Audience::Everyone).filter(named).collect();
        let bodies = self.back.keys().copied().filter(|ix| self.has_agenda(Agenda::By(*ix))).collect();
        Agendas { any: !soon.is_empty(), topics, places, audiences, bodies }
    }

    /// Whether the calendar has something to tell: of several events that one of them comes within a year, of a
    /// single one that it is not long over.
    pub fn has_agenda(&self, agenda: Agenda) -> bool {
        let known = || self.agendas_known();
        match agenda {
            Agenda::Everything => known().any,
            Agenda::Topic(ix) => known().topics.contains(&(ix as usize)),
            Agenda::Place(ix) => known().places.contains(&(ix as usize)),
            Agenda::For(audience) => known().audiences.contains(&audience),
            // Asked by the page of every organization, and answered without looking at the others.
            Agenda::By(ix) => self
                .back(ix, &[ORGANIZER])
                .into_iter()
                .any(|event| self.coming(self.entry(event)).is_some_and(|coming| self.is_soon(coming))),
            Agenda::One(ix) => self.is_kept(ix),
        }
    }

    /// Every calendar of several events.
    pub fn agendas(&self) -> impl Iterator<Item = Agenda> + '_ {
        let topics = (0..self.tables.topics.len()).map(|ix| Agenda::Topic(ix as u32));
        let places = (0..self.tables.places.len()).map(|ix| Agenda::Place(ix as u32));
        let audiences = self.audiences().iter().copied().map(Agenda::For);
        let bodies = self.agendas_known().bodies.iter().copied().map(Agenda::By);
        let others = std::iter::once(Agenda::Everything).chain(topics).chain(places).chain(audiences);
        others.filter(|agenda| self.has_agenda(*agenda)).chain(bodies)
    }

    /// The audiences for which a calendar of its own makes sense, in the order in which they are declared: those
    /// that events name. "Everyone" is everything.
    pub fn audiences(&self) -> &[Audience] {
        &self.agendas_known().audiences
    }

    /// The events of a calendar, by id: those that are not long over.
    pub fn agenda(&self, agenda: Agenda) -> Vec<EntryIx> {
        self.events_of(agenda).filter(|ix| self.is_kept(*ix)).collect()
    }

    fn events_of(&self, agenda: Agenda) -> Box<dyn Iterator<Item = EntryIx> + '_> {
        let is_event = move |ix: &EntryIx| self.entry(*ix).record.as_any().is::<Event>();
        match agenda {
            Agenda::Everything => Box::new(self.events()),
            Agenda::Topic(ix) => Box::new(self.events().filter(move |one| self.is_under(*one, ix as usize))),
            Agenda::Place(ix) => Box::new(self.events().filter(move |one| self.is_within(*one, ix as usize))),
            Agenda::For(audience) => {
                Box::new(self.events().filter(move |ix| self.entry(*ix).envelope.audience.contains(&audience)))
            }
            Agenda::By(ix) => Box::new(self.back(ix, &[ORGANIZER]).into_iter().filter(is_event)),
            Agenda::One(ix) => Box::new(std::iter::once(ix).filter(is_event)),
        }
    }

    fn events(&self) -> impl Iterator<Item = EntryIx> + '_ {
        self.coming.iter().map(|(ix, _)| *ix)
    }

    /// Adds the topics that an event is under, and those that these are part of, also when it is over.
    fn climb_topics(&self, ix: EntryIx, into: &mut Vec<usize>) {
        for own in &self.entry(ix).envelope.topics {
            climb(self.tables.topic(&own.id), |at| self.tables.topics[at].parent, into);
        }
    }

    /// Adds the place that an event is in, and those that it is part of, also when it is over.
    fn climb_places(&self, ix: EntryIx, into: &mut Vec<usize>) {
        climb(self.place_index(self.entry(ix)), |at| self.tables.places[at].parent, into);
    }

    fn is_under(&self, ix: EntryIx, topic: usize) -> bool {
        let mut under = Vec::new();
        self.climb_topics(ix, &mut under);
        under.contains(&topic)
    }

    fn is_within(&self, ix: EntryIx, place: usize) -> bool {
        let mut within = Vec::new();
        self.climb_places(ix, &mut within);
        within.contains(&place)
    }

    /// Whether an event is still told of.
    fn is_kept(&self, ix: EntryIx) -> bool {
        let since = self.agenda_since();
        self.coming(self.entry(ix))
            .is_some_and(|coming| coming.next.is_some() || coming.last.is_some_and(|last| since <= last))
    }

    /// Where a calendar is, below the site's root: `it/eventi/calendar.ics`.
    pub fn agenda_path(&self, agenda: Agenda, lang: Lang) -> String {
        let events = || self.folder(Page::List(&crate::record::event::KIND, self.main_order(), 0), lang);
        let (folder, name) = match agenda {
            Agenda::Everything => (events(), "calendar"),
            Agenda::For(audience) => (events(), audience.code()),
            Agenda::Topic(ix) => (self.folder(Page::Topic(ix), lang), "calendar"),
            Agenda::Place(ix) => (self.folder(Page::Place(ix), lang), "calendar"),
            Agenda::By(ix) => (self.folder(Page::Record(ix), lang), "calendar"),
            Agenda::One(ix) => (self.folder(Page::Record(ix), lang), &*self.entry(ix).id),
        };
        format!("{folder}/{name}.ics")
    }
}
