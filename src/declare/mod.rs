//! Declarations: a table of TOML is declared once, as a struct, and everything else follows from it.
//!
//! [`table!`](crate::declare::table) makes the struct, the reader that reports *every* wrong key,
//! missing key and wrong value of it in one walk over the spanned TOML, the reader of its
//! translations, its [`Shape`] (from which skeletons, import maps and schemas are made) and its
//! public form as JSON. [`choice!`](crate::declare::choice) does the same for enumerated values.
//! What the key means to people (labels, help) stands in the catalogues under the key.
//!
//! What a struct holds is public. A value that must not be shown is read by a type that holds
//! nothing and hands the text to [`Reading::private`].

mod fields;
mod macros;
mod names;
pub(crate) mod newer;
mod shape;
mod special;
pub(crate) mod syntax;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::ser::SerializeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::language::Lang;
use crate::value::{Why, Wrong};

pub use fields::{Label, Moment};
pub(crate) use fields::{Translated, code_of, known_language, out_of_range, refused_inside, text_of};
pub(crate) use macros::{choice, table};
pub use names::Names;
pub(crate) use shape::meant_by;
pub use shape::{Declared, Shape};
pub use special::{Empty, Located, Withheld};

/// A value of the source with its place.
pub(crate) type Node<'i> = Spanned<DeValue<'i>>;

/// The languages of a hub.
#[derive(Clone, Debug, PartialEq)]
pub struct Languages {
    /// Those in which everything has to be said, in the site's order; the first has no prefix in addresses.
    pub official: Vec<Lang>,
    /// Those in which as much as possible is said.
    pub courtesy: Vec<Lang>,
}

impl Languages {
    /// All of them, in the order of the language switch.
    pub fn all(&self) -> impl Iterator<Item = Lang> + Clone + '_ {
        self.official.iter().chain(&self.courtesy).copied()
    }

    /// The hub's first language.
    pub fn first(&self) -> Lang {
        self.official[0]
    }

    /// Its position in the language switch.
    pub fn position(&self, lang: Lang) -> Option<usize> {
        self.all().position(|known| known == lang)
    }

    /// Whether it is official here.
    pub fn is_official(&self, lang: Lang) -> bool {
        self.official.contains(&lang)
    }
}

/// What must not be shown, while a source is read: kept only to look whether a public text repeats it.
///
/// It has no `Serialize`, and no entry holds it.
#[derive(Debug, Default)]
pub struct Private(Vec<Box<str>>);

impl Private {
    /// Keeps a text away from everything that is shown.
    pub(crate) fn keep(&mut self, text: &str) {
        self.0.push(text.into());
    }

    /// Takes over what another reading kept.
    pub(crate) fn append(&mut self, other: &mut Private) {
        self.0.append(&mut other.0);
    }

    /// The texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|text| &**text)
    }
}

/// One source while it is read: where we are, in which language, and what was wrong so far.
pub(crate) struct Reading<'s> {
    /// Path of the file from the hub's root.
    pub(crate) file: Arc<str>,
    /// The whole text of the file.
    pub(crate) text: &'s str,
    /// Where in the file the TOML begins: spans of nodes count from there.
    pub(crate) base: usize,
    /// The hub's languages.
    pub(crate) languages: &'s Languages,
    /// The language that plain texts of this source are written in.
    pub(crate) lang: Lang,
    /// The day for which the site is made: a consent that has run out is private again.
    pub(crate) today: Date,
    /// What is read, for messages: the name of a kind or a file.
    pub(crate) what: &'static str,
    /// Whether the file is a sibling of the record's own.
    pub(crate) sibling: bool,
    /// What was wrong.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What must not be shown.
    pub(crate) private: Private,
}

