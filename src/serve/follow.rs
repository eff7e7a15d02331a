//! The loop: what changed is compiled, shown and told to the browsers.
//!
//! The first change of a file acts at once, more within [`JOIN`] join it, and what is wrong in a file that may still
//! be written is held back until the file is quiet.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::idle::Idle;
use super::problems::Problems;
use super::state::{State, Work};
use super::watch::{self, Haste, Watch};
use super::{Polls, Preview, Said, Voice};
use crate::diagnostic::{Diagnostic, Fact, Severity};
use crate::hub::Drafts;
use crate::site::Site;
use crate::world::{Mirror, World};
use crate::{Memo, checked, preview};

/// More changes that come so soon join the first.
const JOIN: Duration = Duration::from_millis(20);

/// How often it is asked which day it is.
const NEXT_LOOK: Duration = Duration::from_secs(20);

/// What the loop waits for.
pub(super) enum News {
    /// These paths changed.
    Changed(Vec<String>, Haste, Instant),
    /// Something changed, and it is not known what.
    Unknown,
    /// The system stopped to tell.
    Unwatched,
    /// What was found in pages of a site.
    Found(Arc<Work>, Vec<Diagnostic>, Looked),
}

/// Of how many pages something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looked {
    /// Of all.
    All,
    /// Of some.
    Some,
}

/// What came of compiling.
struct Compiled {
    site: Option<Site>,
    found: Vec<Diagnostic>,
}

/// The loop's own.
pub(super) struct Table {
    preview: Arc<Preview>,
    voice: Arc<dyn Voice>,
    world: Mirror,
    watch: Watch,
    idle: Idle,
    drafts: Drafts,
    memo: Memo,
    number: u64,
    /// What compiling found, what checks found, and what was found in pages of the site that is shown.
    compiled: Vec<Diagnostic>,
    checked: Vec<Diagnostic>,
    in_pages: Vec<Diagnostic>,
    /// Folders that were said to be gone: the system tells of each several times.
    gone: BTreeSet<&'static str>,
}

/// Changes that wait to be acted upon.
#[derive(Default)]
struct Waiting {
    /// When each file changed last.
    files: HashMap<String, Instant>,
    first: Option<Instant>,
    due: Option<Instant>,
    /// What was compiled already and is held back, for it may be half of something.
    held: Option<Compiled>,
}

impl Waiting {
    fn note(&mut self, paths: Vec<String>, due: Instant) {
        let now = Instant::now();
        self.first.get_or_insert(now);
        self.files.extend(paths.into_iter().map(|path| (path, now)));
        self.due = Some(self.due.map_or(due, |known| known.min(due)));
        self.held = None;
    }
}

impl Table {
    pub(super) fn new(
        preview: Arc<Preview>,
        voice: Arc<dyn Voice>,
        world: Mirror,
        watch: Watch,
        idle: Idle,
        drafts: Drafts,
    ) -> Table {
        Table {
            preview,
            voice,
            world,
            watch,
            idle,
            drafts,
            memo: Memo::default(),
            number: 0,
            compiled: Vec::new(),
            checked: Vec::new(),
            in_pages: Vec::new(),
            gone: BTreeSet::new(),
        }
    }

    /// Compiles and shows the hub for the first time, and says what is wrong with it.
    pub(super) fn begin(&mut self) -> Arc<State> {
        let compiled = self.compile();
        let state = self.show(compiled, &[]);
        let state = self.check().unwrap_or(state);
        self.voice.problems(&self.world, &state.problems.found);
        state
    }

    /// Checks what is shown, which nobody had to wait for; returns the new state when that is another one.
    fn check(&mut self) -> Option<Arc<State>> {
        let work = self.preview.desk.shown()?.work.clone()?;
        let found = checked(&work.site);
        if found == self.checked {
            return None;
        }
        self.checked = found;
        Some(self.put(Some(work)))
    }

