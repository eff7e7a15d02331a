//! One build at a time for each output folder.
//!
//! The lock is the kernel's (`flock`), held on a file that is never removed: a process that dies lets go of it,
//! however it dies. The number written in the file is only for the message.

use super::error::{At, Doing, PublishError};
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// Held as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Said aloud, because a child process that is just being started still has the file open.
        let _ = self.0.unlock();
    }
}

/// Takes the lock, or says who has it.
pub(crate) fn take(lock: &Path, output: &Path) -> Result<Lock, PublishError> {
    let mut file =
        File::options().create(true).truncate(false).read(true).write(true).open(lock).at(Doing::Locking, lock)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let read = file.read_to_string(&mut text);
            return Err(PublishError::Busy {
                output: output.to_owned(),
                lock: lock.to_owned(),
                pid: read.ok().and_then(|_| text.trim().parse().ok()),
            });
        }
        Err(TryLockError::Error(error)) => return Err(error).at(Doing::Locking, lock),
    }
    // A full disk must not keep a build from trying: the number is a courtesy.
    let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(Lock(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_lock_names_its_process_and_a_dropped_one_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = take(&path, Path::new("public")).unwrap();
        match take(&path, Path::new("public")) {
            Err(PublishError::Busy { pid, .. }) => assert_eq!(pid, Some(std::process::id())),
            other => panic!("two locks at once: {other:?}"),
        }
        drop(held);
        take(&path, Path::new("public")).unwrap();
    }
}
