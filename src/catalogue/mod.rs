//! Words for people, kept apart from code: what `ui` says to librarians, and the form of messages
//! that themes use as well.
//!
//! A catalogue is a TOML file per language. A message is text with `{slots}`, or a table of CLDR
//! plural forms (`one`, `two`, `few`, `other`) chosen by a number: by the slot that `by` names, else
//! by `n`. A message with a slot for which there is no fact is not said at all; that is how "did you
//! mean" disappears when there is nothing to suggest.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::diagnostic::{Diagnostic, Fact};
use crate::language::{self, Lang, Language};

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The same text for every number.
    Plain(Text),
    /// One text per CLDR plural category.
    Plural {
        /// The slot whose number chooses.
        by: Box<str>,
        /// Category and text, `other` always among them.
        forms: Vec<(Box<str>, Text)>,
    },
}

/// Text with slots.
#[derive(Debug, Clone, PartialEq)]
pub struct Text(Vec<Piece>);

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Text(Box<str>),
    Slot(Box<str>),
}

/// What a slot is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Filling {
    /// Text as it is.
    Text(String),
    /// A number, which may choose the plural form.
    Number(i64),
}

impl Text {
    /// Reads `text {slot} text`; a brace that closes nothing is text.
    pub fn new(source: &str) -> Text {
        let mut pieces = Vec::new();
        let mut rest = source;
        while let Some((before, after)) = rest.split_once('{') {
            match after.split_once('}') {
                Some((slot, tail)) if slot.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') => {
                    pieces.push(Piece::Text(before.into()));
                    pieces.push(Piece::Slot(slot.into()));
                    rest = tail;
                }
                _ => {
                    pieces.push(Piece::Text(format!("{before}{{").into()));
                    rest = after;
                }
            }
        }
        pieces.push(Piece::Text(rest.into()));
        Text(pieces)
    }

    /// The names of its slots.
    pub fn slots(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Slot(name) => Some(&**name),
            Piece::Text(_) => None,
        })
    }

    fn fill(&self, find: &dyn Fn(&str) -> Option<Filling>) -> Option<String> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Slot(name) => match find(name)? {
                    Filling::Text(text) => out.push_str(&text),
                    Filling::Number(n) => out.push_str(&n.to_string()),
                },
            }
        }
        Some(out)
    }
}

impl Message {
    /// Reads a message from a catalogue's value; `None` when it is neither text nor plural forms.
    pub fn read(value: &toml::Value) -> Option<Message> {
        match value {
            toml::Value::String(text) => Some(Message::Plain(Text::new(text))),
            toml::Value::Table(table) if is_plural(table) => {
                let by = table.get("by").and_then(toml::Value::as_str).unwrap_or("n").into();
                let forms = table.iter().filter(|(key, _)| *key != "by");
                let forms = forms.map(|(key, text)| Some((key.as_str().into(), Text::new(text.as_str()?))));
                Some(Message::Plural { by, forms: forms.collect::<Option<_>>()? })
            }
            _ => None,
        }
    }

    /// The message with its slots filled, or `None` when a slot has nothing to be filled with.
    pub fn say(&self, language: &Language, find: &dyn Fn(&str) -> Option<Filling>) -> Option<String> {
        match self {
            Message::Plain(text) => text.fill(find),
            Message::Plural { by, forms } => {
                let Filling::Number(n) = find(by)? else { return None };
                let category = language.plural(n);
                let form = |wanted: &str| forms.iter().find(|(name, _)| &**name == wanted);
                form(category).or_else(|| form("other"))?.1.fill(find)
            }
        }
    }

    /// Every text of it.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Message::Plain(text) => vec![text],
            Message::Plural { forms, .. } => forms.iter().map(|(_, text)| text).collect(),
        }
    }
}

/// Whether a table holds the plural forms of one message, not messages of its own.
fn is_plural(table: &toml::Table) -> bool {
    const FORMS: &[&str] = &["by", "zero", "one", "two", "few", "many", "other"];
    table.contains_key("other") && table.keys().all(|key| FORMS.contains(&key.as_str()))
}

/// The messages of one TOML text, by dotted path (`K0201.help`).
pub fn messages(source: &str) -> Result<BTreeMap<String, Message>, toml::de::Error> {
    fn walk(path: &str, value: &toml::Value, into: &mut BTreeMap<String, Message>) {
        if let Some(message) = Message::read(value) {
            into.insert(path.to_owned(), message);
        } else if let toml::Value::Table(table) = value {
            for (key, inner) in table {
                let dotted = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(&dotted, inner, into);
            }
        }
    }
    let table: toml::Table = source.parse()?;
    let mut found = BTreeMap::new();
    walk("", &toml::Value::Table(table), &mut found);
    Ok(found)
}

