//! `data/records.json`: the whole public hub as one JSON, kept for ever as open data.
//!
//! `{ "format": "kazipot", "version": 1, "hub": {…}, "topics": […], "places": […], …, "records": […] }`.
//! A record has `id` (`kind/id`), `kind`, `address` per language, `freshness`, and its keys as they are
//! written in its file: text as a table of languages, Markdown as HTML with links as `kind/id`. What is
//! private is in none of them, because no entry holds it.

use std::io;

use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::{Job, Lookup, Output, Stock};
use crate::declare::Group;
use crate::diagnostic::Diagnostic;
use crate::hub::{EntryIx, Hub, Page};
use crate::language::Lang;
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

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.starts_with("data/"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        self.pour(stock, job, out).expect("a Vec takes every byte");
        Ok(())
    }

    fn pours(&self, _: Job) -> bool {
        true
    }

    fn pour(&self, stock: &Stock, _: Job, to: &mut dyn io::Write) -> io::Result<()> {
        let hub = &stock.hub;
        let head = json!({
            "format": "kazipot",
            "version": VERSION,
            "generator": concat!("kazipot ", env!("CARGO_PKG_VERSION")),
            "day": hub.today,
            "hub": described(hub),
            "topics": hub.tables.topics.iter().map(|topic| &topic.keys).collect::<Vec<_>>(),
            "places": hub.tables.places.iter().map(|place| &place.keys).collect::<Vec<_>>(),
        });
        let mut bytes = serde_json::to_vec(&head)?;
        bytes.pop();
        bytes.extend_from_slice(b",\"records\":[");
        for (turn, (ix, entry)) in hub.entries().enumerate() {
            if turn > 0 {
                bytes.push(b',');
            }
            record(hub, ix, entry, &mut bytes)?;
            // One record after the other: none is held longer than it is written.
            to.write_all(&bytes)?;
            bytes.clear();
        }
        bytes.extend_from_slice(b"]}\n");
        to.write_all(&bytes)
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

fn record(hub: &Hub, ix: EntryIx, entry: &Entry, bytes: &mut Vec<u8>) -> serde_json::Result<()> {
    let mut to = serde_json::Serializer::new(bytes);
    let mut map = to.serialize_map(None)?;
    map.serialize_entry("id", &entry.full_id())?;
    map.serialize_entry("kind", entry.kind.name)?;
    let address = |lang: Lang| (lang.to_string(), Value::from(hub.url(Page::Record(ix), lang)));
    map.serialize_entry("address", &hub.languages().map(address).collect::<Map<_, _>>())?;
    map.serialize_entry("freshness", hub.freshness(entry).name())?;
    entry.envelope.write_entries(&mut map)?;
    entry.record.write_json(&mut map)?;
    map.end()
}

/// The keys of a record as they are written in its file, with its id, as JSON: what can be made a record again.
pub(super) fn own_json(entry: &Entry) -> String {
    let mut bytes = Vec::with_capacity(1024);
    let mut write = || -> serde_json::Result<()> {
        let mut to = serde_json::Serializer::new(&mut bytes);
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("id", &entry.full_id())?;
        entry.envelope.write_entries(&mut map)?;
        entry.record.write_json(&mut map)?;
        map.end()
    };
    write().expect("declared values are JSON and a Vec takes every byte");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// The same as a value.
pub(super) fn keys(entry: &Entry) -> Map<String, Value> {
    let mut map = entries(&entry.envelope);
    map.insert("id".to_owned(), entry.full_id().into());
    map.extend(entry.record.json());
    map
}
