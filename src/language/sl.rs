//! Slovene: 25 letters, four plural forms, months in the genitive inside a date.

use std::sync::OnceLock;

use super::Language;

pub(super) static SL: Language = Language {
    code: "sl",
    own_name: "Slovenščina",
    locale: "sl",
    alphabet: &[
        "A", "B", "C", "Č", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "R", "S", "Š", "T", "U",
        "V", "Z", "Ž",
    ],
    months_in_date: Some([
        "januarja",
        "februarja",
        "marca",
        "aprila",
        "maja",
        "junija",
        "julija",
        "avgusta",
        "septembra",
        "oktobra",
        "novembra",
        "decembra",
    ]),
    clock_separator: ".",
    decimal: ",",
    short_date: "{d}.\u{a0}{m}.\u{a0}{y}",
    slugs: &[
        ("organization", "organizacije"),
        ("health", "zdravje"),
        ("employment", "zaposlitev"),
        ("event", "dogodki"),
        ("guide", "vodniki"),
        ("topics", "teme"),
        ("places", "kraji"),
        ("search", "iskanje"),
        ("by-name", "po-abecedi"),
        ("by-topic", "po-temah"),
        ("by-place", "po-krajih"),
        ("by-type", "po-vrstah"),
        ("urgent", "nujno"),
        ("needs", "vprasali-ste"),
        ("partners", "za-organizacije"),
        ("about", "o-kazipotu"),
        ("accessibility", "dostopnost"),
        ("privacy", "zasebnost"),
    ],
    icu: OnceLock::new(),
};
