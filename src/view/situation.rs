//! What a guide for a moment of life gathers by itself: the services, practices, events and openings under its
//! topics, as they are on the day of the build.

use super::Viewer;
use super::model::{Block, Link, Row, Section};
use crate::hub::{Destination, EntryIx, Page};
use crate::record::{TopicId, kind_named};

/// How many rows stand in a list before it leads to the topic.
const MOST_ROWS: usize = 8;

/// The kinds whose records are gathered, in the order in which people need them; organizations come as their
/// services.
const GATHERED: &[&str] = &["health", "event", "employment"];

impl Viewer<'_> {
    /// The lists of a guide for a moment of life; nothing for other records.
    pub(super) fn under_topics(&self, ix: EntryIx) -> Vec<Section> {
        let hub = self.hub();
        let guide = hub.entry(ix);
        if guide.record.type_label() != Some("guide-type.life-situation") {
            return Vec::new();
        }
        let topics: Vec<usize> = guide.envelope.topics.iter().filter_map(|topic| hub.tables.topic(&topic.id)).collect();
        let mut under: Vec<EntryIx> = topics.iter().flat_map(|topic| hub.in_topic(*topic)).copied().collect();
        under.sort();
        under.dedup();
        // What the guide names stands above already.
        let mut named: Vec<Destination> = Vec::new();
        guide.record.references(&mut |_, reference| named.extend(hub.resolve(reference)));
        under.retain(|ix| !named.contains(&Destination::Entry(*ix)));
        let under = self.by_name(&under);
        let more = topics.first().map(|topic| {
            let name = self.speaker.plain_words(&hub.tables.topics[*topic].keys.name);
            Link { href: self.href(Page::Topic(*topic as u32)), text: name }
        });
        let section = |id: &str, rows: Vec<Row>| {
            let heading = Some(self.speaker.key(&format!("section.{id}")));
            let more = more.clone().filter(|_| rows.len() > MOST_ROWS);
            let items: Vec<Row> = rows.into_iter().take(MOST_ROWS).collect();
            let blocks = vec![Block::Rows { items, more }];
            Section { id: format!("all-{id}"), heading, blocks }
        };
        let services = section("service", self.services_under(&under, &topics, &named));
        let kinds = GATHERED.iter().filter_map(|name| kind_named(name)).map(|kind| {
            let of_kind = under.iter().filter(|ix| hub.entry(**ix).kind == kind).copied();
            let mut of_kind: Vec<EntryIx> = of_kind.collect();
            of_kind.sort_by_key(|ix| hub.entry(*ix).record.when());
            section(kind.name, of_kind.into_iter().take(MOST_ROWS + 1).map(|ix| self.speaker.dated_row(ix)).collect())
        });
        let is_filled = |section: &Section| {
            section.blocks.iter().any(|block| matches!(block, Block::Rows { items, .. } if !items.is_empty()))
        };
        std::iter::once(services).chain(kinds).filter(is_filled).collect()
    }

    /// The services of these records that are under one of the topics; a record that is under it itself stands
    /// for those of its services that name no topic.
    fn services_under(&self, under: &[EntryIx], topics: &[usize], named: &[Destination]) -> Vec<Row> {
        let hub = self.hub();
        let is_under = |named: &[TopicId]| {
            named.iter().any(|topic| {
                let mut here = hub.tables.topic(&topic.id);
                while let Some(ix) = here.filter(|ix| !topics.contains(ix)) {
                    here = hub.tables.topics[ix].parent;
                }
                here.is_some()
            })
        };
        let of_record = |ix: &EntryIx| {
            let entry = hub.entry(*ix);
            let services = entry.record.services().iter().enumerate();
            let fitting = services.filter(|(turn, service)| {
                is_under(&service.topics) && !named.contains(&Destination::Service(*ix, *turn as u16))
            });
            let rows: Vec<Row> = fitting
                .map(|(turn, service)| {
                    let mut row = self.speaker.service_row(*ix, turn, service);
                    let owner = self.speaker.words(&entry.envelope.title).text;
                    let of = self.speaker.with("service.of-organization", &[("owner", &owner)]);
                    row.meta.push(vec![super::speak::plain(&of)]);
                    row
                })
                .collect();
            if rows.is_empty() && is_under(&entry.envelope.topics) { vec![self.speaker.row(*ix)] } else { rows }
        };
        let organizations = under.iter().filter(|ix| hub.entry(**ix).kind.name == "organization");
        organizations.flat_map(of_record).take(MOST_ROWS + 1).collect()
    }
}
