//! The seam: every operation that reads or changes the output folder, the twin or the journal.
//!
//! Publishing is a long walk of small steps, any of which may be the last one. Behind this trait the tests let
//! the n-th step fail, or stop the walk there as a kill would; [`Local`] is the machine's own file system.
//! Paths are absolute and canonical up to the folder in question: a symbolic link met on the way is therefore
//! somebody's, and no operation that could reach a file through it does.

#[cfg(not(unix))]
#[path = "disk/other.rs"]
mod system;
#[cfg(unix)]
#[path = "disk/unix.rs"]
mod system;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What sort of thing a name stands for; links are never followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    File,
    Folder,
    Link,
    Other,
}

/// One name in a folder. `ino` is the file's identity on its file system, 0 where the system has none.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) name: OsString,
    pub(crate) kind: Kind,
    pub(crate) ino: u64,
}

/// The answer to "what is at this path?".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seen {
    Absent,
    /// A parent is no folder, or a symbolic link: the path cannot be reached.
    Blocked,
    Here {
        kind: Kind,
        ino: u64,
    },
}

/// The answer to "does this file hold these bytes?".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Compared {
    Absent,
    /// Equal, with the file's identity.
    Same(u64),
    Differs,
    /// Something that is no regular file stands at the path or at one of its parents.
    Blocked,
}

/// A part of a file.
#[derive(Clone, Copy)]
pub(crate) struct Piece<'b> {
    /// Where it begins.
    pub(crate) from: u64,
    pub(crate) bytes: &'b [u8],
    pub(crate) last: Last,
}

/// Whether a file ends where a piece of it ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Last {
    Yes,
    No,
}

/// A file system as one mount shows it: within one, names can be linked and moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) device: u64,
    pub(crate) mount: u64,
}

pub(crate) trait Disk: Sync {
    fn look(&self, path: &Path) -> io::Result<Seen>;
    fn compare(&self, path: &Path, bytes: &[u8]) -> io::Result<Compared> {
        self.compare_piece(path, Piece { from: 0, bytes, last: Last::Yes })
    }
    /// The same for a part of a file.
    fn compare_piece(&self, path: &Path, piece: Piece<'_>) -> io::Result<Compared>;
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The names in a folder, in no order.
    fn list(&self, path: &Path) -> io::Result<Vec<Item>>;
    /// Where a path lives, or `None` where the system cannot say.
    fn place(&self, path: &Path) -> io::Result<Option<Place>>;
    /// Whether another file system is mounted on a folder below this one.
    fn mounts_below(&self, path: &Path) -> io::Result<bool>;
    /// Writes a file that must not exist yet.
    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Writes on at the end of a file.
    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Gives a folder the owner and the permissions of another. Refused where the other has attributes (an access
    /// list, say) that this one lacks.
    fn dress(&self, folder: &Path, like: &Path) -> io::Result<()>;
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Moves a file over whatever file `to` names.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Moves a file or a folder to a name that must be free.
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Swaps two folders in one step.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// The machine's own file system.
pub(crate) struct Local;

/// Whether an error says that this file system, or this user, cannot link or exchange here, so that another way
/// may still work (as against a full or failing disk).
pub(crate) fn refused(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, InvalidInput, PermissionDenied, ResourceBusy, TooManyLinks, Unsupported};
    matches!(error.kind(), CrossesDevices | InvalidInput | PermissionDenied | ResourceBusy | TooManyLinks | Unsupported)
}

/// Whether an error says that a parent is no folder, or that a symbolic link is on the way.
pub(crate) fn in_the_way(error: &io::Error) -> bool {
    system::in_the_way(error)
}

/// Compares an open file with bytes, without holding more than a buffer of it.
fn holds(mut file: fs::File, mut bytes: &[u8]) -> io::Result<bool> {
    let mut buffer = [0_u8; 16 * 1024];
    while !bytes.is_empty() {
        let wanted = buffer.len().min(bytes.len());
        let read = match file.read(&mut buffer[..wanted]) {
            Ok(0) => return Ok(false),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer[..read] != bytes[..read] {
            return Ok(false);
        }
        bytes = &bytes[read..];
    }
    Ok(true)
}

impl Disk for Local {
    fn look(&self, path: &Path) -> io::Result<Seen> {
        system::look(path)
    }

    fn compare_piece(&self, path: &Path, piece: Piece<'_>) -> io::Result<Compared> {
        let mut file = match system::open_to_read(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Compared::Absent),
            Err(error) if system::in_the_way(&error) => return Ok(Compared::Blocked),
            Err(error) => return Err(error),
        };
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Ok(Compared::Blocked);
        }
        let end = piece.from + piece.bytes.len() as u64;
        let fits = if piece.last == Last::Yes { metadata.len() == end } else { metadata.len() >= end };
        if piece.from > 0 && fits {
            file.seek(SeekFrom::Start(piece.from))?;
        }
        if fits && holds(file, piece.bytes)? {
            return Ok(Compared::Same(system::ino(&metadata)));
        }
        Ok(Compared::Differs)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        system::open_to_read(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Item>> {
        system::list(path)
    }

    fn place(&self, path: &Path) -> io::Result<Option<Place>> {
        system::place(path)
    }

    fn mounts_below(&self, path: &Path) -> io::Result<bool> {
        system::mounts_below(path)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        system::open_new(path)?.write_all(bytes)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        system::open_to_append(path)?.write_all(bytes)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn dress(&self, folder: &Path, like: &Path) -> io::Result<()> {
        system::dress(folder, like)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        match system::rename_new(from, to) {
            // The check is not one step with the move here: a file that appears in between is lost to it.
            Err(error) if refused(&error) => {
                if fs::symlink_metadata(to).is_ok() {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                fs::rename(from, to)
            }
            done => done,
        }
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        system::exchange(one, other)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}
