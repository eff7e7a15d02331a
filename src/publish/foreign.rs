//! Whose is this file? Everything in the output that no list of ours names is somebody's, and stays.
//!
//! A survey walks a tree once and tells the foreign files and folders in it, and those of them that stand where the
//! next site must be written. It follows no link: a symbolic link in the output is always foreign.

use super::Adopt;
use super::disk::{Disk, Item, Kind};
use super::error::{At, Clash, Doing, PublishError};
use super::listing::{Listing, is_below, join};
use super::shelf::STAGE;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The two sites by which everything in a tree is judged: the one that it holds and the one that comes.
pub(crate) struct Ground<'a> {
    pub(crate) old: Listing<'a>,
    pub(crate) new: Listing<'a>,
    /// Folders on the old site's paths that are not ours, sorted.
    pub(crate) theirs: &'a [String],
    pub(crate) adopt: Adopt,
}

/// A ground with all that is known of each path in a table, because every name in a tree is asked for.
pub(crate) struct Judge<'a> {
    pub(crate) ground: &'a Ground<'a>,
    table: HashMap<&'a str, Known>,
}

/// What the two sites have at a path.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Known {
    pub(crate) old_file: bool,
    pub(crate) old_folder: bool,
    /// The file's position in the new site's list.
    pub(crate) new_file: Option<u32>,
    pub(crate) new_folder: bool,
}

/// A foreign file or folder, by its path in the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Foreign {
    pub(crate) path: PathBuf,
    pub(crate) ino: u64,
    pub(crate) folder: bool,
}

/// What a survey found, sorted by path: parents come first.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) foreign: Vec<Foreign>,
    pub(crate) clashes: Vec<Clash>,
}

enum Lot {
    Ours,
    OurFolder,
    Foreign,
    /// In the way of this page.
    Clash(String),
    /// A folder where the site has a file: it may hold nothing but our old files.
    FolderAtPage,
}

impl Ground<'_> {
    pub(crate) fn is_our_folder(&self, path: &str) -> bool {
        self.old.has_folder(path) && !self.is_theirs(path)
    }

    fn is_theirs(&self, path: &str) -> bool {
        self.theirs.binary_search_by(|theirs| theirs.as_str().cmp(path)).is_ok()
    }

    /// Judges an item by what the two sites have at its path.
    fn lot(&self, path: &str, kind: Kind, known: Known) -> Lot {
        let listed = kind == Kind::File && known.old_file;
        let our_folder = kind == Kind::Folder && known.old_folder && !self.is_theirs(path);
        if known.new_file.is_some() {
            return match kind {
                Kind::File if listed || self.adopt == Adopt::Yes => Lot::Ours,
                Kind::Folder if our_folder => Lot::FolderAtPage,
                _ => Lot::Clash(path.to_owned()),
            };
        }
        if known.new_folder {
            return match kind {
                Kind::Folder => Lot::OurFolder,
                Kind::File if listed => Lot::Ours,
                _ => Lot::Clash(self.first_below(path)),
            };
        }
        match kind {
            Kind::File if listed => Lot::Ours,
            Kind::Folder if our_folder => Lot::OurFolder,
            _ => Lot::Foreign,
        }
    }

    /// A page that needs this folder, for the message.
    fn first_below(&self, folder: &str) -> String {
        let page = self.new.files.iter().find(|page| is_below(page, folder));
        page.map_or_else(|| folder.to_owned(), |page| (*page).to_owned())
    }
}

impl<'a> Judge<'a> {
    pub(crate) fn new(ground: &'a Ground<'a>) -> Judge<'a> {
        let mut table: HashMap<&str, Known> = HashMap::with_capacity(ground.new.files.len() * 2);
        for path in &ground.old.files {
            table.entry(path).or_default().old_file = true;
        }
        for path in &ground.old.folders {
            table.entry(path).or_default().old_folder = true;
        }
        for (index, path) in (0_u32..).zip(&ground.new.files) {
            table.entry(path).or_default().new_file = Some(index);
        }
        for path in &ground.new.folders {
            table.entry(path).or_default().new_folder = true;
        }
        Judge { ground, table }
    }

    pub(crate) fn known(&self, path: &str) -> Known {
        self.table.get(path).copied().unwrap_or_default()
    }
}

