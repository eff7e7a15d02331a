//! The whole site in one step: a second tree is made equal to the next site, and the two change places.
//!
//! The twin is the site before the last. A file that stays as it is published has one identity in both trees, so
//! that nothing of it is read again, nothing copied, and its modification time survives every exchange. That
//! identity is checked name by name before each exchange: a twin that somebody meddled with is mended, not trusted.

use super::carry::{self, Exchanged, carry, leave, park};
use super::disk::{Disk, Item, Kind, Seen, refused};
use super::error::{At, Doing, PublishError};
use super::foreign::{Foreign, Ground, Judge, Survey, survey};
use super::listing::{Listing, join};
use super::manifest::{Change, Manifest};
use super::shelf::{Shelf, Stage, remove_file, remove_tree};
use super::work::{From, Linked, Work};
use super::{Adopt, Because};
use rayon::prelude::*;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the next site's tree must hold at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Want {
    /// What this build laid there.
    Fresh,
    /// The published file of this identity.
    Published(u64),
}

/// How an exchange ended.
pub(crate) enum Outcome {
    Done,
    /// Nothing happened; the journal may still do it.
    Cannot(Because),
}

enum Stop {
    Cannot(Because),
    Error(PublishError),
}

impl std::convert::From<PublishError> for Stop {
    fn from(error: PublishError) -> Stop {
        Stop::Error(error)
    }
}

/// Makes the output equal to the next site by one exchange (or by one rename, where there is no output yet).
///
/// `wants` goes with the new listing of the work's ground; `survey` is of the output, and has no clashes.
pub(crate) fn publish(
    work: &Work,
    judge: &Judge,
    wants: &[Want],
    survey: Survey,
    pending: &mut Manifest,
) -> Result<Outcome, PublishError> {
    let (disk, shelf) = (work.disk, work.shelf);
    let mut foreign = survey.foreign;
    match lay(work, judge, wants, &mut foreign, pending) {
        Ok(()) => {}
        Err(Stop::Cannot(because)) => {
            leave(disk, &work.root, &foreign)?;
            return Ok(Outcome::Cannot(because));
        }
        Err(Stop::Error(error)) => {
            work.discard();
            return Err(error);
        }
    }
    let made = match disk.look(&shelf.output).at(Doing::Reading, &shelf.output)? {
        Seen::Absent => fresh(work),
        Seen::Blocked | Seen::Here { .. } => disk.exchange(&work.root, &shelf.output),
    };
    match made {
        Ok(()) => {}
        Err(error) => {
            // The pending list goes first: without it the bench is only a bench.
            remove_file(disk, &shelf.pending())?;
            if refused(&error) {
                leave(disk, &work.root, &foreign)?;
                return Ok(Outcome::Cannot(Because::NoExchange));
            }
            work.discard();
            return Err(error).at(Doing::Exchanging, &shelf.output);
        }
    }
    let Some(Change::Exchange { carried, .. }) = &pending.change else {
        unreachable!("lay announces an exchange");
    };
    after_exchange(disk, shelf, judge, carried, When::AtOnce)?;
    Ok(Outcome::Done)
}

/// Moves the tree to where no output is; the parents that this made go again if it fails.
fn fresh(work: &Work) -> io::Result<()> {
    let output = &work.shelf.output;
    let parent = output.parent().unwrap_or(output);
    let made = match super::work::make_with_parents(work.disk, parent) {
        Ok(made) => made,
        Err(PublishError::Io { error, .. }) => return Err(error),
        Err(error) => return Err(io::Error::other(error)),
    };
    let moved = work.disk.rename_new(&work.root, output);
    if moved.is_err() {
        for folder in made.iter().rev() {
            let _ = work.disk.remove_folder(folder);
        }
    }
    moved
}

