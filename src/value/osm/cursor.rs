//! A place in the text of `opening_hours`, and the small things that are read there.

use std::ops::Range;

use crate::value::clock::is_dash;
use crate::value::{Read, Why, Wrong};

#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The bytes of the next character; none at the end.
    pub(super) fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    pub(super) fn text_of(&self, at: &Range<usize>) -> &'t str {
        &self.text[at.clone()]
    }

    /// The whole text with other words at `at`.
    pub(super) fn with(&self, at: Range<usize>, words: &str) -> Option<String> {
        Some([&self.text[..at.start], words, &self.text[at.end..]].concat())
    }

    pub(super) fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    pub(super) fn skip_to_space(&mut self) {
        self.at += self.rest().find(char::is_whitespace).unwrap_or(self.rest().len());
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        self.eat_if(|found| found == c)
    }

    pub(super) fn eat_text(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn eat_if(&mut self, is: impl Fn(char) -> bool) -> bool {
        let Some(c) = self.peek().filter(|c| is(*c)) else {
            return false;
        };
        self.at += c.len_utf8();
        true
    }

    /// A hyphen or a dash, with space before it.
    pub(super) fn eat_dash(&mut self) -> bool {
        let before = self.at;
        self.skip_space();
        let found = self.eat_if(is_dash);
        if !found {
            self.at = before;
        }
        found
    }

    /// A comma, when what follows it is what `is` looks for; otherwise nothing is read.
    pub(super) fn comma_before(&mut self, is: impl Fn(&mut Self) -> bool) -> bool {
        let mut ahead = self.clone();
        ahead.skip_space();
        if !ahead.eat(',') {
            return false;
        }
        ahead.skip_space();
        let found = is(&mut ahead.clone());
        if found {
            *self = ahead;
        }
        found
    }

    /// The letters from here on.
    pub(super) fn word(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += self.rest().find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest().len());
        start..self.at
    }

    /// A number of at most `most` digits.
    pub(super) fn number(&mut self, most: usize) -> Option<i8> {
        let digits = self.digits();
        let number = self.text_of(&digits).parse().ok().filter(|_| digits.len() <= most)?;
        self.at = digits.end;
        Some(number)
    }

    /// The bytes of the digits from here on.
    pub(super) fn digits(&self) -> Range<usize> {
        let rest = self.rest();
        self.at..self.at + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
    }

    pub(super) fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    /// A year: four digits that are no time.
    pub(super) fn year(&mut self) -> Option<i32> {
        let digits = self.digits();
        let time = self.text[digits.end..].starts_with(':');
        let year = self.text_of(&digits).parse().ok().filter(|_| digits.len() == 4 && !time)?;
        self.at = digits.end;
        Some(year)
    }

    /// A day of the month, with space before it: a number that is not the hours of a time.
    pub(super) fn day_of_month(&mut self) -> Option<i8> {
        let before = self.at;
        self.skip_space();
        let digits = self.digits();
        let time = self.text[digits.end..].starts_with(':')
            && self.text[digits.end + 1..].starts_with(|c: char| c.is_ascii_digit());
        let day = if time { None } else { self.number(2) };
        if day.is_none() {
            self.at = before;
        }
        day
    }

    /// A comment in quotation marks, with space before it.
    pub(super) fn quoted(&mut self) -> Read<Option<&'t str>> {
        self.skip_space();
        let start = self.at;
        if !self.eat('"') {
            return Ok(None);
        }
        let Some(length) = self.rest().find('"') else {
            return Err(Wrong::at(start..self.text.len(), Why::OsmComment));
        };
        let comment = &self.rest()[..length];
        self.at += length + 1;
        Ok(Some(comment.trim()).filter(|comment| !comment.is_empty()))
    }
}
