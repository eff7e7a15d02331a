//! Folders that are not taken, with nothing touched.

use crate::bench::{Hub, Silent, Site, content, look, site};
use kazipot::publish::{Adopt, PublishError, Target, sync};
use std::fs;
use std::path::Path;

fn page() -> Site {
    site(&[("index.html", "home"), ("it/index.html", "casa")])
}

fn refused(hub: &Hub, output: &Path, adopt: Adopt) -> &'static str {
    let before = look(hub.around());
    let target = Target { root: hub.root(), output: output.to_owned(), adopt };
    let error = sync(&page(), &target, &Silent).unwrap_err();
    assert_eq!(look(hub.around()), before, "something was touched");
    assert!(!error.to_string().is_empty() && !error.fields().is_empty());
    error.code()
}

#[test]
fn folders_of_the_hub_and_around_it_are_refused_even_for_adoption() {
    let hub = Hub::new();
    let root = hub.root();
    for adopt in [Adopt::No, Adopt::Yes] {
        for (output, code) in [
            (root.clone(), "publish-output-is-hub"),
            (hub.around().to_owned(), "publish-output-is-hub"),
            (Path::new("/").to_owned(), "publish-output-is-root"),
            (root.join("content"), "publish-output-is-source"),
            (root.join("content/site"), "publish-output-is-source"),
            (root.join("themes"), "publish-output-is-source"),
            (root.join("src/site"), "publish-output-is-source"),
            (root.join(".kazipot/site"), "publish-output-is-source"),
            (root.join("public/../content"), "publish-output-is-source"),
        ] {
            assert_eq!(refused(&hub, &output, adopt), code, "{}", output.display());
        }
    }
}

#[test]
fn the_home_directory_is_refused() {
    let home = std::env::home_dir().expect("tests run with a home directory");
    let code = refused(&Hub::new(), &home, Adopt::Yes);
    assert!(matches!(code, "publish-output-is-home" | "publish-output-is-root"), "{code}");
}

#[test]
fn a_folder_around_the_content_that_is_kept_elsewhere_is_refused() {
    let hub = Hub::new();
    fs::create_dir_all(hub.around().join("shared/content")).unwrap();
    fs::remove_dir(hub.root().join("content")).unwrap();
    std::os::unix::fs::symlink(hub.around().join("shared/content"), hub.root().join("content")).unwrap();
    assert_eq!(refused(&hub, &hub.around().join("shared"), Adopt::Yes), "publish-output-is-source");
}

#[test]
fn a_link_to_the_hub_is_refused_as_the_hub_is() {
    let hub = Hub::new();
    std::os::unix::fs::symlink(hub.root(), hub.around().join("www")).unwrap();
    assert_eq!(refused(&hub, &hub.around().join("www"), Adopt::Yes), "publish-output-is-hub");
}

#[test]
fn what_is_no_folder_is_refused() {
    let hub = Hub::new();
    fs::write(hub.output(), "a file").unwrap();
    assert_eq!(refused(&hub, &hub.output(), Adopt::Yes), "publish-output-no-folder");
    std::os::unix::fs::symlink("nowhere", hub.around().join("dangling")).unwrap();
    assert_eq!(refused(&hub, &hub.around().join("dangling"), Adopt::Yes), "publish-output-no-folder");
}

#[test]
fn a_folder_with_somebodys_files_is_refused_and_the_files_are_named() {
    for name in ["index.html", "photo.jpg", "readme.md", "it/index.html", "README/x", "CNAME/x"] {
        let hub = Hub::new();
        hub.put(name, "somebody's");
        assert_eq!(refused(&hub, &hub.output(), Adopt::No), "publish-output-occupied", "{name}");
        let error = hub.sync(&page()).unwrap_err();
        let PublishError::Occupied { found, count, .. } = &error else { panic!("{error:?}") };
        assert_eq!((found[0].to_str(), *count), (name.split('/').next(), 1));
        assert!(error.to_string().contains("--adopt"), "{error}");
    }
}

