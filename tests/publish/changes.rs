//! What a publication changes, and what it leaves exactly as it is.

use crate::bench::{Hub, Silent, content, look, numbered, put, site};
use kazipot::publish::{Adopt, Because, How, Target, sync};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::Ordering;

#[test]
fn a_site_appears_where_no_folder_was() {
    let hub = Hub::new();
    let output = hub.root().join("dist/site");
    let target = Target { output: output.clone(), ..hub.target() };
    let changes = sync(&numbered(1, 20), &target, &Silent).unwrap();
    assert_eq!((changes.how, changes.written), (How::Fresh, 23));
    assert_eq!(changes.bytes_written, 22 + 16);
    assert_eq!(content(&output), crate::bench::expected(&numbered(1, 20), &[]));
    assert!(hub.litter().is_empty(), "{:?}", hub.litter());
    assert_eq!(fs::read_to_string(hub.root().join(".kazipot/.gitignore")).unwrap(), "/*\n!/schema/\n");
}

#[test]
fn an_ignore_file_that_somebody_wrote_is_left() {
    let hub = Hub::new();
    put(&hub.root(), ".kazipot/.gitignore", "mine");
    hub.sync(&numbered(1, 2)).unwrap();
    assert_eq!(fs::read_to_string(hub.root().join(".kazipot/.gitignore")).unwrap(), "mine");
}

#[test]
fn an_empty_folder_is_filled_in_one_step() {
    let hub = Hub::new();
    fs::create_dir(hub.output()).unwrap();
    assert_eq!(hub.sync(&numbered(1, 20)).unwrap().how, How::Exchange);
    hub.assert_shows(&numbered(1, 20), &[]);
}

#[test]
fn where_nothing_differs_nothing_at_all_is_touched() {
    let hub = Hub::new();
    hub.sync(&numbered(1, 20)).unwrap();
    hub.sync(&numbered(2, 20)).unwrap();
    hub.put("CNAME", "x");
    let before = look(hub.around());
    let changes = hub.sync(&numbered(2, 20)).unwrap();
    assert_eq!((changes.how, changes.written, changes.removed, changes.unchanged), (How::Nothing, 0, 0, 23));
    let mut after = look(hub.around());
    // The lock says who was last.
    after.retain(|path, _| !path.ends_with("/lock"));
    for (path, seen) in after {
        assert_eq!(Some(&seen), before.get(&path), "{path}");
    }
}

#[test]
fn unchanged_files_keep_identity_and_time_over_many_publications() {
    for way in [How::Exchange, How::Journal(Because::Repository)] {
        let hub = Hub::new();
        hub.sync(&site(&[("stays.html", "s"), ("it/stays.html", "s"), ("index.html", "0")])).unwrap();
        if way != How::Exchange {
            hub.put(".git/HEAD", "main");
        }
        let before = look(&hub.output());
        for round in 1..6 {
            let text = round.to_string();
            let next = site(&[("stays.html", "s"), ("it/stays.html", "s"), ("index.html", &text)]);
            let changes = hub.sync(&next).unwrap();
            assert_eq!((changes.how, changes.written, changes.unchanged), (way, 1, 2));
            let after = look(&hub.output());
            assert_eq!(after["stays.html"], before["stays.html"]);
            assert_eq!(after["it/stays.html"], before["it/stays.html"]);
            assert_eq!(after["index.html"].what, text);
        }
    }
}

#[test]
fn what_was_changed_by_hand_is_mended() {
    for repository in [false, true] {
        let hub = Hub::new();
        hub.sync(&numbered(1, 9)).unwrap();
        hub.sync(&numbered(2, 9)).unwrap();
        let others = [(".git/HEAD", "main")];
        let others = if repository { &others[..] } else { &[] };
        others.iter().for_each(|(path, text)| hub.put(path, text));
        // In place, through the name that the twin shares; as long as before, so that only the bytes tell.
        hub.put("assets/style.css", "the same for ALL");
        fs::write(hub.output().join("new"), "9").unwrap();
        fs::rename(hub.output().join("new"), hub.output().join("index.html")).unwrap();
        fs::remove_dir_all(hub.output().join("it/section-1")).unwrap();
        let changes = hub.sync(&numbered(2, 9)).unwrap();
        assert_eq!((changes.written, changes.removed), (4, 0));
        hub.assert_shows(&numbered(2, 9), others);
        hub.sync(&numbered(3, 9)).unwrap();
        hub.assert_shows(&numbered(3, 9), others);
        hub.sync(&numbered(2, 9)).unwrap();
        hub.assert_shows(&numbered(2, 9), others);
    }
}

