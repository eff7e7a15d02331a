//! Somebody's files go along: into the next site before the exchange, and what came late after it.
//!
//! A foreign file gets a second name (a hard link) in the next site's tree, so that it is there the moment the
//! folders change places: same file, same bytes, also for whoever has it open. What appears in the output between
//! that and the exchange is found in the old tree afterwards and moved over.

use super::Because;
use super::disk::{Disk, Kind, Seen, refused};
use super::error::{At, Doing, PublishError};
use super::foreign::Foreign;
use super::shelf::{Shelf, remove_file};
use super::work::make_with_parents;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// More foreign files and folders than this are not ours to copy about at every build: the journal leaves them alone.
pub(crate) const AT_MOST: usize = 64;

/// Folders in which a version control keeps its state: whoever works in them must not find them moved.
const REPOSITORIES: [&str; 7] = [".git", ".hg", ".svn", ".jj", ".bzr", "CVS", "_darcs"];

/// Why these foreign files cannot go along with an exchange, if they cannot.
pub(crate) fn obstacle(foreign: &[Foreign]) -> Option<Because> {
    if foreign.iter().any(|file| file.path.to_str().is_none()) {
        return Some(Because::OddName);
    }
    let repository = |file: &Foreign| {
        file.folder && file.path.file_name().is_some_and(|name| REPOSITORIES.iter().any(|known| name == *known))
    };
    if foreign.iter().any(repository) {
        return Some(Because::Repository);
    }
    (foreign.len() > AT_MOST).then_some(Because::ManyForeign)
}

/// Gives every foreign file its second name in `work`, and every foreign folder its counterpart.
pub(crate) fn carry(
    disk: &dyn Disk,
    output: &Path,
    work: &Path,
    foreign: &[Foreign],
) -> Result<Option<Because>, PublishError> {
    for file in foreign {
        let (from, to) = (output.join(&file.path), work.join(&file.path));
        let carried = if file.folder {
            match disk.make_folder(&to) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    make_with_parents(disk, &to)?;
                    disk.dress(&to, &from)
                }
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
                _ => disk.dress(&to, &from),
            }
        } else {
            match disk.link(&from, &to) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if let Some(parent) = to.parent() {
                        make_with_parents(disk, parent)?;
                    }
                    disk.link(&from, &to)
                }
                linked => linked,
            }
        };
        match carried {
            Ok(()) => {}
            // Gone since the survey: its owner took it away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if refused(&error) => return Ok(Some(Because::NoLinks)),
            Err(error) => return Err(error).at(Doing::Linking, &from),
        }
    }
    Ok(None)
}

/// Takes the second names away again.
pub(crate) fn leave(disk: &dyn Disk, work: &Path, foreign: &[Foreign]) -> Result<(), PublishError> {
    for file in foreign.iter().rev() {
        let path = work.join(&file.path);
        let gone = if file.folder { disk.remove_folder(&path) } else { disk.remove(&path) };
        match gone {
            Err(error)
                if !matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::DirectoryNotEmpty
                ) =>
            {
                return Err(error).at(Doing::Removing, &path);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Two trees that have changed places, and what was carried from the one into the other before.
pub(crate) struct Exchanged<'a> {
    pub(crate) shelf: &'a Shelf,
    /// The tree that was the output.
    pub(crate) from: &'a Path,
    /// The tree that is the output.
    pub(crate) to: &'a Path,
    /// Foreign paths and the identity under which they were linked.
    pub(crate) carried: &'a [(String, u64)],
}

impl Exchanged<'_> {
    /// Moves over what appeared in the old tree. What was carried keeps its name there, so that this can be done
    /// again after a kill.
    pub(crate) fn bring_over(&self, disk: &dyn Disk, found: &[Foreign]) -> Result<(), PublishError> {
        let carried: BTreeMap<&Path, u64> = self.carried.iter().map(|(path, ino)| (Path::new(path), *ino)).collect();
        let mut moved: Option<&Path> = None;
        for file in found {
            if moved.is_some_and(|folder| file.path.starts_with(folder)) {
                continue;
            }
            let arrived = self.one(disk, file, carried.get(file.path.as_path()).copied())?;
            if file.folder && arrived == Arrived::Moved {
                moved = Some(&file.path);
            }
        }
        Ok(())
    }

    /// Settles one foreign file or folder of the old tree.
    fn one(&self, disk: &dyn Disk, file: &Foreign, carried: Option<u64>) -> Result<Arrived, PublishError> {
        let (from, to) = (self.from.join(&file.path), self.to.join(&file.path));
        match disk.look(&to).at(Doing::Reading, &to)? {
            // Carried and removed from the new tree since: its owner's will.
            Seen::Absent if carried.is_some() => return Ok(Arrived::Was),
            Seen::Absent => {
                if let Some(parent) = to.parent() {
                    make_with_parents(disk, parent)?;
                }
                disk.rename_new(&from, &to).at(Doing::Moving, &from)?;
            }
            Seen::Here { kind: Kind::Folder, .. } if file.folder => return Ok(Arrived::Was),
            Seen::Here { ino, .. } if ino == file.ino => return Ok(Arrived::Was),
            // Replaced by its owner before the exchange: the old tree has the newer one.
            Seen::Here { ino, .. } if carried == Some(ino) && !file.folder => {
                disk.rename(&from, &to).at(Doing::Moving, &from)?;
            }
            // Replaced by its owner after the exchange.
            Seen::Here { .. } if carried == Some(file.ino) => return Ok(Arrived::Was),
            Seen::Here { .. } | Seen::Blocked => park(disk, self.shelf, self.from, &file.path)?,
        }
        Ok(Arrived::Moved)
    }

    /// Removes what was carried and then removed from the old tree by its owner, before the exchange.
    pub(crate) fn take_away(&self, disk: &dyn Disk, found: &[Foreign]) -> Result<(), PublishError> {
        let left: BTreeSet<&Path> = found.iter().map(|file| file.path.as_path()).collect();
        for (path, carried) in self.carried.iter().filter(|(path, _)| !left.contains(Path::new(path))) {
            let at = self.to.join(path);
            match disk.look(&at).at(Doing::Reading, &at)? {
                Seen::Here { kind: Kind::Folder, .. } => {}
                Seen::Here { ino, .. } if ino == *carried && ino != 0 => remove_file(disk, &at)?,
                _ => {}
            }
        }
        Ok(())
    }
}

#[derive(PartialEq, Eq)]
enum Arrived {
    /// With all that is in it, if it is a folder.
    Moved,
    Was,
}

/// Keeps a foreign file or folder that has no place any more, under its path in `tree`.
pub(crate) fn park(disk: &dyn Disk, shelf: &Shelf, tree: &Path, path: &Path) -> Result<(), PublishError> {
    let from = tree.join(path);
    let mut to: PathBuf = shelf.strays().join(path);
    if let Some(parent) = to.parent() {
        make_with_parents(disk, parent)?;
    }
    loop {
        match disk.rename_new(&from, &to) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let mut other = to.into_os_string();
                other.push("~");
                to = other.into();
            }
            moved => return moved.at(Doing::Moving, &from),
        }
    }
}
