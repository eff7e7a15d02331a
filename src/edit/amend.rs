//! Amending a record that is there: some keys get other values, a table is added, and every other byte of the file
//! stays what it was: comments, order, blanks, the ends of lines, a byte order mark, the text behind front matter.
//!
//! toml_edit tells where things stand; what is new is put between the old bytes.

use std::ops::Range;

use toml_edit::{Document, Item, Key, Table, TableLike, Value};

use crate::parse::toml_part;
use crate::source::Form;

/// A file of the hub as it is and as it will be.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// Its path from the hub's root.
    pub path: String,
    /// Its bytes as they were read.
    pub before: Vec<u8>,
    /// Its bytes as they will be.
    pub after: Vec<u8>,
}

/// What is to stand in a record.
#[derive(Debug, Clone)]
pub enum Wish {
    /// A key of the record has this value; where the key is new it stands behind the first of these that is there.
    Key(&'static str, Value, &'static [&'static str]),
    /// A list of tables has one more.
    Added(&'static str, Vec<(&'static str, Value)>),
    /// In the table of a list that has this id, a list of tables has one more.
    AddedIn(&'static str, Box<str>, &'static str, Vec<(&'static str, Value)>),
    /// The table of a list that has this value under its first key has the second as well.
    Amended(&'static str, Vec<(&'static str, Value)>),
}

/// A file of which toml_edit could not tell where its keys stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl Amendment {
    /// What becomes of a file by these wishes, one after the other.
    ///
    /// # Errors
    /// The file is not a record that can be read, or what would become of it could not be.
    pub fn new(path: &str, before: Vec<u8>, form: Form, wishes: &[Wish]) -> Result<Amendment, Unreadable> {
        let mut text = String::from_utf8(before.clone()).map_err(|_| Unreadable)?;
        for wish in wishes {
            let part = toml_part(&text, form).ok_or(Unreadable)?;
            let mut toml = text[part.clone()].to_owned();
            let (at, new) = {
                let document = Document::parse(toml.as_str()).map_err(|_| Unreadable)?;
                wish.splice(&toml, document.as_table()).ok_or(Unreadable)?
            };
            toml.replace_range(at, &new);
            Document::parse(toml.as_str()).map_err(|_| Unreadable)?;
            text.replace_range(part, &toml);
        }
        Ok(Amendment { path: path.to_owned(), before, after: text.into_bytes() })
    }
}

/// Bytes that go, and what comes instead.
type Splice = (Range<usize>, String);

impl Wish {
    fn splice(&self, text: &str, root: &Table) -> Option<Splice> {
        match self {
            Wish::Key(key, value, behind) => key_splice(text, root, key, value, behind),
            Wish::Added(list, pairs) => added(text, &Place { table: root, end: text.len(), header: list }, list, pairs),
            Wish::AddedIn(outer, id, list, pairs) => added_in(text, root.get(outer)?, id, (outer, list), pairs),
            Wish::Amended(list, pairs) => {
                let ((key, wanted), others) = pairs.split_first()?;
                let is_it = |table: &dyn TableLike| {
                    table.get(key).and_then(Item::as_value).is_some_and(|value| bare(value) == bare(wanted))
                };
                match root.get(list)? {
                    Item::ArrayOfTables(tables) => {
                        let table = tables.iter().find(|table| is_it(*table))?;
                        let Some((key, value)) = others.iter().find(|(key, value)| differs(table, key, value)) else {
                            return Some((0..0, String::new()));
                        };
                        key_splice(text, table, key, value, &["date"])
                    }
                    Item::Value(Value::Array(array)) => {
                        let table = array.iter().filter_map(Value::as_inline_table).find(|table| is_it(*table))?;
                        let Some((key, value)) = others.iter().find(|(key, value)| differs(table, key, value)) else {
                            return Some((0..0, String::new()));
                        };
                        if let Some(old) = table.get(key) {
                            return Some((old.span()?, bare(value)));
                        }
                        let last = table.iter().filter_map(|(_, value)| value.span()).map(|span| span.end).max()?;
                        Some((last..last, format!(", {key} = {}", bare(value))))
                    }
                    _ => None,
                }
            }
        }
    }
}

/// Whether a table has another value under a key, or none.
fn differs(table: &dyn TableLike, key: &str, value: &Value) -> bool {
    table.get(key).and_then(Item::as_value).is_none_or(|old| bare(old) != bare(value))
}

/// A value as TOML, without what stood around it.
fn bare(value: &Value) -> String {
    value.clone().decorated("", "").to_string()
}

/// Gives a key of a table a value: instead of the old one, or on a line of its own.
fn key_splice(text: &str, table: &Table, key: &str, value: &Value, behind: &[&str]) -> Option<Splice> {
    if let Some(old) = table.get(key) {
        return Some((old.as_value()?.span()?, bare(value)));
    }
    let line = format!("{key} = {}", bare(value));
    let own = |item: &Item| item.as_value().and_then(Value::span);
    let neighbour = behind.iter().find_map(|key| own(table.get(key)?));
    let neighbour = neighbour.or_else(|| table.iter().filter_map(|(_, item)| own(item)).max_by_key(|span| span.end));
    let newline = newline(text);
    let Some(neighbour) = neighbour else {
        // Nothing stands there yet: right behind the header, or before everything.
        let at = table.span().map_or(0, |span| end_of_line(text, span.end));
        return Some((at..at, format!("{line}{newline}")));
    };
    let at = end_of_line(text, neighbour.end);
    // The last line of a file may have no end.
    let before = if text[..at].ends_with('\n') { "" } else { newline };
    Some((at..at, if before.is_empty() { format!("{line}{newline}") } else { format!("{before}{line}") }))
}

/// Where a list of tables stands or is to stand.
struct Place<'t> {
    /// The table that holds it.
    table: &'t dyn TableLike,
    /// Where a first table of it goes.
    end: usize,
    /// What stands in its header.
    header: &'t str,
}

