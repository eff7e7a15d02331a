//! A source becomes an entry: a typed record, its texts in every language, what is private split off.
//!
//! Everything wrong with the file is reported, not only the first thing. A record with errors is
//! [`Broken`]: enough of it is kept to know that it exists and whether it must not be shown.

mod steward;
mod translation;

use std::cell::OnceCell;
use std::sync::Arc;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::Config;
use crate::declare::{
    Declared, Group, Keys, Languages, Node, Reading, known_language, name_nothing, newer, syntax, unknown_translation,
};
use crate::diagnostic::{Code, Diagnostic, Severity, Span, any_error};
use crate::language::{self, Lang};
use crate::record::{Envelope, Kind, Overlay, Record, Service, SourceKind, interval_days};
use crate::source::{Form, Part, Source};
use crate::text::{Prose, Words};
use crate::world::World;

pub use steward::steward;
pub use translation::{Claim, claims};

/// A record, read.
#[derive(Debug)]
pub struct Entry {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its id inside the kind.
    pub id: Box<str>,
    /// The file it stands in.
    pub file: Arc<str>,
    /// What every record has.
    pub envelope: Envelope,
    /// What its kind has.
    pub record: Box<dyn Record>,
    /// By what its title sorts, per language of the hub.
    pub sort_keys: Box<[Box<[u8]>]>,
}

impl Entry {
    /// `kind/id`.
    pub fn full_id(&self) -> String {
        format!("{}/{}", self.kind.name, self.id)
    }

    /// A place in its file.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span { file: self.file.clone(), range }
    }

    /// After how many days its facts have to be checked again.
    pub fn check_days(&self) -> Option<i32> {
        interval_days(self.envelope.check_every, self.kind.check_every)
    }
}

/// A record that could not be read.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its id.
    pub id: Box<str>,
    /// Whether what could be read says that it must not be shown: draft, closed, or a hidden address.
    pub withdrawn: bool,
}

/// What came of a source.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// A record.
    Entry(Arc<Entry>),
    /// Something that has to be mended first.
    Broken(Broken),
}

/// Reads a record with its siblings.
pub fn entry(world: &dyn World, source: &Source, config: &Config) -> (Outcome, Vec<Diagnostic>) {
    let broken = |withdrawn| Outcome::Broken(Broken { kind: source.kind, id: source.id.clone(), withdrawn });
    let bytes = match read(world, &source.main) {
        Ok(bytes) => bytes,
        Err(found) => return (broken(false), vec![*found]),
    };
    let file = &source.main.path;
    let text = match syntax::text(file, &bytes) {
        Ok(text) => text,
        Err(found) => return (broken(false), vec![*found]),
    };
    let mut reading = Reading::new(file.clone(), text, &config.languages, world.today());
    reading.what = source.kind.name;
    let parts = match split(text, source.main.form, &reading) {
        Ok(parts) => parts,
        Err(found) => return (broken(says_withdrawn_as_text(text)), vec![*found]),
    };
    reading.base = parts.base;
    let (table, wrong) = syntax::parse(parts.toml, &reading);
    if !wrong.is_empty() {
        return (broken(says_withdrawn(table.get_ref()) || says_withdrawn_as_text(text)), wrong);
    }
    newer::report(parts.toml, &mut reading);
    let mut table = table.into_inner();
    let withdrawn = says_withdrawn(&table);
    add_body(&mut table, &parts, &mut reading);
    if let Some(node) = table.get("lang")
        && let Some(tag) = node.get_ref().as_str()
        && let Some(lang) = Lang::new(tag).filter(|lang| config.languages.position(*lang).is_some())
    {
        reading.lang = lang;
    }
    let mut keys = Keys::new(&table, 0..0);
    let envelope = Envelope::read_keys(&mut keys, &mut reading);
    let record = (source.kind.read)(&mut keys, &mut reading);
    keys.finish(&mut reading);
    let Some((mut envelope, mut record)) = envelope.zip(record) else {
        return (broken(withdrawn), reading.diagnostics);
    };
    for (id, part) in &source.services {
        if let Some(service) = service_file(world, id, part, &mut reading) {
            record.add_service(service);
        }
    }
    let of = Translated { table: &table, now: OnceCell::new(), id: source.full_id(), kind: source.kind };
    translations(&table, &mut envelope, record.as_mut(), &of, &mut reading);
    for (lang, part) in &source.translations {
        sibling(world, *lang, part, &mut envelope, record.as_mut(), &of, &mut reading);
    }
    untranslated(&envelope, record.as_ref(), source.kind, &table, &mut reading);
    hidden_repeated(&envelope, record.as_ref(), &mut reading);
    let sort_keys = sort_keys(&envelope.title, &config.languages);
    let diagnostics = reading.diagnostics;
    if any_error(&diagnostics) {
        return (broken(withdrawn), diagnostics);
    }
    let (kind, id, file) = (source.kind, source.id.clone(), file.clone());
    (Outcome::Entry(Arc::new(Entry { kind, id, file, envelope, record, sort_keys })), diagnostics)
}