    fn compile(&mut self) -> Compiled {
        let compiled = preview(&self.world, self.drafts, &mut self.memo);
        Compiled { site: compiled.value, found: compiled.diagnostics }
    }

    /// Shows what was compiled. Where nothing could be made, what was shown last stays.
    fn show(&mut self, compiled: Compiled, changed: &[String]) -> Arc<State> {
        let before = if self.number == 0 { None } else { self.preview.desk.now().and_then(|now| now.work.clone()) };
        let work = compiled.site.map(|site| Arc::new(Work::new(site)));
        if let (Some(work), Some(before)) = (&work, &before)
            && !Arc::ptr_eq(work.site.theme(), before.site.theme())
        {
            self.in_pages.clear();
        }
        // What a template could not make of a record is looked at again when one of the two changed.
        self.in_pages.retain(|one| !matches!(one.fact("record"), Some(Fact::Text(file)) if changed.contains(file)));
        self.compiled = compiled.found;
        let state = self.put(work.or(before));
        if let Some(work) = &state.work {
            self.idle.look_through(work.clone());
        }
        state
    }

    /// Puts a site and what is known to be wrong where browsers see it.
    fn put(&mut self, work: Option<Arc<Work>>) -> Arc<State> {
        self.number += 1;
        let found = self.in_pages.iter().chain(&self.compiled).chain(&self.checked).cloned().collect();
        let problems = Arc::new(Problems::new(&self.world, self.preview.words, found));
        self.preview.desk.show(State { number: self.number, work, problems })
    }

    /// Acts on changes, for ever.
    pub(super) fn go_on(&mut self, news: &Receiver<News>, today: &dyn Fn() -> Date) -> ! {
        let mut waiting = Waiting::default();
        loop {
            let patience = waiting.due.map_or(NEXT_LOOK, |due| due.saturating_duration_since(Instant::now()));
            match news.recv_timeout(patience) {
                Ok(one) => self.hear(one, &mut waiting),
                Err(RecvTimeoutError::Timeout) => {
                    let day = today();
                    if day != self.world.today() {
                        self.world.turn_to(day);
                        waiting.note(Vec::new(), Instant::now());
                    }
                }
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(NEXT_LOOK),
            }
            if waiting.due.is_some_and(|due| due <= Instant::now()) {
                // What has come meanwhile belongs to it.
                while let Ok(one) = news.try_recv() {
                    self.hear(one, &mut waiting);
                }
                self.act(&mut waiting);
            }
        }
    }

    fn hear(&mut self, news: News, waiting: &mut Waiting) {
        match news {
            News::Changed(paths, haste, at) => {
                self.take_in(&paths, waiting);
                waiting.note(paths, if haste == Haste::Now { at } else { at + JOIN });
            }
            News::Unknown => self.everything_changed(waiting),
            News::Unwatched => {
                if self.watch.is_lost() {
                    self.poll(Polls::Exhausted, waiting);
                }
            }
            News::Found(work, found, looked) => self.add(&work, &found, looked),
        }
    }

    fn everything_changed(&mut self, waiting: &mut Waiting) {
        self.world.everything_changed();
        waiting.note(Vec::new(), Instant::now() + JOIN);
    }

    /// From now on the disk is looked at: what changed until now may not have been told.
    fn poll(&mut self, why: Polls, waiting: &mut Waiting) {
        self.voice.say(&Said::Polling(why));
        self.everything_changed(waiting);
    }

    /// Looks at what changed.
    fn take_in(&mut self, paths: &[String], waiting: &mut Waiting) {
        for path in paths {
            self.watch.look_again(path);
            self.world.changed(path);
            let Some(folder) = watch::FOLDERS.iter().find(|folder| *folder == path) else {
                if self.world.has(path) {
                    self.gone.retain(|folder| !path.starts_with(folder));
                }
                continue;
            };
            // A folder that came again is another one to the system.
            if let Some(why) = self.watch.again() {
                self.poll(why, waiting);
            }
            if !self.world.list(folder).is_empty() {
                self.gone.remove(folder);
            } else if self.gone.insert(folder) {
                self.voice.say(&Said::Gone(folder));
            }
        }
    }