/// Makes the bench hold exactly the next site and everybody else's files, and announces the exchange.
fn lay(
    work: &Work,
    judge: &Judge,
    wants: &[Want],
    foreign: &mut Vec<Foreign>,
    pending: &mut Manifest,
) -> Result<(), Stop> {
    let (disk, shelf) = (work.disk, work.shelf);
    let start = work.begin()?;
    if !start.dressed {
        return Err(Stop::Cannot(Because::Owner));
    }
    let sync = Sync::new(work, judge, &work.root, wants);
    if start.from == From::Twin {
        sync.folder("")?;
    }
    sync.link_missing()?;
    foreign.extend(sync.rescued.into_inner().unwrap_or_else(PoisonError::into_inner));
    foreign.sort();
    if let Some(because) = carry::obstacle(foreign) {
        return Err(Stop::Cannot(because));
    }
    if let Some(because) = carry(disk, &shelf.output, &work.root, foreign)? {
        return Err(Stop::Cannot(because));
    }
    let Seen::Here { ino, .. } = disk.look(&work.root).at(Doing::Reading, &work.root)? else {
        return Err(io::Error::from(io::ErrorKind::NotFound)).at(Doing::Reading, &work.root).map_err(Stop::Error);
    };
    let carried = foreign.iter().filter_map(|file| Some((file.path.to_str()?.to_owned(), file.ino))).collect();
    pending.change = Some(Change::Exchange { folder: ino, carried, adopt: work.ground.adopt });
    pending.write(disk, &shelf.pending()).map_err(Stop::Error)
}

/// Ends a change whose exchange has happened: late files come over, the pending list becomes the manifest, the old
/// tree the twin. Where a late file stands at one of the site's paths, the exchange is taken back.
pub(crate) fn after_exchange(
    disk: &dyn Disk,
    shelf: &Shelf,
    judge: &Judge,
    carried: &[(String, u64)],
    when: When,
) -> Result<(), PublishError> {
    let (work, output, pending) = (shelf.work(Stage::Hub), &shelf.output, shelf.pending());
    let done = |disk: &dyn Disk| disk.rename(&pending, &shelf.manifest()).at(Doing::Moving, &pending);
    if disk.look(&work).at(Doing::Reading, &work)? == Seen::Absent {
        return done(disk);
    }
    let trees = Exchanged { shelf, from: &work, to: output, carried };
    let found = survey(disk, &work, judge)?;
    if !found.clashes.is_empty() {
        take_back(disk, shelf, judge.ground, carried)?;
        return Err(PublishError::ForeignFiles { output: output.clone(), clashes: found.clashes });
    }
    trees.bring_over(disk, &found.foreign)?;
    if when == When::AtOnce {
        trees.take_away(disk, &found.foreign)?;
    }
    done(disk)?;
    // The site is published; a twin that cannot be kept is only time lost at the next build, which sweeps it.
    if leave(disk, &work, &found.foreign).is_ok() {
        let _ = disk.rename_new(&work, &shelf.twin());
    }
    Ok(())
}

/// Whether an exchange is ended by the build that made it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    AtOnce,
    /// By the next one: who knows what happened to the old tree since.
    Later,
}

fn take_back(disk: &dyn Disk, shelf: &Shelf, ground: &Ground, carried: &[(String, u64)]) -> Result<(), PublishError> {
    let (work, output) = (shelf.work(Stage::Hub), &shelf.output);
    disk.exchange(&work, output).at(Doing::Exchanging, output)?;
    let back = Ground {
        old: Listing::of(ground.new.files.clone()),
        new: Listing::of(ground.old.files.clone()),
        theirs: &[],
        adopt: Adopt::No,
    };
    let trees = Exchanged { shelf, from: &work, to: output, carried };
    let found = survey(disk, &work, &Judge::new(&back))?;
    for clash in &found.clashes {
        park(disk, shelf, &work, &clash.foreign)?;
    }
    trees.bring_over(disk, &found.foreign)?;
    remove_file(disk, &shelf.pending())?;
    remove_tree(disk, &work)
}

/// Removes a twin that is of no use any more; what somebody left in it comes to the output or is kept aside.
pub(crate) fn retire(work: &Work, judge: &Judge, twin: &Path) -> Result<(), PublishError> {
    if work.disk.look(twin).at(Doing::Reading, twin)? == Seen::Absent {
        return Ok(());
    }
    Sync::new(work, judge, twin, &[]).folder("")?;
    work.disk.remove_folder(twin).at(Doing::Removing, twin)
}