#[test]
fn a_published_folder_that_was_deleted_is_made_again() {
    let hub = Hub::new();
    hub.sync(&numbered(1, 9)).unwrap();
    hub.sync(&numbered(2, 9)).unwrap();
    fs::remove_dir_all(hub.output()).unwrap();
    assert_eq!(hub.sync(&numbered(3, 9)).unwrap().how, How::Fresh);
    hub.assert_shows(&numbered(3, 9), &[]);
    fs::remove_dir_all(hub.output()).unwrap();
    fs::create_dir(hub.output()).unwrap();
    assert_eq!(hub.sync(&numbered(3, 9)).unwrap().how, How::Exchange);
    hub.assert_shows(&numbered(3, 9), &[]);
    assert!(hub.litter().is_empty(), "{:?}", hub.litter());
}

#[test]
fn a_page_that_cannot_be_made_stops_the_publication_and_all_pages_are_still_asked_for() {
    let hub = Hub::new();
    let mut broken = numbered(1, 20);
    broken.broken.push("it/section-3/page-3/index.html".to_owned());
    let error = hub.sync(&broken).unwrap_err();
    assert_eq!((error.code(), error.fields()), ("publish-not-made", vec![("pages", "1".to_owned())]));
    assert_eq!(broken.asked.load(Ordering::SeqCst), 23);
    assert!(!hub.output().exists() && hub.litter().is_empty(), "{:?}", hub.litter());

    hub.sync(&numbered(1, 20)).unwrap();
    hub.sync(&numbered(2, 20)).unwrap();
    let before = look(&hub.output());
    let mut broken = numbered(3, 20);
    broken.broken.push("it/section-3/page-3/index.html".to_owned());
    assert!(hub.sync(&broken).is_err());
    assert_eq!(look(&hub.output()), before);
    assert!(hub.litter().is_empty(), "{:?}", hub.litter());
    hub.sync(&numbered(4, 20)).unwrap();
    hub.assert_shows(&numbered(4, 20), &[]);
}

#[test]
fn kept_pages_stay_as_they_are_published_and_others_do_not_appear() {
    let hub = Hub::new();
    hub.sync(&site(&[("index.html", "1"), ("a/index.html", "a"), ("b/index.html", "b"), ("c", "c")])).unwrap();
    let before = look(&hub.output());
    let mut next = site(&[("index.html", "2"), ("c/index.html", "c is a folder now")]);
    next.keep = ["a/index.html", "never/was.html", "index.html", "c"].map(str::to_owned).to_vec();
    let changes = hub.sync(&next).unwrap();
    assert_eq!((changes.kept, changes.written, changes.removed), (1, 2, 2));
    hub.assert_shows(&next, &[("a/index.html", "a")]);
    assert_eq!(look(&hub.output())["a/index.html"], before["a/index.html"]);
    let changes = hub.sync(&next).unwrap();
    assert_eq!((changes.kept, changes.how), (1, How::Nothing));
    // Kept, it is still ours.
    next.keep.clear();
    assert_eq!(hub.sync(&next).unwrap().removed, 1);
    hub.assert_shows(&next, &[]);
}

#[test]
fn a_link_to_the_output_is_left_and_its_folder_is_written() {
    let hub = Hub::new();
    fs::create_dir(hub.around().join("www")).unwrap();
    std::os::unix::fs::symlink("../www", hub.output()).unwrap();
    for number in 1..4 {
        assert_eq!(hub.sync(&numbered(number, 5)).unwrap().how, How::Exchange);
        assert!(fs::symlink_metadata(hub.output()).unwrap().is_symlink());
        let www = content(&hub.around().join("www"));
        assert_eq!(www, crate::bench::expected(&numbered(number, 5), &[]));
    }
}

