//! The hub: all records together. Names become links, days become freshness, every list its order.
//!
//! A [`Hub`] is immutable: it is assembled once, and then asked.

mod agenda;
mod assemble;
mod calendar;
mod care;
mod diary;
mod links;
mod files;
mod lists;
mod needs;
mod news;
mod routes;
mod synonyms;
mod tables;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use crate::config::Config;
use crate::language::Lang;
use crate::parse::Entry;
use crate::record::{About, Coming, Contact, Hours, Kind, Place, Reference, Service, Status, Where};
use crate::time::holidays::DaysOff;

pub use agenda::{Agenda, KEPT_DAYS};
pub use assemble::{Assembly, Drafts, Lists, assemble};
pub use care::{Ask, Care, Question};
pub use diary::{Held, Leaf, Lesson};
pub use files::{Attached, Drawing, Looked, Published, Stored};
pub use lists::{GroupKey, Item, List, ListGroup, PER_PAGE};
pub use needs::{Consultation, Month, Need};
pub use routes::{Info, Order, Page};
pub use synonyms::Synonyms;
pub use tables::{HubPlace, Notice, NoticeLevel, PlaceSort, TABLES, Tables, Topic, Urgent, read as read_tables};

/// The position of an entry in the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryIx(u32);

/// A hub, assembled.
#[derive(Debug)]
pub struct Hub {
    /// site.toml.
    pub config: Config,
    /// The day of the build.
    pub today: Date,
    /// Topics, places and the other tables.
    pub tables: Tables,
    entries: Vec<Arc<Entry>>,
    ids: HashMap<Box<str>, EntryIx>,
    /// Records that stand in the hub and are not shown: drafts, broken ones.
    unlisted: HashMap<Box<str>, Unlisted>,
    /// Records that are to be published on a later day.
    waiting: Vec<(Date, Box<str>)>,
    /// Who refers to an entry, and under which key.
    back: HashMap<EntryIx, Vec<(EntryIx, &'static str)>>,
    /// The work-free days.
    days_off: DaysOff,
    /// What is to come of each event, in the order of the entries.
    coming: Vec<(EntryIx, Coming)>,
    /// What is on which day, and what is over.
    diary: OnceLock<diary::Diary>,
    /// Which calendars there are.
    agendas: OnceLock<agenda::Agendas>,
    lists: BTreeMap<lists::ListKey, OnceLock<List>>,
    /// What is under which topic and in which place.
    taxonomies: OnceLock<assemble::Taxonomies>,
    /// How many entries of each kind stand in lists.
    counts: Vec<usize>,
    /// Pictures and documents in content/.
    files: std::collections::BTreeSet<String>,
    /// Those that drafts use.
    files_of_drafts: std::collections::BTreeSet<String>,
    /// Those that are published, by their path in the hub.
    attached: BTreeMap<String, Attached>,
    /// The orders of lists, the main one first.
    orders: Vec<Order>,
}

/// Why a record of the hub is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// A draft, or outside its dates.
    Draft,
    /// It has to be mended first.
    Broken,
}

/// What a reference leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A record.
    Entry(EntryIx),
    /// A service of it, by its position there.
    Service(EntryIx, u16),
    /// A branch of it, by its position there.
    Location(EntryIx, u16),
    /// A place of the hub.
    Place(usize),
}

