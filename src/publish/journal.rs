//! The change file by file, where the folders cannot change places.
//!
//! Every file is moved into the output in one step, so that no file is ever torn; what it replaces, and what is
//! removed, is kept until the last step is done. A step that fails is followed by all of them backwards: the old
//! site stands. A build that is killed leaves the list of what it was at, and the next one goes on to the end. In
//! between, and only there, a reader may meet files of both sites. Foreign files are not moved at all.
//!
//! Steps are idempotent: a file that is no longer on the bench is in its place.

use super::disk::{Disk, Kind, Seen, refused};
use super::error::{At, Clash, Doing, PublishError};
use super::foreign::Ground;
use super::listing::{parent, parents};
use super::manifest::{Entry, Hash, Manifest};
use super::shelf::{Shelf, Stage, make, make_all, remove_file};
use std::io;
use std::path::{Path, PathBuf};

pub(crate) struct Journal<'a> {
    pub(crate) disk: &'a dyn Disk,
    pub(crate) shelf: &'a Shelf,
    pub(crate) stage: Stage,
    pub(crate) ground: &'a Ground<'a>,
    /// Folders of the new site that are somebody's.
    pub(crate) theirs: &'a [String],
    pub(crate) files: &'a [Entry],
    pub(crate) written: &'a [u32],
    pub(crate) adopted: &'a [u32],
}

/// Makes the change that the pending list announces; if it cannot be made, takes back what was done of it.
pub(crate) fn publish(journal: &Journal, pending: &Manifest) -> Result<(), PublishError> {
    let (disk, shelf) = (journal.disk, journal.shelf);
    if let Err(error) = pending.write(disk, &shelf.pending()) {
        let _ = remove_file(disk, &shelf.pending());
        return Err(error);
    }
    run(journal)
}

/// The same for a list that is announced already.
pub(crate) fn run(journal: &Journal) -> Result<(), PublishError> {
    let (disk, pending) = (journal.disk, journal.shelf.pending());
    let done =
        journal.forward().and_then(|()| disk.rename(&pending, &journal.shelf.manifest()).at(Doing::Moving, &pending));
    if done.is_err() {
        // The error to tell is the one that stopped the change; what cannot be taken back now is by the next build.
        let undo = journal.shelf.undo();
        if disk.rename(&pending, &undo).is_ok() && journal.backward().is_ok() {
            let _ = remove_file(disk, &undo);
        }
    }
    done
}

