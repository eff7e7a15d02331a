//! HSDS as JSON: each file is what the API of HSDS answers, all on one page.

use std::collections::HashMap;
use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::tables::{Row, Rows, Table};
use super::{Teller, terms};
use crate::config::DataSet;
use crate::diagnostic::Diagnostic;
use crate::output::{Job, Output, Stock};

/// The JSON files.
pub(in crate::output) struct HsdsJson;

const FILES: [&str; 5] = ["index", "organizations", "services", "taxonomies", "taxonomy_terms"];

/// The version of HSDS.
pub(super) const VERSION: &str = "3.0";

impl Output for HsdsJson {
    fn name(&self) -> &'static str {
        "hsds"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.hub.config.gives(DataSet::Hsds)
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        let file = |(turn, name): (usize, &&str)| (format!("data/hsds/{name}.json"), Job::Part(turn as u32));
        FILES.iter().enumerate().map(file).collect()
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        self.pour(stock, job, out).expect("a Vec takes every byte");
        Ok(())
    }

    fn pours(&self, job: Job) -> bool {
        matches!(job, Job::Part(turn) if ["organizations", "services"].contains(&FILES[turn as usize]))
    }

    fn pour(&self, stock: &Stock, job: Job, to: &mut dyn io::Write) -> io::Result<()> {
        let Job::Part(turn) = job else { return Ok(()) };
        let teller = Teller::new(stock);
        let into = &mut serde_json::Serializer::new(&mut *to);
        match FILES[turn as usize] {
            "index" => index(&teller).serialize(into)?,
            "organizations" => page(count(&teller, Table::Organization), into, &Organizations(&teller))?,
            "services" => page(count(&teller, Table::Service), into, &Services(&teller))?,
            name => {
                let contents = of_terms(&teller, name == "taxonomies");
                page(contents.len(), into, &contents)?;
            }
        }
        to.write_all(b"\n")
    }
}

/// What the API says of itself.
fn index(teller: &Teller<'_>) -> Value {
    let data = teller.hub.config.site.data.as_ref();
    let mut index = Map::new();
    index.insert("version".to_owned(), VERSION.into());
    index.insert("profile".to_owned(), "https://docs.openhumanservices.org/".into());
    let schema = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json";
    index.insert("openapi_url".to_owned(), schema.into());
    index.insert("publisher".to_owned(), teller.hub.config.name(teller.speaker().lang).into());
    index.insert("generated".to_owned(), teller.hub.today.to_string().into());
    if let Some(data) = data {
        index.insert("license".to_owned(), (&*data.licence).into());
    }
    index.into()
}

fn page<S: Serializer>(n: usize, to: S, contents: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(None)?;
    let facts = json!({
        "total_items": n, "total_pages": 1, "page_number": 1, "size": n, "first_page": true, "last_page": true,
        "empty": n == 0,
    });
    for (key, value) in facts.as_object().expect("it is written as one") {
        map.serialize_entry(key, value)?;
    }
    map.serialize_entry("contents", contents)?;
    map.end()
}

fn count(teller: &Teller<'_>, table: Table) -> usize {
    let mut n = 0;
    let mut each = |_: Row| n += 1;
    let mut rows = Rows::new(Some(table), teller.space, &mut each);
    teller.records().for_each(|(ix, entry)| teller.record(ix, entry, &mut rows));
    n
}

/// Organizations one after the other: none is held longer than it is written.
struct Organizations<'t, 'h>(&'t Teller<'h>);

impl Serialize for Organizations<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.records().map(|(ix, entry)| {
            let nest = Nest::of(self.0, ix, entry);
            nest.tree(&nest.rows[0], &[Table::Service])
        }))
    }
}

/// Services, those of one record after those of another.
struct Services<'t, 'h>(&'t Teller<'h>);

impl Serialize for Services<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.records().flat_map(|(ix, entry)| Nest::of(self.0, ix, entry).services()))
    }
}

/// The rows of a record, and which stand under which.
struct Nest<'t, 'h> {
    teller: &'t Teller<'h>,
    rows: Vec<Row>,
    under: HashMap<(Table, Uuid), Vec<usize>>,
}

impl<'t, 'h> Nest<'t, 'h> {
    fn of(teller: &'t Teller<'h>, ix: crate::hub::EntryIx, entry: &crate::parse::Entry) -> Nest<'t, 'h> {
        let mut all = Vec::new();
        let mut each = |row: Row| all.push(row);
        teller.record(ix, entry, &mut Rows::new(None, teller.space, &mut each));
        Nest::over(teller, all)
    }

    fn over(teller: &'t Teller<'h>, rows: Vec<Row>) -> Nest<'t, 'h> {
        let mut under: HashMap<(Table, Uuid), Vec<usize>> = HashMap::new();
        for (turn, row) in rows.iter().enumerate() {
            if let Some(of) = row.of {
                under.entry(of).or_default().push(turn);
            }
        }
        Nest { teller, rows, under }
    }

    /// A row with all that belongs to it, except the rows of some tables.
    fn tree(&self, row: &Row, without: &[Table]) -> Value {
        let mut map = row.cells.clone();
        let children = self.under.get(&(row.table, row.id)).map_or(&[][..], Vec::as_slice);
        for child in children.iter().map(|turn| &self.rows[*turn]).filter(|child| !without.contains(&child.table)) {
            let list = map.entry(child.table.plural()).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list {
                list.push(self.tree(child, &[]));
            }
        }
        if let Some((taxonomy, code)) = &row.term {
            map.insert("taxonomy_term".to_owned(), terms::within(self.teller, taxonomy, code));
        }
        if row.table == Table::ServiceAtLocation
            && let Some(location) = self.location(row)
        {
            map.insert("location".to_owned(), self.tree(location, &[]));
        }
        map.into()
    }

    /// The location that a row names, when it is the record's own.
    fn location(&self, row: &Row) -> Option<&Row> {
        let named = row.cells.get("location_id")?.as_str()?;
        self.rows.iter().find(|row| row.table == Table::Location && row.cells["id"] == named)
    }

    /// The services, each with its organization in brief.
    fn services(&self) -> Vec<Value> {
        let mut brief = self.rows[0].cells.clone();
        brief.retain(|key, _| ["id", "name", "description", "email", "website", "uri"].contains(&&**key));
        let services = self.rows.iter().filter(|row| row.table == Table::Service);
        let whole = services.map(|row| {
            let mut tree = self.tree(row, &[]);
            tree["organization"] = Value::Object(brief.clone());
            tree
        });
        whole.collect()
    }
}

/// Taxonomies, or their terms with what they have more to say.
fn of_terms(teller: &Teller<'_>, taxonomies: bool) -> Vec<Value> {
    let mut all = Vec::new();
    let mut each = |row: Row| all.push(row);
    let mut rows = Rows::new(None, teller.space, &mut each);
    if taxonomies {
        terms::taxonomies(teller, &mut rows);
    } else {
        terms::terms(teller, &mut rows);
    }
    let nest = Nest::over(teller, all);
    nest.rows.iter().filter(|row| row.of.is_none()).map(|row| nest.tree(row, &[])).collect()
}
