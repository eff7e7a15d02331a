//! A build that is killed at any moment.

use crate::alone::{PAGES, process};
use crate::bench::{Hub, content, expected, numbered};
use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Numbers in a fixed order that nobody can foresee.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Starts a build of one site after another, from this number on, and kills it at some moment after so many.
fn killed(hub: &Hub, from: usize, after: usize, one: Duration, dice: &mut Dice) {
    let started = hub.root().join("started");
    let _ = fs::remove_file(&started);
    let mut child =
        process(&format!("publish-from {from} after {after}"), &hub.root(), &[]).stderr(Stdio::null()).spawn().unwrap();
    let waiting = Instant::now();
    while !started.exists() {
        assert!(waiting.elapsed() < Duration::from_secs(20), "the build did not start");
        std::thread::sleep(Duration::from_micros(100));
    }
    let longest = u64::try_from(one.as_micros()).unwrap() * 2;
    std::thread::sleep(Duration::from_micros(dice.below(longest)));
    assert!(child.try_wait().unwrap().is_none(), "the build ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
}

/// How long one publication takes here.
fn one(hub: &Hub, number: usize) -> Duration {
    let start = Instant::now();
    hub.sync(&numbered(number, PAGES)).unwrap();
    start.elapsed()
}

fn number(content: &BTreeMap<String, String>) -> usize {
    content["index.html"].parse().unwrap()
}

#[test]
fn a_killed_exchange_leaves_one_site_and_the_next_build_repairs() {
    let hub = Hub::new();
    let mut dice = Dice(1);
    hub.sync(&numbered(1, PAGES)).unwrap();
    let others = [("CNAME", "hub.example.org"), ("it/section-1/note.txt", "n")];
    others.iter().for_each(|(path, text)| hub.put(path, text));
    let time = one(&hub, 2);
    let (mut next, mut published) = (3, 0);
    for kill in 0..50 {
        killed(&hub, next, kill % 2, time, &mut dice);
        let left = content(&hub.output());
        let number = number(&left);
        assert!(number + 1 >= next, "kill {kill}: site {number} came back, {next} was next");
        assert!(left == expected(&numbered(number, PAGES), &others), "kill {kill}: site {number} is not whole");
        published += number + 1 - next;
        next = number + 1;
        // Half of the time the next killed build has to deal with what is left.
        if kill % 4 < 2 {
            hub.sync(&numbered(next, PAGES)).unwrap();
            hub.assert_shows(&numbered(next, PAGES), &others);
            assert!(hub.litter().is_empty(), "kill {kill}: {:?}", hub.litter());
            next += 1;
        }
    }
    assert!(published >= 25, "{published}");
}

#[test]
fn a_killed_journal_leaves_whole_files_and_the_next_build_ends_it() {
    let hub = Hub::new();
    let mut dice = Dice(2);
    hub.sync(&numbered(1, PAGES)).unwrap();
    hub.put(".git/HEAD", "main");
    let time = one(&hub, 2);
    let (mut next, mut published) = (3, 0);
    for kill in 0..25 {
        killed(&hub, next, kill % 2, time, &mut dice);
        let left = content(&hub.output());
        let pages = left.iter().filter(|(path, _)| path.starts_with("it/") && path.ends_with(".html"));
        let numbers: Vec<usize> = pages.map(|(_, text)| text.parse().unwrap()).collect();
        assert_eq!(numbers.len(), PAGES, "kill {kill}: pages are missing");
        let (least, most) = (numbers.iter().min().unwrap(), numbers.iter().max().unwrap());
        assert!(most - least <= 1, "kill {kill}: sites {least} to {most}");
        assert_eq!(left[".git/HEAD"], "main");
        published += most + 1 - next;
        next = most + 1;
        if kill % 4 < 2 {
            hub.sync(&numbered(next, PAGES)).unwrap();
            hub.assert_shows(&numbered(next, PAGES), &[(".git/HEAD", "main")]);
            assert!(hub.litter().is_empty(), "kill {kill}: {:?}", hub.litter());
            next += 1;
        }
    }
    assert!(published >= 12, "{published}");
}
