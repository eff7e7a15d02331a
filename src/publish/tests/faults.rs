//! For every step of every way: the step fails, or it is the last one.

use super::super::How;
use super::super::disk::Local;
use super::bench::{Fault, Faulty, Hub, Lacking, Site, tree};
use std::fs;

/// A change with everything in it: files that stay, differ, come and go, a file that becomes a folder and the
/// other way round.
fn sites() -> (Site, Site, Site) {
    let first = Site::of(&[
        ("index.html", "1"),
        ("it/index.html", "stays"),
        ("it/eventi/a/index.html", "1"),
        ("s/words.json", "1"),
        ("x", "a file"),
        ("y/z/index.html", "below"),
    ]);
    let old = Site::of(&[
        ("index.html", "old home"),
        ("it/index.html", "stays"),
        ("it/eventi/a/index.html", "old a"),
        ("s/words.json", "old words, in several pieces"),
        ("old/page/index.html", "goes"),
        ("x", "a file"),
        ("y/z/index.html", "below"),
        ("z.json", "poured and the same, in several pieces"),
    ]);
    let new = Site::of(&[
        ("index.html", "new home"),
        ("it/index.html", "stays"),
        ("it/eventi/a/index.html", "new a"),
        ("it/eventi/b/index.html", "new b"),
        ("s/words.json", "old words, in several pieces, and new ones"),
        ("x/index.html", "a folder now"),
        ("y", "a file now"),
        ("z.json", "poured and the same, in several pieces"),
    ]);
    (first, old, new)
}

fn published() -> Hub {
    let (first, old, _) = sites();
    let mut hub = Hub::new();
    fs::create_dir(hub.output()).unwrap();
    hub.put("CNAME", "hub.example.org");
    hub.sync(&Local, &first).unwrap();
    hub.sync(&Local, &old).unwrap();
    hub.put("it/eventi/notes.txt", "somebody's");
    hub.put("it/.well-known/contact.txt", "somebody's too");
    hub
}

/// What a reader may find after a fault.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// One site, whatever happens.
    Whole,
    /// One site after an error; after a kill, whole files of both until the next build.
    WholeUnlessKilled,
}

/// Lets every step of the change from `old` to `new` fail, and checks what is left, and the build after.
fn every_step(hub: &Hub, old: &Site, new: &Site, lacking: Lacking, promise: Promise) -> usize {
    every_other_step(hub, old, new, lacking, promise, &[Fault::Full, Fault::Stop], 1)
}

fn every_other_step(
    hub: &Hub,
    old: &Site,
    new: &Site,
    lacking: Lacking,
    promise: Promise,
    kinds: &[Fault],
    pace: usize,
) -> usize {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut faults = 0;
    for &fault in kinds {
        for at in (0..).step_by(pace) {
            let mut hub = hub.copy();
            let disk = Faulty::new(at, fault, lacking);
            let result = pool.install(|| hub.sync(&disk, new));
            let told = format!("{fault:?} at step {at}, then {result:?}");
            if !disk.met() {
                assert!(hub.shows(new), "{told}");
                assert!(at > 20, "the change has no steps");
                break;
            }
            faults += 1;
            if fault == Fault::Full || promise == Promise::Whole {
                let (is_old, is_new) = (hub.shows_plainly(old), hub.shows_plainly(new));
                assert!(is_old || is_new, "{told}: {:?}", tree(&hub.output()));
                assert!(result.is_err() || is_new, "{told}");
            } else {
                hub.assert_no_file_is_torn(old, new, &told);
            }
            // A copy of the hub has other identities: then only the bytes tell which list is right.
            if at % 2 == 1 {
                hub = hub.copy();
            }
            // The next build is of the same site, or of the one before.
            let next = if at % 3 == 0 { old } else { new };
            let again = pool.install(|| hub.sync(&Faulty::new(usize::MAX, Fault::Full, lacking), next));
            assert!(again.is_ok(), "{told}, again {again:?}");
            assert!(hub.shows(next), "{told}, again {again:?}: {:?}", tree(&hub.output()));
            assert_eq!(hub.litter(), Vec::<String>::new(), "{told}, again {again:?}");
            let third = pool.install(|| hub.sync(&Local, next)).unwrap();
            assert_eq!(third.how, How::Nothing, "{told}, again {again:?}, third {third:?}");
        }
    }
    faults
}

