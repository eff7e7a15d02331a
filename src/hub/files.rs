//! Pictures and documents that texts show or lead to: each is looked through and published under the hash of its
//! bytes, so that a changed one has another address. Of a picture, pages show what is drawn of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::{Hub, Unlisted};
use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::memo::Kept;
use crate::picture;
use crate::picture::draw::{self, Cut};
use crate::value::slug;
use crate::world::{Stamps, World};

/// A picture or document of content/ in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its path in the site: `files/pravljice.0a1b2c3d4e.jpg`.
    pub path: String,
    /// Width and height of a picture as it is shown.
    pub size: Option<(u32, u32)>,
    /// The same picture drawn for pages; empty when they show it as it is.
    pub drawn: Vec<Drawn>,
}

/// A picture as it is drawn for pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Its path in the site.
    pub path: String,
    /// How it is drawn.
    pub cut: Cut,
}

/// From so many bytes on a picture is long in coming on an old telephone.
const LARGE: usize = 500 * 1024;

/// From so many points on a picture takes long to draw.
const MANY_POINTS: u64 = 40_000_000;

/// Where the letters of its path in the site come from: at most so many of its name.
const LONGEST_STEM: usize = 60;

/// A file of the site.
#[derive(Clone)]
pub struct Published {
    /// Its path there.
    pub path: String,
    /// Its bytes.
    pub stored: Stored,
}

/// The bytes of a file of the site.
#[derive(Clone)]
pub enum Stored {
    /// Those of a file of content/, without what it tells.
    Own(Arc<[u8]>),
    /// A picture that was drawn just now.
    Drawn(Arc<[u8]>),
    /// One that an earlier build drew.
    Kept(Arc<[u8]>),
    /// One of the pictures that are drawn when somebody asks.
    Later(Arc<Later>, usize),
}

impl Stored {
    /// The bytes; a picture that waits for somebody is drawn.
    ///
    /// # Errors
    /// The picture of which the points cannot be read, and why.
    pub fn bytes(&self) -> Result<&[u8], (&Later, picture::Fault)> {
        match self {
            Stored::Own(bytes) | Stored::Drawn(bytes) | Stored::Kept(bytes) => Ok(bytes),
            Stored::Later(later, turn) => later.drawn(*turn).map_err(|fault| (&**later, fault)),
        }
    }
}

/// A picture that is drawn when somebody asks.
pub struct Later {
    /// Its file in content/.
    pub file: String,
    bytes: Arc<[u8]>,
    cuts: Vec<Cut>,
    drawn: OnceLock<Result<Vec<Vec<u8>>, picture::Fault>>,
}

impl Later {
    /// Its bytes in one of the ways in which it is drawn.
    fn drawn(&self, turn: usize) -> Result<&[u8], picture::Fault> {
        let drawn = self.drawn.get_or_init(|| draw::draw(&self.bytes, &self.cuts));
        drawn.as_ref().map(|drawn| &*drawn[turn]).map_err(|fault| *fault)
    }
}

/// When pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// While the hub is assembled, so that everything that is wrong is known before anything is published.
    Now,
    /// When a browser asks for one.
    WhenAsked,
}

/// How texts use a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Use {
    /// They show it.
    pub shown: bool,
    /// They lead to it: then it is published as it is.
    pub linked: bool,
}

impl Hub {
    /// Reads the files that texts use. Returns what is published of each, by its path in the site, and what is
    /// wrong with them; a file that cannot be published is left out, and its words stand for it.
    pub fn attach(
        &mut self,
        world: &dyn World,
        drawing: Drawing,
        memo: &mut Kept<Looked>,
    ) -> (Vec<Published>, Vec<Diagnostic>) {
        let used: Vec<(String, Use)> = self.used_files().into_iter().collect();
        let known = &*memo;
        let looked: Vec<(Looked, String, Use, Option<Stamps>)> = used
            .into_par_iter()
            .map(|(path, used)| {
                let stamps = Stamps::of(world, [&*path]);
                let known = known.get(&path, stamps).cloned();
                let mut looked = known.unwrap_or_else(|| look(world, &path, drawing));
                // Where nothing is remembered, originals are let go before all others are looked at.
                if stamps.is_none() {
                    leave_unused(&mut looked, used);
                }
                (looked, path, used, stamps)
            })
            .collect();
        for (looked, path, _, stamps) in &looked {
            memo.put(path, *stamps, looked.clone());
        }
        let (mut files, mut told) =
            (BTreeMap::new(), self.unused(&looked.iter().map(|(_, path, ..)| path.as_str()).collect()));
        self.attached.clear();
        for (mut looked, path, used, _) in looked {
            leave_unused(&mut looked, used);
            let (made, found) = looked;
            told.extend(found);
            if let Some((attached, published)) = made {
                // Two files with the same bytes and the same name are one file of the site.
                files.extend(published.into_iter().map(|file| (file.path.clone(), file)));
                self.attached.insert(path, attached);
            }
        }
        (files.into_values().collect(), told)
    }

    /// A file of content/ in the site.
    pub fn attached(&self, path: &str) -> Option<&Attached> {
        self.attached.get(path)
    }

    /// Files that no text uses. A record that has to be mended may use one: then nothing is said.
    fn unused(&self, used: &BTreeSet<&str>) -> Vec<Diagnostic> {
        if self.unlisted.values().any(|why| *why == Unlisted::Broken) {
            return Vec::new();
        }
        let idle = |path: &&String| !used.contains(path.as_str()) && !self.files_of_drafts.contains(*path);
        let unused = self.files.iter().filter(idle);
        unused.map(|path| Diagnostic::new(Code::UnusedFile).at(whole(path)).with("path", path.as_str())).collect()
    }
}

