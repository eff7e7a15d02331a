//! The shape of a declared value: what `new` writes as a skeleton, what an import map may name.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// One key of a table.
#[derive(Debug)]
pub struct Declared {
    /// The key in TOML.
    pub key: &'static str,
    /// What stands behind it.
    pub shape: &'static Shape,
    /// Whether it must be there.
    pub required: bool,
}

/// What a value looks like in TOML.
#[derive(Debug)]
pub enum Shape {
    /// One line or more, the same in every language.
    Text,
    /// Text with translations in `[translations.<lang>]`.
    Words,
    /// Markdown with translations in `[translations.<lang>]`.
    Prose,
    /// Text, or a table of languages.
    Label,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A calendar date.
    Date,
    /// A date, or a date with a time.
    Moment,
    /// A text of a notation of its own, with an example of it.
    Notation(&'static str, &'static str),
    /// One of the codes of a set.
    OneOf(&'static str, &'static [&'static str]),
    /// `kind/id` of one of these kinds (all kinds when empty).
    Reference(&'static [&'static str]),
    /// Several of them.
    List(&'static Shape),
    /// A table with these keys, and those of groups that are written in it as well.
    Table(&'static [Declared], &'static [&'static [Declared]]),
    /// One of several shapes; the first is what people should write.
    Either(&'static [&'static Shape]),
    /// A table with keys of the librarian's own choice.
    Open,
}

impl Shape {
    /// Whether `[translations.<lang>]` may hold it, or something inside it.
    pub fn is_translatable(&self) -> bool {
        match self {
            Shape::Words | Shape::Prose => true,
            Shape::Table(fields, _) => fields.iter().any(|field| field.shape.is_translatable()),
            Shape::List(Shape::Table(fields, _)) => {
                fields.iter().any(|field| field.key == "id") && fields.iter().any(|field| field.shape.is_translatable())
            }
            Shape::Either(shapes) => shapes.iter().any(|shape| shape.is_translatable()),
            _ => false,
        }
    }

    /// A value of this shape as it could stand in a record.
    pub fn example(&self) -> String {
        match self {
            Shape::Text | Shape::Words | Shape::Label => "\"…\"".into(),
            Shape::Prose => "\"\"\"…\"\"\"".into(),
            Shape::Flag => "true".into(),
            Shape::Integer => "1".into(),
            Shape::Number => "1.5".into(),
            Shape::Date => "2026-11-21".into(),
            Shape::Moment => "2026-11-21T17:00:00".into(),
            Shape::Notation(_, example) => format!("\"{example}\""),
            Shape::OneOf(_, codes) => format!("\"{}\"", codes.first().unwrap_or(&"")),
            Shape::Reference(kinds) => format!("\"{}/…\"", kinds.first().unwrap_or(&"organization")),
            Shape::List(inner) => format!("[{}]", inner.example()),
            Shape::Table(fields, _) => {
                let needed = fields.iter().filter(|field| field.required);
                let parts: Vec<_> = needed.map(|field| format!("{} = {}", field.key, field.shape.example())).collect();
                format!("{{ {} }}", parts.join(", "))
            }
            Shape::Either(shapes) => shapes.first().map(|shape| shape.example()).unwrap_or_default(),
            Shape::Open => "{}".into(),
        }
    }
}

/// The keys and codes that a Slovene, Italian or everyday word may mean (`naslov`: `title` or `street`).
pub(crate) fn meant_by(word: &str) -> impl Iterator<Item = &'static str> {
    static WORDS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        toml::from_str(include_str!("../catalogue/hints.toml")).expect("hints.toml is a flat table, a test reads it")
    });
    words.get(&word.to_lowercase()).map(String::as_str).unwrap_or_default().split_whitespace()
}
