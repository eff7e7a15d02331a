//! Themes: a site's own theme laid over the default one, file by file; messages; assets under the hash
//! of their bytes.
//!
//! The default theme is inside the binary. A folder `themes/<name>/` of the hub holds only the files
//! that differ from it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use include_dir::{Dir, include_dir};
use tera::Tera;

use crate::catalogue::{self, Filling, Message};
use crate::config::Config;
use crate::declare::{Located, nearest, syntax};
use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::hub::Order;
use crate::language::{self, Lang, Language};
use crate::world::{Sort, World};

/// The version of what templates are given; a theme says for which it was written.
pub const CONTRACT: i64 = 1;

/// Where the files of a site's themes lie.
pub const FOLDER: &str = "themes";

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// What a theme can show to machines. One that prints less says so in `machine = […]` of its theme.toml, and what
/// it does not print is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// Linked data in every page: `page.head.linked_data`.
    JsonLd,
    /// Feeds of what is new and changed: `site.feed`, `page.head.feed`.
    Atom,
    /// Cards for address books: `page.card`.
    Card,
    /// Calendars: `page.calendar`.
    Calendar,
    /// The index that the theme's script asks.
    Search,
}

impl Machine {
    /// All of it.
    const ALL: [Machine; 5] = [Machine::JsonLd, Machine::Atom, Machine::Card, Machine::Calendar, Machine::Search];

    /// Its name in theme.toml.
    fn name(self) -> &'static str {
        match self {
            Machine::JsonLd => "json-ld",
            Machine::Atom => "atom",
            Machine::Card => "vcard",
            Machine::Calendar => "ics",
            Machine::Search => "search",
        }
    }
}

/// A theme, ready to render.
pub struct Theme {
    /// Its templates.
    pub tera: Tera,
    /// The orders in which it wants its lists, the main one first.
    pub orders: Vec<Order>,
    /// What it shows to machines.
    pub machine: Vec<Machine>,
    /// Its assets, by name.
    pub assets: Vec<Asset>,
    messages: Vec<Messages>,
}

/// A file of the theme that the site serves as it is.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its name in the theme: `style.css`.
    pub name: String,
    /// Its path in the site, with the hash of its bytes.
    pub path: String,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// The messages of one language.
pub struct Messages {
    /// The tag.
    pub lang: Lang,
    /// The language.
    pub language: &'static Language,
    texts: HashMap<String, Message>,
}

impl Messages {
    /// The message at a path.
    pub fn get(&self, path: &str) -> Option<&Message> {
        self.texts.get(path)
    }

    /// A message that needs no facts; empty when it is missing.
    pub fn text(&self, path: &str) -> String {
        self.say(path, &|_| None)
    }

    /// A message with its slots filled; empty when it is missing or lacks a fact.
    pub fn say(&self, path: &str, find: &dyn Fn(&str) -> Option<Filling>) -> String {
        self.try_say(path, find).unwrap_or_default()
    }

    /// A message with its slots filled.
    pub fn try_say(&self, path: &str, find: &dyn Fn(&str) -> Option<Filling>) -> Option<String> {
        self.texts.get(path)?.say(self.language, find)
    }

