//! Files that are not ours, beside ours and in their way.

use crate::bench::{Hub, Site, content, look, site};
use kazipot::publish::{Because, How, PublishError};
use std::fs;

fn first() -> Site {
    site(&[("index.html", "1"), ("it/index.html", "casa"), ("it/a/index.html", "a")])
}

fn second() -> Site {
    site(&[("index.html", "2"), ("it/index.html", "casa"), ("en/index.html", "home")])
}

/// The second site is refused because of this file at this page, and nothing is touched.
fn assert_in_the_way(hub: &Hub, foreign: &str, page: &str) {
    let before = look(&hub.output());
    let error = hub.sync(&second()).unwrap_err();
    let PublishError::ForeignFiles { clashes, .. } = &error else { panic!("{error:?}") };
    let clash = &clashes[0];
    assert_eq!((clash.foreign.to_str().unwrap(), clash.page.as_str()), (foreign, page));
    assert!(error.to_string().contains(foreign) && error.to_string().contains(page), "{error}");
    assert_eq!(look(&hub.output()), before, "something was touched");
    assert!(hub.litter().is_empty(), "{:?}", hub.litter());
}

#[test]
fn a_file_on_our_path_stops_the_build() {
    let hub = Hub::new();
    hub.sync(&first()).unwrap();
    hub.put("en/index.html", "somebody's");
    assert_in_the_way(&hub, "en/index.html", "en/index.html");
    // Also with the very bytes that we would write.
    hub.put("en/index.html", "home");
    assert_in_the_way(&hub, "en/index.html", "en/index.html");
    assert_eq!(hub.adopt(&second()).unwrap().how, How::Exchange);
    hub.assert_shows(&second(), &[]);
}

#[test]
fn a_file_on_our_path_with_our_bytes_stops_the_build_even_where_nothing_else_differs() {
    let hub = Hub::new();
    hub.sync(&first()).unwrap();
    hub.put("new.html", "new");
    let mut next = first();
    next.files.push(("new.html".to_owned(), b"new".to_vec()));
    assert_eq!(hub.sync(&next).unwrap_err().code(), "publish-foreign-file");
    let before = look(&hub.output());
    assert_eq!(hub.adopt(&next).unwrap().how, How::Nothing);
    assert_eq!(look(&hub.output()), before);
    assert_eq!(hub.sync(&first()).unwrap().removed, 1);
}

#[test]
fn a_file_where_we_need_a_folder_stops_the_build() {
    let hub = Hub::new();
    hub.sync(&first()).unwrap();
    hub.put("en", "somebody's");
    assert_in_the_way(&hub, "en", "en/index.html");
}

#[test]
fn a_folder_where_we_need_a_file_stops_the_build() {
    let hub = Hub::new();
    hub.sync(&first()).unwrap();
    hub.put("en/index.html/x", "somebody's");
    assert_in_the_way(&hub, "en/index.html", "en/index.html");
    fs::remove_file(hub.output().join("en/index.html/x")).unwrap();
    assert_in_the_way(&hub, "en/index.html", "en/index.html");
}

#[test]
fn a_link_on_our_path_or_above_it_stops_the_build_and_is_not_followed() {
    for (link, leads_to, page) in [
        ("en/index.html", "../../elsewhere/x", "en/index.html"),
        ("en", "../elsewhere", "en/index.html"),
        // Where the manifest lists a file of ours, too.
        ("index.html", "../elsewhere/x", "index.html"),
        ("it", "../elsewhere", "it/index.html"),
    ] {
        let hub = Hub::new();
        hub.sync(&first()).unwrap();
        hub.put("../elsewhere/x", "not to be touched");
        hub.put("../elsewhere/index.html", "casa");
        let at = hub.output().join(link);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&at);
        let _ = fs::remove_dir_all(&at);
        std::os::unix::fs::symlink(leads_to, &at).unwrap();
        let elsewhere = look(&hub.root().join("elsewhere"));
        assert_in_the_way(&hub, link, page);
        assert_eq!(look(&hub.root().join("elsewhere")), elsewhere);
    }
}

#[test]
fn a_link_in_place_of_a_file_that_goes_stays_and_is_not_followed() {
    for repository in [false, true] {
        let hub = Hub::new();
        hub.sync(&first()).unwrap();
        if repository {
            hub.put(".git/HEAD", "main");
        }
        hub.put("../elsewhere/index.html", "not to be touched");
        fs::remove_dir_all(hub.output().join("it/a")).unwrap();
        std::os::unix::fs::symlink("../../elsewhere", hub.output().join("it/a")).unwrap();
        hub.sync(&second()).unwrap();
        let mut others = vec![("it/a", "-> ../../elsewhere")];
        others.extend(repository.then_some((".git/HEAD", "main")));
        hub.assert_shows(&second(), &others);
        assert_eq!(content(&hub.root().join("elsewhere"))["index.html"], "not to be touched");
    }
}

