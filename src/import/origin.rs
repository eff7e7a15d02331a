//! Where drafts come from: tables that somebody gave, and what became of their cells.

use std::collections::HashSet;
use std::sync::Arc;

use super::draft::{Cell, Draft, Leaf, Node, Tree, get, leaves, length, prune, table_at};
use super::literal::{Carried, Refused, string};
use super::plan::Use;
use super::table::Table;
use super::target::Step;
use crate::declare::shortened;
use crate::diagnostic::{Code, Diagnostic, Fact};
use crate::record::Kind;

/// The longest text that one cell may hold, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;

/// A table in one of its roles: what is left of its rows is kept under its name.
pub(super) struct Role<'o> {
    /// The position of the table.
    pub(super) table: usize,
    /// The key of `[x]`; what is left of the record's own row stands in `[x]` itself.
    pub(super) name: Option<&'o str>,
    /// Whether there may be several rows.
    pub(super) many: bool,
}

/// Where drafts of one kind come from.
pub(super) trait Origin: Sync {
    /// The kind of the records.
    fn kind(&self) -> &'static Kind;

    /// The tables.
    fn tables(&self) -> &[Table];

    /// The file of the map, when there is one.
    fn map(&self) -> Option<&Arc<str>>;

    /// A role by its number, as drafts count them.
    fn role(&self, role: usize) -> Role<'_>;

    /// What becomes of a column.
    fn used(&self, table: usize, column: usize) -> Use;

    /// The tables of which every row has to belong to a record.
    fn asked(&self) -> Vec<usize>;

    /// Whether a row of such a table is left out of that: it explains, and has said what it had to say.
    fn explains(&self, table: usize, row: usize) -> bool {
        let _ = (table, row);
        false
    }
}

impl<'o> dyn Origin + 'o {
    /// The cells of a draft that none of its values holds, in the order of tables, rows and columns.
    pub(super) fn left_over(&self, draft: &Draft) -> Vec<(usize, Cell)> {
        let mut carried: HashSet<Cell> = draft.silent.iter().copied().collect();
        leaves(&draft.tree, &mut |leaf: &Leaf| {
            if leaf.carried != Carried::Part {
                carried.extend(&leaf.cells);
            }
        });
        let mut left = Vec::new();
        let mut seen: HashSet<(usize, usize)> = HashSet::new();
        for (role, row) in &draft.rows {
            let position = self.role(*role).table;
            let table = &self.tables()[position];
            if !seen.insert((position, *row)) {
                continue;
            }
            for column in table.columns_of(*row) {
                let cell = Cell { table: position, row: *row, column };
                let used = self.used(position, column);
                let kept = matches!(used, Use::None | Use::Value) && !carried.contains(&cell);
                if kept && !table.is_blank(*row, column) && table.value(*row, column).len() <= LONGEST {
                    left.push((*role, cell));
                }
            }
        }
        left
    }

    /// Puts what no key holds under `[x]`, by the names of its columns.
    pub(super) fn keep(&self, draft: &Draft) -> Tree {
        let mut tree = draft.tree.clone();
        let mut last: Option<(usize, usize)> = None;
        for (role, cell) in self.left_over(draft) {
            let place = self.role(role);
            let mut steps = vec![Step::Key("x".into())];
            if let Some(name) = place.name {
                let free = |name: &String| {
                    !matches!(
                        get(&tree, &[Step::Key("x".into()), Step::Key(name.as_str().into())]),
                        Some(Node::Leaf(_))
                    )
                };
                let name = numbered(name).find(free).unwrap_or_default();
                steps.push(Step::Key(name.into()));
                if place.many {
                    let more = last != Some((role, cell.row));
                    let items = length(&tree, &steps);
                    steps.push(Step::Item(if more { items } else { items.max(1) - 1 }));
                }
            }
            last = Some((role, cell.row));
            let table = &self.tables()[cell.table];
            let value = string(&table.value(cell.row, cell.column));
            if let Some(into) = table_at(&mut tree, &steps) {
                let name = numbered(&table.columns[cell.column].name).find(|name| !into.contains_key(name.as_str()));
                let leaf = Leaf { toml: value, cells: vec![cell], carried: Carried::Whole, map: None };
                into.insert(name.unwrap_or_default().into(), Node::Leaf(leaf));
            }
        }
        prune(&mut tree);
        tree
    }

    /// A report that points at a cell.
    pub(super) fn at_cell(&self, cell: Cell) -> Diagnostic {
        let table = &self.tables()[cell.table];
        Diagnostic::new(Code::ImportRow)
            .at(table.at(cell.row, cell.column))
            .with("n", table.line(cell.row).to_string())
            .with("key", &*table.columns[cell.column].name)
            .with("found", shortened(&table.value(cell.row, cell.column)))
    }

    /// A report that points at a row.
    pub(super) fn at_row(&self, table: usize, row: usize, why: &'static str) -> Diagnostic {
        let table = &self.tables()[table];
        let found = Diagnostic::new(Code::ImportRow).at(table.at_row(row)).with("n", table.line(row).to_string());
        found.with("reason", Fact::Why(why))
    }

    /// A report of a value that cannot be read, at the first of its cells that holds something.
    pub(super) fn refused(&self, wrong: &Refused, cells: &[Cell]) -> Option<Diagnostic> {
        let blank = |cell: &&Cell| self.tables()[cell.table].is_blank(cell.row, cell.column);
        let cell = cells.iter().find(|cell| !blank(cell)).or(cells.first())?;
        let mut found = self.at_cell(*cell).with("reason", Fact::Why(wrong.why));
        if let Some((_, fact)) = found.facts.iter_mut().find(|(name, _)| *name == "found") {
            *fact = shortened(&wrong.found).into();
        }
        let known: Vec<_> = found.facts.iter().map(|(name, _)| *name).collect();
        found.facts.extend(wrong.facts.iter().filter(|(name, _)| !known.contains(name)).cloned());
        Some(found)
    }
}

/// `name`, `name 2`, `name 3` …
fn numbered(name: &str) -> impl Iterator<Item = String> {
    let name = name.to_owned();
    (1_usize..).map(move |n| if n == 1 { name.clone() } else { format!("{name} {n}") })
}
