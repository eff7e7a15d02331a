//! The change itself: what is to become of every file is known, and the folder follows, by an exchange or a journal.

use super::compare::{self, Fate};
use super::disk::{Disk, Kind, Seen};
use super::error::{At, Doing, PublishError};
use super::foreign::{self, Ground, Judge};
use super::journal::{self, Journal};
use super::listing::{self, Listing, parents};
use super::manifest::{Change, Entry, Manifest};
use super::shelf::{Shelf, Stage, remove_tree};
use super::twin::{self, Outcome, Want};
use super::work::Work;
use super::{Because, Changes, How, carry, folder};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A file's number; a site of four thousand million files is not one.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).expect("a site has fewer than 2^32 files")
}

/// The next site's list, with what became of each file.
#[derive(Default)]
pub(crate) struct Next {
    files: Vec<Entry>,
    wants: Vec<Want>,
    /// Which of the files are on the bench, and which of those replace somebody's.
    written: Vec<u32>,
    adopted: Vec<u32>,
    /// Somebody's files that become ours.
    taken: Vec<u32>,
    kept: usize,
    bytes_written: u64,
}

impl Next {
    /// Lays the made pages (`order` has the numbers of `made`'s paths in the product) and the kept ones together.
    pub(crate) fn of(
        made: &Listing,
        order: &[u32],
        pages: &[compare::Page],
        kept: &[(Entry, u64)],
        ground: &Ground,
    ) -> Next {
        let mut next = Next { kept: kept.len(), ..Next::default() };
        let mut kept = kept.iter().peekable();
        let listed = made.also_in(&ground.old);
        for ((path, index), listed) in made.files.iter().zip(order).zip(listed) {
            let page = pages[*index as usize];
            while let Some((entry, ino)) = kept.next_if(|(entry, _)| *entry.0 < **path) {
                next.files.push(entry.clone());
                next.wants.push(Want::Published(*ino));
            }
            let number = number(next.files.len());
            next.files.push(Entry((*path).into(), page.hash, page.size));
            next.wants.push(match page.fate {
                Fate::Same(ino) => Want::Published(ino),
                Fate::New | Fate::Changed | Fate::Dropped => Want::Fresh,
            });
            if matches!(page.fate, Fate::New | Fate::Changed) {
                next.written.push(number);
                next.bytes_written += page.size;
            }
            if matches!(page.fate, Fate::Same(_) | Fate::Changed) && !listed {
                next.taken.push(number);
                if page.fate == Fate::Changed {
                    next.adopted.push(number);
                }
            }
        }
        for (entry, ino) in kept {
            next.files.push(entry.clone());
            next.wants.push(Want::Published(*ino));
        }
        next
    }

    fn paths_of(&self, numbers: &[u32]) -> impl Iterator<Item = &str> {
        numbers.iter().map(|number| &*self.files[*number as usize].0)
    }

    /// Every path that this build may have laid on the bench, whole or not.
    pub(crate) fn laid(&self) -> impl Iterator<Item = &str> {
        let laid = self.files.iter().zip(&self.wants).filter(|(_, want)| **want == Want::Fresh);
        laid.map(|(Entry(path, ..), _)| &**path)
    }
}

/// Everything that the change itself needs.
pub(crate) struct Publication<'a> {
    pub(crate) disk: &'a dyn Disk,
    pub(crate) shelf: &'a Shelf,
    pub(crate) work: &'a Work<'a>,
    pub(crate) current: &'a Manifest,
}

