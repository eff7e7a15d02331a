//! An answer: which documents are found for a question, the best first.
//!
//! `find.js` in the theme does the same on the files that a browser fetches; tests hold the two equal. So that they
//! can be, there are whole numbers only, and what a browser could not see without fetching much is not looked at
//! here either.
//!
//! 1. The question becomes words; of those that say nothing (`in`, `za`) and of those that say what somebody wants
//!    to know (`kdaj`, `telefon`) none has to be found.
//! 2. A word is its key by the rules of the page's language, else by those of another language of the hub, else the
//!    beginning of a longer word, else one that is written nearly like it.
//! 3. Documents with all words come first. When they are few, documents with neighbours of the words (`zobozdravnik`,
//!    `zobozdravstven`) follow, then those with the weightier half of them.

use std::collections::BTreeMap;

use super::files::{HEAD, Run, Shards, plain, runs, shards, urgent};
use super::index::{Form, Index, spelling};
use super::words::Analyzer;
use super::{intents, near};
use crate::hub::Hub;
use crate::language::Lang;

/// How much of a question is read, in characters, and how many of its words.
const LONGEST: usize = 400;
const MOST_WORDS: usize = 10;
/// With fewer results than these, neighbours and parts of the question are looked for.
pub const FEW: usize = 10;
/// How many neighbours of a word are looked at.
const NEIGHBOURS: usize = 12;
/// A word that stands in more than this part of a large hub need not be found.
const COMMON_PART: u32 = 4;

/// What an alternative of a word counts, in eighths.
const EXACT: u32 = 8;
const MISTYPED: u32 = 6;
const BEGINNING: u32 = 5;
const NEIGHBOUR: u32 = 2;
/// What another spelling of the word counts, in eighths.
const OTHER_SPELLING: u32 = 6;

/// A document that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its position in the index.
    pub document: u32,
    /// 3: it has all words; 2: it has all words or their neighbours; 1: it has some of them.
    pub rank: u8,
    /// The sum of worth.
    pub score: u32,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Answer {
    /// Documents, the best first.
    pub hits: Vec<Hit>,
    /// How the words of the question were understood.
    pub words: Vec<Understood>,
    /// What somebody wants to know: `phone`, `hours`, `sa`.
    pub intents: Vec<&'static str>,
    /// Urgent numbers that the question calls up, by position.
    pub urgent: Vec<usize>,
}

/// How a word of the question was understood.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// The word.
    pub text: String,
    /// Whether it has to be found.
    pub required: bool,
    /// The keys that stand for it, with what each counts in eighths.
    pub keys: Vec<(String, u32)>,
    /// Its neighbours.
    pub neighbours: Vec<String>,
    /// What it was taken for, being mistyped.
    pub corrected: Option<String>,
}

/// What answers are found in: an index, and how it is cut into files.
pub struct Searcher<'i> {
    index: &'i Index,
    shards: Shards,
    intents: BTreeMap<Box<str>, &'static str>,
    urgent: Vec<(Vec<Box<str>>, usize)>,
}

/// A word of the question while it is looked up.
struct Word {
    text: String,
    folded: String,
    key: String,
    spelling: String,
    required: bool,
    exact: Vec<(usize, u32)>,
    fill: Vec<usize>,
    corrected: Option<String>,
}

