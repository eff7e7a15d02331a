//! A hub in a temporary folder, a site as a map, and a disk that fails when told.

use super::super::disk::{Compared, Disk, Item, Local, Piece, Place, Seen};
use super::super::{Adopt, Changes, NotMade, Product, Progress, PublishError, Target, sync_on};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::unix::fs::DirEntryExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A site: paths and bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Site(pub(super) Vec<(String, Vec<u8>)>);

impl Site {
    pub(super) fn of(files: &[(&str, &str)]) -> Site {
        Site(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
    }

    fn map(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.iter().cloned().collect()
    }
}

impl Product for Site {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn path(&self, index: usize) -> &str {
        &self.0[index].0
    }

    fn make(&self, index: usize, out: &mut Vec<u8>) -> Result<(), NotMade> {
        out.extend_from_slice(&self.0[index].1);
        Ok(())
    }

    /// Of every site some files pour.
    fn pours(&self, index: usize) -> bool {
        self.path(index).ends_with(".json")
    }

    fn pour(&self, index: usize, to: &mut dyn io::Write) -> io::Result<()> {
        self.0[index].1.chunks(3).try_for_each(|some| to.write_all(some))
    }

    fn keep(&self) -> &[String] {
        &[]
    }
}

pub(super) struct Silent;

impl Progress for Silent {
    fn made(&self, _: usize, _: usize) {}
}

/// What is in a folder: files and links with their content, and all folders.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) folders: BTreeSet<String>,
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (path, bytes) in &self.files {
            write!(to, "\n  {path}: {}", String::from_utf8_lossy(bytes))?;
        }
        write!(to, "\n  folders {:?}", self.folders)
    }
}

pub(super) fn tree(root: &Path) -> Tree {
    let mut tree = Tree::default();
    if root.exists() {
        grow(&mut tree, root, "");
    }
    tree
}

fn grow(tree: &mut Tree, root: &Path, below: &str) {
    for entry in fs::read_dir(root.join(below)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.file_type().unwrap().is_dir() {
            grow(tree, root, &path);
            tree.folders.insert(path);
        } else if entry.file_type().unwrap().is_symlink() {
            let to = fs::read_link(entry.path()).unwrap();
            tree.files.insert(path, format!("-> {}", to.display()).into_bytes());
        } else {
            tree.files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

/// A temporary hub with an output folder beside its content.
pub(super) struct Hub {
    folder: tempfile::TempDir,
    pub(super) foreign: BTreeMap<String, Vec<u8>>,
    pub(super) foreign_folders: BTreeSet<String>,
}

impl Hub {
    pub(super) fn new() -> Hub {
        let folder = folder();
        fs::create_dir(folder.path().join("content")).unwrap();
        Hub { folder, foreign: BTreeMap::new(), foreign_folders: BTreeSet::new() }
    }

    pub(super) fn output(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    pub(super) fn target(&self) -> Target {
        Target { root: self.folder.path().to_owned(), output: self.output(), adopt: Adopt::No }
    }

    /// Puts somebody's file into the output.
    pub(super) fn put(&mut self, path: &str, text: &str) {
        let file = self.output().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self.foreign.insert(path.to_owned(), text.as_bytes().to_vec());
    }

    pub(super) fn sync(&self, disk: &dyn Disk, site: &Site) -> Result<Changes, PublishError> {
        sync_on(disk, site, &self.target(), &Silent)
    }

    /// Whether the output is exactly this site and the foreign files, with no empty folder of ours.
    pub(super) fn shows(&self, site: &Site) -> bool {
        let mut files = site.map();
        files.extend(self.foreign.clone());
        let mut folders: BTreeSet<String> = self.foreign_folders.clone();
        for path in files.keys().chain(&self.foreign_folders) {
            folders.extend(super::super::listing::parents(path).map(str::to_owned));
        }
        tree(&self.output()) == Tree { files, folders }
    }

    /// What is on the hub's shelf, apart from what may be there between two builds.
    pub(super) fn litter(&self) -> Vec<String> {
        let home = self.folder.path().join(".kazipot");
        let mut litter: Vec<String> = Vec::new();
        for path in tree(&home).files.into_keys().chain(tree(&home).folders) {
            let step: Vec<&str> = path.split('/').collect();
            match step[..] {
                [".gitignore" | "publish"] | ["publish", _] => {}
                ["publish", _, "lock" | "manifest.json"] => {}
                ["publish", _, "twin", ..] => {}
                _ => litter.push(path),
            }
        }
        litter
    }

    /// Everything a build may change, put aside in a copy of its own.
    pub(super) fn copy(&self) -> Hub {
        let copy =
            Hub { folder: folder(), foreign: self.foreign.clone(), foreign_folders: self.foreign_folders.clone() };
        duplicate(self.folder.path(), copy.folder.path(), &mut BTreeMap::new());
        copy
    }
}

/// Copies a tree with its links, and files with two names as files with two names.
fn duplicate(from: &Path, to: &Path, seen: &mut BTreeMap<u64, PathBuf>) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (old, new) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            fs::create_dir(&new).unwrap();
            duplicate(&old, &new, seen);
        } else if let Some(first) = seen.get(&entry.ino()) {
            fs::hard_link(first, &new).unwrap();
        } else {
            if kind.is_symlink() {
                std::os::unix::fs::symlink(fs::read_link(&old).unwrap(), &new).unwrap();
            } else {
                fs::copy(&old, &new).unwrap();
            }
            seen.insert(entry.ino(), new);
        }
    }
}

/// A temporary folder, in memory where the system has such.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// What happens at the step that is to fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// It fails; the ones after it work.
    Full,
    /// It fails and nothing works any more, as after a kill.
    Stop,
    /// It fails, and a kill follows so many steps later.
    ThenStop(usize),
}

