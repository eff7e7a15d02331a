//! The tags of an object become a draft. Source of their meaning: OpenStreetMap wiki, the pages of the keys.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::kinds::Sorted;
use super::{All, At};
use crate::declare::Languages;
use crate::import::draft::{Cell, Draft};
use crate::import::literal::string;
use crate::import::origin::Origin;
use crate::import::pen::{Pen, way};
use crate::import::places::{Places, Sort};
use crate::import::timetable;
use crate::value::slug;

/// Makes drafts of objects.
pub(super) struct Maker<'m> {
    /// The objects.
    pub(super) all: &'m All,
    /// The places of the hub.
    pub(super) places: &'m Places,
    /// The languages of the hub.
    pub(super) languages: &'m Languages,
    /// The ids of its organizations.
    pub(super) ids: &'m BTreeSet<&'m str>,
    /// The day on which the records come into the hub.
    pub(super) today: Date,
}

/// A draft on its way, with the tags that it is made of.
struct Making<'m> {
    maker: &'m Maker<'m>,
    pen: Pen<'m>,
    at: At,
    draft: Draft,
}

/// A tag: its value and its cell.
type Tag<'m> = (Cow<'m, str>, Cell);

impl<'m> Maker<'m> {
    /// The draft of an object.
    pub(super) fn draft(&'m self, origin: &'m dyn Origin, at: At, sorted: Sorted) -> Draft {
        let mut draft = Draft::new(at.0, at.1);
        draft.rows.push(at);
        let mut making = Making { maker: self, pen: Pen { origin, places: self.places }, at, draft };
        making.sort(sorted);
        making.names();
        making.reach();
        making.place();
        making.offer();
        making.source();
        making.draft
    }
}

