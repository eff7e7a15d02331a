//! What the last build left: a change that was cut off is brought to an end, forwards or backwards, before anything
//! else is done.

use super::Adopt;
use super::disk::{Disk, Seen};
use super::error::{At, Doing, PublishError};
use super::foreign::{Ground, Judge};
use super::journal::{self, Journal};
use super::listing::Listing;
use super::manifest::{Change, Manifest, agreed};
use super::shelf::{Shelf, remove_file};
use super::twin::{self, When};
use std::path::PathBuf;

/// Ends what was begun and returns the list of what is published, if anything is.
pub(crate) fn settle(disk: &dyn Disk, shelf: &Shelf, adopt: Adopt) -> Result<Option<Manifest>, PublishError> {
    let read = |path: PathBuf| match Manifest::read(disk, shelf, &path) {
        // Taking the folder over is the way out of a list that nobody can read.
        Err(PublishError::BadManifest { .. }) if adopt == Adopt::Yes => Ok(None),
        read => read,
    };
    let current = read(shelf.manifest())?;
    if let Some(undone) = read(shelf.undo())? {
        take_back(disk, shelf, current.as_ref(), &undone)?;
    }
    remove_file(disk, &shelf.undo())?;
    let Some(pending) = read(shelf.pending())? else {
        remove_file(disk, &shelf.pending())?;
        return Ok(current);
    };
    match &pending.change {
        Some(Change::Exchange { folder, carried, adopt }) if is_folder(disk, shelf, *folder)? => {
            let ground = ground(current.as_ref(), &pending, *adopt);
            twin::after_exchange(disk, shelf, &Judge::new(&ground), carried, When::Later)?;
            Ok(Some(pending))
        }
        Some(Change::Journal { .. }) => {
            go_on(disk, shelf, current.as_ref(), &pending)?;
            Ok(Some(pending))
        }
        Some(Change::Exchange { .. }) | None => {
            let before = current.unwrap_or_default();
            let after = agreed(disk, &shelf.output, &before, &pending);
            let settled = if after.files == before.files { before } else { after };
            if settled.files.is_empty() {
                remove_file(disk, &shelf.manifest())?;
            } else {
                settled.write(disk, &shelf.manifest())?;
            }
            remove_file(disk, &shelf.pending())?;
            Ok((!settled.files.is_empty()).then_some(settled))
        }
    }
}

/// Whether the output is the folder that was to become it.
fn is_folder(disk: &dyn Disk, shelf: &Shelf, folder: u64) -> Result<bool, PublishError> {
    let seen = disk.look(&shelf.output).at(Doing::Reading, &shelf.output)?;
    Ok(matches!(seen, Seen::Here { ino, .. } if ino == folder && ino != 0))
}

fn ground<'a>(current: Option<&'a Manifest>, pending: &'a Manifest, adopt: Adopt) -> Ground<'a> {
    Ground {
        old: Listing::of(current.map(Manifest::paths).unwrap_or_default()),
        new: Listing::of(pending.paths()),
        theirs: current.map(|current| &*current.theirs).unwrap_or_default(),
        adopt,
    }
}

/// Brings a journal to its end; if that cannot be, `run` takes the change back.
fn go_on(disk: &dyn Disk, shelf: &Shelf, current: Option<&Manifest>, pending: &Manifest) -> Result<(), PublishError> {
    let ground = ground(current, pending, Adopt::No);
    match journal_of(disk, shelf, &ground, pending) {
        Some(journal) => journal::run(&journal),
        None => Ok(()),
    }
}

fn take_back(
    disk: &dyn Disk,
    shelf: &Shelf,
    current: Option<&Manifest>,
    undone: &Manifest,
) -> Result<(), PublishError> {
    let ground = ground(current, undone, Adopt::No);
    match journal_of(disk, shelf, &ground, undone) {
        Some(journal) => journal.backward(),
        None => Ok(()),
    }
}

fn journal_of<'a>(
    disk: &'a dyn Disk,
    shelf: &'a Shelf,
    ground: &'a Ground<'a>,
    pending: &'a Manifest,
) -> Option<Journal<'a>> {
    let Some(Change::Journal { stage, written, adopted }) = &pending.change else { return None };
    Some(Journal {
        disk,
        shelf,
        stage: *stage,
        ground,
        theirs: &pending.theirs,
        files: &pending.files,
        written,
        adopted,
    })
}
