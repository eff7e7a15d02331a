//! Importing: tables of others become records. A gallery: every way in is one file, [`IMPORTERS`] is the table.
//!
//! An importer is given bytes and a map, and answers with files to be made and with everything that could not
//! be carried over, row by row; nothing is dropped without a word. It writes nothing: `edit` does that, and
//! only where no file is.
//!
//! A row goes through four rooms. [`table`] finds its cells; [`plan`] lays the map on the tables; [`rows`]
//! makes a draft of it, each value read by the parsers that read records; [`prove`] compiles the hub as it
//! would be with the drafts in it, and takes back what does not fit. What no key can hold is kept in the
//! record under `[x]`.

mod csv;
mod draft;
mod ids;
mod literal;
mod map;
mod places;
mod plan;
mod prove;
mod rows;
mod table;
mod target;
mod template;

use crate::diagnostic::Diagnostic;
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

/// What is to be imported, and into which hub.
pub struct Job<'j> {
    /// The hub.
    pub world: &'j dyn World,
    /// The map.
    pub map: &'j Given,
    /// The tables.
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

/// A way in.
pub trait Importer: Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// Reads what is given; nothing is written.
    fn run(&self, job: &Job<'_>) -> Import;
}

/// Every importer.
pub static IMPORTERS: &[&dyn Importer] = &[&csv::Csv];

/// The importer with this name.
pub fn named(name: &str) -> Option<&'static dyn Importer> {
    IMPORTERS.iter().find(|importer| importer.name() == name).copied()
}
