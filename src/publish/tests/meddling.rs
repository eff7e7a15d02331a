//! Somebody works in the output while it is published.

use super::super::disk::Local;
use super::super::{Because, How, PublishError};
use super::bench::{Faulty, Hub, Lacking, Site, tree};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

fn first() -> Site {
    Site::of(&[("index.html", "1"), ("it/index.html", "stays"), ("it/a/index.html", "a"), ("gone/index.html", "goes")])
}

fn second() -> Site {
    Site::of(&[("index.html", "2"), ("it/index.html", "stays"), ("it/a/index.html", "a"), ("it/b/index.html", "b")])
}

/// A hub with the first site and a twin.
fn published() -> Hub {
    let hub = Hub::new();
    hub.sync(&Local, &Site::of(&[("index.html", "0")])).unwrap();
    hub.sync(&Local, &first()).unwrap();
    hub
}

/// Publishes the second site while somebody acts once, just before the first step of this sort.
fn meddled(hub: &Hub, lacking: Lacking, before: &str, act: impl Fn(&Path) + Sync) -> Result<How, PublishError> {
    let (output, once) = (hub.output(), AtomicBool::new(false));
    let disk = Faulty::meddling(lacking, |doing, _| {
        if doing == before && !once.swap(true, Ordering::SeqCst) {
            act(&output);
        }
    });
    let how = hub.sync(&disk, &second()).map(|changes| changes.how);
    assert!(once.load(Ordering::SeqCst), "nobody meddled");
    how
}

