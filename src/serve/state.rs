//! What the preview shows: one immutable value, swapped whole.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostic;
use crate::hub::{Page, Published};
use crate::language::Lang;
use crate::render::{self, Shared};
use crate::site::{Site, Spot};
use crate::theme::{self, Theme};

/// So many sites before the one that is shown are remembered: pages of theirs that are open still ask for their assets.
const BEFORE: usize = 2;

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

/// Where the states are: the newest is shown, of those before it the assets are remembered.
pub(super) struct Desk {
    inside: Mutex<Inside>,
    swapped: Condvar,
}

#[derive(Default)]
struct Inside {
    now: Option<Arc<State>>,
    /// The newest last.
    before: Vec<Before>,
}

/// What open pages of a site that was shown before may ask for.
struct Before {
    theme: Arc<Theme>,
    files: Vec<Published>,
}

impl Before {
    fn of(site: &Site) -> Before {
        Before { theme: site.theme().clone(), files: site.files().to_vec() }
    }

    fn is_of(&self, site: &Site) -> bool {
        let paths = |files: &[Published]| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
        Arc::ptr_eq(&self.theme, site.theme()) && paths(&self.files) == paths(site.files())
    }

    fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        let asset = self.theme.assets.iter().find(|asset| asset.path == path).map(|asset| (*asset.bytes).into());
        asset.or_else(|| {
            let file = self.files.iter().find(|file| file.path == path)?;
            file.stored.bytes().ok().map(Into::into)
        })
    }
}

impl Desk {
    pub(super) fn new() -> Desk {
        Desk { inside: Mutex::default(), swapped: Condvar::new() }
    }

    /// Shows another state from now on.
    pub(super) fn show(&self, state: State) -> Arc<State> {
        let state = Arc::new(state);
        let mut inside = self.lock();
        let gone = inside.now.replace(state.clone());
        if let (Some(was), Some(work)) = (gone.as_ref().and_then(|gone| gone.work.as_ref()), &state.work) {
            let was = Before::of(&was.site);
            // What has the assets of the one after it need not be remembered.
            if !was.is_of(&work.site) {
                inside.before.push(was);
                if inside.before.len() > BEFORE {
                    inside.before.remove(0);
                }
            }
        }
        drop(inside);
        self.swapped.notify_all();
        // A hub of a hundred thousand records takes its time to be let go.
        std::thread::spawn(move || drop(gone));
        state
    }

    /// What is shown now, if something is.
    pub(super) fn shown(&self) -> Option<Arc<State>> {
        self.lock().now.clone()
    }

    /// What is shown now; waits for the first state.
    pub(super) fn now(&self) -> Option<Arc<State>> {
        const PATIENCE: Duration = Duration::from_secs(60);
        let deadline = Instant::now() + PATIENCE;
        let mut inside = self.lock();
        loop {
            if let Some(state) = &inside.now {
                return Some(state.clone());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            inside = self.swapped.wait_timeout(inside, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// An asset, picture or document of a site that was shown before.
    pub(super) fn before(&self, path: &str) -> Option<Arc<[u8]>> {
        self.lock().before.iter().rev().find_map(|before| before.file(path))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
