//! `content/synonyms.toml`: words that mean the same to residents, whatever the language.

use std::collections::HashMap;

use crate::declare::{Located, Translated, table};
use crate::diagnostic::{Code, Diagnostic, Span};

table! {
    /// Words of which each finds what the others find.
    pub struct Synonyms {
        /// The words, or phrases of a few words.
        words: Located<Box<[Located<Box<str>>]>>,
    }

    /// The file of the table.
    pub struct SynonymFile { group: Box<[Synonyms]>, x: crate::declare::Empty }
}

impl Translated for Synonyms {}

/// Groups that say nothing, and words that stand twice.
pub(super) fn check(groups: &[Synonyms], file: &Span) -> Vec<Diagnostic> {
    let at = |range| Span { file: file.file.clone(), range };
    let mut told = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (turn, group) in groups.iter().enumerate() {
        for word in &**group.words {
            if let Some(first) = seen.insert(word.to_lowercase(), turn) {
                let found = Diagnostic::new(Code::SynonymTwice).at(at(word.range())).with("found", &***word);
                let other = groups[first].words.first().map_or("", |word| &***word);
                told.push(found.with("other", other));
            }
        }
        let mut words: Vec<String> = group.words.iter().map(|word| word.to_lowercase()).collect();
        words.sort_unstable();
        words.dedup();
        if words.len() < 2 {
            let range = group.words.first().map_or(group.words.range(), Located::range);
            told.push(Diagnostic::new(Code::SynonymAlone).at(at(range)));
        }
    }
    told
}
