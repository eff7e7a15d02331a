//! The list as a table for spreadsheets.

use std::io;

use super::Row;
use crate::output::sheet::{Sheet, safe};

/// What stands above the columns: the keys of the JSON form.
const COLUMNS: [&str; 13] = [
    "steward",
    "state",
    "by",
    "id",
    "title",
    "phone",
    "email",
    "checked_on",
    "checked_by",
    "checked_how",
    "ask",
    "url",
    "file",
];

/// The rows as CSV.
///
/// # Errors
/// None that memory could have.
pub(super) fn sheet(rows: &[Row]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut sheet = Sheet::new(&mut bytes, COLUMNS.iter());
    for row in rows {
        let (reached, checked) = (&row.reached, row.checked.as_ref());
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let cells: [String; COLUMNS.len()] = [
            text(row.steward.as_deref()),
            row.state.name().to_owned(),
            text(row.by.as_ref().map(|(day, _)| &**day)),
            reached.id.clone(),
            reached.title.clone(),
            text(reached.phone.as_deref()),
            text(reached.email.as_deref()),
            text(checked.map(|checked| &*checked.on)),
            text(checked.and_then(|checked| checked.by.as_deref())),
            text(checked.and_then(|checked| checked.how)),
            row.ask.join("\n"),
            reached.url.clone(),
            row.file.clone(),
        ];
        sheet.line(cells.iter().map(|cell| safe(cell)));
    }
    sheet.end()?;
    Ok(bytes)
}