#[test]
fn a_folder_with_only_what_a_host_needs_is_taken_and_it_all_stays() {
    let hub = Hub::new();
    let others = [
        (".gitignore", "*.tmp"),
        (".nojekyll", ""),
        (".well-known/security.txt", "Contact: none"),
        ("CNAME", "hub.example.org"),
        ("README.md", "what this is"),
        ("LICENSE-CC", "free"),
    ];
    for (path, text) in others {
        hub.put(path, text);
    }
    hub.sync(&page()).unwrap();
    hub.assert_shows(&page(), &others);
    hub.sync(&site(&[("index.html", "other")])).unwrap();
    hub.assert_shows(&site(&[("index.html", "other")]), &others);
}

#[test]
fn adoption_takes_the_files_at_our_paths_and_leaves_all_others() {
    let hub = Hub::new();
    hub.put("index.html", "somebody's home");
    hub.put("it/index.html", "casa");
    hub.put("it/photo.jpg", "a photo");
    let changes = hub.adopt(&page()).unwrap();
    assert_eq!((changes.written, changes.unchanged), (1, 1));
    hub.assert_shows(&page(), &[("it/photo.jpg", "a photo")]);
    // From now on they are ours, also without the flag.
    let next = site(&[("index.html", "home")]);
    assert_eq!(hub.sync(&next).unwrap().removed, 1);
    hub.assert_shows(&next, &[("it/photo.jpg", "a photo")]);
}

#[test]
fn adoption_takes_no_link_and_no_folder() {
    let hub = Hub::new();
    fs::create_dir_all(hub.output().join("it")).unwrap();
    hub.put("../elsewhere.html", "elsewhere");
    std::os::unix::fs::symlink("../elsewhere.html", hub.output().join("index.html")).unwrap();
    hub.put("it/index.html/x", "in a folder");
    let before = content(&hub.root());
    let error = hub.adopt(&page()).unwrap_err();
    let PublishError::ForeignFiles { clashes, .. } = &error else { panic!("{error:?}") };
    let named: Vec<_> = clashes.iter().map(|clash| (clash.foreign.to_str().unwrap(), clash.page.as_str())).collect();
    assert_eq!(named, [("index.html", "index.html"), ("it/index.html", "it/index.html")]);
    let mut after = content(&hub.root());
    after.retain(|path, _| !path.starts_with(".kazipot"));
    assert_eq!(after, before);
}

#[test]
fn a_list_that_cannot_be_read_stops_the_build_and_adoption_makes_a_new_one() {
    for text in ["", "{", r#"{"kazipot":99,"output":"","removed":[],"theirs":[],"change":null,"files":[]}"#] {
        let hub = Hub::new();
        hub.sync(&page()).unwrap();
        fs::write(hub.shelf().join("manifest.json"), text).unwrap();
        let before = look(&hub.output());
        assert_eq!(hub.sync(&page()).unwrap_err().code(), "publish-bad-manifest");
        assert_eq!(look(&hub.output()), before);
        hub.adopt(&page()).unwrap();
        assert_eq!(look(&hub.output()), before);
        assert_eq!(hub.sync(&site(&[("index.html", "home")])).unwrap().removed, 1);
    }
}

#[test]
fn a_list_that_leads_out_of_the_output_is_not_followed() {
    for path in ["../content/x.md", "/etc/passwd", "a//b", "./x", ""] {
        let hub = Hub::new();
        hub.sync(&page()).unwrap();
        let list = hub.shelf().join("manifest.json");
        let text = fs::read_to_string(&list).unwrap().replace("it/index.html", path);
        fs::write(&list, text).unwrap();
        assert_eq!(hub.sync(&page()).unwrap_err().code(), "publish-bad-manifest", "{path:?}");
    }
}

#[test]
fn two_paths_of_which_one_is_a_folder_of_the_other_are_refused() {
    let hub = Hub::new();
    let error = hub.sync(&site(&[("a/b", "1"), ("a-b", "2"), ("a", "3")])).unwrap_err();
    let PublishError::TwoInOne { file, below } = error else { panic!("{error:?}") };
    assert_eq!((file.as_str(), below.as_str()), ("a", "a/b"));
    assert!(!hub.output().exists());
}
