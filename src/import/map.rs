//! The map: which column is which key. It is declared like everything else, so that a wrong word in it is
//! pointed at.
//!
//! ```toml
//! kind = "organization"
//! id = ["naziv"]                        # the columns of which the id is made; without it, the title
//!
//! [source]                              # as in a record
//! kind = "import"
//! name = "Register društev"
//!
//! [columns]                             # column = key; the first that holds something counts
//! naziv = "title"
//! telefon = "contact.phone"
//! opomba = "x.opomba"
//! pripis = "x"                          # the same as x.pripis
//! zaporedna = "ignore"                  # left out
//!
//! [templates]                           # key = text; several are tried until one has all its columns
//! summary = ["{dejavnost} v kraju {kraj}.", "{naziv}."]
//!
//! [values.dejavno]                      # what a code of a column means
//! n = "closed"
//!
//! [defaults]                            # what holds where the table says nothing
//! type = "society"
//!
//! [[join]]                              # another table
//! table = "naslovi"
//! on = { drustvo = "id" }               # its column = ours
//! columns = { ulica = "place.street" }
//!
//! [[join]]
//! table = "telefoni"
//! of = "naslovi"                        # its rows belong to those of another join
//! on = { naslov = "id" }
//! into = "/contact"                     # an item for each; `contact` is inside what it belongs to, `../` beside it
//! columns = { stevilka = "phone" }
//! ```

use std::sync::Arc;

use encoding_rs::Encoding;
use jiff::civil::Date;
use toml::de::DeValue;

use super::template::Template;
use crate::declare::{Field, Group, Keys, Languages, Node, Reading, Shape, Translated, choice, syntax, table, text_of};
use crate::diagnostic::{Code, Diagnostic, Fact, Reported};
use crate::language::Lang;
use crate::record::{KINDS, Kind, Source, kind_named};

table! {
    /// The keys of a map.
    pub struct MapKeys {
        /// The kind of the records.
        kind: KindName,
        /// The table whose rows are the records, by its file's name without ending; otherwise all that no join names.
        table: Option<Box<str>>,
        /// The columns of which the id is made.
        id: Box<[Box<str>]>,
        /// The language of the texts.
        lang: Option<Lang>,
        /// What separates cells, when it is not to be found out.
        delimiter: Option<Delimiter>,
        /// How letters are encoded, when it is not to be found out.
        encoding: Option<EncodingName>,
        /// Where the records come from.
        source: Option<Box<Source>>,
        /// Column and key.
        columns: Columns,
        /// Key and text.
        templates: Templates,
        /// Column, code and what it means.
        values: Values,
        /// Column and what separates several values in it.
        split: Columns,
        /// Values for what the table does not say.
        defaults: Defaults,
        /// Other tables.
        join: Box<[Join]>,
    }

    /// Another table whose rows belong to the rows of one before it.
    pub struct Join {
        /// Its name: the file's, without ending.
        table: Box<str>,
        /// What it is called in templates and by later joins, when not by its name.
        name = "as": Option<Box<str>>,
        /// The join that its rows belong to; otherwise the table of the records.
        of: Option<Box<str>>,
        /// Its column = the column there.
        on: Columns,
        /// The list that gets an item for each of its rows; otherwise one row says more of the same. It is looked
        /// for in what the row belongs to, after `/` in the record, after `../` around what the row belongs to.
        into: Option<Box<str>>,
        /// The columns of which the id of an item is made.
        id: Box<[Box<str>]>,
        /// The key that lists the id of the item that its rows belong to.
        owner: Option<Box<str>>,
        /// It only explains: rows that nobody asks for, and codes that it does not explain, are nothing to report.
        lookup: bool,
        /// Column and key.
        columns: Columns,
        /// Key and text.
        templates: Templates,
        /// Column, code and what it means.
        values: Values,
        /// Column and what separates several values in it.
        split: Columns,
    }
}

impl Translated for Join {}

choice! {
    /// What separates cells.
    pub enum Delimiter: "delimiter" {
        Semicolon = ";",
        Comma = ",",
        Tab = "tab",
        Bar = "|",
    }
}

