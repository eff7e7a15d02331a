//! Rows become things: rows of one id are one thing, every thing knows what it belongs to.

use std::borrow::Cow;
use std::collections::HashMap;

use super::sort::{OWNERS, Sort};
use crate::import::draft::Cell;
use crate::import::table::Table;

/// The position of a thing.
pub(super) type Ix = usize;

/// A row: the position of its table, and its own.
pub(super) type At = (usize, usize);

/// What one or more rows tell of.
pub(super) struct Thing {
    /// What it is.
    pub(super) sort: Sort,
    /// Its rows; the first that says something counts.
    pub(super) rows: Vec<At>,
    /// What it belongs to.
    pub(super) owner: Option<Ix>,
    /// The location of a service, the term of an attribute.
    pub(super) names: Option<Ix>,
    /// What belongs to it, in the order of the rows.
    pub(super) parts: Vec<Ix>,
}

/// Everything that the feeds tell of.
#[derive(Default)]
pub(super) struct Things {
    /// The tables.
    pub(super) tables: Vec<Table>,
    /// The sort of each table.
    pub(super) sorts: Vec<Sort>,
    /// Where each table has its columns.
    columns: Vec<HashMap<String, usize>>,
    /// The things.
    pub(super) all: Vec<Thing>,
    known: HashMap<(Sort, String), Ix>,
}

/// A value and its cell.
pub(super) type Said<'t> = (Cow<'t, str>, Cell);

impl Things {
    /// Adds a table; its rows become things when [`Things::add`] names them.
    pub(super) fn table(&mut self, sort: Sort, table: Table) -> usize {
        let columns = table.columns.iter().enumerate();
        self.columns.push(columns.map(|(turn, column)| (column.name.to_ascii_lowercase(), turn)).collect());
        self.tables.push(table);
        self.sorts.push(sort);
        self.tables.len() - 1
    }

    /// The value of a row in a column.
    pub(super) fn cell(&self, at: At, column: &str) -> Option<Said<'_>> {
        let (table, row) = at;
        let column = *self.columns[table].get(column)?;
        let value = self.tables[table].value(row, column);
        let value = if self.tables[table].is_json() { value } else { unguarded(value) };
        Some((value, Cell { table, row, column })).filter(|(value, _)| !value.is_empty())
    }

    /// Adds a row as a thing, or to the thing of its id.
    pub(super) fn add(&mut self, at: At, owner: Option<Ix>) -> Ix {
        let sort = self.sorts[at.0];
        let id = self.cell(at, "id").map(|(id, _)| id.into_owned());
        let known = id.as_ref().and_then(|id| self.known.get(&(sort, id.clone())).copied());
        let ix = known.unwrap_or_else(|| {
            self.all.push(Thing { sort, rows: Vec::new(), owner: None, names: None, parts: Vec::new() });
            self.all.len() - 1
        });
        if let Some(id) = id {
            self.known.entry((sort, id)).or_insert(ix);
        }
        self.all[ix].rows.push(at);
        if let Some(owner) = owner {
            self.belongs(ix, owner);
        }
        ix
    }

    /// Says what a thing belongs to, unless that is known.
    pub(super) fn belongs(&mut self, ix: Ix, owner: Ix) {
        if self.all[ix].owner.is_none() && ix != owner {
            self.all[ix].owner = Some(owner);
            self.all[owner].parts.push(ix);
        }
    }

    /// The thing of an id.
    pub(super) fn find(&self, sort: Sort, id: &str) -> Option<Ix> {
        self.known.get(&(sort, id.to_owned())).copied()
    }

    /// Follows the columns by which rows name each other. To be called when every row is there.
    pub(super) fn link(&mut self) {
        for ix in 0..self.all.len() {
            let sort = self.all[ix].sort;
            let named = |things: &Things, column: &str, of: Sort| {
                let (id, _) = things.say(ix, column)?;
                things.find(of, &id)
            };
            if self.all[ix].names.is_none() {
                self.all[ix].names = match sort {
                    Sort::ServiceAtLocation => named(self, "location_id", Sort::Location),
                    Sort::Attribute => named(self, "taxonomy_term_id", Sort::Term),
                    Sort::Location => None,
                    _ => None,
                };
            }
            if self.all[ix].owner.is_some() || matches!(sort, Sort::Organization | Sort::Term | Sort::Taxonomy) {
                continue;
            }
            let owner = match sort {
                Sort::Attribute | Sort::Metadata => {
                    let entity = self.say(ix, "link_entity").or_else(|| self.say(ix, "resource_type"));
                    let entity = entity.and_then(|(name, _)| Sort::named(&name));
                    let id = self.say(ix, "link_id").or_else(|| self.say(ix, "resource_id"));
                    entity.zip(id).and_then(|(of, (id, _))| self.find(of, &id))
                }
                // A service belongs to its organization, or to the one of its location.
                Sort::Service => named(self, "organization_id", Sort::Organization)
                    .or_else(|| named(self, "location_id", Sort::Location)),
                Sort::Location => named(self, "organization_id", Sort::Organization),
                Sort::ServiceAtLocation => named(self, "service_id", Sort::Service),
                _ => OWNERS.iter().filter(|(_, of)| *of != sort).find_map(|(column, of)| named(self, column, *of)),
            };
            if let Some(owner) = owner {
                self.belongs(ix, owner);
            }
        }
    }

    /// What a thing says in a column: the first of its rows that says something.
    pub(super) fn say(&self, ix: Ix, column: &str) -> Option<Said<'_>> {
        self.all[ix].rows.iter().find_map(|at| self.cell(*at, column))
    }

    /// The parts of a thing of one sort.
    pub(super) fn parts(&self, ix: Ix, sort: Sort) -> impl Iterator<Item = Ix> + '_ {
        self.all[ix].parts.iter().copied().filter(move |part| self.all[*part].sort == sort)
    }

    /// The things of one sort, in the order of their rows.
    pub(super) fn of(&self, sort: Sort) -> impl Iterator<Item = Ix> + '_ {
        (0..self.all.len()).filter(move |ix| self.all[*ix].sort == sort)
    }
}

/// A text without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn unguarded(cell: Cow<'_, str>) -> Cow<'_, str> {
    let guarded = cell
        .strip_prefix('\'')
        .is_some_and(|rest| rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']));
    match cell {
        Cow::Borrowed(text) if guarded => Cow::Borrowed(&text[1..]),
        Cow::Owned(text) if guarded => Cow::Owned(text[1..].to_owned()),
        cell => cell,
    }
}