/// What the file system does not do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lacking {
    Nothing,
    Exchange,
    Links,
    OneFileSystem,
}

type Meddle<'a> = Box<dyn Fn(&str, &Path) + Sync + 'a>;

/// The machine's file system, with a fault at a step, a lack, and somebody who meddles before each step.
pub(super) struct Faulty<'a> {
    pub(super) at: usize,
    pub(super) fault: Fault,
    pub(super) lacking: Lacking,
    pub(super) meddle: Option<Meddle<'a>>,
    steps: AtomicUsize,
}

impl<'a> Faulty<'a> {
    pub(super) fn new(at: usize, fault: Fault, lacking: Lacking) -> Faulty<'a> {
        Faulty { at, fault, lacking, meddle: None, steps: AtomicUsize::new(0) }
    }

    pub(super) fn meddling(lacking: Lacking, meddle: impl Fn(&str, &Path) + Sync + 'a) -> Faulty<'a> {
        let mut disk = Faulty::new(usize::MAX, Fault::Full, lacking);
        disk.meddle = Some(Box::new(meddle));
        disk
    }

    pub(super) fn met(&self) -> bool {
        self.steps.load(Ordering::SeqCst) > self.at
    }

    fn step(&self, doing: &str, path: &Path) -> io::Result<()> {
        if let Some(meddle) = &self.meddle {
            meddle(doing, path);
        }
        let step = self.steps.fetch_add(1, Ordering::SeqCst);
        let killed = match self.fault {
            Fault::Full => false,
            Fault::Stop => step > self.at,
            Fault::ThenStop(later) => step >= self.at + later,
        };
        if step == self.at || killed {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

impl Disk for Faulty<'_> {
    fn look(&self, path: &Path) -> io::Result<Seen> {
        self.step("look", path)?;
        Local.look(path)
    }

    fn compare_piece(&self, path: &Path, piece: Piece<'_>) -> io::Result<Compared> {
        self.step("compare", path)?;
        Local.compare_piece(path, piece)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.step("read", path)?;
        Local.read(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Item>> {
        self.step("list", path)?;
        let mut items = Local.list(path)?;
        items.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(items)
    }

    fn place(&self, path: &Path) -> io::Result<Option<Place>> {
        self.step("place", path)?;
        if self.lacking == Lacking::OneFileSystem { Ok(None) } else { Local.place(path) }
    }

    fn mounts_below(&self, path: &Path) -> io::Result<bool> {
        self.step("mounts below", path)?;
        Local.mounts_below(path)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.step("create", path) {
            // A disk gets full in the middle of a file.
            if self.steps.load(Ordering::SeqCst) == self.at + 1 {
                let _ = Local.create(path, &bytes[..bytes.len() / 2]);
            }
            return Err(error);
        }
        Local.create(path, bytes)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step("append", path)?;
        Local.append(path, bytes)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.step("make folder", path)?;
        Local.make_folder(path)
    }

    fn dress(&self, folder: &Path, like: &Path) -> io::Result<()> {
        self.step("dress", folder)?;
        Local.dress(folder, like)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("link", to)?;
        if self.lacking == Lacking::Links {
            return Err(io::ErrorKind::Unsupported.into());
        }
        Local.link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename", to)?;
        Local.rename(from, to)
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename new", to)?;
        Local.rename_new(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.step("exchange", other)?;
        if self.lacking == Lacking::Exchange {
            return Err(io::ErrorKind::Unsupported.into());
        }
        Local.exchange(one, other)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove", path)?;
        Local.remove(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step("remove folder", path)?;
        Local.remove_folder(path)
    }
}
