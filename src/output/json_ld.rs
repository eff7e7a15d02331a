//! `data/hub.jsonld`: what every record's page says to machines, in one file, in the hub's first language.

use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Job, Output, Stock};
use crate::config::DataSet;
use crate::diagnostic::Diagnostic;
use crate::hub::Page;
use crate::view::Viewer;

pub(super) struct JsonLd;

impl Output for JsonLd {
    fn name(&self) -> &'static str {
        "json-ld"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.hub.config.gives(DataSet::JsonLd)
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        vec![("data/hub.jsonld".to_owned(), Job::Part(0))]
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        self.pour(stock, job, out).expect("a Vec takes every byte");
        Ok(())
    }

    fn pours(&self, _: Job) -> bool {
        true
    }

    fn pour(&self, stock: &Stock, _: Job, to: &mut dyn io::Write) -> io::Result<()> {
        let mut into = serde_json::Serializer::new(&mut *to);
        let mut map = into.serialize_map(None)?;
        map.serialize_entry("@context", "https://schema.org")?;
        map.serialize_entry("@graph", &Graph(stock))?;
        SerializeMap::end(map)?;
        to.write_all(b"\n")
    }
}

/// The hub, then every record with its services: none is held longer than it is written.
struct Graph<'s>(&'s Stock);

impl Serialize for Graph<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let hub = &self.0.hub;
        let viewer = Viewer::new(hub, &self.0.theme, hub.config.languages.first());
        let pages = hub.entries().flat_map(|(ix, entry)| {
            let services = (0..entry.record.services().len()).map(move |turn| Page::Service(ix, turn as u16));
            std::iter::once(Page::Record(ix)).chain(services)
        });
        let pages = std::iter::once(Page::Home).chain(pages);
        to.collect_seq(pages.filter_map(|page| Some(viewer.thing(page)?.value())))
    }
}
