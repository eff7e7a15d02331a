//! A glance at a hub's folders: which files are there and by what one sees that they changed. For hubs on disks that
//! tell of no change.
//!
//! notify's own polling compares whole seconds: who saves twice in one would see the first text only.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// What was seen.
#[derive(Debug, Default)]
pub struct Glance {
    seen: BTreeMap<String, Trace>,
}

/// By what a change of a file is seen.
#[derive(Debug, PartialEq, Eq)]
enum Trace {
    Folder,
    File {
        written: Option<Duration>,
        length: u64,
        /// Which file it is: one that was put in the place of another has another number.
        number: u64,
    },
}

impl Glance {
    /// Looks at these folders with everything in them, and at these files.
    pub fn at(root: &Path, folders: &[&str], files: &[&str]) -> Glance {
        let mut seen = BTreeMap::new();
        for top in folders.iter().chain(files) {
            let walk = walkdir::WalkDir::new(root.join(top)).follow_links(true);
            let is_plain = |entry: &walkdir::DirEntry| {
                entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
            };
            for entry in walk.into_iter().filter_entry(is_plain).filter_map(Result::ok) {
                let path = entry.path().strip_prefix(root).ok().and_then(Path::to_str);
                if let (Some(path), Ok(there)) = (path, entry.metadata()) {
                    seen.insert(path.replace('\\', "/"), trace(&there));
                }
            }
        }
        Glance { seen }
    }

    /// What came, went or changed from here to a later glance.
    pub fn differs(&self, later: &Glance) -> Vec<String> {
        let new = later.seen.iter().filter(|(path, trace)| self.seen.get(*path) != Some(trace));
        let gone = self.seen.keys().filter(|path| !later.seen.contains_key(*path));
        new.map(|(path, _)| path).chain(gone).cloned().collect()
    }
}

fn trace(there: &Metadata) -> Trace {
    if there.is_dir() {
        return Trace::Folder;
    }
    let written = there.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    Trace::File { written, length: there.len(), number: number(there) }
}

#[cfg(unix)]
fn number(there: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(there)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_came_went_and_changed_is_seen_also_within_a_second() {
        let folder = tempfile::tempdir().expect("the system gives a folder");
        let root = folder.path();
        let put = |path: &str, text: &str| {
            fs::create_dir_all(root.join(path).parent().expect("it has a folder")).expect("it can be made");
            fs::write(root.join(path), text).expect("it can be written");
        };
        let look = || Glance::at(root, &["content", "themes"], &["site.toml"]);
        put("site.toml", "a");
        put("content/events/a.toml", "one");
        put("content/events/.hidden", "one");
        put("elsewhere/a.toml", "one");
        let mut before = look();
        let mut changed = || {
            let now = look();
            let differs = before.differs(&now);
            before = now;
            differs
        };
        assert!(changed().is_empty());
        put("content/events/a.toml", "other length");
        assert_eq!(changed(), ["content/events/a.toml"]);
        put("content/events/b.toml", "two");
        assert_eq!(changed(), ["content/events/b.toml"]);
        fs::rename(root.join("content/events/b.toml"), root.join("content/events/c.toml")).expect("it can be renamed");
        assert_eq!(changed(), ["content/events/c.toml", "content/events/b.toml"]);
        put("content/events/.hidden", "other");
        put("elsewhere/a.toml", "other");
        assert!(changed().is_empty());
        put("site.toml", "ab");
        assert_eq!(changed(), ["site.toml"]);
        fs::remove_dir_all(root.join("content")).expect("it can go");
        assert_eq!(changed(), ["content", "content/events", "content/events/a.toml", "content/events/c.toml"]);
    }
}
