//! Other file systems, full ones and such that cannot be written, in a mount namespace of their own.
//!
//! Needs the right to mount; without it these tests say so and check nothing.

use crate::alone::process;
use crate::bench::{Silent, content, expected, look, numbered, put, site};
use kazipot::publish::{Adopt, Because, Changes, How, PublishError, Target, sync};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

const NAMESPACE: [&str; 3] = ["unshare", "--mount", "--"];

fn alone(task: &str) {
    let able = Command::new("unshare").args(["--mount", "--", "mount", "-t", "tmpfs", "none", "/mnt"]).output();
    if !able.is_ok_and(|able| able.status.success()) {
        let _ = writeln!(std::io::stderr(), "skipped, because nothing can be mounted here: {task}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("hub");
    fs::create_dir_all(root.join("public")).unwrap();
    let done = process(task, &root, &NAMESPACE).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn mount(arguments: &[&str], on: &Path) {
    assert!(Command::new("mount").args(arguments).arg(on).status().unwrap().success());
}

fn publish(root: &Path, number: usize, pages: usize) -> Result<Changes, PublishError> {
    let target = Target { root: root.to_owned(), output: root.join("public"), adopt: Adopt::No };
    sync(&numbered(number, pages), &target, &Silent)
}

fn assert_shows(root: &Path, number: usize, pages: usize) {
    assert_eq!(content(&root.join("public")), expected(&numbered(number, pages), &[]));
}

/// The tasks, in a process that may mount.
pub(crate) fn inside(task: &str, root: &Path) {
    match task {
        "another file system" => another_file_system(root, &["-t", "tmpfs", "none"]),
        "a mount of the same file system" => {
            let aside = root.join("aside");
            fs::create_dir(&aside).unwrap();
            another_file_system(root, &["--bind", aside.to_str().unwrap()]);
        }
        "a mount inside" => mount_inside(root),
        "a full disk" => full_disk(root),
        "a full disk on the other side" => full_output(root),
        "a read-only folder" => read_only(root),
        _ => panic!("no such task: {task}"),
    }
}

fn another_file_system(root: &Path, arguments: &[&str]) {
    mount(arguments, &root.join("public"));
    let inode = look(&root.join("public"))[""].ino;
    for number in 1..4 {
        let changes = publish(root, number, 20).unwrap();
        assert_eq!(changes.how, How::Journal(Because::OtherFileSystem));
        assert_shows(root, number, 20);
    }
    assert_eq!(publish(root, 3, 20).unwrap().how, How::Nothing);
    assert_eq!(look(&root.join("public"))[""].ino, inode);
}

/// Somebody's file system, mounted on a folder in the output, with a blank in its name.
fn mount_inside(root: &Path) {
    publish(root, 1, 20).unwrap();
    publish(root, 2, 20).unwrap();
    let theirs = root.join("public/their files");
    fs::create_dir(&theirs).unwrap();
    mount(&["-t", "tmpfs", "none"], &theirs);
    let inode = look(&theirs)[""].ino;
    for number in 3..5 {
        assert_eq!(publish(root, number, 20).unwrap().how, How::Journal(Because::OtherFileSystem));
        assert_eq!(look(&theirs)[""].ino, inode);
        put(&theirs, "album/photo", "x");
    }
    let others = [("their files/album/photo", "x")];
    assert_eq!(content(&root.join("public")), expected(&numbered(4, 20), &others));
}

/// A file system of two megabytes: some sites fit, the next one does not.
fn full_disk(root: &Path) {
    mount(&["-t", "tmpfs", "-o", "size=2m", "none"], root);
    fs::create_dir(root.join("public")).unwrap();
    publish(root, 1, 60).unwrap();
    publish(root, 2, 60).unwrap();
    let before = look(&root.join("public"));
    let error = publish(root, 3, 2000).unwrap_err();
    assert_eq!(error.code(), "publish-disk-full", "{error}");
    assert!(error.to_string().contains(".kazipot"), "the file is named: {error}");
    assert_eq!(look(&root.join("public")), before, "the old site stands");
    publish(root, 4, 60).unwrap();
    assert_shows(root, 4, 60);
    // Nothing of the failed build takes room any more.
    let big = "x".repeat(500_000);
    let target = Target { root: root.to_owned(), output: root.join("public"), adopt: Adopt::No };
    sync(&site(&[("index.html", &big)]), &target, &Silent).unwrap();
}

fn full_output(root: &Path) {
    mount(&["-t", "tmpfs", "-o", "size=1m", "none"], &root.join("public"));
    publish(root, 1, 60).unwrap();
    let before = content(&root.join("public"));
    let error = publish(root, 2, 2000).unwrap_err();
    assert_eq!(error.code(), "publish-disk-full", "{error}");
    assert_eq!(content(&root.join("public")), before, "the old site stands, and nothing else");
    publish(root, 3, 60).unwrap();
    assert_shows(root, 3, 60);
}

fn read_only(root: &Path) {
    publish(root, 1, 20).unwrap();
    let public = root.join("public");
    mount(&["--bind", public.to_str().unwrap()], &public);
    mount(&["-o", "remount,bind,ro"], &public);
    let before = look(&public);
    let error = publish(root, 2, 20).unwrap_err();
    assert_eq!(error.code(), "publish-not-permitted", "{error}");
    assert!(error.to_string().contains("public"), "the file is named: {error}");
    assert_eq!(look(&public), before);
    assert_eq!(publish(root, 1, 20).unwrap().how, How::Nothing);
    mount(&["-o", "remount,bind,rw"], &public);
    put(&public, "CNAME", "x");
    publish(root, 2, 20).unwrap();
    assert_eq!(content(&public), expected(&numbered(2, 20), &[("CNAME", "x")]));
}

#[test]
fn an_output_on_another_file_system_is_published_file_by_file() {
    alone("another file system");
}

#[test]
fn an_output_that_is_a_mount_is_published_file_by_file() {
    alone("a mount of the same file system");
}

#[test]
fn an_output_with_a_mount_in_it_is_published_file_by_file() {
    alone("a mount inside");
}

#[test]
fn a_full_disk_leaves_the_old_site_and_no_litter() {
    alone("a full disk");
}

#[test]
fn a_full_disk_on_the_output_s_side_leaves_the_old_site_and_no_litter() {
    alone("a full disk on the other side");
}

#[test]
fn a_folder_that_cannot_be_written_keeps_the_old_site() {
    alone("a read-only folder");
}
