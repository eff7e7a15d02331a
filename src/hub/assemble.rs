//! Assembling: entries and tables become a hub.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::{EntryIx, Hub, Order, Tables, Unlisted};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::parse::{Broken, Entry, is_published};
use crate::record::{KINDS, Visibility, Where};
use crate::time::holidays::DaysOff;

/// What a hub is assembled from.
pub struct Assembly {
    /// site.toml.
    pub config: Config,
    /// The day of the build.
    pub today: Date,
    /// Topics, places and the other tables.
    pub tables: Tables,
    /// Records, by kind and id.
    pub entries: Vec<Arc<Entry>>,
    /// Whether drafts are among what is shown.
    pub drafts: Drafts,
    /// Records that could not be read.
    pub broken: Vec<Broken>,
    /// Pictures and documents.
    pub files: BTreeSet<String>,
    /// The orders in which the theme wants its lists, the main one first.
    pub orders: Vec<Order>,
    /// When lists are made.
    pub lists: Lists,
}

/// When the lists of a hub are made, and what else is looked up for all records at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// All of them, when it is assembled: for those who make every page.
    AtOnce,
    /// Each when somebody asks for it first: for those who wait for one page.
    WhenAsked,
}

/// The entries under each topic and in each place.
#[derive(Debug, Default)]
pub(super) struct Taxonomies {
    pub(super) topics: Vec<Vec<EntryIx>>,
    pub(super) places: Vec<Vec<EntryIx>>,
}

/// What becomes of records that are drafts or outside their dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// They stand in the hub and are not shown.
    Hidden,
    /// They are shown like all others, to those who write them.
    Shown,
}

/// Assembles a hub, and reports what does not fit together.
pub fn assemble(parts: Assembly) -> (Hub, Vec<Diagnostic>) {
    let Assembly { config, today, tables, entries, drafts, broken, files, orders, lists } = parts;
    let mut unlisted: HashMap<Box<str>, Unlisted> = HashMap::new();
    for record in &broken {
        unlisted.insert(format!("{}/{}", record.kind.name, record.id).into(), Unlisted::Broken);
    }
    let is_shown = |entry: &Arc<Entry>| drafts == Drafts::Shown || is_published(&entry.envelope, today);
    let (entries, drafts): (Vec<Arc<Entry>>, Vec<Arc<Entry>>) = entries.into_iter().partition(is_shown);
    for entry in &drafts {
        unlisted.insert(entry.full_id().into(), Unlisted::Draft);
    }
    let waiting = drafts.iter().filter(|entry| !entry.envelope.draft).filter_map(|entry| {
        let day = entry.envelope.publish_on.filter(|day| today < *day && is_published(&entry.envelope, *day))?;
        Some((day, entry.full_id().into()))
    });
    let waiting = waiting.collect();
    let ids = entries.iter().enumerate().map(|(ix, entry)| (entry.full_id().into(), EntryIx(ix as u32))).collect();
    let mut hub = Hub {
        config,
        today,
        tables,
        entries,
        ids,
        unlisted,
        waiting,
        back: HashMap::new(),
        days_off: DaysOff::default(),
        coming: Vec::new(),
        diary: OnceLock::new(),
        agendas: OnceLock::new(),
        lists: BTreeMap::new(),
        taxonomies: OnceLock::new(),
        counts: Vec::new(),
        files,
        files_of_drafts: std::collections::BTreeSet::new(),
        attached: BTreeMap::new(),
        orders,
    };
    hub.files_of_drafts = drafts.iter().flat_map(|entry| hub.files_of(entry)).map(|(path, _)| path).collect();
    let mut told = Vec::new();
    hub.connect(&mut told);
    if lists == Lists::AtOnce {
        hub.make_lists();
    }
    (hub, told)
}

impl Hub {
    /// Takes out the records of these files, which do not fit into the hub, and assembles what is left.
    pub fn set_aside(&mut self, files: &[Arc<str>]) -> Vec<Broken> {
        let gone = |entry: &&Arc<Entry>| files.contains(&entry.file);
        let broken = self.entries.iter().filter(gone).map(|entry| Broken {
            kind: entry.kind,
            id: entry.id.clone(),
            withdrawn: self.is_withdrawn(entry),
        });
        let broken = broken.collect();
        let (out, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.entries).into_iter().partition(|entry| files.contains(&entry.file));
        self.entries = kept;
        self.ids =
            self.entries.iter().enumerate().map(|(ix, entry)| (entry.full_id().into(), EntryIx(ix as u32))).collect();
        for entry in &out {
            self.unlisted.insert(entry.full_id().into(), Unlisted::Broken);
        }
        self.connect(&mut Vec::new());
        self.make_lists();
        broken
    }

