//! HSDS 3.0 (Human Services Data Specification, openreferral.org): organizations, health records and their services
//! in the form in which directories exchange them; as JSON files and as a CSV package.
//!
//! ```text
//! data/hsds/index.json            version and profile
//! data/hsds/organizations.json    a page of the API with all organizations: locations, contacts, identifiers
//! data/hsds/services.json         a page with all services: schedules, prices, places where they are given
//! data/hsds/taxonomies.json, taxonomy_terms.json
//! data/hsds/csv/*.csv             the same rows as tables, with datapackage.json (Frictionless Data)
//! ```
//!
//! What is told is in the hub's first language. **What HSDS cannot say** (translations, seasons and holidays of
//! hours, whether new patients are taken, how much of an address may be shown) stands whole in one attribute of each
//! organization: `link_type` is `kazipot`, its term is `record` of the taxonomy `kazipot`, its value the record as
//! JSON, with the keys of its file and the forms of `data/records.json`, and `id` (`kind/id`). Terms of topics and
//! places have an attribute of the same term with the topic's or place's own keys. Whoever reads the attribute
//! can make the record again and needs nothing else of the organization; whoever does not know it loses only what
//! HSDS cannot say.
//!
//! Ids are UUIDs (version 5) of names in the namespace of the hub ([`crate::config::Config::uuid`]):
//!
//! | row | name |
//! |---|---|
//! | organization | `organization/<id>`, `health/<id>` |
//! | service | `organization/<id>#<service>`, `health/<id>#<service>` |
//! | service that a health record is itself | `health/<id>/service` |
//! | location | `<record>/location`, a branch `<record>/location/<branch>`, a service's own `<service>/location` |
//! | taxonomy, term | `taxonomy/<name>`, `taxonomy/<name>/<code>` |
//! | attribute | `<row>/attributes/<taxonomy>/<code>`, that of the whole record `<row>/attributes/record` |
//! | identifier | `<organization>/organization_identifiers/<register>` |
//! | what else belongs to a row | `<row>/<table>/<position>`, from 0; a contact's text number is its phone 1 |
//!
//! In the record as JSON the values have the forms of its file, except: a text that is translated is a table of
//! languages; Markdown is HTML, in which a link to a record is its `kind/id` and a picture its path; `post` is
//! `{ country, code, town }`; a telephone number is as machines dial it; dates and times are texts of ISO 8601; of
//! `hours`, the notation of OpenStreetMap has become days, `kind` and `holidays` are always said, `season` is a list of
//! two days, exceptions name every date, and a row of dates its ends as well. What is withheld, the keys of `[x]` and the order of keys are not in it.

mod csv;
mod json;
mod offer;
mod place;
mod record;
mod tables;
mod terms;

pub(super) use csv::HsdsCsv;
pub(super) use json::HsdsJson;

use uuid::Uuid;

use self::tables::Rows;
use super::Stock;
use crate::hub::{EntryIx, Hub};
use crate::parse::Entry;
use crate::text::Words;
use crate::view::Viewer;
use crate::view::speak::Speaker;

/// Tells the hub in rows, in its first language.
pub(super) struct Teller<'h> {
    hub: &'h Hub,
    viewer: Viewer<'h>,
    /// The namespace of the hub's ids.
    space: Uuid,
}

impl<'h> Teller<'h> {
    fn new(stock: &'h Stock) -> Teller<'h> {
        let first = stock.hub.config.languages.first();
        let space = stock.hub.config.namespace();
        Teller { hub: &stock.hub, viewer: Viewer::new(&stock.hub, &stock.theme, first), space }
    }

    fn speaker(&self) -> &Speaker<'h> {
        self.viewer.speaker()
    }

    /// A text in the hub's first language.
    fn words(&self, words: &Words) -> String {
        self.speaker().plain_words(words)
    }

    /// The records that HSDS has a place for.
    fn records(&self) -> impl Iterator<Item = (EntryIx, &'h Entry)> {
        self.hub.entries().filter(|(_, entry)| is_told(entry))
    }

    /// Every row of a record.
    fn record(&self, ix: EntryIx, entry: &Entry, rows: &mut Rows<'_>) {
        record::rows(self, ix, entry, rows);
    }

    fn uuid(&self, name: &str) -> Uuid {
        Uuid::new_v5(&self.space, name.as_bytes())
    }
}

/// Whether a record is an organization or a unit of health care.
fn is_told(entry: &Entry) -> bool {
    ["organization", "health"].contains(&entry.kind.name)
}
