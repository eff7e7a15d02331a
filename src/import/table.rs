//! A table: rows of cells, every cell with its place in the file that it is from. Tables of spreadsheets and lists
//! of objects become the same, so that whatever reads rows reads both.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::json;
use crate::diagnostic::Span;

/// A table as it was given.
#[derive(Debug)]
pub(super) struct Table {
    /// Its name for maps: the file's name without its ending, or what a list of objects is called.
    pub(super) name: String,
    /// Its file, for messages.
    pub(super) file: Arc<str>,
    /// The text of the file, decoded.
    pub(super) text: Arc<str>,
    /// Its columns.
    pub(super) columns: Vec<Column>,
    /// What a cell looks like.
    form: Form,
    rows: Vec<Row>,
    /// The cells of all rows, in the order of rows and columns: the column, and where the cell is.
    cells: Vec<(u32, (u32, u32))>,
}

/// How cells are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Between separators, some in quotation marks.
    Separated,
    /// As values of JSON.
    Json,
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name, unique in the table.
    pub(super) name: String,
    /// Where its name stands.
    pub(super) at: Range<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    line: u32,
    first: u32,
}

impl Table {
    /// A table of separated cells without columns and rows.
    pub(super) fn separated(name: String, file: Arc<str>, text: Arc<str>) -> Table {
        let (columns, rows, cells) = (Vec::new(), Vec::new(), Vec::new());
        Table { name, file, text, columns, form: Form::Separated, rows, cells }
    }

    /// A table of objects of JSON without columns and rows.
    pub(super) fn of_objects(name: String, file: Arc<str>, text: Arc<str>) -> Table {
        Table { form: Form::Json, ..Table::separated(name, file, text) }
    }

    /// Adds a row; its cells come in the order of columns.
    pub(super) fn push(&mut self, line: u32, cells: impl Iterator<Item = (u32, (u32, u32))>) {
        self.rows.push(Row { line, first: self.cells.len() as u32 });
        self.cells.extend(cells);
    }

    /// How many rows it has beside the one with the names of the columns.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// What a row is called in messages: the line of the file in which it begins, from 1; of an object, until
    /// [`super::take`] finds the way to it, the byte at which it begins.
    pub(super) fn line(&self, row: usize) -> usize {
        self.rows[row].line as usize
    }

    /// Whether its rows are objects of JSON.
    pub(super) fn is_json(&self) -> bool {
        self.form == Form::Json
    }

    /// The position of a column, letter case and blanks aside when no name is the very same.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let same = |column: &Column| column.name == name;
        let alike = |column: &Column| column.name.trim().to_lowercase() == name.trim().to_lowercase();
        self.columns.iter().position(same).or_else(|| self.columns.iter().position(alike))
    }

    /// The cells of a row.
    fn cells(&self, row: usize) -> &[(u32, (u32, u32))] {
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |next| next.first as usize);
        &self.cells[self.rows[row].first as usize..end]
    }

    /// The columns in which a row has a cell.
    pub(super) fn columns_of(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        self.cells(row).iter().map(|(column, _)| *column as usize)
    }

    fn bytes(&self, row: usize, column: usize) -> Option<Range<usize>> {
        let cells = self.cells(row);
        let position = cells.binary_search_by_key(&column, |(column, _)| *column as usize).ok()?;
        let (_, (start, end)) = cells[position];
        Some(start as usize..end as usize)
    }

    /// The value of a cell without quotation marks and blanks around it.
    pub(super) fn value(&self, row: usize, column: usize) -> Cow<'_, str> {
        let Some(at) = self.bytes(row, column) else { return Cow::Borrowed("") };
        let raw = &self.text[at];
        let value = match self.form {
            Form::Separated => unquoted(raw),
            Form::Json => json::text(raw),
        };
        match value {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// Whether nothing stands in a cell.
    pub(super) fn is_blank(&self, row: usize, column: usize) -> bool {
        self.value(row, column).is_empty()
    }

    /// The place of a cell; of one that is not there, of its row.
    pub(super) fn at(&self, row: usize, column: usize) -> Span {
        match self.bytes(row, column) {
            Some(range) => Span { file: self.file.clone(), range },
            None => self.at_row(row),
        }
    }

    /// The place of a row: its first cell that holds something.
    pub(super) fn at_row(&self, row: usize) -> Span {
        let filled = self.columns_of(row).find(|column| !self.is_blank(row, *column));
        let first = filled.or_else(|| self.columns_of(row).next());
        let nowhere = || {
            let at = if self.is_json() { self.line(row) } else { 0 };
            at..at
        };
        let range = first.and_then(|column| self.bytes(row, column)).unwrap_or_else(nowhere);
        Span { file: self.file.clone(), range }
    }
}

/// The text of a cell without the quotation marks around it.
pub(super) fn unquoted(raw: &str) -> Cow<'_, str> {
    let Some(inner) = raw.strip_prefix('"') else { return Cow::Borrowed(raw) };
    let Some(inner) = inner.strip_suffix('"') else {
        // `"text" and more`: the marks go, the text stays.
        return Cow::Owned(raw.replacen('"', "", 2));
    };
    if inner.contains("\"\"") { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) }
}
