//! The system's calls where files have no identity and folders do not change places: the journal's ground.

use super::{Item, Kind, Place, Seen};
use std::fs::{self, File};
use std::io;
use std::path::Path;

pub(super) fn ino(_: &fs::Metadata) -> u64 {
    0
}

pub(super) fn list(path: &Path) -> io::Result<Vec<Item>> {
    let item = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok(Item { kind: kind(entry.file_type()?), ino: 0, name: entry.file_name() })
    };
    fs::read_dir(path)?.map(item).collect()
}

pub(super) fn kind(of: fs::FileType) -> Kind {
    match of {
        _ if of.is_symlink() => Kind::Link,
        _ if of.is_file() => Kind::File,
        _ if of.is_dir() => Kind::Folder,
        _ => Kind::Other,
    }
}

pub(super) fn in_the_way(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotADirectory || error.kind() == io::ErrorKind::InvalidInput
}

pub(super) fn look(path: &Path) -> io::Result<Seen> {
    match refuse_links_above(path).and_then(|()| fs::symlink_metadata(path)) {
        Ok(metadata) => Ok(Seen::Here { kind: kind(metadata.file_type()), ino: 0 }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Seen::Absent),
        Err(error) if in_the_way(&error) => Ok(Seen::Blocked),
        Err(error) => Err(error),
    }
}

pub(super) fn open_to_read(path: &Path) -> io::Result<File> {
    refuse_links_above(path)?;
    if fs::symlink_metadata(path)?.is_file() {
        return File::open(path);
    }
    Err(io::ErrorKind::NotADirectory.into())
}

pub(super) fn open_new(path: &Path) -> io::Result<File> {
    refuse_links_above(path)?;
    File::options().write(true).create_new(true).open(path)
}

pub(super) fn open_to_append(path: &Path) -> io::Result<File> {
    refuse_links_above(path)?;
    File::options().append(true).open(path)
}

fn refuse_links_above(path: &Path) -> io::Result<()> {
    for parent in path.ancestors().skip(1) {
        match fs::symlink_metadata(parent) {
            Ok(metadata) if metadata.is_symlink() => {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(metadata) if metadata.is_file() => {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

pub(super) fn place(_: &Path) -> io::Result<Option<Place>> {
    Ok(None)
}

pub(super) fn dress(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

pub(super) fn mounts_below(_: &Path) -> io::Result<bool> {
    Ok(false)
}

pub(super) fn rename_new(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
