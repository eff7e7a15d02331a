//! Words written for these tests: a line holds forms that have to be found by each other, and no two lines of
//! a language may be mixed up.

use std::collections::BTreeMap;
use std::path::Path;

use super::{analyzer, key};

#[test]
fn forms_of_a_word_share_a_key_and_other_words_have_others() {
    let mut wrong = Vec::new();
    for lang in kazipot::search::words::languages() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/words/{lang}.txt"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let analyzer = analyzer(lang);
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let keys: Vec<(String, &str)> = line.split(' ').map(|word| (key(analyzer, word), word)).collect();
            assert!(keys.len() > 1, "{lang}: »{line}« is no group");
            for (key, word) in &keys {
                if *key != keys[0].0 {
                    wrong.push(format!("{lang}: {word} has the key {key}, {} has {}", keys[0].1, keys[0].0));
                }
            }
            if let Some(other) = owners.insert(keys[0].0.clone(), line) {
                wrong.push(format!("{lang}: »{line}« and »{other}« share the key {}", keys[0].0));
            }
        }
        assert!(owners.len() >= 30, "{lang}: only {} groups", owners.len());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_word_without_its_diacritics_has_the_same_key() {
    for (lang, words) in [
        ("sl", &["zobozdravnika zobozdravnika", "čiščenje ciscenje", "otroški otroski"][..]),
        ("hu", &["könyvtárban konyvtarban", "gyűlés gyules"]),
        ("de", &["Öffnungszeiten offnungszeiten"]),
        ("it", &["città citta", "perché perche"]),
    ] {
        for pair in words {
            let keys: Vec<String> = pair.split(' ').map(|word| key(analyzer(lang), word)).collect();
            assert_eq!(keys[0], keys[1], "{pair}");
        }
    }
}

#[test]
fn small_words_are_told_from_others() {
    for (lang, small, others) in [
        ("sl", "in na je ki za", "knjižnica otrok"),
        ("it", "il della per che", "biblioteca bambini"),
        ("hu", "a az és hogy", "könyvtár gyerek"),
        ("en", "the of and", "library children"),
        ("de", "der und für", "bibliothek kinder"),
    ] {
        let analyzer = analyzer(lang);
        assert!(analyzer.tokens(small).all(|token| analyzer.is_stop(&token.folded)), "{small}");
        assert!(!analyzer.tokens(others).any(|token| analyzer.is_stop(&token.folded)), "{others}");
    }
}