    /// Compiles and shows, unless what is wrong now may be half of something.
    fn act(&mut self, waiting: &mut Waiting) {
        let compiled = waiting.held.take().unwrap_or_else(|| self.compile());
        if let Some(quiet) = self.unfinished(&compiled, waiting) {
            waiting.held = Some(compiled);
            waiting.due = Some(quiet);
            return;
        }
        let first = waiting.first.unwrap_or_else(Instant::now);
        let mut changed: Vec<String> = std::mem::take(waiting).files.into_keys().collect();
        changed.sort();
        let before = self.preview.desk.now();
        let state = self.show(compiled, &changed);
        let took = first.elapsed();
        let was = before.as_ref().and_then(|before| before.work.as_deref());
        let refreshed = self.preview.streams.tell(was, &state);
        let state = self.check().inspect(|state| drop(self.preview.streams.tell(None, state))).unwrap_or(state);
        self.voice.problems(&self.world, &new(&state.problems, before.as_ref().map(|before| &*before.problems)));
        self.voice.say(&Said::Rebuilt {
            changed: &changed,
            records: state.work.as_ref().map_or(0, |work| work.site.hub().entries().len()),
            refreshed: &refreshed,
            problems: &state.problems,
            took,
        });
    }

    /// Until when to wait, when something is wrong in a file that changed just now, or one of them is empty.
    fn unfinished(&self, compiled: &Compiled, waiting: &Waiting) -> Option<Instant> {
        let known = self.preview.desk.now()?;
        let (now, quiet) = (Instant::now(), self.watch.quiet());
        let young = |path: &str| waiting.files.get(path).map(|at| *at + quiet).filter(|quiet| *quiet > now);
        let errors = compiled.found.iter().filter(|one| one.severity == Severity::Error);
        let new = errors.filter(|one| !known.problems.found.contains(one));
        let wrong = new.filter_map(|one| young(&one.at.as_ref()?.file)).max();
        let empty = waiting.files.keys().filter(|path| self.world.has(path) && self.world.is_empty(path));
        wrong.max(empty.filter_map(|path| young(path)).max())
    }

    /// Adds what was found in pages; when all were looked at, what was known of others is over.
    fn add(&mut self, work: &Arc<Work>, found: &[Diagnostic], looked: Looked) {
        let Some(now) = self.preview.desk.now() else { return };
        if !now.work.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, work)) {
            return;
        }
        let is_known = |known: &[Diagnostic], one: &Diagnostic| known.iter().any(|known| is_same_fault(known, one));
        let new: Vec<Diagnostic> = found.iter().filter(|one| !is_known(&self.in_pages, one)).cloned().collect();
        let known = self.in_pages.len();
        if looked == Looked::All {
            self.in_pages.retain(|one| is_known(found, one));
        }
        if new.is_empty() && self.in_pages.len() == known {
            return;
        }
        self.voice.problems(&self.world, &new);
        self.in_pages.extend(new);
        let state = self.put(Some(work.clone()));
        self.preview.streams.tell(None, &state);
    }
}

/// Whether two pages failed by the same mistake of a template, or two things claim the same path.
pub(super) fn is_same_fault(one: &Diagnostic, other: &Diagnostic) -> bool {
    let is_same = |fact| one.fact(fact) == other.fact(fact);
    one.code == other.code && one.at == other.at && is_same("reason") && is_same("path")
}

/// What was not wrong before.
fn new(now: &Problems, before: Option<&Problems>) -> Vec<Diagnostic> {
    let known = |one: &&Diagnostic| before.is_none_or(|before| !before.found.contains(one));
    now.found.iter().filter(known).cloned().collect()
}
