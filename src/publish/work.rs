//! The bench on which the next site's files are laid out, as a tree of its own that nobody reads.
//!
//! It is the twin where there is one (the site before the last, most of whose files are the published ones by
//! another name), otherwise an empty folder. Nothing of it is made before the first page differs.

use super::carry::park;
use super::disk::{Disk, Kind, Seen, in_the_way};
use super::error::{At, Doing, PublishError};
use super::foreign::Ground;
use super::listing::{parent, parents};
use super::shelf::{Shelf, Stage, make, make_all, remove_tree};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

pub(crate) struct Work<'a> {
    pub(crate) disk: &'a dyn Disk,
    pub(crate) shelf: &'a Shelf,
    pub(crate) ground: &'a Ground<'a>,
    /// Paths that are not the old site's any more but may be in the twin, sorted.
    pub(crate) removed: &'a [String],
    pub(crate) stage: Stage,
    pub(crate) root: PathBuf,
    ready: AtomicBool,
    /// Whether the bench began as an empty folder.
    empty: AtomicBool,
    start: Mutex<Option<Start>>,
}

/// How the bench began.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) from: From,
    /// Whether the bench could be given the owner and the permissions of the output.
    pub(crate) dressed: bool,
    /// Folders made so that the output exists, outermost first.
    made: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum From {
    Twin,
    Nothing,
}

