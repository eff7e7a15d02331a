//! Words that mean the same: whoever has one of a group gets the keys of the others.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::words::Analyzer;
use crate::hub::Hub;

/// A phrase begins with a key; these keys follow it, and then its group holds.
type Rest = (Box<[Box<str>]>, usize);

/// The groups of a hub as keys.
#[derive(Default)]
pub(super) struct Groups {
    /// Phrases by their first key.
    phrases: FxHashMap<Box<str>, Vec<Rest>>,
    /// The keys that each group brings, with what part of a phrase each is.
    keys: Vec<Vec<(Box<str>, f32)>>,
}

impl Groups {
    /// The groups of `content/synonyms.toml`, keyed by the rules of every language of the hub.
    pub(super) fn new(hub: &Hub) -> Groups {
        let mut groups = Groups::default();
        for (turn, synonyms) in hub.tables.synonyms.iter().enumerate() {
            let mut all: BTreeMap<Box<str>, f32> = BTreeMap::new();
            for word in &**synonyms.words {
                for lang in hub.languages() {
                    let keys: Vec<Box<str>> = keys(Analyzer::of(lang), word).collect();
                    let Some((first, rest)) = keys.split_first() else { continue };
                    let known = groups.phrases.entry(first.clone()).or_default();
                    if !known.iter().any(|(other, group)| **other == *rest && *group == turn) {
                        known.push((rest.into(), turn));
                    }
                    let part = 1.0 / keys.len() as f32;
                    for key in keys {
                        let known = all.entry(key).or_default();
                        *known = known.max(part);
                    }
                }
            }
            groups.keys.push(all.into_iter().collect());
        }
        groups
    }

    /// The phrases that may begin with a key.
    pub(super) fn beginning(&self, key: &str) -> &[Rest] {
        self.phrases.get(key).map_or(&[], Vec::as_slice)
    }

    /// The keys that a group brings, each with its part: one of three words of a phrase says a third of it.
    pub(super) fn keys(&self, group: usize) -> &[(Box<str>, f32)] {
        &self.keys[group]
    }
}

/// The keys of a text, words that say nothing left out.
pub(super) fn keys<'t>(analyzer: &'t Analyzer, text: &'t str) -> impl Iterator<Item = Box<str>> {
    let tokens = analyzer.tokens(text).filter(|token| !analyzer.is_stop(&token.folded));
    tokens.map(|token| analyzer.key(&token.folded).into())
}
