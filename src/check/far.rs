//! Coordinates far from the municipality that the address names: a digit slipped, or the point is of a town of
//! the same name. No boundary is known here, only the places of places.toml; so the distance to the nearest of
//! that municipality's places decides.

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::hub::{Hub, PlaceSort};
use crate::parse::Entry;
use crate::record::Where;
use crate::value::coordinates::Coordinates;

pub(super) struct Far;

/// So far from every place of its municipality nothing of it lies: the largest in Slovenia (Kočevje, 555 km²)
/// is about 25 km across.
const FARTHEST_KM: f64 = 15.0;

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_KM: f64 = 6371.0;

impl Check for Far {
    fn codes(&self) -> &'static [Code] {
        &[Code::FarAway]
    }

    fn record(&self, hub: &Hub, entry: &Entry, told: &mut Vec<Diagnostic>) {
        let branches = entry.envelope.location.iter().filter_map(|branch| branch.place.as_deref());
        for place in entry.envelope.place.as_deref().into_iter().chain(branches) {
            let Where::At(place) = place else { continue };
            let Some(at) = place.coordinates else { continue };
            let named = place.settlement.as_ref().or(place.municipality.as_ref());
            let Some(named) = named.and_then(|id| hub.tables.place(&id.id)) else { continue };
            let points = points(hub, municipality(hub, named));
            let nearest = points.map(|point| distance((at.lat(), at.lon()), point)).min_by(f64::total_cmp);
            if let Some(km) = nearest.filter(|km| *km > FARTHEST_KM) {
                told.push(tell(hub, entry, at, named, km).at(entry.span(place.at.range())));
            }
        }
    }
}

fn tell(hub: &Hub, entry: &Entry, at: Coordinates, named: usize, km: f64) -> Diagnostic {
    let place = &hub.tables.places[named].keys.name;
    let name = place.choose(hub.config.languages.first()).map_or(&*entry.id, |chosen| chosen.text);
    let found = Diagnostic::new(Code::FarAway).with("found", format!("{}, {}", at.lat(), at.lon()));
    found.with("n", km.round() as usize).with("place", name).with("most", (FARTHEST_KM as usize).to_string())
}

/// The municipality in which a place is, else the topmost of the places it is part of.
fn municipality(hub: &Hub, place: usize) -> usize {
    let places = &hub.tables.places;
    let mut here = place;
    // A circle of places is an error of its own; no walk is longer than there are places.
    for _ in 0..places.len() {
        match places[here].parent {
            Some(above) if places[here].keys.kind != PlaceSort::Municipality => here = above,
            _ => break,
        }
    }
    here
}

/// The points of a municipality and of everything in it, in degrees.
fn points(hub: &Hub, of: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
    let places = hub.tables.places.iter().enumerate();
    places
        .filter(move |(ix, _)| municipality(hub, *ix) == of)
        .filter_map(|(_, place)| place.keys.lat.zip(place.keys.lon))
}

/// Kilometres between two points, along the surface (haversine).
fn distance((lat, lon): (f64, f64), (other_lat, other_lon): (f64, f64)) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let chord = half(lat, other_lat) + lat.to_radians().cos() * other_lat.to_radians().cos() * half(lon, other_lon);
    2.0 * EARTH_KM * chord.sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn the_distance_between_two_towns_is_what_a_map_says() {
        // Koper to Ljubljana and to Trst, measured on a map.
        let koper = (45.548, 13.730);
        assert!((distance(koper, (46.051, 14.506)) - 81.6).abs() < 1.0, "{}", distance(koper, (46.051, 14.506)));
        assert!((distance(koper, (45.650, 13.770)) - 11.8).abs() < 0.5, "{}", distance(koper, (45.650, 13.770)));
        assert!(distance(koper, koper) < 1e-9);
    }
}