#[test]
fn a_hub_that_was_moved_still_knows_its_files() {
    let hub = Hub::new();
    hub.sync(&numbered(1, 5)).unwrap();
    let moved = hub.around().join("moved");
    fs::rename(hub.root(), &moved).unwrap();
    let target = Target { root: moved.clone(), output: moved.join("public"), adopt: Adopt::No };
    sync(&numbered(2, 5), &target, &Silent).unwrap();
    assert_eq!(content(&moved.join("public")), crate::bench::expected(&numbered(2, 5), &[]));
}

#[test]
fn two_outputs_of_a_hub_do_not_know_of_each_other() {
    let hub = Hub::new();
    let other = Target { output: hub.root().join("preview"), ..hub.target() };
    hub.sync(&numbered(1, 5)).unwrap();
    sync(&numbered(2, 7), &other, &Silent).unwrap();
    sync(&numbered(3, 7), &other, &Silent).unwrap();
    hub.assert_shows(&numbered(1, 5), &[]);
    assert_eq!(content(&other.output), crate::bench::expected(&numbered(3, 7), &[]));
}

#[test]
fn the_output_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let hub = Hub::new();
    fs::create_dir(hub.output()).unwrap();
    fs::set_permissions(hub.output(), fs::Permissions::from_mode(0o2775)).unwrap();
    for number in 1..4 {
        hub.sync(&numbered(number, 3)).unwrap();
        assert_eq!(fs::metadata(hub.output()).unwrap().permissions().mode() & 0o7777, 0o2775);
    }
}

#[test]
fn an_output_with_an_access_list_stays_the_folder_that_it_is() {
    use rustix::fs::{XattrFlags, setxattr};
    let hub = Hub::new();
    hub.sync(&numbered(1, 3)).unwrap();
    if setxattr(hub.output(), "user.note", b"x", XattrFlags::empty()).is_ok() {
        let before = look(&hub.output())[""].ino;
        assert_eq!(hub.sync(&numbered(2, 3)).unwrap().how, How::Journal(Because::Owner));
        assert_eq!(look(&hub.output())[""].ino, before);
        hub.assert_shows(&numbered(2, 3), &[]);
    }
}

#[test]
fn a_site_without_files_empties_the_folder_of_ours() {
    let hub = Hub::new();
    assert_eq!(hub.sync(&site(&[])).unwrap().how, How::Nothing);
    assert!(!hub.output().exists());
    hub.sync(&numbered(1, 5)).unwrap();
    hub.put("it/note", "n");
    hub.sync(&site(&[])).unwrap();
    hub.assert_shows(&site(&[]), &[("it/note", "n")]);
}

/// Paths that meet each other: a name may be a file in one site and a folder in the next.
fn paths() -> impl Strategy<Value = BTreeMap<String, u8>> {
    let path = prop::collection::vec("[ab]|[a-c]-", 1..4).prop_map(|steps| steps.join("/"));
    prop::collection::btree_map(path, 0_u8..3, 0..9).prop_map(|mut paths| {
        let all: Vec<String> = paths.keys().cloned().collect();
        paths.retain(|path, _| !all.iter().any(|other| other.starts_with(&format!("{path}/"))));
        paths
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]
    #[test]
    fn after_any_sequence_of_sites_the_folder_is_the_last_one(
        sites in prop::collection::vec((paths(), any::<bool>()), 1..7)
    ) {
        let hub = Hub::new();
        fs::create_dir(hub.output()).unwrap();
        hub.put("c/foreign", "f");
        fs::rename(hub.output().join("c"), hub.output().join(".c")).unwrap();
        for (paths, repository) in sites {
            let _ = fs::remove_dir_all(hub.output().join(".git"));
            let mut others = vec![(".c/foreign", "f")];
            if repository {
                hub.put(".git/HEAD", "main");
                others.push((".git/HEAD", "main"));
            }
            let texts: Vec<(String, String)> =
                paths.into_iter().map(|(path, text)| (path, text.to_string())).collect();
            let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            hub.sync(&site(&files)).unwrap();
            prop_assert_eq!(content(&hub.output()), crate::bench::expected(&site(&files), &others));
            prop_assert!(hub.litter().is_empty(), "{:?}", hub.litter());
            prop_assert_eq!(hub.sync(&site(&files)).unwrap().how, How::Nothing);
        }
    }
}
