//! Tokens: which characters make words, and how they are folded.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::Written;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// Its spelling: lower case, composed (NFC).
    pub text: Cow<'t, str>,
    /// Its spelling without diacritics: what keys are made of. Never empty.
    pub folded: Cow<'t, str>,
}

/// What the rules say of single characters.
pub(super) struct Letters {
    /// What a word consists of, marks included.
    word: Ranges,
    marks: Ranges,
    ignored: Ranges,
    lower: FxHashMap<char, Box<str>>,
    fold: FxHashMap<char, Box<str>>,
}

/// Ranges of characters, sorted and apart.
struct Ranges(Vec<(char, char)>);

impl Ranges {
    /// Reads the inside of a character class of a regular expression: `0-9a-zß`.
    fn new(class: &str) -> Ranges {
        let mut ranges = Vec::new();
        let mut rest = class.chars().peekable();
        while let Some(first) = rest.next() {
            let last = rest.next_if_eq(&'-').and_then(|_| rest.next());
            ranges.push((first, last.unwrap_or(first)));
        }
        ranges.sort_unstable();
        // What overlaps becomes one, so that a search by the first of a range finds the only one that can fit.
        ranges.dedup_by(|next, kept| {
            let inside = next.0 <= kept.1;
            kept.1 = if inside { kept.1.max(next.1) } else { kept.1 };
            inside
        });
        Ranges(ranges)
    }

    fn has(&self, c: char) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= c);
        self.0[..after].last().is_some_and(|(_, last)| c <= *last)
    }
}

/// Reads `a=b c-f=d`: what a character, or each of a range, turns into.
fn table(text: &str) -> FxHashMap<char, Box<str>> {
    let mut table = FxHashMap::default();
    for one in text.split(' ') {
        let (from, to) = one.split_once('=').expect("a rule for letters has a sign of equality");
        let mut from = from.chars();
        let first = from.next().expect("a rule for letters names one");
        match from.nth(1) {
            None => {
                table.insert(first, to.into());
            }
            Some(last) => {
                let to = to.chars().next().expect("a range of letters turns into letters");
                for (turn, c) in (first..=last).enumerate() {
                    let to = char::from_u32(to as u32 + turn as u32).expect("a range of letters turns into letters");
                    table.insert(c, to.to_string().into());
                }
            }
        }
    }
    table
}

fn mapped(text: impl Iterator<Item = char>, table: &FxHashMap<char, Box<str>>) -> String {
    let mut to = String::new();
    for c in text {
        match table.get(&c) {
            Some(other) => to.push_str(other),
            None => to.push(c),
        }
    }
    to
}

impl Letters {
    pub(super) fn new(written: &Written) -> Letters {
        Letters {
            word: Ranges::new(&format!("{}{}", written.letters, written.marks)),
            marks: Ranges::new(&written.marks),
            ignored: Ranges::new(&written.ignored),
            lower: table(&written.lower),
            fold: table(&written.fold),
        }
    }

    /// The words of a text, in order.
    pub(super) fn tokens<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Token<'t>> {
        pieces(text).flat_map(|piece| self.words(piece))
    }

    /// The words of a piece.
    fn words<'t>(&self, piece: &'t str) -> Vec<Token<'t>> {
        if piece.is_ascii() {
            let text: Cow<str> = match piece.bytes().any(|b| b.is_ascii_uppercase()) {
                true => Cow::Owned(piece.to_ascii_lowercase()),
                false => Cow::Borrowed(piece),
            };
            return vec![Token { folded: text.clone(), text }];
        }
        let decomposed: String = piece.nfd().filter(|c| !self.ignored.has(*c)).collect();
        let words = decomposed.split(|c| !self.word.has(c));
        let tokens = words.map(|word| {
            let lower = mapped(word.chars(), &self.lower);
            let folded = mapped(lower.chars().filter(|c| !self.marks.has(*c)), &self.fold);
            Token { text: Cow::Owned(lower.nfc().collect()), folded: Cow::Owned(folded) }
        });
        tokens.filter(|token| !token.folded.is_empty()).collect()
    }
}

/// The pieces of a text between signs that divide words in every language. A piece has the same words wherever it
/// stands; seldom more than one.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(|piece| !piece.is_empty())
}