impl Journal<'_> {
    fn forward(&self) -> Result<(), PublishError> {
        let back = self.shelf.back(self.stage);
        make(self.disk, &back)?;
        let orphans: Vec<(usize, &str)> = self.orphans().collect();
        let in_the_way = |path: &str| {
            self.ground.new.has_folder(path) || parents(path).any(|folder| self.ground.new.has_file(folder))
        };
        let (first, last): (Vec<_>, Vec<_>) = orphans.into_iter().partition(|(_, path)| in_the_way(path));
        self.remove(&first)?;
        // What pages need comes before the pages.
        let page = |index: &&u32| self.path(**index).ends_with(".html");
        for index in self.written.iter().filter(|index| !page(index)) {
            self.place(*index)?;
        }
        for index in self.written.iter().filter(page) {
            self.place(*index)?;
        }
        self.remove(&last)
    }

    /// Files of the old site that the new one does not have, with their numbers.
    fn orphans(&self) -> impl Iterator<Item = (usize, &str)> {
        let old = self.ground.old.files.iter().enumerate();
        old.filter(|(_, path)| !self.ground.new.has_file(path)).map(|(number, path)| (number, *path))
    }

    fn path(&self, index: u32) -> &str {
        &self.files[index as usize].0
    }

    /// Where the file that a written one replaces is kept.
    fn replaced(&self, index: u32) -> PathBuf {
        self.shelf.back(self.stage).join(format!("replaced-{index}"))
    }

    /// Where a removed file is kept.
    fn removed(&self, number: usize) -> PathBuf {
        self.shelf.back(self.stage).join(format!("removed-{number}"))
    }

    fn see(&self, path: &Path) -> Result<Seen, PublishError> {
        self.disk.look(path).at(Doing::Reading, path)
    }

    fn place(&self, index: u32) -> Result<(), PublishError> {
        let path = self.path(index);
        let from = self.shelf.work(self.stage).join(path);
        let to = self.shelf.output.join(path);
        if self.see(&from)? == Seen::Absent {
            return Ok(());
        }
        let foreign = |what: &str| PublishError::ForeignFiles {
            output: self.shelf.output.clone(),
            clashes: vec![Clash { foreign: what.into(), page: path.to_owned() }],
        };
        match self.see(&to)? {
            Seen::Absent => {
                make_all(self.disk, &self.shelf.output, parent(path))?;
                match self.disk.rename_new(&from, &to) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(foreign(path)),
                    moved => moved.at(Doing::Moving, &to),
                }
            }
            Seen::Here { kind: Kind::File, .. } if self.may_replace(index) => {
                self.keep(&to, &self.replaced(index))?;
                self.disk.rename(&from, &to).at(Doing::Moving, &to)
            }
            Seen::Here { .. } => Err(foreign(path)),
            Seen::Blocked => {
                let mut steps: Vec<&str> = parents(path).collect();
                steps.reverse();
                for step in steps {
                    let at = self.shelf.output.join(step);
                    if !matches!(self.see(&at)?, Seen::Here { kind: Kind::Folder, .. }) {
                        return Err(foreign(step));
                    }
                }
                Err(foreign(path))
            }
        }
    }

    fn may_replace(&self, index: u32) -> bool {
        self.ground.old.has_file(self.path(index)) || self.adopted.binary_search(&index).is_ok()
    }

    /// Gives a file about to be replaced a second name; where links are refused it is moved away, and for a moment
    /// its path is free.
    fn keep(&self, file: &Path, kept: &Path) -> Result<(), PublishError> {
        match self.disk.link(file, kept) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) if refused(&error) => self.disk.rename_new(file, kept).at(Doing::Moving, file),
            linked => linked.at(Doing::Linking, file),
        }
    }

    fn remove(&self, orphans: &[(usize, &str)]) -> Result<(), PublishError> {
        for (number, path) in orphans {
            let file = self.shelf.output.join(path);
            if matches!(self.see(&file)?, Seen::Here { kind: Kind::File, .. }) {
                self.disk.rename(&file, &self.removed(*number)).at(Doing::Moving, &file)?;
            }
        }
        if orphans.is_empty() {
            return Ok(());
        }
        // Children stand after their parents in the list.
        let old = self.ground.old.folders.iter().rev();
        for folder in old.filter(|folder| !self.ground.new.has_folder(folder)) {
            if self.ground.is_our_folder(folder) {
                self.remove_if_empty(folder)?;
            }
        }
        Ok(())
    }

    fn remove_if_empty(&self, folder: &str) -> Result<(), PublishError> {
        let path = self.shelf.output.join(folder);
        if !matches!(self.see(&path)?, Seen::Here { kind: Kind::Folder, .. }) {
            return Ok(());
        }
        match self.disk.remove_folder(&path) {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotFound | io::ErrorKind::ResourceBusy
                ) =>
            {
                Ok(())
            }
            removed => removed.at(Doing::Removing, &path),
        }
    }

    /// Takes back all that was done, from whatever point; only after the pending list was renamed to the undo list.
    pub(crate) fn backward(&self) -> Result<(), PublishError> {
        for &index in self.written.iter().rev() {
            let path = self.path(index);
            let to = self.shelf.output.join(path);
            let kept = self.replaced(index);
            if self.see(&kept)? != Seen::Absent {
                make_all(self.disk, &self.shelf.output, parent(path))?;
                self.disk.rename(&kept, &to).at(Doing::Moving, &to)?;
                // A rename onto another name of the same file does nothing, so the second name may remain.
                remove_file(self.disk, &kept)?;
            } else if self.see(&self.shelf.work(self.stage).join(path))? == Seen::Absent {
                self.take_out(&to, &self.files[index as usize].1)?;
            }
        }
        let made = self.ground.new.folders.iter().rev();
        for folder in made.filter(|folder| !self.ground.old.has_folder(folder)) {
            if self.theirs.binary_search_by(|theirs| theirs.as_str().cmp(folder)).is_err() {
                self.remove_if_empty(folder)?;
            }
        }
        for (number, path) in self.orphans() {
            let kept = self.removed(number);
            if self.see(&kept)? != Seen::Absent {
                make_all(self.disk, &self.shelf.output, parent(path))?;
                let to = self.shelf.output.join(path);
                match self.disk.rename_new(&kept, &to) {
                    // Somebody has put a file of theirs there since: it stays.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    moved => moved.at(Doing::Moving, &to)?,
                }
            }
        }
        Ok(())
    }

    /// Removes a file that this change put into the output, if it is still that.
    fn take_out(&self, file: &Path, hash: &Hash) -> Result<(), PublishError> {
        let Seen::Here { kind: Kind::File, .. } = self.see(file)? else { return Ok(()) };
        let bytes = self.disk.read(file).at(Doing::Reading, file)?;
        if Hash::of(&bytes) == *hash { remove_file(self.disk, file) } else { Ok(()) }
    }
}
