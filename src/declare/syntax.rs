//! TOML as text: bytes to text, text to a table with spans, every syntax mistake that can be told.

use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use super::Reading;
use crate::diagnostic::{Code, Diagnostic, Fact, Span};

/// The largest file that is read, in bytes.
pub(crate) const LARGEST: usize = 4 * 1024 * 1024;

/// How deep tables and lists may lie inside each other.
const DEEPEST: usize = 24;

/// The text of a file: UTF-8 without NUL, a byte order mark taken off by [`Reading`]'s spans, not by copying.
pub(crate) fn text<'b>(file: &Arc<str>, bytes: &'b [u8]) -> Result<&'b str, Box<Diagnostic>> {
    let at = |start: usize, end: usize| Span { file: file.clone(), range: start..end };
    if bytes.len() > LARGEST {
        let found =
            Diagnostic::new(Code::TooLarge).at(at(0, 0)).with("found", bytes.len() / 1024).with("most", LARGEST / 1024);
        return Err(Box::new(found));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Box::new(Diagnostic::new(Code::NotUtf8).at(at(0, 0)).with("why", Fact::Why("utf-16"))));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let start = error.valid_up_to();
        let byte = bytes.get(start).copied().unwrap_or_default();
        let why = Fact::Why("not-utf-8");
        let guess = guessed_letter(bytes, start);
        let found = Diagnostic::new(Code::NotUtf8).at(at(start, start)).with("why", why);
        Box::new(found.with("byte", format!("0x{byte:02X}")).with_some("suggestion", guess))
    })?;
    Ok(text)
}

/// The word around a byte as windows-1250 reads it, the usual encoding of old Slovene files.
fn guessed_letter(bytes: &[u8], at: usize) -> Option<String> {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80;
    let start = bytes[..at].iter().rposition(|b| !letter(*b)).map_or(0, |before| before + 1);
    let end = bytes[at..].iter().position(|b| !letter(*b)).map_or(bytes.len(), |after| at + after);
    let word = bytes.get(start..end.min(start + 40))?;
    let (read, _, odd) = encoding_rs::WINDOWS_1250.decode(word);
    (!odd).then(|| read.into_owned())
}

/// Parses TOML; the second value holds every mistake, the first of each cascade only.
pub(crate) fn parse<'t>(text: &'t str, reading: &Reading<'_>) -> (Spanned<DeTable<'t>>, Vec<Diagnostic>) {
    if let Some(at) = too_deep(text) {
        let found = Diagnostic::new(Code::TooDeep).at(reading.span(at..at + 1)).with("most", DEEPEST);
        return (Spanned::new(0..0, DeTable::default()), vec![found]);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut found: Vec<(std::ops::Range<usize>, String)> =
        errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message().to_owned())).collect();
    found.sort_by_key(|(span, _)| span.start);
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut last_line = None;
    for (span, message) in found {
        let line = text[..span.start.min(text.len())].matches('\n').count();
        // One slip makes the parser stumble on for some lines; a line that begins a statement stands for itself.
        let cascade = last_line.is_some_and(|last| line == last || !begins_statement(text, line));
        last_line = Some(line);
        if !cascade {
            told.push(syntax_error(text, span, &message, reading));
        }
    }
    (table, told)
}

fn begins_statement(text: &str, line: usize) -> bool {
    let Some(line) = text.lines().nth(line).map(str::trim_start) else { return false };
    let key = line.split('=').next().unwrap_or_default().trim();
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.\" ".contains(&b));
    line.starts_with('[') && line.trim_end().ends_with(']') || (line.contains('=') && bare)
}

/// The first bracket that opens one level too many, strings and comments aside.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at),
            quote @ (b'"' | b'\'') => at = after_string(bytes, at, quote),
            b'[' | b'{' => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(at);
                }
                at += 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            _ => at += 1 + until(&bytes[at + 1..], b"#\"'[]{}"),
        }
    }
    // Dotted keys nest as well: `a.a.a.a = 1`.
    let dotted = text.lines().scan(0, |offset, line| {
        let start = *offset;
        *offset += line.len() + 1;
        Some((start, line))
    });
    for (start, line) in dotted {
        let key = line.split(['=', '"', '\'']).next().unwrap_or_default();
        if key.matches('.').count() > DEEPEST {
            return Some(start);
        }
    }
    None
}

