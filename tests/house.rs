//! The house rules that a compiler does not hold: which room knows which, who prints, who touches the disk,
//! how long a file may be, and that every word that code asks for is in every catalogue.

mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kazipot::catalogue::{self, Catalogue, Message};
use kazipot::declare::{Declared, Shape};
use kazipot::diagnostic::Code;
use kazipot::language::Lang;
use kazipot::record::KINDS;
use kazipot::theme;
use kazipot::value::hours::HoursKind;
use kit::Hub;

/// The most lines of a source file.
const LONGEST: usize = 600;

/// Files that are longer, with what keeps them together.
const LONGER: &[(&str, &str)] = &[];

/// Rooms that touch the disk: `world` reads a hub, `publish` writes the site, `edit` writes new files of a hub,
/// `command` looks for the hub's root and whether a folder is empty. Standard input is read by `command` alone.
const DISK: &[&str] = &["world", "publish", "edit", "command"];

/// The files that open connections, with what each is for: a page is shown to this machine, or on request to devices
/// of the same network, and nothing is ever fetched.
const NETWORK: &[(&str, &str)] = &[
    ("serve/mod.rs", "binds the listener of the preview"),
    ("serve/front.rs", "accepts, and answers on what it accepted"),
    ("serve/live.rs", "holds the streams of open pages"),
    ("serve/inner.rs", "listens where only the front comes in"),
    ("serve/lan.rs", "asks the system for this machine's address"),
];

/// The one file of `serve` that touches the disk: it makes the folder of a socket and removes it again.
const DOOR: &str = "serve/door.rs";

/// The Rust files of `src`, by their path in it.
fn sources() -> BTreeMap<String, String> {
    let files = kit::files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).into_iter();
    let rust = files.filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("sources are UTF-8"))).collect()
}

/// The code of a file, its comments and its tests left out.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Whether a file holds tests only.
fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path == "value/laws.rs"
}

/// The room of a file.
fn room(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The rooms that a text names after `crate::`.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let several = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')).map(|(inside, _)| inside);
        for name in several.unwrap_or(rest).split(',') {
            let name: String = name.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            named.insert(name);
            if several.is_none() {
                break;
            }
        }
    }
    named
}

#[test]
fn a_room_knows_only_the_rooms_before_it() {
    let sources = sources();
    let rooms: Vec<&str> =
        sources["lib.rs"].lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(rooms.len() > 15, "lib.rs lists its rooms: {rooms:?}");
    let mut backwards = Vec::new();
    for (path, text) in &sources {
        let Some(here) = rooms.iter().position(|known| *known == room(path)) else { continue };
        for name in rooms_named(&code(text)) {
            if rooms.iter().position(|known| *known == name).is_some_and(|there| there > here) {
                backwards.push(format!("{path} knows {name}"));
            }
        }
    }
    assert!(backwards.is_empty(), "{backwards:#?}");
}

#[test]
fn the_list_of_rooms_in_the_architecture_is_the_one_in_the_code() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md"));
    let text = text.expect("ARCHITECTURE.md is there");
    let told: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(room, _)| room.trim_end_matches('/'))
        .collect();
    let sources = sources();
    let rooms: Vec<&str> =
        sources["lib.rs"].lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let told: Vec<&str> = told.into_iter().filter(|room| rooms.contains(room)).collect();
    assert_eq!(told, rooms);
}

#[test]
fn nothing_but_ui_prints() {
    const PRINTS: &[&str] = &["print!(", "println!(", "stdout()", "stderr()", "dbg!("];
    for (path, text) in sources().iter().filter(|(path, _)| room(path) != "ui" && !is_test(path)) {
        let code = code(text);
        let prints: Vec<_> = PRINTS.iter().filter(|sign| code.contains(**sign)).collect();
        assert!(prints.is_empty(), "{path}: {prints:?}");
    }
}

