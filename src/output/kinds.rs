//! `data/<folder>.csv`: one table for every kind of record, for people with a spreadsheet.
//!
//! The columns follow from the declaration of the kind: a key is a column, a key of a table inside is `place.street`,
//! a text that is translated has a column for every language (`title.sl`). Of ways to reach somebody the first is
//! told, of checks the newest; hours stand in the notation of OpenStreetMap; what has no place in a cell is JSON.
//! Columns do not come and go with what records say.

use std::io;

use serde_json::{Map, Value};

use super::sheet::{Sheet, safe};
use super::{Job, Output, Stock, records, sheet};
use crate::catalogue::{self, Catalogue};
use crate::config::DataSet;
use crate::declare::{Declared, Shape};
use crate::diagnostic::Diagnostic;
use crate::hub::{EntryIx, Hub, Page};
use crate::language::Lang;
use crate::parse::Entry;
use crate::record::{HoursKind, KINDS, Kind};
use crate::time::holidays::DaysOff;
use crate::time::hours::timetables;
use crate::value::osm;

pub(super) struct Kinds;

/// The key that holds nothing: what stands there is never published.
const WITHHELD: &str = "updates_contact";

impl Output for Kinds {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.hub.config.gives(DataSet::Csv)
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        let kinds = KINDS.iter().enumerate();
        let kinds = kinds.map(|(turn, kind)| (format!("data/{}.csv", kind.folder), Job::Part(turn as u32)));
        kinds.chain([("data/datapackage.json".to_owned(), Job::Part(KINDS.len() as u32))]).collect()
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        self.pour(stock, job, out).expect("a Vec takes every byte");
        Ok(())
    }

    fn pours(&self, job: Job) -> bool {
        matches!(job, Job::Part(turn) if (turn as usize) < KINDS.len())
    }

    fn pour(&self, stock: &Stock, job: Job, to: &mut dyn io::Write) -> io::Result<()> {
        let Job::Part(turn) = job else { return Ok(()) };
        let Some(kind) = KINDS.get(turn as usize) else {
            serde_json::to_writer_pretty(&mut *to, &package(stock))?;
            return to.write_all(b"\n");
        };
        let columns = columns(kind, &stock.hub);
        let mut sheet =
            Sheet::new(to, FIRST.iter().map(|name| (*name).to_owned()).chain(columns.iter().map(Column::name)));
        for (ix, entry) in stock.hub.entries().filter(|(_, entry)| entry.kind == *kind) {
            let keys = records::keys(entry);
            let first = first(&stock.hub, ix, entry);
            sheet.line(first.into_iter().chain(columns.iter().map(|column| column.cell(entry, &keys))));
        }
        sheet.end()
    }
}

/// The columns before those of the keys.
const FIRST: [&str; 3] = ["id", "address", "freshness"];

fn first(hub: &Hub, ix: EntryIx, entry: &Entry) -> [String; 3] {
    let address = hub.url(Page::Record(ix), hub.config.languages.first());
    [entry.id.to_string(), address, hub.freshness(entry).name().to_owned()]
}

/// A column: the way to its value, and the language of a text.
struct Column {
    path: Vec<&'static str>,
    lang: Option<Lang>,
    prose: bool,
}

impl Column {
    fn name(&self) -> String {
        let mut name = self.path.join(".");
        if let Some(lang) = self.lang {
            name.push('.');
            name.push_str(lang.as_str());
        }
        name
    }

    fn cell(&self, entry: &Entry, keys: &Map<String, Value>) -> String {
        if self.path == ["hours"]
            && let Some(said) = hours(entry)
        {
            return safe(&said);
        }
        let Some(mut value) = keys.get(self.path[0]) else { return String::new() };
        for step in &self.path[1..] {
            let table = match value {
                // Of several tables one is told: the newest check, else the first.
                Value::Array(all) if self.path[0] == "verified" => all.iter().max_by_key(|one| one["on"].as_str()),
                Value::Array(all) => all.first(),
                other => Some(other),
            };
            match table.and_then(|table| table.get(*step)) {
                Some(inner) => value = inner,
                None => return String::new(),
            }
        }
        let value = match self.lang {
            // A label that is the same in every language is a text.
            Some(lang) => value.get(lang.as_str()),
            None => Some(value),
        };
        let text = value.map_or(String::new(), text);
        if self.prose { safe(plain(&text).trim()) } else { safe(&text) }
    }
}