impl Hub {
    /// Every entry that is shown, by kind and id.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (EntryIx, &Entry)> {
        self.entries.iter().enumerate().map(|(ix, entry)| (EntryIx(ix as u32), &**entry))
    }

    /// The same, for many threads.
    pub fn par_entries(&self) -> impl rayon::iter::ParallelIterator<Item = (EntryIx, &Entry)> {
        use rayon::prelude::*;
        self.entries.par_iter().enumerate().map(|(ix, entry)| (EntryIx(ix as u32), &**entry))
    }

    /// Why a record that stands in the hub, as `kind/id`, is not shown.
    pub fn unlisted(&self, full_id: &str) -> Option<Unlisted> {
        self.unlisted.get(full_id).copied()
    }

    /// Whether the hub has a record of a kind under this id, a former one or one that is not shown among them.
    pub fn has_record(&self, kind: &Kind, id: &str) -> bool {
        let full_id = format!("{}/{id}", kind.name);
        let was = |entry: &Entry| entry.kind == kind && entry.envelope.aliases.iter().any(|alias| alias.as_str() == id);
        self.ids.contains_key(&*full_id)
            || self.unlisted.contains_key(&*full_id)
            || self.entries.iter().any(|entry| was(entry))
    }

    /// An entry.
    pub fn entry(&self, ix: EntryIx) -> &Entry {
        &self.entries[ix.0 as usize]
    }

    /// The languages of the hub, in order.
    pub fn languages(&self) -> impl Iterator<Item = Lang> + Clone + '_ {
        self.config.languages.all()
    }

    /// What a reference leads to, when that is shown.
    pub fn destination(&self, kind: &str, id: &str, part: Option<&str>) -> Option<Destination> {
        if kind == "place" {
            return self.tables.place(id).map(Destination::Place);
        }
        let ix = *self.ids.get(&*[kind, "/", id].concat())?;
        let Some(part) = part else { return Some(Destination::Entry(ix)) };
        let entry = self.entry(ix);
        let service = entry.record.services().iter().position(|service| service.id() == part);
        if let Some(turn) = service {
            return Some(Destination::Service(ix, turn as u16));
        }
        let location = entry.envelope.location.iter().position(|location| location.id.as_str() == part);
        location.map(|turn| Destination::Location(ix, turn as u16))
    }

    /// What a reference of a record leads to, when that is shown.
    pub fn resolve(&self, reference: &Reference) -> Option<Destination> {
        self.destination(reference.kind, &reference.id, reference.service.as_deref())
    }

    /// The entries that refer to one under one of these keys, by id.
    pub fn back(&self, ix: EntryIx, keys: &[&str]) -> Vec<EntryIx> {
        let all = self.back.get(&ix).map_or(&[][..], Vec::as_slice);
        let mut found: Vec<EntryIx> = all.iter().filter(|(_, key)| keys.contains(key)).map(|(from, _)| *from).collect();
        found.dedup();
        found
    }

    /// The entries that refer to one, under whatever key, by id.
    pub fn referring(&self, ix: EntryIx) -> Vec<EntryIx> {
        let mut found: Vec<EntryIx> = self.back.get(&ix).into_iter().flatten().map(|(from, _)| *from).collect();
        found.dedup();
        found
    }

    /// An entry, for those who want to know later whether it is still the same one.
    pub fn shared_entry(&self, ix: EntryIx) -> &Arc<Entry> {
        &self.entries[ix.0 as usize]
    }

    /// The entries under a topic, those of its narrower topics among them, by kind and id.
    pub fn in_topic(&self, topic: usize) -> &[EntryIx] {
        &self.taxonomies().topics[topic]
    }

    /// The entries in a place, those of its parts among them, by kind and id.
    pub fn in_place(&self, place: usize) -> &[EntryIx] {
        &self.taxonomies().places[place]
    }

    /// The list of a kind in an order and a language.
    pub fn list(&self, kind: &'static Kind, order: Order, lang: Lang) -> &List {
        self.listed(lists::ListKey::Kind(kind.position(), order, lang))
    }

    /// Everything from A to Z in a language, services among it.
    pub fn everything(&self, lang: Lang) -> &List {
        self.listed(lists::ListKey::Everything(lang))
    }

    /// How many entries of a kind stand in lists.
    pub fn count(&self, kind: &'static Kind) -> usize {
        self.counts[kind.position()]
    }

    /// Whether an entry has ended: it keeps its page and leaves lists.
    pub fn ended(&self, entry: &Entry) -> bool {
        match self.coming(entry) {
            Some(coming) => coming.next.is_none(),
            None => entry.record.ended(&entry.envelope, self.today),
        }
    }

    /// The last day of the next year on which an entry that is no event has not ended, when it ends in it by itself:
    /// found by halving, so that no kind has to say it a second time.
    pub fn leaves_after(&self, entry: &Entry) -> Option<Date> {
        const YEAR: i64 = 366;
        let day = |days: i64| self.today.saturating_add(jiff::Span::new().days(days));
        let ended = |days: i64| entry.record.ended(&entry.envelope, day(days));
        if ended(0) || !ended(YEAR) {
            return None;
        }
        let (mut lives, mut over) = (0, YEAR);
        while over - lives > 1 {
            let middle = i64::midpoint(lives, over);
            if ended(middle) { over = middle } else { lives = middle }
        }
        Some(day(lives))
    }

    /// The records that are to be published on a later day, with that day.
    pub fn waiting(&self) -> impl Iterator<Item = (Date, &str)> {
        self.waiting.iter().map(|(day, record)| (*day, &**record))
    }

    /// Whether what a reference leads to is closed for good.
    pub fn closed(&self, to: Destination) -> bool {
        let closed = |entry: &Entry| entry.record.closed(&entry.envelope);
        match to {
            Destination::Entry(ix) | Destination::Location(ix, _) => closed(self.entry(ix)),
            Destination::Service(ix, turn) => {
                let entry = self.entry(ix);
                closed(entry) || entry.record.services()[usize::from(turn)].status == Some(Status::Closed)
            }
            Destination::Place(_) => false,
        }
    }

    /// What took the place of what a reference leads to, as `kind/id`.
    pub(crate) fn successor(&self, to: Destination) -> Option<String> {
        match to {
            Destination::Entry(ix) => self.entry(ix).envelope.successor.as_ref().map(Reference::to_string),
            _ => None,
        }
    }

    /// From whom an entry takes what it has not: its organizer, operator, employer or parent.
    pub fn owner(&self, entry: &Entry) -> Option<EntryIx> {
        match self.resolve(entry.record.belongs_to()?)? {
            Destination::Entry(ix) | Destination::Service(ix, _) | Destination::Location(ix, _) => Some(ix),
            Destination::Place(_) => None,
        }
    }

    /// What an entry may know when it tells.
    pub fn about<'h>(&'h self, entry: &'h Entry) -> About<'h> {
        let owner = self.owner(entry).map(|ix| self.entry(ix));
        let inherit = |owner: &'h Entry| &owner.envelope;
        let contacts = Some(&*entry.envelope.contact).filter(|own| !own.is_empty());
        let contacts: &[Contact] = contacts.or(owner.map(|owner| &*inherit(owner).contact)).unwrap_or_default();
        let place = entry.envelope.place.as_deref();
        let stands_alone = entry.envelope.location.is_empty() && !entry.record.is_elsewhere();
        let place = place.or_else(|| owner.filter(|_| stands_alone).and_then(|owner| inherit(owner).place.as_deref()));
        let owner_hours = owner.and_then(|owner| owner.record.offer()).and_then(|offer| offer.hours.as_ref());
        About {
            envelope: &entry.envelope,
            today: self.today,
            freshness: self.freshness(entry),
            contacts,
            place,
            owner_hours: owner_hours.map_or(&[][..], |hours| hours.groups()),
            coming: self.coming(entry),
        }
    }

    /// The address that a place is, its own or that of what it names; none when only the name is known.
    pub fn address<'h>(&'h self, place: &'h Where) -> Option<&'h Place> {
        let there = match place {
            Where::At(place) => return Some(place),
            Where::Of(reference) => match self.resolve(&reference.0)? {
                Destination::Entry(ix) | Destination::Service(ix, _) => &self.entry(ix).envelope.place,
                Destination::Location(ix, turn) => &self.entry(ix).envelope.location[usize::from(turn)].place,
                Destination::Place(_) => return None,
            },
        };
        match there.as_deref()? {
            Where::At(place) => Some(place),
            Where::Of(_) => None,
        }
    }

    /// What a service may know when it tells.
    pub fn about_service<'h>(&'h self, entry: &'h Entry, service: &'h Service) -> About<'h> {
        let about = self.about(entry);
        let contacts: &[Contact] = if service.contact.is_empty() { about.contacts } else { &service.contact };
        let hours = entry.record.offer().and_then(|offer| offer.hours.as_ref());
        let owner_hours: &[Hours] = hours.map_or(&[][..], |hours| hours.groups());
        let place: Option<&Where> = service.place.as_deref().or(about.place);
        let freshness = self.service_freshness(service, about.freshness);
        About { contacts, place, owner_hours, freshness, ..about }
    }

    /// The notices that show on the day of the build.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.tables.notices.iter().filter(|notice| (notice.from..=*notice.until).contains(&self.today))
    }
}
