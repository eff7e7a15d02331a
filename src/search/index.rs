//! The index: for every key the documents that hold it, with what each is worth there.
//!
//! Worth is a whole number from 1 to 48, computed here once, so that whoever answers a question only adds:
//! a word in a name is worth most, the same word again and again in long text little more than once. It does
//! not depend on other documents: an edit of one record leaves the worth of all others as it is.

use std::collections::HashMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::documents::{Document, What, documents};
use super::facets::Facts;
use super::gather::{Field, Text, texts};
use super::synonyms::Groups;
use super::words::{Analyzer, pieces};
use crate::hub::Hub;
use crate::language::Lang;
use crate::record::Freshness;
use crate::theme::Theme;
use crate::view::{Found, Viewer};

/// The greatest worth.
pub const MOST: u8 = 48;
/// The steps of worth: fewer steps make shorter lists.
const STEPS: &[u8] =
    &[1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48];
/// At which sum of weights a document is worth half of the greatest worth.
const HALF: f32 = 6.0;
/// What a word is worth by its synonym, beside itself.
const SYNONYM: f32 = 0.6;
/// Longer keys than this are numbers, addresses and mistakes.
const LONGEST_KEY: usize = 40;

/// A key with its documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The key.
    pub key: Box<str>,
    /// How much the word says, being rare: about three times the logarithm of the inverse of its share.
    pub weight: u32,
    /// How many documents hold it.
    pub count: u32,
    /// Its documents by how the word is spelled: one list, unless spellings differ in their diacritics.
    pub lists: Vec<List>,
}

/// Documents in which a word is spelled alike.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The beginning of the word with its diacritics, as long as the key; empty when it has none.
    pub spelling: Box<str>,
    /// Documents by their worth, the greatest first; ascending inside each.
    pub runs: Vec<(u8, Vec<u32>)>,
}

/// A word as it is written, for those who mistype it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The position of its key in the terms.
    pub term: u32,
    /// How it is written most often.
    pub text: Box<str>,
}

/// The index of a hub.
pub struct Index {
    /// Documents; what the lists hold are positions here.
    pub documents: Vec<Document>,
    /// What facets count of each.
    pub facts: Vec<Facts>,
    /// What a result shows of each document, per language of the hub, as JSON.
    pub cards: Vec<Vec<String>>,
    /// Terms by key.
    pub terms: Vec<Term>,
    /// Words by key.
    pub forms: Vec<Form>,
    /// The languages of the hub, by whose rules the keys are made.
    pub languages: Vec<Lang>,
}

impl Index {
    /// Makes the index of a hub; `theme` has the words that stand in no record.
    pub fn new(hub: &Hub, theme: &Theme) -> Index {
        let all = documents(hub);
        let groups = Groups::new(hub);
        let languages: Vec<Lang> = hub.languages().collect();
        // Few and large parts: each keeps what it knows of the words it met.
        let size = all.len().div_ceil(rayon::current_num_threads() * 2).max(16);
        let parts: Vec<Part> = all
            .par_chunks(size)
            .enumerate()
            .map(|(turn, some)| Part::new(hub, theme, &groups, some, (turn * size) as u32))
            .collect();
        let mut index = merged(parts, all.len(), languages);
        index.documents = all;
        index
    }

    /// The position of a key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.terms.binary_search_by(|term| (*term.key).cmp(key)).ok()
    }
}

/// One document of a key, before all parts come together.
#[derive(Debug, Clone, Copy)]
struct Posting {
    document: u32,
    worth: u8,
    /// Its spelling, by position in the part's list; 0 is without diacritics.
    spelling: u32,
}

/// What some documents hold.
struct Part {
    keys: Vec<Key>,
    spellings: Vec<Box<str>>,
    facts: Vec<Facts>,
    cards: Vec<Vec<String>>,
}

struct Key {
    key: Box<str>,
    postings: Vec<Posting>,
    /// How it is written, and how often.
    forms: Vec<(Box<str>, u32)>,
}

/// A piece of text as it was met in a language: folded and stemmed once, however often it stands there.
struct Met {
    words: Box<[Written]>,
    /// How often it was met.
    count: u32,
}

