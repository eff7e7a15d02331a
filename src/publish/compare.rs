//! The pass over all pages: each is made, compared with the published file, and laid on the bench if it differs.
//!
//! A page is in memory only while this happens, in a buffer that its thread uses again; what stays of it is a hash,
//! a size and what became of it.

use super::disk::{Compared, Disk, Kind, Seen};
use super::error::{At, Clash, Doing, PublishError};
use super::foreign::{Ground, foreign_at_page};
use super::listing::{Listing, parents};
use super::manifest::Hash;
use super::work::Work;
use super::{Adopt, NotMade, Product, Progress, pour};
use rayon::prelude::*;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// One page after the pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) hash: Hash,
    pub(crate) size: u64,
    pub(crate) fate: Fate,
}

/// How a page stands to what is published.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// The published file, by its identity, holds these bytes.
    Same(u64),
    /// On the bench; no file is published at its path.
    New,
    /// On the bench; the published file holds other bytes.
    Changed,
    /// Not on the bench, because the build is not going to be published.
    Dropped,
}

impl Fate {
    /// Whether the page lies on the bench.
    fn is_laid(self) -> bool {
        matches!(self, Fate::New | Fate::Changed)
    }
}

/// Every page in the product's order, and why nothing will be published if so.
pub(crate) struct Pass {
    pub(crate) pages: Vec<Page>,
    pub(crate) stopped: Option<PublishError>,
}

struct Run<'a> {
    product: &'a dyn Product,
    progress: &'a dyn Progress,
    work: &'a Work<'a>,
    /// Whether anything is published that a page could meet.
    anything: Anything,
    done: AtomicUsize,
    not_made: AtomicUsize,
    /// Set when nothing will be published: pages are still made, so that all their mistakes are known.
    hopeless: AtomicBool,
    /// Set when the disk fails: nothing more is made.
    failed: AtomicBool,
    clashes: Mutex<Vec<Clash>>,
    failure: Mutex<Option<PublishError>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Anything {
    Published,
    Nothing,
}

/// Whether the manifest lists a page's path, so that what is there may be replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Licence {
    Listed,
    No,
}

/// Makes and compares all pages; `order` is the product's indices sorted by path, and `made` these paths.
pub(crate) fn all(
    product: &dyn Product,
    progress: &dyn Progress,
    order: &[u32],
    made: &Listing,
    work: &Work,
) -> Result<Pass, PublishError> {
    let run = Run {
        product,
        progress,
        work,
        anything: anything(work.disk, &work.shelf.output, work.ground)?,
        done: AtomicUsize::new(0),
        not_made: AtomicUsize::new(0),
        hopeless: AtomicBool::new(false),
        failed: AtomicBool::new(false),
        clashes: Mutex::default(),
        failure: Mutex::default(),
    };
    let mut licences = vec![Licence::No; order.len()];
    for (&index, listed) in order.iter().zip(made.also_in(&work.ground.old)) {
        if listed {
            licences[index as usize] = Licence::Listed;
        }
    }
    // In the product's own order, in which it has its content at hand.
    let pages = licences
        .into_par_iter()
        .enumerate()
        .map_init(Desk::default, |desk, (index, licence)| run.page(index, licence, desk))
        .collect();
    let failure = run.failure.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut clashes = run.clashes.into_inner().unwrap_or_else(PoisonError::into_inner);
    clashes.sort();
    let not_made = run.not_made.into_inner();
    let stopped = if failure.is_some() {
        failure
    } else if not_made > 0 {
        Some(PublishError::NotMade { pages: not_made })
    } else if !clashes.is_empty() {
        Some(PublishError::ForeignFiles { output: work.shelf.output.clone(), clashes })
    } else {
        None
    };
    Ok(Pass { pages, stopped })
}

/// Looks at the top of the output only: where no name of the site is there, no page needs to be compared.
fn anything(disk: &dyn Disk, output: &Path, ground: &Ground) -> Result<Anything, PublishError> {
    if disk.look(output).at(Doing::Reading, output)? == Seen::Absent {
        return Ok(Anything::Nothing);
    }
    let ours = |name: &str| ground.new.has_file(name) || ground.new.has_folder(name);
    let items = disk.list(output).at(Doing::Listing, output)?;
    let met = items.iter().any(|item| item.name.to_str().is_none_or(ours));
    Ok(if met { Anything::Published } else { Anything::Nothing })
}

/// Why there is no page.
enum Unmade {
    /// The product knows.
    Content,
    Environment(Box<PublishError>),
}

impl From<PublishError> for Unmade {
    fn from(error: PublishError) -> Unmade {
        Unmade::Environment(Box::new(error))
    }
}

/// What a thread uses again from page to page.
#[derive(Default)]
struct Desk {
    page: Vec<u8>,
    /// The folder that was last written to.
    folder: String,
}