#[test]
fn only_the_rooms_at_the_doors_touch_the_disk_and_none_the_network() {
    const SIGNS: &[&str] = &["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener", "ToSocketAddrs"];
    const CLOCK: &[&str] = &["Timestamp::now", "Zoned::now", "SystemTime"];
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let code = code(text);
        let disk = code.contains("std::fs") || code.contains("fs::File") || code.contains("File::open");
        assert!(!disk || DISK.contains(&room(path)) || path == DOOR, "{path} touches the disk");
        let connects = SIGNS.iter().any(|sign| code.contains(sign));
        let may = NETWORK.iter().any(|(known, _)| known == path);
        assert!(!connects || may, "{path} touches the network");
        assert!(connects || !may, "{path} needs no leave to connect");
        assert!(!code.contains("stdin()") || room(path) == "command", "{path} reads standard input");
        let clock = CLOCK.iter().any(|sign| code.contains(sign));
        assert!(!clock || matches!(room(path), "command" | "publish"), "{path} looks at the clock");
    }
}

#[test]
fn no_source_file_is_longer_than_one_can_hold_in_mind() {
    for (path, text) in &sources() {
        let lines = text.lines().count();
        let excused = LONGER.iter().any(|(known, _)| known == path);
        assert!(lines <= LONGEST || excused, "{path} has {lines} lines");
        assert!(lines > LONGEST || !excused, "{path} has {lines} lines: it needs no excuse");
    }
}

/// The catalogues of librarians, by tag.
fn catalogues() -> Vec<(&'static str, &'static Catalogue)> {
    catalogue::spoken().map(|tag| (tag, catalogue::of(Lang::new(tag).expect("a tag")))).collect()
}

fn slots(message: &Message) -> BTreeSet<String> {
    message.texts().into_iter().flat_map(kazipot::catalogue::Text::slots).map(str::to_owned).collect()
}

#[test]
fn the_catalogues_say_the_same_things_with_the_same_slots() {
    let all = catalogues();
    assert_eq!(all.len(), 3);
    let (_, first) = all[0];
    let paths: BTreeSet<&str> = first.paths().collect();
    for (tag, other) in &all[1..] {
        let others: BTreeSet<&str> = other.paths().collect();
        let different: Vec<_> = paths.symmetric_difference(&others).collect();
        assert!(different.is_empty(), "{tag}: {different:?}");
        for path in &paths {
            let (one, two) = (first.get(path).expect("listed"), other.get(path).expect("compared"));
            assert_eq!(slots(one), slots(two), "{path} in {tag}");
        }
    }
}

#[test]
fn every_plural_has_the_forms_of_its_language() {
    for (tag, forms) in [
        ("sl", &["one", "two", "few", "other"][..]),
        ("it", &["one", "other"]),
        ("hu", &["one", "other"]),
        ("en", &["one", "other"]),
    ] {
        let words = catalogue::of(Lang::new(tag).expect("a tag"));
        let texts = theme_messages(tag);
        let librarians = words.paths().map(|path| (path, words.get(path).expect("listed")));
        for (path, message) in librarians.chain(texts.iter().map(|(path, message)| (path.as_str(), message))) {
            if let Message::Plural { forms: written, .. } = message {
                for form in forms {
                    assert!(written.iter().any(|(name, _)| &**name == *form), "{path} in {tag} lacks »{form}«");
                }
            }
        }
    }
}

fn theme_messages(tag: &str) -> BTreeMap<String, Message> {
    let source = theme::default_messages(tag).unwrap_or_else(|| panic!("the default theme speaks {tag}"));
    catalogue::messages(source).unwrap_or_else(|error| panic!("{tag}: {error}")).into_iter().collect()
}

#[test]
fn the_default_theme_says_the_same_things_in_every_language() {
    let first = theme_messages("sl");
    for tag in ["it", "hu", "en"] {
        let other = theme_messages(tag);
        let different: Vec<_> =
            first.keys().collect::<BTreeSet<_>>().symmetric_difference(&other.keys().collect()).copied().collect();
        assert!(different.is_empty(), "{tag}: {different:?}");
        for (path, message) in &first {
            assert_eq!(slots(message), slots(&other[path]), "{path} in {tag}");
        }
    }
}

