//! Places, addresses and ways to reach somebody, as linked data. What must not be shown is not in a [`Place`].

use serde_json::Value;

use super::node::Node;
use crate::hub::Destination;
use crate::record::{self, Access, Answer, Contact, Hours, Place, Where};
use crate::value::phone::SLOVENIA;
use crate::view::parts::Subject;
use crate::view::speak::Speaker;

impl Speaker<'_> {
    /// An address; when nothing may be told of it, none.
    pub(super) fn postal(&self, place: &Place) -> Option<Value> {
        let town = place.settlement.as_ref().or(place.municipality.as_ref());
        let town = town.and_then(|id| self.hub.tables.place(&id.id));
        let town = town.map(|ix| self.plain_words(&self.hub.tables.places[ix].keys.name));
        let region = place.municipality.as_ref().filter(|_| place.settlement.is_some());
        let region = region.and_then(|id| self.hub.tables.place(&id.id));
        let region = region.map(|ix| self.plain_words(&self.hub.tables.places[ix].keys.name));
        let post = place.post.as_ref();
        if post.is_none() && town.is_none() && place.street.is_none() {
            return None;
        }
        let country = post.map_or(SLOVENIA.code, |post| &post.country);
        let node = Node::new("PostalAddress")
            .with_some("streetAddress", place.street.as_ref().map(|street| self.plain_words(street)))
            .with_some("postalCode", post.map(|post| post.code.to_string()))
            .with_some("addressLocality", town.or_else(|| post.map(|post| post.town.to_string())))
            .with_some("addressRegion", region)
            .with("addressCountry", country);
        Some(node.value())
    }

    /// What an address says of its place: where it is, and how accessible.
    pub(super) fn spot(&self, place: &Place) -> Node {
        let geo = place
            .coordinates
            .map(|at| Node::new("GeoCoordinates").with("latitude", at.lat()).with("longitude", at.lon()).value());
        Node::empty().with_some("address", self.postal(place)).with_some("geo", geo)
    }

    /// A place of its own node; `None` when nothing of it may be told.
    pub(super) fn place_node(&self, place: &Where) -> Option<Node> {
        let named = |place: &Place| place.name.as_ref().map(|name| self.plain_words(name));
        if let Where::Of(reference) = place
            && let Destination::Place(ix) = self.hub.resolve(&reference.0)?
        {
            let known = &self.hub.tables.places[ix].keys;
            let name = self.plain_words(&known.name);
            let country = known.post.as_ref().map_or(SLOVENIA.code, |post| &post.country);
            let address = Node::new("PostalAddress")
                .with("addressLocality", name.clone())
                .with_some("postalCode", known.post.as_ref().map(|post| post.code.to_string()))
                .with("addressCountry", country);
            return Some(Node::new("Place").with("name", name).with("address", address.value()));
        }
        let address = self.hub.address(place)?;
        let title = match place {
            Where::Of(reference) => Some(self.title_of(&reference.0).text).filter(|title| !title.is_empty()),
            Where::At(_) => None,
        };
        let postal = self.postal(address)?;
        let node = Node::new("Place").with_some("name", named(address).or(title)).and(self.spot(address));
        Some(node.with("address", postal))
    }

    /// A way to reach somebody.
    pub(super) fn contact_point(&self, contact: &Contact, groups: &[Hours]) -> Node {
        let role = contact.role.as_ref().map(|role| self.plain_words(role));
        let named = contact.hours.as_ref().and_then(|id| groups.iter().find(|group| group.id() == Some(id.as_str())));
        let hours = self.weeks(named).0;
        Node::new("ContactPoint")
            .with_some("contactType", role)
            .with_some("name", contact.name.as_ref().map(ToString::to_string))
            .with_some("telephone", contact.phone.as_ref().map(dialled))
            .with_some("email", contact.email.as_ref().map(|email| email.as_str().to_owned()))
            .with_some("url", contact.url.as_ref().map(|url| url.as_str().to_owned()))
            .with_all("availableLanguage", contact.langs.iter().map(|lang| Value::from(&**lang)))
            .with_all("hoursAvailable", hours)
    }

    /// What is known of how accessible something is: an answer that nobody gave is no answer.
    pub(super) fn amenities(&self, access: Option<&Access>) -> Vec<Value> {
        let Some(access) = access else { return Vec::new() };
        let answers = [
            ("wheelchair", access.wheelchair),
            ("toilet", access.toilet),
            ("lift", access.lift),
            ("induction_loop", access.induction_loop),
            ("sign_language", access.sign_language),
            ("easy_read", access.easy_read),
        ];
        let known = answers.into_iter().filter_map(|(what, answer)| {
            let value = match answer? {
                Answer::Yes => Value::from(true),
                Answer::No => Value::from(false),
                Answer::Partial => Value::from(self.key(Answer::Partial.label())),
                Answer::Unknown => return None,
            };
            Some(Node::new("LocationFeatureSpecification").with("name", what).with("value", value).value())
        });
        known.collect()
    }
}

/// A number as machines dial it.
pub(super) fn dialled(phone: &crate::value::phone::Phone) -> String {
    phone.href().trim_start_matches("tel:").to_owned()
}

impl Subject<'_, '_> {
    /// The place and the accessibility of what the page is about: for things that are places themselves.
    pub(super) fn as_place(&self, offer: &record::Offer) -> Node {
        let place = self.about.place.and_then(|place| self.speaker.hub.address(place));
        let spot = place.map_or(Node::empty(), |place| self.speaker.spot(place));
        let groups = offer.hours.as_ref().map_or(&[][..], |hours| match hours {
            record::HoursList::SameAsOwner => self.about.owner_hours,
            record::HoursList::Groups(groups) => groups,
        });
        let (week, special) = self.speaker.weeks(super::times::doors(groups));
        spot.with_all("amenityFeature", self.speaker.amenities(offer.access.as_deref()))
            .with_all("openingHoursSpecification", week)
            .with_all("specialOpeningHoursSpecification", special)
    }

    /// The branches and stops.
    pub(super) fn branches_as_places(&self) -> Vec<Value> {
        let speaker = self.speaker;
        let given =
            |location: &&record::Location| self.service.is_none_or(|service| service.locations.contains(&location.id));
        let locations = self.about.envelope.location.iter().filter(given).map(|location| {
            let groups = location.hours.as_ref().map_or(&[][..], |hours| hours.groups());
            let (week, special) = speaker.weeks(super::times::doors(groups));
            let place = location.place.as_deref().and_then(|place| speaker.place_node(place));
            let title = location.title.as_ref().map(|title| speaker.plain_words(title));
            let phone = location.contact.iter().find_map(|contact| contact.phone.as_ref());
            place
                .unwrap_or_else(|| Node::new("Place"))
                .with_some("name", title)
                .with_some("telephone", phone.map(dialled))
                .with_all("amenityFeature", speaker.amenities(location.access.as_deref()))
                .with_all("openingHoursSpecification", week)
                .with_all("specialOpeningHoursSpecification", special)
                .value()
        });
        locations.collect()
    }
}
