//! The objects in a file: of Overpass (`elements`), or features of GeoJSON. Their tags become the columns of a table.

use crate::import::feed::{Feed, Objects};
use crate::import::json::{Node, text};
use crate::import::table::Table;
use crate::value::date;

/// The objects of a file.
pub(super) struct Found {
    /// Their tags, a row for each.
    pub(super) table: Table,
    /// What is known of each row beside its tags.
    pub(super) facts: Vec<Facts>,
    /// The day on which they were as they are here.
    pub(super) day: Option<jiff::civil::Date>,
    /// Nodes that are only points of ways: they have no tags.
    pub(super) points: usize,
}

/// What is known of an object beside its tags.
pub(super) struct Facts {
    /// `node/1`.
    pub(super) id: Option<String>,
    /// Latitude and longitude.
    pub(super) at: Option<(f64, f64)>,
}

/// Finds the objects of a file; `None` when it has no list of them.
pub(super) fn find(feed: &Feed) -> Option<Found> {
    let text = &*feed.text;
    let elements = feed.root.get(text, "elements");
    let list = elements.or_else(|| feed.root.get(text, "features"));
    let items = match list {
        Some(list) => list.items(),
        None if feed.root.text(text, "type").as_deref() == Some("Feature") => std::slice::from_ref(&feed.root),
        None => feed.root.items(),
    };
    if items.is_empty() && list.is_none() {
        return None;
    }
    let mut objects = Objects::new("osm", feed);
    let mut facts = Vec::new();
    let mut points = 0;
    for item in items {
        let tags = item.get(text, "tags").or_else(|| item.get(text, "properties"));
        let tags = tags.filter(|tags| tags.is_object());
        // Tags may also stand in the object itself, beside its place.
        let flat = tags.is_none() && elements.is_none();
        let members = if flat { item.members() } else { tags.map_or(&[][..], Node::members) };
        if members.is_empty() && item.is_object() {
            points += 1;
            continue;
        }
        objects.push(item.start, members.iter());
        facts.push(Facts { id: id(text, item, tags), at: place(text, item) });
    }
    let stamp = feed.root.get(text, "osm3s").and_then(|about| about.text(text, "timestamp_osm_base"));
    let stamp = stamp.or_else(|| feed.root.text(text, "timestamp"));
    let day = stamp.and_then(|stamp| date::date(stamp.get(..10)?).ok());
    Some(Found { table: objects.finish(), facts, day, points })
}

/// The id of an object, as OpenStreetMap writes it.
fn id(source: &str, item: &Node, tags: Option<&Node>) -> Option<String> {
    let whole = item.text(source, "@id").or_else(|| tags?.text(source, "@id")).or_else(|| item.text(source, "id"))?;
    let (sort, number) = match whole.rsplit_once('/') {
        Some((sort, number)) => (sort.rsplit('/').next().unwrap_or(sort).to_owned(), number.to_owned()),
        None => (item.text(source, "type")?.into_owned(), whole.into_owned()),
    };
    let known = ["node", "way", "relation"].contains(&&*sort);
    (known && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{sort}/{number}"))
}

/// Where an object is: its point, its middle as Overpass says it, or the middle of its outline.
fn place(source: &str, item: &Node) -> Option<(f64, f64)> {
    let number = |node: &Node, key: &str| node.text(source, key)?.parse::<f64>().ok();
    let point = |node: &Node| Some((number(node, "lat")?, number(node, "lon")?));
    if let Some(at) = point(item).or_else(|| point(item.get(source, "center")?)) {
        return Some(at);
    }
    let shape = item.get(source, "geometry")?;
    let mut bounds: Option<[f64; 4]> = None;
    let mut lists = vec![shape.get(source, "coordinates").unwrap_or(shape)];
    while let Some(list) = lists.pop() {
        let plain: Vec<f64> =
            list.items().iter().take(2).filter_map(|node| text(&source[node.range()]).parse().ok()).collect();
        match (plain[..].try_into().map(|[lon, lat]: [f64; 2]| (lat, lon)).ok()).or_else(|| point(list)) {
            Some((lat, lon)) => {
                let [south, west, north, east] = bounds.unwrap_or([lat, lon, lat, lon]);
                bounds = Some([south.min(lat), west.min(lon), north.max(lat), east.max(lon)]);
            }
            None => lists.extend(list.items()),
        }
    }
    bounds.map(|[south, west, north, east]| ((south + north) / 2.0, (west + east) / 2.0))
}
