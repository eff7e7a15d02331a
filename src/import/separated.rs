//! A file of cells between separators becomes a table: bytes to text, text to rows of cells.
//!
//! What people save from spreadsheets is seldom what they were asked for: a regional encoding, semicolons,
//! a first line `sep=;`, a quotation mark that nobody closed, the last half missing. All of that is either
//! understood or said, with the line.

use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1250};

use super::Given;
use super::table::{Column, Table, unquoted};
use crate::diagnostic::{Code, Diagnostic, Fact, Span};

/// The largest file that is read, in bytes.
pub(super) const LARGEST: usize = 256 * 1024 * 1024;

/// The most columns that a table may have.
const MOST_COLUMNS: usize = 1000;

/// How many quotation marks may stay open before the rest of the file is given up.
const MOST_OPEN: usize = 50;

/// What separates cells, in the order in which equally good guesses are taken.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// How a table is written, as far as the map says it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    /// The separator.
    pub(super) delimiter: Option<u8>,
    /// The encoding.
    pub(super) encoding: Option<&'static Encoding>,
}

/// Reads a table; `None` when nothing in it can be used.
pub(super) fn read(given: &Given, written: Written) -> (Option<Table>, Vec<Diagnostic>) {
    let file: Arc<str> = given.path.as_str().into();
    let nothing = |why: &'static str| {
        let at = Span { file: file.clone(), range: 0..0 };
        let found = Diagnostic::new(Code::ImportNothing).at(at).with("path", &*given.path);
        (None, vec![found.with("reason", Fact::Why(why))])
    };
    if given.bytes.len() > LARGEST {
        return nothing("import-too-large");
    }
    let text = match decode(&given.bytes, written.encoding) {
        Ok(text) => text,
        Err(why) => return nothing(why),
    };
    if text.trim().is_empty() {
        return nothing("import-empty");
    }
    let (from, said) = opening(&text);
    let delimiter = written.delimiter.or(said).unwrap_or_else(|| sniff(&text[from..]));
    let name = given.path.rsplit(['/', '\\']).next().unwrap_or(&given.path);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    let mut table = Table::separated(name, file.clone(), text.into());
    let mut told = Vec::new();
    fill(&mut table, from, delimiter, &mut told);
    if table.columns.len() > MOST_COLUMNS {
        return nothing("import-columns-many");
    }
    if table.len() == 0 && told.is_empty() {
        return nothing("import-no-rows");
    }
    (Some(table), told)
}

/// The bytes as text.
pub(super) fn decode(bytes: &[u8], asked: Option<&'static Encoding>) -> Result<String, &'static str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[length..]);
        return if broken { Err("import-encoding") } else { Ok(text.into_owned()) };
    }
    if [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0"].iter().any(|start| bytes.starts_with(start)) {
        return Err("import-spreadsheet");
    }
    if bytes.contains(&0) {
        return Err("import-binary");
    }
    let encoding = match (asked, std::str::from_utf8(bytes)) {
        (Some(encoding), _) if encoding != UTF_8 => encoding,
        (_, Ok(text)) => return Ok(text.to_owned()),
        (Some(_), Err(_)) => return Err("import-encoding"),
        (None, Err(_)) => guess(bytes),
    };
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken { Err("import-encoding") } else { Ok(text.into_owned()) }
}

/// The encoding that a file from these parts most likely has.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(Some(b"si"), chardetng::Utf8Detection::Deny);
    let (text, broken) = found.decode_without_bom_handling(bytes);
    // The byte of č is è in western encodings, where š and ž look the same: a list full of è without any č
    // was written here.
    let betrayed = text.contains(['è', 'È']) && !text.contains(['č', 'Č', 'à', 'ì', 'ò', 'ù']);
    if broken || betrayed { WINDOWS_1250 } else { found }
}

/// Where the table begins, and the separator that a line `sep=;` of a spreadsheet names.
fn opening(text: &str) -> (usize, Option<u8>) {
    let end = text.find('\n').map_or(text.len(), |at| at + 1);
    match text[..end].trim_end().strip_prefix("sep=").map(str::as_bytes) {
        Some([delimiter]) => (end, Some(*delimiter)),
        _ => (0, None),
    }
}

/// The separator with which the first rows have the same number of cells.
fn sniff(text: &str) -> u8 {
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let mut scan = Scan { text: text.as_bytes(), at: 0, delimiter };
        let mut cells = Vec::new();
        let mut widths = Vec::new();
        while widths.len() < 60 {
            cells.clear();
            match scan.record(&mut cells) {
                Ended::Row => widths.push(cells.len()),
                Ended::Blank => {}
                Ended::Open(_) | Ended::End => break,
            }
        }
        let Some(width) = widths.first().copied().filter(|width| *width > 1) else { continue };
        let same = widths.iter().filter(|other| **other == width).count();
        let score = same * 1000 / widths.len() * 1000 + width.min(999);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// How a record ended.
enum Ended {
    /// With its cells.
    Row,
    /// It is an empty line.
    Blank,
    /// A quotation mark, at this byte, is never closed.
    Open(usize),
    /// There is none any more.
    End,
}

/// Goes through a text record by record.
struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    delimiter: u8,
}