/// Adds a table to a list in the table of an outer list that has an id.
fn added_in(
    text: &str,
    outer: &Item,
    id: &str,
    (name, list): (&str, &str),
    pairs: &[(&'static str, Value)],
) -> Option<Splice> {
    let has_id = |table: &dyn TableLike| table.get("id").and_then(Item::as_str).is_some_and(|known| known == id);
    match outer {
        Item::ArrayOfTables(tables) => {
            let table = tables.iter().find(|table| has_id(*table))?;
            let end = end_of_line(text, end_of_table(table)?);
            added(text, &Place { table, end, header: &format!("{name}.{list}") }, list, pairs)
        }
        Item::Value(Value::Array(array)) => {
            let table = array.iter().filter_map(Value::as_inline_table).find(|table| has_id(*table))?;
            if table.contains_key(list) {
                return added(text, &Place { table, end: 0, header: list }, list, pairs);
            }
            let last = table.iter().filter_map(|(_, value)| value.span()).map(|span| span.end).max()?;
            Some((last..last, format!(", {list} = [{}]", inline(pairs))))
        }
        _ => None,
    }
}

/// A table on one line.
fn inline(pairs: &[(&'static str, Value)]) -> String {
    let inner = pairs.iter().map(|(key, value)| format!("{key} = {}", bare(value))).collect::<Vec<_>>();
    format!("{{ {} }}", inner.join(", "))
}

/// Adds a table to a list.
fn added(text: &str, place: &Place<'_>, list: &str, pairs: &[(&'static str, Value)]) -> Option<Splice> {
    let newline = newline(text);
    let at = match place.table.get(list) {
        None => place.end,
        Some(Item::ArrayOfTables(tables)) => {
            let ends = tables.iter().filter_map(end_of_table);
            end_of_line(text, ends.max()?)
        }
        Some(Item::Value(Value::Array(array))) => {
            let item = inline(pairs);
            let Some(last) = array.iter().filter_map(Value::span).last() else {
                let open = array.span()?.start + 1;
                return Some((open..open, item));
            };
            let first = array.iter().find_map(Value::span)?;
            let indent = text[..first.start].rfind('\n').map(|at| &text[at + 1..first.start]);
            let indent = indent.filter(|before| !before.is_empty() && before.trim().is_empty());
            // What follows the last item, a comma or a remark, stays where it is.
            let between = indent.map_or_else(|| " ".to_owned(), |indent| format!("{newline}{indent}"));
            return Some((last.end..last.end, format!(",{between}{item}")));
        }
        Some(_) => return None,
    };
    let open = if text[..at].is_empty() || text[..at].ends_with('\n') { "" } else { newline };
    let apart = if text[..at].trim_end_matches(['\r', '\n']).len() + 2 * newline.len() <= at { "" } else { newline };
    let lines: String = pairs.iter().map(|(key, value)| format!("{key} = {}{newline}", bare(value))).collect();
    Some((at..at, format!("{open}{apart}[[{}]]{newline}{lines}", place.header)))
}

/// The last byte of a table, those inside it included.
fn end_of_table(table: &Table) -> Option<usize> {
    let inside = table.iter().filter_map(|(_, item)| match item {
        Item::Table(table) => end_of_table(table),
        Item::ArrayOfTables(tables) => tables.iter().filter_map(end_of_table).max(),
        Item::Value(value) => value.span().map(|span| span.end),
        Item::None => None,
    });
    let keys = table.iter().filter_map(|(key, _)| table.key(key).and_then(Key::span)).map(|span| span.end);
    inside.chain(keys).chain(table.span().map(|span| span.end)).max()
}

/// Where the line ends in which a byte stands, its end included.
fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// How lines end in a text.
fn newline(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
