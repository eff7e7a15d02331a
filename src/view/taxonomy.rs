//! Topics and places: all of them, and each with what is under it.

use serde::Serialize;

use super::model::{Block, Counted, Indexed, Line, Link, Plank, Section, Text};
use super::{View, Viewer, counted, unlike};
use crate::hub::{Destination, EntryIx, GroupKey, Order, Page};
use crate::record::KINDS;

/// How many rows of a kind stand on the page of a topic or place before it leads to the list.
const MOST_ROWS: usize = 12;

#[derive(Serialize)]
struct Topic {
    title: String,
    titles: Vec<Text>,
    lead: Option<String>,
    situations: Vec<Plank>,
    notices: Vec<Line>,
    sections: Vec<Section>,
    urgent: Option<()>,
    children: Vec<Counted>,
}

#[derive(Serialize)]
struct Place {
    titles: Vec<Text>,
    lead: Option<String>,
    notices: Vec<Line>,
    sections: Vec<Section>,
    urgent: Option<()>,
    neighbours: Vec<Counted>,
}

impl Viewer<'_> {
    pub(super) fn topics(&self) -> View {
        let hub = self.hub();
        let title = self.speaker.key("page.topics");
        let items = self.topics_under(None).into_iter().map(|(ix, name)| {
            let under = self.topics_under(Some(ix)).into_iter().map(|(_, topic)| topic).collect();
            Indexed { name, under }
        });
        let section =
            Section { id: "topics".to_owned(), heading: None, blocks: vec![Block::Index { items: items.collect() }] };
        let own = Topic {
            title: title.clone(),
            titles: vec![Text { text: title.clone(), lang: None }],
            lead: Some(self.speaker.key("page.topics-lead")).filter(|lead| !lead.is_empty()),
            situations: Vec::new(),
            notices: Vec::new(),
            sections: vec![section],
            urgent: None,
            children: Vec::new(),
        };
        let crumb = Link { href: self.href(Page::Home), text: hub.config.name(self.lang()).to_owned() };
        let common = self.common(Page::Topics, &title, String::new(), Some(crumb));
        self.whole("topic.html", common, own)
    }

    fn topics_under(&self, parent: Option<usize>) -> Vec<(usize, Counted)> {
        let hub = self.hub();
        let under = hub.tables.topics.iter().enumerate().filter(|(_, topic)| topic.parent == parent);
        let counted = under.map(|(ix, topic)| {
            let name = self.speaker.plain_words(&topic.keys.name);
            (ix, counted(self.href(Page::Topic(ix as u32)), name, hub.in_topic(ix).len()))
        });
        counted.collect()
    }

    pub(super) fn topic(&self, ix: usize) -> View {
        let hub = self.hub();
        let topic = &hub.tables.topics[ix];
        let title = self.speaker.words(&topic.keys.name);
        let lead = topic.keys.summary.as_ref().map(|summary| self.speaker.plain_words(summary));
        let entries = self.by_name(hub.in_topic(ix));
        let guide = |entry: &EntryIx| hub.entry(*entry).kind.name == "guide";
        let situations =
            entries.iter().filter(|entry| guide(entry)).take(6).map(|entry| self.speaker.sign(*entry, false));
        let others: Vec<EntryIx> = entries.iter().filter(|entry| !guide(entry)).copied().collect();
        let crumb = match topic.parent {
            Some(parent) => {
                let name = self.speaker.plain_words(&hub.tables.topics[parent].keys.name);
                Link { href: self.href(Page::Topic(parent as u32)), text: name }
            }
            None => Link { href: self.href(Page::Topics), text: self.speaker.key("page.topics") },
        };
        let page = Page::Topic(ix as u32);
        // A topic may be called like a list: the window tells them apart.
        let window = format!("{} – {}", title.text, self.speaker.key("page.topics"));
        let mut common = self.common(page, &window, lead.clone().unwrap_or_default(), Some(crumb));
        common.borrowed = self.borrowed(title.lang.as_ref());
        common.head.feed = self.feed_link(Some(ix as u32));
        let own = Topic {
            title: title.text.clone(),
            titles: vec![title],
            lead,
            situations: situations.collect(),
            notices: self.notices_under(ix),
            sections: self.by_kind(&others, Order::Topic, GroupKey::Topic(ix)),
            urgent: None,
            children: self.topics_under(Some(ix)).into_iter().map(|(_, topic)| topic).collect(),
        };
        self.whole("topic.html", common, own)
    }

    pub(super) fn places(&self) -> View {
        let hub = self.hub();
        let title = self.speaker.key("page.places");
        let places = (0..hub.tables.places.len()).map(|ix| Indexed { name: self.place_counted(ix), under: Vec::new() });
        let block = Block::Index { items: places.collect() };
        let own = Place {
            titles: vec![Text { text: title.clone(), lang: None }],
            lead: Some(self.speaker.key("page.places-lead")).filter(|lead| !lead.is_empty()),
            notices: Vec::new(),
            sections: vec![Section { id: "places".to_owned(), heading: None, blocks: vec![block] }],
            urgent: None,
            neighbours: Vec::new(),
        };
        let crumb = Link { href: self.href(Page::Home), text: hub.config.name(self.lang()).to_owned() };
        let common = self.common(Page::Places, &title, String::new(), Some(crumb));
        self.whole("place.html", common, own)
    }

    fn place_counted(&self, ix: usize) -> Counted {
        let hub = self.hub();
        let name = self.speaker.plain_words(&hub.tables.places[ix].keys.name);
        counted(self.href(Page::Place(ix as u32)), name, hub.in_place(ix).len())
    }

    pub(super) fn place(&self, ix: usize) -> View {
        let hub = self.hub();
        let place = &hub.tables.places[ix];
        let official = &hub.config.languages.official;
        let names = official.iter().filter_map(|lang| {
            let text = place.keys.name.get(*lang)?.to_owned();
            Some(Text { text, lang: self.speaker.foreign(*lang) })
        });
        let names = unlike(names.collect());
        let title = self.speaker.words(&place.keys.name);
        let neighbours = (0..hub.tables.places.len()).filter(|other| {
            let other = &hub.tables.places[*other];
            other.id() != place.id() && (other.parent == place.parent || other.parent == Some(ix))
        });
        let crumb = Link { href: self.href(Page::Places), text: self.speaker.key("page.places") };
        let window = format!("{} – {}", title.text, self.speaker.key("page.places"));
        let common = self.common(Page::Place(ix as u32), &window, String::new(), Some(crumb));
        let entries = self.by_name(hub.in_place(ix));
        let own = Place {
            titles: if names.is_empty() { vec![title] } else { names },
            lead: Some(self.speaker.count("count.records", entries.len())),
            notices: self.notices_of(Destination::Place(ix)),
            sections: self.by_kind(&entries, Order::Place, GroupKey::Place(ix)),
            urgent: None,
            neighbours: neighbours.map(|other| self.place_counted(other)).collect(),
        };
        self.whole("place.html", common, own)
    }

    pub(super) fn by_name(&self, entries: &[EntryIx]) -> Vec<EntryIx> {
        let position = self.hub().config.languages.position(self.lang()).unwrap_or(0);
        let mut sorted = entries.to_vec();
        let key = |ix: &EntryIx| &self.hub().entry(*ix).sort_keys[position];
        sorted.sort_by(|a, b| (key(a), a).cmp(&(key(b), b)));
        sorted
    }

    /// A section per kind: the first rows, and the way to the rest.
    fn by_kind(&self, entries: &[EntryIx], order: Order, group: GroupKey) -> Vec<Section> {
        let hub = self.hub();
        let sections = KINDS.iter().copied().filter_map(|kind| {
            let of_kind: Vec<EntryIx> = entries.iter().filter(|ix| hub.entry(**ix).kind == kind).copied().collect();
            let items = of_kind.iter().take(MOST_ROWS).map(|ix| self.speaker.row(*ix)).collect();
            let list = hub.list(kind, order, self.lang());
            let at = list.groups.iter().find(|known| known.key == group).map_or(0, |group| list.page_of(group));
            let more = (of_kind.len() > MOST_ROWS && hub.orders().contains(&order)).then(|| Link {
                href: self.href(Page::List(kind, order, at)),
                text: self.speaker.count(&format!("count.{}", kind.name), of_kind.len()),
            });
            let heading = Some(self.speaker.key(&format!("section.{}", kind.name)));
            let blocks = vec![Block::Rows { items, more }];
            (!of_kind.is_empty()).then(|| Section { id: kind.name.to_owned(), heading, blocks })
        });
        sections.collect()
    }
}
