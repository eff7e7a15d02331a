//! The months by the names people give them, for guessing at a date.

/// Starts of month names, folded, for Slovene, Italian, Hungarian, German, Croatian and English;
/// the longer of two that begin alike stands first.
const NAMES: [(&str, i8); 41] = [
    ("jan", 1),
    ("gen", 1),
    ("sijec", 1),
    ("feb", 2),
    ("veljac", 2),
    ("mar", 3),
    ("ozuj", 3),
    ("maerz", 3),
    ("sus", 3),
    ("apr", 4),
    ("trav", 4),
    ("maj", 5),
    ("mag", 5),
    ("may", 5),
    ("mai", 5),
    ("svib", 5),
    ("jun", 6),
    ("giu", 6),
    ("lip", 6),
    ("jul", 7),
    ("lug", 7),
    ("srp", 7),
    ("avg", 8),
    ("aug", 8),
    ("ago", 8),
    ("kolovoz", 8),
    ("sep", 9),
    ("set", 9),
    ("szept", 9),
    ("ruj", 9),
    ("okt", 10),
    ("oct", 10),
    ("ott", 10),
    ("listop", 10),
    ("nov", 11),
    ("stud", 11),
    ("dec", 12),
    ("dic", 12),
    ("dez", 12),
    ("pros", 12),
    ("gru", 12),
];

/// The month that a word names, 1 to 12.
pub(super) fn named(word: &str) -> Option<i8> {
    let word = super::slug::fold(word);
    let word = word.trim_end_matches('.');
    (word.len() >= 3 && word.chars().all(char::is_alphabetic))
        .then(|| NAMES.iter().find(|(name, _)| word.starts_with(name)).map(|(_, month)| *month))?
}