fn read(world: &dyn World, part: &Part) -> Result<Vec<u8>, Box<Diagnostic>> {
    world.read(&part.path).map_err(|error| {
        let at = Span { file: part.path.clone(), range: 0..0 };
        Box::new(Diagnostic::new(Code::Unreadable).at(at).with("reason", error.to_string()))
    })
}

/// A file in its two parts.
struct Parts<'t> {
    /// Where in the file the TOML begins.
    base: usize,
    toml: &'t str,
    /// The Markdown and where it begins.
    markdown: Option<(usize, &'t str)>,
}

/// Where the TOML of a file stands, when its front matter can be told from its text.
pub(crate) fn toml_part(text: &str, form: Form) -> Option<std::ops::Range<usize>> {
    divided(text, form).ok().map(|parts| parts.base..parts.base + parts.toml.len())
}

/// The front matter of a file and the Markdown behind it.
fn split<'t>(text: &'t str, form: Form, reading: &Reading<'_>) -> Result<Parts<'t>, Box<Diagnostic>> {
    divided(text, form).map_err(|(range, why)| {
        let at = reading.span(range);
        Box::new(Diagnostic::new(Code::FrontMatter).at(at).with("why", crate::diagnostic::Fact::Why(why)))
    })
}

fn divided(text: &str, form: Form) -> Result<Parts<'_>, (std::ops::Range<usize>, &'static str)> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if form == Form::Toml {
        return Ok(Parts { base: mark, toml: &text[mark..], markdown: None });
    }
    let mut lines = lines(text, mark);
    match lines.next() {
        Some((_, "+++")) => {}
        Some((at, line)) => {
            let why = if line == "---" { "front-matter-yaml" } else { "front-matter-missing" };
            return Err((at..at + line.len(), why));
        }
        None => return Err((0..0, "front-matter-missing")),
    }
    let open = mark..mark + 3;
    let base = text[mark..].find('\n').map_or(text.len(), |at| mark + at + 1);
    for (at, line) in lines {
        if line == "+++" {
            let after = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
            return Ok(Parts { base, toml: &text[base..at], markdown: Some((after, &text[after..])) });
        }
    }
    Err((open, "front-matter-unclosed"))
}

/// Lines without their ends, with the byte at which each begins.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    text[from..].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']).trim_end())
    })
}

/// Puts the Markdown behind the front matter into the table, as the `body` that it is.
fn add_body<'t>(table: &mut DeTable<'t>, parts: &Parts<'t>, reading: &mut Reading<'_>) {
    let Some((start, markdown)) = parts.markdown.filter(|(_, markdown)| !markdown.trim().is_empty()) else { return };
    if let Some(written) = table.get("body") {
        let at = reading.span(written.span());
        reading.report(Diagnostic::new(Code::NotBoth).at(at).with("key", "body").with("other", "Markdown"));
        return;
    }
    let span = start - parts.base..start - parts.base + markdown.len();
    table.insert(Spanned::new(span.clone(), "body".into()), Spanned::new(span, DeValue::String(markdown.into())));
}

/// Reads a service that has a file of its own.
fn service_file(world: &dyn World, id: &str, part: &Part, owner: &mut Reading<'_>) -> Option<Service> {
    let bytes = read(world, part).map_err(|found| owner.report(*found)).ok()?;
    let text = syntax::text(&part.path, &bytes).map_err(|found| owner.report(*found)).ok()?;
    let mut reading = Reading::new(part.path.clone(), text, owner.languages, owner.today);
    (reading.lang, reading.what, reading.sibling) = (owner.lang, "service", true);
    let read = read_service(id, part, text, &mut reading);
    owner.diagnostics.append(&mut reading.diagnostics);
    owner.private.append(&mut reading.private);
    read
}