impl Publication<'_> {
    pub(crate) fn make(&self, next: Next) -> Result<Changes, PublishError> {
        let removed = match self.orphans() {
            Ok(removed) => removed,
            Err(error) => return self.give_up(&next, error),
        };
        let mut changes = Changes {
            written: next.written.len(),
            removed,
            unchanged: next.files.len() - next.kept - next.written.len(),
            kept: next.kept,
            bytes_written: next.bytes_written,
            how: How::Nothing,
        };
        let mut pending = match self.pending(&next) {
            Ok(pending) => pending,
            Err(error) => return self.give_up(&next, error),
        };
        if changes.written == 0 && removed == 0 {
            self.note(pending, next.files)?;
            return Ok(changes);
        }
        let judge = Judge::new(self.work.ground);
        let because = match self.exchange(&judge, &next, &mut pending)? {
            Ok(how) => {
                changes.how = how;
                return Ok(changes);
            }
            Err(because) => because,
        };
        self.journal(&judge, next, pending)?;
        changes.how = How::Journal(because);
        Ok(changes)
    }

    fn give_up(&self, next: &Next, error: PublishError) -> Result<Changes, PublishError> {
        self.work.abandon(next.laid());
        Err(error)
    }

    /// How many files of the old site that the next one does not have are still there.
    fn orphans(&self) -> Result<usize, PublishError> {
        let gone = self.work.ground.old.without(&self.work.ground.new);
        gone.par_iter()
            .map(|path| {
                let file = self.shelf.output.join(path);
                let seen = self.disk.look(&file).at(Doing::Reading, &file)?;
                Ok(usize::from(matches!(seen, Seen::Here { kind: Kind::File, .. })))
            })
            .try_reduce(|| 0, |one, other| Ok(one + other))
    }

    /// The next manifest, without its files.
    fn pending(&self, next: &Next) -> Result<Manifest, PublishError> {
        let ground = self.work.ground;
        let mut pending = Manifest::new(&self.current.output, Vec::new());
        pending.removed = ground.old.without(&ground.new).into_iter().map(str::to_owned).collect();
        pending.theirs = self.theirs(next)?;
        Ok(pending)
    }

    /// Folders that the next site needs and that were in the output before us.
    fn theirs(&self, next: &Next) -> Result<Vec<String>, PublishError> {
        let ground = self.work.ground;
        let still = self.current.theirs.iter().filter(|folder| ground.new.has_folder(folder));
        let mut theirs: BTreeSet<String> = still.cloned().collect();
        // A folder of files that we take over is taken over with them.
        let taken: BTreeSet<&str> = next.paths_of(&next.taken).flat_map(parents).collect();
        let mut absent: Option<&str> = None;
        for folder in ground.new.folders.iter().filter(|folder| !ground.old.has_folder(folder)) {
            if absent.is_some_and(|absent| listing::is_below(folder, absent)) {
                continue;
            }
            let path = self.shelf.output.join(folder);
            match self.disk.look(&path).at(Doing::Reading, &path)? {
                Seen::Here { kind: Kind::Folder, .. } if !taken.contains(folder) => {
                    theirs.insert((*folder).to_owned());
                }
                Seen::Here { kind: Kind::Folder, .. } => {}
                _ => absent = Some(folder),
            }
        }
        Ok(theirs.into_iter().collect())
    }

    /// Nothing differs in the folder; what we know of it may.
    fn note(&self, mut pending: Manifest, files: Vec<Entry>) -> Result<(), PublishError> {
        // The twin is not synced now, so what it may hold stays known.
        let removed: BTreeSet<String> = self.current.removed.iter().cloned().chain(pending.removed).collect();
        pending.removed = removed.into_iter().collect();
        pending.files = files;
        if pending.files == self.current.files && pending.theirs == self.current.theirs {
            return Ok(());
        }
        pending.write(self.disk, &self.shelf.manifest())
    }

    /// Tries the exchange; inside, the reason why it cannot be.
    fn exchange(
        &self,
        judge: &Judge,
        next: &Next,
        pending: &mut Manifest,
    ) -> Result<Result<How, Because>, PublishError> {
        let (disk, output) = (self.disk, &self.shelf.output);
        if self.work.stage == Stage::Output {
            return Ok(Err(Because::OtherFileSystem));
        }
        if folder::works_inside(output) {
            return Ok(Err(Because::WorkingFolder));
        }
        match disk.mounts_below(output).at(Doing::Reading, output) {
            Ok(true) => return Ok(Err(Because::OtherFileSystem)),
            Ok(false) => {}
            Err(error) => {
                self.work.abandon(next.laid());
                return Err(error);
            }
        }
        let looked = disk.look(output).at(Doing::Reading, output);
        let (how, survey) = match looked {
            Ok(Seen::Absent) => (How::Fresh, Ok(foreign::Survey::default())),
            Ok(_) => (How::Exchange, foreign::survey(disk, output, judge)),
            Err(error) => (How::Nothing, Err(error)),
        };
        let survey = survey.and_then(|survey| match survey.clashes.is_empty() {
            true => Ok(survey),
            false => Err(PublishError::ForeignFiles { output: output.clone(), clashes: survey.clashes }),
        });
        let survey = match survey {
            Ok(survey) => survey,
            Err(error) => {
                self.work.abandon(next.laid());
                return Err(error);
            }
        };
        if let Some(because) = carry::obstacle(&survey.foreign) {
            return Ok(Err(because));
        }
        pending.files.clone_from(&next.files);
        match twin::publish(self.work, judge, &next.wants, survey, pending)? {
            Outcome::Done => Ok(Ok(how)),
            Outcome::Cannot(because) => Ok(Err(because)),
        }
    }

    /// Makes the change file by file, and clears the bench away.
    fn journal(&self, judge: &Judge, mut next: Next, mut pending: Manifest) -> Result<(), PublishError> {
        let (disk, shelf, stage) = (self.disk, self.shelf, self.work.stage);
        if let Err(error) = self.work.begin() {
            return self.give_up(&next, error).map(|_| ());
        }
        pending.files = std::mem::take(&mut next.files);
        pending.change = Some(Change::Journal { stage, written: next.written.clone(), adopted: next.adopted.clone() });
        let journal = Journal {
            disk,
            shelf,
            stage,
            ground: self.work.ground,
            theirs: &pending.theirs,
            files: &pending.files,
            written: &next.written,
            adopted: &next.adopted,
        };
        let done = journal::publish(&journal, &pending);
        // Whatever cannot be cleared away now is swept by the next build.
        if done.is_ok() {
            let _ = remove_tree(disk, &shelf.back(stage));
            if stage == Stage::Hub {
                let _ = twin::retire(self.work, judge, &self.work.root);
            }
            let _ = twin::retire(self.work, judge, &shelf.twin());
            let _ = shelf.sweep_output(disk);
            return done;
        }
        let gone = |list: PathBuf| matches!(disk.look(&list), Ok(Seen::Absent));
        if gone(shelf.undo()) && gone(shelf.pending()) {
            let _ = remove_tree(disk, &shelf.back(stage));
            next.files = pending.files;
            self.work.abandon(next.laid());
        }
        // Otherwise the next build needs what is on the bench to end this change.
        done
    }
}