    /// Looks up what pages of records need; lists are forgotten.
    fn connect(&mut self, told: &mut Vec<Diagnostic>) {
        self.make_calendar();
        self.make_links(told);
        self.count_listed();
        self.diary = OnceLock::new();
        self.agendas = OnceLock::new();
        self.taxonomies = OnceLock::new();
        self.forget_lists();
    }

    /// How many entries of each kind stand in lists.
    fn count_listed(&mut self) {
        let mut counts = vec![0; KINDS.len()];
        for (_, entry) in self.entries().filter(|(_, entry)| !self.ended(entry)) {
            counts[entry.kind.position()] += 1;
        }
        self.counts = counts;
    }

    /// Whether an entry says that its published page must not stay: closed, or with a hidden address.
    fn is_withdrawn(&self, entry: &Entry) -> bool {
        let hidden = matches!(entry.envelope.place.as_deref(), Some(Where::At(place)) if place.visibility() != Visibility::Public);
        hidden || self.ended(entry)
    }

    /// Every entry under its topics and places, and under those that these are part of.
    pub(super) fn taxonomies(&self) -> &Taxonomies {
        self.taxonomies.get_or_init(|| self.sorted_in())
    }

    fn sorted_in(&self) -> Taxonomies {
        let mut topics = vec![Vec::new(); self.tables.topics.len()];
        let mut places = vec![Vec::new(); self.tables.places.len()];
        for (ix, entry) in self.entries().filter(|(_, entry)| !self.ended(entry)) {
            let services = entry.record.services().iter().flat_map(|service| &*service.topics);
            let mut under: Vec<usize> = Vec::new();
            for topic in entry.envelope.topics.iter().chain(services) {
                climb(self.tables.topic(&topic.id), |ix| self.tables.topics[ix].parent, &mut under);
            }
            under.iter().for_each(|topic| topics[*topic].push(ix));
            let mut within: Vec<usize> = Vec::new();
            climb(self.place_index(entry), |ix| self.tables.places[ix].parent, &mut within);
            for location in &entry.envelope.location {
                let place = location.place.as_deref().and_then(|place| self.place_named(place));
                climb(place, |ix| self.tables.places[ix].parent, &mut within);
            }
            within.iter().for_each(|place| places[*place].push(ix));
        }
        Taxonomies { topics, places }
    }

    /// The place of the hub in which an entry is, when that may be told.
    pub fn place_index(&self, entry: &Entry) -> Option<usize> {
        let own = entry.envelope.place.as_deref().and_then(|place| self.place_named(place));
        let hidden = matches!(entry.envelope.place.as_deref(), Some(Where::At(place)) if place.visibility() == Visibility::Hidden);
        if hidden {
            return None;
        }
        own.or_else(|| {
            let owner = self.entry(self.owner(entry)?);
            self.place_named(owner.envelope.place.as_deref()?)
        })
    }

    fn place_named(&self, place: &Where) -> Option<usize> {
        match place {
            Where::At(address) => {
                let id = address.settlement.as_ref().or(address.municipality.as_ref())?;
                self.tables.place(&id.id)
            }
            Where::Of(reference) => match self.resolve(&reference.0)? {
                super::Destination::Place(ix) => Some(ix),
                super::Destination::Entry(ix) | super::Destination::Service(ix, _) => {
                    match self.entry(ix).envelope.place.as_deref()? {
                        Where::At(address) => {
                            self.tables.place(&address.settlement.as_ref().or(address.municipality.as_ref())?.id)
                        }
                        Where::Of(_) => None,
                    }
                }
                super::Destination::Location(ix, turn) => {
                    let location = &self.entry(ix).envelope.location[usize::from(turn)];
                    match location.place.as_deref()? {
                        Where::At(address) => self.tables.place(&address.settlement.as_ref()?.id),
                        Where::Of(_) => None,
                    }
                }
            },
        }
    }
}

/// Adds a node of a tree and those above it, each once.
pub(super) fn climb(from: Option<usize>, parent: impl Fn(usize) -> Option<usize>, into: &mut Vec<usize>) {
    let mut here = from;
    while let Some(ix) = here.filter(|ix| !into.contains(ix)) {
        into.push(ix);
        here = parent(ix);
    }
}