impl Delimiter {
    /// The byte.
    pub(super) fn byte(self) -> u8 {
        match self {
            Delimiter::Semicolon => b';',
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
            Delimiter::Bar => b'|',
        }
    }
}

/// A kind by its name.
#[derive(Debug, Clone, Copy)]
pub struct KindName(pub &'static Kind);

impl PartialEq for KindName {
    fn eq(&self, other: &KindName) -> bool {
        self.0.name == other.0.name
    }
}

impl serde::Serialize for KindName {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.name)
    }
}

impl Field for KindName {
    const SHAPE: &'static Shape = &Shape::Notation("kind", "organization");

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        let found = kind_named(text).map(KindName);
        if found.is_none() {
            let known = || KINDS.iter().map(|kind| kind.name);
            let meant = crate::declare::meant_by(text).find(|name| kind_named(name).is_some());
            unknown_code(node, "kind", text, known().map(str::to_owned).collect(), meant, reading);
        }
        found
    }
}

/// An encoding by one of its names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EncodingName(pub &'static Encoding);

impl serde::Serialize for EncodingName {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.name())
    }
}

impl Field for EncodingName {
    const SHAPE: &'static Shape = &Shape::Notation("encoding", "windows-1250");

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        let found = Encoding::for_label(text.as_bytes()).map(EncodingName);
        if found.is_none() {
            let known = ["utf-8", "windows-1250", "iso-8859-2", "windows-1252"];
            unknown_code(node, "encoding", text, known.map(str::to_owned).to_vec(), None, reading);
        }
        found
    }
}

fn unknown_code(
    node: &Node<'_>,
    set: &'static str,
    text: &str,
    known: Vec<String>,
    meant: Option<&str>,
    reading: &mut Reading<'_>,
) {
    let near = meant.or_else(|| crate::declare::nearest(text, known.iter().map(String::as_str))).map(str::to_owned);
    let found = Diagnostic::new(Code::UnknownCode)
        .at(reading.span(node.span()))
        .with("found", crate::declare::shortened(text))
        .with("set", set)
        .with("known", Fact::List(known))
        .with_some("suggestion", near);
    reading.report(found);
}

/// Bytes of the map where something is written.
pub(super) type Place = std::ops::Range<usize>;

macro_rules! open_tables {
    ($( $(#[$doc:meta])* $Name:ident($Inner:ty), |$key:ident, $node:ident, $reading:ident| $read:expr; )*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $Name(pub(super) Vec<$Inner>);

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_unit()
            }
        }

        impl Field for $Name {
            const SHAPE: &'static Shape = &Shape::Open;
            const REQUIRED: bool = false;

            fn read(node: &Node<'_>, $reading: &mut Reading<'_>) -> Option<Self> {
                let table = $reading.table(node)?;
                let mut entries: Vec<_> = table.iter().collect();
                // The order of a map is the order in which it is written.
                entries.sort_by_key(|(key, _)| key.span().start);
                let mut all = Vec::new();
                for (key, $node) in entries {
                    let $key: (&str, Place) = (key.get_ref(), $reading.span(key.span()).range);
                    all.extend($read);
                }
                Some($Name(all))
            }

            fn absent() -> Option<Self> {
                Some(Self::default())
            }

            fn is_absent(&self) -> bool {
                self.0.is_empty()
            }
        }
    )* };
}

/// Two names, each with its place: a column and what it stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The left one.
    pub(super) left: Box<str>,
    /// The right one.
    pub(super) right: Box<str>,
    /// Where the left one is written.
    pub(super) left_at: Place,
    /// Where the right one is written.
    pub(super) right_at: Place,
}

/// The texts for one key.
#[derive(Debug, Clone, PartialEq)]
pub struct Texts {
    /// The key.
    pub(super) key: Box<str>,
    /// Where it is written.
    pub(super) at: Place,
    /// What is tried, in this order.
    pub(super) texts: Vec<Template>,
}

/// The codes of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// The column.
    pub(super) column: Box<str>,
    /// Where it is written.
    pub(super) at: Place,
    /// What is found, and what it means; nothing when it says nothing.
    pub(super) pairs: Vec<(Box<str>, Box<str>)>,
}

