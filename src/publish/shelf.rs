//! What `.kazipot` keeps for one output folder.
//!
//! ```text
//! .kazipot/.gitignore                        all of it but schema/ stays out of version control
//! .kazipot/pictures/                         drawn pictures of all output folders, each behind the hash of its bytes
//! .kazipot/publish/public-0123456789abcdef/
//!   lock                                     who is publishing
//!   manifest.json                            what is published: the only licence to replace and to remove
//!   pending.json                             what is about to be; there only while a change is under way
//!   undo.json                                a pending list whose change is being taken back
//!   twin/                                    the site before the last one, to be the next
//!   work/                                    the next site while it is made
//!   back/                                    files on their way out, while a journal runs
//!   strays/                                  somebody's files that lost their place
//! ```
//!
//! Where the output is on another file system, `work` and `back` stand in `.kazipot-stage` inside the output.

use super::disk::{Disk, Kind, Place, Seen};
use super::error::{At, Doing, PublishError};
use super::folder::Folder;
use super::listing::parent;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// The folder in the output that holds the next site's files where `.kazipot` is on another file system.
pub(crate) const STAGE: &str = ".kazipot-stage";

const GITIGNORE: &str = "/*\n!/schema/\n";

/// Where the next site's files are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    Hub,
    Output,
}

pub(crate) struct Shelf {
    pub(crate) root: PathBuf,
    pub(crate) output: PathBuf,
}

impl Shelf {
    /// The shelf's place; nothing is made yet.
    pub(crate) fn of(folder: &Folder) -> Shelf {
        let root = folder.root.join(".kazipot/publish").join(&folder.key);
        Shelf { root, output: folder.output.clone() }
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.root.join("manifest.json")
    }

    pub(crate) fn pending(&self) -> PathBuf {
        self.root.join("pending.json")
    }

    pub(crate) fn undo(&self) -> PathBuf {
        self.root.join("undo.json")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    pub(crate) fn twin(&self) -> PathBuf {
        self.root.join("twin")
    }

    /// Where drawn pictures are kept, for all output folders of the hub.
    pub(crate) fn pictures(&self) -> Option<PathBuf> {
        Some(self.root.parent()?.parent()?.join("pictures"))
    }

    pub(crate) fn strays(&self) -> PathBuf {
        self.root.join("strays")
    }

    pub(crate) fn work(&self, stage: Stage) -> PathBuf {
        self.bench(stage).join("work")
    }

    pub(crate) fn back(&self, stage: Stage) -> PathBuf {
        self.bench(stage).join("back")
    }

    fn bench(&self, stage: Stage) -> PathBuf {
        match stage {
            Stage::Hub => self.root.clone(),
            Stage::Output => self.output.join(STAGE),
        }
    }

    /// Whether anything was ever published from here.
    pub(crate) fn in_use(&self, disk: &dyn Disk) -> Result<bool, PublishError> {
        for list in [self.manifest(), self.pending(), self.undo()] {
            if disk.look(&list).at(Doing::Reading, &list)? != Seen::Absent {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes the shelf and the ignore file above it where they are missing.
    pub(crate) fn prepare(&mut self, disk: &dyn Disk, folder: &Folder) -> Result<(), PublishError> {
        let home = folder.root.join(".kazipot");
        if disk.look(&home).at(Doing::Reading, &home)? == Seen::Absent {
            make(disk, &home)?;
        }
        // The folder itself may be a link to a larger disk; below it nothing is.
        let home = std::fs::canonicalize(&home).at(Doing::Reading, &home)?;
        let ignore = home.join(".gitignore");
        if disk.look(&ignore).at(Doing::Reading, &ignore)? == Seen::Absent {
            write_whole(disk, &ignore, GITIGNORE.as_bytes())?;
        }
        self.root = home.join("publish").join(&folder.key);
        make_all(disk, &home, &format!("publish/{}", folder.key))
    }

    /// Where the next site can be made so that it can be moved to the output by name.
    pub(crate) fn stage(&self, disk: &dyn Disk) -> Result<Stage, PublishError> {
        let mut nearest = self.output.as_path();
        while disk.look(nearest).at(Doing::Reading, nearest)? == Seen::Absent {
            let Some(above) = nearest.parent() else { break };
            nearest = above;
        }
        let place = |path: &Path| -> Result<Option<Place>, PublishError> { disk.place(path).at(Doing::Reading, path) };
        match (place(&self.root)?, place(nearest)?) {
            (Some(here), Some(there)) if here == there => Ok(Stage::Hub),
            _ => Ok(Stage::Output),
        }
    }

    /// Clears away what a build left that did not come to its end, and what a change no longer needs.
    pub(crate) fn sweep(&self, disk: &dyn Disk) -> Result<(), PublishError> {
        for item in disk.list(&self.root).at(Doing::Listing, &self.root)? {
            let path = self.root.join(&item.name);
            let name = item.name.as_encoded_bytes();
            if name == b"work" || name == b"back" {
                remove_tree(disk, &path)?;
            } else if name.ends_with(b".new") {
                disk.remove(&path).at(Doing::Removing, &path)?;
            }
        }
        self.sweep_output(disk)
    }

    /// The same for what stands in the output.
    pub(crate) fn sweep_output(&self, disk: &dyn Disk) -> Result<(), PublishError> {
        remove_tree(disk, &self.bench(Stage::Output))
    }
}

/// Makes a folder that may be there already.
pub(crate) fn make(disk: &dyn Disk, path: &Path) -> Result<(), PublishError> {
    match disk.make_folder(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.at(Doing::Writing, path),
    }
}

/// Makes a folder below `root`, which exists, and the missing ones above it.
pub(crate) fn make_all(disk: &dyn Disk, root: &Path, folder: &str) -> Result<(), PublishError> {
    if folder.is_empty() {
        return Ok(());
    }
    let path = root.join(folder);
    match disk.make_folder(&path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.contains('/') => {
            make_all(disk, root, parent(folder))?;
            make(disk, &path)
        }
        Err(error) => Err(error).at(Doing::Writing, &path),
    }
}

/// Writes a file so that its name never stands for half of it.
pub(crate) fn write_whole(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    remove_file(disk, &new)?;
    let written = disk
        .create(&new, bytes)
        .at(Doing::Writing, &new)
        .and_then(|()| disk.rename(&new, path).at(Doing::Writing, path));
    if written.is_err() {
        // The error that matters is the one at hand; the next build sweeps.
        let _ = disk.remove(&new);
    }
    written
}

/// Removes a file that may be gone already.
pub(crate) fn remove_file(disk: &dyn Disk, path: &Path) -> Result<(), PublishError> {
    match disk.remove(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.at(Doing::Removing, path),
    }
}

/// Removes a folder and all in it; links are removed, not followed. Only for trees of our own.
pub(crate) fn remove_tree(disk: &dyn Disk, path: &Path) -> Result<(), PublishError> {
    let items = match disk.list(path) {
        Ok(items) => items,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).at(Doing::Listing, path),
    };
    items.par_iter().with_min_len(16).try_for_each(|item| {
        let below = path.join(&item.name);
        match item.kind {
            Kind::Folder => remove_tree(disk, &below),
            Kind::File | Kind::Link | Kind::Other => disk.remove(&below).at(Doing::Removing, &below),
        }
    })?;
    disk.remove_folder(path).at(Doing::Removing, path)
}