impl<'s> Reading<'s> {
    /// Begins to read a source.
    pub(crate) fn new(file: Arc<str>, text: &'s str, languages: &'s Languages, today: Date) -> Reading<'s> {
        let (lang, base) = (languages.first(), 0);
        let (diagnostics, private) = (Vec::new(), Private::default());
        Reading { file, text, base, languages, lang, today, what: "", sibling: false, diagnostics, private }
    }

    /// The place of a node's bytes in the file.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        Span { file: self.file.clone(), range: self.base + range.start..self.base + range.end }
    }

    /// The place of part of a text value, as far as the source shows it letter by letter.
    pub(crate) fn span_inside(&self, node: &Node<'_>, part: Range<usize>) -> Span {
        let whole = self.span(node.span());
        let (Some(text), Some(source)) = (node.get_ref().as_str(), self.text.get(whole.range.clone())) else {
            return whole;
        };
        match source.find(text) {
            Some(start) if part.end <= text.len() && part.start < part.end => {
                let start = whole.range.start + start;
                Span { file: whole.file, range: start + part.start..start + part.end }
            }
            _ => whole,
        }
    }

    /// Reports a mistake.
    pub(crate) fn report(&mut self, found: Diagnostic) {
        self.diagnostics.push(found);
    }

    /// Reports a mistake at a node.
    pub(crate) fn report_at(&mut self, code: Code, range: Range<usize>) -> &mut Diagnostic {
        let at = self.span(range);
        self.diagnostics.push(Diagnostic::new(code).at(at));
        self.diagnostics.last_mut().expect("one was pushed just now")
    }

    /// Reports that a value is of another type than expected; `expected` is a key of `[term]`.
    pub(crate) fn wrong_type(&mut self, node: &Node<'_>, expected: &'static str) {
        let found = Diagnostic::new(Code::WrongType)
            .at(self.span(node.span()))
            .with("expected", Fact::Term(expected))
            .with("found", Fact::Term(type_term(node.get_ref())));
        self.report(found);
    }

    /// Reports why the text of a node was refused.
    pub(crate) fn refused(&mut self, code: Code, node: &Node<'_>, wrong: Wrong) {
        let at = self.span_inside(node, wrong.at.clone());
        let found = node.get_ref().as_str().map_or_else(|| self.source_of(node), str::to_owned);
        let refused = because(Diagnostic::new(code).at(at).with("found", shortened(&found)), &wrong.why);
        self.report(refused.with_some("suggestion", wrong.suggestion));
    }

    /// The bytes of a node as they stand in the file.
    pub(crate) fn source_of(&self, node: &Node<'_>) -> String {
        self.text.get(self.span(node.span()).range).unwrap_or_default().to_owned()
    }

    /// The table that a node is, or a report.
    pub(crate) fn table<'n, 'i>(&mut self, node: &'n Node<'i>) -> Option<&'n DeTable<'i>> {
        let table = node.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(node, "table");
        }
        table
    }
}

/// A diagnostic with the reason for which a value was refused, and what that reason names.
pub(crate) fn because(found: Diagnostic, why: &Why) -> Diagnostic {
    let fields = why.fields().into_iter();
    fields.fold(found.with("why", Fact::Why(why.code())), |found, (name, fact)| found.with(name, fact))
}

/// At most 60 characters of what was found, for a message.
pub(crate) fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if line.len() < text.trim_end().len() => format!("{line}…"),
        None => line.to_owned(),
    }
}

/// The key in `[term]` for the type of a value.
pub(crate) fn type_term(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "list",
        DeValue::Table(_) => "table",
    }
}

/// The known name that is nearest to what was written, if any is near enough to be meant.
pub(crate) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let lower = written.to_lowercase();
    let length = lower.chars().count();
    let allowed = |name: &str| match length.max(name.len()) {
        0..=3 => 1,
        4..=7 => 2,
        longer => longer / 3,
    };
    let likely = known.into_iter().filter(|name| name.len().abs_diff(length) <= allowed(name));
    let near = likely.map(|name| (strsim::damerau_levenshtein(&lower, name), name));
    // A word of which no letter is left was not a slip of the pen.
    let near = near.filter(|(distance, name)| *distance <= allowed(name) && *distance < length);
    near.min_by_key(|(distance, name)| (*distance, name.len(), *name)).map(|(_, name)| name)
}

/// A type that a key of TOML can hold.
pub(crate) trait Field: Sized {
    /// What it looks like.
    const SHAPE: &'static Shape;
    /// Whether the key must be there.
    const REQUIRED: bool = true;

    /// Reads it; `None` when it was wrong and reported.
    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self>;

    /// What an absent key means, for types that need not be there.
    fn absent() -> Option<Self> {
        None
    }

    /// Lays a translation over it.
    fn overlay(&mut self, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        let _ = lang;
        reading.report_at(Code::NotTranslatable, node.span());
    }

    /// Whether there is nothing to show of it.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Keys that are read from one table, perhaps beside those of other groups.
pub(crate) trait Group: Sized {
    /// Its keys, in the order in which people write them.
    const FIELDS: &'static [Declared];
    /// The keys of the groups that are written in the same table.
    const PARTS: &'static [&'static [Declared]];