impl Scan<'_> {
    /// Reads one record; `cells` gets the bytes of each cell, quotation marks included.
    fn record(&mut self, cells: &mut Vec<(u32, u32)>) -> Ended {
        if self.at >= self.text.len() {
            return Ended::End;
        }
        let begin = self.at;
        loop {
            let start = self.at;
            if self.text.get(start) == Some(&b'"') {
                match self.closing(start + 1) {
                    Some(after) => self.at = after,
                    None => return Ended::Open(start),
                }
            }
            let is_end = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
            let rest = &self.text[self.at..];
            self.at += rest.iter().position(is_end).unwrap_or(rest.len());
            cells.push((start as u32, self.at as u32));
            match self.text.get(self.at) {
                Some(byte) if *byte == self.delimiter => self.at += 1,
                Some(b'\r') if self.text.get(self.at + 1) == Some(&b'\n') => self.at += 2,
                Some(_) => self.at += 1,
                None => {}
            }
            let ended = self.at >= self.text.len() && self.text.last() != Some(&self.delimiter)
                || self.text.get(self.at.wrapping_sub(1)).is_some_and(|byte| *byte == b'\n' || *byte == b'\r');
            if ended {
                break;
            }
            if self.at >= self.text.len() {
                cells.push((self.at as u32, self.at as u32));
                break;
            }
        }
        let blank = cells.iter().all(|(from, to)| self.text[*from as usize..*to as usize].trim_ascii().is_empty());
        if blank && begin < self.at { Ended::Blank } else { Ended::Row }
    }

    /// The byte after the quotation mark that closes a cell.
    fn closing(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at += self.text[at..].iter().position(|byte| *byte == b'"')?;
            if self.text.get(at + 1) != Some(&b'"') {
                return Some(at + 1);
            }
            at += 2;
        }
    }

    /// Goes to the line after the one in which byte `from` stands.
    fn skip_line(&mut self, from: usize) {
        self.at = self.text[from..].iter().position(|byte| *byte == b'\n').map_or(self.text.len(), |at| from + at + 1);
    }
}

/// Reads the columns and the rows; rows that are no rows of this table are reported and left out.
fn fill(table: &mut Table, from: usize, delimiter: u8, told: &mut Vec<Diagnostic>) {
    let text = table.text.clone();
    let mut scan = Scan { text: text.as_bytes(), at: from, delimiter };
    let (mut line, mut counted, mut open) = (1_usize, 0, 0);
    let mut cells: Vec<(u32, u32)> = Vec::new();
    loop {
        let begin = scan.at;
        line += text.as_bytes()[counted..begin].iter().filter(|byte| **byte == b'\n').count();
        counted = begin;
        cells.clear();
        let span = |range| Span { file: table.file.clone(), range };
        let row = || Diagnostic::new(Code::ImportRow).with("n", line.to_string()).with("file", &*table.file);
        match scan.record(&mut cells) {
            Ended::End => break,
            Ended::Blank => {}
            Ended::Open(quote) => {
                told.push(row().at(span(quote..quote + 1)).with("reason", Fact::Why("import-quote")));
                open += 1;
                if open > MOST_OPEN || table.columns.is_empty() {
                    break;
                }
                scan.skip_line(quote);
            }
            Ended::Row if table.columns.is_empty() => table.columns = columns(&text, &cells),
            Ended::Row => {
                let width = table.columns.len();
                let blank = |(start, end): &(u32, u32)| text[*start as usize..*end as usize].trim().is_empty();
                if cells.len() < width || cells[width..].iter().any(|cell| !blank(cell)) {
                    let last = cells.last().map_or(begin..begin, |(start, end)| *start as usize..*end as usize);
                    let found = row().at(span(last)).with("reason", Fact::Why("import-cells"));
                    told.push(found.with("cells", cells.len().to_string()).with("columns", width.to_string()));
                    continue;
                }
                table.push(line as u32, cells[..width].iter().copied().zip(0..).map(|(at, column)| (column, at)));
            }
        }
    }
}

