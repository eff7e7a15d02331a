//! Files that are poured: too large to be held at once, they pass through a piece of memory.

use super::disk::{Compared, Disk, Last, Piece};
use super::error::PublishError;
use super::manifest::Hash;
use super::work::Work;
use std::io::{self, Write};
use std::path::Path;

/// How much of a file is in memory, in bytes. Small in tests, so that small files have many pieces.
const PIECE: usize = if cfg!(test) { 8 } else { 128 * 1024 };

/// What was poured.
pub(crate) struct Poured {
    hasher: blake3::Hasher,
    size: u64,
}

impl Poured {
    pub(crate) fn hash(&self) -> Hash {
        Hash(*self.hasher.finalize().as_bytes())
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }
}

/// Cuts what is written into pieces and gives each to `each`, with its place in the file.
struct Pieces<F> {
    piece: Vec<u8>,
    poured: Poured,
    each: F,
}

impl<F: FnMut(Piece<'_>) -> io::Result<()>> Pieces<F> {
    fn new(each: F) -> Pieces<F> {
        let poured = Poured { hasher: blake3::Hasher::new(), size: 0 };
        Pieces { piece: Vec::with_capacity(PIECE), poured, each }
    }

    fn give(&mut self, last: Last) -> io::Result<()> {
        (self.each)(Piece { from: self.poured.size, bytes: &self.piece, last })?;
        self.poured.hasher.update(&self.piece);
        self.poured.size += self.piece.len() as u64;
        self.piece.clear();
        Ok(())
    }

    fn end(mut self) -> io::Result<Poured> {
        self.give(Last::Yes)?;
        Ok(self.poured)
    }
}

impl<F: FnMut(Piece<'_>) -> io::Result<()>> Write for Pieces<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() == PIECE {
            self.give(Last::No)?;
        }
        let some = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..some]);
        Ok(some)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Compares a file with what is poured.
pub(crate) fn against(
    disk: &dyn Disk,
    file: &Path,
    pour: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<(Compared, Poured)> {
    let mut found = None;
    let mut pieces = Pieces::new(|piece: Piece<'_>| {
        if matches!(found, None | Some(Compared::Same(_))) {
            found = Some(disk.compare_piece(file, piece)?);
        }
        Ok(())
    });
    pour(&mut pieces)?;
    let poured = pieces.end()?;
    Ok((found.expect("a file has a last piece"), poured))
}

/// Lays what is poured on the bench.
pub(crate) fn onto(
    work: &Work<'_>,
    path: &str,
    folder: &mut String,
    pour: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Poured, PublishError> {
    let mut failure = None;
    let mut pieces = Pieces::new(|piece: Piece<'_>| {
        let laid = match piece.from {
            0 => work.put(path, piece.bytes, folder),
            _ => work.put_on(path, piece.bytes),
        };
        laid.map_err(|error| {
            failure = Some(error);
            io::Error::other("not laid")
        })
    });
    let poured = pour(&mut pieces).and_then(|()| pieces.end());
    match (poured, failure) {
        (_, Some(error)) => Err(error),
        (Ok(poured), None) => Ok(poured),
        (Err(error), None) => Err(work.not_written(path, error)),
    }
}
