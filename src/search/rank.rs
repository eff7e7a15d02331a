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
//! 3. All documents with all words are found. When few of them have every word in a place that counts (a name, a topic,
//!    the sentence below the name), so are those with neighbours of the words (`zobozdravnik`, `zobozdravstven`) and
//!    those with the weightier half of them.
//! 4. The order is that of the sums of worth, times the part of the question that a document has: a
//!    name that is asked for stands before a long text that has every word somewhere.

use std::collections::BTreeMap;

use super::documents::kinds;
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

/// A document is worth this much for a word that is in more than its long text.
const STRONG: u8 = 16;
/// The weight of a word that is not found.
const UNKNOWN: u32 = 20;

/// What an alternative of a word counts, in eighths.
const EXACT: u32 = 8;
const MISTYPED: u32 = 6;
const BEGINNING: u32 = 5;
const NEIGHBOUR: u32 = 3;
/// What another spelling of the word counts, in eighths.
const OTHER_SPELLING: u32 = 6;
/// What a word counts that is asked for, that says when, and that says what a result has to answer, in eighths.
const ASKED: u32 = 8;
const DATED: u32 = 4;
const ANSWERED: u32 = 1;
/// What an event counts when somebody asks what is on, in eighths.
const EVENT: u64 = 12;
/// What a document counts that is in the reader's place, and in one that is part of the same, in eighths.
const HERE: u64 = 16;
const AROUND: u64 = 10;
/// Intents that say when.
const DATES: [&str; 10] = ["today", "tomorrow", "weekend", "mo", "tu", "we", "th", "fr", "sa", "su"];

/// A document that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its position in the index.
    pub document: u32,
    /// The sum of worth, as far as it has what is asked for.
    pub score: u64,
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
    intents: BTreeMap<String, &'static str>,
    urgent: Vec<(Vec<Box<str>>, usize)>,
    /// For each place the one that it is part of.
    up: Vec<Option<usize>>,
}

/// A word of the question while it is looked up.
struct Word {
    text: String,
    folded: String,
    key: String,
    spelling: String,
    required: bool,
    /// What it counts, in eighths.
    share: u32,
    exact: Vec<(usize, u32)>,
    fill: Vec<usize>,
    corrected: Option<String>,
}

/// What a document is worth for a word.
#[derive(Clone, Copy, Default)]
struct Worth {
    score: u32,
    /// It has the word, not only a neighbour …
    own: bool,
    /// … in a place that counts.
    strong: bool,
}

/// What a document is worth for a question.
#[derive(Clone, Copy, Default)]
struct Sum {
    score: u64,
    /// The weights of the required words that it has.
    part: u64,
    /// How many of them it has itself, and in a place that counts.
    own: usize,
    strong: usize,
}