/// The words of one language for librarians.
pub struct Catalogue {
    /// The language.
    pub language: &'static Language,
    messages: BTreeMap<String, Message>,
}

/// The texts of a diagnostic in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Worded {
    /// What is wrong, one line.
    pub message: String,
    /// What stands at the caret.
    pub label: Option<String>,
    /// What to do, one line each.
    pub help: Vec<String>,
    /// Labels of the related places, in their order.
    pub related: Vec<String>,
}

macro_rules! sources {
    ($( $code:literal ),*) => {
        &[$( ($code, &[
            include_str!(concat!($code, ".toml")),
            include_str!(concat!($code, ".manual.toml")),
            include_str!(concat!($code, ".ui.toml")),
        ]), )*]
    };
}

const SOURCES: &[(&str, &[&str])] = sources!["en", "sl", "it"];

/// The catalogue of a language, else the English one; read when it is first asked for.
pub fn of(lang: Lang) -> &'static Catalogue {
    static READ: [OnceLock<Catalogue>; SOURCES.len()] = [const { OnceLock::new() }; SOURCES.len()];
    let base = lang.as_str().split('-').next();
    let turn = SOURCES.iter().position(|(code, _)| Some(*code) == base).unwrap_or(0);
    READ[turn].get_or_init(|| {
        let (code, sources) = SOURCES[turn];
        let lang = Lang::new(code).expect("SOURCES names languages by their tags");
        let read = |source: &&str| messages(source).expect("the catalogues parse, a test reads them");
        let messages = sources.iter().flat_map(read).collect();
        Catalogue { language: language::find(lang).expect("SOURCES names known languages"), messages }
    })
}

/// The languages that kazipot speaks to librarians, by tag.
pub fn spoken() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|(code, _)| *code)
}

impl Catalogue {
    /// The message at this path, if the catalogue has it.
    pub fn get(&self, path: &str) -> Option<&Message> {
        self.messages.get(path)
    }

    /// Every path of it.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.messages.keys().map(String::as_str)
    }

    /// A message that needs no facts; its path itself when it is missing (a test keeps that from happening).
    pub fn text(&self, path: &str) -> String {
        self.say(path, &[])
    }

    /// A message filled with facts; its path itself when it cannot be said.
    pub fn say(&self, path: &str, facts: &[(&'static str, Fact)]) -> String {
        self.try_say(path, facts).unwrap_or_else(|| path.to_owned())
    }

    /// What a key of a kind of records is, in the words that librarians are told.
    pub fn key(&self, kind: &str, key: &str) -> Option<String> {
        self.try_say(&format!("key-of.{kind}.{key}"), &[]).or_else(|| self.try_say(&format!("key.{key}"), &[]))
    }

    /// The same of a key of a table inside a record.
    pub fn key_inside(&self, table: &str, key: &str) -> Option<String> {
        self.try_say(&format!("key-in.{table}.{key}"), &[])
    }

    /// A message filled with facts, or `None` when it is missing or lacks a fact.
    pub fn try_say(&self, path: &str, facts: &[(&'static str, Fact)]) -> Option<String> {
        let find = |slot: &str| {
            let (_, fact) = facts.iter().find(|(name, _)| *name == slot)?;
            Some(match fact {
                Fact::Text(text) => Filling::Text(text.clone()),
                Fact::Term(key) => {
                    Filling::Text(self.try_say(&format!("term.{key}"), &[]).unwrap_or_else(|| (*key).into()))
                }
                Fact::Why(key) => {
                    Filling::Text(self.try_say(&format!("why.{key}"), facts).unwrap_or_else(|| (*key).into()))
                }
                Fact::Count(n) => Filling::Number(*n),
                Fact::List(items) => Filling::Text(items.join(", ")),
            })
        };
        self.messages.get(path)?.say(self.language, &find)
    }

    /// The words of a diagnostic.
    pub fn word(&self, found: &Diagnostic) -> Worded {
        let number = found.code.number();
        let part = |name: &str| self.try_say(&format!("{number}.{name}"), &found.facts);
        Worded {
            message: part("message").unwrap_or_else(|| number.to_owned()),
            label: part("label"),
            help: ["hint", "help", "help2", "help3", "help4"].iter().filter_map(|name| part(name)).collect(),
            related: found.related.iter().map(|(_, label)| part(label).unwrap_or_default()).collect(),
        }
    }

    /// The manual page of a code: what it finds, why it matters, an example, how to mend it.
    pub fn manual(&self, number: &str) -> Option<String> {
        self.try_say(&format!("{number}.manual"), &[])
    }
}
