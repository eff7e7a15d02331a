//! Sources: the files of content/, each put where it belongs before anything of it is read.
//!
//! A record is one file and perhaps siblings: its long text in other languages (`<id>.it.md`) and
//! services that have files of their own (`<id>/<service>.toml`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::declare::Languages;
use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::language::Lang;
use crate::record::{KINDS, Kind, kind_in};
use crate::value::slug;
use crate::world::{Found, Sort, World};

/// Where records lie.
pub const CONTENT: &str = "content";

/// Tables that stand in content/ itself.
pub const TABLES: &[&str] = &["topics", "places", "holidays", "urgent", "synonyms", "notices", "needs"];

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// TOML alone.
    Toml,
    /// Markdown, with TOML in front of it.
    Markdown,
}

/// A file that belongs to a record.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its path from the hub's root.
    pub path: Arc<str>,
    /// What it is written in.
    pub form: Form,
}

/// The files of one record.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its id.
    pub id: Box<str>,
    /// The record itself.
    pub main: Part,
    /// Its long text in other languages.
    pub translations: Vec<(Lang, Part)>,
    /// Its services in files of their own, by id.
    pub services: Vec<(Box<str>, Part)>,
}

impl Source {
    /// Every file of it.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let translations = self.translations.iter().map(|(_, part)| part);
        let services = self.services.iter().map(|(_, part)| part);
        std::iter::once(&self.main).chain(translations).chain(services).map(|part| &*part.path)
    }

    /// `kind/id`.
    pub fn full_id(&self) -> String {
        format!("{}/{}", self.kind.name, self.id)
    }
}

/// All files of a hub, in their places.
#[derive(Debug, Default)]
pub struct Sources {
    /// Records, by kind and id.
    pub records: Vec<Source>,
    /// Tables, by name.
    pub tables: BTreeMap<&'static str, Arc<str>>,
    /// Pictures and documents.
    pub files: BTreeSet<String>,
}

/// Endings of pictures and documents that may lie beside records.
const FILES: &[&str] =
    &["png", "jpg", "jpeg", "webp", "avif", "gif", "svg", "pdf", "odt", "ods", "docx", "xlsx", "ics", "mp3"];

/// Endings that editors and systems leave behind; nobody has to be told of them.
const LITTER: &[&str] = &["bak", "swp", "swo", "tmp", "orig", "rej", "lock"];

/// Whether a file of this name is left behind by an editor or a system.
pub fn is_litter(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    name.ends_with('~') || name.starts_with("~$") || LITTER.contains(&ending.as_str())
}

/// Finds the files of a hub.
pub fn list(world: &dyn World, languages: &Languages) -> (Sources, Vec<Diagnostic>) {
    let mut sorting =
        Sorting { languages, mains: BTreeMap::new(), siblings: Vec::new(), services: Vec::new(), told: Vec::new() };
    let mut sources = Sources::default();
    for found in world.list(CONTENT) {
        sorting.place(&found, &mut sources);
    }
    sorting.finish(&mut sources);
    (sources, sorting.told)
}

struct Sorting<'l> {
    languages: &'l Languages,
    mains: BTreeMap<(usize, String), Source>,
    siblings: Vec<(usize, String, Lang, Part)>,
    services: Vec<(usize, String, String, Part)>,
    told: Vec<Diagnostic>,
}