/// A word that says something, as it is written.
struct Written {
    text: Box<str>,
    /// The position of its key.
    key: u32,
    spelling: u32,
}

/// What the keys of a document come to while it is read.
#[derive(Clone, Copy, Default)]
struct Sum {
    /// Of weights; nothing is 0.
    weights: f32,
    spelling: u32,
    /// The weight of the field that the spelling is from.
    field: f32,
}

/// What the documents of a part have in common.
struct Making<'g> {
    groups: &'g Groups,
    keys: Vec<Key>,
    ids: FxHashMap<Box<str>, u32>,
    met: FxHashMap<Lang, FxHashMap<Box<str>, Met>>,
    spellings: Vec<Box<str>>,
    spelling_ids: FxHashMap<Box<str>, u32>,
    /// For each key what it comes to in the document that is being read …
    sums: Vec<Sum>,
    /// … and which keys it has.
    touched: Vec<u32>,
    /// The keys of the text that is being read, with their spellings.
    line: Vec<(u32, u32)>,
}

impl Part {
    fn new(hub: &Hub, theme: &Theme, groups: &Groups, documents: &[Document], first: u32) -> Part {
        let mut making = Making {
            groups,
            keys: Vec::new(),
            ids: FxHashMap::default(),
            met: FxHashMap::default(),
            spellings: vec![Box::default()],
            spelling_ids: FxHashMap::from_iter([(Box::default(), 0)]),
            sums: Vec::new(),
            touched: Vec::new(),
            line: Vec::new(),
        };
        let viewers: Vec<(Lang, Viewer<'_>)> =
            hub.languages().map(|lang| (lang, Viewer::new(hub, theme, lang))).collect();
        let (mut facts, mut cards) = (Vec::with_capacity(documents.len()), Vec::with_capacity(documents.len()));
        for (turn, document) in documents.iter().enumerate() {
            let (entry, service) = match document.what {
                What::Entry(ix) => (ix, None),
                What::Service(ix, turn) => (ix, Some(turn)),
            };
            let shown: Vec<(Lang, Found)> =
                viewers.iter().map(|(lang, viewer)| (*lang, viewer.found(entry, service))).collect();
            for text in texts(hub, theme, document, &shown) {
                making.take(&text);
            }
            making.close(document, first + turn as u32);
            facts.push(Facts::of(hub, document, &shown[0].1));
            cards.push(shown.iter().map(|(_, found)| super::files::card(document, found)).collect());
        }
        let Making { mut keys, spellings, met, .. } = making;
        for (_, Met { words, count }) in met.into_values().flatten() {
            words.into_iter().for_each(|word| keys[word.key as usize].forms.push((word.text, count)));
        }
        keys.retain(|key| !key.postings.is_empty());
        keys.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Part { keys, spellings, facts, cards }
    }
}

impl Making<'_> {
    fn take(&mut self, text: &Text) {
        let analyzer = Analyzer::of(text.lang);
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let mut met = self.met.remove(&text.lang).unwrap_or_default();
        for piece in pieces(&text.text) {
            let known = match met.get_mut(piece) {
                Some(known) => known,
                None => met.entry(piece.into()).or_insert_with(|| self.meet(analyzer, piece)),
            };
            known.count += 1;
            line.extend(known.words.iter().map(|word| (word.key, word.spelling)));
        }
        self.met.insert(text.lang, met);
        let weight = text.field.weight();
        let (share, usual) = text.field.length();
        let each = weight / (1.0 - share + share * line.len() as f32 / usual);
        for (key, spelling) in &line {
            self.add(*key, *spelling, each, weight);
        }
        if text.field != Field::Body {
            self.synonyms(&line, each * SYNONYM);
        }
        self.line = line;
    }

    /// Adds the synonyms of phrases that stand in a text.
    fn synonyms(&mut self, line: &[(u32, u32)], each: f32) {
        let groups = self.groups;
        for (at, (key, _)) in line.iter().enumerate() {
            for (rest, group) in groups.beginning(&self.keys[*key as usize].key) {
                let after = line.get(at + 1..at + 1 + rest.len());
                let follows = after.is_some_and(|after| {
                    after.iter().zip(rest).all(|((key, _), wanted)| self.keys[*key as usize].key == *wanted)
                });
                if follows {
                    for (key, part) in groups.keys(*group) {
                        let key = self.key(key);
                        if !line.iter().any(|(known, _)| *known == key) {
                            self.add(key, 0, each * part, 0.0);
                        }
                    }
                }
            }
        }
    }

