//! site.toml: the hub as a whole. Every key is declared here, once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::declare::syntax;
use crate::declare::{Empty, Field, Group, Keys, Label, Languages, Located, Node, Reading, choice, nearest, table};
use crate::diagnostic::{Code, Diagnostic, Fact, Severity, Span};
use crate::language::{self, Lang};
use crate::value::email::Email;
use crate::value::phone::Phone;
use crate::value::slug::Slug;
use crate::value::url::Url;
use crate::world::World;

/// The file.
pub const FILE: &str = "site.toml";

/// First parts of addresses that no section may use.
pub const RESERVED: &[&str] = &["_kazipot", "_desk", "s", "assets", "data", "files"];

choice! {
    /// Where sites are served from: what a host wants and what it refuses.
    pub enum Host: "host" {
        GithubPages = "github-pages",
        GitlabPages = "gitlab-pages",
        CloudflarePages = "cloudflare-pages",
        Netlify = "netlify",
        Apache = "apache",
    }

    /// How far the site is what the law asks for.
    pub enum Conformity: "conformity" {
        Full = "full",
        Partial = "partial",
        None = "none",
    }

    /// Why something is not accessible, as the law tells reasons apart.
    pub enum Barrier: "barrier" {
        NotYet = "not-yet",
        Burden = "burden",
        OutOfScope = "out-of-scope",
    }

    /// How it was found out.
    pub enum Method: "method" {
        SelfAssessment = "self-assessment",
        External = "external",
    }

    /// How loud a check is in this hub.
    pub enum Level: "level" {
        Error = "error",
        Warning = "warning",
        Note = "note",
        Off = "off",
    }
}

choice! {
    /// A form of open data.
    pub enum DataSet: "data" {
        Hsds = "hsds",
        Csv = "csv",
        JsonLd = "json-ld",
    }
}

table! {
    /// The keys of site.toml.
    pub struct SiteKeys {
        /// The hub's name.
        name: Label,
        /// Where the site will stand: `https://kazipot.primer.si`.
        base_url: Url,
        /// The clock of the hub: `Europe/Ljubljana`.
        time_zone: Option<Box<str>>,
        /// Which languages it speaks.
        languages: Option<LanguageKeys>,
        /// Folder in `themes/`, or `default`.
        theme: Option<Located<Slug>>,
        /// The municipality, by its id in content/places.toml.
        municipality: Option<Slug>,
        /// Who keeps the hub.
        library: Option<Library>,
        /// Slugs of sections and pages, per language.
        slugs: Empty,
        /// Levels of the checks.
        checks: Empty,
        /// Where the site is served from.
        host: Box<[Host]>,
        /// The accessibility statement.
        accessibility: Option<Located<Statement>>,
        /// Awards, shown in the footer.
        award: Box<[Award]>,
        /// Whether its records are samples, which every page then says.
        sample: bool,
        /// The open data of the hub.
        data: Option<Data>,
        /// Keys of your own.
        x: Empty,
    }

    /// Languages by rank.
    pub struct LanguageKeys {
        /// Everything has to be said in these; the first has no prefix in addresses.
        official: Box<[Box<str>]>,
        /// As much as possible is said in these.
        courtesy: Box<[Box<str>]>,
    }

    /// The library that keeps the hub.
    pub struct Library {
        /// Its name.
        name: Label,
        /// Where to call about the hub.
        phone: Option<Phone>,
        /// Where mistakes are reported.
        email: Option<Email>,
        /// Its own site.
        url: Option<Url>,
        /// Street and number.
        street: Option<Label>,
        /// Postcode and town.
        post: Option<Box<str>>,
        /// When somebody answers.
        hours: Option<Label>,
        /// Its record.
        organization: Option<Box<str>>,
    }

    /// The accessibility statement that the law asks for (ZDSMA, Uradni list RS 30/18 and later; Commission
    /// Implementing Decision (EU) 2018/1523).
    pub struct Statement {
        /// How far the site is what the law asks for.
        conformity: Conformity,
        /// What is not accessible, and why.
        inaccessible: Box<[Inaccessible]>,
        /// How that was found out.
        method: Option<Method>,
        /// When the statement was made.
        prepared: Date,
        /// When it was looked through last.
        reviewed: Option<Date>,
        /// Where barriers are reported, when that is not the library's address.
        email: Option<Email>,
        /// Where to call, when that is not the library's number.
        phone: Option<Phone>,
        /// Who watches over the law.
        authority: Label,
        /// Its page.
        authority_url: Option<Url>,
    }

    /// Something that is not accessible.
    pub struct Inaccessible {
        /// What.
        what: Label,
        /// Why.
        why: Option<Barrier>,
        /// How to get it otherwise.
        instead: Option<Label>,
    }

    /// What the hub gives away as open data, below `/data/`.
    pub struct Data {
        /// Under which licence: `CC-BY-4.0` (the names of spdx.org/licenses).
        licence: Box<str>,
        /// Where the licence can be read.
        licence_url: Option<Url>,
        /// In which forms.
        outputs: Box<[DataSet]>,
        /// The address from which the ids of its records are made, when that is no longer `base_url`: a hub that
        /// moves keeps its ids.
        namespace: Option<Url>,
    }

    /// An award that the library or the municipality holds.
    pub struct Award {
        /// Its name.
        name: Label,
        /// When it was given.
        year: Option<u32>,
        /// By whom.
        by: Option<Label>,
        /// Where to read about it.
        url: Option<Url>,
    }
}

