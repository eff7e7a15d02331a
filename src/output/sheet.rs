//! Tables for spreadsheets and other programs: CSV of RFC 4180 in UTF-8, in which no cell is a formula.

use std::io;

use serde_json::{Value, json};

use crate::hub::Hub;

/// A table while it is written.
pub(crate) struct Sheet<'o> {
    lines: csv::Writer<&'o mut dyn io::Write>,
    /// What the system said first of what it did not take.
    failed: io::Result<()>,
}

impl<'o> Sheet<'o> {
    /// A table with these columns.
    pub(crate) fn new(to: &'o mut dyn io::Write, columns: impl Iterator<Item = impl AsRef<[u8]>>) -> Sheet<'o> {
        let lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
        let mut sheet = Sheet { lines, failed: Ok(()) };
        sheet.line(columns);
        sheet
    }

    /// One line, with as many cells as there are columns.
    pub(crate) fn line(&mut self, cells: impl Iterator<Item = impl AsRef<[u8]>>) {
        if self.failed.is_ok() {
            self.failed = self.lines.write_record(cells).map_err(io::Error::from);
        }
    }

    /// The end of the table.
    ///
    /// # Errors
    /// What the system said of a line.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.failed?;
        self.lines.flush()
    }
}

/// A text as a cell. One that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or
/// a return) gets an apostrophe in front, as people write it themselves; whoever reads the table takes an apostrophe
/// before such a sign away. Numbers are no formulas: -3.5 and +38650123456 stay.
pub(crate) fn safe(text: &str) -> String {
    let begins = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let number = text.strip_prefix(['+', '-']).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    });
    // An apostrophe that was there before such a sign is doubled, so that taking one away gives the text back.
    let guarded = text.strip_prefix('\'').is_some_and(|rest| begins(rest.trim_start_matches('\'')));
    if (begins(text) && !number) || guarded { format!("'{text}") } else { text.to_owned() }
}

/// What Frictionless Data says of a package of the hub: its name, day and licence.
pub(super) fn package(hub: &Hub, name: &str) -> Value {
    let mut package = json!({
        "name": name,
        "title": hub.config.name(hub.config.languages.first()),
        "homepage": format!("{}/", hub.config.base_url()),
        "created": format!("{}T00:00:00Z", hub.today),
        "resources": [],
    });
    if let Some(data) = &hub.config.site.data {
        let mut licence = json!({ "name": &*data.licence });
        if let Some(url) = &data.licence_url {
            licence["path"] = url.as_str().into();
        }
        package["licenses"] = json!([licence]);
    }
    package
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn no_cell_is_a_formula_and_every_text_comes_back() {
        let back = |cell: &str| match cell.strip_prefix('\'') {
            Some(rest) if rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) => {
                rest.to_owned()
            }
            _ => cell.to_owned(),
        };
        for text in [
            "=1+1",
            "+A1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "'=1",
            "''=1",
            "'navadno",
            "navadno",
            "",
            "-",
            "+",
            "- alineja",
        ] {
            let cell = safe(text);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text:?} is {cell:?}");
            assert_eq!(back(&cell), text, "{cell:?}");
        }
        for number in ["-3.5", "+38650123456", "45.5", "-0"] {
            assert_eq!(safe(number), number);
        }
        for formula in ["-1+1", "+1*cmd", "-1e9", "+.", "-."] {
            assert!(safe(formula).starts_with('\''), "{formula}");
        }
    }
}
