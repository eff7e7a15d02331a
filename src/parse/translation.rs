//! What was translated: a fingerprint of the texts of a record that can be translated, so that a translation can
//! say of which wording it is one (`of = "0a1b2c3d4e5f"`).

use toml::de::{DeTable, DeValue};

use super::{Form, Translated};
use crate::declare::{Declared, Languages, Reading, Shape, syntax};
use crate::diagnostic::{Code, Diagnostic};
use crate::language::Lang;
use crate::source::Source;
use crate::world::World;

/// How many digits of the hash a person has to look at.
const DIGITS: usize = 12;

/// The fingerprint of the texts of a table in their own language, whitespace at the ends of lines aside.
pub(super) fn fingerprint<'f>(table: &DeTable<'_>, fields: impl Iterator<Item = &'f Declared>) -> String {
    let mut texts = String::new();
    gather(table, fields, "", &mut texts);
    blake3::hash(texts.as_bytes()).to_hex()[..DIGITS].to_owned()
}

fn gather<'f>(table: &DeTable<'_>, fields: impl Iterator<Item = &'f Declared>, path: &str, texts: &mut String) {
    for field in fields {
        if let Some(node) = table.get(field.key) {
            value(node.get_ref(), field.shape, &format!("{path}.{}", field.key), texts);
        }
    }
}

fn value(found: &DeValue<'_>, shape: &Shape, path: &str, texts: &mut String) {
    match (shape, found) {
        (Shape::Words | Shape::Prose, DeValue::String(text)) => {
            let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
            texts.push_str(&format!("{path}\0{}\0", lines.join("\n")));
        }
        (Shape::Table(fields, parts), DeValue::Table(table)) => {
            gather(table, fields.iter().chain(parts.iter().flat_map(|part| part.iter())), path, texts);
        }
        (Shape::List(inner), DeValue::Array(items)) => {
            for item in items {
                // Items are known by their ids, so that another order is no other text.
                let id = item.get_ref().get("id").and_then(|id| id.get_ref().as_str()).unwrap_or_default();
                value(item.get_ref(), inner, &format!("{path}.{id}"), texts);
            }
        }
        (Shape::Either(shapes), found) => shapes.iter().for_each(|shape| value(found, shape, path, texts)),
        _ => {}
    }
}

/// Reports a translation that says it is one of another wording.
pub(super) fn outdated(texts: &DeTable<'_>, lang: Lang, wording: &Translated<'_>, reading: &mut Reading<'_>) {
    let Some(of) = texts.get("of") else { return };
    let Some(written) = of.get_ref().as_str() else { return reading.wrong_type(of, "text") };
    let now = wording.now();
    if written.trim() != now {
        let found = Diagnostic::new(Code::OutdatedTranslation).at(reading.span(of.span()));
        let found = found.with("language", lang.as_str()).with("id", &*wording.id);
        reading.report(found.with("found", crate::declare::shortened(written)).with("now", now));
    }
}

/// Where the translation of a record into one language stands, and what it says it is one of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The language.
    pub lang: Lang,
    /// The file.
    pub file: String,
    /// Whether it is a table of the record's own file; else it is a file beside it.
    pub inside: bool,
    /// What it says.
    pub of: Option<String>,
    /// What it would have to say to be one of the record as it is now.
    pub now: String,
}

/// The translations of a record; `None` when its file cannot be read.
pub fn claims(world: &dyn World, source: &Source, languages: &Languages) -> Option<Vec<Claim>> {
    let bytes = world.read(&source.main.path).ok()?;
    let text = syntax::text(&source.main.path, &bytes).ok()?;
    let mut reading = Reading::new(source.main.path.clone(), text, languages, world.today());
    let parts = super::split(text, source.main.form, &reading).ok()?;
    reading.base = parts.base;
    let (table, wrong) = syntax::parse(parts.toml, &reading);
    if !wrong.is_empty() {
        return None;
    }
    let mut table = table.into_inner();
    super::add_body(&mut table, &parts, &mut reading);
    let now = fingerprint(&table, source.kind.all_fields());
    let of = |texts: &DeTable<'_>| texts.get("of").and_then(|of| of.get_ref().as_str()).map(str::to_owned);
    let mut claims = Vec::new();
    for lang in languages.all() {
        let inside = table.get("translations").and_then(|all| all.get_ref().get(lang.as_str()));
        if let Some(texts) = inside.and_then(|node| node.get_ref().as_table()) {
            let file = source.main.path.to_string();
            claims.push(Claim { lang, file, inside: true, of: of(texts), now: now.clone() });
        }
        for (_, part) in source.translations.iter().filter(|(of, part)| *of == lang && part.form == Form::Markdown) {
            let of = world.read(&part.path).ok().and_then(|bytes| {
                let text = syntax::text(&part.path, &bytes).ok()?;
                let parts = super::split(text, Form::Markdown, &reading).ok()?;
                let (table, _) = syntax::parse(parts.toml, &reading);
                of(table.get_ref())
            });
            claims.push(Claim { lang, file: part.path.to_string(), inside: false, of, now: now.clone() });
        }
    }
    Some(claims)
}
