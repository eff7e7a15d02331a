//! The site as a value: every path, and how to make its bytes when somebody asks.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Code, Diagnostic};
use crate::hub::{Hub, Page};
use crate::output::{Job, OUTPUTS, Output, Stock};
use crate::parse::Broken;
use crate::render::Shared;
use crate::theme::Theme;

/// A site.
pub struct Site {
    stock: Stock,
    paths: Vec<Path>,
    /// Paths that stay as they are published: those of broken records.
    kept: Vec<String>,
    found: Mutex<Vec<Diagnostic>>,
}

struct Path {
    path: Box<str>,
    output: u8,
    job: Job,
}

impl Site {
    /// The site of a hub in a theme, and what claims the same path twice or cannot be made for any page.
    pub fn new(hub: Hub, theme: Theme, files: Vec<(String, Vec<u8>)>, broken: &[Broken]) -> (Site, Vec<Diagnostic>) {
        let (shared, mut told) = Shared::new(&hub, &theme);
        let kept = kept(&hub, broken);
        let mut site =
            Site { stock: Stock { hub, theme, shared, files }, paths: Vec::new(), kept, found: Mutex::new(Vec::new()) };
        let mut paths: Vec<Path> = Vec::new();
        for (turn, output) in OUTPUTS.iter().enumerate().filter(|(_, output)| output.is_published(&site.stock)) {
            let claimed = output.paths(&site.stock).into_iter();
            paths.extend(claimed.map(|(path, job)| Path { path: path.into(), output: turn as u8, job }));
        }
        told.extend(site.clashes(&paths));
        site.paths = paths;
        (site, told)
    }

    /// The same hub with the paths of one output only, whether the site has it or not.
    #[must_use]
    pub fn only(mut self, output: &dyn Output) -> Site {
        let turn = OUTPUTS.iter().position(|known| known.name() == output.name()).unwrap_or_default() as u8;
        let claimed = output.paths(&self.stock).into_iter();
        self.paths = claimed.map(|(path, job)| Path { path: path.into(), output: turn, job }).collect();
        self.kept = Vec::new();
        self
    }

    /// Paths that two things claim, letter case aside: some disks and hosts do not tell case apart.
    fn clashes(&self, paths: &[Path]) -> Vec<Diagnostic> {
        let mut claimed: HashMap<Cow<'_, str>, usize> = HashMap::with_capacity(paths.len());
        let mut told = Vec::new();
        for (turn, path) in paths.iter().enumerate() {
            let small = path.path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
            let folded = if small { Cow::Borrowed(&*path.path) } else { Cow::Owned(path.path.to_lowercase()) };
            if let Some(first) = claimed.insert(folded, turn) {
                let found = Diagnostic::new(Code::PathTaken).with("path", &*path.path);
                let found = found.with("found", self.owner(path)).with("other", self.owner(&paths[first]));
                told.push(match self.span(path) {
                    Some(span) => found.at(span),
                    None => found,
                });
            }
        }
        told
    }

    /// What a path belongs to, for people: the file of a record, or the name of an output.
    fn owner(&self, path: &Path) -> String {
        match path.job {
            Job::Page(Page::Record(ix) | Page::Service(ix, _) | Page::Moved(ix, _), _) => {
                self.stock.hub.entry(ix).file.to_string()
            }
            _ => format!("{} ({})", OUTPUTS[usize::from(path.output)].name(), path.path),
        }
    }

    fn span(&self, path: &Path) -> Option<crate::diagnostic::Span> {
        match path.job {
            Job::Page(Page::Record(ix) | Page::Service(ix, _) | Page::Moved(ix, _), _) => {
                Some(self.stock.hub.entry(ix).span(0..0))
            }
            _ => None,
        }
    }

    /// The hub.
    pub fn hub(&self) -> &Hub {
        &self.stock.hub
    }

    /// How many paths it has.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// A path.
    pub fn path(&self, index: usize) -> &str {
        &self.paths[index].path
    }

    /// Paths that stay as they are published.
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// Makes the bytes of a path; what went wrong is kept for [`Site::take_found`].
    ///
    /// # Errors
    /// `NotMade` when there are no bytes.
    pub fn make(&self, index: usize, out: &mut Vec<u8>) -> Result<(), NotMade> {
        let path = &self.paths[index];
        OUTPUTS[usize::from(path.output)].make(&self.stock, path.job, out).map_err(|found| {
            self.found.lock().unwrap_or_else(PoisonError::into_inner).push(*found);
            NotMade
        })
    }

    /// Whether a path's bytes are too many to be held at once.
    pub fn pours(&self, index: usize) -> bool {
        let path = &self.paths[index];
        OUTPUTS[usize::from(path.output)].pours(path.job)
    }

    /// Writes the bytes of a path that pours.
    ///
    /// # Errors
    /// What `to` says.
    pub fn pour(&self, index: usize, to: &mut dyn io::Write) -> io::Result<()> {
        let path = &self.paths[index];
        OUTPUTS[usize::from(path.output)].pour(&self.stock, path.job, to)
    }

    /// What went wrong while pages were made, each mistake of a template once.
    pub fn take_found(&self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner));
        let key = |one: &Diagnostic| {
            let at = one.at.as_ref().map(|span| (span.file.clone(), span.range.start));
            let record = format!("{:?}", one.fact("record"));
            (at, format!("{:?}", one.fact("reason")), record)
        };
        found.sort_by_key(key);
        found.dedup_by_key(|one| {
            let (at, reason, _) = key(one);
            (at, reason)
        });
        found
    }
}

/// A path could not be made; the site knows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotMade;

/// The published pages of records that are broken now, unless they must not be shown any more.
fn kept(hub: &Hub, broken: &[Broken]) -> Vec<String> {
    let shown = broken.iter().filter(|record| !record.withdrawn);
    let folders = shown.flat_map(|record| {
        hub.languages().map(|lang| {
            let prefix = if lang == hub.config.languages.first() { String::new() } else { format!("{lang}/") };
            format!("{prefix}{}/{}/", hub.config.slug(lang, record.kind.name), record.id)
        })
    });
    folders.collect()
}