fn shelf(hub: &Hub) -> PathBuf {
    fs::read_dir(hub.target().root.join(".kazipot/publish")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn files_that_appear_before_the_exchange_survive_it() {
    let mut hub = published();
    let how = meddled(&hub, Lacking::Nothing, "exchange", |output| {
        fs::write(output.join("late.txt"), "late").unwrap();
        fs::write(output.join("gone/late.txt"), "late in a folder that goes").unwrap();
        fs::create_dir_all(output.join("uploads/deep")).unwrap();
        fs::write(output.join("uploads/deep/late.txt"), "late and deep").unwrap();
        std::os::unix::fs::symlink("nowhere", output.join("it/link")).unwrap();
    });
    assert_eq!(how.unwrap(), How::Exchange);
    for (path, text) in [
        ("late.txt", "late"),
        ("gone/late.txt", "late in a folder that goes"),
        ("uploads/deep/late.txt", "late and deep"),
        ("it/link", "-> nowhere"),
    ] {
        hub.foreign.insert(path.to_owned(), text.as_bytes().to_vec());
    }
    assert!(hub.shows(&second()), "{:?}", tree(&hub.output()));
    assert_eq!(hub.litter(), Vec::<String>::new());
    hub.sync(&Local, &first()).unwrap();
    assert!(hub.shows(&first()), "{:?}", tree(&hub.output()));
}

#[test]
fn a_file_on_a_new_path_that_appears_before_the_exchange_stops_it_and_stays() {
    let mut hub = published();
    let told = meddled(&hub, Lacking::Nothing, "exchange", |output| {
        fs::create_dir(output.join("it/b")).unwrap();
        fs::write(output.join("it/b/index.html"), "somebody's").unwrap();
        fs::write(output.join("late.txt"), "late").unwrap();
    });
    let Err(PublishError::ForeignFiles { clashes, .. }) = told else { panic!("{told:?}") };
    assert_eq!((clashes[0].foreign.to_str(), clashes[0].page.as_str()), (Some("it/b/index.html"), "it/b/index.html"));
    hub.foreign.insert("it/b/index.html".to_owned(), b"somebody's".to_vec());
    hub.foreign.insert("late.txt".to_owned(), b"late".to_vec());
    assert!(hub.shows(&first()), "{:?}", tree(&hub.output()));
    assert!(matches!(hub.sync(&Local, &second()), Err(PublishError::ForeignFiles { .. })));
    fs::remove_dir_all(hub.output().join("it/b")).unwrap();
    hub.foreign.remove("it/b/index.html");
    hub.sync(&Local, &second()).unwrap();
    assert!(hub.shows(&second()), "{:?}", tree(&hub.output()));
    assert_eq!(hub.litter(), Vec::<String>::new());
}

#[test]
fn a_file_on_a_new_path_that_appears_before_a_journal_reaches_it_stops_it_and_stays() {
    let mut hub = published();
    let told = meddled(&hub, Lacking::Exchange, "rename new", |_| {});
    assert_eq!(told.unwrap(), How::Journal(Because::NoExchange));
    hub.sync(&Local, &first()).unwrap();
    let told = meddled(&hub, Lacking::Exchange, "exchange", |output| {
        fs::create_dir(output.join("it/b")).unwrap();
        fs::write(output.join("it/b/index.html"), "somebody's").unwrap();
    });
    assert!(matches!(told, Err(PublishError::ForeignFiles { .. })), "{told:?}");
    hub.foreign.insert("it/b/index.html".to_owned(), b"somebody's".to_vec());
    assert!(hub.shows(&first()), "{:?}", tree(&hub.output()));
    assert_eq!(hub.litter(), Vec::<String>::new());
}

#[test]
fn what_its_owner_does_to_a_carried_file_during_the_build_is_done() {
    let mut hub = published();
    for name in ["CNAME", "README", "LICENSE", ".nojekyll"] {
        hub.put(name, "before");
    }
    let how = meddled(&hub, Lacking::Nothing, "exchange", |output| {
        fs::remove_file(output.join("CNAME")).unwrap();
        fs::write(output.join("readme.new"), "replaced").unwrap();
        fs::rename(output.join("readme.new"), output.join("README")).unwrap();
        fs::write(output.join("LICENSE"), "written in place").unwrap();
    });
    assert_eq!(how.unwrap(), How::Exchange);
    hub.foreign.remove("CNAME");
    hub.foreign.insert("README".to_owned(), b"replaced".to_vec());
    hub.foreign.insert("LICENSE".to_owned(), b"written in place".to_vec());
    assert!(hub.shows(&second()), "{:?}", tree(&hub.output()));
    assert_eq!(hub.litter(), Vec::<String>::new());
}

#[test]
fn what_was_removed_after_the_exchange_stays_removed() {
    let mut hub = published();
    hub.put("CNAME", "before");
    let exchanged = AtomicBool::new(false);
    let (output, once) = (hub.output(), AtomicBool::new(false));
    let disk = Faulty::meddling(Lacking::Nothing, |doing, _| {
        if doing == "exchange" {
            exchanged.store(true, Ordering::SeqCst);
        } else if exchanged.load(Ordering::SeqCst) && !once.swap(true, Ordering::SeqCst) {
            fs::remove_file(output.join("CNAME")).unwrap();
        }
    });
    hub.sync(&disk, &second()).unwrap();
    hub.foreign.remove("CNAME");
    assert!(hub.shows(&second()), "{:?}", tree(&hub.output()));
}

#[test]
fn a_file_that_appeared_before_a_killed_exchange_is_brought_over_by_the_next_build() {
    let mut hub = published();
    let (output, exchanged) = (hub.output(), AtomicBool::new(false));
    let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let disk = Faulty::meddling(Lacking::Nothing, |doing, _| {
            if exchanged.load(Ordering::SeqCst) {
                std::panic::resume_unwind(Box::new("killed"));
            } else if doing == "exchange" {
                fs::write(output.join("it/late.txt"), "late").unwrap();
                exchanged.store(true, Ordering::SeqCst);
            }
        });
        let _ = hub.sync(&disk, &second());
    }));
    assert!(killed.is_err() && hub.shows(&second()));
    hub.sync(&Local, &second()).unwrap();
    hub.foreign.insert("it/late.txt".to_owned(), b"late".to_vec());
    assert!(hub.shows(&second()), "{:?}", tree(&hub.output()));
    assert_eq!(hub.litter(), Vec::<String>::new());
}

