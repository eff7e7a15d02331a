//! The publish room: the only code that writes the output folder.
//!
//! A site arrives as a value ([`Product`]): every path, and how to make its bytes. [`sync`] makes the output folder
//! equal to it, whole or not at all. Each page is made and compared with the published file; if nothing differs,
//! nothing is touched. Otherwise the next site is laid out beside the output, sharing every file that stays, and the
//! two folders change places in one step; where they cannot, the files that differ are moved in one by one under a
//! journal that the next build can finish. What was published is listed in a manifest, and only what it lists is
//! ever replaced or removed: everything else in the folder is somebody's and stays.
//!
//! What this room is not: it validates no paths (the product has), decides no content, prints nothing, and trusts no
//! clock and no modification time.
//!
//! ```text
//! folder    may this be the output?               compare   make, compare, lay out what differs
//! lock      one build at a time                   foreign   whose is this file?
//! recover   end what was cut off                  twin      the exchange       carry  foreign files go along
//! manifest  what is published                     journal   the fallback       disk   the seam to the system
//! dear      what the next build need not make again
//! ```

mod carry;
mod change;
mod compare;
mod dear;
mod disk;
mod error;
mod folder;
mod foreign;
mod journal;
mod listing;
mod lock;
mod manifest;
mod pour;
mod product;
mod recover;
mod shelf;
mod single;
#[cfg(test)]
mod tests;
mod twin;
mod work;

pub use error::{Clash, Doing, PublishError, Refusal};
pub use single::file;

use crate::output::Dear;
use change::{Next, Publication, number};
use disk::{Disk, Kind, Local, Seen};
use error::At;
use foreign::Ground;
use listing::{Listing, parents};
use manifest::{Entry, Manifest};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use shelf::Shelf;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use work::Work;

/// A site as a value: every path, and how to make its bytes when asked.
pub trait Product: Sync {
    /// How many files the site has.
    fn len(&self) -> usize;

    /// Whether the site has no file at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The path of a file in the output: relative, `/` between its steps, no empty step, none of `.`, `..` or
    /// `.kazipot-stage`; unique, also when case is folded.
    fn path(&self, index: usize) -> &str;

    /// Appends the file's bytes to `out`, which is empty. Called once for each file, from several threads.
    ///
    /// # Errors
    /// [`NotMade`]; the product keeps the reason. The other files are still asked for, so that all mistakes are
    /// known, and nothing is published.
    fn make(&self, index: usize, out: &mut Vec<u8>) -> Result<(), NotMade>;

    /// Whether the file may be too large to be held at once: it is poured, not made.
    fn pours(&self, index: usize) -> bool {
        let _ = index;
        false
    }

    /// Writes the file's bytes in pieces of any size. Called once or twice for a file that pours, with the same
    /// bytes each time.
    ///
    /// # Errors
    /// What `to` says.
    fn pour(&self, index: usize, to: &mut dyn Write) -> io::Result<()> {
        let mut whole = Vec::new();
        self.make(index, &mut whole).map_err(|NotMade| io::Error::other("not made"))?;
        to.write_all(&whole)
    }

    /// Whether the file's bytes are dear to make and follow from its path alone: they are kept for the next build.
    fn dear(&self, index: usize) -> Option<Dear> {
        let _ = index;
        None
    }

    /// Paths that stay as they are published now, if they are; one that ends with `/` stands for everything below
    /// it. A path that the site also makes is made.
    fn keep(&self) -> &[String];
}

/// A file could not be made, because of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMade;

/// Hears how far the work is, from several threads.
pub trait Progress: Sync {
    /// `done` of `of` files have been made and compared.
    fn made(&self, done: usize, of: usize);
}

/// Whether files that are not ours become ours where the site has a file of that path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Adopt {
    No,
    Yes,
}

/// Where a site goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// The hub's root, whose `.kazipot` keeps the manifest.
    pub root: PathBuf,
    /// The output folder; it and its parents may be missing, and it may be a link to a folder.
    pub output: PathBuf,
    pub adopt: Adopt,
}

/// What a publication came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Files made or replaced.
    pub written: usize,
    /// Files of the site before that are gone.
    pub removed: usize,
    /// Files that held the right bytes.
    pub unchanged: usize,
    /// Files that stayed because the product keeps them.
    pub kept: usize,
    /// The size of the written files.
    pub bytes_written: u64,
    pub how: How,
}

/// The way in which the folder changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Nothing differed and nothing was touched.
    Nothing,
    /// There was no folder: the whole site appeared in one step.
    Fresh,
    /// The whole folder changed in one step.
    Exchange,
    /// File by file, for this reason.
    Journal(Because),
}

