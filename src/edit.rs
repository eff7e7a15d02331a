//! Editing: the only room that writes a hub's own files.
//!
//! New files are made where none is; a file that is there is changed only while it is what was read. A file
//! appears whole, under its name, or not at all. A record is amended by putting a few bytes between its own.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

mod amend;
mod change;
mod schema;
mod skeleton;
mod translation;

pub use amend::{Amendment, Unreadable, Wish};
pub use change::replace;
pub use schema::{FOLDER as SCHEMAS, Schemas, line as schema_line, settings};
pub use skeleton::{Help, Skeleton};
pub use translation::accepted;

/// A file that is to be made.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Its path from the hub's root.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a file was not made or amended.
#[derive(Debug)]
pub enum EditError {
    /// It is not what it was when it was read.
    Changed(PathBuf),
    /// Something is there already.
    Exists(PathBuf),
    /// The system refused.
    Io(PathBuf, io::Error),
}

/// Makes a new file, its folders included, unless something is there.
pub fn make(root: &Path, file: &NewFile) -> Result<(), EditError> {
    make_all(root, std::slice::from_ref(file), &mut |_, _| {}).pop().map_or(Ok(()), Err)
}

/// Makes many new files; what could not be made is returned, the others are there.
///
/// All of them are on the disk before the first gets its name, with one wait instead of one for each.
/// `progress` is told how many of how many have their names.
pub fn make_all(root: &Path, files: &[NewFile], progress: &mut dyn FnMut(usize, usize)) -> Vec<EditError> {
    let mut failed = Vec::new();
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::with_capacity(files.len());
    let mut last: Option<PathBuf> = None;
    for file in files {
        match stage(root, file) {
            Ok((from, to)) => {
                last = Some(from.clone());
                staged.push((from, to));
            }
            Err(error @ EditError::Exists(_)) => failed.push(error),
            Err(error) => {
                // What is staged has no name yet: nothing was made.
                staged.iter().for_each(|(from, _)| drop(std::fs::remove_file(from)));
                failed.push(error);
                return failed;
            }
        }
    }
    if let Some(path) = last {
        sync_around(&path, &staged);
    }
    for (turn, (from, to)) in staged.iter().enumerate() {
        if let Err(error) = name(from, to) {
            failed.push(error);
        }
        progress(turn + 1, staged.len());
    }
    failed
}

/// Writes a file beside its place, under a name that nobody reads; returns that name and the place.
fn stage(root: &Path, file: &NewFile) -> Result<(PathBuf, PathBuf), EditError> {
    let to = root.join(&file.path);
    let refused = |error| EditError::Io(to.clone(), error);
    if to.symlink_metadata().is_ok() {
        return Err(EditError::Exists(to));
    }
    let folder = to.parent().unwrap_or(root);
    std::fs::create_dir_all(folder).map_err(refused)?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(to.file_name().unwrap_or_default());
    hidden.push(format!(".{}.tmp", std::process::id()));
    let staged = folder.join(hidden);
    if let Err(error) = write_new(&staged, &file.bytes) {
        let _ = std::fs::remove_file(&staged);
        return Err(refused(error));
    }
    Ok((staged, to))
}

/// Gives a staged file its name, unless something is there.
fn name(staged: &Path, to: &Path) -> Result<(), EditError> {
    // A link fails where a rename would overwrite what somebody made in the meantime.
    let named = match std::fs::hard_link(staged, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => move_unless_there(staged, to),
        done => done,
    };
    let _ = std::fs::remove_file(staged);
    named.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => EditError::Exists(to.to_path_buf()),
        _ => EditError::Io(to.to_path_buf(), error),
    })
}

/// Waits until staged files are on the disk: many of them all at once where the system can, else one by one.
fn sync_around(path: &Path, staged: &[(PathBuf, PathBuf)]) {
    const FEW: usize = 16;
    #[cfg(target_os = "linux")]
    if staged.len() > FEW
        && let Ok(file) = std::fs::File::open(path)
        && rustix::fs::syncfs(&file).is_ok()
    {
        return;
    }
    let _ = (path, FEW);
    for (from, _) in staged {
        // A disk that cannot promise it has still taken the bytes.
        let _ = std::fs::OpenOptions::new().write(true).open(from).and_then(|file| file.sync_all());
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}

/// For file systems without hard links.
fn move_unless_there(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    std::fs::rename(from, to)
}