open_tables! {
    /// Names and what they stand for.
    Columns(Pair), |key, node, reading| {
        let (left, left_at) = key;
        let text = node.get_ref().as_str();
        if text.is_none() {
            reading.wrong_type(node, "text");
        }
        let right_at = reading.span(node.span()).range;
        text.map(|text| Pair { left: left.into(), right: text.into(), left_at, right_at })
    };
    /// Keys and the texts that they get.
    Templates(Texts), |key, node, reading| {
        let (name, at) = key;
        let texts: Vec<&str> = match node.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| item.get_ref().as_str()).collect(),
            value => value.as_str().into_iter().collect(),
        };
        if texts.is_empty() {
            reading.wrong_type(node, "text");
        }
        let texts = texts.into_iter().map(Template::new).collect();
        Some(Texts { key: name.into(), at, texts })
    };
    /// Columns and what their codes mean.
    Values(Codes), |key, node, reading| {
        let (column, at) = key;
        let table = reading.table(node);
        let mut pairs = Vec::new();
        for (from, to) in table.into_iter().flatten() {
            match to.get_ref().as_str() {
                Some(text) => pairs.push((from.get_ref().as_ref().into(), text.into())),
                None => reading.wrong_type(to, "text"),
            }
        }
        Some(Codes { column: column.into(), at, pairs })
    };
    /// Keys of a record with values as they are written.
    Defaults(Given), |key, node, reading| {
        let (name, at) = key;
        Some(Given { key: name.into(), at, value: given(node, reading) })
    };
}

/// A key with a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The key.
    pub(super) key: Box<str>,
    /// Where it is written.
    pub(super) at: Place,
    /// The value.
    pub(super) value: GivenValue,
}

/// A value as it is written in TOML.
#[derive(Debug, Clone, PartialEq)]
pub enum GivenValue {
    /// One that goes into a record as it stands.
    Plain(Box<str>),
    /// A table.
    Table(Vec<Given>),
    /// A list of tables.
    Tables(Vec<Vec<Given>>),
}

fn given(node: &Node<'_>, reading: &mut Reading<'_>) -> GivenValue {
    match node.get_ref() {
        DeValue::Table(_) => GivenValue::Table(given_table(node, reading)),
        DeValue::Array(items) if !items.is_empty() && items.iter().all(|item| item.get_ref().is_table()) => {
            GivenValue::Tables(items.iter().map(|item| given_table(item, reading)).collect())
        }
        _ => GivenValue::Plain(reading.source_of(node).into()),
    }
}

fn given_table(node: &Node<'_>, reading: &mut Reading<'_>) -> Vec<Given> {
    <Defaults as Field>::read(node, reading).map(|defaults| defaults.0).unwrap_or_default()
}

/// A map, read.
#[derive(Debug)]
pub(super) struct Map {
    /// Its file, for messages.
    pub(super) file: Arc<str>,
    /// Its keys.
    pub(super) keys: MapKeys,
    /// `[source]` as it stands.
    pub(super) source: Vec<Given>,
}

/// Reads a map; `None` when it cannot be used.
pub(super) fn read(path: &str, bytes: &[u8], languages: &Languages, today: Date) -> Reported<Option<Map>> {
    let file: Arc<str> = path.into();
    let text = match syntax::text(&file, bytes) {
        Ok(text) => text,
        Err(found) => return Reported { value: None, diagnostics: vec![*found] },
    };
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reading = Reading::new(file.clone(), text, languages, today);
    (reading.what, reading.base) = ("map", mark);
    let (table, wrong) = syntax::parse(&text[mark..], &reading);
    if !wrong.is_empty() {
        return Reported { value: None, diagnostics: wrong };
    }
    let mut keys = Keys::new(table.get_ref(), 0..0);
    let read = MapKeys::read_keys(&mut keys, &mut reading);
    keys.finish(&mut reading);
    let source = table.get_ref().get("source").map(|node| given_table(node, &mut reading)).unwrap_or_default();
    let diagnostics = reading.diagnostics;
    let value = read.filter(|_| !crate::diagnostic::any_error(&diagnostics));
    Reported { value: value.map(|keys| Map { file, keys, source }), diagnostics }
}
