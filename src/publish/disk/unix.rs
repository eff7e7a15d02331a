//! The system's calls on Linux, and on what is like it.

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

pub(super) fn open_to_append(path: &Path) -> io::Result<File> {
    open(path, OFlags::WRONLY | OFlags::APPEND, Mode::empty())
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
    let have = attributes(folder)?;
    if attributes(like)?.iter().any(|name| !have.contains(name)) {
        return Err(io::ErrorKind::Unsupported.into());
    }
    Ok(())
}

/// The names of a folder's extended attributes, among them its access lists.
#[cfg(target_os = "linux")]
fn attributes(folder: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut names = vec![0; 64 * 1024];
    let length = match rustix::fs::listxattr(folder, &mut names) {
        Ok(length) => length,
        Err(Errno::NOTSUP) => 0,
        Err(error) => return Err(error.into()),
    };
    let names = names[..length].split(|byte| *byte == 0);
    Ok(names.filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect())
}

#[cfg(not(target_os = "linux"))]
fn attributes(_: &Path) -> io::Result<Vec<Vec<u8>>> {
    Ok(Vec::new())
}

#[cfg(target_os = "linux")]
pub(super) fn mounts_below(path: &Path) -> io::Result<bool> {
    use std::os::unix::ffi::OsStrExt;
    let mounts = match fs::read("/proc/self/mountinfo") {
        Ok(mounts) => mounts,
        // Without /proc nobody can tell.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut inside = path.as_os_str().as_bytes().to_vec();
    inside.push(b'/');
    // The fifth field is the mount point, with blanks and the like as three octal digits.
    let points = mounts.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    Ok(points.map(unescaped).any(|point| point.starts_with(&inside)))
}

#[cfg(target_os = "linux")]
fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((byte, after)) = rest.split_first() {
        let octal =
            after.get(..3).filter(|digits| *byte == b'\\' && digits.iter().all(|digit| (b'0'..b'8').contains(digit)));
        if let Some(digits) = octal {
            plain.push(digits.iter().fold(0_u8, |value, digit| (value << 3) | (digit - b'0')));
            rest = &after[3..];
        } else {
            plain.push(*byte);
            rest = after;
        }
    }
    plain
}

#[cfg(not(target_os = "linux"))]
pub(super) fn mounts_below(_: &Path) -> io::Result<bool> {
    Ok(false)
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