impl<'a> Work<'a> {
    pub(crate) fn new(
        disk: &'a dyn Disk,
        shelf: &'a Shelf,
        ground: &'a Ground<'a>,
        removed: &'a [String],
        stage: Stage,
    ) -> Work<'a> {
        let root = shelf.work(stage);
        let (ready, empty, start) = (AtomicBool::new(false), AtomicBool::new(false), Mutex::new(None));
        Work { disk, shelf, ground, removed, stage, root, ready, empty, start }
    }

    /// Sets the bench up, once, and says how it began.
    pub(crate) fn begin(&self) -> Result<Start, PublishError> {
        let mut start = self.start.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(start) = &*start {
            return Ok(start.clone());
        }
        let made = match self.stage {
            Stage::Hub => Vec::new(),
            Stage::Output => make_with_parents(self.disk, &self.shelf.output)?,
        };
        let began = start.insert(Start { from: From::Nothing, dressed: true, made });
        let twin = self.shelf.twin();
        if self.stage == Stage::Output {
            // The bench's own parent stands in the output and goes when the work is done.
            make_with_parents(self.disk, &self.root)?;
        } else if self.disk.look(&twin).at(Doing::Reading, &twin)? != Seen::Absent {
            self.disk.rename_new(&twin, &self.root).at(Doing::Moving, &twin)?;
            began.from = From::Twin;
        } else {
            make(self.disk, &self.root)?;
        }
        let output = &self.shelf.output;
        if self.stage == Stage::Hub && self.disk.look(output).at(Doing::Reading, output)? != Seen::Absent {
            began.dressed = match self.disk.dress(&self.root, output) {
                Ok(()) => true,
                Err(error) if super::disk::refused(&error) => false,
                Err(error) => return Err(error).at(Doing::Writing, &self.root),
            };
        }
        let began = began.clone();
        self.empty.store(began.from == From::Nothing, Ordering::Relaxed);
        self.ready.store(true, Ordering::Release);
        Ok(began)
    }

    /// Writes one of the next site's files. `folder` is the one that this thread last wrote to.
    pub(crate) fn put(&self, path: &str, bytes: &[u8], folder: &mut String) -> Result<(), PublishError> {
        if !self.ready.load(Ordering::Acquire) {
            self.begin()?;
        }
        // On an empty bench a folder that this thread has not seen is most likely missing: made first, it costs one
        // step less. In a twin it is most likely there, or something is in its place.
        if self.empty.load(Ordering::Relaxed) && parent(path) != folder {
            parent(path).clone_into(folder);
            make_all(self.disk, &self.root, folder)?;
        }
        match self.settle(path, |file| self.disk.create(file, bytes))? {
            Linked::Yes => Ok(()),
            Linked::Refused(error) => Err(error).at(Doing::Writing, &self.root.join(path)),
        }
    }

    /// Writes on at the end of a file that was put.
    pub(crate) fn put_on(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let file = self.root.join(path);
        self.disk.append(&file, bytes).at(Doing::Writing, &file)
    }

    /// That a file could not be written, for this reason.
    pub(crate) fn not_written(&self, path: &str, error: io::Error) -> PublishError {
        PublishError::Io { doing: Doing::Writing, path: self.root.join(path), error }
    }

    /// Gives one of the published files its name in the next site.
    pub(crate) fn link(&self, path: &str, published: &Path) -> Result<Linked, PublishError> {
        self.settle(path, |file| self.disk.link(published, file))
    }

    /// Makes a file at a path where there may be an old one, or a folder, or no folder to hold it.
    fn settle(&self, path: &str, lay: impl Fn(&Path) -> io::Result<()>) -> Result<Linked, PublishError> {
        let file = self.root.join(path);
        // Each obstacle is met once; another thread may clear the same one at the same time.
        for _ in 0..6 {
            match lay(&file) {
                Ok(()) => return Ok(Linked::Yes),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.evict(path)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    match make_all(self.disk, &self.root, parent(path)) {
                        Err(PublishError::Io { error, .. }) if in_the_way(&error) => {
                            self.clear_parents(path)?;
                        }
                        made => made?,
                    }
                }
                Err(error) if in_the_way(&error) => self.clear_parents(path)?,
                Err(error) if super::disk::refused(&error) => return Ok(Linked::Refused(error)),
                Err(error) => return Err(error).at(Doing::Writing, &file),
            }
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists)).at(Doing::Writing, &file)
    }

    /// Takes away what is no folder where a folder must be.
    fn clear_parents(&self, path: &str) -> Result<(), PublishError> {
        let parents: Vec<&str> = parents(path).collect();
        for folder in parents.into_iter().rev() {
            let at = self.root.join(folder);
            match self.disk.look(&at).at(Doing::Reading, &at)? {
                Seen::Here { kind: Kind::Folder, .. } => {}
                Seen::Here { .. } => return self.evict(folder),
                Seen::Absent | Seen::Blocked => return Ok(()),
            }
        }
        Ok(())
    }

    /// Takes a file or a folder off the bench: ours is removed, anybody else's is kept aside.
    pub(crate) fn evict(&self, path: &str) -> Result<(), PublishError> {
        let at = self.root.join(path);
        match self.disk.look(&at).at(Doing::Reading, &at)? {
            Seen::Here { kind: Kind::Folder, .. } => {
                if self.knows_folder(path) {
                    for item in self.disk.list(&at).at(Doing::Listing, &at)? {
                        match item.name.to_str() {
                            Some(name) => self.evict(&format!("{path}/{name}"))?,
                            None => park(self.disk, self.shelf, &at, Path::new(&item.name))?,
                        }
                    }
                    self.disk.remove_folder(&at).at(Doing::Removing, &at)
                } else {
                    park(self.disk, self.shelf, &self.root, Path::new(path))
                }
            }
            Seen::Here { kind: Kind::File, .. } if self.knows_file(path) => super::shelf::remove_file(self.disk, &at),
            Seen::Here { .. } => park(self.disk, self.shelf, &self.root, Path::new(path)),
            Seen::Absent | Seen::Blocked => Ok(()),
        }
    }

    /// Whether a file of the twin is one that a site of ours put there.
    pub(crate) fn knows_file(&self, path: &str) -> bool {
        self.ground.old.has_file(path) || self.removed.binary_search_by(|removed| removed.as_str().cmp(path)).is_ok()
    }

    /// The same for a folder.
    pub(crate) fn knows_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let at = self.removed.partition_point(|removed| removed.as_str() < below.as_str());
        self.ground.old.has_folder(path) || self.removed.get(at).is_some_and(|removed| removed.starts_with(&below))
    }

    /// Gives up before the change: what this build laid is taken away and the twin is the twin again.
    ///
    /// Called because of another error, which is the one to be told; what cannot be undone is swept by the next build.
    pub(crate) fn abandon<'p>(&self, laid: impl Iterator<Item = &'p str>) {
        let Some(start) = self.start.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        self.ready.store(false, Ordering::Release);
        if start.from == From::Twin {
            let cleared = laid
                .map(|path| super::shelf::remove_file(self.disk, &self.root.join(path)))
                .all(|removed| removed.is_ok());
            if cleared && self.disk.rename_new(&self.root, &self.shelf.twin()).is_ok() {
                return;
            }
        }
        self.clear(&start);
    }

    /// Takes the whole bench away, and the output if it was made for this build and has stayed empty.
    pub(crate) fn discard(&self) {
        if let Some(start) = self.start.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.clear(&start);
        }
    }

    fn clear(&self, start: &Start) {
        let _ = remove_tree(self.disk, &self.root);
        if self.stage == Stage::Output {
            let _ = self.shelf.sweep_output(self.disk);
        }
        for folder in start.made.iter().rev() {
            let _ = self.disk.remove_folder(folder);
        }
    }
}

/// Whether a link could be made.
#[derive(Debug)]
pub(crate) enum Linked {
    Yes,
    /// This file system, or this file's owner, does not allow it.
    Refused(io::Error),
}

/// Makes a folder and its parents; the ones that were made, outermost first.
pub(crate) fn make_with_parents(disk: &dyn Disk, folder: &Path) -> Result<Vec<PathBuf>, PublishError> {
    let mut missing = Vec::new();
    for parent in folder.ancestors() {
        if disk.look(parent).at(Doing::Reading, parent)? != Seen::Absent {
            break;
        }
        missing.push(parent.to_owned());
    }
    missing.reverse();
    for (index, folder) in missing.iter().enumerate() {
        if let Err(error) = make(disk, folder) {
            for made in missing[..index].iter().rev() {
                let _ = disk.remove_folder(made);
            }
            return Err(error);
        }
    }
    Ok(missing)
}
