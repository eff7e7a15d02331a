//! The index as files: plain JSON that any host serves, in small pieces of which a question needs a few.
//!
//! | file | what is in it |
//! |---|---|
//! | `s/meta.json` | where everything is: grows with the vocabulary, not with the records |
//! | `s/<hash>/t/<n>.json` | terms: `"key": [weight, run, …]`; a run is `[worth, document, +step, …]`; a text before runs is how the word is spelled in them; two numbers after the weight: how many documents there are in all, and in which file the rest is |
//! | `s/<hash>/o/<n>.json` | the runs of a frequent term beyond its first [`HEAD`] documents |
//! | `s/<hash>/l/<letter>.json` | words by their first letter, for those who mistype: `form,key or its length,logarithm of its count` |
//! | `s/<hash>/m/<letter>.json` | the same words by their second letter, for those who mistype the first |
//! | `s/<hash>/d/<language>/<n>.json` | what results show: [`Meta::block`] documents each |
//! | `s/<hash>/f/<facet>.json` | values of a facet, sets of them, and a sign per document that names its set |
//! | `s/<hash>/last.json` | the documents that end soon, by their last day: a browser leaves out what passed since the build |
//! | `s/<language>.json` | the rules by which keys are made, with their hash |
//!
//! The folder is called by the hash of all that is in it: what a browser has kept is what it asks for. Only
//! `meta.json` and the rules have lasting addresses: a browser asks for both at once, and compares the hashes.

use indexmap::IndexSet;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::documents::{Document, kinds};
use super::facets::FACETS;
use super::index::{Form, Index, Term};
use super::intents;
use super::synonyms::keys;
use super::words::{self, Analyzer};
use crate::hub::Hub;
use crate::language::Lang;
use crate::time::Range;
use crate::view::{Found, PAGE_LIVES};

/// The version of the format.
pub const VERSION: u32 = 3;
/// How many documents of a term stand beside it; the rest has a file of its own.
pub const HEAD: usize = 1500;
/// How long a file of terms may become, in bytes.
const SHARD: usize = 14_000;
/// How many documents a file of results holds at least …
const BLOCK: usize = 4;
/// … and how many such files there may be: hosts limit how many files a site has.
const MOST_BLOCKS: usize = 11_500;
/// How long the sentence of a result may be, in characters.
const SENTENCE: usize = 140;

/// The files of an index.
pub struct Files {
    /// Path below the site's root, and bytes, sorted by path.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Terms cut into files.
pub struct Shards {
    /// For each file the text from which on keys are in it, and the position of its first term.
    pub starts: Vec<(Box<str>, usize)>,
}

#[derive(Serialize)]
struct Meta {
    v: u32,
    rules: &'static str,
    at: String,
    day: String,
    n: usize,
    head: usize,
    block: usize,
    langs: Vec<String>,
    shards: String,
    letters: String,
    seconds: String,
    kinds: Vec<&'static str>,
    /// Kind, place (-1: none) and number of documents of each run of them.
    runs: Vec<(u8, i32, usize)>,
    /// For each place the one that it is part of (-1: none).
    up: Vec<i32>,
    facets: [&'static str; FACETS.len()],
    /// The keys that call up a number, and the position of the number.
    urgent: Vec<(String, usize)>,
    intents: std::collections::BTreeMap<String, &'static str>,
}

/// What a result shows, as JSON: folder, name, small print, sentence, number to call and how it is written, states
/// (`shape|word`), that it was checked long ago, its last day, the language of its name, what is so now
/// (`hours|code`, as [`crate::time::code`] writes it). What is empty at the end is left out.
pub(super) fn card(document: &Document, found: &Found) -> String {
    let tel = found.phone.as_ref().map_or("", |phone| phone.href.trim_start_matches("tel:"));
    let last = document.last.map_or(Value::from(0), |last| Value::from(number(last)));
    let badges = found.badges.iter().map(|badge| match badge.stale {
        Some(day) => format!("{}@{day}|{}", badge.state, badge.text),
        None => format!("{}|{}", badge.state, badge.text),
    });
    let badges: Vec<String> = badges.collect();
    let mut card = vec![
        json!(found.folder),
        json!(found.title.text),
        json!(found.meta),
        json!(found.summary.as_ref().map_or(String::new(), |summary| shortened(&summary.text))),
        json!(tel),
        json!(found.phone.as_ref().map_or("", |phone| &*phone.text)),
        if badges.is_empty() { json!(0) } else { json!(badges) },
        json!(found.checked.as_deref().unwrap_or_default()),
        last,
        json!(found.title.lang.as_deref().unwrap_or_default()),
        json!(found.live.as_ref().map_or(String::new(), |live| format!("{}|{}", live.kind, live.code))),
    ];
    while card.last().is_some_and(|last| *last == json!("") || *last == json!(0)) {
        card.pop();
    }
    Value::from(card).to_string()
}

/// `20261124`.
fn number(date: jiff::civil::Date) -> i32 {
    i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

/// A sentence cut at a word.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SENTENCE) else { return text.to_owned() };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{} …", text[..cut].trim_end_matches([',', ';', ':', '.']))
}

/// Where the files of terms begin.
pub fn shards(index: &Index) -> Shards {
    Shards::new(index, &entries(index, &frequent(index)))
}

/// The terms with more documents than stand beside them, by position.
fn frequent(index: &Index) -> Vec<usize> {
    (0..index.terms.len()).filter(|at| index.terms[*at].count as usize > HEAD).collect()
}

/// Every term as it stands in its file.
fn entries(index: &Index, frequent: &[usize]) -> Vec<String> {
    let terms = index.terms.par_iter().enumerate().with_min_len(256);
    terms.map(|(at, term)| entry(term, frequent.binary_search(&at).unwrap_or_default())).collect()
}

/// The shortest beginning of `key` that sorts after `before`.
fn distinct<'k>(before: &str, key: &'k str) -> &'k str {
    let ends = key.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.map(|end| &key[..end]).find(|start| *start > before).unwrap_or(key)
}

