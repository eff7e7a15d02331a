//! Pages that nobody looks at are made while nobody waits, so that the mistakes of their templates are known.
//!
//! As long as the theme is the same, the pages of a record that is the same and could be made are not made again;
//! those that belong to no record are.

use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::behind::give_way;
use super::follow::{Looked, News, is_same_fault};
use super::state::Work;
use crate::diagnostic::Diagnostic;
use crate::hub::{EntryIx, Page};
use crate::language::Lang;
use crate::parse::Entry;
use crate::theme::Theme;

/// How long nothing has to change before it begins.
const REST: Duration = Duration::from_millis(400);

/// How much longer it rests than it works, so that a processor is left to others.
const PAUSE: u32 = 1;

/// Somebody who looks through what is shown.
pub(super) struct Idle {
    wanted: Arc<(Mutex<Option<Arc<Work>>>, Condvar)>,
}

/// Begins to wait for work.
pub(super) fn start(news: Sender<News>) -> Idle {
    let wanted: Arc<(Mutex<Option<Arc<Work>>>, Condvar)> = Arc::default();
    let of_thread = wanted.clone();
    std::thread::spawn(move || {
        give_way();
        let mut known = Known::default();
        loop {
            let work = wait(&of_thread);
            let anew = || of_thread.0.lock().unwrap_or_else(PoisonError::into_inner).is_some();
            let mut found = Vec::new();
            let looked = known.look_through(&work, &mut found, &anew);
            let found = work.site.hub().config.levelled(found);
            if news.send(News::Found(work, found, looked)).is_err() {
                return;
            }
        }
    });
    Idle { wanted }
}

impl Idle {
    /// Looks through this from now on.
    pub(super) fn look_through(&self, work: Arc<Work>) {
        *self.wanted.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
        self.wanted.1.notify_all();
    }
}

/// Waits for something to look through, and then until nothing new has come for a while.
fn wait(wanted: &(Mutex<Option<Arc<Work>>>, Condvar)) -> Arc<Work> {
    let mut place = wanted.0.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if place.is_none() {
            place = wanted.1.wait(place).unwrap_or_else(PoisonError::into_inner);
            continue;
        }
        let (after, waited) = wanted.1.wait_timeout(place, REST).unwrap_or_else(PoisonError::into_inner);
        place = after;
        if waited.timed_out()
            && let Some(work) = place.take()
        {
            return work;
        }
    }
}

/// Which records have pages that could be made in a theme.
#[derive(Default)]
struct Known {
    theme: Weak<Theme>,
    /// By `kind/id`. A record that is let go leaves its place, so that no other one can be taken for it.
    records: HashMap<String, Weak<Entry>>,
}

impl Known {
    /// Makes the pages of which nothing is known, until something else is wanted.
    fn look_through(&mut self, work: &Work, found: &mut Vec<Diagnostic>, anew: &dyn Fn() -> bool) -> Looked {
        let hub = work.site.hub();
        if !std::ptr::eq(self.theme.as_ptr(), Arc::as_ptr(work.site.theme())) {
            *self = Known { theme: Arc::downgrade(work.site.theme()), records: HashMap::new() };
        }
        let mut bytes = Vec::new();
        for (ix, entry) in hub.entries() {
            if anew() {
                return Looked::Some;
            }
            let (id, shared) = (entry.full_id(), hub.shared_entry(ix));
            if self.records.get(&id).is_some_and(|known| std::ptr::eq(known.as_ptr(), Arc::as_ptr(shared))) {
                continue;
            }
            let mut is_fine = true;
            for lang in hub.languages() {
                pages_of(ix, entry).for_each(|page| is_fine &= is_made(work, page, lang, &mut bytes, found));
            }
            if is_fine {
                self.records.insert(id, Arc::downgrade(shared));
            }
        }
        for (page, lang) in hub.pages().into_iter().chain(hub.moved()) {
            if anew() {
                return Looked::Some;
            }
            if !matches!(page, Page::Record(_) | Page::Service(..)) {
                is_made(work, page, lang, &mut bytes, found);
            }
        }
        found.extend(work.site.quick_clashes());
        Looked::All
    }
}

fn pages_of(ix: EntryIx, entry: &Entry) -> impl Iterator<Item = Page> {
    let services = 0..entry.record.services().len();
    std::iter::once(Page::Record(ix)).chain(services.map(move |turn| Page::Service(ix, turn as u16)))
}

/// Makes a page and rests; keeps what a template did wrong, each mistake once.
fn is_made(work: &Work, page: Page, lang: Lang, bytes: &mut Vec<u8>, found: &mut Vec<Diagnostic>) -> bool {
    let begun = Instant::now();
    bytes.clear();
    let wrong = work.site.make_page(page, lang, bytes).err();
    let is_made = wrong.is_none();
    found.extend(wrong.map(|wrong| *wrong).filter(|wrong| !found.iter().any(|known| is_same_fault(known, wrong))));
    std::thread::sleep(begun.elapsed() * PAUSE);
    is_made
}