fn whole(path: &str) -> Span {
    Span { file: path.into(), range: 0..0 }
}

/// A file with all that may be published of it, when that can be, and what is to be said about it.
pub type Looked = (Option<(Attached, Vec<Published>)>, Vec<Diagnostic>);

/// Drops the file itself where pages show only what is drawn of it.
fn leave_unused((made, _): &mut Looked, used: Use) {
    if let Some((attached, published)) = made
        && !attached.drawn.is_empty()
        && !used.linked
    {
        published.retain(|file| file.path != attached.path);
    }
}

fn look(world: &dyn World, path: &str, drawing: Drawing) -> Looked {
    let at = |code| Diagnostic::new(code).at(whole(path)).with("path", path);
    let broken = |fault: picture::Fault| (None, vec![at(Code::BrokenFile).with("why", Fact::Why(fault.code()))]);
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(error) => return (None, vec![at(Code::Unreadable).with("reason", error.to_string())]),
    };
    let looked = match picture::look(path, &bytes) {
        Ok(looked) => looked,
        Err(fault) => return broken(fault),
    };
    let cuts = match draw::cuts(path, &looked) {
        Ok(cuts) => cuts,
        Err(fault) => return broken(fault),
    };
    let mut told = Vec::new();
    if looked.tells {
        told.push(at(Code::FileTells));
    }
    let sides = looked.size.map(|(width, height)| format!("{width} × {height}"));
    if looked.size.is_some() && cuts.is_empty() && looked.bytes.len() > LARGE {
        let large = at(Code::LargePicture).with("n", looked.bytes.len() / 1024);
        told.push(large.with_some("found", sides.clone()).with("most", (LARGE / 1024).to_string()));
    }
    let points = looked.size.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    if !cuts.is_empty() && points > MANY_POINTS {
        told.push(at(Code::HugePicture).with("n", (points / 1_000_000) as usize).with_some("found", sides));
    }
    let (size, own) = (looked.size, Arc::<[u8]>::from(looked.bytes.into_owned()));
    let attached = Attached { path: address(path, &own), size, drawn: addresses(path, &own, &cuts) };
    let drawn = match stored(world, path, &attached, &own, drawing) {
        Ok(drawn) => drawn,
        Err(fault) => return broken(fault),
    };
    let first = Published { path: attached.path.clone(), stored: Stored::Own(own) };
    (Some((attached, std::iter::once(first).chain(drawn).collect())), told)
}

/// What is drawn of a picture: kept from an earlier build, or drawn now or later.
fn stored(
    world: &dyn World,
    path: &str,
    attached: &Attached,
    bytes: &Arc<[u8]>,
    drawing: Drawing,
) -> Result<Vec<Published>, picture::Fault> {
    let paths = attached.drawn.iter().map(|drawn| drawn.path.clone());
    let named = |stored: Vec<Stored>| -> Vec<Published> {
        paths.zip(stored).map(|(path, stored)| Published { path, stored }).collect()
    };
    if let Some(kept) = attached.drawn.iter().map(|drawn| kept(world, &drawn.path)).collect() {
        return Ok(named(kept));
    }
    let cuts: Vec<Cut> = attached.drawn.iter().map(|drawn| drawn.cut).collect();
    Ok(named(match drawing {
        Drawing::Now => draw::draw(bytes, &cuts)?.into_iter().map(|drawn| Stored::Drawn(drawn.into())).collect(),
        Drawing::WhenAsked => {
            let turns = 0..cuts.len();
            let later = Later { file: path.to_owned(), bytes: bytes.clone(), cuts, drawn: OnceLock::new() };
            let later = Arc::new(later);
            turns.map(|turn| Stored::Later(later.clone(), turn)).collect()
        }
    }))
}

/// A picture that an earlier build drew.
fn kept(world: &dyn World, path: &str) -> Option<Stored> {
    let name = path.rsplit('/').next()?;
    let kept = world.read(&format!("{}/{name}", picture::kept::FOLDER)).ok()?;
    Some(Stored::Kept(picture::kept::opened(&kept)?.into()))
}

/// The paths of what is drawn: letters of the name, the hash of the bytes and of how they are drawn, the width.
fn addresses(path: &str, bytes: &[u8], cuts: &[Cut]) -> Vec<Drawn> {
    if cuts.is_empty() {
        return Vec::new();
    }
    let hash = blake3::Hasher::new().update(&[draw::RECIPE]).update(bytes).finalize().to_hex();
    let stem = stem(path);
    let address = |cut: &Cut| format!("files/{stem}.{}-{}.{}", &hash[..10], cut.width, cut.format.ending());
    cuts.iter().map(|cut| Drawn { path: address(cut), cut: *cut }).collect()
}

/// The path in the site: letters of the name, the hash of the bytes, the ending.
fn address(path: &str, bytes: &[u8]) -> String {
    let ending = path.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let hash = blake3::hash(bytes).to_hex();
    format!("files/{}.{}.{}", stem(path), &hash[..10], ending.to_ascii_lowercase())
}

fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut stem = slug::suggest(stem).unwrap_or_else(|| "file".to_owned());
    stem.truncate(LONGEST_STEM);
    stem
}
