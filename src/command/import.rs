//! `kazipot import csv FILE… --map MAP`: tables become records. First it shows what it would do.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction};

use super::{Call, Command, Exit, Failure, new, options};
use crate::catalogue::Catalogue;
use crate::declare::nearest;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::edit::{self, EditError};
use crate::import::{self, Counts, Given, IMPORTERS, Job, partner};
use crate::ui::Notes;

pub(super) struct Import;

/// How many notes are shown one by one.
const FEW: usize = 20;

impl Command for Import {
    fn name(&self) -> &'static str {
        "import"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let argument = |name: &'static str, value: &'static str| {
            Arg::new(name).value_name(value).required(true).help(words.text(&format!("option.{name}")))
        };
        let file = clap::value_parser!(PathBuf);
        vec![
            argument("importer", "FROM"),
            argument("files", "FILE").value_parser(file.clone()).num_args(1..).action(ArgAction::Append),
            argument("map", "MAP").long("map").value_parser(file).required(false),
            options::flag(words, "apply"),
        ]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let name = call.text("importer").unwrap_or_default();
        let Some(importer) = import::named(name) else {
            let known: Vec<&str> = IMPORTERS.iter().map(|importer| importer.name()).collect();
            let failure = Failure::usage("usage.unknown-importer").with("found", name).with("known", known.join(", "));
            return Err(match nearest(name, known.iter().copied()) {
                Some(near) => failure.with("suggestion", near),
                None => failure,
            });
        };
        let root = call.root()?;
        let world = options::disk(&root, call.today(&root)?);
        let map: Option<&PathBuf> = call.matches.try_get_one("map").ok().flatten();
        let map = match (map, importer.needs_map()) {
            (Some(_), false) => return Err(Failure::usage("usage.no-map").with("found", name)),
            (None, true) => return Err(Failure::usage("usage.map").with("found", name)),
            (map, _) => map,
        };
        let files = call.matches.try_get_many::<PathBuf>("files").ok().flatten().into_iter().flatten();
        let files = files.map(|path| inside(path)).collect::<Result<Vec<_>, _>>()?;
        let files = files.iter().flatten().map(|path| given(path)).collect::<Result<Vec<_>, _>>()?;
        let map = map.map(|path| map_of(path, &Job { world: &world, map: None, files: &files })).transpose()?;
        let mut done = importer.run(&Job { world: &world, map: map.as_ref(), files: &files });
        drop(files);
        let refused = if call.flag("apply") { write(call, &root, &mut done)? } else { Vec::new() };
        done.diagnostics.extend(refused);
        call.ui.diagnostics(&done.texts, &few_notes(&done.diagnostics), Notes::Shown);
        if !call.flag("apply")
            && let Some(first) = done.files.first().filter(|_| done.counts.records > 0)
        {
            call.ui.say("import.sample", &[("path", first.path.display().to_string().into())]);
            call.ui.line("");
            call.ui.line(&String::from_utf8_lossy(&first.bytes));
        }
        tell(call, &done.counts, done.files.len());
        let useful = done.counts.records + done.counts.there > 0;
        Ok(if useful { Exit::Fine } else { Exit::Content })
    }
}

/// A map: a file, or the one for tables that organizations filled in, unless a file is called so.
fn map_of(path: &Path, job: &Job<'_>) -> Result<Given, Failure> {
    if path != Path::new(partner::NAME) || path.exists() {
        return given(path);
    }
    let table = job.files.first().map_or("", |file| &file.path).to_owned();
    partner::map(job).ok_or_else(|| Failure::usage("usage.no-blank").with("found", table))
}

/// The file itself; of a folder the tables and feeds in it, in the order of their names.
fn inside(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let refused = |error: std::io::Error| {
        let shown = path.display().to_string();
        Failure::environment("error.unreadable").with("path", shown).with("reason", error.to_string())
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(refused)? {
        let file = entry.map_err(refused)?.path();
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        if file.is_file() && ["csv", "tsv", "json", "geojson"].contains(&&*ending) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn given(path: &Path) -> Result<Given, Failure> {
    let shown = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok(Given::new(shown, bytes)),
        Err(error) => {
            Err(Failure::environment("error.unreadable").with("path", shown).with("reason", error.to_string()))
        }
    }
}

/// Without the notes, when there are so many that they would hide what has to be mended; they are counted below.
fn few_notes(found: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_note = |one: &&Diagnostic| one.severity == Severity::Note;
    let few = found.iter().filter(is_note).count() <= FEW;
    found.iter().filter(|one| few || !is_note(one)).cloned().collect()
}

/// Writes the new files; one that somebody made in the meantime stays as it is.
fn write(call: &Call<'_>, root: &Path, done: &mut import::Import) -> Result<Vec<Diagnostic>, Failure> {
    let progress = call.ui.progress();
    let mut there = Vec::new();
    let result = edit::make_all(root, &done.files, &mut |n, of| progress.at(n, of));
    drop(progress);
    for error in result {
        match error {
            EditError::Exists(path) => {
                done.counts.records = done.counts.records.saturating_sub(1);
                done.counts.there += 1;
                let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
                done.files.retain(|file| root.join(&file.path) != path);
                there.push(Diagnostic::new(Code::ImportExists).with("record", shown));
            }
            error => return Err(new::failure(error)),
        }
    }
    Ok(there)
}

/// The names that were met most often, each with its number.
fn listed(call: &Call<'_>, met: &[(String, usize)]) -> String {
    const FIRST: usize = 8;
    let first = met.iter().take(FIRST).map(|(name, n)| format!("{name} ({n})"));
    let first = first.collect::<Vec<_>>().join(", ");
    match met.len().checked_sub(FIRST) {
        None | Some(0) => first,
        Some(more) => call.ui.words().say("import.more", &[("list", first.into()), ("n", more.into())]),
    }
}

fn tell(call: &Call<'_>, counts: &Counts, files: usize) {
    let say = |path: &str, n: usize| call.ui.say(path, &[("n", n.into())]);
    say("import.read", counts.read);
    for (name, read, taken) in &counts.tables {
        let slots = [("name", name.as_str().into()), ("n", (*read).into()), ("taken", (*taken).into())];
        call.ui.say("import.table", &slots);
    }
    if !counts.passed.is_empty() {
        let n: usize = counts.passed.iter().map(|(_, n)| n).sum();
        call.ui.say("import.passed", &[("n", n.into()), ("list", listed(call, &counts.passed).into())]);
    }
    for (path, n) in [("import.points", counts.points), ("import.again", counts.again)] {
        if n > 0 {
            say(path, n);
        }
    }
    for (sort, n) in &counts.guessed {
        call.ui.say("import.guessed", &[("n", (*n).into()), ("type", (*sort).into())]);
    }
    if !counts.kept.is_empty() {
        call.ui.say("import.kept", &[("list", listed(call, &counts.kept).into())]);
    }
    for (column, n) in &counts.rounded {
        call.ui.say("import.rounded", &[("n", (*n).into()), ("column", column.as_str().into())]);
    }
    for (path, n) in
        [("import.reported", counts.reported), ("import.left-out", counts.lost), ("import.there", counts.there)]
    {
        if n > 0 {
            say(path, n);
        }
    }
    say(if call.flag("apply") { "import.wrote" } else { "import.would" }, files);
    if !call.flag("apply") && files > 0 {
        call.ui.say("import.try-apply", &[]);
    }
}
