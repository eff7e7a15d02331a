//! The values that kinds share: a phone number, a date, a week of opening hours.
//!
//! Each file knows one value: how people write it, what it means, how it is written back.
//! A parser takes text and gives the value or a [`Wrong`]: which bytes of the text are at
//! fault, why, and, where the guess is good, what to write instead. What is suggested is
//! always accepted by the parser that suggested it; the tests hold every parser to that.
//!
//! Nothing here reads TOML, knows a file or speaks to people: words for each [`Why`] are in
//! the catalogues under its code.

mod host;
mod month;
mod numbering;
mod why;

pub mod clock;
pub mod coordinates;
pub mod date;
pub mod duration;
pub mod email;
pub mod holidays;
pub mod hours;
pub mod language;
pub mod money;
pub mod osm;
pub mod phone;
pub mod postcode;
pub mod repetition;
pub mod slug;
pub mod url;
pub mod weekday;

#[cfg(test)]
mod laws;

pub use why::Why;

use std::ops::Range;

/// Why a value was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The byte range inside the text that is wrong, on character boundaries; empty: all of it.
    pub at: Range<usize>,
    /// The reason, with what was found.
    pub why: Why,
    /// What to write instead, in kazipot's notation, when there is a good guess.
    pub suggestion: Option<String>,
}

/// What every parser here returns.
pub type Read<T> = Result<T, Wrong>;

impl Wrong {
    /// The whole value is wrong.
    #[must_use]
    pub fn whole(why: Why) -> Self {
        Self { at: 0..0, why, suggestion: None }
    }

    /// The bytes `at` of the value are wrong.
    #[must_use]
    pub fn at(at: Range<usize>, why: Why) -> Self {
        Self { at, why, suggestion: None }
    }

    /// The same, with what to write instead.
    #[must_use]
    pub fn suggest(self, suggestion: impl Into<String>) -> Self {
        Self { suggestion: Some(suggestion.into()), ..self }
    }

    /// The same, with a guess if there is one.
    #[must_use]
    pub fn suggest_if(self, suggestion: Option<String>) -> Self {
        Self { suggestion: suggestion.or(self.suggestion), ..self }
    }

    /// The same, for a text that starts `by` bytes into a longer one.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        if self.at.is_empty() && self.at.start == 0 {
            return self;
        }
        Self { at: self.at.start + by..self.at.end + by, ..self }
    }

    /// The same, for the part `part` of a longer text: "all of it" becomes that part.
    #[must_use]
    pub fn inside(self, part: Range<usize>) -> Self {
        if self.at.is_empty() {
            return Self { at: part, ..self };
        }
        self.shifted(part.start)
    }
}

/// `text` without the white space around it, and where it starts; blank text is refused.
pub(crate) fn trimmed(text: &str) -> Read<(&str, usize)> {
    let start = text.len() - text.trim_start().len();
    let inner = text.trim();
    if inner.is_empty() { Err(Wrong::whole(Why::Empty)) } else { Ok((inner, start)) }
}

/// The byte range of the first character of `text` for which `is` holds.
pub(crate) fn first(text: &str, is: impl Fn(char) -> bool) -> Option<Range<usize>> {
    text.char_indices().find(|&(_, c)| is(c)).map(|(i, c)| i..i + c.len_utf8())
}