impl<'i> Searcher<'i> {
    /// Makes ready to answer.
    pub fn new(hub: &Hub, index: &'i Index) -> Searcher<'i> {
        let up = hub.tables.places.iter().map(|place| place.parent).collect();
        Searcher { index, shards: shards(index), intents: intents::of(&index.languages), urgent: urgent(hub), up }
    }

    /// Answers a question that is asked on a page in `lang`.
    pub fn answer(&self, question: &str, lang: Lang) -> Answer {
        self.answer_near(question, lang, None)
    }

    /// Answers a question of somebody who said where they are, by the position of a place in the hub's table.
    pub fn answer_near(&self, question: &str, lang: Lang, near: Option<usize>) -> Answer {
        let question: String = question.chars().take(LONGEST).collect();
        let mut answer = Answer::default();
        let mut words = self.words(&question, lang, &mut answer);
        let count = words.len();
        for (turn, word) in words.iter_mut().enumerate() {
            self.look_up(word, lang, turn + 1 == count);
        }
        self.release_common(&mut words);
        let near: Vec<usize> = self.whole(near).collect();
        answer.hits = self.hits(&words, answer.intents.contains(&"event"), &near);
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
            words.push(Word {
                spelling: spelling(&token.text, &token.folded, &key).to_owned(),
                text: token.text.into_owned(),
                folded: token.folded.into_owned(),
                key,
                required: true,
                share: ASKED,
                exact: Vec::new(),
                fill: Vec::new(),
                corrected: None,
            });
        }
        self.intend(&mut words, answer);
        if !words.iter().any(|word| word.required) {
            words.iter_mut().for_each(|word| (word.required, word.share) = (true, ASKED));
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

    /// Words that say what somebody wants to know, alone or one after the other, need not be found.
    fn intend(&self, words: &mut [Word], answer: &mut Answer) {
        for (keys, intent) in &self.intents {
            let phrase: Vec<&str> = keys.split(' ').collect();
            for at in 0..(words.len() + 1).saturating_sub(phrase.len()) {
                let asked = &mut words[at..at + phrase.len()];
                if !asked.iter().zip(&phrase).all(|(word, key)| word.key == *key) {
                    continue;
                }
                if !answer.intents.contains(intent) {
                    answer.intents.push(intent);
                }
                let share = if DATES.contains(intent) { DATED } else { ANSWERED };
                for word in asked {
                    word.share = if word.required { share } else { word.share.max(share) };
                    word.required = false;
                }
            }
        }
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
        let key = word.exact.first().map_or(&*word.key, |(at, _)| &*self.index.terms[*at].key);
        word.fill = self.neighbours(key, &word.exact, last && !word.exact.is_empty());
        if !word.exact.is_empty() {
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

    /// The terms beside a key that share much of its beginning, or are its beginning; with `longer` also all that go on
    /// where it ends.
    fn neighbours(&self, key: &str, known: &[(usize, u32)], longer: bool) -> Vec<usize> {
        let shard = self.shards.terms(self.shards.of(key), self.index.terms.len());
        let length = key.chars().count();
        let shared = 4.max((length * 3).div_ceil(5));
        let near = |other: &str| {
            let size = other.chars().count();
            let same = other.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
            same >= shared
                || (same == size && size > 2 && size * 2 >= length)
                || (longer && length > 2 && same == length)
        };
        let new = |at: &usize| known.iter().all(|(known, _)| known != at) && near(&self.index.terms[*at].key);
        self.frequent(shard.filter(new))
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
        let mut near: Vec<(u32, std::cmp::Reverse<u32>, &Form)> = Vec::new();
        // Those that begin alike; then those that do when the first letter is left out, put in, swapped or another.
        for shifted in [false, true] {
            let wanted = |written: &[char]| match shifted {
                false => written[0] == folded[0],
                true => written[0] == folded[1] || folded[..2].contains(&written[1]),
            };
            for form in &self.index.forms {
                let written: Vec<char> = plain(&form.text).chars().collect();
                if written.len() < 2 || !wanted(&written) {
                    continue;
                }
                let term = &self.index.terms[form.term as usize];
                let known: Vec<char> = term.key.chars().collect();
                let of_form = near::cost(&folded, &written, most);
                let of_key = near::cost(&key, &known, most.min(near::most(key.len())));
                // A key is less than a word: that two are alike says less.
                let of_key = of_key.map(|cost| cost + 1);
                let cost = of_form.into_iter().chain(of_key).min();
                near.extend(cost.map(|cost| (cost, std::cmp::Reverse(term.count.max(1).ilog2()), form)));
            }
            near.sort_by_key(|(cost, class, form)| (*cost, *class, form.term));
            near.dedup_by_key(|(_, _, form)| form.term);
            near.truncate(3);
            if near.first().is_some_and(|(cost, ..)| *cost <= near::EDIT) {
                break;
            }
        }
        let Some(best) = near.first().map(|(cost, ..)| *cost) else { return };
        near.retain(|(cost, ..)| *cost <= best + 1);
        word.corrected = near.first().map(|(_, _, form)| form.text.to_string());
        let terms = near.iter().enumerate();
        word.exact.extend(terms.map(|(turn, (_, _, form))| (form.term as usize, MISTYPED - turn as u32)));
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

    fn hits(&self, words: &[Word], events: bool, near: &[usize]) -> Vec<Hit> {
        let weights: Vec<u64> = words.iter().map(|word| if word.required { self.weight(word) } else { 0 }).collect();
        let total: u64 = weights.iter().sum();
        let needed = words.iter().filter(|word| word.required).count();
        let mut sums: BTreeMap<u32, Sum> = BTreeMap::new();
        for (word, weight) in words.iter().zip(&weights) {
            for (document, worth) in self.scores(word) {
                let sum = sums.entry(document).or_default();
                sum.score += u64::from(worth.score);
                if word.required {
                    sum.part += weight;
                    sum.own += usize::from(worth.own);
                    sum.strong += usize::from(worth.strong);
                }
            }
        }
        let few = sums.values().filter(|sum| sum.strong == needed).count() < FEW;
        let found = |sum: &Sum| sum.own == needed || (few && sum.part > 0 && sum.part * 2 >= total);
        let event = kinds().position(|kind| kind == "event").filter(|_| events);
        let hit = |(document, sum): (u32, Sum)| -> Hit {
            let mut score = sum.score * sum.part / total;
            if event == Some(usize::from(self.index.documents[document as usize].kind)) {
                score = score * EVENT / 8;
            }
            score = score * self.nearness(document, near) / 8;
            Hit { document, score }
        };
        let mut hits: Vec<Hit> = sums.into_iter().filter(|(_, sum)| found(sum)).map(hit).collect();
        hits.sort_unstable_by_key(|hit| (std::cmp::Reverse(hit.score), hit.document));
        hits
    }

    /// A place and all that it is part of.
    fn whole(&self, place: Option<usize>) -> impl Iterator<Item = usize> {
        std::iter::successors(place, |place| self.up[*place])
    }

    /// What a document counts for a reader in the first of these places, which the others are around.
    fn nearness(&self, document: u32, near: &[usize]) -> u64 {
        let Some(own) = near.first() else { return 8 };
        let place = self.index.documents[document as usize].place.map(usize::from);
        match self.whole(place).find(|place| near.contains(place)) {
            Some(same) if same == *own => HERE,
            Some(_) => AROUND,
            None => 8,
        }
    }

    /// What a word weighs: as much as the most frequent of what stands for it; a word of nothing much.
    fn weight(&self, word: &Word) -> u64 {
        word.exact.iter().map(|(at, _)| self.index.terms[*at].weight).min().unwrap_or(UNKNOWN).into()
    }

    /// The documents of a word and its neighbours, with the best that each is worth.
    fn scores(&self, word: &Word) -> BTreeMap<u32, Worth> {
        let mut best: BTreeMap<u32, Worth> = BTreeMap::new();
        let own = word.exact.iter().map(|(at, eighths)| (*at, *eighths, true));
        for (at, eighths, own) in own.chain(word.fill.iter().map(|at| (*at, NEIGHBOUR, false))) {
            let term = &self.index.terms[at];
            let weight =
                word.exact.first().map_or(term.weight, |(first, _)| self.index.terms[*first].weight.min(term.weight));
            for Run { spelling, worth, head, rest } in runs(term) {
                let other = term.lists.len() > 1 && spelling != word.spelling;
                let spelled = if other { OTHER_SPELLING } else { 8 };
                let score = u32::from(worth) * weight * eighths * spelled * word.share / 8;
                // Of a neighbour, and of a word that need not be found, only the first documents are seen.
                let rest = if word.required && own { rest } else { &[] };
                for document in head.iter().chain(rest) {
                    let known = best.entry(*document).or_default();
                    known.score = known.score.max(score);
                    known.own |= own;
                    known.strong |= own && worth >= STRONG;
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
        for word in &mut words {
            let (exact, fill) = (std::mem::take(&mut word.exact), std::mem::take(&mut word.fill));
            let alone = exact.iter().map(|one| (one.0, vec![*one], Vec::new()));
            for (at, exact, fill) in alone.chain(fill.iter().map(|at| (*at, Vec::new(), vec![*at]))) {
                (word.exact, word.fill) = (exact, fill);
                let given = self.scores(word).get(&document).map(|worth| worth.score);
                reasons.extend(given.map(|score| (self.index.terms[at].key.to_string(), score)));
            }
        }
        reasons
    }
}
