//! Work that needs a process of its own: this program runs itself with a task in the environment.

use crate::bench::{Silent, numbered};
use kazipot::publish::{Adopt, Target, sync};
use std::path::{Path, PathBuf};
use std::process::Command;

const TASK: &str = "PUBLISH_TASK";
const ROOT: &str = "PUBLISH_ROOT";

/// How many pages the sites of these processes have.
pub(crate) const PAGES: usize = 300;

/// A process that does a task on a hub, started by a program and its arguments, or directly.
pub(crate) fn process(task: &str, root: &Path, starter: &[&str]) -> Command {
    let this = std::env::current_exe().unwrap();
    let mut command = match starter {
        [] => Command::new(this),
        [starter, arguments @ ..] => {
            let mut command = Command::new(starter);
            command.args(arguments).arg(this);
            command
        }
    };
    command.args(["--exact", "alone::task", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(TASK, task).env(ROOT, root).stdout(std::process::Stdio::null());
    command
}

#[test]
#[ignore = "run by other tests, in a process of its own"]
fn task() {
    let root = PathBuf::from(std::env::var_os(ROOT).expect("run by another test"));
    let task = std::env::var(TASK).unwrap();
    let target = Target { root: root.clone(), output: root.join("public"), adopt: Adopt::No };
    match task.split_once(' ') {
        // One site after another, until somebody ends it; tells when so many are done.
        Some(("publish-from", number)) => {
            let (number, tells_after) = number.split_once(" after ").unwrap();
            let tells_after: usize = tells_after.parse().unwrap();
            for (done, number) in (number.parse::<usize>().unwrap()..).enumerate() {
                if done == tells_after {
                    std::fs::write(root.join("started"), "").unwrap();
                }
                sync(&numbered(number, PAGES), &target, &Silent).unwrap();
            }
        }
        Some(("publish", number)) => {
            let changes = sync(&numbered(number.parse().unwrap(), PAGES), &target, &Silent).unwrap();
            std::fs::write(root.join("told"), format!("{:?}", changes.how)).unwrap();
        }
        _ => crate::mounts::inside(&task, &root),
    }
}

#[test]
fn a_build_from_inside_the_output_leaves_its_shell_there() {
    let hub = crate::bench::Hub::new();
    hub.sync(&numbered(1, PAGES)).unwrap();
    let status = process("publish 2", &hub.root(), &[]).current_dir(hub.output()).status().unwrap();
    assert!(status.success());
    assert_eq!(std::fs::read_to_string(hub.root().join("told")).unwrap(), "Journal(WorkingFolder)");
    hub.assert_shows(&numbered(2, PAGES), &[]);
}
