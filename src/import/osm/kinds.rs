//! Which tags make which record. A list, so that whoever misses a sort of place finds where to add it.
//!
//! Source of the tags: OpenStreetMap wiki, *Map features*; which type of a record each comes nearest to is decided
//! here. What is in no row is nothing that a hub of a community keeps: benches, roads, trees.

/// A tag, the kind of record it makes, and its type.
struct Row {
    key: &'static str,
    /// `*` is any value.
    value: &'static str,
    kind: &'static str,
    sort: &'static str,
}

const fn health(key: &'static str, value: &'static str, sort: &'static str) -> Row {
    Row { key, value, kind: "health", sort }
}

const fn organization(key: &'static str, value: &'static str, sort: &'static str) -> Row {
    Row { key, value, kind: "organization", sort }
}

/// The first row that fits counts.
static ROWS: &[Row] = &[
    health("healthcare:speciality", "paediatrics", "ped"),
    health("healthcare:speciality", "gynaecology", "gyn"),
    health("healthcare:speciality", "orthodontics", "den-s"),
    health("healthcare:speciality", "general", "gp"),
    health("healthcare", "physiotherapist", "physio"),
    health("healthcare", "rehabilitation", "physio"),
    health("healthcare", "laboratory", "lab"),
    health("healthcare", "sample_collection", "lab"),
    health("healthcare", "psychotherapist", "mental-health"),
    health("healthcare", "counselling", "mental-health"),
    health("healthcare", "nurse", "nursing"),
    health("emergency", "ambulance_station", "emergency"),
    health("amenity", "pharmacy", "pharmacy"),
    health("healthcare", "pharmacy", "pharmacy"),
    health("amenity", "dentist", "den"),
    health("healthcare", "dentist", "den"),
    health("amenity", "doctors", "gp"),
    health("healthcare", "doctor", "gp"),
    health("amenity", "hospital", "hospital"),
    health("healthcare", "hospital", "hospital"),
    health("amenity", "clinic", "specialist"),
    health("healthcare", "*", "specialist"),
    organization("amenity", "library", "library"),
    organization("amenity", "school", "school"),
    organization("amenity", "college", "school"),
    organization("amenity", "university", "school"),
    organization("amenity", "music_school", "school"),
    organization("amenity", "language_school", "school"),
    organization("amenity", "driving_school", "school"),
    organization("amenity", "kindergarten", "kindergarten"),
    organization("amenity", "childcare", "kindergarten"),
    organization("amenity", "social_facility", "public-institution"),
    organization("amenity", "community_centre", "public-institution"),
    organization("amenity", "social_centre", "initiative"),
    organization("amenity", "arts_centre", "public-institution"),
    organization("amenity", "theatre", "public-institution"),
    organization("amenity", "cinema", "public-institution"),
    organization("amenity", "townhall", "municipality"),
    organization("amenity", "courthouse", "state-body"),
    organization("amenity", "police", "state-body"),
    organization("amenity", "fire_station", "society"),
    organization("amenity", "post_office", "public-company"),
    organization("amenity", "place_of_worship", "religious-community"),
    organization("amenity", "monastery", "religious-community"),
    organization("amenity", "bank", "company"),
    organization("office", "government", "state-body"),
    organization("office", "employment_agency", "state-body"),
    organization("office", "tax", "state-body"),
    organization("office", "municipality", "municipality"),
    organization("office", "association", "society"),
    organization("office", "ngo", "society"),
    organization("office", "charity", "society"),
    organization("office", "political_party", "society"),
    organization("office", "union", "union"),
    organization("office", "foundation", "foundation"),
    organization("office", "cooperative", "cooperative"),
    organization("office", "religion", "religious-community"),
    organization("office", "educational_institution", "school"),
    organization("office", "*", "company"),
    organization("club", "*", "society"),
    organization("leisure", "sports_centre", "public-institution"),
    organization("tourism", "museum", "public-institution"),
    organization("tourism", "gallery", "public-institution"),
    organization("tourism", "information", "public-institution"),
    organization("tourism", "hotel", "company"),
    organization("tourism", "hostel", "company"),
    organization("tourism", "guest_house", "company"),
    organization("tourism", "camp_site", "company"),
    organization("amenity", "restaurant", "company"),
    organization("amenity", "cafe", "company"),
    organization("craft", "*", "company"),
    organization("shop", "*", "company"),
];

/// The kind and the type of the record that tags make, with the tag that decided.
pub(super) fn of<'t>(tag: &dyn Fn(&str) -> Option<std::borrow::Cow<'t, str>>) -> Option<Sorted> {
    ROWS.iter().find_map(|row| {
        let value = tag(row.key)?;
        let fits = row.value == "*" && !["no", "vacant"].contains(&&*value);
        let fits = fits || value.split(';').any(|one| one.trim() == row.value);
        fits.then_some(Sorted { key: row.key, kind: row.kind, sort: row.sort })
    })
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sorted {
    /// The key of the tag that says it.
    pub(super) key: &'static str,
    /// The kind of its record.
    pub(super) kind: &'static str,
    /// The type.
    pub(super) sort: &'static str,
}

/// What an object is that makes no record: the first of its tags that says what it is.
pub(super) fn passed<'t>(tag: &dyn Fn(&str) -> Option<std::borrow::Cow<'t, str>>) -> Option<String> {
    const SAYING: [&str; 14] = [
        "amenity",
        "shop",
        "tourism",
        "leisure",
        "office",
        "craft",
        "highway",
        "natural",
        "landuse",
        "building",
        "historic",
        "man_made",
        "place",
        "emergency",
    ];
    SAYING.iter().find_map(|key| Some(format!("{key}={}", tag(key)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::kind_named;

    #[test]
    fn every_type_is_one_of_its_kind() {
        for row in ROWS {
            let kind = kind_named(row.kind).expect("a kind");
            let field = kind.all_fields().find(|field| field.key == "type").expect("it has a type");
            let crate::declare::Shape::OneOf(_, codes) = field.shape else { panic!("codes") };
            assert!(codes.contains(&row.sort), "{}={}: {}", row.key, row.value, row.sort);
        }
    }

    #[test]
    fn the_first_row_that_fits_counts() {
        let of = |tags: &[(&str, &str)]| {
            let tags = tags.to_vec();
            of(&|key| tags.iter().find(|(known, _)| *known == key).map(|(_, value)| (*value).to_owned().into()))
                .map(|sorted| sorted.sort)
        };
        assert_eq!(of(&[("amenity", "doctors"), ("healthcare:speciality", "urology;paediatrics")]), Some("ped"));
        assert_eq!(of(&[("amenity", "doctors")]), Some("gp"));
        assert_eq!(of(&[("office", "ngo")]), Some("society"));
        assert_eq!(of(&[("office", "architect")]), Some("company"));
        assert_eq!(of(&[("shop", "vacant")]), None);
        assert_eq!(of(&[("amenity", "bench")]), None);
    }
}