#[test]
fn an_old_tree_that_somebody_emptied_after_a_kill_takes_nothing_from_the_output() {
    let mut hub = published();
    hub.put("CNAME", "stays");
    let exchanged = AtomicBool::new(false);
    // The first rename after the exchange would end it.
    let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let disk = Faulty::meddling(Lacking::Nothing, |doing, _| match doing {
            "exchange" => exchanged.store(true, Ordering::SeqCst),
            "rename" if exchanged.load(Ordering::SeqCst) => std::panic::resume_unwind(Box::new("killed")),
            _ => {}
        });
        let _ = hub.sync(&disk, &second());
    }));
    assert!(killed.is_err() && hub.shows(&second()));
    fs::remove_dir_all(shelf(&hub).join("work")).unwrap();
    fs::create_dir(shelf(&hub).join("work")).unwrap();
    assert_eq!(hub.sync(&Local, &second()).unwrap().how, How::Nothing);
    assert!(hub.shows(&second()), "{:?}", tree(&hub.output()));
}

#[test]
fn a_page_that_somebody_replaced_while_a_journal_is_taken_back_stays_theirs() {
    let mut hub = published();
    let (output, once) = (hub.output(), AtomicBool::new(false));
    let disk = Faulty::meddling(Lacking::Exchange, |doing, path| {
        // The new page is in its place when the first old one is to be kept: then a foreign file stops the change.
        if doing == "link" && path.ends_with("replaced-1") && !once.swap(true, Ordering::SeqCst) {
            fs::write(output.join("zz.html"), "somebody's").unwrap();
            fs::write(output.join("aa.txt"), "somebody's").unwrap();
        }
    });
    let next = Site::of(&[("aa.txt", "ours"), ("index.html", "2"), ("zz.html", "ours")]);
    let told = hub.sync(&disk, &next);
    assert!(matches!(told, Err(PublishError::ForeignFiles { .. })), "{told:?}");
    hub.foreign.insert("aa.txt".to_owned(), b"somebody's".to_vec());
    hub.foreign.insert("zz.html".to_owned(), b"somebody's".to_vec());
    assert!(hub.shows(&first()), "{:?}", tree(&hub.output()));
}

#[test]
fn a_file_written_into_the_twin_comes_back_and_one_without_a_place_is_kept_aside() {
    let mut hub = published();
    hub.put("CNAME", "ours");
    let twin = shelf(&hub).join("twin");
    fs::write(twin.join("note.txt"), "from a shell that sat in the old folder").unwrap();
    fs::write(twin.join("CNAME"), "another").unwrap();
    fs::create_dir_all(twin.join("album/one")).unwrap();
    fs::write(twin.join("album/one/photo"), "a folder").unwrap();
    hub.sync(&Local, &second()).unwrap();
    hub.foreign.insert("note.txt".to_owned(), b"from a shell that sat in the old folder".to_vec());
    assert!(hub.shows(&second()), "{:?}", tree(&hub.output()));
    let aside = tree(&shelf(&hub).join("strays"));
    assert_eq!(aside.files.keys().collect::<Vec<_>>(), ["CNAME", "album/one/photo"]);
}

#[test]
fn a_twin_that_somebody_changed_is_not_published() {
    let hub = published();
    hub.sync(&Local, &second()).unwrap();
    let twin = shelf(&hub).join("twin");
    // By way of a new file: the published one has the old identity and must win.
    fs::remove_file(twin.join("it/index.html")).unwrap();
    fs::write(twin.join("it/index.html"), "changed").unwrap();
    fs::remove_dir_all(twin.join("it/a")).unwrap();
    std::os::unix::fs::symlink("/", twin.join("it/a")).unwrap();
    hub.sync(&Local, &first()).unwrap();
    assert!(hub.shows(&first()), "{:?}", tree(&hub.output()));
}

#[test]
fn a_file_of_ours_changed_in_place_during_the_build_is_mended_by_the_next() {
    let hub = published();
    let how = meddled(&hub, Lacking::Nothing, "exchange", |output| {
        fs::write(output.join("it/index.html"), "by hand").unwrap();
    });
    assert_eq!(how.unwrap(), How::Exchange);
    let changes = hub.sync(&Local, &second()).unwrap();
    assert_eq!(changes.written, 1);
    assert!(hub.shows(&second()), "{:?}", tree(&hub.output()));
    // And its name in the twin does not bring it back.
    hub.sync(&Local, &first()).unwrap();
    assert!(hub.shows(&first()), "{:?}", tree(&hub.output()));
}