/// The columns that the first row names. One without a name is called by its number, a second one of the same
/// name gets a number as well.
fn columns(text: &str, cells: &[(u32, u32)]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let unnamed_end = cells.iter().rposition(|(start, end)| start < end).map_or(0, |last| last + 1);
    for (turn, (start, end)) in cells[..unnamed_end].iter().enumerate() {
        let at = *start as usize..*end as usize;
        let written = unquoted(&text[at.clone()]);
        let plain = written.split_whitespace().collect::<Vec<_>>().join(" ");
        let base = if plain.is_empty() { format!("column-{}", turn + 1) } else { plain };
        let mut name = base.clone();
        let mut n = 2;
        while columns.iter().any(|column| column.name == name) {
            name = format!("{base} {n}");
            n += 1;
        }
        columns.push(Column { name, at });
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8]) -> (Option<Table>, Vec<Diagnostic>) {
        read(&Given { path: "mapa/seznam.csv".into(), bytes: bytes.to_vec() }, Written::default())
    }

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let (table, told) = table(bytes);
        let table = table.expect("a table");
        assert_eq!(told, [], "nothing is wrong with it");
        (0..table.len())
            .map(|row| (0..table.columns.len()).map(|column| table.value(row, column).into_owned()).collect())
            .collect()
    }

    fn reason(bytes: &[u8]) -> Option<&'static str> {
        let (_, told) = table(bytes);
        told.iter().find_map(|one| match one.fact("reason") {
            Some(Fact::Why(why)) => Some(*why),
            _ => None,
        })
    }

    #[test]
    fn separators_and_line_ends_are_found_out() {
        let expected = [["Ana", "05 012 34 56", "a, b"], ["Bor", "", "c"]];
        for text in [
            "ime;tel;o\nAna;05 012 34 56;a, b\nBor;;c\n",
            "ime,tel,o\r\nAna,05 012 34 56,\"a, b\"\r\nBor,,c",
            "ime\ttel\to\rAna\t05 012 34 56\ta, b\r\rBor\t\tc\r",
            "sep=;\nime;tel;o\nAna;05 012 34 56;a, b\n;;\nBor;;c\n",
            "\u{feff}ime|tel|o\nAna|05 012 34 56|a, b\nBor||c\n",
        ] {
            assert_eq!(rows(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn quotation_marks_hold_separators_line_ends_and_themselves() {
        assert_eq!(rows(b"a,b\n\"1, \"\"2\"\"\",\"x\ny\"\n"), [["1, \"2\"", "x\ny"]]);
        let (table, _) = table(b"a,b\n\"1\n2\",x\n3,4\n");
        assert_eq!(table.map(|table| (table.line(0), table.line(1))), Some((2, 4)));
    }

    #[test]
    fn regional_encodings_are_found_out() {
        let text = "naziv;kraj\nDruštvo Češnja;Žaga\nČebelarji;Črni Vrh\nKnjižnica;Šempas\n";
        let (bytes, _, _) = WINDOWS_1250.encode(text);
        assert_eq!(rows(&bytes)[0], ["Društvo Češnja", "Žaga"]);
        assert_eq!(rows(&bytes)[1], ["Čebelarji", "Črni Vrh"]);
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(rows(&utf16)[2], ["Knjižnica", "Šempas"]);
    }

    #[test]
    fn what_is_no_table_is_said() {
        for (bytes, why) in [
            (&b""[..], "import-empty"),
            (b" \n\n", "import-empty"),
            (b"a;b\n", "import-no-rows"),
            (b"PK\x03\x04aaaa", "import-spreadsheet"),
            (b"a,b\0c\n", "import-binary"),
            (b"a,b\n1,2\n3\n", "import-cells"),
            (b"a,b\n1,2,3\n", "import-cells"),
            (b"a,b\n1,\"2\n3,4\n", "import-quote"),
            (b"\"a,b\n1,2\n", "import-quote"),
        ] {
            assert_eq!(reason(bytes), Some(why), "{:?}", String::from_utf8_lossy(bytes));
        }
        let given = Given { path: "x.csv".into(), bytes: vec![b'a', b',', b'b', b'\n', 0xE8, b',', b'1'] };
        let (none, told) = read(&given, Written { encoding: Some(UTF_8), delimiter: None });
        assert!(none.is_none());
        assert_eq!(told[0].fact("reason"), Some(&Fact::Why("import-encoding")));
    }

    #[test]
    fn rows_after_an_open_quotation_mark_are_still_read() {
        let (table, told) = table(b"a,b\n1,\"2\n3,4\n5,6\n");
        assert_eq!((table.map(|table| table.len()), told.len()), (Some(2), 1));
    }

    #[test]
    fn columns_have_names_of_their_own() {
        let (table, _) = table(b"a,,a,\"b \n c\"\n1,2,3,4\n");
        let names: Vec<_> = table.iter().flat_map(|table| &table.columns).map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["a", "column-2", "a 2", "b c"]);
    }
}
