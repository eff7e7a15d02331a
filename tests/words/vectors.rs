//! Vectors for the browser's twin: texts with what the rules make of them, from a seeded generator, from the
//! endings of every rule and from the sample hub. They are written to the folder `VECTORS` (else to one among
//! the build's own), where the JavaScript tests read them and the rules as the site publishes them.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use kazipot::language::Lang;
use kazipot::search::words::{Analyzer, languages, rules_json};
use unicode_normalization::UnicodeNormalization;

use super::analyzer;

/// How many there have to be.
const LEAST: usize = 20_000;

/// Pieces of which the generator makes texts.
const PIECES: &[&str] = &[
    "a",
    "e",
    "i",
    "o",
    "u",
    "š",
    "č",
    "ž",
    "ć",
    "đ",
    "Š",
    "Č",
    "Ž",
    "Đ",
    "s\u{30c}",
    "C\u{30c}",
    "z\u{30c}",
    "k",
    "n",
    "r",
    "t",
    "A",
    "N",
    "ß",
    "ẞ",
    "æ",
    "Ø",
    "ł",
    "œ",
    "ü",
    "Ö",
    "o\u{308}",
    "é",
    "e\u{301}\u{323}",
    "İ",
    "ı",
    "i\u{307}",
    "I",
    "σ",
    "ς",
    "Σ",
    "Ά",
    "ж",
    "Й",
    "и\u{306}",
    "ђ",
    "Љ",
    "њ",
    "џ",
    "ї",
    "Ґ",
    "א",
    "שׁ",
    "ש\u{5c1}",
    "ن",
    "ى\u{654}",
    "ـ",
    "٣",
    "۴",
    "7",
    "0",
    "12",
    "５",
    "Ｂ",
    "ﬁ",
    "ﬆ",
    "ǆ",
    "ǅ",
    "ŉ",
    "ſ",
    "한",
    "ᄒ\u{1161}",
    "字",
    "か\u{3099}",
    "ガ",
    "𐌰",
    "𝒜",
    "-",
    "'",
    "’",
    "‑",
    " ",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{2066}",
    "\u{202e}",
    "\u{0}",
    "\u{1b}",
    "\n",
    "\t",
    ".",
    ",",
    "/",
    "_",
    "@",
    "≮",
    "<\u{338}",
    "º",
    "²",
    "½",
    "×",
    "÷",
    "€",
    "🙂",
    "👩‍🔬",
    "🇸🇮",
    "\u{fe0f}",
    "\u{301}",
    "\u{345}",
    "Å",
    "\u{212b}",
    "\u{2126}",
    "<b>",
    "__proto__",
    "constructor",
    "&amp;",
];

/// The same numbers from the same seed, on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.roll(all.len())]
    }
}

fn generated(dice: &mut Dice) -> Vec<String> {
    (0..6000)
        .map(|_| {
            let length = 1 + dice.roll(12);
            (0..length).map(|_| dice.one_of(PIECES)).collect()
        })
        .collect()
}

/// Words that end as the rules of a language say, behind stems of all lengths and behind every listed start.
fn endings(rules: &serde_json::Value, dice: &mut Dice) -> Vec<String> {
    const LETTERS: &[&str] =
        &["a", "e", "i", "o", "u", "b", "c", "d", "g", "k", "l", "m", "n", "r", "s", "t", "v", "z"];
    let lines = rules["passes"].as_array().expect("passes").iter().flat_map(|pass| pass.as_array().expect("lines"));
    let mut words = Vec::new();
    for line in lines.chain(rules["shared"].as_object().expect("shared").values()) {
        let mut parts = line.as_str().expect("a line is text").split(' ');
        let head = parts.next().unwrap_or_default().split('>').next().unwrap_or_default();
        let starts = rules["starts"][head].as_str().map(|list| list.split(' ').collect::<Vec<_>>());
        for part in parts {
            let from = part.split('>').next().unwrap_or_default().trim_end_matches('!');
            let ending = from.rsplit('|').next().unwrap_or_default();
            for length in 0..5 {
                let stem: String = match &starts {
                    Some(list) => dice.one_of(list).to_owned(),
                    None => (0..length).map(|_| dice.one_of(LETTERS)).collect(),
                };
                words.push(format!("{}{stem}{ending}", dice.one_of(&["", "", "", "naj", "ge", "leg"])));
            }
        }
    }
    words
}

/// The lines of the sample hub, and its words one by one.
fn hub() -> (Vec<String>, BTreeSet<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    let lines: Vec<String> = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let words = lines.iter().flat_map(|line| analyzer("sl").tokens(line).map(|token| token.text.into_owned()));
    let words = words.collect();
    (lines, words)
}

fn vector(lang: &str, analyzer: &Analyzer, text: &str) -> String {
    let tokens: Vec<_> = analyzer
        .tokens(text)
        .map(|token| {
            let (key, stop) = (analyzer.key(&token.folded), analyzer.is_stop(&token.folded));
            serde_json::json!([token.text, token.folded, key, stop])
        })
        .collect();
    serde_json::json!([lang, text, tokens]).to_string()
}

fn texts(lang: &str, dice: &mut Dice) -> Vec<String> {
    let rules: serde_json::Value =
        serde_json::from_str(rules_json(Lang::new(lang).expect("a tag"))).expect("rules are JSON");
    let (lines, words) = hub();
    let mut all = generated(dice);
    all.extend(endings(&rules, dice));
    all.extend(lines.iter().step_by(3).map(|line| line.nfd().collect()));
    all.extend(lines);
    all.extend(words);
    all
}

#[test]
fn vectors_for_the_browser_are_written() {
    let folder =
        std::env::var_os("VECTORS").map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("words"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let mut dice = Dice(0x006b_617a_6970_6f74);
    let mut vectors = Vec::new();
    for lang in languages().chain(["mul"]) {
        std::fs::write(folder.join(format!("{lang}.json")), rules_json(Lang::new(lang).expect("a tag")))
            .expect("rules can be written");
        let before = vectors.len();
        vectors.extend(texts(lang, &mut dice).iter().map(|text| vector(lang, analyzer(lang), text)));
        assert!(vectors.len() - before > 6000, "{lang}: {} vectors", vectors.len() - before);
    }
    let different: HashSet<&String> = vectors.iter().collect();
    assert!(different.len() >= LEAST, "only {} different vectors", different.len());
    std::fs::write(folder.join("vectors.jsonl"), vectors.join("\n")).expect("vectors can be written");
}

#[test]
fn composed_and_decomposed_texts_have_the_same_words() {
    let mut dice = Dice(7);
    for text in generated(&mut dice) {
        let words = |text: &str| -> Vec<(String, String)> {
            let tokens = analyzer("sl").tokens(text);
            tokens.map(|token| (token.text.into_owned(), token.folded.into_owned())).collect()
        };
        let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
        assert_eq!(words(&composed), words(&decomposed), "{text:?}");
        for (exact, folded) in words(&text) {
            assert!(!folded.is_empty() && !analyzer("sl").key(&folded).is_empty(), "{text:?}");
            assert_eq!(words(&exact).len(), 1, "{exact:?} is one word");
        }
    }
}