impl crate::declare::Translated for Award {}
impl crate::declare::Translated for Inaccessible {}
impl crate::declare::Translated for Host {}
impl crate::declare::Translated for DataSet {}

/// site.toml, read.
#[derive(Debug, Clone)]
pub struct Config {
    /// The keys as they stand.
    pub site: SiteKeys,
    /// The languages in their order.
    pub languages: Languages,
    /// The clock of the hub.
    pub time_zone: TimeZone,
    /// The path below which the site stands: empty, or `/hub`.
    pub base_path: String,
    /// Slug of a section or page per language: `(language, name) -> slug`.
    slugs: BTreeMap<(Lang, &'static str), String>,
    levels: BTreeMap<Code, Level>,
}

impl Config {
    /// The slug of a section or page in a language.
    pub fn slug<'c>(&'c self, lang: Lang, name: &'c str) -> &'c str {
        let own = self.slugs.get(&(lang, name));
        let default = || language::find(lang)?.slugs.iter().find(|(known, _)| *known == name).map(|(_, slug)| *slug);
        own.map(String::as_str).or_else(default).unwrap_or(name)
    }

    /// The hub's name for a reader of `lang`.
    pub fn name(&self, lang: Lang) -> &str {
        self.site.name.choose(lang).map_or("", |chosen| chosen.text)
    }

    /// The theme's folder name.
    pub fn theme(&self) -> &str {
        self.site.theme.as_ref().map_or("default", |theme| theme.as_str())
    }

    /// The address of the site without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.site.base_url.as_str().trim_end_matches('/')
    }

    /// Whether the site gives away this form of open data.
    pub fn gives(&self, set: DataSet) -> bool {
        self.site.data.as_ref().is_some_and(|data| data.outputs.contains(&set))
    }

    /// The UUID (version 5) of a thing of the hub, by its name: `organization/knjiznica`.
    pub fn uuid(&self, name: &str) -> Uuid {
        Uuid::new_v5(&self.namespace(), name.as_bytes())
    }

    /// The UUID of the hub, from which those of its things are made.
    pub fn namespace(&self) -> Uuid {
        let moved = self.site.data.as_ref().and_then(|data| data.namespace.as_ref());
        let address = moved.map_or(self.base_url(), |address| address.as_str().trim_end_matches('/'));
        Uuid::new_v5(&Uuid::NAMESPACE_URL, address.as_bytes())
    }

    /// Gives each diagnostic the level that site.toml asks for and drops those that are off.
    pub fn levelled(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let level = |mut one: Diagnostic| {
            match self.levels.get(&one.code).filter(|_| one.code.adjustable()) {
                Some(Level::Off) => return None,
                Some(Level::Error) => one.severity = Severity::Error,
                Some(Level::Warning) => one.severity = Severity::Warning,
                Some(Level::Note) => one.severity = Severity::Note,
                None => {}
            }
            Some(one)
        };
        found.into_iter().filter_map(level).collect()
    }
}