impl Shards {
    fn new(index: &Index, entries: &[String]) -> Shards {
        let mut starts: Vec<(Box<str>, usize)> = Vec::new();
        let mut size = 0;
        for (at, entry) in entries.iter().enumerate() {
            if at == 0 || size + entry.len() > SHARD {
                let before = at.checked_sub(1).map_or("", |before| &*index.terms[before].key);
                starts.push((distinct(before, &index.terms[at].key).into(), at));
                size = 0;
            }
            size += entry.len();
        }
        Shards { starts }
    }

    /// The file in which a key is, or would be.
    pub fn of(&self, key: &str) -> usize {
        self.starts.partition_point(|(start, _)| **start <= *key).saturating_sub(1)
    }

    /// The positions of the terms of a file.
    pub fn terms(&self, shard: usize, all: usize) -> std::ops::Range<usize> {
        let at = |shard: usize| self.starts.get(shard).map_or(all, |(_, at)| *at);
        at(shard)..at(shard + 1)
    }
}

/// The index of a hub as files.
pub fn files(hub: &Hub, index: &Index) -> Files {
    let frequent = frequent(index);
    let entries = entries(index, &frequent);
    let shards = Shards::new(index, &entries);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    files.par_extend((0..shards.starts.len()).into_par_iter().map(|shard| {
        let text = entries[shards.terms(shard, entries.len())].join(",");
        (format!("t/{shard}.json"), format!("{{{text}}}").into_bytes())
    }));
    drop(entries);
    files.par_extend(frequent.par_iter().enumerate().map(|(turn, at)| {
        let (_, rest) = cut(&index.terms[*at]);
        (format!("o/{turn}.json"), format!("[{rest}]").into_bytes())
    }));
    let [letters, seconds] = [("l", 0), ("m", 1)].map(|(folder, nth)| {
        let (lexicon, letters) = lexicon(index, folder, nth);
        files.extend(lexicon);
        letters
    });
    files.push(("last.json".to_owned(), last(hub, index)));
    let block = BLOCK.max((index.documents.len() * index.languages.len()).div_ceil(MOST_BLOCKS));
    for (turn, lang) in index.languages.iter().enumerate() {
        files.par_extend(index.cards.par_chunks(block).enumerate().map(|(at, cards)| {
            let cards: Vec<&str> = cards.iter().map(|card| &*card[turn]).collect();
            (format!("d/{lang}/{at}.json"), format!("[{}]", cards.join(",")).into_bytes())
        }));
    }
    files.par_extend(
        FACETS.par_iter().enumerate().map(|(turn, facet)| (format!("f/{facet}.json"), column(index, turn))),
    );
    files.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for (path, bytes) in &files {
        hasher.update(path.as_bytes()).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    }
    let at = hasher.finalize().to_hex()[..10].to_owned();
    files.iter_mut().for_each(|(path, _)| *path = format!("s/{at}/{path}"));
    let meta = meta(hub, index, &shards, at, block, [letters, seconds]);
    files.push(("s/meta.json".to_owned(), serde_json::to_vec(&meta).expect("meta is JSON")));
    files.extend(rules(&index.languages));
    Files { files }
}