impl<'i> Searcher<'i> {
    /// Makes ready to answer.
    pub fn new(hub: &Hub, index: &'i Index) -> Searcher<'i> {
        Searcher { index, shards: shards(index), intents: intents::of(&index.languages), urgent: urgent(hub) }
    }

    /// Answers a question that is asked on a page in `lang`.
    pub fn answer(&self, question: &str, lang: Lang) -> Answer {
        let question: String = question.chars().take(LONGEST).collect();
        let mut answer = Answer::default();
        let mut words = self.words(&question, lang, &mut answer);
        let count = words.len();
        for (turn, word) in words.iter_mut().enumerate() {
            self.look_up(word, lang, turn + 1 == count);
        }
        self.release_common(&mut words);
        answer.hits = self.hits(&words);
        answer.words = words.iter().map(|word| self.understood(word)).collect();
        answer
    }

    /// The words of a question, each once; what they call up is put into the answer.
    fn words(&self, question: &str, lang: Lang, answer: &mut Answer) -> Vec<Word> {
        let analyzer = Analyzer::of(lang);
        let mut words: Vec<Word> = Vec::new();
        for token in analyzer.tokens(question).filter(|token| !analyzer.is_stop(&token.folded)) {
            let key = analyzer.key(&token.folded);
            if words.len() == MOST_WORDS || words.iter().any(|word| word.key == key) {
                continue;
            }
            let intent = self.intents.get(&*key).copied();
            answer.intents.extend(intent.filter(|intent| !answer.intents.contains(intent)));
            words.push(Word {
                spelling: spelling(&token.text, &token.folded, &key).to_owned(),
                text: token.text.into_owned(),
                folded: token.folded.into_owned(),
                key,
                required: intent.is_none(),
                exact: Vec::new(),
                fill: Vec::new(),
                corrected: None,
            });
        }
        if !words.iter().any(|word| word.required) {
            words.iter_mut().for_each(|word| word.required = true);
        }
        for (keys, row) in &self.urgent {
            let asked = |key: &str| words.iter().any(|word| word.key == key);
            if keys.iter().all(|key| asked(key)) && !answer.urgent.contains(row) {
                answer.urgent.push(*row);
            }
        }
        answer.urgent.sort_unstable();
        words
    }

    fn look_up(&self, word: &mut Word, lang: Lang, last: bool) {
        let found = self.index.find(&word.key);
        word.exact.extend(found.map(|at| (at, EXACT)));
        if found.is_none() {
            for other in self.index.languages.iter().filter(|other| **other != lang) {
                let analyzer = Analyzer::of(*other);
                let key = analyzer.tokens(&word.text).next().map(|token| analyzer.key(&token.folded));
                let at = key.and_then(|key| self.index.find(&key));
                word.exact
                    .extend(at.filter(|at| word.exact.iter().all(|(known, _)| known != at)).map(|at| (at, EXACT)));
            }
        }
        if let Some((at, _)) = word.exact.first() {
            let shard = self.shards.terms(self.shards.of(&self.index.terms[*at].key), self.index.terms.len());
            let key = &*self.index.terms[*at].key;
            let shared = 4.max((key.chars().count() * 3).div_ceil(5));
            let near = |other: &str| {
                let same = other.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
                same >= shared || (last && key.chars().count() > 2 && other.starts_with(key))
            };
            word.fill = self.frequent(shard.filter(|other| {
                word.exact.iter().all(|(known, _)| known != other) && near(&self.index.terms[*other].key)
            }));
            return;
        }
        if word.folded.chars().count() > 1 {
            let begins = self.beginning(&word.folded);
            word.exact.extend(self.frequent(begins).into_iter().map(|at| (at, BEGINNING)));
        }
        if word.exact.is_empty() {
            self.correct(word);
        }
    }

    /// The terms that begin so, in the one or two files that a browser looks into.
    fn beginning<'a>(&'a self, start: &'a str) -> impl Iterator<Item = usize> + 'a {
        let first = self.shards.of(start);
        let next = self.shards.starts.get(first + 1).filter(|(from, _)| from.starts_with(start)).map(|_| first + 1);
        let all = self.index.terms.len();
        let shards = std::iter::once(first).chain(next).flat_map(move |shard| self.shards.terms(shard, all));
        shards.filter(move |at| self.index.terms[*at].key.starts_with(start))
    }

    /// The most frequent of some terms.
    fn frequent(&self, terms: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut found: Vec<usize> = terms.collect();
        found.sort_by_key(|at| (std::cmp::Reverse(self.index.terms[*at].count), *at));
        found.truncate(NEIGHBOURS);
        found
    }

    /// Takes a word for those that are written nearly like it.
    fn correct(&self, word: &mut Word) {
        let folded: Vec<char> = word.folded.chars().collect();
        let most = near::most(folded.len());
        if most == 0 {
            return;
        }
        let key: Vec<char> = word.key.chars().collect();
        for first in firsts(&folded) {
            let mut near: Vec<(u32, std::cmp::Reverse<u32>, &Form)> = Vec::new();
            for form in &self.index.forms {
                let written: Vec<char> = plain(&form.text).chars().collect();
                if written.first() != Some(&first) {
                    continue;
                }
                let term = &self.index.terms[form.term as usize];
                let known: Vec<char> = term.key.chars().collect();
                let of_form = near::cost(&folded, &written, most);
                let of_key = near::cost(&key, &known, most.min(near::most(key.len())));
                let cost = of_form.into_iter().chain(of_key).min();
                near.extend(cost.map(|cost| (cost, std::cmp::Reverse(term.count.max(1).ilog2()), form)));
            }
            near.sort_by_key(|(cost, class, form)| (*cost, *class, form.term));
            let Some(best) = near.first().map(|(cost, _, _)| *cost) else { continue };
            near.retain(|(cost, _, _)| *cost <= best + 1);
            near.truncate(3);
            word.corrected = near.first().map(|(_, _, form)| form.text.to_string());
            word.exact.extend(
                near.iter().enumerate().map(|(turn, (_, _, form))| (form.term as usize, MISTYPED - turn as u32)),
            );
            return;
        }
    }

    /// In a large hub a word that stands nearly everywhere need not be found, unless nothing else is asked for.
    fn release_common(&self, words: &mut [Word]) {
        let all = self.index.documents.len() as u32;
        let common = |word: &Word| {
            let count = word.exact.iter().map(|(at, _)| self.index.terms[*at].count).max().unwrap_or(0);
            count as usize > HEAD && count > all / COMMON_PART
        };
        let rare = words.iter().any(|word| word.required && !common(word));
        for word in words.iter_mut().filter(|_| rare) {
            word.required = word.required && !common(word);
        }
    }

    fn hits(&self, words: &[Word]) -> Vec<Hit> {
        let mut exact: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for (turn, word) in words.iter().enumerate() {
            for (document, score) in self.scores(word, &word.exact) {
                let sum = exact.entry(document).or_default();
                *sum = (sum.0 | 1 << turn, sum.1 + score);
            }
        }
        let wanted = mask(words);
        let whole = |(found, _): &(u32, u32)| found & wanted == wanted;
        let mut hits: Vec<Hit> = Vec::new();
        let hit = |document: u32, rank: u8, score: u32| Hit { document, rank, score };
        hits.extend(exact.iter().filter(|(_, sum)| whole(sum)).map(|(at, (_, score))| hit(*at, 3, *score)));
        if hits.len() < FEW {
            for (turn, word) in words.iter().enumerate() {
                let fill: Vec<(usize, u32)> = word.fill.iter().map(|at| (*at, NEIGHBOUR)).collect();
                for (document, score) in self.scores(word, &fill) {
                    let sum = exact.entry(document).or_default();
                    if sum.0 & 1 << turn == 0 {
                        *sum = (sum.0 | 1 << turn, sum.1 + score);
                    }
                }
            }
            let weights: Vec<u32> =
                words.iter().map(|word| if word.required { self.weight(word) } else { 0 }).collect();
            let total: u32 = weights.iter().sum();
            let known: Vec<u32> = hits.iter().map(|hit| hit.document).collect();
            for (document, sum) in exact.iter().filter(|(document, _)| known.binary_search(document).is_err()) {
                let part: u32 = weights
                    .iter()
                    .enumerate()
                    .filter(|(turn, _)| sum.0 & 1 << turn != 0)
                    .map(|(_, weight)| weight)
                    .sum();
                if whole(sum) {
                    hits.push(hit(*document, 2, sum.1));
                } else if part > 0 && part * 2 >= total {
                    hits.push(hit(*document, 1, sum.1));
                }
            }
        }
        hits.sort_unstable_by_key(|hit| (std::cmp::Reverse((hit.rank, hit.score)), hit.document));
        hits
    }

    /// What a word weighs: as much as the most frequent of what stands for it; a word of nothing much.
    fn weight(&self, word: &Word) -> u32 {
        word.exact.iter().map(|(at, _)| self.index.terms[*at].weight).min().unwrap_or(20)
    }

    /// The documents of some alternatives of a word, with the best that each is worth.
    fn scores(&self, word: &Word, alternatives: &[(usize, u32)]) -> BTreeMap<u32, u32> {
        let mut best: BTreeMap<u32, u32> = BTreeMap::new();
        for (at, eighths) in alternatives {
            let term = &self.index.terms[*at];
            let weight =
                word.exact.first().map_or(term.weight, |(first, _)| self.index.terms[*first].weight.min(term.weight));
            for Run { spelling, worth, head, rest } in runs(term) {
                let other = term.lists.len() > 1 && spelling != word.spelling;
                let score = u32::from(worth) * weight * eighths * if other { OTHER_SPELLING } else { 8 };
                // Of a word that need not be found only the first documents are seen.
                let rest = if word.required { rest } else { &[] };
                for document in head.iter().chain(rest) {
                    let known = best.entry(*document).or_default();
                    *known = score.max(*known);
                }
            }
        }
        best
    }

    fn understood(&self, word: &Word) -> Understood {
        let key = |at: usize| self.index.terms[at].key.to_string();
        Understood {
            text: word.text.clone(),
            required: word.required,
            keys: word.exact.iter().map(|(at, eighths)| (key(*at), *eighths)).collect(),
            neighbours: word.fill.iter().map(|at| key(*at)).collect(),
            corrected: word.corrected.clone(),
        }
    }

    /// Why a document was found: each word of the question with what it gave.
    pub fn reasons(&self, question: &str, lang: Lang, document: u32) -> Vec<(String, u32)> {
        let mut ignored = Answer::default();
        let question: String = question.chars().take(LONGEST).collect();
        let mut words = self.words(&question, lang, &mut ignored);
        let count = words.len();
        words.iter_mut().enumerate().for_each(|(turn, word)| self.look_up(word, lang, turn + 1 == count));
        let mut reasons = Vec::new();
        for word in &words {
            let fill: Vec<(usize, u32)> = word.fill.iter().map(|at| (*at, NEIGHBOUR)).collect();
            let all = word.exact.iter().chain(&fill);
            let given = all.filter_map(|one| {
                Some((self.index.terms[one.0].key.to_string(), *self.scores(word, &[*one]).get(&document)?))
            });
            reasons.extend(given);
        }
        reasons
    }
}

fn mask(words: &[Word]) -> u32 {
    words.iter().enumerate().filter(|(_, word)| word.required).fold(0, |mask, (turn, _)| mask | 1 << turn)
}

/// The first letters that a mistyped word may have had, the likeliest first: its own, its second, and the neighbours of
/// the first on the keyboard.
fn firsts(folded: &[char]) -> Vec<char> {
    const ROWS: [&str; 3] = ["qwertzuiop", "asdfghjkl", "yxcvbnm"];
    let mut firsts: Vec<char> = folded.iter().take(2).copied().collect();
    for row in ROWS {
        let row: Vec<char> = row.chars().collect();
        if let Some(at) = row.iter().position(|c| Some(c) == folded.first()) {
            firsts.extend(at.checked_sub(1).map(|before| row[before]));
            firsts.extend(row.get(at + 1));
        }
    }
    let mut seen = Vec::new();
    firsts.retain(|c| {
        !seen.contains(c) && {
            seen.push(*c);
            true
        }
    });
    firsts
}
