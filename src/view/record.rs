//! The page of a record, and of a service.

use serde::Serialize;

use super::model::{Board, Line, Link, Provenance, Section, Text};
use super::parts::{Subject, lead};
use super::{View, Viewer, unlike};
use crate::hub::{Destination, EntryIx, Page};
use crate::record::{Say, Telling};
use crate::text::Words;

/// What `detail.html` is given.
#[derive(Serialize)]
struct Detail {
    kind: &'static str,
    titles: Vec<Text>,
    lead: Vec<Line>,
    board: Board,
    sections: Vec<Section>,
    aside: Vec<Section>,
    provenance: Provenance,
    alert: Option<Text>,
    notices: Vec<Line>,
    card: Option<Link>,
}

impl Viewer<'_> {
    /// The names of something: in the official languages where it is a name, else in the page's.
    fn titles(&self, title: &Words, named_in_all: bool) -> Vec<Text> {
        let official = &self.hub().config.languages.official;
        if !named_in_all || !official.contains(&self.lang()) {
            return vec![self.speaker.words(title)];
        }
        let names = official.iter().filter_map(|lang| {
            let text = title.get(*lang)?.to_owned();
            Some(Text { text, lang: self.speaker.foreign(*lang) })
        });
        let names = unlike(names.collect());
        if names.is_empty() { vec![self.speaker.words(title)] } else { names }
    }

    pub(super) fn record(&self, ix: EntryIx) -> View {
        let hub = self.hub();
        let entry = hub.entry(ix);
        let about = hub.about(entry);
        let subject = Subject { speaker: &self.speaker, ix, entry, about, service: None };
        let telling = entry.record.tell(&subject.about);
        let title = self.speaker.words(&entry.envelope.title);
        let place = hub.place_index(entry).map(|place| Say::Words(&hub.tables.places[place].keys.name));
        let crumb = Link {
            href: self.href(Page::List(entry.kind, hub.main_order(), 0)),
            text: self.speaker.key(&format!("kind.{}", entry.kind.name)),
        };
        let description = entry.envelope.summary.as_ref().map(|summary| self.speaker.plain_words(summary));
        let page = Page::Record(ix);
        let mut common = self.common(page, &title.text, description.unwrap_or_default(), Some(crumb));
        common.head.noindex = hub.ended(entry);
        common.borrowed = self.borrowed(title.lang.as_ref());
        let mut own = self.detail(&subject, &telling, page, place);
        own.kind = entry.kind.name;
        own.card = self.card_link(ix);
        // A body and a practice have official names; an event, a job and a guide have titles.
        let is_named = entry.record.offer().is_some() && entry.record.when().is_none();
        own.titles = self.titles(&entry.envelope.title, is_named);
        if let Some(summary) = &entry.envelope.summary {
            let said = self.speaker.words(summary);
            if said.text != own.board.answer.text {
                own.lead.push(self.speaker.line(&Say::Words(summary)));
            }
        }
        own.notices = self.notices_of(Destination::Entry(ix));
        own.sections.extend(self.under_topics(ix));
        let alert = entry.envelope.alert.as_ref().map(|alert| self.speaker.words(alert));
        own.alert = alert.filter(|alert| alert.text != own.board.answer.text);
        self.whole("detail.html", common, own)
    }

    pub(super) fn service(&self, ix: EntryIx, turn: u16) -> View {
        let hub = self.hub();
        let entry = hub.entry(ix);
        let service = &entry.record.services()[usize::from(turn)];
        let about = hub.about_service(entry, service);
        let subject = Subject { speaker: &self.speaker, ix, entry, about, service: Some(service) };
        let telling = service.tell(&subject.about);
        let title = self.speaker.words(&service.title);
        let owner = self.speaker.words(&entry.envelope.title);
        let crumb = Link { href: self.href(Page::Record(ix)), text: owner.text.clone() };
        let description = service.summary.as_ref().map(|summary| self.speaker.plain_words(summary));
        let page = Page::Service(ix, turn);
        let mut common = self.common(page, &title.text, description.unwrap_or_default(), Some(crumb));
        common.borrowed = self.borrowed(title.lang.as_ref());
        let mut own = self.detail(&subject, &telling, page, None);
        own.kind = "service";
        own.titles = vec![title];
        let of = self.speaker.with("service.of-organization", &[("owner", &owner.text)]);
        own.lead.insert(0, vec![super::speak::plain(&of)]);
        own.notices = self.notices_of(Destination::Service(ix, turn));
        own.alert = service.alert.as_ref().map(|alert| self.speaker.words(alert));
        own.alert = own.alert.filter(|alert| alert.text != own.board.answer.text);
        self.whole("detail.html", common, own)
    }

    fn detail(&self, subject: &Subject<'_, '_>, telling: &Telling<'_>, page: Page, place: Option<Say<'_>>) -> Detail {
        Detail {
            kind: "",
            titles: Vec::new(),
            lead: lead(&self.speaker, telling, place),
            board: subject.board(&telling.board),
            sections: subject.sections(&telling.sections),
            aside: subject.sections(&telling.aside),
            provenance: subject.provenance(page),
            alert: None,
            notices: Vec::new(),
            card: None,
        }
    }
}