    /// The static texts of a section, for templates.
    pub fn section(&self, name: &str) -> BTreeMap<String, String> {
        let prefix = format!("{name}.");
        let inside = self.texts.keys().filter_map(|path| path.strip_prefix(&prefix));
        inside.map(|key| (key.to_owned(), self.text(&format!("{prefix}{key}")))).collect()
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}

/// A file of a theme: where it is from decides what a diagnostic can point at.
struct File {
    bytes: Cow<'static, [u8]>,
    /// Its path in the hub, when it is not the embedded one.
    path: Option<String>,
}

/// Reads the theme that site.toml names.
pub fn read(world: &dyn World, config: &Config) -> (Option<Theme>, Vec<Diagnostic>) {
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    embedded(&DEFAULT, &mut files);
    let folder = format!("{FOLDER}/{}", config.theme());
    let own = world.list(&folder);
    if own.is_empty() && config.theme() != "default" {
        let names: Vec<String> = world
            .list(FOLDER)
            .iter()
            .filter_map(|found| Some(found.path.strip_prefix("themes/")?.split_once('/')?.0.to_owned()))
            .chain(["default".to_owned()])
            .collect();
        let found = Diagnostic::new(Code::UnknownTheme)
            .at(Span {
                file: crate::config::FILE.into(),
                range: config.site.theme.as_ref().map_or(0..0, Located::range),
            })
            .with("found", config.theme())
            .with_some("suggestion", nearest(config.theme(), names.iter().map(String::as_str)).map(str::to_owned));
        return (None, vec![found.with("known", Fact::List(names))]);
    }
    laid_over(files, &folder, own, world, config)
}

/// The theme inside the binary, whatever the hub's own is like.
pub fn built_in(config: &Config) -> Theme {
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    embedded(&DEFAULT, &mut files);
    let mut told = Vec::new();
    ready(&files, config, &mut told).expect("the theme inside the binary is whole, a test builds a hub with it")
}

fn laid_over(
    mut files: BTreeMap<String, File>,
    folder: &str,
    own: Vec<crate::world::Found>,
    world: &dyn World,
    config: &Config,
) -> (Option<Theme>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    for found in own.into_iter().filter(|found| found.sort == Sort::File) {
        let name = found.path[folder.len() + 1..].to_owned();
        match world.read(&found.path) {
            Ok(bytes) => {
                files.insert(name, File { bytes: Cow::Owned(bytes), path: Some(found.path) });
            }
            Err(error) => {
                let at = Span { file: found.path.into(), range: 0..0 };
                told.push(Diagnostic::new(Code::Unreadable).at(at).with("reason", error.to_string()));
            }
        }
    }
    let theme = ready(&files, config, &mut told);
    (theme.filter(|_| !crate::diagnostic::any_error(&told)), told)
}

/// The files of a theme, read.
fn ready(files: &BTreeMap<String, File>, config: &Config, told: &mut Vec<Diagnostic>) -> Option<Theme> {
    let (orders, machine) = settings(files, told);
    let messages = config.languages.all().map(|lang| messages(lang, files, told)).collect();
    let assets = assets(files);
    let tera = templates(files, told);
    tera.map(|tera| Theme { tera, orders, machine, assets, messages })
}

fn embedded(dir: &'static Dir<'static>, files: &mut BTreeMap<String, File>) {
    for file in dir.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        files.insert(name, File { bytes: Cow::Borrowed(file.contents()), path: None });
    }
    dir.dirs().for_each(|inner| embedded(inner, files));
}

fn at(name: &str, file: &File) -> Span {
    let path = file.path.clone().unwrap_or_else(|| format!("{FOLDER}/default/{name}"));
    Span { file: path.into(), range: 0..0 }
}

/// theme.toml: the contract, the orders of lists, what is shown to machines.
fn settings(files: &BTreeMap<String, File>, told: &mut Vec<Diagnostic>) -> (Vec<Order>, Vec<Machine>) {
    let all = || (Order::ALL.to_vec(), Machine::ALL.to_vec());
    let Some(file) = files.get("theme.toml") else { return all() };
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        told.push(Diagnostic::new(Code::NotUtf8).at(at("theme.toml", file)).with("why", Fact::Why("not-utf-8")));
        return all();
    };
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            told.push(syntax_error(at("theme.toml", file), &error));
            return all();
        }
    };
    let contract = table.get("contract").and_then(toml::Value::as_integer);
    if contract != Some(CONTRACT) {
        let found = contract.map_or("–".to_owned(), |number| number.to_string());
        let wrong = Diagnostic::new(Code::ThemeContract).at(at("theme.toml", file));
        told.push(wrong.with("found", found).with("known", CONTRACT.to_string()));
    }
    let mut chosen = |key: &str, known: &[&'static str]| -> Option<Vec<usize>> {
        let wanted = table.get(key)?.as_array()?;
        let mut chosen = Vec::new();
        for name in wanted {
            match known.iter().position(|known| name.as_str() == Some(*known)) {
                Some(turn) => chosen.push(turn),
                None => {
                    let found = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
                    let wrong = Diagnostic::new(Code::UnknownCode).at(place_of(text, &found, at("theme.toml", file)));
                    let wrong = wrong.with_some("suggestion", nearest(&found, known.iter().copied()));
                    let known = Fact::List(known.iter().map(|known| (*known).to_owned()).collect());
                    told.push(wrong.with("found", found).with("known", known));
                }
            }
        }
        Some(chosen)
    };
    let orders = chosen("lists", &Order::ALL.map(Order::slug_name)).filter(|chosen| !chosen.is_empty());
    let machine = chosen("machine", &Machine::ALL.map(Machine::name));
    (
        orders.map_or(Order::ALL.to_vec(), |chosen| chosen.into_iter().map(|turn| Order::ALL[turn]).collect()),
        machine.map_or(Machine::ALL.to_vec(), |chosen| chosen.into_iter().map(|turn| Machine::ALL[turn]).collect()),
    )
}

