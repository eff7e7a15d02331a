//! What is new, as a feed holds it: a few records with their day, title and gist.

use jiff::civil::Date;
use jiff::tz::Offset;

use super::Viewer;
use super::model::Link;
use super::speak::Speaker;
use crate::hub::{EntryIx, Page};
use crate::record::Say;
use crate::record::event::{Event, Status};
use crate::theme::Machine;

/// A feed.
pub struct Feed {
    /// Its id, the same for ever.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The page that it is the feed of.
    pub page: String,
    /// Its own address.
    pub own: String,
    /// When its newest entry was changed.
    pub updated: String,
    /// Who writes it.
    pub author: String,
    /// Its entries, the newest first.
    pub entries: Vec<Item>,
}

/// An entry of a feed.
pub struct Item {
    /// Its id, the same for ever.
    pub id: String,
    /// The record's name.
    pub title: String,
    /// The language of the name, when that is not the feed's.
    pub lang: Option<String>,
    /// The record's page.
    pub page: String,
    /// When it was changed.
    pub updated: String,
    /// When it came.
    pub published: Option<String>,
    /// What it is, in one sentence.
    pub summary: String,
    /// Its topics.
    pub topics: Vec<(String, String)>,
}

impl Viewer<'_> {
    /// The feed of the hub or of a topic as a link, when there is one and the theme shows it.
    pub(super) fn feed_link(&self, topic: Option<u32>) -> Option<Link> {
        if !self.theme.shows(Machine::Atom) || !self.hub().has_news(topic) {
            return None;
        }
        let href = format!("{}/{}", self.hub().config.base_path, self.hub().feed_path(topic, self.lang()));
        Some(Link { href, text: self.feed_title(topic) })
    }

    fn feed_title(&self, topic: Option<u32>) -> String {
        let name = match topic {
            Some(topic) => self.speaker.plain_words(&self.hub().tables.topics[topic as usize].keys.name),
            None => self.hub().config.name(self.lang()).to_owned(),
        };
        self.speaker.with("feed.title", &[("name", &name)])
    }

    /// The feed of the hub or of a topic; `None` when nothing in it has a day.
    pub fn feed(&self, topic: Option<u32>) -> Option<Feed> {
        let (hub, lang) = (self.hub(), self.lang());
        let news = hub.news(topic);
        let newest = self.speaker.midnight(news.first()?.0);
        let of = topic.map_or(String::new(), |topic| hub.tables.topics[topic as usize].id().to_owned());
        let library = hub.config.site.library.as_ref().map(|library| self.speaker.plain_words(&library.name));
        Some(Feed {
            id: hub.config.uuid(&format!("feed/{lang}/{of}")).urn().to_string(),
            title: self.feed_title(topic),
            page: hub.url(topic.map_or(Page::Home, Page::Topic), lang),
            own: format!("{}/{}", hub.config.base_url(), hub.feed_path(topic, lang)),
            updated: newest,
            author: library.unwrap_or_else(|| hub.config.name(lang).to_owned()),
            entries: news.iter().map(|(day, ix)| self.item(*day, *ix)).collect(),
        })
    }

    fn item(&self, day: Date, ix: EntryIx) -> Item {
        let (hub, lang, speaker) = (self.hub(), self.lang(), &self.speaker);
        let entry = hub.entry(ix);
        let mut title = speaker.words(&entry.envelope.title);
        let event = entry.record.as_any().downcast_ref::<Event>();
        if let Some(state) = event.map(Event::state).filter(|state| *state != Status::Scheduled) {
            let said = speaker.key(state.label());
            title.text = speaker.with("calendar.state", &[("state", &said), ("title", &title.text)]);
        }
        // What a reader who was there last week would not know: which dates will not be.
        let off = event.into_iter().flat_map(|event| &event.changed).filter(|one| one.is_cancelled());
        let off = off
            .filter(|one| hub.today <= one.date)
            .map(|one| speaker.say(&Say::Message("state.off", vec![("date", Say::ShortDate(one.date))])));
        let came = entry.envelope.added.or_else(|| entry.record.posted()).filter(|came| *came <= day);
        let summary = entry.envelope.summary.as_ref().map(|summary| speaker.plain_words(summary));
        let when = entry.record.when_said(&hub.about(entry)).map(|when| speaker.say(&when));
        let sort = speaker.key(&format!("kind-one.{}", entry.kind.name));
        let said: Vec<String> = off.chain(when).chain(summary).filter(|text| !text.is_empty()).collect();
        let topics = entry.envelope.topics.iter().filter_map(|topic| hub.tables.topic(&topic.id));
        let topics = topics.map(|ix| &hub.tables.topics[ix]);
        Item {
            id: hub.config.uuid(&format!("feed/{lang}/{}", entry.full_id())).urn().to_string(),
            title: title.text,
            lang: title.lang,
            page: hub.url(Page::Record(ix), lang),
            updated: self.speaker.midnight(day),
            published: came.map(|came| self.speaker.midnight(came)),
            summary: if said.is_empty() { sort } else { said.join(" · ") },
            topics: topics.map(|topic| (topic.id().to_owned(), speaker.plain_words(&topic.keys.name))).collect(),
        }
    }
}

impl Speaker<'_> {
    /// The beginning of a day on the hub's clock.
    pub(crate) fn midnight(&self, day: Date) -> String {
        match day.to_zoned(self.hub.config.time_zone.clone()) {
            Ok(zoned) => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            Err(_) => format!("{day}T00:00:00{}", Offset::UTC),
        }
    }
}
