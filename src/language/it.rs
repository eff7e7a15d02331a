//! Italian, official beside Slovene on the coast.

use std::sync::OnceLock;

use super::Language;

pub(super) static IT: Language = Language {
    code: "it",
    own_name: "Italiano",
    locale: "it",
    alphabet: &[
        "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V",
        "W", "X", "Y", "Z",
    ],
    months_in_date: None,
    clock_separator: ".",
    decimal: ",",
    short_date: "{d}.{m}.{y}",
    slugs: &[
        ("organization", "organizzazioni"),
        ("health", "salute"),
        ("employment", "lavoro"),
        ("event", "eventi"),
        ("guide", "guide"),
        ("topics", "temi"),
        ("places", "luoghi"),
        ("search", "ricerca"),
        ("by-name", "alfabetico"),
        ("by-topic", "per-tema"),
        ("by-place", "per-luogo"),
        ("by-audience", "per-destinatari"),
        ("by-type", "per-tipo"),
        ("today", "oggi"),
        ("weekend", "fine-settimana"),
        ("week", "questa-settimana"),
        ("archive", "archivio"),
        ("stops", "fermate"),
        ("learn", "imparare"),
        ("urgent", "emergenze"),
        ("needs", "avete-chiesto"),
        ("partners", "per-le-organizzazioni"),
        ("about", "chi-siamo"),
        ("accessibility", "accessibilita"),
        ("privacy", "privacy"),
    ],
    icu: OnceLock::new(),
};
