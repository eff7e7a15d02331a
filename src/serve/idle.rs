//! Pages that nobody looks at are made while nobody waits, so that the mistakes of their templates are known.
//!
//! After a first look through all pages, only those of records that changed since and those that belong to no record
//! are made again, as long as the theme is the same.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::News;
use super::state::Work;
use crate::hub::Page;

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
        let mut whole: Option<Arc<Work>> = None;
        loop {
            let work = wait(&of_thread);
            let anew = || of_thread.0.lock().unwrap_or_else(PoisonError::into_inner).is_some();
            if look_through(&work, whole.as_deref(), &anew) {
                whole = Some(work.clone());
            }
            let hub = work.site.hub();
            let found = hub.config.levelled(work.site.take_found());
            if !found.is_empty() && news.send(News::Found(work, found)).is_err() {
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

/// Makes the pages that have not been made in this theme with these records; whether it came to the end.
fn look_through(work: &Work, whole: Option<&Work>, anew: &dyn Fn() -> bool) -> bool {
    let site = &work.site;
    let before = whole.filter(|before| Arc::ptr_eq(before.site.theme(), site.theme())).map(|before| before.site.hub());
    let is_known = |page: Page| match (page, before) {
        (Page::Record(ix) | Page::Service(ix, _), Some(before)) => {
            let entry = site.hub().entry(ix);
            before.same_entry(entry)
        }
        _ => false,
    };
    let mut bytes = Vec::new();
    for turn in 0..site.len() {
        if anew() {
            return false;
        }
        if site.pours(turn) || site.spot(turn).page().is_none_or(|(page, _)| is_known(page)) {
            continue;
        }
        let begun = Instant::now();
        bytes.clear();
        // What goes wrong is kept by the site.
        let _ = site.make(turn, &mut bytes);
        std::thread::sleep(begun.elapsed() * PAUSE);
    }
    site.note(site.clashes());
    true
}