#[test]
fn a_few_files_and_folders_go_along_with_the_exchange_as_they_are() {
    let hub = Hub::new();
    hub.sync(&first()).unwrap();
    let others = [("CNAME", "x"), ("it/note.txt", "n"), ("it/a/deep/note", "d"), ("it/link", "-> nowhere")];
    for (path, text) in &others[..3] {
        hub.put(path, text);
    }
    std::os::unix::fs::symlink("nowhere", hub.output().join("it/link")).unwrap();
    fs::create_dir(hub.output().join("empty")).unwrap();
    let before = look(&hub.output());
    for next in [second(), first(), second()] {
        assert_eq!(hub.sync(&next).unwrap().how, How::Exchange);
        let after = look(&hub.output());
        for (path, _) in others {
            assert_eq!(after[path], before[path], "{path}");
        }
        assert_eq!(after["empty"].what, "folder");
        let inside = content(&hub.output()).len();
        let mut expected = crate::bench::expected(&next, &others);
        expected.insert("empty".to_owned(), "folder".to_owned());
        assert_eq!(inside, expected.len());
    }
    assert!(hub.litter().is_empty(), "{:?}", hub.litter());
}

#[test]
fn a_repository_in_the_output_is_never_moved() {
    let hub = Hub::new();
    fs::create_dir(hub.output()).unwrap();
    hub.put(".git/HEAD", "ref: refs/heads/main");
    hub.put(".git/objects/00/11", "object");
    let before = look(&hub.output().join(".git"));
    for next in [first(), second(), first()] {
        assert_eq!(hub.sync(&next).unwrap().how, How::Journal(Because::Repository));
        hub.assert_shows(&next, &[(".git/HEAD", "ref: refs/heads/main"), (".git/objects/00/11", "object")]);
        assert_eq!(look(&hub.output().join(".git")), before);
    }
    assert!(hub.litter().is_empty(), "{:?}", hub.litter());
}

#[test]
fn many_foreign_files_are_left_where_they_are() {
    let hub = Hub::new();
    hub.sync(&first()).unwrap();
    hub.sync(&second()).unwrap();
    for number in 0..65 {
        hub.put(&format!("uploads/{number}"), "x");
    }
    let before = look(&hub.output().join("uploads"));
    assert_eq!(hub.sync(&first()).unwrap().how, How::Journal(Because::ManyForeign));
    assert_eq!(look(&hub.output().join("uploads")), before);
    fs::remove_dir_all(hub.output().join("uploads")).unwrap();
    assert_eq!(hub.sync(&second()).unwrap().how, How::Exchange);
    hub.assert_shows(&second(), &[]);
}

#[test]
fn a_name_that_is_not_unicode_is_left_where_it_is() {
    use std::os::unix::ffi::OsStrExt;
    let hub = Hub::new();
    hub.sync(&first()).unwrap();
    let odd = hub.output().join(std::ffi::OsStr::from_bytes(b"it/caff\xe8.txt"));
    fs::write(&odd, "odd").unwrap();
    assert_eq!(hub.sync(&second()).unwrap().how, How::Journal(Because::OddName));
    assert_eq!(fs::read(&odd).unwrap(), b"odd");
    assert_eq!(fs::read(hub.output().join("index.html")).unwrap(), b"2");
}

#[test]
fn the_output_s_own_ignore_file_is_never_touched() {
    let hub = Hub::new();
    hub.sync(&first()).unwrap();
    hub.put(".gitignore", "*");
    let before = look(&hub.output())[".gitignore"].clone();
    hub.sync(&second()).unwrap();
    hub.sync(&site(&[("index.html", "3")])).unwrap();
    assert_eq!(look(&hub.output())[".gitignore"], before);
    // Not even a site that has such a file gets past it.
    assert!(hub.sync(&site(&[(".gitignore", "ours")])).is_err());
    assert_eq!(look(&hub.output())[".gitignore"], before);
}

#[test]
fn folders_that_we_emptied_go_and_folders_that_were_there_stay() {
    for repository in [false, true] {
        let hub = Hub::new();
        hub.sync(&site(&[("index.html", "1")])).unwrap();
        if repository {
            hub.put(".git/HEAD", "main");
        }
        fs::create_dir_all(hub.output().join("en/theirs")).unwrap();
        fs::create_dir_all(hub.output().join("empty/too")).unwrap();
        hub.put("with/note.txt", "n");
        let wide = site(&[
            ("index.html", "1"),
            ("en/x/y/index.html", "2"),
            ("with/a/b.html", "3"),
            ("new/c.html", "4"),
            ("empty/too/d.html", "5"),
        ]);
        hub.sync(&wide).unwrap();
        hub.sync(&site(&[("index.html", "1")])).unwrap();
        let mut others = vec![("with/note.txt", "n"), ("en/theirs", "folder"), ("empty/too", "folder")];
        others.extend(repository.then_some((".git/HEAD", "main")));
        hub.assert_shows(&site(&[("index.html", "1")]), &others);
    }
}
