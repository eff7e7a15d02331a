//! What all commands share: root, output, day, format, language.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Failure;
use crate::catalogue::{self, Catalogue};
use crate::config;
use crate::language::Lang;
use crate::ui::Format;
use crate::value::date;
use crate::world::Disk;

/// The shared options.
pub(super) fn shared(words: &Catalogue) -> Vec<Arg> {
    let option = |name: &'static str, value: &'static str| {
        Arg::new(name).long(name).value_name(value).help(words.text(&format!("option.{name}"))).global(true)
    };
    vec![
        option("root", "DIR").value_parser(clap::value_parser!(PathBuf)),
        option("output", "DIR").value_parser(clap::value_parser!(PathBuf)),
        option("today", "DATE"),
        option("format", "FORMAT").value_parser(["human", "short", "json", "github"]).hide_possible_values(true),
        option("messages", "LANG"),
    ]
}

/// A flag of a command.
pub(super) fn flag(words: &Catalogue, name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(words.text(&format!("option.{name}")))
}

/// The format that was asked for.
pub(super) fn format(matches: &ArgMatches) -> Format {
    let asked = matches.try_get_one::<String>("format").ok().flatten();
    asked.and_then(|name| Format::named(name)).unwrap_or(Format::Human)
}

/// The language of messages: `--messages`, else the environment's, else the hub's first, else English.
///
/// Help and complaints about the call need it before the call is understood.
pub(super) fn language_before_parsing(arguments: &[OsString]) -> Lang {
    let english = Lang::new("en").expect("en is a tag");
    let spoken = |tag: &str| {
        let base = tag.split(['_', '.', '-', '@']).next().unwrap_or_default().to_lowercase();
        Lang::new(&base).filter(|lang| catalogue::spoken().any(|known| known == lang.as_str()))
    };
    let value_of = |name: &str| {
        let text = arguments.iter().map(|argument| argument.to_string_lossy());
        let texts: Vec<_> = text.collect();
        let after =
            texts.iter().position(|text| text == name).and_then(|at| texts.get(at + 1).map(ToString::to_string));
        after.or_else(|| texts.iter().find_map(|text| text.strip_prefix(&format!("{name}=")).map(str::to_owned)))
    };
    if let Some(asked) = value_of("--messages").and_then(|tag| spoken(&tag)) {
        return asked;
    }
    let environment = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|text| !text.is_empty()));
    if let Some(lang) = environment.and_then(|text| spoken(&text)) {
        return lang;
    }
    let root = value_of("--root").map_or_else(|| find_root(Path::new(".")), |root| Some(PathBuf::from(root)));
    let of_hub = root.and_then(|root| std::fs::read_to_string(root.join(config::FILE)).ok());
    let first = of_hub.and_then(|text| first_language(&text)).and_then(|tag| spoken(&tag));
    first.unwrap_or(english)
}

/// The first language that a site.toml names, however broken the rest of it is.
fn first_language(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    Some(table.get("languages")?.get("official")?.get(0)?.as_str()?.to_owned())
}

/// The nearest folder upwards that has a site.toml.
fn find_root(from: &Path) -> Option<PathBuf> {
    let from = std::fs::canonicalize(from).ok()?;
    from.ancestors().find(|folder| folder.join(config::FILE).is_file()).map(Path::to_path_buf)
}

pub(super) fn root(matches: &ArgMatches) -> Result<PathBuf, Failure> {
    match matches.try_get_one::<PathBuf>("root").ok().flatten() {
        Some(root) if root.is_dir() => std::fs::canonicalize(root).map_err(|error| unreadable(root, &error)),
        Some(root) => Err(Failure::environment("error.no-folder").with("path", root.display().to_string())),
        None => find_root(Path::new(".")).ok_or_else(|| Failure::environment("error.no-hub")),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::environment("error.unreadable").with("path", path.display().to_string()).with("reason", error.to_string())
}

/// The folder for the site: `--output`, else `public` in the hub.
pub(super) fn output(matches: &ArgMatches, root: &Path) -> PathBuf {
    let asked = matches.try_get_one::<PathBuf>("output").ok().flatten();
    asked.map_or_else(|| root.join("public"), |output| std::path::absolute(output).unwrap_or_else(|_| output.clone()))
}

/// The day of the build, the one door of the clock: `--today`, else SOURCE_DATE_EPOCH, else the clock of the
/// hub's time zone.
pub(super) fn today(matches: &ArgMatches, root: &Path) -> Result<Date, Failure> {
    if let Some(text) = matches.try_get_one::<String>("today").ok().flatten() {
        return date::date(text).map_err(|wrong| {
            let failure = Failure::usage("usage.today").with("found", text.as_str());
            match wrong.suggestion {
                Some(near) => failure.with("suggestion", near),
                None => failure,
            }
        });
    }
    let zone = time_zone(root);
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => {
            let seconds = text.trim().parse::<i64>().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
            seconds.ok_or_else(|| Failure::environment("error.source-date-epoch").with("found", text))?
        }
        Err(_) => Timestamp::now(),
    };
    Ok(now.to_zoned(zone).date())
}

fn time_zone(root: &Path) -> TimeZone {
    let table = std::fs::read_to_string(root.join(config::FILE)).ok().and_then(|text| text.parse::<toml::Table>().ok());
    let named = table.and_then(|table| Some(table.get("time_zone")?.as_str()?.to_owned()));
    let zone = named.and_then(|name| TimeZone::get(&name).ok()).or_else(|| TimeZone::get("Europe/Ljubljana").ok());
    zone.unwrap_or(TimeZone::UTC)
}

/// The hub on disk.
pub(super) fn disk(root: &Path, today: Date) -> Disk {
    Disk::new(root.to_path_buf(), today)
}