/// The rules of the languages of a hub.
fn rules(languages: &[Lang]) -> Vec<(String, Vec<u8>)> {
    let path = |lang: Lang| format!("s/{lang}.json");
    languages.iter().map(|lang| (path(*lang), words::rules_json(*lang).as_bytes().to_vec())).collect()
}

/// A term as it stands in its file.
fn entry(term: &Term, rest: usize) -> String {
    let (runs, _) = cut(term);
    let key = Value::from(&*term.key);
    if term.count as usize > HEAD {
        format!("{key}:[{},{},{rest},{runs}]", term.weight, term.count)
    } else {
        format!("{key}:[{},{runs}]", term.weight)
    }
}

/// A run of a term: how its words are spelled, what they are worth, its documents among the first [`HEAD`] by worth,
/// and its other documents.
pub(super) struct Run<'t> {
    pub(super) spelling: &'t str,
    pub(super) worth: u8,
    pub(super) head: &'t [u32],
    pub(super) rest: &'t [u32],
}

/// The runs of a term. Of equal worth those are first that come first.
pub(super) fn runs(term: &Term) -> Vec<Run<'_>> {
    let (mut least, mut left) = (0, HEAD);
    if term.count as usize > HEAD {
        let mut sizes = [0; u8::MAX as usize + 1];
        let all = || term.lists.iter().flat_map(|list| &list.runs);
        all().for_each(|(worth, run)| sizes[usize::from(*worth)] += run.len());
        for worth in (0..=u8::MAX).rev() {
            least = worth;
            match left.checked_sub(sizes[usize::from(worth)]) {
                Some(after) => left = after,
                None => break,
            }
        }
    }
    let mut cut = Vec::new();
    for list in &term.lists {
        for (worth, run) in &list.runs {
            let here = match worth.cmp(&least) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => run.len().min(left),
                std::cmp::Ordering::Greater => run.len(),
            };
            if *worth == least {
                left -= here;
            }
            let (head, rest) = run.split_at(here);
            cut.push(Run { spelling: &list.spelling, worth: *worth, head, rest });
        }
    }
    cut
}

/// The runs of a term as they stand in its file, and the rest of them.
fn cut(term: &Term) -> (String, String) {
    let (mut head, mut rest) = (String::new(), String::new());
    // Runs say how their words are spelled unless all are spelled alike.
    let named = term.lists.len() > 1;
    let mut said: [Option<&str>; 2] = [None; 2];
    for run in runs(term) {
        for (turn, (text, part)) in [(&mut head, run.head), (&mut rest, run.rest)].into_iter().enumerate() {
            if part.is_empty() {
                continue;
            }
            if named && said[turn] != Some(run.spelling) {
                text.push_str(if text.is_empty() { "" } else { "," });
                text.push_str(&Value::from(run.spelling).to_string());
                said[turn] = Some(run.spelling);
            }
            put(text, run.worth, part);
        }
    }
    (head, rest)
}

fn put(text: &mut String, worth: u8, run: &[u32]) {
    let mut digits = itoa::Buffer::new();
    text.push_str(if text.is_empty() { "[" } else { ",[" });
    text.push_str(digits.format(worth));
    let mut before = 0;
    for document in run {
        text.push(',');
        text.push_str(digits.format(document - before));
        before = *document;
    }
    text.push(']');
}

/// The words by one of their letters, in files of a folder, and all those letters.
fn lexicon(index: &Index, folder: &str, nth: usize) -> (Vec<(String, Vec<u8>)>, String) {
    let mut letters: Vec<(char, Vec<&Form>)> = Vec::new();
    let mut forms: Vec<(char, &Form)> =
        index.forms.iter().filter_map(|form| Some((plain(&form.text).chars().nth(nth)?, form))).collect();
    forms.sort_by_key(|(letter, _)| *letter);
    for (letter, form) in forms {
        match letters.last_mut() {
            Some((known, same)) if *known == letter => same.push(form),
            _ => letters.push((letter, vec![form])),
        }
    }
    let names: String = letters.iter().map(|(letter, _)| *letter).collect();
    let files = letters.par_iter().map(|(letter, forms)| {
        let lines: Vec<String> = forms.iter().map(|form| word(index, form)).collect();
        (format!("{folder}/{:x}.json", u32::from(*letter)), Value::from(lines.join(";")).to_string().into_bytes())
    });
    (files.collect(), names)
}

