//! Files of JSON: their text, what is in it, and lists of objects as tables.

use std::collections::HashMap;
use std::sync::Arc;

use super::json::{self, Broken, Node};
use super::separated::{LARGEST, decode};
use super::table::{Column, Table};
use super::{Given, Import};
use crate::diagnostic::{Code, Diagnostic, Fact, Severity, Span};

/// A file of JSON.
pub(super) struct Feed {
    /// Its path, for messages.
    pub(super) file: Arc<str>,
    /// Its text.
    pub(super) text: Arc<str>,
    /// What is in it.
    pub(super) root: Node,
}

/// Reads a file of JSON for an importer; what is wrong with it is told. Of half a file the whole objects can be used.
pub(super) fn read(importer: &'static str, given: &Given, import: &mut Import) -> Option<Feed> {
    let file: Arc<str> = given.path.as_str().into();
    let nothing = |why| nothing(importer, &file, 0, why);
    if given.bytes.len() > LARGEST {
        import.diagnostics.push(nothing("import-too-large"));
        return None;
    }
    let text: Arc<str> = match decode(&given.bytes, None) {
        Ok(text) if text.trim().is_empty() => {
            import.diagnostics.push(nothing("import-empty"));
            return None;
        }
        Ok(text) => text.into(),
        Err(why) => {
            import.diagnostics.push(nothing(why));
            return None;
        }
    };
    let (root, broken) = json::scan(&text);
    import.show(&file, &text);
    if let Some(Broken { at, why }) = broken {
        let mut told = self::nothing(importer, &file, at, why);
        if root.is_some() {
            // What stands before it is taken.
            told = Diagnostic { code: Code::ImportBroken, severity: Severity::Warning, ..told };
        }
        import.diagnostics.push(told);
    }
    root.map(|root| Feed { file, text, root })
}

/// That there is nothing to import in a file.
pub(super) fn nothing(importer: &'static str, file: &Arc<str>, at: usize, why: &'static str) -> Diagnostic {
    let at = Span { file: file.clone(), range: at..at };
    let told = Diagnostic::new(Code::ImportFeed).at(at).with("path", &**file).with("reason", Fact::Why(why));
    told.with("importer", importer)
}

/// A table while objects are put into it.
pub(super) struct Objects {
    table: Table,
    columns: HashMap<Box<str>, u32>,
    cells: Vec<(u32, (u32, u32))>,
}

impl Objects {
    /// None yet.
    pub(super) fn new(name: &str, feed: &Feed) -> Objects {
        let table = Table::of_objects(name.to_owned(), feed.file.clone(), feed.text.clone());
        Objects { table, columns: HashMap::new(), cells: Vec::new() }
    }

    /// Adds the object that begins at a byte; answers with the number of its row. Of two members with one name the
    /// first counts.
    pub(super) fn push<'n>(&mut self, start: u32, members: impl Iterator<Item = &'n ((u32, u32), Node)>) -> usize {
        self.cells.clear();
        for ((from, to), value) in members {
            let name = json::text(&self.table.text[*from as usize..*to as usize]);
            let column = match self.columns.get(name.as_ref()) {
                Some(column) => *column,
                None => {
                    let (name, column) = (name.into_owned(), self.table.columns.len() as u32);
                    self.columns.insert(name.as_str().into(), column);
                    self.table.columns.push(Column { name, at: *from as usize..*to as usize });
                    column
                }
            };
            self.cells.push((column, (value.start, value.end)));
        }
        self.cells.sort_by_key(|(column, _)| *column);
        self.cells.dedup_by_key(|(column, _)| *column);
        self.table.push(start, self.cells.iter().copied());
        self.table.len() - 1
    }

    /// The table.
    pub(super) fn finish(self) -> Table {
        self.table
    }
}