/// The place of a text in a file, as far as it stands there letter by letter.
fn place_of(source: &str, text: &str, file: Span) -> Span {
    let range = source.find(text).map_or(0..0, |start| start..start + text.len());
    Span { range, ..file }
}

/// What the parser found wrong in a file of the theme.
fn syntax_error(file: Span, error: &toml::de::Error) -> Diagnostic {
    let at = Span { range: error.span().unwrap_or(0..0), ..file };
    let why = Fact::Why(syntax::said(error.message()));
    Diagnostic::new(Code::Syntax).at(at).with("why", why).with("said", error.message())
}

/// The messages of a language: English ones below, the default theme's over them, the site's on top.
fn messages(lang: Lang, files: &BTreeMap<String, File>, told: &mut Vec<Diagnostic>) -> Messages {
    let language = language::find(lang).unwrap_or(language::LANGUAGES[0]);
    let mut texts: HashMap<String, Message> = HashMap::new();
    let default = default_texts(language.code);
    let english = default_texts("en").filter(|_| language.code != "en");
    for below in english.iter().chain(&default) {
        texts.extend(below.iter().map(|(path, message)| (path.clone(), message.clone())));
    }
    let name = format!("messages/{}.toml", lang.as_str());
    // The embedded file is below already: only a file of the site is laid over it.
    if let Some(file) = files.get(&name).filter(|file| file.path.is_some()) {
        match std::str::from_utf8(&file.bytes).ok().map(catalogue::messages) {
            Some(Ok(own)) => texts.extend(own),
            Some(Err(error)) => told.push(syntax_error(at(&name, file), &error)),
            None => told.push(Diagnostic::new(Code::NotUtf8).at(at(&name, file)).with("why", Fact::Why("not-utf-8"))),
        }
    } else if default.is_none() {
        let missing = Diagnostic::new(Code::MissingMessage).with("language", lang.as_str());
        told.push(missing.with("path", name));
    }
    Messages { lang, language, texts }
}

/// The messages of the default theme in a language. They are part of the program, and parsed once in its life.
fn default_texts(code: &'static str) -> Option<Arc<HashMap<String, Message>>> {
    type Texts = Option<Arc<HashMap<String, Message>>>;
    static PARSED: Mutex<BTreeMap<&str, Texts>> = Mutex::new(BTreeMap::new());
    let parse = || {
        let text = default_messages(code)?;
        Some(Arc::new(
            catalogue::messages(text).expect("the default messages parse, a test reads them").into_iter().collect(),
        ))
    };
    PARSED.lock().unwrap_or_else(PoisonError::into_inner).entry(code).or_insert_with(parse).clone()
}

/// The templates of the default theme. They are part of the program, and parsed once in its life.
fn default_templates() -> &'static Tera {
    static PARSED: OnceLock<Tera> = OnceLock::new();
    PARSED.get_or_init(|| {
        let mut files = BTreeMap::new();
        embedded(&DEFAULT, &mut files);
        let named = files.iter().filter_map(|(path, file)| {
            let text = std::str::from_utf8(&file.bytes).expect("the default templates are UTF-8");
            Some((path.strip_prefix("templates/")?, text))
        });
        let mut tera = Tera::new();
        tera.add_raw_templates(named).expect("the default templates parse, a test builds a hub with them");
        tera
    })
}

/// The files that the site serves. A module that names others (`from "./words.js"`, `import("./narrow.js")`) gets
/// their paths in the site, so that each can be kept for ever under the hash of its bytes; who imports in a circle keeps the names.
fn assets(files: &BTreeMap<String, File>) -> Vec<Asset> {
    let mut left: Vec<(&str, Cow<'static, [u8]>)> =
        files.keys().filter_map(|name| Some((name.strip_prefix("static/")?, served(files, name)))).collect();
    let mut made: Vec<Asset> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let names: Vec<String> = left.iter().map(|(name, _)| imported(name)).collect();
        let waits = |name: &str, bytes: &[u8]| name.ends_with(".js") && names.iter().any(|other| holds(bytes, other));
        let (later, mut now): (Vec<_>, Vec<_>) = left.into_iter().partition(|(name, bytes)| waits(name, bytes));
        left = later;
        if now.is_empty() {
            now.append(&mut left);
        }
        let done: Vec<Asset> = now.into_iter().map(|(name, bytes)| asset(name, linked(name, bytes, &made))).collect();
        made.extend(done);
    }
    made.sort_by(|a, b| a.name.cmp(&b.name));
    made
}