/// Why a folder could not change in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The output is on another file system than the hub's `.kazipot`, or is a mount of its own, or has one in it.
    OtherFileSystem,
    /// This process works inside the output, and would be left in the old one.
    WorkingFolder,
    /// A version control keeps its state in a folder inside the output.
    Repository,
    /// There are more foreign files than can be taken along.
    ManyForeign,
    /// A foreign file has a name that is not Unicode.
    OddName,
    /// Hard links are not possible here, or not permitted.
    NoLinks,
    /// The system does not exchange folders here.
    NoExchange,
    /// The output's owner, permissions or attributes cannot be given to another folder.
    Owner,
}

/// Makes the output folder equal to the product.
///
/// # Errors
/// [`PublishError`]; until the very change, the output is as it was before.
pub fn sync(product: &dyn Product, target: &Target, progress: &dyn Progress) -> Result<Changes, PublishError> {
    sync_on(&Local, product, target, progress)
}

/// The paths of what was published last at this place; none where nothing was, or where the list cannot be read:
/// whoever publishes is told of that.
#[must_use]
pub fn published(target: &Target) -> Vec<String> {
    let list = || {
        let shelf = Shelf::of(&folder::settle(&target.root, &target.output)?);
        Manifest::read(&Local, &shelf, &shelf.manifest())
    };
    let manifest = list().ok().flatten().unwrap_or_default();
    manifest.files.into_iter().map(|Entry(path, ..)| path.into()).collect()
}

/// [`sync`] on a file system of the caller's choice.
fn sync_on(
    disk: &dyn Disk,
    product: &dyn Product,
    target: &Target,
    progress: &dyn Progress,
) -> Result<Changes, PublishError> {
    let folder = folder::settle(&target.root, &target.output)?;
    let mut shelf = Shelf::of(&folder);
    // Asked before anything is made, and again when the last build's end is known.
    if target.adopt == Adopt::No && !shelf.in_use(disk)? {
        folder::free_to_take(disk, &folder.output)?;
    }
    shelf.prepare(disk, &folder)?;
    let _lock = lock::take(&shelf.lock(), &folder.output)?;
    let current = recover::settle(disk, &shelf, target.adopt)?;
    shelf.sweep(disk)?;
    if target.adopt == Adopt::No && current.is_none() {
        folder::free_to_take(disk, &folder.output)?;
    }
    let current = current.unwrap_or_else(|| Manifest::new(&folder.label, Vec::new()));

    let mut order: Vec<u32> = (0..product.len()).map(number).collect();
    order.par_sort_unstable_by_key(|&index| product.path(index as usize));
    let paths: Vec<&str> = order.iter().map(|&index| product.path(index as usize)).collect();
    if let Some(twice) = paths.windows(2).find(|pair| pair[0] == pair[1]) {
        let (file, below) = (twice[0].to_owned(), twice[1].to_owned());
        return Err(PublishError::TwoInOne { file, below });
    }
    let made = Listing::of(paths);
    if let Some((file, below)) = made.contradiction() {
        return Err(PublishError::TwoInOne { file: file.to_owned(), below: below.to_owned() });
    }
    let kept = kept(disk, &shelf, product.keep(), &current, &made)?;
    let mut files = made.files.clone();
    files.extend(kept.iter().map(|(entry, _)| &*entry.0));
    files.sort_unstable();
    let ground = Ground {
        old: Listing::of(current.paths()),
        new: Listing::of(files),
        theirs: &current.theirs,
        adopt: target.adopt,
    };
    let stage = shelf.stage(disk)?;
    let work = Work::new(disk, &shelf, &ground, &current.removed, stage);
    let pass = compare::all(product, progress, &order, &made, &work)?;
    let next = Next::of(&made, &order, &pass.pages, &kept, &ground);
    if let Some(error) = pass.stopped {
        work.abandon(next.laid());
        return Err(error);
    }
    let changes = Publication { disk, shelf: &shelf, work: &work, current: &current }.make(next)?;
    dear::keep(disk, product, &shelf);
    Ok(changes)
}

/// The manifest's entries of the kept paths that are still published, with their files' identities, sorted.
fn kept(
    disk: &dyn Disk,
    shelf: &Shelf,
    keep: &[String],
    current: &Manifest,
    made: &Listing,
) -> Result<Vec<(Entry, u64)>, PublishError> {
    let published = current.paths();
    let below = |folder: &str| published.iter().copied().filter(|path| path.starts_with(folder)).collect::<Vec<_>>();
    let named = |path| if str::ends_with(path, '/') { below(path) } else { vec![path] };
    let keep: BTreeSet<&str> = keep.iter().flat_map(|path| named(path.as_str())).collect();
    let mut kept = Vec::new();
    for path in keep {
        let replaced =
            made.has_file(path) || made.has_folder(path) || parents(path).any(|folder| made.has_file(folder));
        let Some(entry) = current.get(path).filter(|_| !replaced) else { continue };
        let file = shelf.output.join(path);
        if let Seen::Here { kind: Kind::File, ino } = disk.look(&file).at(Doing::Reading, &file)? {
            kept.push((entry.clone(), ino));
        }
    }
    Ok(kept)
}