/// Of the documents that end while a build is believed, which end on each day: `{"20261124":[document,+step,…]}`.
fn last(hub: &Hub, index: &Index) -> Vec<u8> {
    let until = Range::days(hub.today, PAGE_LIVES).last;
    let mut days: std::collections::BTreeMap<i32, (u32, Vec<u32>)> = std::collections::BTreeMap::new();
    for (document, last) in index.documents.iter().enumerate().filter_map(|(at, one)| Some((at as u32, one.last?))) {
        if last <= until {
            let (before, steps) = days.entry(number(last)).or_default();
            steps.push(document - *before);
            *before = document;
        }
    }
    let days: Map<String, Value> = days.into_iter().map(|(day, (_, steps))| (day.to_string(), json!(steps))).collect();
    Value::from(days).to_string().into_bytes()
}

/// `šola,3,5`: the word, the length of its key when it begins with it, else the key; the logarithm of its count.
fn word(index: &Index, form: &Form) -> String {
    let term = &index.terms[form.term as usize];
    let class = term.count.max(1).ilog2();
    if plain(&form.text).starts_with(&*term.key) {
        format!("{},{},{class}", form.text, term.key.chars().count())
    } else {
        format!("{},{},{class}", form.text, term.key)
    }
}

/// A word without the marks that canonical decomposition takes off.
pub(super) fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
}

/// A facet: its values, the sets of them that occur, and for each document a sign that names its set.
fn column(index: &Index, facet: usize) -> Vec<u8> {
    let (mut values, mut sets): (IndexSet<&str>, Vec<Vec<usize>>) = (IndexSet::new(), Vec::new());
    let mut ids: std::collections::HashMap<Vec<usize>, usize> = std::collections::HashMap::new();
    let mut documents = String::with_capacity(index.facts.len());
    for facts in &index.facts {
        let mut set: Vec<usize> = facts.0[facet].iter().map(|value| values.insert_full(value).0).collect();
        set.sort_unstable();
        let id = *ids.entry(set).or_insert_with_key(|set| {
            sets.push(set.clone());
            sets.len() - 1
        });
        documents.push(sign(id));
    }
    let values: Vec<&str> = values.into_iter().collect();
    json!({ "values": values, "sets": sets, "docs": documents }).to_string().into_bytes()
}

/// The sign of a set: printable, and never one that JSON has to escape. Sets beyond the last sign share it with the
/// first, which is without values in no hub that has ever been seen: 55,000 sets.
fn sign(id: usize) -> char {
    let code = id as u32 + 0x23;
    char::from_u32(if code >= 0x5c { code + 1 } else { code }).filter(|c| u32::from(*c) < 0xD800).unwrap_or('#')
}

fn meta(hub: &Hub, index: &Index, shards: &Shards, at: String, block: usize, [letters, seconds]: [String; 2]) -> Meta {
    let mut runs: Vec<(u8, i32, usize)> = Vec::new();
    for document in &index.documents {
        let place = document.place.map_or(-1, i32::from);
        match runs.last_mut() {
            Some((kind, known, count)) if *kind == document.kind && *known == place => *count += 1,
            _ => runs.push((document.kind, place, 1)),
        }
    }
    Meta {
        v: VERSION,
        rules: words::rules_hash(),
        at,
        day: hub.today.to_string(),
        n: index.documents.len(),
        head: HEAD,
        block,
        langs: index.languages.iter().map(ToString::to_string).collect(),
        shards: shards.starts.iter().map(|(start, _)| &**start).collect::<Vec<_>>().join(" "),
        letters,
        seconds,
        kinds: kinds().collect(),
        runs,
        up: hub.tables.places.iter().map(|place| place.parent.map_or(-1, |parent| parent as i32)).collect(),
        facets: FACETS,
        urgent: urgent(hub).into_iter().map(|(keys, row)| (keys.join(" "), row)).collect(),
        intents: intents::of(&index.languages),
    }
}

/// The words that call up urgent numbers: the keys that all have to be asked for, and the position of the number.
pub(super) fn urgent(hub: &Hub) -> Vec<(Vec<Box<str>>, usize)> {
    let mut found: Vec<(Vec<Box<str>>, usize)> = Vec::new();
    for (row, urgent) in hub.tables.urgent.iter().enumerate() {
        for (lang, words) in urgent.words.all() {
            let keys: Vec<Box<str>> = keys(Analyzer::of(lang), words).collect();
            if !keys.is_empty() && !found.contains(&(keys.clone(), row)) {
                found.push((keys, row));
            }
        }
    }
    found
}
