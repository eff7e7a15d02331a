//! Where a place is: latitude and longitude in degrees (WGS 84).

use std::fmt;

use super::{Read, Why, Wrong, trimmed};

/// Units in a degree: a ten-millionth of a degree is a centimetre, and fits in four bytes.
const UNITS: f64 = 1e7;

/// Where hubs are: Slovenia and what lies around it, in degrees. Only for the guess that the two have changed places.
const LATITUDES: std::ops::RangeInclusive<f64> = 44.5..=48.0;
const LONGITUDES: std::ops::RangeInclusive<f64> = 12.0..=18.0;

/// A point on the globe, kept to a centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinates {
    lat: i32,
    lon: i32,
}

impl Coordinates {
    /// Degrees north.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / UNITS
    }

    /// Degrees east.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon) / UNITS
    }
}

impl fmt::Display for Coordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.lat(), self.lon())
    }
}

impl serde::Serialize for Coordinates {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.lat(), self.lon()).serialize(serializer)
    }
}

/// The point of two numbers in degrees. The `key` of the reason says which of them is wrong.
///
/// # Errors
/// `coordinate-number`, `coordinate-range`, `coordinates-swapped`, `coordinates-zero`.
pub fn coordinates(lat: f64, lon: f64) -> Read<Coordinates> {
    for (key, found) in [("lat", lat), ("lon", lon)] {
        if !found.is_finite() {
            return Err(Wrong::whole(Why::CoordinateNumber { key, found: found.to_string() }));
        }
    }
    if LATITUDES.contains(&lon) && LONGITUDES.contains(&lat) {
        return Err(Wrong::whole(Why::CoordinatesSwapped).suggest(format!("{lon}, {lat}")));
    }
    for (key, found, most) in [("lat", lat, 90_u8), ("lon", lon, 180)] {
        if found.abs() > f64::from(most) {
            return Err(Wrong::whole(Why::CoordinateRange { key, found: found.to_string(), most }));
        }
    }
    if lat == 0.0 && lon == 0.0 {
        return Err(Wrong::whole(Why::CoordinatesZero));
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 180e7 after the check above, which i32 holds")]
    let units = |degrees: f64| (degrees * UNITS).round() as i32;
    Ok(Coordinates { lat: units(lat), lon: units(lon) })
}

/// Reads both from one text, as maps copy them: `45.77205, 14.21042`; degrees, minutes and seconds
/// and decimal commas are refused with the decimals.
///
/// # Errors
/// `empty`, `coordinates-shape` and those of [`coordinates`].
pub fn pair(text: &str) -> Read<Coordinates> {
    let (inner, start) = trimmed(text)?;
    let found = inner.split_once(',').and_then(|(lat, lon)| Some((decimal(lat.trim())?, decimal(lon.trim())?)));
    let wrong = if let Some((lat, lon)) = found {
        match coordinates(lat, lon) {
            Ok(point) => return Ok(point),
            Err(wrong) => wrong,
        }
    } else {
        let guess = guess(inner).and_then(|(lat, lon)| coordinates(lat, lon).ok());
        Wrong::whole(Why::CoordinatesShape { found: inner.to_owned() }).suggest_if(guess.map(|point| point.to_string()))
    };
    Err(wrong.inside(0..inner.len()).shifted(start))
}

/// One decimal number with a point.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.'));
    (plain && text.len() < 30).then(|| text.parse().ok())?
}

/// The two numbers in other notations: `45,772 14,210`, `45,772; 14,210`, `45°46'19"N 14°12'38"E`.
fn guess(text: &str) -> Option<(f64, f64)> {
    if text.contains('°') {
        return degrees(text);
    }
    let parts: Vec<&str> = text.split([' ', ';', '\t', '/']).filter(|part| !part.is_empty()).collect();
    let [lat, lon] = parts[..] else { return None };
    let point = |part: &str| decimal(&part.trim_end_matches(',').replace(',', "."));
    Some((point(lat)?, point(lon)?))
}

/// Degrees, minutes and seconds with the letter of the hemisphere after or before each.
fn degrees(text: &str) -> Option<(f64, f64)> {
    let text = text.replace(',', ".").to_uppercase();
    let north = text.find(['N', 'S'])?;
    let east = text.find(['E', 'W', 'V', 'Z'])?;
    let cut = if north == 0 { east } else { north + 1 };
    let value = |half: &str| {
        let numbers: Vec<f64> = half
            .split(|c: char| !(c.is_ascii_digit() || c == '.'))
            .filter(|part| part.bytes().any(|b| b.is_ascii_digit()))
            .map(|part| decimal(part.trim_matches('.')))
            .collect::<Option<_>>()?;
        (1..=3).contains(&numbers.len()).then(|| numbers.iter().rev().fold(0.0, |rest, number| rest / 60.0 + number))
    };
    let sign = |half: &str, minus: [char; 2]| if half.contains(minus) { -1.0 } else { 1.0 };
    let (first, second) = text.split_at_checked(cut)?;
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    Some((round(sign(first, ['S', 'S']) * value(first)?), round(sign(second, ['W', 'Z']) * value(second)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_come_back_as_they_were_given() {
        let point = coordinates(45.77205, 14.21042).expect("point");
        assert_eq!((point.lat(), point.lon()), (45.77205, 14.21042));
        assert_eq!(pair(" 45.77205,14.21042").expect("pair"), point);
        assert_eq!(point.to_string(), "45.77205, 14.21042");
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for (lat, lon, code) in [
            (f64::NAN, 14.0, "coordinate-number"),
            (45.0, f64::INFINITY, "coordinate-number"),
            (91.0, 14.0, "coordinate-range"),
            (45.0, -180.5, "coordinate-range"),
            (0.0, 0.0, "coordinates-zero"),
            (14.2, 45.8, "coordinates-swapped"),
        ] {
            assert_eq!(coordinates(lat, lon).expect_err(code).why.code(), code);
        }
        assert_eq!(coordinates(14.2, 45.8).expect_err("swapped").suggestion.as_deref(), Some("45.8, 14.2"));
    }

    #[test]
    fn other_notations_are_refused_with_the_decimals() {
        for (text, guess) in [
            ("45,77205 14,21042", Some("45.77205, 14.21042")),
            ("45,77205; 14,21042", Some("45.77205, 14.21042")),
            ("45.77205 14.21042", Some("45.77205, 14.21042")),
            ("45°46'19.4\"N 14°12'37.5\"E", Some("45.77206, 14.21042")),
            ("doma", None),
        ] {
            let wrong = pair(text).expect_err(text);
            assert_eq!((wrong.why.code(), wrong.suggestion.as_deref()), ("coordinates-shape", guess), "{text}");
        }
    }
}
