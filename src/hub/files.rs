//! Pictures and documents that texts show or lead to: each is looked through and published under the hash of its
//! bytes, so that a changed one has another address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Hub, Unlisted};
use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::memo::Kept;
use crate::picture;
use crate::value::slug;
use crate::world::{Stamps, World};

/// A picture or document of content/ in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its path in the site: `files/pravljice.0a1b2c3d4e.jpg`.
    pub path: String,
    /// Width and height of a picture as it is shown.
    pub size: Option<(u32, u32)>,
}

/// From so many bytes on a picture is long in coming on an old telephone.
const LARGE: usize = 500 * 1024;

/// Where the letters of its path in the site come from: at most so many of its name.
const LONGEST_STEM: usize = 60;

/// A file of the site: its path there and its bytes.
pub type Published = (String, Arc<[u8]>);

impl Hub {
    /// Reads the files that texts use. Returns what is published of each, by its path in the site, and what is
    /// wrong with them; a file that cannot be published is left out, and its words stand for it.
    pub fn attach(&mut self, world: &dyn World, memo: &mut Kept<Looked>) -> (Vec<Published>, Vec<Diagnostic>) {
        let used: Vec<String> = self.used_files().into_iter().collect();
        let known = &*memo;
        let looked: Vec<(Looked, String)> = used
            .into_par_iter()
            .map(|path| {
                (known.get(&path, Stamps::of(world, [&*path])).cloned().unwrap_or_else(|| look(world, &path)), path)
            })
            .collect();
        for (looked, path) in &looked {
            memo.put(path, Stamps::of(world, [&**path]), looked.clone());
        }
        let (mut files, mut told) = (BTreeMap::new(), self.unused(&looked));
        self.attached.clear();
        for ((made, found), path) in looked {
            told.extend(found);
            if let Some((attached, bytes)) = made {
                // Two files with the same bytes and the same name are one file of the site.
                files.insert(attached.path.clone(), bytes);
                self.attached.insert(path, attached);
            }
        }
        (files.into_iter().collect(), told)
    }

    /// A file of content/ in the site.
    pub fn attached(&self, path: &str) -> Option<&Attached> {
        self.attached.get(path)
    }

    /// Files that no text uses. A record that has to be mended may use one: then nothing is said.
    fn unused<T>(&self, used: &[(T, String)]) -> Vec<Diagnostic> {
        if self.unlisted.values().any(|why| *why == Unlisted::Broken) {
            return Vec::new();
        }
        let used: BTreeSet<&str> = used.iter().map(|(_, path)| path.as_str()).collect();
        let idle = |path: &&String| !used.contains(path.as_str()) && !self.files_of_drafts.contains(*path);
        let unused = self.files.iter().filter(idle);
        unused.map(|path| Diagnostic::new(Code::UnusedFile).at(whole(path)).with("path", path.as_str())).collect()
    }
}

fn whole(path: &str) -> Span {
    Span { file: path.into(), range: 0..0 }
}

/// A file as it will be published, when it can be, and what is to be said about it.
pub type Looked = (Option<(Attached, Arc<[u8]>)>, Vec<Diagnostic>);

fn look(world: &dyn World, path: &str) -> Looked {
    let at = |code| Diagnostic::new(code).at(whole(path)).with("path", path);
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(error) => return (None, vec![at(Code::Unreadable).with("reason", error.to_string())]),
    };
    let looked = match picture::look(path, &bytes) {
        Ok(looked) => looked,
        Err(fault) => return (None, vec![at(Code::BrokenFile).with("why", Fact::Why(fault.code()))]),
    };
    let mut told = Vec::new();
    if looked.tells {
        told.push(at(Code::FileTells));
    }
    if looked.size.is_some() && looked.bytes.len() > LARGE {
        let large = at(Code::LargePicture).with("n", looked.bytes.len() / 1024);
        let sides = looked.size.map(|(width, height)| format!("{width} × {height}"));
        told.push(large.with_some("found", sides).with("most", (LARGE / 1024).to_string()));
    }
    let (size, published) = (looked.size, looked.bytes.into_owned());
    let attached = Attached { path: address(path, &published), size };
    (Some((attached, published.into())), told)
}

/// The path in the site: letters of the name, the hash of the bytes, the ending.
fn address(path: &str, bytes: &[u8]) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let mut stem = slug::suggest(stem).unwrap_or_else(|| "file".to_owned());
    stem.truncate(LONGEST_STEM);
    let hash = blake3::hash(bytes).to_hex();
    format!("files/{stem}.{}.{}", &hash[..10], ending.to_ascii_lowercase())
}