/// Makes one tree hold what is wanted and nothing else.
struct Sync<'a> {
    work: &'a Work<'a>,
    judge: &'a Judge<'a>,
    root: &'a Path,
    wants: &'a [Want],
    /// Which of the wanted files the tree has.
    there: Vec<AtomicBool>,
    rescued: Mutex<Vec<Foreign>>,
}

impl<'a> Sync<'a> {
    fn new(work: &'a Work<'a>, judge: &'a Judge<'a>, root: &'a Path, wants: &'a [Want]) -> Sync<'a> {
        let there = wants.iter().map(|_| AtomicBool::new(false)).collect();
        Sync { work, judge, root, wants, there, rescued: Mutex::default() }
    }

    /// Links the published files that the tree does not have.
    fn link_missing(&self) -> Result<(), Stop> {
        let (files, output) = (&self.work.ground.new.files, &self.work.shelf.output);
        (0..self.wants.len()).into_par_iter().try_for_each(|index| {
            if self.wants[index] == Want::Fresh || self.there[index].load(Ordering::Relaxed) {
                return Ok(());
            }
            match self.work.link(files[index], &output.join(files[index]))? {
                Linked::Yes => Ok(()),
                Linked::Refused(_) => Err(Stop::Cannot(Because::NoLinks)),
            }
        })
    }

    /// Settles what is in a folder of the tree. A published file under a stale name is left to `link_missing`.
    fn folder(&self, folder: &str) -> Result<(), PublishError> {
        let at = self.root.join(folder);
        let mut below: Vec<String> = Vec::new();
        let mut path = String::new();
        for item in self.work.disk.list(&at).at(Doing::Listing, &at)? {
            let Some(name) = item.name.to_str() else {
                self.rescue(Path::new(folder).join(&item.name), &item)?;
                continue;
            };
            join(&mut path, folder, name);
            let known = self.judge.known(&path);
            let want = known.new_file.and_then(|index| Some((index, self.wants.get(index as usize)?)));
            match (want, item.kind) {
                (Some((index, want)), _) => {
                    let fits = fits(&item, *want);
                    self.there[index as usize].store(fits, Ordering::Relaxed);
                }
                (None, Kind::Folder) if known.new_folder || self.work.knows_folder(&path) => {
                    below.push(path.clone());
                }
                (None, Kind::File) if known.new_file.is_some() || self.work.knows_file(&path) => {
                    remove_file(self.work.disk, &self.root.join(&path))?;
                }
                // In place of a folder that is wanted: `link_missing` takes it away.
                (None, _) if known.new_folder && !self.wants.is_empty() => {}
                (None, _) => self.rescue(path.clone().into(), &item)?,
            }
        }
        below.par_iter().try_for_each(|folder| {
            self.folder(folder)?;
            if self.wants.is_empty() || !self.judge.known(folder).new_folder {
                let at = self.root.join(folder);
                self.work.disk.remove_folder(&at).at(Doing::Removing, &at)?;
            }
            Ok(())
        })
    }

    /// A file that somebody wrote into the twin, because their working folder went there with an exchange.
    fn rescue(&self, path: PathBuf, item: &Item) -> Result<(), PublishError> {
        let (disk, shelf) = (self.work.disk, self.work.shelf);
        let (from, to) = (self.root.join(&path), shelf.output.join(&path));
        if item.kind != Kind::Folder {
            match disk.look(&to).at(Doing::Reading, &to)? {
                Seen::Here { ino, .. } if ino == item.ino && ino != 0 => {
                    return remove_file(disk, &from);
                }
                Seen::Absent => match disk.rename_new(&from, &to) {
                    Ok(()) => {
                        let file = Foreign { path, ino: item.ino, folder: false };
                        self.rescued.lock().unwrap_or_else(PoisonError::into_inner).push(file);
                        return Ok(());
                    }
                    Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) => {}
                    Err(error) => return Err(error).at(Doing::Moving, &from),
                },
                _ => {}
            }
        }
        park(disk, shelf, self.root, &path)
    }
}

/// Whether a name in the tree stands for what is wanted there.
fn fits(item: &Item, want: Want) -> bool {
    item.kind == Kind::File
        && match want {
            Want::Fresh => true,
            Want::Published(ino) => item.ino == ino && ino != 0,
        }
}