impl Run<'_> {
    fn page(&self, index: usize, licence: Licence, desk: &mut Desk) -> Page {
        let mut page = Page { hash: Hash([0; 32]), size: 0, fate: Fate::Dropped };
        if self.failed.load(Ordering::Relaxed) {
            return page;
        }
        let made =
            if self.product.pours(index) { self.poured(index, licence, desk) } else { self.held(index, licence, desk) };
        match made {
            Ok(made) => page = made,
            Err(Unmade::Content) => {
                self.not_made.fetch_add(1, Ordering::Relaxed);
                self.hopeless.store(true, Ordering::Relaxed);
            }
            Err(Unmade::Environment(error)) => {
                self.failed.store(true, Ordering::Relaxed);
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                failure.get_or_insert(*error);
            }
        }
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.progress.made(done, self.product.len());
        page
    }

    /// A page that is made in memory, compared and laid.
    fn held(&self, index: usize, licence: Licence, desk: &mut Desk) -> Result<Page, Unmade> {
        desk.page.clear();
        self.product.make(index, &mut desk.page).map_err(|NotMade| Unmade::Content)?;
        let path = self.product.path(index);
        let compared = self.met(path, |file| self.work.disk.compare(file, &desk.page))?;
        let fate = self.fate(path, licence, compared)?;
        if fate.is_laid() {
            self.work.put(path, &desk.page, &mut desk.folder)?;
        }
        Ok(Page { hash: Hash::of(&desk.page), size: desk.page.len() as u64, fate })
    }

    /// A file that is never in memory as a whole: it is poured once to be compared, and again to be laid if it
    /// differs.
    fn poured(&self, index: usize, licence: Licence, desk: &mut Desk) -> Result<Page, Unmade> {
        let (disk, path) = (self.work.disk, self.product.path(index));
        let mut poured = None;
        let compared = self.met(path, |file| {
            let (compared, bytes) = pour::against(disk, file, |to| self.product.pour(index, to))?;
            poured = Some(bytes);
            Ok(compared)
        })?;
        let fate = self.fate(path, licence, compared)?;
        if fate.is_laid() {
            let folder = &mut desk.folder;
            poured = Some(pour::onto(self.work, path, folder, |to| self.product.pour(index, to))?);
        }
        let (hash, size) = poured.map_or((Hash([0; 32]), 0), |bytes| (bytes.hash(), bytes.size()));
        Ok(Page { hash, size, fate })
    }

    /// What is published at a path, as far as anything is.
    fn met(&self, path: &str, compare: impl FnOnce(&Path) -> io::Result<Compared>) -> Result<Compared, PublishError> {
        if self.anything == Anything::Nothing {
            return Ok(Compared::Absent);
        }
        let file = self.work.shelf.output.join(path);
        compare(&file).at(Doing::Reading, &file)
    }

    /// What becomes of a page. Asked once for each: a build can become hopeless at any moment, and what was laid by
    /// then has to be known as laid.
    fn fate(&self, path: &str, licence: Licence, compared: Compared) -> Result<Fate, PublishError> {
        let fate = self.wanted(path, licence, compared)?;
        Ok(if fate.is_laid() && self.hopeless.load(Ordering::Relaxed) { Fate::Dropped } else { fate })
    }

    /// The same as long as there is hope.
    fn wanted(&self, path: &str, licence: Licence, compared: Compared) -> Result<Fate, PublishError> {
        let ground = self.work.ground;
        let licensed = licence == Licence::Listed || ground.adopt == Adopt::Yes;
        let fate = match compared {
            Compared::Absent => return Ok(Fate::New),
            Compared::Same(ino) if licensed => return Ok(Fate::Same(ino)),
            Compared::Differs if licensed => return Ok(Fate::Changed),
            Compared::Same(_) | Compared::Differs => Some(path.into()),
            Compared::Blocked => in_the_way_of(self.work.disk, self.work.shelf.output.as_path(), ground, path)?,
        };
        let Some(foreign) = fate else { return Ok(Fate::New) };
        let clash = Clash { foreign, page: path.to_owned() };
        self.clashes.lock().unwrap_or_else(PoisonError::into_inner).push(clash);
        self.hopeless.store(true, Ordering::Relaxed);
        Ok(Fate::Dropped)
    }
}

/// The foreign thing that keeps a page from its path, or `None` where only our own old files do.
fn in_the_way_of(disk: &dyn Disk, output: &Path, ground: &Ground, page: &str) -> Result<Option<PathBuf>, PublishError> {
    let mut steps: Vec<&str> = parents(page).collect();
    steps.reverse();
    steps.push(page);
    for step in steps {
        let at = output.join(step);
        match disk.look(&at).at(Doing::Reading, &at)? {
            Seen::Here { kind: Kind::Folder, .. } if step == page => {
                return foreign_at_page(disk, output, ground, page);
            }
            Seen::Here { kind: Kind::Folder, .. } => {}
            Seen::Here { kind: Kind::File, .. } if step != page && ground.old.has_file(step) => {
                return Ok(None);
            }
            Seen::Here { .. } => return Ok(Some(step.into())),
            Seen::Absent | Seen::Blocked => return Ok(None),
        }
    }
    Ok(None)
}
