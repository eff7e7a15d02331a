//! Which calendars a hub has: one of each event, and one of everything, of each topic, place and audience and of each
//! organization that has something to come.

use jiff::ToSpan;
use jiff::civil::Date;

use super::assemble::climb;
use super::{EntryIx, Hub, Page};
use crate::language::Lang;
use crate::record::{Audience, Event};

/// For how many days what is over stays in calendars: long enough to look up what was last month.
pub const KEPT_DAYS: i64 = 30;

/// How far ahead something has to come so that it is worth a calendar, in years.
const AHEAD_YEARS: i64 = 1;

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

impl Hub {
    /// The first day that calendars tell of.
    pub fn agenda_since(&self) -> Date {
        self.today.saturating_sub(KEPT_DAYS.days())
    }

    /// Whether the calendar has something to tell: of several events that one of them comes within a year, of a
    /// single one that it is not long over.
    pub fn has_agenda(&self, agenda: Agenda) -> bool {
        if let Agenda::One(ix) = agenda {
            return self.is_kept(ix);
        }
        self.events_of(agenda).any(|ix| self.comes_soon(ix))
    }

    /// Every calendar of several events.
    pub fn agendas(&self) -> impl Iterator<Item = Agenda> + '_ {
        let topics = (0..self.tables.topics.len()).map(|ix| Agenda::Topic(ix as u32));
        let places = (0..self.tables.places.len()).map(|ix| Agenda::Place(ix as u32));
        let audiences = self.audiences().into_iter().map(Agenda::For);
        let bodies = self.entries().map(|(ix, _)| Agenda::By(ix));
        let all = std::iter::once(Agenda::Everything).chain(topics).chain(places).chain(audiences).chain(bodies);
        all.filter(|agenda| self.has_agenda(*agenda))
    }

    /// The audiences for which a calendar of its own makes sense, in the order in which they are declared: those
    /// that events name. "Everyone" is everything.
    pub fn audiences(&self) -> Vec<Audience> {
        let soon: Vec<EntryIx> = self.events().filter(|ix| self.comes_soon(*ix)).collect();
        let named = |audience: &Audience| soon.iter().any(|ix| self.entry(*ix).envelope.audience.contains(audience));
        Audience::CODES
            .iter()
            .filter_map(|code| Audience::named(code))
            .filter(|audience| *audience != Audience::Everyone)
            .filter(named)
            .collect()
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
            Agenda::By(ix) => Box::new(self.back(ix, &["organizer"]).into_iter().filter(is_event)),
            Agenda::One(ix) => Box::new(std::iter::once(ix).filter(is_event)),
        }
    }

    fn events(&self) -> impl Iterator<Item = EntryIx> + '_ {
        self.coming.iter().map(|(ix, _)| *ix)
    }

    /// Whether an event is under a topic or one of those that are part of it, also when it is over.
    fn is_under(&self, ix: EntryIx, topic: usize) -> bool {
        let mut under = Vec::new();
        for own in &self.entry(ix).envelope.topics {
            climb(self.tables.topic(&own.id), |at| self.tables.topics[at].parent, &mut under);
        }
        under.contains(&topic)
    }

    /// Whether an event is in a place or a part of it, also when it is over.
    fn is_within(&self, ix: EntryIx, place: usize) -> bool {
        let mut within = Vec::new();
        climb(self.place_index(self.entry(ix)), |at| self.tables.places[at].parent, &mut within);
        within.contains(&place)
    }

    /// Whether something of an event is within a year.
    fn comes_soon(&self, ix: EntryIx) -> bool {
        let last = self.today.saturating_add(AHEAD_YEARS.years());
        let next = self.coming(self.entry(ix)).and_then(|coming| coming.next);
        next.is_some_and(|next| next.start.date() <= last)
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