fn read_service(id: &str, part: &Part, text: &str, reading: &mut Reading<'_>) -> Option<Service> {
    use crate::declare::Field;
    let parts = split(text, part.form, reading).map_err(|found| reading.report(*found)).ok()?;
    reading.base = parts.base;
    let (table, mut wrong) = syntax::parse(parts.toml, reading);
    if !wrong.is_empty() {
        reading.diagnostics.append(&mut wrong);
        return None;
    }
    newer::report(parts.toml, reading);
    let mut table = table.into_inner();
    add_body(&mut table, &parts, reading);
    if !table.contains_key("id") {
        table.insert(Spanned::new(0..0, "id".into()), Spanned::new(0..0, DeValue::String(id.to_owned().into())));
    }
    let translations = table.remove("translations");
    let node: Node<'_> = Spanned::new(0..0, DeValue::Table(table));
    let mut service = Service::read(&node, reading)?;
    if let Some(translations) = &translations
        && let Some(languages) = reading.table(translations)
    {
        for (tag, texts) in languages {
            if let Some(lang) = known_language(tag.get_ref(), tag.span(), reading) {
                service.overlay(texts, lang, reading);
            }
        }
    }
    Some(service)
}

/// What is translated: the fingerprint of its wording, and the record.
struct Translated<'t> {
    table: &'t DeTable<'t>,
    /// Made when a translation asks for it.
    now: OnceCell<String>,
    id: String,
    kind: &'static Kind,
}

impl Translated<'_> {
    fn now(&self) -> &str {
        self.now.get_or_init(|| translation::fingerprint(self.table, self.kind.all_fields()))
    }
}

/// Lays `[translations.<lang>]` over the record.
fn translations(
    table: &DeTable<'_>,
    envelope: &mut Envelope,
    record: &mut dyn Record,
    of: &Translated<'_>,
    reading: &mut Reading<'_>,
) {
    let Some(languages) = table.get("translations").and_then(|node| node.get_ref().as_table()) else { return };
    for (tag, texts) in languages {
        let Some(lang) = known_language(tag.get_ref(), tag.span(), reading) else { continue };
        let Some(texts) = reading.table(texts) else { continue };
        translation::outdated(texts, lang, of, reading);
        overlay(texts, lang, envelope, record, of.kind, &|key| table.contains_key(key), reading);
    }
}

/// Lays the texts of one language over the record; `has` knows the keys of the record itself.
fn overlay(
    texts: &DeTable<'_>,
    lang: Lang,
    envelope: &mut Envelope,
    record: &mut dyn Record,
    kind: &'static Kind,
    has: &dyn Fn(&str) -> bool,
    reading: &mut Reading<'_>,
) {
    for (key, node) in texts {
        // `of` remembers what was translated.
        if key.get_ref() == "of" {
            continue;
        }
        let name: &str = key.get_ref();
        if kind.all_fields().any(|field| field.key == name && !field.shape.is_translatable()) {
            let table = format!("[translations.{lang}]");
            let strayed = !reading.sibling && !has(name);
            let found = Diagnostic::new(Code::NotTranslatable).at(reading.span(key.span()));
            reading.report(found.with_some("table", strayed.then_some(table)));
            continue;
        }
        let before = reading.diagnostics.len();
        let known = envelope.overlay_key(name, node, lang, reading)
            || record.overlay(&mut Overlay { key: name, node, lang, reading });
        name_nothing(name, before, reading);
        if !known {
            let fields: Vec<&Declared> = kind.all_fields().collect();
            unknown_translation(key, &fields, reading);
        }
    }
}

