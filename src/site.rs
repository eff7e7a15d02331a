//! The site as a value: every path, and how to make its bytes when somebody asks.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::diagnostic::{Code, Diagnostic};
use crate::hub::{Hub, Page, Published};
use crate::language::Lang;
use crate::output::{Dear, Job, Lookup, OUTPUTS, Output, Stock};
use crate::parse::Broken;
use crate::render::{self, Shared};
use crate::theme::Theme;

/// A site.
pub struct Site {
    stock: Stock,
    /// Every path, listed when somebody asks for all of them.
    paths: OnceLock<Vec<Path>>,
    /// The paths of each output that has been looked through for one.
    by_output: Vec<OnceLock<HashMap<String, Job>>>,
    /// Paths that stay as they are published: those of broken records.
    kept: Vec<String>,
    found: Mutex<Vec<Diagnostic>>,
}

struct Path {
    path: Box<str>,
    spot: Spot,
}

/// How a path is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    output: u8,
    job: Job,
}

impl Spot {
    /// The page that is made here, when it is one.
    pub fn page(self) -> Option<(Page, Lang)> {
        match self.job {
            Job::Page(page, lang) if OUTPUTS[usize::from(self.output)].name() == "html" => Some((page, lang)),
            _ => None,
        }
    }
}

impl Site {
    /// The site of a hub in a theme, and what cannot be made for any page. Its paths are listed when somebody asks
    /// for all of them.
    pub fn new(hub: Hub, theme: Arc<Theme>, files: Vec<Published>, broken: &[Broken]) -> (Site, Vec<Diagnostic>) {
        let (shared, told) = Shared::new(&hub, &theme);
        let kept = kept(&hub, broken);
        let by_output = OUTPUTS.iter().map(|_| OnceLock::new()).collect();
        let stock = Stock { hub, theme, shared, files, index: OnceLock::new() };
        (Site { stock, paths: OnceLock::new(), by_output, kept, found: Mutex::new(Vec::new()) }, told)
    }

    fn paths(&self) -> &[Path] {
        self.paths.get_or_init(|| self.listed(|_| true))
    }

    /// The paths of some outputs.
    fn listed(&self, which: impl Fn(&dyn Output) -> bool) -> Vec<Path> {
        let mut paths: Vec<Path> = Vec::new();
        for (turn, output) in self.outputs().filter(|(_, output)| which(*output)) {
            let claimed = output.paths(&self.stock).into_iter();
            let spot = |job| Spot { output: turn as u8, job };
            paths.extend(claimed.map(|(path, job)| Path { path: path.into(), spot: spot(job) }));
        }
        paths
    }

    /// The outputs that the site has, each with its turn in the table.
    fn outputs(&self) -> impl Iterator<Item = (usize, &'static dyn Output)> {
        OUTPUTS.iter().copied().enumerate().filter(|(_, output)| output.is_published(&self.stock))
    }

    /// How one path is made; a page is found without listing the others.
    pub fn find(&self, path: &str) -> Option<Spot> {
        let (mut unsaid, mut found) = (Vec::new(), None);
        for (turn, output) in self.outputs() {
            match output.look_up(&self.stock, path) {
                Lookup::Own(job) => {
                    found = Some(Spot { output: turn as u8, job });
                    break;
                }
                Lookup::Foreign => {}
                Lookup::Unsaid => unsaid.push((turn, output)),
            }
        }
        found.or_else(|| {
            unsaid.into_iter().find_map(|(turn, output)| {
                let all = self.by_output[turn].get_or_init(|| output.paths(&self.stock).into_iter().collect());
                Some(Spot { output: turn as u8, job: *all.get(path)? })
            })
        })
    }

    /// The same hub with the paths of one output only, whether the site has it or not.
    #[must_use]
    pub fn only(mut self, output: &dyn Output) -> Site {
        let turn = OUTPUTS.iter().position(|known| known.name() == output.name()).unwrap_or_default() as u8;
        let claimed = output.paths(&self.stock).into_iter();
        let spot = |job| Spot { output: turn, job };
        let paths: Vec<Path> = claimed.map(|(path, job)| Path { path: path.into(), spot: spot(job) }).collect();
        self.paths = OnceLock::from(paths);
        self.kept = Vec::new();
        self
    }

    /// Paths that two things claim, letter case aside: some disks and hosts do not tell case apart.
    pub fn clashes(&self) -> Vec<Diagnostic> {
        self.clashes_of(self.paths())
    }

    /// The same, the outputs aside that have to make everything before they know their paths.
    pub fn quick_clashes(&self) -> Vec<Diagnostic> {
        self.clashes_of(&self.listed(|output| !output.is_made_whole()))
    }

    fn clashes_of(&self, paths: &[Path]) -> Vec<Diagnostic> {
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
        match path.spot.job {
            Job::Page(Page::Record(ix) | Page::Service(ix, _) | Page::Moved(ix, _), _) => {
                self.stock.hub.entry(ix).file.to_string()
            }
            _ => format!("{} ({})", OUTPUTS[usize::from(path.spot.output)].name(), path.path),
        }
    }

    fn span(&self, path: &Path) -> Option<crate::diagnostic::Span> {
        match path.spot.job {
            Job::Page(Page::Record(ix) | Page::Service(ix, _) | Page::Moved(ix, _), _) => {
                Some(self.stock.hub.entry(ix).span(0..0))
            }
            _ => None,
        }
    }

    /// The theme.
    pub fn theme(&self) -> &Arc<Theme> {
        &self.stock.theme
    }

    /// The hub.
    pub fn hub(&self) -> &Hub {
        &self.stock.hub
    }

    /// How many paths it has.
    pub fn len(&self) -> usize {
        self.paths().len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.paths().is_empty()
    }

    /// A path.
    pub fn path(&self, index: usize) -> &str {
        &self.paths()[index].path
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
        self.make_at(self.spot(index), out).map_err(|found| {
            self.found.lock().unwrap_or_else(PoisonError::into_inner).push(*found);
            NotMade
        })
    }

    /// How a path is made.
    pub fn spot(&self, index: usize) -> Spot {
        self.paths()[index].spot
    }

    /// Makes the bytes of a path.
    ///
    /// # Errors
    /// What a template did wrong.
    pub fn make_at(&self, spot: Spot, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        OUTPUTS[usize::from(spot.output)].make(&self.stock, spot.job, out)
    }

    /// Makes a page, without looking for its path.
    ///
    /// # Errors
    /// What a template did wrong.
    pub fn make_page(&self, page: Page, lang: Lang, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let Stock { hub, theme, shared, .. } = &self.stock;
        render::page(hub, theme, shared, page, lang, out)
    }

    /// Pictures and documents, by their path in the site.
    pub fn files(&self) -> &[Published] {
        &self.stock.files
    }

    /// Whether a path's bytes are too many to be held at once.
    pub fn pours(&self, index: usize) -> bool {
        let spot = self.spot(index);
        OUTPUTS[usize::from(spot.output)].pours(spot.job)
    }

    /// Whether a path's bytes are dear to make and follow from the path alone.
    pub fn dear(&self, index: usize) -> Option<Dear> {
        let spot = self.spot(index);
        OUTPUTS[usize::from(spot.output)].dear(&self.stock, spot.job)
    }

    /// Writes the bytes of a path that pours.
    ///
    /// # Errors
    /// What `to` says.
    pub fn pour(&self, index: usize, to: &mut dyn io::Write) -> io::Result<()> {
        let spot = self.spot(index);
        OUTPUTS[usize::from(spot.output)].pour(&self.stock, spot.job, to)
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