/// Reads site.toml; `None` when nothing can be made of the hub.
pub fn read(world: &dyn World) -> (Option<Config>, Vec<Diagnostic>) {
    let file: Arc<str> = FILE.into();
    let start = Span { file: file.clone(), range: 0..0 };
    let bytes = match world.read(FILE) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return (None, vec![Diagnostic::new(Code::NoSite)]);
        }
        Err(error) => {
            return (None, vec![Diagnostic::new(Code::Unreadable).at(start).with("reason", error.to_string())]);
        }
    };
    let text = match syntax::text(&file, &bytes) {
        Ok(text) => text,
        Err(found) => return (None, vec![*found]),
    };
    let first = Languages { official: vec![Lang::new("sl").expect("sl is a tag")], courtesy: Vec::new() };
    let probe = Reading::new(file.clone(), text, &first, world.today());
    let (table, broken) = syntax::parse(text, &probe);
    if !broken.is_empty() {
        return (None, broken);
    }
    let mut probe = probe;
    let languages = read_languages(table.get_ref().get("languages"), &mut probe);
    let problems = std::mem::take(&mut probe.diagnostics);
    let languages = languages.unwrap_or(first);
    let mut reading = Reading::new(file, text, &languages, world.today());
    reading.what = "site.toml";
    reading.diagnostics = problems;
    let mut keys = Keys::new(table.get_ref(), 0..0);
    let site = SiteKeys::read_keys(&mut keys, &mut reading);
    keys.finish(&mut reading);
    if let Some(statement) = site.as_ref().and_then(|site| site.accessibility.as_ref()) {
        told_barriers(statement, &mut reading);
    }
    let slugs = read_slugs(table.get_ref().get("slugs"), &mut reading);
    let levels = read_levels(table.get_ref().get("checks"), &mut reading);
    let time_zone = read_time_zone(table.get_ref().get("time_zone"), &mut reading);
    let base_path = site.as_ref().and_then(|site| read_base(site, table.get_ref().get("base_url"), &mut reading));
    let diagnostics = std::mem::take(&mut reading.diagnostics);
    let config = site.zip(base_path).map(|(site, base_path)| Config {
        site,
        base_path,
        time_zone,
        slugs,
        levels,
        languages: languages.clone(),
    });
    let config = config.filter(|_| !crate::diagnostic::any_error(&diagnostics));
    (config, diagnostics)
}

/// A site that is not wholly accessible has to say what is not.
fn told_barriers(statement: &Located<Statement>, reading: &mut Reading<'_>) {
    if statement.conformity != Conformity::Full && statement.inaccessible.is_empty() {
        let found = Diagnostic::new(Code::NeedsAlso).at(reading.span(statement.range()));
        reading.report(found.with("key", "conformity").with("other", "inaccessible"));
    }
}

/// The languages, each of them one that kazipot speaks; Slovene alone when the table is absent.
fn read_languages(node: Option<&Node<'_>>, reading: &mut Reading<'_>) -> Option<Languages> {
    let table = reading.table(node?)?;
    let mut all: Vec<Lang> = Vec::new();
    let mut rank = |key: &str, reading: &mut Reading<'_>| -> Vec<Lang> {
        let Some(array) = table.get(key).and_then(|node| node.get_ref().as_array()) else { return Vec::new() };
        let mut ranked = Vec::new();
        for item in array {
            let Some(tag) = item.get_ref().as_str() else { continue };
            let known = Lang::new(tag).filter(|lang| language::find(*lang).is_some());
            match known {
                Some(lang) if !all.contains(&lang) => {
                    all.push(lang);
                    ranked.push(lang);
                }
                Some(_) => {
                    let at = reading.span(item.span());
                    reading.report(Diagnostic::new(Code::LanguageTwice).at(at).with("found", tag));
                }
                None => {
                    let codes = language::LANGUAGES.iter().map(|known| known.code);
                    let found = Diagnostic::new(Code::UnknownLanguage)
                        .at(reading.span(item.span()))
                        .with("found", tag)
                        .with_some("suggestion", nearest(tag, codes.clone()))
                        .with("known", Fact::List(codes.map(str::to_owned).collect()));
                    reading.report(found);
                }
            }
        }
        ranked
    };
    let official = rank("official", reading);
    let courtesy = rank("courtesy", reading);
    if official.is_empty() {
        let at = reading.span(node?.span());
        if reading.diagnostics.is_empty() {
            let example = "official = [\"sl\"]";
            reading.report(Diagnostic::new(Code::MissingKey).at(at).with("key", "official").with("example", example));
        }
        return None;
    }
    Some(Languages { official, courtesy })
}