    fn add(&mut self, key: u32, spelling: u32, each: f32, field: f32) {
        let sum = &mut self.sums[key as usize];
        if sum.weights == 0.0 {
            self.touched.push(key);
        }
        sum.weights += each;
        if sum.field < field {
            (sum.spelling, sum.field) = (spelling, field);
        }
    }

    fn key(&mut self, key: &str) -> u32 {
        if let Some(known) = self.ids.get(key) {
            return *known;
        }
        let id = self.keys.len() as u32;
        self.keys.push(Key { key: key.into(), postings: Vec::new(), forms: Vec::new() });
        self.sums.push(Sum::default());
        self.ids.insert(key.into(), id);
        id
    }

    fn meet(&mut self, analyzer: &Analyzer, piece: &str) -> Met {
        let words = analyzer.tokens(piece).filter_map(|token| self.write(analyzer, &token.text, &token.folded));
        Met { words: words.collect(), count: 0 }
    }

    /// A word with its key; nothing when it says nothing.
    fn write(&mut self, analyzer: &Analyzer, text: &str, folded: &str) -> Option<Written> {
        if analyzer.is_stop(folded) {
            return None;
        }
        let key = analyzer.key(folded);
        // Signs beyond the basic plane sort differently in Rust and in a browser; no word needs them.
        if key.is_empty() || key.len() > LONGEST_KEY || key.chars().any(|c| u32::from(c) >= 0xD800) {
            return None;
        }
        let spelling = spelling(text, folded, &key);
        let spelling = match self.spelling_ids.get(spelling) {
            Some(known) => *known,
            None => {
                let id = self.spellings.len() as u32;
                self.spellings.push(spelling.into());
                self.spelling_ids.insert(spelling.into(), id);
                id
            }
        };
        Some(Written { text: text.into(), key: self.key(&key), spelling })
    }

    /// A document has been read: its sums become worth.
    fn close(&mut self, document: &Document, at: u32) {
        let fresh = match document.freshness {
            Freshness::Overdue => 0.85,
            Freshness::Expired => 0.7,
            _ => 1.0,
        };
        for key in self.touched.drain(..) {
            let Sum { weights, spelling, .. } = std::mem::take(&mut self.sums[key as usize]);
            let worth = step(weights / (HALF + weights) * f32::from(MOST) * fresh);
            self.keys[key as usize].postings.push(Posting { document: at, worth, spelling });
        }
    }
}

/// The greatest step that is not above.
fn step(worth: f32) -> u8 {
    STEPS.iter().rev().find(|step| f32::from(**step) <= worth).copied().unwrap_or(1)
}

/// The beginning of a word with its diacritics, as long as its key agrees with its folded spelling; empty when it
/// has none there, or when letters were folded into several.
pub(super) fn spelling<'t>(text: &'t str, folded: &str, key: &str) -> &'t str {
    if text == folded || text.chars().count() != folded.chars().count() {
        return "";
    }
    let agree = folded.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
    let end = text.char_indices().nth(agree).map_or(text.len(), |(at, _)| at);
    let start = &text[..end];
    let plain = folded.chars().take(agree).eq(start.chars());
    if plain { "" } else { start }
}

