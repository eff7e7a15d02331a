//! How a text becomes words to search by.
//!
//! A text falls into [`Token`]s; a token has its exact spelling and its folded one (`Škocjan`: `škocjan`,
//! `skocjan`); [`Analyzer::key`] brings the inflected forms of a word to one key (`zobozdravnika`,
//! `zobozdravniki`: `zobozdravnik`). A key is no word and is shown to nobody.
//!
//! What a language needs stands in `rules/<tag>.json` and nowhere else; what all share, in
//! `rules/common.json`. One small loop here and one in `themes/default/static/words.js` read them. No locale
//! and no Unicode table of a platform but canonical decomposition is asked, so that every browser makes the
//! keys that the index has; vectors that both loops are run on hold them equal.
//!
//! The rules of a language are **passes**. Each changes the end of the word once at most: the longest ending
//! that fits. A pass is a list of lines, a line is a condition and the endings under it:
//!
//! | line | meaning |
//! |---|---|
//! | `3 ega emu` | the ending goes if at least three letters stand before it |
//! | `2>uj ujem uje` | … and `uj` takes its place |
//! | `2 C\|ec>c` | `ec` turns into `c` after a letter of the set `C`, which counts as one of the two letters |
//! | `2 ^CVC\|ov` | … and nothing stands before the three letters of the context |
//! | `naj-3 ejs` | the word begins with `naj`, which goes as well; three letters between the two |
//! | `verb ber>br` | what stands before the ending is, whole, one of `starts.verb` |
//! | `word grem>iti!` | `!`: the word is done, no later pass looks at it |
//! | `verb del!` | the ending stays, the word is done |
//! | `roots` | the line of this name in `shared`, which several passes have |

mod letters;
mod stem;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use crate::language::Lang;
use letters::Letters;
pub use letters::{Token, pieces};
use stem::Passes;

/// The rules that all languages share.
const COMMON: &str = include_str!("rules/common.json");

/// The languages with rules, and one that stands for every other: folding without stemming.
static RULES: [Rules; 6] = [
    Rules::new("sl", include_str!("rules/sl.json")),
    Rules::new("it", include_str!("rules/it.json")),
    Rules::new("hu", include_str!("rules/hu.json")),
    Rules::new("en", include_str!("rules/en.json")),
    Rules::new("de", include_str!("rules/de.json")),
    Rules::new("mul", include_str!("rules/mul.json")),
];

/// The rules of one language, and what was made of them.
struct Rules {
    tag: &'static str,
    text: &'static str,
    analyzer: OnceLock<Analyzer>,
    published: OnceLock<String>,
}

impl Rules {
    const fn new(tag: &'static str, text: &'static str) -> Rules {
        Rules { tag, text, analyzer: OnceLock::new(), published: OnceLock::new() }
    }

    fn of(lang: Lang) -> &'static Rules {
        let base = lang.as_str().split('-').next().unwrap_or_default();
        RULES.iter().find(|rules| rules.tag == base).unwrap_or(&RULES[RULES.len() - 1])
    }

    /// The shared rules and the language's own, as one JSON object.
    fn merged(&self) -> serde_json::Map<String, serde_json::Value> {
        let read =
            |text| serde_json::from_str::<serde_json::Map<_, _>>(text).expect("rules are JSON, a test reads all");
        let mut all = read(COMMON);
        all.extend(read(self.text));
        all
    }
}

/// The shape of a language's rules.
#[derive(Deserialize)]
struct Written {
    letters: String,
    marks: String,
    ignored: String,
    lower: String,
    fold: String,
    stop: String,
    sets: HashMap<char, String>,
    starts: HashMap<String, String>,
    shared: HashMap<String, String>,
    passes: Vec<Vec<String>>,
}

/// What makes words of the texts of one language.
pub struct Analyzer {
    letters: Letters,
    stop: HashSet<Box<str>>,
    passes: Passes,
}

impl Analyzer {
    /// The analyzer of a language or of the language that a variant (`sl-easy`) is written in. A language
    /// without rules gets folding alone.
    pub fn of(lang: Lang) -> &'static Analyzer {
        let rules = Rules::of(lang);
        rules.analyzer.get_or_init(|| {
            let written: Written =
                serde_json::from_value(rules.merged().into()).expect("rules have this shape, a test reads all");
            Analyzer {
                letters: Letters::new(&written),
                stop: written.stop.split(' ').map(Box::from).collect(),
                passes: Passes::new(&written),
            }
        })
    }

    /// The words of a text, in order, stop words among them.
    pub fn tokens<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Token<'t>> {
        self.letters.tokens(text)
    }

    /// The key of a folded token. Forms of one word share it, as far as the rules know.
    pub fn key(&self, folded: &str) -> String {
        self.passes.key(folded)
    }

    /// Whether a folded token says nothing about what a text is about: `in`, `na`, `je`.
    pub fn is_stop(&self, folded: &str) -> bool {
        self.stop.contains(folded)
    }
}

/// The tags of the languages that have rules of their own.
pub fn languages() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rules| rules.tag).filter(|tag| *tag != "mul")
}

/// The rules of a language as the browser reads them: one JSON object, complete, with [`rules_hash`] in it
/// as `hash`.
pub fn rules_json(lang: Lang) -> &'static str {
    let rules = Rules::of(lang);
    rules.published.get_or_init(|| {
        let mut all = rules.merged();
        all.insert("hash".to_owned(), rules_hash().into());
        serde_json::Value::from(all).to_string()
    })
}

/// Ten hexadecimal digits that change with the rules of any language. An index and rules that differ in it do
/// not belong together.
pub fn rules_hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        let mut hasher = blake3::Hasher::new();
        for text in [COMMON].into_iter().chain(RULES.iter().map(|rules| rules.text)) {
            hasher.update(text.as_bytes()).update(&[0]);
        }
        hasher.finalize().to_hex()[..10].to_owned()
    });
    &HASH
}
