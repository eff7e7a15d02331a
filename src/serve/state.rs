//! What the preview shows: one immutable value, swapped whole.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostic;
use crate::hub::Page;
use crate::language::Lang;
use crate::render::{self, Shared};
use crate::site::{Site, Spot};
use crate::theme::{self, Theme};

/// So many states are kept: pages that are open still ask for the assets of the one they are from.
const STATES: usize = 3;

/// A site as it is being shown.
pub(super) struct Work {
    pub(super) site: Site,
    /// What stands in for the theme where it cannot make a page.
    spare: OnceLock<(Arc<Theme>, Shared)>,
    /// Answers that are long to make and large, once somebody asked.
    kept: Mutex<HashMap<String, Arc<[u8]>>>,
}

/// The preview at one moment.
pub(super) struct State {
    /// It grows with every change.
    pub(super) number: u64,
    /// The last site that could be made; none before there was one.
    pub(super) work: Option<Arc<Work>>,
    /// Everything that is wrong with the hub.
    pub(super) problems: Arc<super::problems::Problems>,
}

/// A page of the site, made.
pub(super) struct Made {
    pub(super) bytes: Vec<u8>,
    /// What went wrong, when the page was made with a theme that stands in.
    pub(super) wrong: Option<Box<Diagnostic>>,
}

impl Work {
    pub(super) fn new(site: Site) -> Work {
        Work { site, spare: OnceLock::new(), kept: Mutex::new(HashMap::new()) }
    }

    /// Makes a path; a page whose template fails is made with the theme of the binary.
    pub(super) fn make(&self, spot: Spot) -> Made {
        let mut bytes = Vec::with_capacity(32 * 1024);
        let Err(wrong) = self.site.make_at(spot, &mut bytes) else { return Made { bytes, wrong: None } };
        bytes.clear();
        if let Some((page, lang)) = spot.page() {
            self.plainly(page, lang, &mut bytes);
        }
        Made { bytes, wrong: Some(wrong) }
    }

    /// Makes a page with the theme that is inside the binary.
    fn plainly(&self, page: Page, lang: Lang, bytes: &mut Vec<u8>) {
        let (theme, shared) = self.spare();
        if render::page(self.site.hub(), theme, shared, page, lang, bytes).is_err() {
            bytes.clear();
        }
    }

    fn spare(&self) -> &(Arc<Theme>, Shared) {
        self.spare.get_or_init(|| {
            let theme = Arc::new(theme::built_in(&self.site.hub().config));
            let (shared, _) = Shared::new(self.site.hub(), &theme);
            (theme, shared)
        })
    }

    /// A file of the theme that stands in, when it has been needed.
    pub(super) fn spare_asset(&self, path: &str) -> Option<Vec<u8>> {
        let (theme, _) = self.spare.get()?;
        theme.assets.iter().find(|asset| asset.path == path).map(|asset| asset.bytes.to_vec())
    }

    /// A path that is not a page, made once and kept as long as the site is shown.
    pub(super) fn kept(&self, path: &str, spot: Spot) -> Arc<[u8]> {
        let known = |kept: &HashMap<String, Arc<[u8]>>| kept.get(path).cloned();
        if let Some(bytes) = known(&self.kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return bytes;
        }
        // Not under the lock: it may take long, and others ask for other paths.
        let made: Arc<[u8]> = self.make(spot).bytes.into();
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).entry(path.to_owned()).or_insert(made).clone()
    }
}

/// Where the states are: the newest is shown, those before it are remembered.
pub(super) struct Desk {
    states: Mutex<Vec<Arc<State>>>,
    swapped: Condvar,
}

impl Desk {
    pub(super) fn new() -> Desk {
        Desk { states: Mutex::new(Vec::new()), swapped: Condvar::new() }
    }

    /// Shows another state from now on.
    pub(super) fn show(&self, state: State) -> Arc<State> {
        let state = Arc::new(state);
        let mut states = self.lock();
        let same = |one: &Arc<State>| match (&one.work, &state.work) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        // A state of the same site takes the place of the one before: what is remembered are sites.
        if states.last().is_some_and(same) {
            states.pop();
        }
        states.push(state.clone());
        let gone = (states.len() > STATES).then(|| states.remove(0));
        drop(states);
        self.swapped.notify_all();
        // A hub of a hundred thousand records takes its time to be let go.
        std::thread::spawn(move || drop(gone));
        state
    }

    /// What is shown now; waits for the first state.
    pub(super) fn now(&self) -> Option<Arc<State>> {
        const PATIENCE: Duration = Duration::from_secs(60);
        let deadline = Instant::now() + PATIENCE;
        let mut states = self.lock();
        loop {
            if let Some(state) = states.last() {
                return Some(state.clone());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            states = self.swapped.wait_timeout(states, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The sites that were shown before, the newest first.
    pub(super) fn before(&self) -> Vec<Arc<Work>> {
        self.lock().iter().rev().skip(1).filter_map(|state| state.work.clone()).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<State>>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