/// The byte after the string that begins at `at`.
fn after_string(bytes: &[u8], at: usize, quote: u8) -> usize {
    let triple = bytes[at..].starts_with(&[quote; 3]);
    let width = if triple { 3 } else { 1 };
    let mut here = at + width;
    loop {
        here += until(bytes.get(here..).unwrap_or_default(), &[quote, b'\\', b'\n']);
        if here >= bytes.len() {
            return bytes.len();
        }
        if bytes[here] == b'\\' && quote == b'"' {
            here += 2;
        } else if bytes[here..].starts_with(&[quote; 3][..width]) {
            return here + width;
        } else if bytes[here] == b'\n' && !triple {
            return here;
        } else {
            here += 1;
        }
    }
}

/// How many bytes stand before the first of `signs`.
pub(super) fn until(bytes: &[u8], signs: &[u8]) -> usize {
    bytes.iter().position(|byte| signs.contains(byte)).unwrap_or(bytes.len())
}

/// Words for the parser's messages: what they say is a short list, told apart by its first words.
const SAID: &[(&str, &str)] = &[
    ("unclosed array table", "toml-unclosed-header"),
    ("unexpected leading zero", "toml-leading-zero"),
    ("missing opening quote", "toml-unquoted"),
    ("invalid unquoted key", "toml-key-letters"),
    ("unquoted keys cannot be empty", "toml-no-key"),
    ("too few unicode value digits", "toml-escape"),
    ("missing assignment", "toml-no-equals"),
    ("key with no value", "toml-no-equals"),
    ("cannot extend value", "toml-not-a-table"),
    ("extra `=`", "toml-two-equals"),
    ("unclosed string", "toml-unclosed-string"),
    ("invalid basic string", "toml-unclosed-string"),
    ("invalid literal string", "toml-unclosed-string"),
    ("invalid multi-line", "toml-unclosed-long-string"),
    ("unclosed multi-line", "toml-unclosed-long-string"),
    ("unclosed array", "toml-unclosed-list"),
    ("unclosed inline table", "toml-unclosed-table"),
    ("unclosed table", "toml-unclosed-header"),
    ("missing value", "toml-no-value"),
    ("string values must be quoted", "toml-unquoted"),
    ("duplicate key", "toml-duplicate-key"),
    ("extra comma", "toml-comma"),
    ("missing comma", "toml-comma"),
    ("invalid escape", "toml-escape"),
    ("missing escaped", "toml-escape"),
    ("missing key", "toml-no-key"),
    ("invalid datetime", "toml-date"),
    ("value is out of range", "toml-date"),
    ("invalid date", "toml-date"),
    ("invalid time", "toml-date"),
    ("leading zeros", "toml-leading-zero"),
    ("invalid unquoted string", "toml-unquoted"),
    ("unexpected", "toml-unexpected"),
];

/// The key of the words for a message of the parser.
pub(crate) fn said(message: &str) -> &'static str {
    SAID.iter().find(|(start, _)| message.starts_with(start)).map_or("toml-other", |(_, why)| *why)
}

fn syntax_error(text: &str, span: std::ops::Range<usize>, message: &str, reading: &Reading<'_>) -> Diagnostic {
    if message.starts_with("recursion limit") {
        return Diagnostic::new(Code::TooDeep).at(reading.span(span)).with("most", DEEPEST);
    }
    let why = match said(message) {
        // `url =` at the end of a line: there is nothing that could stand in quotation marks.
        "toml-unquoted" if span.is_empty() && !message.starts_with("missing opening") => "toml-no-value",
        why => why,
    };
    let end = span.end.clamp(span.start, text.len());
    let line_end = text[span.start.min(text.len())..].find('\n').map_or(text.len(), |at| span.start + at);
    let shown = span.start..end.min(line_end.max(span.start));
    let code = if why == "toml-date" { Code::BadDate } else { Code::Syntax };
    let found = Diagnostic::new(code).at(reading.span(shown.clone())).with("why", Fact::Why(why)).with("said", message);
    match text.get(shown).filter(|written| !written.trim().is_empty()) {
        Some(written) => {
            let found = found.with("found", super::shortened(written));
            let read = match written.contains([':', 'T']) {
                true => crate::value::date::date_time(written).map(drop),
                false => crate::value::date::date(written).map(drop),
            };
            match (code, read) {
                // A day that no calendar has, an hour that no clock has: the parser knows only that it is none.
                (Code::BadDate, Err(wrong)) if !matches!(wrong.why, crate::value::Why::DateNotation { .. }) => {
                    let found = Diagnostic { facts: Vec::new(), ..found };
                    super::because(found, &wrong.why).with_some("suggestion", wrong.suggestion)
                }
                _ => found,
            }
        }
        None => found,
    }
}