/// The text literals of a file that are shaped like the path of a message.
fn paths_in(code: &str) -> BTreeSet<String> {
    const ENDINGS: &[&str] = &["html", "css", "js", "svg", "toml", "json", "xml", "txt", "tu"];
    let mut found = BTreeSet::new();
    for literal in code.split('"').skip(1).step_by(2) {
        let parts: Vec<&str> = literal.split('.').collect();
        let plain = |part: &&str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let is_path =
            parts.len() > 1 && parts.iter().all(plain) && literal.starts_with(|c: char| c.is_ascii_lowercase());
        if is_path && !ENDINGS.contains(parts.last().expect("split gives one part at least")) {
            found.insert(literal.to_owned());
        }
    }
    found
}

#[test]
fn every_message_that_records_and_pages_ask_for_is_in_the_theme() {
    let known = theme_messages("sl");
    let mut asked = BTreeSet::new();
    for (path, text) in sources().iter().filter(|(path, _)| ["record", "view", "hub", "output"].contains(&room(path))) {
        for key in paths_in(&code(text)) {
            assert!(known.contains_key(&key), "{path} asks for »{key}«");
            asked.insert(key);
        }
    }
    assert!(asked.len() > 100, "only {} keys were found: the way of looking for them is broken", asked.len());
}

#[test]
fn every_message_that_commands_ask_for_is_in_the_catalogues() {
    let words = catalogue::of(Lang::new("sl").expect("a tag"));
    let mut asked = 0;
    for (path, text) in sources().iter().filter(|(path, _)| ["command", "ui", "serve"].contains(&room(path))) {
        for key in paths_in(&code(text)) {
            assert!(words.get(&key).is_some(), "{path} asks for »{key}«");
            asked += 1;
        }
    }
    assert!(asked > 20, "only {asked} keys were found: the way of looking for them is broken");
}

#[test]
fn every_reason_for_which_a_value_is_refused_has_words_that_use_its_fields_only() {
    let words = catalogue::of(Lang::new("sl").expect("a tag"));
    for (code, fields) in kazipot::value::Why::CODES {
        let message = words.get(&format!("why.{code}")).unwrap_or_else(|| panic!("why.{code} is missing"));
        let asked = slots(message);
        let strange: Vec<_> = asked.iter().filter(|slot| !fields.contains(&slot.as_str())).collect();
        assert!(strange.is_empty(), "why.{code} asks for {strange:?}; it has {fields:?}");
    }
}

