//! What publishing costs beside the plain writing of the same bytes.
//!
//! `cargo run --release --example cost [FOLDER] [FILES] [ROUNDS]` (default: /dev/shm 10624 5). Prints medians and minima.
#![expect(clippy::print_stdout, reason = "a measuring program")]

use kazipot::publish::{Adopt, Changes, How, NotMade, Product, Progress, Target, sync};
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

struct Pages {
    paths: Vec<String>,
    text: Vec<Vec<u8>>,
}

impl Product for Pages {
    fn len(&self) -> usize {
        self.paths.len()
    }
    fn path(&self, index: usize) -> &str {
        &self.paths[index]
    }
    fn make(&self, index: usize, out: &mut Vec<u8>) -> Result<(), NotMade> {
        out.extend_from_slice(&self.text[index]);
        Ok(())
    }
    fn keep(&self) -> &[String] {
        &[]
    }
}

struct Silent;
impl Progress for Silent {
    fn made(&self, _: usize, _: usize) {}
}

fn pages(count: usize) -> Pages {
    let mut seed = 7_u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let kinds = ["organizzazioni", "lavoro", "eventi", "guide", "salute"];
    let (mut paths, mut text) = (Vec::new(), Vec::new());
    for page in 0..count {
        let language = ["", "it/"][page % 2];
        paths.push(format!("{language}{}/un-nome-come-{}-{page}/index.html", kinds[page % 5], random() % 1000));
        text.push((0..4000 + random() % 7000).map(|_| b'a' + (random() % 26) as u8).collect());
    }
    Pages { paths, text }
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = run();
    (value, start.elapsed())
}

/// The floor: the bytes written, without and with the hash that the manifest asks for.
fn plain(root: &Path, pages: &Pages, also: impl Fn(&[u8]) + Sync) {
    (0..pages.len()).into_par_iter().for_each(|index| {
        let file = root.join(&pages.paths[index]);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, &pages.text[index]).unwrap();
        also(&pages.text[index]);
    });
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The median and the least: on a machine that others use too, the least says more.
fn median_and_least(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    (milliseconds(times[times.len() / 2]), milliseconds(times[0]))
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let base = PathBuf::from(arguments.next().unwrap_or_else(|| "/dev/shm".to_owned()));
    let count = arguments.next().map_or(10_624, |count| count.parse().unwrap());
    let rounds = arguments.next().map_or(5, |rounds| rounds.parse().unwrap());
    let mut pages = pages(count);
    let bytes: usize = pages.text.iter().map(Vec::len).sum();
    let names = [
        "plain write",
        "write and hash",
        "cold",
        "nothing changed",
        "first change",
        "one changed",
        "60 changed",
        "all changed",
    ];
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); names.len()];
    for round in 0..rounds {
        let folder = base.join(format!("cost-{}-{round}", std::process::id()));
        let target = Target { root: folder.join("hub"), output: folder.join("hub/public"), adopt: Adopt::No };
        fs::create_dir_all(&target.root).unwrap();
        fs::create_dir_all(folder.join("plain")).unwrap();
        times[0].push(timed(|| plain(&folder.join("plain"), &pages, |_| {})).1);
        let hash = |bytes: &[u8]| _ = std::hint::black_box(blake3::hash(bytes));
        times[1].push(timed(|| plain(&folder.join("hashed"), &pages, hash)).1);
        fs::create_dir(&target.output).unwrap();
        let mut run = |name: usize, pages: &Pages, expected: How| -> Changes {
            let (changes, time) = timed(|| sync(pages, &target, &Silent).unwrap());
            assert_eq!(changes.how, expected);
            times[name].push(time);
            changes
        };
        run(2, &pages, How::Exchange);
        run(3, &pages, How::Nothing);
        pages.text[0].push(b'x');
        run(4, &pages, How::Exchange);
        pages.text[1].push(b'x');
        run(5, &pages, How::Exchange);
        pages.text.iter_mut().skip(100).take(60).for_each(|text| text.push(b'x'));
        run(6, &pages, How::Exchange);
        pages.text.iter_mut().for_each(|text| text.push(b'x'));
        run(7, &pages, How::Exchange);
        fs::remove_dir_all(&folder).unwrap();
    }
    println!(
        "{count} files, {bytes} bytes, {rounds} rounds, {} threads, in {}",
        rayon::current_num_threads(),
        base.display()
    );
    let raw = median_and_least(times[0].clone());
    println!("                     median           least");
    for (name, times) in names.iter().zip(times) {
        let time = median_and_least(times);
        let ratio = (time.0 / raw.0, time.1 / raw.1);
        println!("{name:>16} {:7.1} ms {:5.2} x {:7.1} ms {:5.2} x", time.0, ratio.0, time.1, ratio.1);
    }
}
