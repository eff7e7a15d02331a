//! A hub, a site and a look at a folder.

use kazipot::publish::{Adopt, Changes, NotMade, Product, Progress, PublishError, Target, sync};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A site whose pages are texts; some of them cannot be made.
#[derive(Default)]
pub(crate) struct Site {
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) broken: Vec<String>,
    pub(crate) keep: Vec<String>,
    pub(crate) asked: AtomicUsize,
}

pub(crate) fn site(files: &[(&str, &str)]) -> Site {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Site { files: files.collect(), ..Site::default() }
}

/// A site of many pages that all tell the same number.
pub(crate) fn numbered(number: usize, pages: usize) -> Site {
    let mut files = vec![("index.html".to_owned(), number.to_string().into_bytes())];
    for page in 0..pages {
        files.push((format!("it/section-{}/page-{page}/index.html", page % 7), format!("{number}").into_bytes()));
    }
    files.push((format!("only/{}/index.html", number % 3), number.to_string().into_bytes()));
    files.push(("assets/style.css".to_owned(), b"the same for all".to_vec()));
    Site { files, ..Site::default() }
}

impl Product for Site {
    fn len(&self) -> usize {
        self.files.len()
    }

    fn path(&self, index: usize) -> &str {
        &self.files[index].0
    }

    fn make(&self, index: usize, out: &mut Vec<u8>) -> Result<(), NotMade> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.broken.contains(&self.files[index].0) {
            return Err(NotMade);
        }
        out.extend_from_slice(&self.files[index].1);
        Ok(())
    }

    fn keep(&self) -> &[String] {
        &self.keep
    }
}

pub(crate) struct Silent;

impl Progress for Silent {
    fn made(&self, _: usize, _: usize) {}
}

/// All that can be seen of a tree from outside: what is at each path, with what identity and modification time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) what: String,
    pub(crate) ino: u64,
    pub(crate) modified: (i64, i64),
}

pub(crate) fn look(root: &Path) -> BTreeMap<String, Seen> {
    let mut seen = BTreeMap::new();
    see(&mut seen, root, "");
    seen
}

fn see(seen: &mut BTreeMap<String, Seen>, root: &Path, path: &str) {
    let at = root.join(path);
    let Ok(metadata) = fs::symlink_metadata(&at) else { return };
    let what = if metadata.is_dir() {
        for entry in fs::read_dir(&at).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            see(seen, root, &if path.is_empty() { name } else { format!("{path}/{name}") });
        }
        "folder".to_owned()
    } else if metadata.is_symlink() {
        format!("-> {}", fs::read_link(&at).unwrap().display())
    } else {
        String::from_utf8_lossy(&fs::read(&at).unwrap()).into_owned()
    };
    let modified = (metadata.mtime(), metadata.mtime_nsec());
    seen.insert(path.to_owned(), Seen { what, ino: metadata.ino(), modified });
}

/// Only what is there: path and content.
pub(crate) fn content(root: &Path) -> BTreeMap<String, String> {
    look(root).into_iter().filter(|(path, _)| !path.is_empty()).map(|(path, seen)| (path, seen.what)).collect()
}

/// What a folder with this site and these other files must hold, folders included.
pub(crate) fn expected(site: &Site, others: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut expected = BTreeMap::new();
    let ours = site.files.iter().map(|(path, text)| (path.as_str(), String::from_utf8(text.clone()).unwrap()));
    for (path, text) in ours.chain(others.iter().map(|(path, text)| (*path, (*text).to_owned()))) {
        for (at, _) in path.match_indices('/') {
            expected.insert(path[..at].to_owned(), "folder".to_owned());
        }
        expected.insert(path.to_owned(), text);
    }
    expected
}

pub(crate) struct Hub {
    folder: tempfile::TempDir,
}

impl Hub {
    pub(crate) fn new() -> Hub {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        fs::create_dir_all(folder.path().join("hub/content")).unwrap();
        fs::write(folder.path().join("hub/site.toml"), "").unwrap();
        Hub { folder }
    }

    /// The folder around the hub.
    pub(crate) fn around(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("hub")
    }

    pub(crate) fn output(&self) -> PathBuf {
        self.root().join("public")
    }

    pub(crate) fn target(&self) -> Target {
        Target { root: self.root(), output: self.output(), adopt: Adopt::No }
    }

    pub(crate) fn sync(&self, site: &Site) -> Result<Changes, PublishError> {
        sync(site, &self.target(), &Silent)
    }

    pub(crate) fn adopt(&self, site: &Site) -> Result<Changes, PublishError> {
        sync(site, &Target { adopt: Adopt::Yes, ..self.target() }, &Silent)
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        put(&self.output(), path, text);
    }

    pub(crate) fn assert_shows(&self, site: &Site, others: &[(&str, &str)]) {
        assert_eq!(content(&self.output()), expected(site, others));
    }

    /// What lies in `.kazipot` beside what belongs there between two builds.
    pub(crate) fn litter(&self) -> BTreeSet<String> {
        let belongs = |path: &str| {
            let steps: Vec<&str> = path.split('/').collect();
            matches!(
                steps[..],
                [".gitignore" | "publish"]
                    | ["publish", _]
                    | ["publish", _, "lock" | "manifest.json"]
                    | ["publish", _, "twin", ..]
            )
        };
        content(&self.root().join(".kazipot")).into_keys().filter(|path| !belongs(path)).collect()
    }

    /// The folder that keeps the manifest of the only output.
    pub(crate) fn shelf(&self) -> PathBuf {
        fs::read_dir(self.root().join(".kazipot/publish")).unwrap().next().unwrap().unwrap().path()
    }
}

pub(crate) fn put(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}
