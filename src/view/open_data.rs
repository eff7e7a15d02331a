//! What the hub gives away, for people: where it is, in which form, under which licence, of which day.

use super::Viewer;
use super::info::link;
use super::model::{Block, Line, Section};
use super::speak::plain;
use crate::config::DataSet;
use crate::record::KINDS;

impl Viewer<'_> {
    /// The section of the page about the hub that leads to the open data.
    pub(super) fn open_data_section(&self) -> Section {
        let config = &self.hub().config;
        let at = |path: &str| format!("{}/{path}", config.base_path);
        let said = |path: &str, key: &str| vec![link(&at(path), &self.speaker.key(key))];
        let mut items: Vec<Line> = vec![said("data/records.json", "about.data-records")];
        if config.gives(DataSet::Csv) {
            items.extend(KINDS.iter().map(|kind| {
                let name = self.speaker.key(&format!("kind.{}", kind.name));
                let text = self.speaker.with("about.data-csv", &[("kind", &name)]);
                vec![link(&at(&format!("data/{}.csv", kind.folder)), &text)]
            }));
        }
        if config.gives(DataSet::Hsds) {
            items.push(said("data/hsds/organizations.json", "about.data-hsds-organizations"));
            items.push(said("data/hsds/services.json", "about.data-hsds-services"));
            items.push(said("data/hsds/csv/datapackage.json", "about.data-hsds-csv"));
        }
        if config.gives(DataSet::JsonLd) {
            items.push(said("data/hub.jsonld", "about.data-json-ld"));
        }
        items.extend(self.feed_link(None).map(|feed| vec![link(&feed.href, &self.speaker.key("feed.link"))]));
        let mut blocks = vec![Block::Note { line: vec![plain(&self.speaker.key("about.data-lead"))] }];
        if let Some(data) = &config.site.data {
            let before = plain(&format!("{} ", self.speaker.key("about.data-licence")));
            let licence = match &data.licence_url {
                Some(url) => link(url.as_str(), &data.licence),
                None => plain(&data.licence),
            };
            blocks.push(Block::Note { line: vec![before, licence] });
        }
        blocks.push(Block::List { items });
        self.section("data", "about.data", blocks)
    }
}