/// Brings the keys of all parts together.
fn merged(parts: Vec<Part>, documents: usize, languages: Vec<Lang>) -> Index {
    let mut all: Vec<(&str, usize, usize)> = Vec::new();
    for (turn, part) in parts.iter().enumerate() {
        all.extend(part.keys.iter().enumerate().map(|(at, key)| (&*key.key, turn, at)));
    }
    all.par_sort_unstable();
    let same: Vec<&[(&str, usize, usize)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
    let made: Vec<(Term, Option<Box<str>>)> = same
        .par_iter()
        .with_min_len(64)
        .map(|same| {
            let keys = same.iter().map(|(_, part, at)| (&parts[*part], &parts[*part].keys[*at]));
            (term(same[0].0, keys.clone(), documents), form(keys.map(|(_, key)| key)))
        })
        .collect();
    let (mut terms, mut forms) = (Vec::with_capacity(made.len()), Vec::new());
    for (term, text) in made {
        forms.extend(text.map(|text| Form { term: terms.len() as u32, text }));
        terms.push(term);
    }
    let (mut facts, mut cards) = (Vec::with_capacity(documents), Vec::with_capacity(documents));
    for part in parts {
        facts.extend(part.facts);
        cards.extend(part.cards);
    }
    Index { documents: Vec::new(), facts, cards, terms, forms, languages }
}

fn term<'p>(key: &str, parts: impl Iterator<Item = (&'p Part, &'p Key)>, documents: usize) -> Term {
    let mut spelled: Vec<(&str, Vec<(u8, u32)>)> = Vec::new();
    let mut count = 0;
    for (part, key) in parts {
        count += key.postings.len();
        for posting in &key.postings {
            let spelling = &*part.spellings[posting.spelling as usize];
            let found = spelled.iter_mut().find(|(known, _)| *known == spelling);
            let one = (posting.worth, posting.document);
            match found {
                Some((_, list)) => list.push(one),
                None => spelled.push((spelling, vec![one])),
            }
        }
    }
    spelled.sort_unstable_by_key(|(spelling, _)| *spelling);
    let lists = spelled.into_iter().map(|(spelling, mut list)| {
        list.sort_unstable_by_key(|(worth, document)| (std::cmp::Reverse(*worth), *document));
        let mut runs: Vec<(u8, Vec<u32>)> = Vec::new();
        for (worth, document) in list {
            match runs.last_mut() {
                Some((same, run)) if *same == worth => run.push(document),
                _ => runs.push((worth, vec![document])),
            }
        }
        List { spelling: spelling.into(), runs }
    });
    Term { key: key.into(), weight: weight(documents, count), count: count as u32, lists: lists.collect() }
}

/// About three times the binary logarithm of the inverse of the share that a word has, from 1 up. Whole numbers only:
/// every machine computes the same.
fn weight(documents: usize, count: usize) -> u32 {
    let inverse = ((documents + count) as u64 * 1024 / count.max(1) as u64).max(1024);
    let bits = inverse.ilog2();
    let rest = (inverse >> (bits - 4)) & 15;
    let sixteenths = bits * 16 + rest as u32 - 160;
    (sixteenths * 3 / 16).max(1)
}

/// How a word is written most often; of equals the shortest, then the first by its letters. Numbers are not mistyped,
/// and of very short words everything is a neighbour.
fn form<'p>(keys: impl Iterator<Item = &'p Key>) -> Option<Box<str>> {
    let mut forms: HashMap<&str, u32> = HashMap::new();
    for key in keys {
        key.forms.iter().for_each(|(form, count)| *forms.entry(form).or_default() += count);
    }
    let best = forms.into_iter().min_by_key(|(form, count)| (std::cmp::Reverse(*count), form.len(), *form));
    let letters = |form: &str| form.chars().count() > 2 && !form.chars().any(|c| c.is_ascii_digit());
    best.map(|(form, _)| form).filter(|form| letters(form)).map(Box::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_word_weighs_more_and_every_word_something() {
        assert_eq!(weight(10, 10), 3);
        assert!(weight(10_000, 1) > weight(10_000, 10) && weight(10_000, 10) > weight(10_000, 5000));
        assert_eq!(weight(100_000, 1), 49);
        assert_eq!((weight(1, 1), weight(0, 0)), (3, 1));
    }

    #[test]
    fn a_spelling_is_kept_as_far_as_the_key_goes() {
        assert_eq!(spelling("šole", "sole", "sol"), "šol");
        assert_eq!(spelling("sole", "sole", "sol"), "");
        assert_eq!(spelling("možje", "mozje", "moz"), "mož");
        assert_eq!(spelling("poče", "poce", "pot"), "");
        assert_eq!(spelling("straße", "strasse", "strass"), "");
    }

    #[test]
    fn worth_has_few_steps_and_is_never_nothing() {
        assert_eq!([step(0.0), step(5.9), step(6.0), step(47.9), step(90.0)], [1, 4, 6, 46, 48]);
    }
}