/// Reads a sibling file: long text in another language, perhaps with other texts in front of it.
fn sibling(
    world: &dyn World,
    lang: Lang,
    part: &Part,
    envelope: &mut Envelope,
    record: &mut dyn Record,
    of: &Translated<'_>,
    owner: &mut Reading<'_>,
) {
    let read_text = read(world, part).map_err(|found| owner.report(*found));
    let Ok(bytes) = read_text else { return };
    let text = match syntax::text(&part.path, &bytes) {
        Ok(text) => text,
        Err(found) => return owner.report(*found),
    };
    let mut reading = Reading::new(part.path.clone(), text, owner.languages, owner.today);
    (reading.lang, reading.what, reading.sibling) = (owner.lang, owner.what, true);
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let parts = if text[mark..].starts_with("+++") {
        split(text, Form::Markdown, &reading)
    } else {
        Ok(Parts { base: mark, toml: "", markdown: Some((mark, &text[mark..])) })
    };
    match parts {
        Ok(parts) => {
            reading.base = parts.base;
            let (table, mut wrong) = syntax::parse(parts.toml, &reading);
            reading.diagnostics.append(&mut wrong);
            newer::report(parts.toml, &mut reading);
            let mut table = table.into_inner();
            add_body(&mut table, &parts, &mut reading);
            translation::outdated(&table, lang, of, &mut reading);
            overlay(&table, lang, envelope, record, of.kind, &|_| true, &mut reading);
        }
        Err(found) => reading.report(*found),
    }
    owner.diagnostics.append(&mut reading.diagnostics);
}

/// Reports texts that must not be shown and stand in a public text of the same record. After this nothing
/// holds what is private.
fn hidden_repeated(envelope: &Envelope, record: &dyn Record, reading: &mut Reading<'_>) {
    /// Shorter texts (a floor, a postcode's town) stand in other words by chance.
    const SHORTEST: usize = 8;
    let private = std::mem::take(&mut reading.private);
    let hidden: Vec<String> =
        private.texts().map(str::to_lowercase).filter(|text| text.chars().count() >= SHORTEST).collect();
    if hidden.is_empty() {
        return;
    }
    let mut all = crate::record::entries(envelope);
    all.extend(record.json());
    let public = serde_json::Value::from(all).to_string().to_lowercase();
    for text in hidden.iter().filter(|text| public.contains(text.as_str())) {
        // Where the text stands in the file for the last time is where it is repeated.
        let at = reading.text.to_lowercase().rfind(text.as_str()).filter(|at| reading.text.is_char_boundary(*at));
        let at = at.map_or(0..0, |at| at..(at + text.len()).min(reading.text.len()));
        let span = Span { file: reading.file.clone(), range: at };
        reading.report(Diagnostic::new(Code::HiddenRepeated).at(span));
    }
}

/// Reports texts that a reader of one of the hub's languages would not get.
fn untranslated(envelope: &Envelope, record: &dyn Record, kind: &Kind, table: &DeTable<'_>, reading: &mut Reading<'_>) {
    let imported =
        envelope.source.as_ref().is_some_and(|source| matches!(source.kind, SourceKind::Import | SourceKind::Register));
    let title = table.get("title").map_or(0..0, Spanned::span);
    let title = reading.span(title);
    let _ = kind;
    let lang = reading.lang;
    let mut missing = Missing { imported, at: title, of: None, reading };
    missing.names(&envelope.title, envelope.summary.as_ref());
    missing.long_summary(envelope.summary.as_ref(), &|of| written(table, lang, of)?.get("summary"));
    missing.long("body", envelope.body.as_ref());
    missing.long("how_to", record.offer().and_then(|offer| offer.how_to.as_ref()));
    let services = record.services();
    for service in services {
        let file = service.file.clone().unwrap_or_else(|| missing.reading.file.clone());
        missing.at = Span { file, range: service.at.range() };
        missing.of = Some(service.id().to_owned());
        missing.names(&service.title, service.summary.as_ref());
        missing.long_summary(service.summary.as_ref(), &|of| {
            service_written(table, lang, of, service.id())?.get("summary")
        });
        missing.long("how_to", service.offer.how_to.as_ref());
    }
}

/// The table of the record's file in which its texts of a language stand.
fn written<'n>(table: &'n DeTable<'n>, own: Lang, lang: Lang) -> Option<&'n DeTable<'n>> {
    if lang == own {
        return Some(table);
    }
    table.get("translations")?.get_ref().get(lang.as_str())?.get_ref().as_table()
}

/// The same for a service of it.
fn service_written<'n>(table: &'n DeTable<'n>, own: Lang, lang: Lang, id: &str) -> Option<&'n DeTable<'n>> {
    let inside = written(table, own, lang)?.get("service")?.get_ref();
    if lang != own {
        return inside.get(id)?.get_ref().as_table();
    }
    let mut services = inside.as_array()?.iter().filter_map(|node| node.get_ref().as_table());
    services.find(|service| service.get("id").and_then(|node| node.get_ref().as_str()) == Some(id))
}