/// Every key and code that a record may hold, each with the set of codes that it is from.
fn declared(
    fields: &'static [Declared],
    into: &mut BTreeMap<&'static str, &'static [&'static str]>,
    keys: &mut BTreeSet<&'static str>,
) {
    fn shape(
        shape: &'static Shape,
        into: &mut BTreeMap<&'static str, &'static [&'static str]>,
        keys: &mut BTreeSet<&'static str>,
    ) {
        match shape {
            Shape::OneOf(set, codes) => {
                into.insert(set, codes);
                keys.extend(codes.iter());
            }
            Shape::List(inner) => shape_of(inner, into, keys),
            Shape::Either(shapes) => shapes.iter().for_each(|inner| shape_of(inner, into, keys)),
            Shape::Table(fields, groups) => {
                declared(fields, into, keys);
                groups.iter().for_each(|fields| declared(fields, into, keys));
            }
            _ => {}
        }
    }
    use shape as shape_of;
    for field in fields {
        keys.insert(field.key);
        shape(field.shape, into, keys);
    }
}

fn everything_declared() -> (BTreeMap<&'static str, &'static [&'static str]>, BTreeSet<&'static str>) {
    let (mut sets, mut keys) = (BTreeMap::new(), BTreeSet::new());
    for kind in KINDS {
        kind.fields.iter().for_each(|fields| declared(fields, &mut sets, &mut keys));
        for field in kind.all_fields() {
            declared(std::slice::from_ref(field), &mut sets, &mut keys);
        }
    }
    (sets, keys)
}

#[test]
fn hints_lead_to_keys_and_codes_that_exist() {
    let source = include_str!("../src/catalogue/hints.toml");
    let hints: BTreeMap<String, String> = toml::from_str(source).expect("hints.toml is a flat table of text");
    assert!(hints.len() > 1000);
    let (_, known) = everything_declared();
    let also = ["PH", "mo", "tu", "we", "th", "fr", "sa", "su", "as-sunday", "min", "max", "gross"];
    let site = &sources()["config.rs"];
    let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let mut strange = BTreeSet::new();
    for (word, meant) in &hints {
        assert_eq!(*word, word.to_lowercase(), "a hint is looked up in small letters");
        for name in meant.split_whitespace() {
            let of_site = site.contains(&format!("\n        {name}: ")) || site.contains(&format!("= \"{name}\","));
            if !known.contains(name) && !also.contains(&name) && !kinds.contains(&name) && !of_site {
                strange.insert(name);
            }
        }
    }
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn the_kinds_of_hours_are_the_codes_that_records_may_write() {
    let (sets, _) = everything_declared();
    let written =
        sets.iter().find(|(_, codes)| codes.contains(&"self-service")).expect("kinds of hours are declared").1;
    let known: Vec<&str> = HoursKind::ALL.into_iter().map(HoursKind::code).collect();
    assert_eq!(*written, known);
}

#[test]
fn a_kind_has_its_words_and_its_section_in_every_language() {
    let mut missing = Vec::new();
    for kind in KINDS {
        let shapes = kind.fields.iter().flat_map(|fields| fields.iter()).filter(|field| field.key == "type");
        let labels = shapes.flat_map(|field| match field.shape {
            Shape::OneOf(set, codes) => codes.iter().map(|code| format!("{set}.{code}")).collect(),
            _ => Vec::new(),
        });
        let words = ["kind", "kind-one", "count"].map(|part| format!("{part}.{}", kind.name));
        let asked: Vec<String> = words.into_iter().chain([format!("page.lead-{}", kind.name)]).chain(labels).collect();
        for language in kazipot::language::LANGUAGES {
            let known = theme_messages(language.code);
            missing.extend(
                asked
                    .iter()
                    .filter(|path| !known.contains_key(*path))
                    .map(|path| format!("{path} in {}", language.code)),
            );
            if language.slugs.iter().all(|(name, _)| *name != kind.name) {
                missing.push(format!("the section of {} in language/{}.rs", kind.name, language.code));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_set_of_codes_that_the_theme_names_is_named_whole() {
    let messages = theme_messages("sl");
    let (sets, _) = everything_declared();
    for (set, codes) in sets {
        let named: Vec<_> = codes.iter().filter(|code| messages.contains_key(&format!("{set}.{code}"))).collect();
        assert!(named.is_empty() || named.len() == codes.len(), "{set}: only {named:?} of {codes:?}");
    }
}

#[test]
fn help_speaks_the_language_that_was_asked_for() {
    let hub = Hub::new();
    let calls: [&[&str]; 7] = [
        &["--help"],
        &["build", "--help"],
        &["check", "--help"],
        &["init", "--help"],
        &["new", "--help"],
        &["stem", "--help"],
        &["explain", "--help"],
    ];
    for call in calls {
        let mut said = BTreeSet::new();
        for lang in ["sl", "it", "en"] {
            let run = hub.run(&[call, &["--messages", lang]].concat()).ends_with(0);
            for path in ["option.", "command.", "command-more.", "ui.", "usage."] {
                let left = run.stdout.split_whitespace().any(|word| word.starts_with(path));
                assert!(!left, "{call:?} in {lang}: {}", run.stdout);
            }
            assert!(said.insert(run.stdout), "{call:?} says the same in {lang} as in another language");
        }
    }
}

#[test]
fn every_code_has_a_message_and_a_page_in_every_language() {
    for (tag, words) in catalogues() {
        for code in Code::ALL {
            assert!(words.get(&format!("{}.message", code.number())).is_some(), "{} in {tag}", code.number());
            assert!(words.manual(code.number()).is_some(), "the page of {} in {tag}", code.number());
        }
        for path in words.paths().filter(|path| path.starts_with('K')) {
            let number = path.split('.').next().expect("split gives one part at least");
            assert!(Code::find(number).is_some(), "{path} in {tag} is about no code");
        }
    }
}