impl<'m> Making<'m> {
    /// A tag that says something.
    fn tag(&self, key: &str) -> Option<Tag<'m>> {
        let (position, row) = self.at;
        let column = self.maker.all.column(position, key)?;
        let value = self.maker.all.tables[position].value(row, column);
        Some((value, Cell { table: position, row, column })).filter(|(value, _)| !value.is_empty())
    }

    /// The first of several tags that says something.
    fn first(&self, keys: &[&str]) -> Option<Tag<'m>> {
        keys.iter().find_map(|key| self.tag(key))
    }

    /// Puts the first of several tags at a path.
    fn carry(&mut self, path: &str, keys: &[&str]) -> bool {
        let Some((text, cell)) = self.first(keys) else { return false };
        self.pen.write(&mut self.draft, path, &text, &[cell])
    }

    fn say(&mut self, path: &str, toml: impl Into<String>, cells: &[Cell]) {
        self.pen.toml(&mut self.draft, &way(path), toml.into(), cells);
    }

    fn sort(&mut self, sorted: Sorted) {
        let cells: Vec<Cell> = self.tag(sorted.key).map(|(_, cell)| cell).into_iter().collect();
        // A tag that says more than the type does is kept.
        let whole = self.tag(sorted.key).is_some_and(|(value, _)| value == sorted.sort || sorted.key == "amenity");
        self.say("type", string(sorted.sort), if whole { &cells } else { &[] });
    }

    fn names(&mut self) {
        let first = self.maker.languages.first();
        self.carry("title", &[&format!("name:{first}"), "name", "official_name", "brand"]);
        self.carry("summary", &[&format!("description:{first}"), "description"]);
        for lang in self.maker.languages.all().filter(|lang| *lang != first) {
            for (key, tag) in [("title", "name"), ("summary", "description")] {
                let Some((text, cell)) = self.tag(&format!("{tag}:{lang}")) else { continue };
                let said = crate::import::draft::get(&self.draft.tree, &way(key)).is_some();
                if said {
                    self.say(&format!("translations.{lang}.{key}"), string(&text), &[cell]);
                }
            }
        }
        let title = self.tag("name").map(|(name, _)| name).unwrap_or_default();
        let mut also: Vec<(String, Cell)> = Vec::new();
        for key in ["alt_name", "short_name", "old_name", "loc_name", "official_name"] {
            let Some((text, cell)) = self.tag(key) else { continue };
            also.extend(text.split(';').map(|name| (name.trim().to_owned(), cell)));
        }
        also.retain(|(name, _)| !name.is_empty() && *name != *title);
        if !also.is_empty() {
            let names: Vec<String> = also.iter().map(|(name, _)| string(name)).collect();
            let cells: Vec<Cell> = also.iter().map(|(_, cell)| *cell).collect();
            self.say("also", format!("[{}]", names.join(", ")), &cells);
        }
        let name = self.first(&[&format!("name:{first}"), "name", "official_name", "brand"]);
        let where_it_is = self.first(&["addr:street", "addr:place", "addr:city"]);
        if let (Some((name, _)), Some((street, _))) = (&name, where_it_is) {
            self.draft.fuller = slug::suggest(&format!("{name} {street}"));
        }
        self.draft.base = name.and_then(|(name, _)| slug::suggest(&name));
    }

    fn reach(&mut self) {
        self.carry("url", &["contact:website", "website", "contact:url", "url"]);
        let mut numbers: Vec<(String, Cell)> = Vec::new();
        for key in ["contact:phone", "phone", "contact:mobile", "mobile"] {
            let Some((text, cell)) = self.tag(key) else { continue };
            for number in text.split(';').map(str::trim).filter(|number| !number.is_empty()) {
                let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                // The same number stands in two tags more often than not.
                if numbers.iter().all(|(known, _)| digits(known) != digits(number)) {
                    numbers.push((number.to_owned(), cell));
                } else {
                    self.draft.silent.push(cell);
                }
            }
        }
        let mut n = 1;
        for (number, cell) in numbers {
            if self.pen.write(&mut self.draft, &format!("contact.{n}.phone"), &number, &[cell]) {
                n += 1;
            }
        }
        for key in ["contact:email", "email"] {
            let Some((text, cell)) = self.tag(key) else { continue };
            for (turn, address) in text.split(';').map(str::trim).filter(|one| !one.is_empty()).enumerate() {
                self.pen.write(&mut self.draft, &format!("contact.{}.email", turn + 1), address, &[cell]);
            }
        }
    }

    fn place(&mut self) {
        let number = self.tag("addr:housenumber");
        let street = self.first(&["addr:street", "addr:place", "addr:city", "addr:village"]);
        if let Some((street, cell)) = street.filter(|_| number.is_some() || self.tag("addr:street").is_some()) {
            let (text, cells) = match number {
                Some((number, other)) => (format!("{street} {number}"), vec![cell, other]),
                None => (street.into_owned(), vec![cell]),
            };
            self.pen.write(&mut self.draft, "place.street", &text, &cells);
        }
        let city = self.first(&["addr:post_office", "addr:city", "addr:village"]);
        if let (Some((code, one)), Some((city, other))) = (self.tag("addr:postcode"), city.clone()) {
            let country = self.tag("addr:country").filter(|(country, _)| country != "SI" && country.len() == 2);
            let line = match &country {
                Some((country, _)) => format!("{country}-{code} {city}"),
                None => format!("{code} {city}"),
            };
            let mut cells = vec![one, other];
            cells.extend(self.tag("addr:country").map(|(_, cell)| cell));
            self.pen.write(&mut self.draft, "place.post", &line, &cells);
        }
        let settlement = self.first(&["addr:village", "addr:city", "addr:place"]);
        for (path, sort, tag) in [
            ("place.settlement", Sort::Settlement, settlement),
            ("place.municipality", Sort::Municipality, self.tag("addr:municipality")),
        ] {
            if let Some((name, cell)) = tag
                && let Ok(found) = self.maker.places.find(&name, sort)
            {
                self.say(path, string(&found.id), &[cell]);
            }
        }
        self.carry("place.floor", &["addr:floor", "level"]);
        let facts = &self.maker.all.facts[self.at.0][self.at.1];
        if let Some((lat, lon)) = facts.at {
            // A building is not where its seventh decimal says; six are ten centimetres.
            self.say("place.lat", format!("{lat:.6}"), &[]);
            self.say("place.lon", format!("{lon:.6}"), &[]);
        }
    }

    fn offer(&mut self) {
        if let Some((text, cell)) = self.tag("opening_hours") {
            timetable::write_osm(self.pen, &mut self.draft, &way("hours"), &text, &[cell]);
        }
        for (path, key) in [("access.wheelchair", "wheelchair"), ("access.toilet", "toilets:wheelchair")] {
            let Some((text, cell)) = self.tag(key) else { continue };
            let answer = match &*text {
                "yes" | "designated" => "yes",
                "limited" => "partial",
                "no" => "no",
                _ => continue,
            };
            self.say(path, string(answer), &[cell]);
        }
        self.carry(
            "access.note",
            &[&format!("wheelchair:description:{}", self.maker.languages.first()), "wheelchair:description"],
        );
        let mut payment: Vec<&str> = Vec::new();
        let mut cells: Vec<Cell> = Vec::new();
        for (key, code) in [
            ("payment:cash", "cash"),
            ("payment:cards", "card"),
            ("payment:credit_cards", "card"),
            ("payment:debit_cards", "card"),
        ] {
            let Some((_, cell)) = self.tag(key).filter(|(text, _)| text == "yes") else { continue };
            cells.push(cell);
            if !payment.contains(&code) {
                payment.push(code);
            }
        }
        if !payment.is_empty() {
            let codes: Vec<String> = payment.into_iter().map(string).collect();
            self.say("payment", format!("[{}]", codes.join(", ")), &cells);
        }
        let kind = self.pen.origin.kind().name;
        if let Some((name, cell)) = self.tag("operator")
            && let Some(id) = slug::suggest(&name).filter(|id| self.maker.ids.contains(id.as_str()))
        {
            let key = if kind == "health" { "operator" } else { "parent" };
            self.say(key, string(&format!("organization/{id}")), &[cell]);
        }
        if kind == "organization"
            && let Some((day, cell)) = self.tag("start_date")
            && let Some(year) = day.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))
        {
            // A whole date says more than its year.
            let cells: &[Cell] = if day.len() == 4 { &[cell] } else { &[] };
            self.say("founded", year, cells);
        }
    }

    fn source(&mut self) {
        self.carry("identifiers.wikidata", &["wikidata"]);
        let id = self.maker.all.facts[self.at.0][self.at.1].id.clone();
        self.say("source.kind", string("import"), &[]);
        self.say("source.name", string("OpenStreetMap"), &[]);
        self.say("source.licence", string("ODbL-1.0"), &[]);
        if let Some(id) = id {
            self.say("identifiers.osm", string(&id), &[]);
            self.say("source.url", string(&format!("https://www.openstreetmap.org/{id}")), &[]);
            self.say("source.uid", string(&id), &[]);
        }
        if let Some(day) = self.maker.all.days[self.at.0] {
            self.say("source.fetched", day.to_string(), &[]);
        }
        let today = self.maker.today.to_string();
        self.say("added", today, &[]);
    }
}
