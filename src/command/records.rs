//! What commands share that change records: which record is meant, and how it is told what was written.

use super::{Call, Exit, Failure, options};
use crate::Memo;
use crate::declare::nearest;
use crate::diagnostic::any_error;
use crate::edit::{self, Amendment, Wish};
use crate::hub::{Drafts, EntryIx, Hub};
use crate::parse::Entry;
use crate::record::Service;
use crate::site::Site;
use crate::source::{self, Form};
use crate::ui::Notes;
use crate::world::{Disk, World};

/// The hub as those see it who write it: drafts are in it.
///
/// # Errors
/// What stands in the way of reading it at all was told: the command is over.
pub(super) fn open(call: &Call<'_>) -> Result<Result<(Disk, Site), Exit>, Failure> {
    let root = call.root()?;
    let world = options::disk(&root, call.today(&root)?);
    let compiled = crate::preview(&world, Drafts::Shown, &mut Memo::default());
    Ok(match compiled.value {
        Some(site) => Ok((world, site)),
        None => {
            debug_assert!(any_error(&compiled.diagnostics));
            call.ui.diagnostics(&world, &compiled.diagnostics, Notes::Counted);
            call.ui.summary(&compiled.diagnostics);
            Err(Exit::Content)
        }
    })
}

/// The record that is meant by `kind/id`, or by an id alone when one kind only has it, or when it is one of the
/// kind that is asked for.
pub(super) fn find(world: &dyn World, hub: &Hub, asked: &str, kind: Option<&str>) -> Result<EntryIx, Failure> {
    let asked = asked.trim_end_matches('/');
    let path = asked.strip_suffix(".toml").or_else(|| asked.strip_suffix(".md")).unwrap_or(asked);
    let (named, id) = path.rsplit_once('/').map_or((None, path), |(before, id)| (before.rsplit('/').next(), id));
    let fits = |entry: &Entry| named.is_none_or(|named| entry.kind.name == named || entry.kind.folder == named);
    let found: Vec<(EntryIx, &Entry)> = hub.entries().filter(|(_, entry)| &*entry.id == id && fits(entry)).collect();
    let wanted = found.iter().find(|(_, entry)| kind == Some(entry.kind.name));
    match (wanted, &found[..]) {
        (Some((ix, _)), _) | (None, [(ix, _)]) => return Ok(*ix),
        (None, []) => {}
        (None, several) => {
            let known: Vec<String> = several.iter().map(|(_, entry)| entry.full_id()).collect();
            let failure = Failure::usage("usage.several-records").with("found", asked);
            return Err(failure.with("known", known.join(", ")));
        }
    }
    let (sources, _) = source::list(world, &hub.config.languages);
    let broken = sources.records.iter().find(|source| {
        &*source.id == id && named.is_none_or(|named| source.kind.name == named || source.kind.folder == named)
    });
    if let Some(source) = broken {
        return Err(Failure::usage("usage.broken-record").with("path", &*source.main.path));
    }
    let of_kind = |entry: &Entry| kind.is_none_or(|kind| entry.kind.name == kind) && fits(entry);
    let near = nearest(id, hub.entries().filter(|(_, entry)| of_kind(entry)).map(|(_, entry)| &*entry.id));
    let failure = Failure::usage("usage.unknown-record").with("found", asked);
    Err(match near {
        Some(near) => failure.with("suggestion", near),
        None => failure,
    })
}

/// The record that is meant, or the service of one: by `kind/id#service`, or by the file of its own that it has.
pub(super) fn find_part(world: &dyn World, hub: &Hub, asked: &str) -> Result<(EntryIx, Option<u16>), Failure> {
    let services = || {
        hub.entries().flat_map(|(ix, entry)| {
            entry.record.services().iter().enumerate().map(move |(turn, service)| (ix, entry, turn as u16, service))
        })
    };
    if let Some((owner, id)) = asked.split_once('#') {
        let ix = find(world, hub, owner, None)?;
        let known: Vec<&str> = hub.entry(ix).record.services().iter().map(Service::id).collect();
        if let Some(turn) = known.iter().position(|known| *known == id) {
            return Ok((ix, Some(turn as u16)));
        }
        let failure = Failure::usage("usage.unknown-service").with("found", id).with("record", hub.entry(ix).full_id());
        return Err(match nearest(id, known.iter().copied()) {
            Some(near) => failure.with("suggestion", near),
            None => failure,
        });
    }
    if let Some((ix, _, turn, _)) = services().find(|(.., service)| service.file.as_deref() == Some(asked)) {
        return Ok((ix, Some(turn)));
    }
    find(world, hub, asked, None).map(|ix| (ix, None)).map_err(|failure| {
        // Whoever names a service by its id alone is told the whole of it.
        match services().find(|(.., service)| service.id() == asked) {
            Some((_, entry, ..)) => Failure::usage("usage.unknown-record")
                .with("found", asked)
                .with("suggestion", format!("{}#{asked}", entry.full_id())),
            None => failure,
        }
    })
}

/// What becomes of a record's file by these wishes.
pub(super) fn amendment(world: &dyn World, file: &str, wishes: &[Wish]) -> Result<Amendment, Failure> {
    let by_hand = || Failure::environment("error.by-hand").with("path", file);
    let bytes = world.read(file).map_err(|error| {
        Failure::environment("error.unreadable").with("path", file).with("reason", error.to_string())
    })?;
    let form = if file.ends_with(".md") { Form::Markdown } else { Form::Toml };
    Amendment::new(file, bytes.to_vec(), form, wishes).map_err(|_| by_hand())
}

/// Writes amendments, and says how to look at them and how to undo them.
pub(super) fn write(call: &Call<'_>, amendments: &[Amendment]) -> Result<(), Failure> {
    let root = call.root()?;
    for amendment in amendments {
        edit::replace(&root, &amendment.path, &amendment.before, &amendment.after).map_err(super::new::failure)?;
        call.ui.say("edit.written", &[("path", amendment.path.as_str().into())]);
    }
    if root.ancestors().any(|folder| folder.join(".git").exists()) {
        let paths: Vec<String> = amendments.iter().map(|amendment| quoted(&amendment.path)).collect();
        call.ui.say("edit.undo", &[("path", paths.join(" ").into())]);
    }
    Ok(())
}

/// The wish that the record says it was changed today, unless it says a later day.
pub(super) fn updated(entry: &Entry, today: jiff::civil::Date) -> Option<Wish> {
    let newer = entry.envelope.updated.is_none_or(|known| known < today);
    newer.then(|| Wish::Key("updated", day(today), &["added", "status", "type", "summary", "title"]))
}

/// A day as TOML.
pub(super) fn day(date: jiff::civil::Date) -> toml_edit::Value {
    let date = toml_edit::Date { year: date.year() as u16, month: date.month() as u8, day: date.day() as u8 };
    toml_edit::Datetime { date: Some(date), time: None, offset: None }.into()
}

/// A path as a shell reads it.
fn quoted(path: &str) -> String {
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    if plain { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}
