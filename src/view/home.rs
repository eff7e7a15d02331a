//! The first page.

use serde::Serialize;

use super::model::{Counted, Link, Plank, Row, Text};
use super::open::Open;
use super::speak::Speaker;
use super::{View, Viewer, counted};
use crate::hub::{EntryIx, Leaf, NoticeLevel, Page};
use crate::record::kind_named;

/// How many life situations stand on the signpost.
const SIGNS: usize = 8;
/// How many events stand on the first page.
const EVENTS: usize = 6;
/// How many more the page holds, so that the script can fill up when some are over.
const SPARE: usize = 8;
/// How many notices stand open above what the page is for; the rest open when somebody asks.
const NOTICES: usize = 3;

#[derive(Serialize)]
struct Home {
    needs_heading: String,
    search: SearchBox,
    situations: Vec<Plank>,
    today: Today,
    open: Option<Open>,
    topics: Vec<Counted>,
    notices: Vec<NoticeView>,
    more_notices: Option<More>,
    kinds: Vec<Counted>,
}

#[derive(Serialize)]
struct SearchBox {
    action: String,
    example: Option<String>,
}

#[derive(Serialize)]
struct Today {
    heading: String,
    date: String,
    rows: Vec<Row>,
    links: Vec<Link>,
}

/// Notices that are folded away, with what stands on the fold.
#[derive(Serialize)]
struct More {
    summary: String,
    items: Vec<NoticeView>,
}

#[derive(Serialize)]
struct NoticeView {
    title: Text,
    html: String,
    lang: Option<String>,
    href: Option<String>,
}

fn more(speaker: &Speaker<'_>, items: Vec<NoticeView>) -> Option<More> {
    let summary = speaker.count("count.more-notices", items.len());
    (!items.is_empty()).then_some(More { summary, items })
}

impl Viewer<'_> {
    pub(super) fn home(&self) -> View {
        let hub = self.hub();
        let speaker = &self.speaker;
        let name = hub.config.name(self.lang()).to_owned();
        let topics = hub
            .tables
            .topics
            .iter()
            .enumerate()
            .filter(|(ix, topic)| topic.parent.is_none() && !hub.in_topic(*ix).is_empty());
        let topics = topics.map(|(ix, topic)| {
            let name = speaker.plain_words(&topic.keys.name);
            counted(self.href(Page::Topic(ix as u32)), name, hub.in_topic(ix).len())
        });
        let mut in_order: Vec<_> = hub.notices().collect();
        in_order.sort_by_key(|notice| notice.level != Some(NoticeLevel::Important));
        let mut notices = in_order.into_iter().map(|notice| {
            let text = speaker.words(&notice.text);
            let to = notice.records.iter().find_map(|record| hub.resolve(record));
            NoticeView {
                title: speaker.words(&notice.title),
                html: format!("<p>{}</p>", super::escaped(&text.text)),
                lang: text.lang,
                href: to.map(|to| hub.href_of(to, self.lang())),
            }
        });
        let kinds = self.kinds().into_iter().map(|kind| counted(kind.href, kind.name, kind.count));
        let gathered = [Leaf::Learn, Leaf::Stops].into_iter().filter(|leaf| hub.has_leaf(*leaf));
        let gathered =
            gathered.map(|leaf| Counted { href: self.href(Page::Leaf(leaf)), name: self.leaf_name(leaf), count: None });
        let own = Home {
            needs_heading: speaker.key("page.home-question"),
            search: SearchBox {
                action: self.href(Page::Search(0)),
                example: Some(speaker.key("page.search-example")).filter(|text| !text.is_empty()),
            },
            situations: self.situations(),
            today: self.coming(),
            open: self.open(),
            topics: topics.collect(),
            notices: notices.by_ref().take(NOTICES).collect(),
            more_notices: more(speaker, notices.collect()),
            kinds: kinds.chain(gathered).collect(),
        };
        let description = speaker.with("page.home-description", &[("name", &name)]);
        let common = self.common(Page::Home, &name, description, None);
        self.whole("home.html", common, own)
    }

    /// The guides for moments of life, by the order of their list.
    fn situations(&self) -> Vec<Plank> {
        let hub = self.hub();
        let guides = kind_named("guide").map(|kind| hub.list(kind, hub.main_order(), self.lang()));
        let all = guides.map_or(&[][..], |list| &list.items);
        let is_situation = |ix: EntryIx| hub.entry(ix).record.type_label() == Some("guide-type.life-situation");
        all.iter()
            .filter(|item| is_situation(item.entry))
            .take(SIGNS)
            .map(|item| self.speaker.sign(item.entry, false))
            .collect()
    }

    /// What is next: events from the day of the build on.
    fn coming(&self) -> Today {
        let rows = self.coming_events().into_iter().map(|ix| self.speaker.dated_row(ix));
        let hub = self.hub();
        let near = [Leaf::Today, Leaf::Weekend].into_iter().filter(|leaf| hub.has_leaf(*leaf));
        let near = near.map(|leaf| Link { href: self.href(Page::Leaf(leaf)), text: self.leaf_name(leaf) });
        let links = near.chain(kind_named("event").map(|kind| Link {
            href: self.href(Page::List(kind, hub.main_order(), 0)),
            text: self.speaker.key("page.all-events"),
        }));
        Today {
            heading: self.speaker.key("page.coming"),
            date: hub.today.to_string(),
            rows: rows.collect(),
            links: links.collect(),
        }
    }

    /// The events that stand on the first page.
    pub(super) fn coming_events(&self) -> Vec<EntryIx> {
        let hub = self.hub();
        let events = kind_named("event").map(|kind| hub.list(kind, hub.main_order(), self.lang()));
        let mut coming: Vec<EntryIx> = events
            .map_or(&[][..], |list| &list.items)
            .iter()
            .map(|item| item.entry)
            .filter(|ix| hub.when(hub.entry(*ix)).is_some_and(|when| when.date() >= hub.today))
            .collect();
        coming.sort_by_key(|ix| (hub.when(hub.entry(*ix)), *ix));
        coming.dedup();
        coming.truncate(EVENTS + SPARE);
        coming
    }
}