/// A value in a cell.
fn text(value: &Value) -> String {
    match value {
        // A formula-like number would lose its sign's meaning in no spreadsheet, but its digits in most: it is a link.
        Value::String(text) if text.starts_with('+') && text[1..].bytes().all(|b| b.is_ascii_digit()) => {
            format!("tel:{text}")
        }
        Value::String(text) => text.clone(),
        Value::Array(all) if all.iter().all(|one| !one.is_object() && !one.is_array()) => {
            all.iter().map(text).collect::<Vec<_>>().join("; ")
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// When it is open, in OpenStreetMap's notation.
fn hours(entry: &Entry) -> Option<String> {
    let groups = entry.record.offer()?.hours.as_ref()?.groups();
    let doors: Vec<_> =
        groups.iter().filter(|group| group.kind == HoursKind::Open).map(|group| (**group).clone()).collect();
    // One value tells of one door.
    if doors.is_empty() || doors.len() != groups.len() || timetables(&doors, &DaysOff::default()).len() != 1 {
        return None;
    }
    osm::print(&doors, |label| label.all().next().map(|(_, text)| text.to_owned()))
}

/// HTML without its marks.
fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The columns of a kind.
fn columns(kind: &Kind, hub: &Hub) -> Vec<Column> {
    let languages: Vec<Lang> = hub.languages().collect();
    let mut columns = Vec::new();
    for field in kind.all_fields().filter(|field| field.key != WITHHELD) {
        of_field(&[], field, &languages, &mut columns);
    }
    columns
}

fn of_field(above: &[&'static str], field: &Declared, languages: &[Lang], columns: &mut Vec<Column>) {
    let mut path = above.to_vec();
    path.push(field.key);
    of_shape(&path, field.shape, languages, columns);
}

fn of_shape(path: &[&'static str], shape: &'static Shape, languages: &[Lang], columns: &mut Vec<Column>) {
    let mut add = |lang: Option<Lang>, prose: bool| {
        let column = Column { path: path.to_vec(), lang, prose };
        if columns.iter().all(|known| known.name() != column.name()) {
            columns.push(column);
        }
    };
    match shape {
        Shape::Words | Shape::Label => languages.iter().for_each(|lang| add(Some(*lang), false)),
        Shape::Prose => languages.iter().for_each(|lang| add(Some(*lang), true)),
        Shape::Open => {}
        Shape::Table(fields, _) if path.len() == 1 => {
            fields.iter().for_each(|field| of_field(path, field, languages, columns));
        }
        Shape::List(Shape::Table(fields, _)) if ["contact", "verified"].contains(&path[0]) && path.len() == 1 => {
            fields.iter().for_each(|field| of_field(path, field, languages, columns));
        }
        Shape::Either(shapes) => shapes.iter().for_each(|shape| of_shape(path, shape, languages, columns)),
        _ => add(None, false),
    }
}

/// What Frictionless Data says of the tables, and where the rest of the open data is.
fn package(stock: &Stock) -> Value {
    let hub = &stock.hub;
    let first = hub.config.languages.first();
    let (words, labels) = (catalogue::of(first), stock.theme.messages(first));
    let resource = |kind: &&'static Kind| {
        let own = FIRST.iter().map(|name| ((*name).to_owned(), words.try_say(&format!("column.{name}"), &[])));
        let columns = columns(kind, hub);
        let keys = columns.iter().map(|column| (column.name(), described(words, kind, &column.path)));
        let fields: Vec<Value> = own.chain(keys).map(|(name, said)| field(&name, said)).collect();
        serde_json::json!({
            "name": kind.folder,
            "title": labels.text(&format!("kind.{}", kind.name)),
            "path": format!("{}.csv", kind.folder),
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": { "fields": fields, "primaryKey": "id" },
        })
    };
    let mut package = sheet::package(hub, "kazipot");
    package["profile"] = "tabular-data-package".into();
    package["resources"] = KINDS.iter().map(resource).collect();
    package
}

fn field(name: &str, said: Option<String>) -> Value {
    let mut field = serde_json::json!({ "name": name, "type": "string" });
    if let Some(said) = said {
        field["description"] = said.into();
    }
    field
}

/// What a column holds, in the words that librarians are told of its key.
fn described(words: &Catalogue, kind: &Kind, path: &[&str]) -> Option<String> {
    let (table, rest) = path.split_first()?;
    rest.first().and_then(|key| words.key_inside(table, key)).or_else(|| words.key(kind.name, table))
}
