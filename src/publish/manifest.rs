//! The list of what was published: the only licence to replace a file in the output, or to remove one.
//!
//! A change is announced in a pending list and the pending list becomes the manifest when it is done. Between the
//! two a build may be killed; then whichever the folder matches is right, and [`agreed`] asks it, file by file.

use super::Adopt;
use super::disk::Disk;
use super::error::{At, Doing, PublishError};
use super::shelf::{Shelf, Stage, write_whole};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

const VERSION: u32 = 1;

/// The blake3 hash of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hash(pub(crate) [u8; 32]);

impl Hash {
    pub(crate) fn of(bytes: &[u8]) -> Hash {
        Hash(*blake3::hash(bytes).as_bytes())
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Hash, D::Error> {
        let text = <&str>::deserialize(from)?;
        let hash = blake3::Hash::from_hex(text).map_err(D::Error::custom)?;
        Ok(Hash(*hash.as_bytes()))
    }
}

/// One published file: its path in the output, its hash, its size in bytes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Entry(pub(crate) Box<str>, pub(crate) Hash, pub(crate) u64);

/// The way in which a pending list is to become true.
#[derive(PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Change {
    /// The folder with this identity becomes the output; the foreign files linked into it, with theirs.
    Exchange { folder: u64, carried: Vec<(String, u64)>, adopt: Adopt },
    /// These of the listed files are moved to the output, one by one; files not ours at the adopted ones' paths are
    /// replaced.
    Journal { stage: Stage, written: Vec<u32>, adopted: Vec<u32> },
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    kazipot: u32,
    /// The output as people know it; only for them.
    pub(crate) output: String,
    /// Paths of the list before this one that are not in this one; the twin may still hold them.
    pub(crate) removed: Vec<String>,
    /// Folders on our paths that were there before us and are never removed.
    pub(crate) theirs: Vec<String>,
    pub(crate) change: Option<Change>,
    /// Sorted by path.
    pub(crate) files: Vec<Entry>,
}

impl Manifest {
    pub(crate) fn new(output: &str, files: Vec<Entry>) -> Manifest {
        Manifest { kazipot: VERSION, output: output.to_owned(), files, ..Manifest::default() }
    }

    pub(crate) fn paths(&self) -> Vec<&str> {
        self.files.iter().map(|Entry(path, ..)| &**path).collect()
    }

    pub(crate) fn get(&self, path: &str) -> Option<&Entry> {
        let at = self.files.binary_search_by(|Entry(have, ..)| (**have).cmp(path)).ok()?;
        Some(&self.files[at])
    }

    /// Reads a list, or `None` where there is none.
    pub(crate) fn read(disk: &dyn Disk, shelf: &Shelf, path: &Path) -> Result<Option<Manifest>, PublishError> {
        let bytes = match disk.read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).at(Doing::Reading, path),
        };
        let bad = |reason: String| PublishError::BadManifest {
            output: shelf.output.clone(),
            manifest: path.to_owned(),
            reason,
        };
        let mut manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?;
        if manifest.kazipot != VERSION {
            return Err(bad(format!("its version is {}, not {VERSION}", manifest.kazipot)));
        }
        if let Some(path) = manifest.unfit() {
            return Err(bad(format!("{path:?} is no path in the output")));
        }
        if let Some(Change::Journal { written, .. }) = &manifest.change
            && written.iter().any(|index| *index as usize >= manifest.files.len())
        {
            return Err(bad("a written file is not listed".to_owned()));
        }
        manifest.files.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        manifest.files.dedup_by(|one, other| one.0 == other.0);
        manifest.removed.sort_unstable();
        manifest.theirs.sort_unstable();
        Ok(Some(manifest))
    }

    /// A path that leads out of the output: a list changed by hand must not make us remove what lies there.
    fn unfit(&self) -> Option<&str> {
        let fits = |path: &str| {
            !path.contains('\\')
                && path.split('/').all(|step| !matches!(step, "" | "." | ".."))
                && !Path::new(path).is_absolute()
        };
        let paths = self.files.iter().map(|Entry(path, ..)| &**path);
        paths
            .chain(self.removed.iter().map(String::as_str))
            .chain(self.theirs.iter().map(String::as_str))
            .find(|path| !fits(path))
    }

    /// Writes the list whole: one file a line, so that people can read and compare it.
    pub(crate) fn write(&self, disk: &dyn Disk, path: &Path) -> Result<(), PublishError> {
        let text = self.text().map_err(io::Error::from).at(Doing::Writing, path)?;
        write_whole(disk, path, &text)
    }

    fn text(&self) -> serde_json::Result<Vec<u8>> {
        let mut text = Vec::with_capacity(256 + self.files.len() * 128);
        text.extend_from_slice(b"{\"kazipot\":");
        serde_json::to_writer(&mut text, &self.kazipot)?;
        text.extend_from_slice(b",\n\"output\":");
        serde_json::to_writer(&mut text, &self.output)?;
        text.extend_from_slice(b",\n\"removed\":");
        serde_json::to_writer(&mut text, &self.removed)?;
        text.extend_from_slice(b",\n\"theirs\":");
        serde_json::to_writer(&mut text, &self.theirs)?;
        text.extend_from_slice(b",\n\"change\":");
        serde_json::to_writer(&mut text, &self.change)?;
        text.extend_from_slice(b",\n\"files\":[");
        for (index, file) in self.files.iter().enumerate() {
            text.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
            serde_json::to_writer(&mut text, file)?;
        }
        text.extend_from_slice(b"\n]}\n");
        Ok(text)
    }
}

/// The list that the folder agrees with after a change that was cut off.
///
/// Where the two lists differ about a file, the folder's bytes decide; a file that neither describes is ours only if
/// both list it (then somebody changed it by hand). Where all the bytes are of one list, the result is that list.
pub(crate) fn agreed(disk: &dyn Disk, output: &Path, current: &Manifest, pending: &Manifest) -> Manifest {
    let mut result = Manifest::new(&pending.output, Vec::new());
    let union = |one: &[String], other: &[String]| {
        let all: BTreeSet<&String> = one.iter().chain(other).collect();
        all.into_iter().cloned().collect()
    };
    result.theirs = union(&current.theirs, &pending.theirs);
    result.removed = union(&current.removed, &pending.removed);
    let paths: BTreeSet<&str> = current.paths().into_iter().chain(pending.paths()).collect();
    for path in paths {
        let (old, new) = (current.get(path), pending.get(path));
        let right = if old == new {
            old
        } else if let Ok(bytes) = disk.read(&output.join(path)) {
            let hash = Hash::of(&bytes);
            let both = old.filter(|_| new.is_some());
            new.filter(|new| new.1 == hash).or(old.filter(|old| old.1 == hash)).or(both)
        } else {
            None
        };
        result.files.extend(right.cloned());
    }
    result
}