struct Walk<'a> {
    disk: &'a dyn Disk,
    root: &'a Path,
    judge: &'a Judge<'a>,
    found: Mutex<Survey>,
}

/// Surveys a whole tree.
pub(crate) fn survey(disk: &dyn Disk, root: &Path, judge: &Judge) -> Result<Survey, PublishError> {
    let walk = Walk { disk, root, judge, found: Mutex::default() };
    walk.folder("", None)?;
    Ok(walk.sorted())
}

/// Whether a folder that stands at a page's path holds anything foreign; the first of it.
pub(crate) fn foreign_at_page(
    disk: &dyn Disk,
    root: &Path,
    ground: &Ground,
    page: &str,
) -> Result<Option<PathBuf>, PublishError> {
    if !ground.is_our_folder(page) {
        return Ok(Some(page.into()));
    }
    let judge = &Judge::new(ground);
    let walk = Walk { disk, root, judge, found: Mutex::default() };
    walk.folder(page, Some(page))?;
    Ok(walk.sorted().clashes.into_iter().next().map(|clash| clash.foreign))
}

impl Walk<'_> {
    /// Judges what is in a folder; where that is in a page's way, whatever is foreign in it is.
    fn folder(&self, folder: &str, page: Option<&str>) -> Result<(), PublishError> {
        let at = self.root.join(folder);
        let mut below: Vec<(String, Option<String>)> = Vec::new();
        let mut path = String::new();
        for item in self.disk.list(&at).at(Doing::Listing, &at)? {
            // The next site's own stage is the only folder in the output that is ours without being listed.
            if folder.is_empty() && item.name == STAGE {
                continue;
            }
            let Some(name) = item.name.to_str() else {
                self.foreign(Path::new(folder).join(&item.name), &item, page)?;
                continue;
            };
            join(&mut path, folder, name);
            let known = self.judge.known(&path);
            match self.judge.ground.lot(&path, item.kind, known) {
                Lot::Ours => {}
                Lot::OurFolder => below.push((path.clone(), page.map(str::to_owned))),
                Lot::FolderAtPage => below.push((path.clone(), Some(path.clone()))),
                Lot::Clash(page) => self.clash(path.clone().into(), page),
                Lot::Foreign if item.kind == Kind::Folder && known.old_folder => {
                    // Somebody's folder with files of ours in it.
                    self.note(path.clone().into(), &item, page);
                    below.push((path.clone(), page.map(str::to_owned)));
                }
                Lot::Foreign => self.foreign(path.clone().into(), &item, page)?,
            }
        }
        below.par_iter().try_for_each(|(folder, page)| self.folder(folder, page.as_deref()))
    }

    /// Notes a foreign item and, of a folder, all that is in it.
    fn foreign(&self, path: PathBuf, item: &Item, page: Option<&str>) -> Result<(), PublishError> {
        if item.kind == Kind::Folder {
            let folder = self.root.join(&path);
            for below in self.disk.list(&folder).at(Doing::Listing, &folder)? {
                self.foreign(path.join(&below.name), &below, page)?;
            }
        }
        self.note(path, item, page);
        Ok(())
    }

    fn note(&self, path: PathBuf, item: &Item, page: Option<&str>) {
        match page {
            Some(page) => self.clash(path, page.to_owned()),
            None => {
                let folder = item.kind == Kind::Folder;
                self.found().foreign.push(Foreign { path, ino: item.ino, folder });
            }
        }
    }

    fn clash(&self, foreign: PathBuf, page: String) {
        self.found().clashes.push(Clash { foreign, page });
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Survey> {
        self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn sorted(self) -> Survey {
        let mut found = self.found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        found.foreign.sort();
        found.clashes.sort();
        found
    }
}
