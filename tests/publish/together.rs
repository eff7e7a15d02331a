//! Readers while the folder changes, and two builds at once.

use crate::bench::{Hub, Silent, Site, numbered};
use kazipot::publish::{How, NotMade, Product, PublishError, sync};
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Barrier, mpsc};
use std::time::Duration;

#[test]
fn a_reader_never_meets_two_sites_during_fifty_exchanges() {
    const PAGES: usize = 40;
    let hub = Hub::new();
    hub.sync(&numbered(0, PAGES)).unwrap();
    let (done, checked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let number = |path: &str| -> usize {
        let text = fs::read_to_string(hub.output().join(path));
        text.unwrap_or_else(|error| panic!("{path}: {error}")).parse().unwrap()
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for page in (0..PAGES).cycle() {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                // The numbers only grow: where the first and the last are equal, nothing changed in between.
                let first = number("index.html");
                let middle = number(&format!("it/section-{}/page-{page}/index.html", page % 7));
                let last = number("index.html");
                assert!(first <= middle && middle <= last, "{first}, {middle}, {last}");
                checked.fetch_add(1, Ordering::Relaxed);
            }
        });
        for round in 1..=50 {
            let changes = hub.sync(&numbered(round, PAGES));
            if !matches!(&changes, Ok(changes) if changes.how == How::Exchange) {
                done.store(true, Ordering::Relaxed);
                panic!("{changes:?}");
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(checked.into_inner() > 100);
    hub.assert_shows(&numbered(50, PAGES), &[]);
}

#[test]
fn a_reader_of_the_journal_never_meets_a_torn_or_missing_page() {
    const PAGES: usize = 40;
    let hub = Hub::new();
    hub.sync(&numbered(0, PAGES)).unwrap();
    hub.put(".git/HEAD", "main");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let text = fs::read_to_string(hub.output().join("it/section-3/page-3/index.html"));
                assert!(text.unwrap().parse::<usize>().is_ok());
            }
        });
        for round in 1..=20 {
            hub.sync(&numbered(round, PAGES)).unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
    hub.assert_shows(&numbered(20, PAGES), &[(".git/HEAD", "main")]);
}

/// A site whose first page takes until it is told.
struct Slow {
    site: Site,
    started: Barrier,
    go_on: std::sync::Mutex<mpsc::Receiver<()>>,
}

impl Product for Slow {
    fn len(&self) -> usize {
        self.site.len()
    }

    fn path(&self, index: usize) -> &str {
        self.site.path(index)
    }

    fn make(&self, index: usize, out: &mut Vec<u8>) -> Result<(), NotMade> {
        if index == 0 {
            self.started.wait();
            self.go_on.lock().unwrap().recv_timeout(Duration::from_secs(20)).unwrap();
        }
        self.site.make(index, out)
    }

    fn keep(&self) -> &[String] {
        &[]
    }
}

#[test]
fn a_second_build_is_refused_by_the_first_ones_number_and_nothing_of_it_happens() {
    let hub = Hub::new();
    let (tell, go_on) = mpsc::channel();
    let slow = Slow { site: numbered(1, 9), started: Barrier::new(2), go_on: go_on.into() };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| sync(&slow, &hub.target(), &Silent));
        slow.started.wait();
        let second = hub.sync(&numbered(2, 9));
        tell.send(()).unwrap();
        let Err(PublishError::Busy { pid, .. }) = second else { panic!("{second:?}") };
        assert_eq!(pid, Some(std::process::id()));
        first.join().unwrap().unwrap();
    });
    hub.assert_shows(&numbered(1, 9), &[]);
    hub.sync(&numbered(2, 9)).unwrap();
    hub.assert_shows(&numbered(2, 9), &[]);
}

#[test]
fn a_lock_file_left_by_a_dead_process_does_not_block() {
    let hub = Hub::new();
    hub.sync(&numbered(1, 3)).unwrap();
    fs::write(hub.shelf().join("lock"), "1\n").unwrap();
    hub.sync(&numbered(2, 3)).unwrap();
}