struct Missing<'m, 's> {
    imported: bool,
    at: Span,
    of: Option<String>,
    reading: &'m mut Reading<'s>,
}

impl Missing<'_, '_> {
    fn tell(&mut self, code: Code, key: &'static str, lang: Lang) {
        let mut found = Diagnostic::new(code).at(self.at.clone()).with("key", key).with("language", lang.as_str());
        found = found.with_some("service", self.of.clone());
        if self.imported && found.severity == Severity::Error {
            found.severity = Severity::Warning;
        }
        self.reading.report(found);
    }

    /// Title and summary: both in every official language; one note for a courtesy language that lacks either.
    fn names(&mut self, title: &Words, summary: Option<&Words>) {
        self.short("title", Some(title));
        self.short("summary", summary);
        let languages: &Languages = self.reading.languages;
        for lang in languages.courtesy.iter().copied() {
            let lacking = if title.get(lang).is_none() { Some("title") } else { None };
            let lacking = lacking.or_else(|| summary.is_none_or(|text| text.get(lang).is_none()).then_some("summary"));
            if let Some(key) = lacking {
                self.tell(Code::MissingCourtesy, key, lang);
            }
        }
    }

    fn short(&mut self, key: &'static str, words: Option<&Words>) {
        let languages: &Languages = self.reading.languages;
        for lang in languages.official.iter().copied() {
            if words.is_none_or(|words| words.get(lang).is_none()) {
                self.tell(Code::MissingTranslation, key, lang);
            }
        }
    }

    /// Reports a summary that does not fit into lists, where it is written.
    fn long_summary<'n>(&mut self, words: Option<&Words>, written: &dyn Fn(Lang) -> Option<&'n Node<'n>>) {
        const MOST: usize = 160;
        for (lang, text) in words.into_iter().flat_map(Words::all) {
            let length = text.chars().count();
            if length > MOST {
                let at = written(lang).map_or_else(|| self.at.clone(), |node| self.reading.span(node.span()));
                let found = Diagnostic::new(Code::TooLong).at(at).with("key", "summary");
                self.reading.report(found.with("n", length).with("most", MOST.to_string()));
            }
        }
    }

    fn long(&mut self, key: &'static str, prose: Option<&Prose>) {
        let Some(prose) = prose else { return };
        let languages: &Languages = self.reading.languages;
        for lang in languages.all().filter(|lang| languages.is_official(*lang) && prose.get(*lang).is_none()) {
            self.tell(Code::MissingLongText, key, lang);
        }
    }
}

fn sort_keys(title: &Words, languages: &Languages) -> Box<[Box<[u8]>]> {
    let key = |lang: Lang| {
        let text = title.choose(lang).map_or("", |chosen| chosen.text);
        language::find(lang).map_or_else(|| text.as_bytes().into(), |language| language.sort_key(text))
    };
    languages.all().map(key).collect()
}

/// Whether a table says that its record must not be shown.
fn says_withdrawn(table: &DeTable<'_>) -> bool {
    fn hidden(value: &DeValue<'_>) -> bool {
        match value {
            DeValue::Table(table) => {
                let visibility = table.get("visibility").and_then(|node| node.get_ref().as_str());
                visibility.is_some_and(|text| text != "public") || table.values().any(|node| hidden(node.get_ref()))
            }
            DeValue::Array(items) => items.iter().any(|node| hidden(node.get_ref())),
            _ => false,
        }
    }
    let draft = table.get("draft").is_some_and(|node| node.get_ref().as_bool() != Some(false));
    let closed = table.get("status").and_then(|node| node.get_ref().as_str()) == Some("closed");
    let day = |key: &str| table.contains_key(key);
    draft || closed || day("publish_on") || day("expires_on") || table.values().any(|node| hidden(node.get_ref()))
}

/// The same, asked of a text that is not TOML: what looks like one of those keys is taken at its word.
fn says_withdrawn_as_text(text: &str) -> bool {
    let words = ["draft", "closed", "hidden", "town-only", "publish_on", "expires_on"];
    words.iter().any(|word| text.contains(word))
}

/// Whether a record is to be shown on a day: neither draft nor outside its dates.
pub fn is_published(envelope: &Envelope, today: Date) -> bool {
    !envelope.draft
        && envelope.publish_on.is_none_or(|day| day <= today)
        && envelope.expires_on.is_none_or(|day| today <= day)
}
