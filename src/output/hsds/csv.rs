//! HSDS as a package of CSV tables (Frictionless Data, `datapackage.json`).

use std::io;

use serde_json::{Value, json};

use super::json::VERSION;
use super::tables::{Row, Rows, Table};
use super::{Teller, terms};
use crate::config::DataSet;
use crate::diagnostic::Diagnostic;
use crate::output::sheet::{self, Sheet};
use crate::output::{Job, Output, Stock};

/// The CSV package.
pub(in crate::output) struct HsdsCsv;

impl Output for HsdsCsv {
    fn name(&self) -> &'static str {
        "hsds-csv"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.hub.config.gives(DataSet::Hsds)
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        let tables = Table::ALL.iter().enumerate();
        let tables =
            tables.map(|(turn, table)| (format!("data/hsds/csv/{}.csv", table.file()), Job::Part(turn as u32)));
        let package = ("data/hsds/csv/datapackage.json".to_owned(), Job::Part(Table::ALL.len() as u32));
        tables.chain([package]).collect()
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        self.pour(stock, job, out).expect("a Vec takes every byte");
        Ok(())
    }

    fn pours(&self, job: Job) -> bool {
        matches!(job, Job::Part(turn) if (turn as usize) < Table::ALL.len())
    }

    fn pour(&self, stock: &Stock, job: Job, to: &mut dyn io::Write) -> io::Result<()> {
        let Job::Part(turn) = job else { return Ok(()) };
        let teller = Teller::new(stock);
        let Some(table) = Table::ALL.get(turn as usize).copied() else {
            serde_json::to_writer_pretty(&mut *to, &package(stock))?;
            return to.write_all(b"\n");
        };
        let columns = table.columns();
        let mut sheet = Sheet::new(to, columns.iter().copied());
        let mut each = |row: Row| sheet.line(columns.iter().map(|column| text(row.cells.get(*column))));
        let mut rows = Rows::new(Some(table), teller.space, &mut each);
        match table {
            Table::Taxonomy => terms::taxonomies(&teller, &mut rows),
            Table::TaxonomyTerm => terms::terms(&teller, &mut rows),
            _ => {
                teller.records().for_each(|(ix, entry)| teller.record(ix, entry, &mut rows));
                if table == Table::Attribute {
                    terms::terms(&teller, &mut rows);
                }
            }
        }
        sheet.end()
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => sheet::safe(text),
        Some(other) => other.to_string(),
    }
}

fn package(stock: &Stock) -> Value {
    let resource = |table: &Table| {
        let fields = table.columns().iter().map(|column| json!({ "name": column, "type": kind(column) }));
        json!({
            "name": table.plural(),
            "path": format!("{}.csv", table.file()),
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": { "fields": fields.collect::<Vec<_>>(), "primaryKey": "id" },
        })
    };
    let mut package = sheet::package(&stock.hub, "hsds");
    package["profile"] = "tabular-data-package".into();
    package["hsds_version"] = VERSION.into();
    package["resources"] = Table::ALL.iter().map(resource).collect();
    package
}

/// The type of a column in the words of Frictionless Data.
fn kind(column: &str) -> &'static str {
    match column {
        "latitude" | "longitude" | "amount" | "minimum_age" | "maximum_age" | "year_incorporated" | "interval"
        | "extension" => "number",
        "valid_from" | "valid_to" | "dtstart" | "assured_date" => "date",
        "opens_at" | "closes_at" => "time",
        "last_modified" => "datetime",
        _ => "string",
    }
}
