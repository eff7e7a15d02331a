//! A hub in a folder, read by a process that stays: its list of files is kept, and only what somebody names as
//! changed is looked at again.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use jiff::civil::Date;

use super::{Disk, Found, Sort, Stamp, World};

/// A disk that is told what changed. It keeps names and stamps, not bytes.
pub struct Mirror {
    disk: Disk,
    /// What stands in each folder that was asked for, by its path.
    folders: BTreeMap<String, BTreeMap<String, Known>>,
    /// Files outside these folders, such as site.toml.
    single: HashMap<String, Stamp>,
    next: u64,
    /// The state of all names together.
    names: Stamp,
}

#[derive(Clone, Copy)]
struct Known {
    sort: Sort,
    stamp: Stamp,
}

impl Mirror {
    /// A mirror of these folders of a disk and of these files beside them.
    pub fn new(disk: Disk, folders: &[&str], files: &[&str]) -> Mirror {
        let folders = folders.iter().map(|folder| ((*folder).to_owned(), BTreeMap::new())).collect();
        let single = files.iter().map(|file| ((*file).to_owned(), Stamp(0))).collect();
        let mut mirror = Mirror { disk, folders, single, next: 1, names: Stamp(0) };
        mirror.everything_changed();
        mirror
    }

    fn stamp_anew(&mut self) -> Stamp {
        self.next += 1;
        Stamp(self.next)
    }

    /// Looks at everything again: for a start, and when it is not known what changed.
    pub fn everything_changed(&mut self) {
        let names: Vec<String> = self.folders.keys().cloned().collect();
        for folder in names {
            let listed: Vec<Found> = self.disk.list(&folder);
            let known = listed.into_iter().map(|found| {
                self.next += 1;
                (found.path, Known { sort: found.sort, stamp: Stamp(self.next) })
            });
            let known = known.collect();
            self.folders.insert(folder, known);
        }
        let files: Vec<String> = self.single.keys().cloned().collect();
        for file in files {
            let stamp = self.stamp_anew();
            self.single.insert(file, stamp);
        }
        self.names = self.stamp_anew();
    }

    /// Looks at a file or folder again that may have come, gone or changed. The path is from the hub's root.
    pub fn changed(&mut self, path: &str) {
        if self.single.contains_key(path) {
            let stamp = self.stamp_anew();
            self.single.insert(path.to_owned(), stamp);
            return;
        }
        let inside =
            |folder: &str| path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let Some(folder) = self.folders.keys().find(|folder| inside(folder)).cloned() else { return };
        let mut known = std::mem::take(self.folders.get_mut(&folder).expect("its key was found just now"));
        let below = format!("{path}/");
        let itself = known.get_key_value(path).into_iter();
        let inside = known.range(below.clone()..).take_while(|(known, _)| known.starts_with(&below));
        let before: Vec<Found> =
            itself.chain(inside).map(|(path, known)| Found { path: path.clone(), sort: known.sort }).collect();
        let now = self.disk.look(path);
        if now != before {
            self.names = self.stamp_anew();
            before.iter().for_each(|gone| {
                known.remove(&gone.path);
            });
        }
        for found in now {
            let stamp = self.stamp_anew();
            known.insert(found.path, Known { sort: found.sort, stamp });
        }
        self.folders.insert(folder, known);
    }

    /// Whether it knows a file by this path.
    pub fn has(&self, path: &str) -> bool {
        self.known(path).is_some() || self.single.contains_key(path)
    }

    /// Whether a file has no bytes just now.
    pub fn is_empty(&self, path: &str) -> bool {
        self.disk.root.join(path).metadata().is_ok_and(|there| there.is_file() && there.len() == 0)
    }

    /// Turns to another day.
    pub fn turn_to(&mut self, today: Date) {
        self.disk.today = today;
    }

    fn known(&self, path: &str) -> Option<&Known> {
        self.folders.iter().find(|(folder, _)| path.starts_with(folder.as_str())).and_then(|(_, known)| known.get(path))
    }
}

impl World for Mirror {
    fn list(&self, under: &str) -> Vec<Found> {
        let below = format!("{under}/");
        let inside =
            self.folders.iter().find(|(folder, _)| under == *folder || below.starts_with(&format!("{folder}/")));
        let Some((_, known)) = inside else { return Vec::new() };
        let files = known.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below));
        files.map(|(path, known)| Found { path: path.clone(), sort: known.sort }).collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn today(&self) -> Date {
        self.disk.today()
    }

    fn names(&self) -> Option<Stamp> {
        Some(self.names)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        self.known(path).map(|known| known.stamp).or_else(|| self.single.get(path).copied())
    }
}

impl Disk {
    /// What stands at a path below the root: the file, or everything in the folder.
    fn look(&self, path: &str) -> Vec<Found> {
        let hidden = path.split('/').any(|part| part.starts_with('.'));
        if hidden {
            return Vec::new();
        }
        let plain = self.root.join(path).symlink_metadata();
        match plain {
            Ok(there) if there.is_file() => vec![Found { path: path.to_owned(), sort: Sort::File }],
            Ok(_) => self.list(path),
            Err(_) => self.above_refused(path),
        }
    }

    /// A folder that cannot be looked into is told as such, once; what is gone is gone.
    fn above_refused(&self, path: &str) -> Vec<Found> {
        let there = Path::new(path).parent().map(|above| self.root.join(above).read_dir());
        match there {
            Some(Err(error)) if error.kind() == io::ErrorKind::PermissionDenied => {
                vec![Found { path: path.to_owned(), sort: Sort::Refused }]
            }
            _ => Vec::new(),
        }
    }
}
