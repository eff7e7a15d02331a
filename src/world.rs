//! The world outside: the only room that reads a hub's files, and the one door of the clock.
//!
//! Everything that compiles a hub asks a [`World`]: [`Disk`] for people, [`Memory`] for tests and for
//! the sample inside the binary; [`Mirror`] is a `Disk` that knows what has changed since it was asked last.
//! Paths are relative to the hub's root, with `/`.

mod glance;
mod mirror;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use glance::Glance;
pub use mirror::Mirror;

use jiff::civil::Date;

/// One file that a world found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Path from the hub's root, with `/`.
    pub path: String,
    /// What stands there.
    pub sort: Sort,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A file that can be read.
    File,
    /// A symbolic link that leaves the hub, leads nowhere or runs in a circle.
    BadLink,
    /// A path whose name is not Unicode; `path` shows it as well as it can.
    NotUnicode,
    /// A file or folder that the system would not let us list.
    Refused,
}

/// Where a hub's files come from, and which day it is.
pub trait World: Sync {
    /// All files under a folder, in byte order of their paths; an absent folder holds none.
    fn list(&self, under: &str) -> Vec<Found>;
    /// The bytes of a file.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
    /// The day for which the site is made.
    fn today(&self) -> Date;
    /// Which state all names together are in, in a world that is told of changes: as long as it is the same, every
    /// list is. `None` where nobody tells.
    fn names(&self) -> Option<Stamp> {
        None
    }
    /// Which state of a file this is, in a world that is told of changes: as long as the stamp of a file is the
    /// same, its bytes are. `None` where nobody tells.
    fn stamp(&self, path: &str) -> Option<Stamp> {
        let _ = path;
        None
    }
}

/// A state of a file. A later state has a greater stamp, and no two files ever had the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(u64);

/// The state of several files together: the last of their stamps, and how many they are. Where one of them
/// changed, the last is greater; where one only went, they are fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamps {
    last: Option<Stamp>,
    count: usize,
}

impl Stamps {
    /// The state of these files; `None` where nobody tells of changes.
    pub fn of<'p>(world: &dyn World, paths: impl IntoIterator<Item = &'p str>) -> Option<Stamps> {
        let mut together = Stamps { last: None, count: 0 };
        for path in paths {
            together.last = together.last.max(Some(world.stamp(path)?));
            together.count += 1;
        }
        Some(together)
    }
}

/// A hub in a folder.
pub struct Disk {
    root: PathBuf,
    today: Date,
}

impl Disk {
    /// The hub in `root` on the day `today`.
    pub fn new(root: PathBuf, today: Date) -> Disk {
        Disk { root, today }
    }
}

impl World for Disk {
    fn list(&self, under: &str) -> Vec<Found> {
        let top = self.root.join(under);
        let inside = std::fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
        let walk = walkdir::WalkDir::new(&top).follow_links(true).sort_by_file_name();
        let mut found: Vec<Found> = Vec::new();
        let mut entries = walk.into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    let hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
                    let leaves = entry.path_is_symlink()
                        && std::fs::canonicalize(entry.path()).is_ok_and(|to| !to.starts_with(&inside));
                    if hidden || leaves {
                        if leaves && !hidden {
                            found.push(Found { path: self.shown(entry.path()), sort: Sort::BadLink });
                        }
                        if entry.file_type().is_dir() {
                            entries.skip_current_dir();
                        }
                        continue;
                    }
                    if entry.file_type().is_file() {
                        let sort = if entry.path().to_str().is_some() { Sort::File } else { Sort::NotUnicode };
                        found.push(Found { path: self.shown(entry.path()), sort });
                    }
                }
                Err(error) => {
                    let absent =
                        error.depth() == 0 && error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound);
                    let Some(path) = error.path().filter(|_| !absent) else { continue };
                    let link = error.loop_ancestor().is_some() || path.symlink_metadata().is_ok_and(|m| m.is_symlink());
                    found
                        .push(Found { path: self.shown(path), sort: if link { Sort::BadLink } else { Sort::Refused } });
                }
            }
        }
        found.sort();
        found
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn today(&self) -> Date {
        self.today
    }
}

impl Disk {
    /// A path as a hub shows it: from the root, with `/`.
    fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }
}

/// A hub in memory.
#[derive(Clone, Debug)]
pub struct Memory {
    files: BTreeMap<String, Arc<[u8]>>,
    today: Date,
}

impl Memory {
    /// An empty hub on the day `today`.
    pub fn new(today: Date) -> Memory {
        Memory { files: BTreeMap::new(), today }
    }

    /// Puts a file into it.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Memory {
        self.files.insert(path.to_owned(), bytes.as_ref().into());
        self
    }
}

impl World for Memory {
    fn list(&self, under: &str) -> Vec<Found> {
        let folder = format!("{under}/");
        let inside = self.files.keys().filter(|path| path.starts_with(&folder));
        inside.map(|path| Found { path: path.clone(), sort: Sort::File }).collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).map(|bytes| bytes.to_vec()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn today(&self) -> Date {
        self.today
    }
}
