//! Importing: tables of others become records. A gallery: every way in is one file, [`IMPORTERS`] is the table.
//!
//! An importer is given bytes and a map, and answers with files to be made and with everything that could not
//! be carried over, row by row; nothing is dropped without a word. It writes nothing: `edit` does that, and
//! only where no file is.
//!
//! Whatever was given becomes rows of a [`table`], every cell with its place: [`separated`] reads what spreadsheets
//! save, [`json`] what programs do. An importer makes a [`draft`] of each row and of what belongs to it, every value
//! read by the parsers that read records: `import csv` by a map ([`map`], [`plan`], [`rows`]), the others by what
//! their form is known to say. [`take`] gives drafts their ids; [`prove`] compiles the hub as it would be with them in
//! it, and takes back what does not fit. What no key can hold is kept in the record under `[x]` ([`origin`]).

mod csv;
mod draft;
mod feed;
mod hsds;
mod html;
mod ids;
mod json;
mod literal;
mod map;
mod origin;
mod osm;
pub mod partner;
mod pen;
mod places;
mod plan;
mod prove;
mod rows;
mod separated;
mod table;
mod take;
mod target;
mod timetable;
mod template;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity};
use crate::edit::NewFile;
use crate::world::{Memory, World};

/// A file that somebody gave.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its path, for messages.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Given {
    /// A file with its bytes.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Given {
        Given { path: path.into(), bytes: bytes.into() }
    }
}

/// What is to be imported, and into which hub.
pub struct Job<'j> {
    /// The hub.
    pub world: &'j dyn World,
    /// The map, for an importer that needs one.
    pub map: Option<&'j Given>,
    /// The files.
    pub files: &'j [Given],
}

/// How much came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of all tables, without the names of the columns.
    pub read: usize,
    /// Records that can be made.
    pub records: usize,
    /// Records that are in the hub already.
    pub there: usize,
    /// Rows that should be records and cannot.
    pub lost: usize,
    /// Rows of which something is reported.
    pub reported: usize,
    /// Objects that are nothing a hub keeps, by what they are.
    pub passed: Vec<(String, usize)>,
    /// Points that say nothing by themselves.
    pub points: usize,
    /// Rows that stand in the files more than once.
    pub again: usize,
    /// Rows of each table, and how many of them are in records.
    pub tables: Vec<(String, usize, usize)>,
    /// Records of which the feed does not say of what type they are, by the type that they got.
    pub guessed: Vec<(&'static str, usize)>,
    /// What no key holds and is kept under [x], by column.
    pub kept: Vec<(String, usize)>,
    /// Values that were rounded, by the column they are from.
    pub rounded: Vec<(String, usize)>,
}

/// What came of an import.
pub struct Import {
    /// The files to be made, the first record first.
    pub files: Vec<NewFile>,
    /// How much it is.
    pub counts: Counts,
    /// What could not be carried over, and where.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts of the tables and of the map, for showing where something stands.
    pub texts: Memory,
}

impl Import {
    /// Nothing yet; and the hub's site.toml, when it can be read.
    fn of(job: &Job<'_>) -> (Import, Option<Config>) {
        let mut texts = Memory::new(job.world.today());
        if let Ok(bytes) = job.world.read(config::FILE) {
            texts = texts.with(config::FILE, bytes);
        }
        let (config, mut diagnostics) = config::read(job.world);
        diagnostics.retain(|one| one.severity == Severity::Error);
        (Import { files: Vec::new(), counts: Counts::default(), diagnostics, texts }, config)
    }

    /// Keeps the text of a file, so that places in it can be shown.
    fn show(&mut self, file: &str, text: &str) {
        let today = self.texts.today();
        let texts = std::mem::replace(&mut self.texts, Memory::new(today));
        self.texts = texts.with(file, text);
    }
}

/// A way in.
pub trait Importer: Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// Whether it has to be told which column is which key.
    fn needs_map(&self) -> bool {
        false
    }

    /// Reads what is given; nothing is written.
    fn run(&self, job: &Job<'_>) -> Import;
}

/// Every importer.
pub static IMPORTERS: &[&dyn Importer] = &[&csv::Csv, &hsds::Hsds, &osm::Osm];

/// The importer with this name.
pub fn named(name: &str) -> Option<&'static dyn Importer> {
    IMPORTERS.iter().find(|importer| importer.name() == name).copied()
}