impl Hub {
    /// As `shows`, but the stage that a killed build left in the output is not looked at.
    fn shows_plainly(&self, site: &Site) -> bool {
        let stage = self.output().join(super::super::shelf::STAGE);
        let aside = self.target().root.join("aside");
        let staged = stage.exists();
        if staged {
            fs::rename(&stage, &aside).unwrap();
        }
        let shows = self.shows(site) || site.0.is_empty() && !self.output().exists();
        if staged {
            fs::rename(&aside, &stage).unwrap();
        }
        shows
    }

    fn assert_no_file_is_torn(&self, old: &Site, new: &Site, told: &str) {
        let mut left = self.foreign.clone();
        for (path, bytes) in tree(&self.output()).files {
            if path.starts_with(super::super::shelf::STAGE) {
                continue;
            }
            let whole = |site: &Site| site.0.iter().any(|(have, text)| *have == path && *text == bytes);
            let foreign = left.remove(&path).is_some_and(|text| text == bytes);
            assert!(whole(old) || whole(new) || foreign, "{told}: {path} is torn");
        }
        assert!(left.is_empty(), "{told}: foreign files are gone: {left:?}");
    }
}

#[test]
fn an_exchange_that_fails_anywhere_leaves_one_site() {
    let (_, old, new) = sites();
    let faults = every_step(&published(), &old, &new, Lacking::Nothing, Promise::Whole);
    assert!(faults > 100, "{faults}");
}

#[test]
fn an_exchange_without_a_twin_that_fails_anywhere_leaves_one_site() {
    let (_, old, new) = sites();
    let hub = published();
    let shelf = fs::read_dir(hub.target().root.join(".kazipot/publish")).unwrap().next().unwrap().unwrap();
    fs::remove_dir_all(shelf.path().join("twin")).unwrap();
    every_step(&hub, &old, &new, Lacking::Nothing, Promise::Whole);
}

#[test]
fn a_first_publication_that_fails_anywhere_leaves_nothing_or_the_site() {
    let (_, _, new) = sites();
    every_step(&Hub::new(), &Site::default(), &new, Lacking::Nothing, Promise::Whole);
}

#[test]
fn a_first_publication_into_an_empty_folder_that_fails_anywhere_leaves_nothing_or_the_site() {
    let (_, _, new) = sites();
    let hub = Hub::new();
    fs::create_dir(hub.output()).unwrap();
    every_step(&hub, &Site::default(), &new, Lacking::Nothing, Promise::Whole);
}

#[test]
fn a_journal_that_fails_anywhere_leaves_one_site_and_a_killed_one_is_ended_by_the_next_build() {
    let (_, old, new) = sites();
    let mut hub = published();
    hub.put(".git/HEAD", "ref: refs/heads/main");
    every_step(&hub, &old, &new, Lacking::Nothing, Promise::WholeUnlessKilled);
}

#[test]
fn a_journal_that_is_killed_while_it_takes_its_steps_back_is_taken_back_by_the_next_build() {
    let (_, old, new) = sites();
    let mut hub = published();
    hub.put(".git/HEAD", "ref: refs/heads/main");
    let kinds: Vec<Fault> = (1..40).step_by(2).map(Fault::ThenStop).collect();
    every_other_step(&hub, &old, &new, Lacking::Nothing, Promise::WholeUnlessKilled, &kinds, 5);
}

#[test]
fn a_refused_exchange_that_fails_anywhere_leaves_one_site() {
    let (_, old, new) = sites();
    every_step(&published(), &old, &new, Lacking::Exchange, Promise::WholeUnlessKilled);
}

#[test]
fn a_file_system_without_links_that_fails_anywhere_leaves_one_site() {
    let (_, old, new) = sites();
    every_step(&published(), &old, &new, Lacking::Links, Promise::WholeUnlessKilled);
}

#[test]
fn another_file_system_that_fails_anywhere_leaves_one_site() {
    let (_, old, new) = sites();
    every_step(&published(), &old, &new, Lacking::OneFileSystem, Promise::WholeUnlessKilled);
}

#[test]
fn a_first_publication_to_another_file_system_that_fails_anywhere_leaves_nothing_or_the_site() {
    let (_, _, new) = sites();
    every_step(&Hub::new(), &Site::default(), &new, Lacking::OneFileSystem, Promise::WholeUnlessKilled);
}