/// The bytes of a file that the site serves: of a script `packed/find.js`, when the same theme has it and its first line
/// is the checksum of `static/find.js`. One that is of an older script is none.
fn served(files: &BTreeMap<String, File>, name: &str) -> Cow<'static, [u8]> {
    let file = &files[name];
    let mark = format!("//{:08x}\n", crc32fast::hash(&file.bytes));
    let packed = files.get(&name.replacen("static/", "packed/", 1));
    let packed = packed.filter(|packed| packed.path.is_some() == file.path.is_some());
    match packed.and_then(|packed| packed.bytes.strip_prefix(mark.as_bytes())) {
        Some(bytes) => Cow::Owned(bytes.to_vec()),
        None => file.bytes.clone(),
    }
}

/// How a module names another one beside it.
fn imported(name: &str) -> String {
    format!("\"./{name}\"")
}

fn holds(bytes: &[u8], text: &str) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|bytes| bytes.contains(text))
}

/// A module with the paths of those it imports.
fn linked(name: &str, bytes: Cow<'static, [u8]>, made: &[Asset]) -> Cow<'static, [u8]> {
    let Some(text) = std::str::from_utf8(&bytes).ok().filter(|_| name.ends_with(".js")) else { return bytes };
    let mut linked = Cow::Borrowed(text);
    for other in made {
        let named = imported(&other.name);
        if linked.contains(&named) {
            let file = other.path.strip_prefix("assets/").unwrap_or(&other.path);
            linked = Cow::Owned(linked.replace(&named, &imported(file)));
        }
    }
    match linked {
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        Cow::Borrowed(_) => bytes,
    }
}

fn asset(name: &str, bytes: Cow<'static, [u8]>) -> Asset {
    let hash = blake3::hash(&bytes).to_hex();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let path = format!("assets/{stem}.{}.{ending}", &hash[..10]);
    Asset { name: name.to_owned(), path, bytes }
}

fn templates(files: &BTreeMap<String, File>, told: &mut Vec<Diagnostic>) -> Option<Tera> {
    let mut tera = default_templates().clone();
    let mut sources: Vec<(&str, &str)> = Vec::new();
    for (path, file) in files.iter().filter(|(_, file)| file.path.is_some()) {
        let Some(name) = path.strip_prefix("templates/") else { continue };
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => sources.push((name, text)),
            Err(_) => told.push(Diagnostic::new(Code::NotUtf8).at(at(path, file)).with("why", Fact::Why("not-utf-8"))),
        }
    }
    match tera.add_raw_templates(sources) {
        Ok(()) => Some(tera),
        Err(error) => {
            told.push(template_error(&error, Code::Template, &|name| {
                let path = format!("templates/{name}");
                files
                    .get(&path)
                    .map_or_else(|| format!("{FOLDER}/default/{path}"), |file| at(&path, file).file.to_string())
            }));
            None
        }
    }
}

/// What Tera found wrong, at the line of the template.
pub(crate) fn template_error(error: &tera::Error, code: Code, path_of: &dyn Fn(&str) -> String) -> Diagnostic {
    use std::error::Error;
    let report = match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => Some(report),
        _ => None,
    };
    let mut reason = report.map_or_else(|| error.to_string(), |report| report.message().to_owned());
    if report.is_none()
        && let Some(source) = error.source()
    {
        reason = format!("{reason}: {source}");
    }
    let found = Diagnostic::new(code).with("reason", reason.lines().next().unwrap_or_default());
    match report {
        Some(report) => {
            let span = Span { file: path_of(report.filename()).into(), range: report.span().range.clone() };
            found.with("template", report.filename()).at(span)
        }
        None => found,
    }
}

impl Theme {
    /// The messages of a language of the hub.
    pub fn messages(&self, lang: Lang) -> &Messages {
        self.messages.iter().find(|messages| messages.lang == lang).unwrap_or(&self.messages[0])
    }

    /// Whether it shows something to machines.
    pub fn shows(&self, machine: Machine) -> bool {
        self.machine.contains(&machine)
    }

    /// The path of an asset in the site.
    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.name == name)
    }
}

/// The words of a message path that no theme may lack, for the test that looks for them.
pub fn default_messages(code: &str) -> Option<&'static str> {
    DEFAULT.get_file(format!("messages/{code}.toml")).and_then(include_dir::File::contents_utf8)
}