    /// Reads its keys; `None` when a required one was missing or wrong (reported).
    fn read_keys(table: &mut Keys<'_, '_>, reading: &mut Reading<'_>) -> Option<Self>;

    /// Lays the translation of one key over it; `false` when the key is not one of its own.
    fn overlay_key(&mut self, key: &str, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) -> bool;

    /// Writes what is there as entries of a JSON object.
    fn write_entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

/// From so many keys on, a message does not list them.
const MANY_KEYS: usize = 20;

/// A table whose keys are taken one by one; what nobody took is unknown.
pub(crate) struct Keys<'n, 'i> {
    table: &'n DeTable<'i>,
    at: Range<usize>,
    taken: Vec<&'static str>,
    offered: Vec<&'static [Declared]>,
}

impl<'n, 'i> Keys<'n, 'i> {
    /// The keys of a table that stands at `at`.
    pub(crate) fn new(table: &'n DeTable<'i>, at: Range<usize>) -> Keys<'n, 'i> {
        Keys { table, at, taken: Vec::new(), offered: Vec::new() }
    }

    /// Says which keys a group knows, before it takes them.
    pub(crate) fn offer(&mut self, fields: &'static [Declared]) {
        self.offered.push(fields);
    }

    /// The node of a key, if it is there.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'n Node<'i>> {
        self.taken.push(key);
        self.table.get(key)
    }

    /// The node of a key, taken or not.
    pub(crate) fn node(&self, key: &str) -> Option<&'n Node<'i>> {
        self.table.get(key)
    }

    /// Where the table stands.
    pub(crate) fn at(&self) -> Range<usize> {
        self.at.clone()
    }

    /// Reads one declared key.
    pub(crate) fn field<T: Field>(&mut self, key: &'static str, reading: &mut Reading<'_>) -> Option<T> {
        match self.take(key) {
            Some(node) => T::read(node, reading).or_else(|| if T::REQUIRED { None } else { T::absent() }),
            None if T::REQUIRED => {
                let at = reading.span(self.heading());
                let missing = Diagnostic::new(Code::MissingKey).at(at).with("key", key);
                let skeleton = T::SHAPE.example();
                reading.report(missing.with("example", format!("{key} = {skeleton}")));
                None
            }
            None => T::absent(),
        }
    }

    /// Where to point when something is missing: the first line of the table.
    pub(crate) fn heading(&self) -> Range<usize> {
        let first = self.table.iter().map(|(key, _)| key.span()).min_by_key(|span| span.start);
        match first {
            Some(span) if self.at.is_empty() || self.at.len() > 200 => span,
            _ => self.at.clone(),
        }
    }

    /// Reports every key that nobody took.
    pub(crate) fn finish(self, reading: &mut Reading<'_>) {
        let mut unknown: Vec<_> =
            self.table.iter().filter(|(key, _)| !self.taken.contains(&&**key.get_ref())).collect();
        unknown.sort_by_key(|(key, _)| key.span().start);
        let keys = self.offered.iter().map(|fields| fields.len()).sum::<usize>();
        for (key, _) in unknown {
            let known = || self.offered.iter().flat_map(|fields| fields.iter()).map(|field| field.key);
            let written: &str = key.get_ref();
            let suggestion = shape::meant_by(written)
                .find(|name| known().any(|key| key == *name))
                .or_else(|| nearest(written, known()));
            let suggestion = suggestion.filter(|name| !self.table.contains_key(*name));
            let found =
                Diagnostic::new(Code::UnknownKey).at(reading.span(key.span())).with("found", shortened(written));
            reading.report(match suggestion {
                Some(suggestion) => found.with("suggestion", suggestion),
                // A list of all keys of a record would bury the line that is wrong.
                None if keys < MANY_KEYS => found.with("known", Fact::List(known().map(str::to_owned).collect())),
                None => found,
            });
        }
    }
}

/// Reads a table that holds the keys of one group and nothing else.
pub(crate) fn read_table<G: Group>(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<G> {
    let table = reading.table(node)?;
    let mut keys = Keys::new(table, node.span());
    let group = G::read_keys(&mut keys, reading);
    keys.finish(reading);
    group
}

/// Lays a table of translations over a group.
pub(crate) fn overlay_table<G: Group>(group: &mut G, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
    let Some(table) = reading.table(node) else { return };
    for (key, value) in table {
        let before = reading.diagnostics.len();
        let known = group.overlay_key(key.get_ref(), value, lang, reading);
        name_nothing(key.get_ref(), before, reading);
        if !known {
            let fields: Vec<&Declared> = G::FIELDS.iter().chain(G::PARTS.iter().flat_map(|part| part.iter())).collect();
            unknown_translation(key, &fields, reading);
        }
    }
}

/// Names the key in reports, from the `before`-th on, that there is nothing of which it is a translation.
pub(crate) fn name_nothing(key: &str, before: usize, reading: &mut Reading<'_>) {
    let told = reading.diagnostics[before..].iter_mut();
    for found in told.filter(|found| found.code == Code::TranslationOfNothing && found.fact("found").is_none()) {
        found.facts.push(("found", shortened(key).into()));
    }
}

/// Reports a translation of a key that the record does not have.
pub(crate) fn unknown_translation(
    key: &Spanned<toml::de::DeString<'_>>,
    known: &[&Declared],
    reading: &mut Reading<'_>,
) {
    let names = known.iter().filter(|field| field.shape.is_translatable()).map(|field| field.key);
    let found = Diagnostic::new(Code::TranslationOfNothing)
        .at(reading.span(key.span()))
        .with("found", shortened(key.get_ref()))
        .with_some("suggestion", nearest(key.get_ref(), names));
    reading.report(found);
}
