//! What can be found: every record that has not ended, and every service of one.

use jiff::civil::Date;
use rayon::prelude::*;

use crate::hub::{EntryIx, Hub, Page};
use crate::parse::Entry;
use crate::record::{Freshness, KINDS, Service, Status};

/// A record, or a service of one by its position there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A record.
    Entry(EntryIx),
    /// A service.
    Service(EntryIx, u16),
}

/// Something that can be found.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it is.
    pub what: What,
    /// The position of its kind in [`KINDS`]; services come after all kinds.
    pub kind: u8,
    /// Its place, by its position in the hub's table, when that may be told.
    pub place: Option<u16>,
    /// Its topics of the first level, by their positions in the hub's table.
    pub topics: Box<[u16]>,
    /// How fresh its facts are.
    pub freshness: Freshness,
    /// The last day on which it can be found, when it ends within a year.
    pub last: Option<Date>,
}

/// The name by which a service is a kind in the search.
pub const SERVICE: &str = "service";

/// The names of the kinds, in the order of [`Document::kind`].
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.name).chain([SERVICE])
}

impl What {
    /// The record, or the one that the service belongs to.
    pub fn entry(self) -> EntryIx {
        match self {
            What::Entry(ix) | What::Service(ix, _) => ix,
        }
    }

    /// The service, when it is one.
    pub fn service(self, hub: &Hub) -> Option<&Service> {
        match self {
            What::Entry(_) => None,
            What::Service(ix, turn) => hub.entry(ix).record.services().get(usize::from(turn)),
        }
    }

    /// Its page.
    pub fn page(self) -> Page {
        match self {
            What::Entry(ix) => Page::Record(ix),
            What::Service(ix, turn) => Page::Service(ix, turn),
        }
    }

    /// `kind/id`, or `kind/id#service`.
    pub fn id(self, hub: &Hub) -> String {
        let owner = hub.entry(self.entry()).full_id();
        match self.service(hub) {
            Some(service) => format!("{owner}#{}", service.id()),
            None => owner,
        }
    }
}

/// Everything that can be found, by kind, place and topic: neighbours in this order are alike, so that the lists of
/// the index are short and each kind and each place is a few runs of it.
pub fn documents(hub: &Hub) -> Vec<Document> {
    let entries: Vec<(EntryIx, &Entry)> = hub.entries().filter(|(_, entry)| !hub.ended(entry)).collect();
    let mut all: Vec<Document> = entries.par_iter().flat_map_iter(|(ix, entry)| of_entry(hub, *ix, entry)).collect();
    let rank = |at: Option<u16>| at.map_or(u32::MAX, u32::from);
    all.sort_unstable_by_key(|one| (one.kind, rank(one.place), rank(one.topics.first().copied()), one.what));
    all
}

fn of_entry(hub: &Hub, ix: EntryIx, entry: &Entry) -> Vec<Document> {
    let place = hub.place_index(entry).and_then(|place| u16::try_from(place).ok());
    let own = Document {
        what: What::Entry(ix),
        kind: entry.kind.position() as u8,
        place,
        topics: topics(hub, entry.envelope.topics.iter().map(|topic| &*topic.id)),
        freshness: hub.freshness(entry),
        last: hub.leaves_after(entry),
    };
    let mut all = vec![own];
    for (turn, service) in entry.record.services().iter().enumerate() {
        if service.status == Some(Status::Closed) {
            continue;
        }
        let mut own_topics = topics(hub, service.topics.iter().map(|topic| &*topic.id));
        if own_topics.is_empty() {
            own_topics.clone_from(&all[0].topics);
        }
        all.push(Document {
            what: What::Service(ix, turn as u16),
            kind: KINDS.len() as u8,
            place,
            topics: own_topics,
            freshness: hub.about_service(entry, service).freshness,
            last: all[0].last,
        });
    }
    all
}

/// The topics of the first level that these are under, each once.
fn topics<'t>(hub: &Hub, ids: impl Iterator<Item = &'t str>) -> Box<[u16]> {
    let mut found: Vec<u16> = Vec::new();
    for id in ids {
        let mut topic = hub.tables.topic(id);
        while let Some(above) = topic.and_then(|ix| hub.tables.topics[ix].parent) {
            topic = Some(above);
        }
        if let Some(first) = topic.and_then(|ix| u16::try_from(ix).ok()).filter(|ix| !found.contains(ix)) {
            found.push(first);
        }
    }
    found.into()
}
