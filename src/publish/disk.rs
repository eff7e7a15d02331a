//! The seam: every operation that reads or changes the output folder, the twin or the journal.
//!
//! Publishing is a long walk of small steps, any of which may be the last one. Behind this trait the tests let
//! the n-th step fail, or stop the walk there as a kill would; [`Local`] is the machine's own file system.
//! Paths are absolute and canonical up to the folder in question: a symbolic link met on the way is therefore
//! somebody's, and no operation that could reach a file through it does.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
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

/// A file system as one mount shows it: within one, names can be linked and moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) device: u64,
    pub(crate) mount: u64,
}

pub(crate) trait Disk: Sync {
    fn look(&self, path: &Path) -> io::Result<Seen>;
    fn compare(&self, path: &Path, bytes: &[u8]) -> io::Result<Compared>;
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The names in a folder, in no order.
    fn list(&self, path: &Path) -> io::Result<Vec<Item>>;
    /// Where a path lives, or `None` where the system cannot say.
    fn place(&self, path: &Path) -> io::Result<Option<Place>>;
    /// Writes a file that must not exist yet.
    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Gives a folder the owner and the permissions of another.
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

    fn compare(&self, path: &Path, bytes: &[u8]) -> io::Result<Compared> {
        let file = match system::open_to_read(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Compared::Absent),
            Err(error) if system::in_the_way(&error) => return Ok(Compared::Blocked),
            Err(error) => return Err(error),
        };
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Ok(Compared::Blocked);
        }
        if metadata.len() == bytes.len() as u64 && holds(file, bytes)? {
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

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        system::open_new(path)?.write_all(bytes)
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

#[cfg(unix)]
mod system {
    use super::{Item, Kind, Place, Seen};
    use rustix::fs::{CWD, Gid, Mode, OFlags, Uid};
    use rustix::io::Errno;
    use std::fs::{self, File};
    use std::io;
    use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
    use std::path::Path;

    pub(super) fn ino(metadata: &fs::Metadata) -> u64 {
        metadata.ino()
    }

    /// Lists with the system's own records, in a buffer that a thread uses again: a large site is folders.
    #[cfg(target_os = "linux")]
    pub(super) fn list(path: &Path) -> io::Result<Vec<Item>> {
        use rustix::fs::{FileType, RawDir};
        use std::cell::RefCell;
        use std::ffi::OsStr;
        use std::mem::MaybeUninit;
        use std::os::unix::ffi::OsStrExt;
        thread_local! {
            static RECORDS: RefCell<Vec<MaybeUninit<u8>>> = RefCell::new(vec![MaybeUninit::uninit(); 16 * 1024]);
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let folder = rustix::fs::open(path, flags, Mode::empty())?;
        RECORDS.with_borrow_mut(|records| {
            let mut items = Vec::new();
            let mut entries = RawDir::new(folder, records);
            while let Some(entry) = entries.next() {
                let entry = entry?;
                let name = entry.file_name().to_bytes();
                if matches!(name, b"." | b"..") {
                    continue;
                }
                let name = OsStr::from_bytes(name).to_owned();
                let kind = match entry.file_type() {
                    FileType::RegularFile => Kind::File,
                    FileType::Directory => Kind::Folder,
                    FileType::Symlink => Kind::Link,
                    // Some file systems do not say.
                    FileType::Unknown => kind(fs::symlink_metadata(path.join(&name))?.file_type()),
                    _ => Kind::Other,
                };
                items.push(Item { name, kind, ino: entry.ino() });
            }
            Ok(items)
        })
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn list(path: &Path) -> io::Result<Vec<Item>> {
        use std::os::unix::fs::DirEntryExt;
        let item = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            Ok(Item { kind: kind(entry.file_type()?), ino: entry.ino(), name: entry.file_name() })
        };
        fs::read_dir(path)?.map(item).collect()
    }

    pub(super) fn kind(of: fs::FileType) -> Kind {
        match of {
            _ if of.is_file() => Kind::File,
            _ if of.is_dir() => Kind::Folder,
            _ if of.is_symlink() => Kind::Link,
            _ => {
                debug_assert!(of.is_fifo() || of.is_socket() || of.is_block_device() || of.is_char_device());
                Kind::Other
            }
        }
    }

    /// Whether an error says that a parent is no folder or that a link is on the way.
    pub(super) fn in_the_way(error: &io::Error) -> bool {
        matches!(Errno::from_io_error(error), Some(Errno::NOTDIR | Errno::LOOP | Errno::NXIO))
    }

    pub(super) fn look(path: &Path) -> io::Result<Seen> {
        match metadata(path) {
            Ok(metadata) => Ok(Seen::Here { kind: kind(metadata.file_type()), ino: metadata.ino() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Seen::Absent),
            Err(error) if in_the_way(&error) => Ok(Seen::Blocked),
            Err(error) => Err(error),
        }
    }

    #[cfg(target_os = "linux")]
    fn metadata(path: &Path) -> io::Result<fs::Metadata> {
        open(path, OFlags::PATH, Mode::empty())?.metadata()
    }

    #[cfg(not(target_os = "linux"))]
    fn metadata(path: &Path) -> io::Result<fs::Metadata> {
        refuse_links_above(path)?;
        fs::symlink_metadata(path)
    }

    pub(super) fn open_to_read(path: &Path) -> io::Result<File> {
        // NONBLOCK: a fifo put there by somebody must not hold the build.
        open(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY, Mode::empty())
    }

    pub(super) fn open_new(path: &Path) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        open(path, flags, Mode::from_raw_mode(0o666))
    }

    /// Opens without passing a symbolic link anywhere on the path.
    #[cfg(target_os = "linux")]
    fn open(path: &Path, flags: OFlags, mode: Mode) -> io::Result<File> {
        use rustix::fs::{ResolveFlags, openat2};
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        match openat2(CWD, path, flags, mode, ResolveFlags::NO_SYMLINKS) {
            Ok(file) => Ok(file.into()),
            // Kernels before 5.6 do not have it, and some sandboxes forbid what they do not know.
            Err(Errno::NOSYS | Errno::PERM) => open_step_by_step(path, flags, mode),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn open(path: &Path, flags: OFlags, mode: Mode) -> io::Result<File> {
        open_step_by_step(path, flags | OFlags::NOFOLLOW | OFlags::CLOEXEC, mode)
    }

    fn open_step_by_step(path: &Path, flags: OFlags, mode: Mode) -> io::Result<File> {
        refuse_links_above(path)?;
        Ok(rustix::fs::open(path, flags, mode)?.into())
    }

    fn refuse_links_above(path: &Path) -> io::Result<()> {
        for parent in path.ancestors().skip(1) {
            match fs::symlink_metadata(parent) {
                Ok(metadata) if metadata.is_symlink() => return Err(Errno::LOOP.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The device, and the mount that shows it: two bind mounts of one device cannot be renamed across.
    #[cfg(target_os = "linux")]
    pub(super) fn place(path: &Path) -> io::Result<Option<Place>> {
        use rustix::fs::{AtFlags, StatxFlags, statx};
        let device = fs::metadata(path)?.dev();
        let mount = match statx(CWD, path, AtFlags::empty(), StatxFlags::MNT_ID) {
            Ok(seen) => seen.stx_mnt_id,
            Err(_) => 0,
        };
        Ok(Some(Place { device, mount }))
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn place(path: &Path) -> io::Result<Option<Place>> {
        Ok(Some(Place { device: fs::metadata(path)?.dev(), mount: 0 }))
    }

    pub(super) fn dress(folder: &Path, like: &Path) -> io::Result<()> {
        let (have, want) = (fs::metadata(folder)?, fs::metadata(like)?);
        if (have.uid(), have.gid()) != (want.uid(), want.gid()) {
            let (uid, gid) = (Uid::from_raw(want.uid()), Gid::from_raw(want.gid()));
            rustix::fs::chown(folder, Some(uid), Some(gid))?;
        }
        if have.mode() != want.mode() {
            fs::set_permissions(folder, fs::Permissions::from_mode(want.mode() & 0o7777))?;
        }
        Ok(())
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
        use rustix::fs::{RenameFlags, renameat_with};
        Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{RenameFlags, renameat_with};
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub(super) fn rename_new(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(not(unix))]
mod system {
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

    pub(super) fn rename_new(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
