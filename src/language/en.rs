//! English, as it is written in Europe: day before month, the 24-hour clock.

use std::sync::OnceLock;

use super::Language;

pub(super) static EN: Language = Language {
    code: "en",
    own_name: "English",
    locale: "en-GB",
    alphabet: &[
        "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V",
        "W", "X", "Y", "Z",
    ],
    months_in_date: None,
    clock_separator: ":",
    decimal: ".",
    short_date: "{d}/{m}/{y}",
    slugs: &[
        ("organization", "organizations"),
        ("health", "health"),
        ("employment", "jobs"),
        ("event", "events"),
        ("guide", "guides"),
        ("topics", "topics"),
        ("places", "places"),
        ("search", "search"),
        ("by-name", "a-to-z"),
        ("by-topic", "by-topic"),
        ("by-place", "by-place"),
        ("by-audience", "by-audience"),
        ("by-type", "by-type"),
        ("today", "today"),
        ("weekend", "weekend"),
        ("week", "this-week"),
        ("archive", "archive"),
        ("stops", "stops"),
        ("learn", "learn"),
        ("urgent", "urgent"),
        ("needs", "you-asked"),
        ("partners", "for-organizations"),
        ("about", "about"),
        ("accessibility", "accessibility"),
        ("privacy", "privacy"),
    ],
    icu: OnceLock::new(),
};
