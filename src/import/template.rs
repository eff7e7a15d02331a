//! Texts with columns in them: `{ulica} {stevilka}`.
//!
//! A text whose columns are not all filled is not said at all; the next one is tried. `{kraj:id}` is the
//! column as an id, `{opis:sentence}` its first sentence, if that is short enough for a summary, and
//! `{tujec?}` asks that the column is filled and shows nothing of it.

use crate::value::slug;

/// The longest summary, in characters.
const LONGEST: usize = 160;

/// A text with columns in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Text(Box<str>),
    Column(Box<str>, How),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Plain,
    Id,
    Sentence,
    Asked,
}

impl Template {
    /// Reads a text; a brace that closes nothing is text.
    pub(super) fn new(source: &str) -> Template {
        let mut pieces = Vec::new();
        let mut rest = source;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((slot, tail)) = after.split_once('}') else { break };
            pieces.push(Piece::Text(before.into()));
            let (name, how) = match slot.strip_suffix('?') {
                Some(name) => (name, How::Asked),
                None => match slot.rsplit_once(':') {
                    Some((name, "id")) => (name, How::Id),
                    Some((name, "sentence")) => (name, How::Sentence),
                    _ => (slot, How::Plain),
                },
            };
            pieces.push(Piece::Column(name.into(), how));
            rest = tail;
        }
        pieces.push(Piece::Text(rest.into()));
        Template(pieces)
    }

    /// The columns that it names.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Column(name, _) => Some(&**name),
            Piece::Text(_) => None,
        })
    }

    /// The text with its columns filled, or `None` when one of them is empty.
    pub(super) fn fill(&self, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Column(name, how) => {
                    let text = value(name).filter(|text| !text.is_empty())?;
                    match how {
                        How::Plain => filled.push_str(&text),
                        How::Id => filled.push_str(&slug::suggest(&text)?),
                        How::Sentence => filled.push_str(sentence(&text)?),
                        How::Asked => {}
                    }
                }
            }
        }
        Some(filled)
    }
}

/// The first sentence of a text, when it is short enough.
fn sentence(text: &str) -> Option<&str> {
    let line = text.lines().next()?.trim();
    let ends = line.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?'));
    // A full stop inside "dr. med." or "3. maja" is no end: the next word has to begin with a capital letter.
    let end = ends.map(|(at, _)| at + 1).find(|end| {
        let before = line[..*end - 1].rsplit(' ').next().unwrap_or_default();
        let mut after = line[*end..].chars();
        let capital = after.next().is_some_and(char::is_whitespace) && after.next().is_some_and(char::is_uppercase);
        *end == line.len() || (capital && before.chars().count() > 3)
    });
    let first = &line[..end.unwrap_or(line.len())];
    (first.chars().count() <= LONGEST).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str) -> Option<String> {
        Template::new(template).fill(&|name| match name {
            "kraj" => Some("Spodnje Žabče".into()),
            "opis" => Some("Vodi dr. Oljkar. Dela ob sredah. In tako naprej.".into()),
            "dolg" => Some("beseda ".repeat(40)),
            _ => None,
        })
    }

    #[test]
    fn a_text_is_said_only_when_its_columns_are_filled() {
        assert_eq!(fill("v kraju {kraj}.").as_deref(), Some("v kraju Spodnje Žabče."));
        assert_eq!(fill("{ulica}, {kraj}"), None);
        assert_eq!(fill("{kraj:id}").as_deref(), Some("spodnje-zabce"));
        assert_eq!(fill("{kraj?}da").as_deref(), Some("da"));
        assert_eq!(fill("{ulica?}da"), None);
        assert_eq!(fill("{ni").as_deref(), Some("{ni"));
    }

    #[test]
    fn a_summary_is_the_first_sentence_if_it_is_short() {
        assert_eq!(fill("{opis:sentence}").as_deref(), Some("Vodi dr. Oljkar."));
        assert_eq!(fill("{dolg:sentence}"), None);
    }
}
