//! A record for an address book: what a telephone keeps of it.

use super::Viewer;
use super::model::Link;
use crate::hub::{EntryIx, Page};
use crate::theme::Machine;
use crate::value::phone::{Phone, SLOVENIA};

/// A card.
pub struct Card {
    /// Its id, the same in all languages and for ever.
    pub id: String,
    /// The name.
    pub name: String,
    /// The language of the card.
    pub lang: String,
    /// Ways to reach it, each with what it is for.
    pub ways: Vec<Way>,
    /// Its street, postcode, town and country, when they may be told.
    pub address: Option<Address>,
    /// Latitude and longitude.
    pub at: Option<(f64, f64)>,
    /// Its own site.
    pub site: Option<String>,
    /// Its page in the hub.
    pub page: String,
    /// What it is and when it is open, a line each.
    pub note: Vec<String>,
    /// What it is about.
    pub topics: Vec<String>,
    /// When the record was changed, as `20261121`.
    pub changed: Option<String>,
}

/// A way to reach somebody.
pub struct Way {
    /// What it is for.
    pub label: Option<String>,
    /// The number that machines dial.
    pub phone: Option<String>,
    /// The same for text messages.
    pub sms: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// An address.
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Town.
    pub town: String,
    /// Postcode.
    pub code: String,
    /// ISO code of the country.
    pub country: String,
}

impl Viewer<'_> {
    /// Whether an address book has a use for a record: it is somebody who can be reached.
    pub fn has_card(&self, ix: EntryIx) -> bool {
        let entry = self.hub().entry(ix);
        let stays = entry.record.offer().is_some() && entry.record.when().is_none();
        let reached = entry.envelope.contact.iter().any(|contact| contact.phone.is_some() || contact.email.is_some());
        stays && reached && !self.hub().ended(entry)
    }

    /// The card as a link, when the theme shows cards.
    pub(super) fn card_link(&self, ix: EntryIx) -> Option<Link> {
        (self.theme.shows(Machine::Card) && self.has_card(ix)).then(|| Link {
            href: format!("{}/{}", self.hub().config.base_path, self.hub().card_path(ix, self.lang())),
            text: self.speaker.key("card.link"),
        })
    }

    /// The card of a record.
    pub fn card(&self, ix: EntryIx) -> Card {
        let (hub, speaker, lang) = (self.hub(), &self.speaker, self.lang());
        let entry = hub.entry(ix);
        let envelope = &entry.envelope;
        let about = hub.about(entry);
        let number = |phone: &Phone| phone.href().trim_start_matches("tel:").to_owned();
        let ways = envelope.contact.iter().map(|contact| {
            let role = contact.role.as_ref().map(|role| speaker.plain_words(role));
            Way {
                label: role.or_else(|| contact.name.as_ref().map(ToString::to_string)),
                phone: contact.phone.as_ref().map(number),
                sms: contact.sms.as_ref().map(number),
                email: contact.email.as_ref().map(|email| email.as_str().to_owned()),
            }
        });
        let place = about.place.and_then(|place| hub.address(place));
        let address = place.and_then(|place| {
            let town = place.settlement.as_ref().and_then(|id| hub.tables.place(&id.id));
            let town = town.map(|ix| speaker.plain_words(&hub.tables.places[ix].keys.name));
            let post = place.post.as_ref();
            let town = town.or_else(|| post.map(|post| post.town.to_string()))?;
            Some(Address {
                street: place.street.as_ref().map(|street| speaker.plain_words(street)).unwrap_or_default(),
                town,
                code: post.map(|post| post.code.to_string()).unwrap_or_default(),
                country: post.map_or(SLOVENIA.code, |post| &post.country).to_owned(),
            })
        });
        let groups = entry.record.offer().and_then(|offer| offer.hours.as_ref());
        let groups = groups.map_or(&[][..], |hours| hours.groups()).iter();
        let hours = groups.filter(|group| !group.is_unknown()).map(|group| {
            let kind = speaker.key(&format!("hours-kind.{}", group.kind.code()));
            let label = group.label.as_ref().map_or(kind, |label| speaker.plain_words(label));
            // What keeps a line together on a page is a strange sign in an address book.
            format!("{label}: {}", speaker.week(group).replace(super::speak::JOINER, "").replace('\u{a0}', " "))
        });
        let summary = envelope.summary.as_ref().map(|summary| speaker.plain_words(summary));
        let topics = envelope.topics.iter().filter_map(|topic| hub.tables.topic(&topic.id));
        Card {
            id: hub.config.uuid(&entry.full_id()).urn().to_string(),
            name: speaker.plain_words(&envelope.title),
            lang: lang.to_string(),
            ways: ways.collect(),
            address,
            at: place.and_then(|place| place.coordinates).map(|at| (at.lat(), at.lon())),
            site: envelope.url.as_ref().map(|url| url.as_str().to_owned()),
            page: hub.url(Page::Record(ix), lang),
            note: summary.into_iter().chain(hours).collect(),
            topics: topics.map(|ix| speaker.plain_words(&hub.tables.topics[ix].keys.name)).collect(),
            changed: hub.changed_on(entry).map(|day| day.strftime("%Y%m%d").to_string()),
        }
    }
}
