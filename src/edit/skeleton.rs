//! A record to fill in: what must be there first, ready to be written into; below it, as comments, everything
//! that may be there, each key with a word on what it is.

use std::path::PathBuf;

use jiff::civil::Date;

use super::NewFile;
use crate::declare::{Declared, Languages, Shape};
use crate::record::Kind;

/// The words of a skeleton, in the language of the librarian.
pub trait Help {
    /// What stands at its beginning.
    fn opening(&self, kind: &Kind) -> Option<String>;
    /// What a key of a kind is.
    fn key(&self, kind: &Kind, key: &str) -> Option<String>;
    /// What a key of a table inside the record is.
    fn inside(&self, table: &str, key: &str) -> Option<String>;
    /// Which codes there are.
    fn choices(&self, codes: &[&str]) -> Option<String>;
    /// The heading above the keys that may be there.
    fn optional(&self) -> Option<String>;
    /// The heading above those that few records need.
    fn rare(&self) -> Option<String>;
    /// What has to be said in another language.
    fn translated(&self, language: &str) -> Option<String>;
}

/// What a skeleton is made of.
pub struct Skeleton<'s> {
    /// The kind.
    pub kind: &'static Kind,
    /// The id of the record.
    pub id: &'s str,
    /// The day on which it is made.
    pub today: Date,
    /// The languages of the hub, when they are known.
    pub languages: Option<&'s Languages>,
    /// The words.
    pub help: &'s dyn Help,
}

/// Keys that have to be thought of, though a record without them can be read.
const THOUGHT_OF: &[&str] = &["summary", "start"];

/// Keys that are written in another place of a skeleton, or by machines.
const ELSEWHERE: &[&str] = &["x", "translations", "added", "updated", "sequence"];

/// How a statement stands in a skeleton.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// To be filled in.
    Open,
    /// As a comment: `#key = …`, so that taking away one sign is enough.
    Comment,
}

impl Skeleton<'_> {
    /// The file.
    pub fn file(&self) -> NewFile {
        let path = PathBuf::from(format!("content/{}/{}.toml", self.kind.folder, self.id));
        NewFile { path, bytes: self.text().into_bytes() }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        comment(self.help.opening(self.kind).as_deref(), &mut text);
        let fields = self.kind.all_fields().filter(|field| !ELSEWHERE.contains(&field.key));
        let (tables, plain): (Vec<&Declared>, Vec<&Declared>) = fields.partition(|field| table(field.shape).is_some());
        let is_needed = |field: &&&Declared| field.required || THOUGHT_OF.contains(&field.key);
        for field in plain.iter().filter(is_needed) {
            text.push('\n');
            self.statement(field, Stands::Open, &mut text);
        }
        text.push_str(&format!("\nadded = {}\n\n", self.today));
        comment(self.help.optional().as_deref(), &mut text);
        let (known, rare): (Vec<&Declared>, Vec<&Declared>) = plain
            .into_iter()
            .filter(|field| !is_needed(&field))
            .partition(|field| self.help.key(self.kind, field.key).is_some());
        for field in known {
            text.push('\n');
            self.statement(field, Stands::Comment, &mut text);
        }
        if !rare.is_empty() {
            text.push('\n');
            comment(self.help.rare().as_deref(), &mut text);
            rare.iter().for_each(|field| self.statement(field, Stands::Comment, &mut text));
        }
        for field in tables {
            self.table(field, &mut text);
        }
        self.translations(&mut text);
        text
    }

    /// A key with what it is and which codes it may have.
    fn statement(&self, field: &Declared, stands: Stands, text: &mut String) {
        comment(self.help.key(self.kind, field.key).as_deref(), text);
        comment(self.choices(field.shape).as_deref(), text);
        self.line(field, stands, text);
    }

    fn line(&self, field: &Declared, stands: Stands, text: &mut String) {
        let sign = if stands == Stands::Comment { "#" } else { "" };
        text.push_str(&format!("{sign}{} = {}\n", field.key, self.example(field)));
    }

    fn choices(&self, shape: &Shape) -> Option<String> {
        match shape {
            Shape::OneOf(_, codes) if codes.len() > 1 => self.help.choices(codes),
            Shape::List(inner) => self.choices(inner),
            _ => None,
        }
    }

    /// A value to write over: dates are today's, texts are empty.
    fn example(&self, field: &Declared) -> String {
        match (field.key, field.shape) {
            ("lat", _) => "46.05".to_owned(),
            ("lon", _) => "14.51".to_owned(),
            (_, Shape::Date) => self.today.to_string(),
            (_, Shape::Moment) => format!("{}T17:00:00", self.today),
            (_, Shape::List(Shape::Date | Shape::Moment)) => format!("[{}]", self.today),
            (_, Shape::Reference(_) | Shape::Prose) => "\"\"".to_owned(),
            (_, Shape::List(Shape::Reference(_))) => "[\"\"]".to_owned(),
            (_, Shape::Either([Shape::Reference(_), ..])) => "\"\"".to_owned(),
            (_, shape) => shape.example().replace('…', ""),
        }
    }

    /// A table as a comment: its header, and each of its keys.
    fn table(&self, field: &Declared, text: &mut String) {
        let Some((fields, several)) = table(field.shape) else { return };
        text.push('\n');
        comment(self.help.key(self.kind, field.key).as_deref(), text);
        text.push_str(&if several { format!("#[[{}]]\n", field.key) } else { format!("#[{}]\n", field.key) });
        for inner in fields.iter().filter(|inner| inner.key != "x" && table(inner.shape).is_none()) {
            comment(self.help.inside(field.key, inner.key).as_deref(), text);
            comment(self.choices(inner.shape).as_deref(), text);
            self.line(inner, Stands::Comment, text);
        }
    }

    /// What has to be said in the other official languages.
    fn translations(&self, text: &mut String) {
        let Some(languages) = self.languages else { return };
        for lang in languages.official.iter().skip(1) {
            text.push('\n');
            comment(self.help.translated(lang.as_str()).as_deref(), text);
            text.push_str(&format!("[translations.{lang}]\ntitle = \"\"\nsummary = \"\"\n"));
        }
    }
}

/// The keys of the table that people write for a shape, and whether there may be several.
fn table(shape: &Shape) -> Option<(&'static [Declared], bool)> {
    match shape {
        Shape::Table(fields, _) => Some((fields, false)),
        Shape::List(Shape::Table(fields, _)) => Some((fields, true)),
        Shape::Either(shapes) => shapes.first().and_then(|shape| table(shape)),
        _ => None,
    }
}

fn comment(words: Option<&str>, text: &mut String) {
    for line in words.iter().flat_map(|words| words.lines()) {
        text.push_str(&format!("# {line}\n"));
    }
}