fn read_time_zone(node: Option<&Node<'_>>, reading: &mut Reading<'_>) -> TimeZone {
    let default = || TimeZone::get("Europe/Ljubljana").expect("the zone is in the bundled database");
    let Some(name) = node.and_then(|node| node.get_ref().as_str()) else { return default() };
    TimeZone::get(name.trim()).unwrap_or_else(|_| {
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let known = nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
        if let Some(node) = node {
            let at = reading.span(node.span());
            reading.report(
                Diagnostic::new(Code::UnknownTimeZone).at(at).with("found", name).with_some("suggestion", known),
            );
        }
        default()
    })
}

/// The path of the base address, or `None` when the site cannot stand there.
fn read_base(site: &SiteKeys, node: Option<&Node<'_>>, reading: &mut Reading<'_>) -> Option<String> {
    let url = site.base_url.as_str();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let plain = rest.filter(|rest| !rest.contains(['?', '#']));
    let Some(rest) = plain else {
        let at = reading.span(node?.span());
        reading.report(Diagnostic::new(Code::BadBaseUrl).at(at).with("found", url));
        return None;
    };
    Some(rest.split_once('/').map_or(String::new(), |(_, path)| match path.trim_matches('/') {
        "" => String::new(),
        path => format!("/{path}"),
    }))
}

/// The pages and sections whose slugs a hub may choose: those to which a language gives one.
fn sections() -> impl Iterator<Item = &'static str> {
    language::LANGUAGES[0].slugs.iter().map(|(name, _)| *name)
}

fn read_slugs(node: Option<&Node<'_>>, reading: &mut Reading<'_>) -> BTreeMap<(Lang, &'static str), String> {
    let mut slugs = BTreeMap::new();
    let Some(table) = node.and_then(|node| node.get_ref().as_table()) else { return slugs };
    for (tag, inner) in table {
        let Some(lang) = crate::declare::known_language(tag.get_ref(), tag.span(), reading) else { continue };
        let Some(inner) = reading.table(inner) else { continue };
        // Sections without a slug of their own keep the usual one.
        let usual = language::find(lang).map_or(&[][..], |language| language.slugs).iter();
        let usual = usual.filter(|(name, _)| !inner.contains_key(*name));
        let mut used: BTreeSet<String> = usual.map(|(_, slug)| (*slug).to_owned()).collect();
        let mut in_order: Vec<_> = inner.iter().collect();
        in_order.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in in_order {
            let Some(name) = sections().find(|name| *name == key.get_ref().as_ref()) else {
                let found = Diagnostic::new(Code::UnknownKey)
                    .at(reading.span(key.span()))
                    .with("found", key.get_ref().as_ref())
                    .with("known", Fact::List(sections().map(str::to_owned).collect()))
                    .with_some("suggestion", nearest(key.get_ref(), sections()));
                reading.report(found);
                continue;
            };
            let Some(slug) = <Slug as Field>::read(value, reading) else { continue };
            let language =
                language::find(Lang::new(slug.as_str()).unwrap_or(lang)).is_some_and(|l| l.code == slug.as_str());
            let taken = RESERVED.contains(&slug.as_str()) || language || used.contains(slug.as_str());
            if taken {
                let at = reading.span(value.span());
                reading.report(Diagnostic::new(Code::BadSlug).at(at).with("found", slug.as_str()));
                continue;
            }
            used.insert(slug.as_str().to_owned());
            slugs.insert((lang, name), slug.as_str().to_owned());
        }
    }
    slugs
}

fn read_levels(node: Option<&Node<'_>>, reading: &mut Reading<'_>) -> BTreeMap<Code, Level> {
    let mut levels = BTreeMap::new();
    let Some(table) = node.and_then(|node| node.get_ref().as_table()) else { return levels };
    let names = || Code::ALL.iter().filter(|code| code.adjustable()).map(|code| code.name());
    for (key, value) in table {
        let code = Code::find(key.get_ref()).filter(|code| code.adjustable());
        let Some(code) = code else {
            let found = Diagnostic::new(Code::UnknownKey)
                .at(reading.span(key.span()))
                .with("found", key.get_ref().as_ref())
                .with("known", Fact::List(names().map(str::to_owned).collect()))
                .with_some("suggestion", nearest(key.get_ref(), names()));
            reading.report(found);
            continue;
        };
        if let Some(level) = <Level as Field>::read(value, reading) {
            levels.insert(code, level);
        }
    }
    levels
}
