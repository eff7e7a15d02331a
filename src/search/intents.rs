//! Words that say what somebody wants to know rather than what it is about: `telefon`, `odprto`, `sobota`. They
//! need not stand in what is found; a result answers them. Commas part words and phrases.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::synonyms::keys;
use super::words::Analyzer;
use crate::language::Lang;

static INTENTS: LazyLock<HashMap<String, BTreeMap<String, String>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("intents.json")).expect("intents are JSON, a test reads them"));

/// What words and phrases of these languages ask for, by their keys with blanks between them.
pub(super) fn of(languages: &[Lang]) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for lang in languages {
        let base = lang.as_str().split('-').next().unwrap_or_default();
        let Some(intents) = INTENTS.get(base) else { continue };
        for (intent, words) in intents {
            for phrase in words.split(',') {
                let keys: Vec<Box<str>> = keys(Analyzer::of(*lang), phrase).collect();
                if !keys.is_empty() {
                    found.entry(keys.join(" ")).or_insert(intent.as_str());
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_asks_for_what_its_key_asks_for() {
        let sl = Lang::new("sl").expect("a tag");
        let intents = of(&[sl]);
        let asked = |text: &str| {
            let keys: Vec<Box<str>> = keys(Analyzer::of(sl), text).collect();
            intents.get(&keys.join(" ")).copied()
        };
        assert_eq!(asked("v sobota"), Some("sa"));
        assert_eq!(asked("telefona"), Some("phone"));
        assert_eq!((asked("odpiralnim časom"), asked("čas")), (Some("hours"), None));
        assert_eq!(asked("knjižnica"), None);
    }
}
