//! `data/records.json`: the whole public hub as one JSON, kept for ever as open data.
//!
//! `{ "format": "kazipot", "version": 1, "hub": {…}, "topics": […], "places": […], "records": […] }`.
//! A record has `id` (`kind/id`), `kind`, `address` per language, `freshness`, and its keys as they are
//! written in its file: text as a table of languages, Markdown as HTML with links as `kind/id`. What is
//! private is in none of them, because no entry holds it.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::{Job, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::hub::{EntryIx, Hub, Page};
use crate::parse::Entry;
use crate::record::entries;

pub(super) struct Records;

/// The version of the format; it grows only when something that was there changes its meaning.
const VERSION: u32 = 1;

impl Output for Records {
    fn name(&self) -> &'static str {
        "records"
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        vec![("data/records.json".to_owned(), Job::Part(0))]
    }

    fn make(&self, stock: &Stock, _: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let mut to = serde_json::Serializer::new(&mut *out);
        Whole(&stock.hub).serialize(&mut to).expect("declared values are JSON and a Vec takes every byte");
        out.push(b'\n');
        Ok(())
    }
}

struct Whole<'h>(&'h Hub);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let hub = self.0;
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("format", "kazipot")?;
        map.serialize_entry("version", &VERSION)?;
        map.serialize_entry("generator", concat!("kazipot ", env!("CARGO_PKG_VERSION")))?;
        map.serialize_entry("day", &hub.today)?;
        map.serialize_entry("hub", &described(hub))?;
        map.serialize_entry("topics", &hub.tables.topics.iter().map(|topic| &topic.keys).collect::<Vec<_>>())?;
        map.serialize_entry("places", &hub.tables.places.iter().map(|place| &place.keys).collect::<Vec<_>>())?;
        map.serialize_entry("records", &All(hub))?;
        map.end()
    }
}

fn described(hub: &Hub) -> Value {
    json!({
        "name": hub.config.site.name,
        "address": hub.config.base_url(),
        "languages": hub.languages().map(|lang| lang.to_string()).collect::<Vec<_>>(),
        "library": hub.config.site.library,
        "sample": hub.config.site.sample,
    })
}

/// Records one after the other: none is held longer than it is written.
struct All<'h>(&'h Hub);

impl Serialize for All<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.entries().map(|(ix, entry)| record(self.0, ix, entry)))
    }
}

fn record(hub: &Hub, ix: EntryIx, entry: &Entry) -> Value {
    let mut map = Map::new();
    map.insert("id".to_owned(), entry.full_id().into());
    map.insert("kind".to_owned(), entry.kind.name.into());
    let addresses: Map<String, Value> =
        hub.languages().map(|lang| (lang.to_string(), hub.url(Page::Record(ix), lang).into())).collect();
    map.insert("address".to_owned(), addresses.into());
    map.insert("freshness".to_owned(), hub.freshness(entry).name().into());
    map.extend(entries(&entry.envelope));
    map.extend(entry.record.json());
    map.into()
}
