//! Where something is. A hidden address is taken out here, at the door: what the struct holds may be
//! shown to everybody.

use super::envelope::Contact;
use super::offer::{Access, HoursList};
use super::reference::{At, PlaceId, ToPlace};
use crate::declare::{Field, Label, Located, Node, Reading, Shape, Translated, because, choice, table};
use crate::diagnostic::{Code, Diagnostic};
use crate::value::coordinates::{self, Coordinates};
use crate::value::postcode::Post;
use crate::value::slug::Slug;

table! {
    /// The keys of `[place]` as they are written.
    pub struct PlaceKeys {
        /// What the building or room is called.
        name: Option<Label>,
        /// Street and number.
        street: Option<Label>,
        /// Postcode and town: `6230 Postojna`.
        post: Option<Post>,
        /// The settlement, by its id in places.toml.
        settlement: Option<PlaceId>,
        /// The municipality, by its id in places.toml.
        municipality: Option<PlaceId>,
        /// Latitude in degrees (WGS 84).
        lat: Option<f64>,
        /// Longitude in degrees (WGS 84).
        lon: Option<f64>,
        /// Which floor or room.
        floor: Option<Label>,
        /// How to find it.
        directions: Option<Label>,
        /// Where to park.
        parking: Option<Label>,
        /// Which bus or train.
        transit: Option<Label>,
        /// How much of it may be shown.
        visibility: Option<Visibility>,
    }

    /// A branch or a stop.
    pub struct Location {
        /// Its id inside the record.
        id: Located<Slug>,
        /// Its name.
        title: Option<Label>,
        /// Where it is.
        place: Option<Box<Where>>,
        /// When it is open.
        hours: Option<HoursList>,
        /// How to reach it.
        contact: Box<[Contact]>,
        /// How accessible it is.
        access: Option<Box<Access>>,
    }
}

impl Translated for Location {}

choice! {
    /// How much of an address may be shown.
    pub enum Visibility: "visibility" {
        Public = "public",
        TownOnly = "town-only",
        Hidden = "hidden",
    }
}

/// What may be shown of an address.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Place {
    /// Its keys, without those that must not be shown.
    #[serde(flatten)]
    keys: PlaceKeys,
    /// Where on the globe, when that may be shown.
    #[serde(skip)]
    pub coordinates: Option<Coordinates>,
    /// Where `[place]` is written.
    #[serde(skip)]
    pub at: At,
}

impl std::ops::Deref for Place {
    type Target = PlaceKeys;

    fn deref(&self) -> &PlaceKeys {
        &self.keys
    }
}

impl Place {
    /// How much may be shown.
    pub fn visibility(&self) -> Visibility {
        self.keys.visibility.unwrap_or(Visibility::Public)
    }
}

impl Field for Place {
    const SHAPE: &'static Shape = PlaceKeys::SHAPE;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let mut keys = <PlaceKeys as Field>::read(node, reading)?;
        let mut found = position(node, &keys, reading);
        let visibility = keys.visibility.unwrap_or(Visibility::Public);
        if visibility != Visibility::Public {
            let street = std::mem::take(&mut keys.street);
            let small = [street, keys.name.take(), keys.floor.take(), keys.directions.take()];
            let small = small.into_iter().chain([keys.parking.take(), keys.transit.take()]).flatten();
            for label in small {
                label.all().for_each(|(_, text)| reading.private.keep(text));
            }
            if let Some(at) = found.take() {
                reading.private.keep(&at.to_string());
            }
            keys.lat = None;
            keys.lon = None;
        }
        if visibility == Visibility::Hidden {
            if let Some(post) = keys.post.take() {
                reading.private.keep(&post.to_string());
            }
            keys.settlement = None;
            keys.municipality = None;
        }
        Some(Place { keys, coordinates: found, at: At::of(node, reading) })
    }
}

/// The coordinates of a place: both or none.
fn position(node: &Node<'_>, keys: &PlaceKeys, reading: &mut Reading<'_>) -> Option<Coordinates> {
    let table = node.get_ref().as_table()?;
    let at = |key: &str| table.get(key).map_or(node.span(), toml::Spanned::span);
    match (keys.lat, keys.lon) {
        (Some(lat), Some(lon)) => match coordinates::coordinates(lat, lon) {
            Ok(found) => Some(found),
            Err(wrong) => {
                let key = if wrong.why.fields().iter().any(|(_, text)| text == "lon") { "lon" } else { "lat" };
                let found = Diagnostic::new(Code::BadCoordinates).at(reading.span(at(key)));
                let found = because(found.with("found", format!("{lat}, {lon}")), &wrong.why);
                reading.report(found.with_some("suggestion", wrong.suggestion));
                None
            }
        },
        (None, None) => None,
        (lat, _) => {
            let (key, other) = if lat.is_some() { ("lat", "lon") } else { ("lon", "lat") };
            let both = Diagnostic::new(Code::NeedsAlso).at(reading.span(at(key))).with("key", key).with("other", other);
            reading.report(both);
            None
        }
    }
}

/// Where something is: an address of its own, or where something else is.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Where {
    /// An address.
    At(Place),
    /// Where another record or a place of the hub is.
    Of(ToPlace),
}

impl Field for Where {
    const SHAPE: &'static Shape = &Shape::Either(&[PlaceKeys::SHAPE, ToPlace::SHAPE]);

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if node.get_ref().is_str() {
            return ToPlace::read(node, reading).map(Where::Of);
        }
        Place::read(node, reading).map(Where::At)
    }
}