impl Sorting<'_> {
    fn tell(&mut self, path: &str, code: Code) -> &mut Diagnostic {
        self.told.push(Diagnostic::new(code).at(Span { file: path.into(), range: 0..0 }).with("path", path));
        self.told.last_mut().expect("one was pushed just now")
    }

    fn place(&mut self, found: &Found, sources: &mut Sources) {
        let path = found.path.as_str();
        match found.sort {
            Sort::File => {}
            Sort::BadLink => {
                self.tell(path, Code::OutsideLink);
                return;
            }
            Sort::NotUnicode => {
                self.tell(path, Code::FileName).facts.push(("why", Fact::Why("file-not-unicode")));
                return;
            }
            Sort::Refused => {
                self.tell(path, Code::Unreadable).facts.push(("reason", Fact::Why("refused")));
                return;
            }
        }
        let inside: Vec<&str> = path.split('/').skip(1).collect();
        let name = inside.last().copied().unwrap_or_default();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let ending = ending.to_ascii_lowercase();
        if is_litter(name) {
            return;
        }
        if FILES.contains(&ending.as_str()) {
            sources.files.insert(path.to_owned());
            return;
        }
        let form = match ending.as_str() {
            "toml" => Form::Toml,
            "md" => Form::Markdown,
            _ => {
                self.tell(path, Code::UnexpectedFile).facts.push(("why", Fact::Why("file-ending")));
                return;
            }
        };
        let part = Part { path: path.into(), form };
        match inside[..] {
            [_] => match TABLES.iter().find(|table| **table == stem && form == Form::Toml) {
                Some(table) => {
                    sources.tables.insert(table, path.into());
                }
                None => {
                    let near = crate::declare::nearest(stem, TABLES.iter().copied());
                    let near = near.map(|table| format!("content/{table}.toml"));
                    let told = self.tell(path, Code::UnexpectedFile);
                    told.facts.push(("why", Fact::Why("file-place")));
                    told.facts.extend(near.map(|near| ("suggestion", Fact::Text(near))));
                }
            },
            ["files", ..] => {
                self.tell(path, Code::UnexpectedFile).facts.push(("why", Fact::Why("file-place")));
            }
            [folder, _] => self.record(folder, stem, part),
            [folder, owner, _] => self.service(folder, owner, stem, part),
            _ => {
                self.tell(path, Code::UnexpectedFile).facts.push(("why", Fact::Why("file-place")));
            }
        }
    }

    fn kind(&mut self, folder: &str, path: &str) -> Option<&'static Kind> {
        let kind = kind_in(folder);
        if kind.is_none() {
            let near = crate::declare::nearest(folder, KINDS.iter().map(|kind| kind.folder));
            let near = near.map(|folder| format!("content/{folder}/"));
            let told = self.tell(path, Code::UnexpectedFile);
            told.facts.push(("why", Fact::Why("file-folder")));
            told.facts.extend(near.map(|near| ("suggestion", Fact::Text(near))));
        }
        kind
    }

    fn id(&mut self, stem: &str, path: &str) -> Option<()> {
        let wrong = slug::slug(stem).err()?;
        let told = self.tell(path, Code::FileName);
        told.facts.push(("why", Fact::Why(wrong.why.code())));
        told.facts.push(("found", stem.into()));
        told.facts.extend(wrong.why.fields().into_iter().map(|(name, fact)| (name, Fact::Text(fact))));
        told.facts.extend(wrong.suggestion.map(|id| ("suggestion", Fact::Text(id))));
        Some(())
    }

    fn record(&mut self, folder: &str, stem: &str, part: Part) {
        let path = part.path.clone();
        let Some(kind) = self.kind(folder, &path) else { return };
        if let Some((id, tag)) = stem.split_once('.').filter(|_| part.form == Form::Markdown) {
            let lang = Lang::new(tag).filter(|lang| self.languages.position(*lang).is_some());
            match lang {
                Some(lang) => self.siblings.push((kind.position(), id.to_owned(), lang, part)),
                None => {
                    let all = self.languages.all().map(|lang| lang.to_string()).collect();
                    let told = self.tell(&path, Code::UnknownLanguage);
                    told.facts.push(("found", tag.into()));
                    told.facts.push(("known", Fact::List(all)));
                }
            }
            return;
        }
        if self.id(stem, &path).is_some() {
            return;
        }
        let (translations, services) = (Vec::new(), Vec::new());
        let source = Source { kind, id: stem.into(), main: part, translations, services };
        if let Some(first) = self.mains.get(&(kind.position(), stem.to_owned())) {
            let other = first.main.path.clone();
            let told = self.tell(&path, Code::DuplicateId);
            told.facts.push(("found", Fact::Text(format!("{}/{stem}", kind.name))));
            told.facts.push(("other", Fact::Text(other.to_string())));
            return;
        }
        self.mains.insert((kind.position(), stem.to_owned()), source);
    }

    fn service(&mut self, folder: &str, owner: &str, stem: &str, part: Part) {
        let path = part.path.clone();
        let Some(kind) = self.kind(folder, &path) else { return };
        if self.id(stem, &path).is_some() {
            return;
        }
        self.services.push((kind.position(), owner.to_owned(), stem.to_owned(), part));
    }

    /// Puts siblings and services to their records.
    fn finish(&mut self, sources: &mut Sources) {
        for (kind, id, lang, part) in std::mem::take(&mut self.siblings) {
            let path = part.path.clone();
            match self.mains.get_mut(&(kind, id.clone())) {
                Some(source) => source.translations.push((lang, part)),
                None => {
                    let known = self.mains.keys().filter(|(other, _)| *other == kind).map(|(_, id)| id.as_str());
                    let near = crate::declare::nearest(&id, known).map(str::to_owned);
                    let told = self.tell(&path, Code::TranslationOfNothing);
                    told.facts.push(("found", Fact::Text(id)));
                    told.facts.extend(near.map(|near| ("suggestion", Fact::Text(near))));
                }
            }
        }
        for (kind, owner, id, part) in std::mem::take(&mut self.services) {
            let path = part.path.clone();
            match self.mains.get_mut(&(kind, owner.clone())) {
                Some(source) => source.services.push((id.into(), part)),
                None => {
                    let told = self.tell(&path, Code::UnexpectedFile);
                    told.facts.push(("why", Fact::Why("file-owner")));
                    told.facts.push(("owner", Fact::Text(owner)));
                }
            }
        }
        sources.records = std::mem::take(&mut self.mains).into_values().collect();
    }
}
