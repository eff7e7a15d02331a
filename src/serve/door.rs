//! The folder in which the inner server's socket stands until the front has found it.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that only this user can enter; it goes away with the value.
pub(super) struct Door {
    folder: PathBuf,
    socket: PathBuf,
}

impl Door {
    /// Makes it, under a name that nobody has, in the first place that takes it: a disk may be full.
    pub(super) fn make() -> io::Result<Door> {
        let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let places = own.into_iter().chain([std::env::temp_dir(), PathBuf::from("/dev/shm"), PathBuf::from("/tmp")]);
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for place in places {
            match Door::make_in(&place) {
                Ok(door) => return Ok(door),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn make_in(place: &Path) -> io::Result<Door> {
        static TURN: AtomicU32 = AtomicU32::new(0);
        loop {
            let turn = TURN.fetch_add(1, Ordering::Relaxed);
            let folder = place.join(format!("kazipot-{}-{turn}", std::process::id()));
            match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => return Ok(Door { socket: folder.join("s"), folder }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && turn < 1000 => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Where the socket is to stand.
    pub(super) fn path(&self) -> &Path {
        &self.socket
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // Left behind, they are an empty folder among temporary ones.
        let _ = std::fs::remove_file(&self.socket);
        let _ = std::fs::remove_dir(&self.folder);
    }
}
