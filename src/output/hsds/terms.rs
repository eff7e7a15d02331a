//! Taxonomies and their terms in rows: topics, places, and the codes of records.

use serde_json::Value;

use super::Teller;
use super::tables::{Rows, Table, Whole};
use crate::hub::Page;
use crate::record::Audience;
use crate::record::{health, organization};

/// The codes of records that are told as terms: the name of their set, and the codes.
const SETS: [(&str, &[&str]); 3] = [
    (Audience::SET, Audience::CODES),
    (organization::Sort::SET, organization::Sort::CODES),
    (health::Sort::SET, health::Sort::CODES),
];

/// Every taxonomy.
pub(super) fn taxonomies(teller: &Teller<'_>, rows: &mut Rows<'_>) {
    let hub = teller.hub;
    let lang = teller.speaker().lang;
    let mut put = |name: &str, said: String, uri: Option<String>| {
        rows.put(Table::Taxonomy, format_args!("taxonomy/{name}"), None, |row| {
            row.with("name", name).with_text("description", said).with_some("uri", uri)
        });
    };
    put("topics", teller.speaker().key("page.topics"), Some(hub.url(Page::Topics, lang)));
    put("places", teller.speaker().key("page.places"), Some(hub.url(Page::Places, lang)));
    for (set, _) in SETS {
        put(set, set.to_owned(), None);
    }
    put("kazipot", "kazipot".to_owned(), None);
}

/// Every term of every taxonomy, with the attributes of those that have more to say.
pub(super) fn terms(teller: &Teller<'_>, rows: &mut Rows<'_>) {
    let hub = teller.hub;
    let lang = teller.speaker().lang;
    for (ix, topic) in hub.tables.topics.iter().enumerate() {
        let parent = topic.parent.map(|parent| hub.tables.topics[parent].id().to_owned());
        let name = teller.words(&topic.keys.name);
        let said = topic.keys.summary.as_ref().map(|summary| teller.words(summary));
        let told = Term { taxonomy: "topics", code: topic.id(), said, name, parent };
        term(teller, &told, Some(hub.url(Page::Topic(ix as u32), lang)), rows);
        keys(teller, &told, &topic.keys, rows);
    }
    for (ix, place) in hub.tables.places.iter().enumerate() {
        let parent = place.parent.map(|parent| hub.tables.places[parent].id().to_owned());
        let name = teller.words(&place.keys.name);
        let told = Term { taxonomy: "places", code: place.id(), said: None, name, parent };
        term(teller, &told, Some(hub.url(Page::Place(ix as u32), lang)), rows);
        keys(teller, &told, &place.keys, rows);
    }
    for (set, codes) in SETS {
        for code in codes {
            let name = teller.speaker().key(&format!("{set}.{code}"));
            term(teller, &Term { taxonomy: set, code, said: None, name, parent: None }, None, rows);
        }
    }
    let said = "The record as JSON, with the keys of kazipot.".to_owned();
    let record =
        Term { taxonomy: "kazipot", code: "record", said: Some(said), name: "record".to_owned(), parent: None };
    term(teller, &record, None, rows);
}

struct Term<'t> {
    taxonomy: &'static str,
    code: &'t str,
    name: String,
    said: Option<String>,
    parent: Option<String>,
}

impl Term<'_> {
    fn path(&self) -> String {
        format!("taxonomy/{}/{}", self.taxonomy, self.code)
    }
}

fn term(teller: &Teller<'_>, told: &Term<'_>, uri: Option<String>, rows: &mut Rows<'_>) {
    let path = told.path();
    rows.put(Table::TaxonomyTerm, format_args!("{path}"), None, |row| {
        let parent = told.parent.as_ref().map(|parent| teller.uuid(&format!("taxonomy/{}/{parent}", told.taxonomy)));
        let taxonomy = teller.uuid(&format!("taxonomy/{}", told.taxonomy));
        row.with("code", told.code)
            .with_text("name", &*told.name)
            .with_text("description", told.said.as_deref().unwrap_or(&told.name))
            .with_some("parent_id", parent.map(|id| id.to_string()))
            .with("taxonomy", told.taxonomy)
            .with("language", teller.speaker().lang.as_str())
            .with("taxonomy_id", taxonomy.to_string())
            .with_some("term_uri", uri)
    });
}

/// The keys of a topic or a place, for whoever makes the table again.
fn keys(teller: &Teller<'_>, told: &Term<'_>, keys: &impl serde::Serialize, rows: &mut Rows<'_>) {
    let path = told.path();
    let here = Whole { table: Table::TaxonomyTerm, name: &path };
    rows.put(Table::Attribute, format_args!("{path}/attributes/record"), Some(&here), |row| {
        let value = serde_json::to_string(keys).expect("declared keys are JSON");
        row.of_term("kazipot", "record", teller.uuid("taxonomy/kazipot/record"))
            .with("link_entity", "taxonomy_term")
            .with("value", value)
    });
}

/// A term as it stands inside an attribute.
pub(super) fn within(teller: &Teller<'_>, taxonomy: &str, code: &str) -> Value {
    let name = match taxonomy {
        "topics" => teller.hub.tables.topic(code).map(|ix| teller.words(&teller.hub.tables.topics[ix].keys.name)),
        "kazipot" => Some(code.to_owned()),
        set => Some(teller.speaker().key(&format!("{set}.{code}"))),
    };
    let name = name.unwrap_or_else(|| code.to_owned());
    serde_json::json!({
        "id": teller.uuid(&format!("taxonomy/{taxonomy}/{code}")).to_string(),
        "code": code,
        "name": name,
        "description": name,
        "taxonomy": taxonomy,
        "language": teller.speaker().lang.as_str(),
        "taxonomy_id": teller.uuid(&format!("taxonomy/{taxonomy}")).to_string(),
    })
}
