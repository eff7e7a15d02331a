//! Ids: `knjiznica-pod-lipo`, the stem of a record's file and the end of its address.
//!
//! An id is ASCII in small letters, so that it is the same on every disk, in every address bar
//! and over the telephone. It is never made from a title behind the author's back; it is only
//! suggested.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Read, Why, Wrong};

/// The most bytes an id may have: with folders and an ending it stays far below what any disk allows.
pub const MOST: usize = 100;

/// Names that Windows gives to devices, whatever the ending of the file; a hub must be usable there.
/// Source: Microsoft, "Naming Files, Paths, and Namespaces".
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// An id: `[a-z0-9]+(-[a-z0-9]+)*`, at most [`MOST`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Slug(Box<str>);

impl Slug {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads an id. Nothing is trimmed or folded: what is not an id is refused, with the id it may become.
///
/// # Errors
/// `empty`, `too-long`, `slug`, `slug-reserved`.
pub fn slug(text: &str) -> Read<Slug> {
    if text.is_empty() {
        return Err(Wrong::whole(Why::Empty));
    }
    if let Some(at) = first_wrong(text) {
        return Err(Wrong::at(at, Why::Slug { found: text.to_owned() }).suggest_if(suggest(text)));
    }
    if text.len() > MOST {
        let why = Why::TooLong { found: text.len(), most: MOST, unit: "bytes" };
        return Err(Wrong::at(MOST..text.len(), why).suggest_if(suggest(text)));
    }
    if RESERVED.contains(&text) {
        return Err(Wrong::whole(Why::SlugReserved { name: text.to_owned() }).suggest_if(suggest(text)));
    }
    Ok(Slug(text.into()))
}

/// The id that a title or a mistaken id may become, if letters or digits are left of it.
#[must_use]
pub fn suggest(text: &str) -> Option<String> {
    let mut id = String::new();
    for word in fold(text).split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let room = MOST.saturating_sub(id.len() + usize::from(!id.is_empty()));
        if word.len() > room && !id.is_empty() {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(&word[..word.len().min(room)]);
    }
    if RESERVED.contains(&id.as_str()) {
        id.push_str("-1");
    }
    (!id.is_empty()).then_some(id)
}

/// `text` in small letters without marks, as far as ASCII has the letter: č is c, đ is d, ß is ss.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'ı' => folded.push('i'),
            'ħ' => folded.push('h'),
            'ŧ' => folded.push('t'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            // An apostrophe is inside a word (dell'arte); it must not disappear into it.
            c => folded.push(c),
        }
    }
    folded
}

/// Where `text` stops being an id, whatever its length.
fn first_wrong(text: &str) -> Option<std::ops::Range<usize>> {
    let foreign = super::first(text, |c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    if foreign.is_some() {
        return foreign;
    }
    if text.starts_with('-') {
        return Some(0..1);
    }
    if let Some(at) = text.find("--") {
        return Some(at..at + 2);
    }
    text.ends_with('-').then(|| text.len() - 1..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion(text: &str) -> Option<String> {
        slug(text).expect_err(text).suggestion
    }

    #[test]
    fn an_id_is_kept_as_it_is() {
        for id in ["a", "knjiznica-pod-lipo", "24-7", "x2"] {
            assert_eq!(slug(id).expect(id).as_str(), id);
        }
    }

    #[test]
    fn letters_of_the_neighbours_are_folded_in_the_suggestion() {
        assert_eq!(suggestion("Društvo žena Šmihel").as_deref(), Some("drustvo-zena-smihel"));
        assert_eq!(suggestion("Đurđa & Ćiro").as_deref(), Some("durda-ciro"));
        assert_eq!(suggestion("Università dell'età").as_deref(), Some("universita-dell-eta"));
        assert_eq!(suggestion("Őrségi könyvtár").as_deref(), Some("orsegi-konyvtar"));
        assert_eq!(suggestion("Straße").as_deref(), Some("strasse"));
        assert_eq!(suggestion("a--b-").as_deref(), Some("a-b"));
        assert_eq!(suggestion("¿?"), None);
    }

    #[test]
    fn the_caret_stands_under_the_first_wrong_letter() {
        assert_eq!(slug("kniž").expect_err("ž").at, 3..5);
        assert_eq!(slug("a--b").expect_err("two").at, 1..3);
        assert_eq!(slug("a-").expect_err("edge").at, 1..2);
    }

    #[test]
    fn names_of_windows_devices_are_refused() {
        for name in ["con", "nul", "com1", "lpt9", "aux"] {
            let wrong = slug(name).expect_err(name);
            assert_eq!(wrong.why.code(), "slug-reserved");
            assert_eq!(wrong.suggestion, Some(format!("{name}-1")));
        }
        assert!(slug("con-brio").is_ok());
    }

    #[test]
    fn a_long_id_is_cut_at_a_word() {
        let long = "beseda-".repeat(20) + "konec";
        let wrong = slug(&long).expect_err("long");
        assert_eq!(wrong.why.code(), "too-long");
        assert_eq!(wrong.suggestion, Some(["beseda"; 14].join("-")));
        assert_eq!(suggest(&"x".repeat(300)).map(|id| id.len()), Some(MOST));
    }
}
