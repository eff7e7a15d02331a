//! Hungarian, official beside Slovene in Prekmurje.

use std::sync::OnceLock;

use super::Language;

pub(super) static HU: Language = Language {
    code: "hu",
    own_name: "Magyar",
    locale: "hu",
    // A letter and its long one sort as one; they stand under the short one.
    alphabet: &[
        "A", "B", "C", "CS", "D", "DZ", "DZS", "E", "F", "G", "GY", "H", "I", "J", "K", "L", "LY", "M", "N", "NY", "O",
        "Ö", "P", "Q", "R", "S", "SZ", "T", "TY", "U", "Ü", "V", "W", "X", "Y", "Z", "ZS",
    ],
    months_in_date: None,
    clock_separator: ":",
    decimal: ",",
    short_date: "{y}.\u{a0}{m}.\u{a0}{d}.",
    slugs: &[
        ("organization", "szervezetek"),
        ("health", "egeszseg"),
        ("employment", "munka"),
        ("event", "esemenyek"),
        ("guide", "utmutatok"),
        ("topics", "temak"),
        ("places", "helyek"),
        ("search", "kereses"),
        ("by-name", "abecerendben"),
        ("by-topic", "temak-szerint"),
        ("by-place", "helyek-szerint"),
        ("by-audience", "kinek-szol"),
        ("by-type", "fajtak-szerint"),
        ("today", "ma"),
        ("weekend", "hetvege"),
        ("week", "ezen-a-heten"),
        ("archive", "elmultak"),
        ("stops", "megallok"),
        ("learn", "tanulas"),
        ("urgent", "segelyhivok"),
        ("needs", "onok-kertek"),
        ("partners", "szervezeteknek"),
        ("about", "rolunk"),
        ("accessibility", "akadalymentesseg"),
        ("privacy", "adatvedelem"),
    ],
    icu: OnceLock::new(),
};
