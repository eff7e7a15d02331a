//! Tables of a package: `organizations.csv`, `services.csv` …, each row by itself.

use super::sort::Sort;
use super::things::Things;
use crate::import::feed::{Feed, nothing};
use crate::import::separated::{self, Written};
use crate::import::{Given, Import};

/// Whether a file is a table.
pub(super) fn is_table(given: &Given) -> bool {
    let ends = |end: &str| given.path.to_ascii_lowercase().ends_with(end);
    ends(".csv") || ends(".tsv") || ends(".txt")
}

/// Reads a table; a row of which we do not know what it is belongs to a table that HSDS does not have.
pub(super) fn read(given: &Given, things: &mut Things, import: &mut Import) {
    let (table, mut told) = separated::read(given, Written::default());
    import.diagnostics.append(&mut told);
    let Some(mut table) = table else { return };
    import.show(&table.file, &table.text);
    let Some(sort) = Sort::named(&table.name) else {
        import.diagnostics.push(nothing(super::NAME, &table.file, 0, "import-no-table-of"));
        return;
    };
    sort.list().clone_into(&mut table.name);
    let rows = table.len();
    let position = things.table(sort, table);
    for row in 0..rows {
        things.add((position, row), None);
    }
}

/// Whether a file describes a package of tables (Frictionless Data).
pub(super) fn is_package(feed: &Feed) -> bool {
    feed.root.get(&feed.text, "resources").is_some()
}

/// The licence that such a description names.
pub(super) fn licence(feed: &Feed) -> Option<String> {
    let first = feed.root.get(&feed.text, "licenses")?.items().first()?;
    first.text(&feed.text, "name").map(Into::into)
}
