//! What kazipot says about every mistake, word by word: a transcript for each, made by the real program.
//!
//! A file of `tests/transcripts` holds cases. A case begins with a heading that names its code
//! (`# K0201 …`), shows the files of a small hub as fenced blocks (```` ```toml content/… ````), a block
//! with the call (```` ```console ````), and a block with everything that was said and the number with
//! which it ended (```` ```said ````). `UPDATE=1 cargo test --test transcripts` writes what is said now;
//! read the difference before you keep it.
//!
//! A block marked `gone` takes a file away, after the call that stands before it was made.
//! `\xNN` in a block marked `bytes` is a byte; a block marked `link` is a symbolic link to what it holds;
//! `no site.toml` leaves the usual one out.

mod kit;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kazipot::diagnostic::{Area, Code};
use kit::{Hub, Run, SITE, TODAY};

/// Codes without a transcript here, and why.
const WITHOUT: &[(Code, &str)] = &[
    (Code::BrokenReference, "a broken record is told once, at the record itself, not at those who refer to it"),
    (Code::TooLarge, "a file of five megabytes has no place here; tests/hostile.rs makes one"),
    (Code::LargePicture, "half a megabyte has no place here; tests/files.rs makes such a picture"),
    (Code::HugePicture, "forty million points have no place here; tests/pictures.rs makes such a picture"),
    (Code::HostLimit, "a site too large for a host has no place here; tests/host.rs makes one"),
    (Code::Unreadable, "whoever runs this may be allowed to read everything; tests/hostile.rs tries"),
    (
        Code::MissingMessage,
        "site.toml takes only languages that kazipot speaks, and the default theme speaks all of them",
    ),
];

struct Case {
    heading: String,
    blocks: Vec<Block>,
}

struct Block {
    info: String,
    text: String,
    /// Lines of the file that its text is.
    lines: std::ops::Range<usize>,
}

fn cases(source: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let lines: Vec<&str> = source.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if let Some(heading) = line.strip_prefix("# ") {
            cases.push(Case { heading: heading.to_owned(), blocks: Vec::new() });
        } else if let Some(info) = line.strip_prefix("```") {
            let fence = format!("```{}", "`".repeat(info.len() - info.trim_start_matches('`').len()));
            let from = at;
            while lines.get(at).is_some_and(|line| *line != fence) {
                at += 1;
            }
            let text: String = lines[from..at].iter().flat_map(|line| [*line, "\n"]).collect();
            let case = cases.last_mut().expect("a block stands under a heading");
            case.blocks.push(Block { info: info.trim_start_matches('`').to_owned(), text, lines: from..at });
            at += 1;
        }
    }
    cases
}

/// `\xNN` as bytes.
fn bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two hexadecimal digits stand after \\x"));
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    bytes
}

impl Case {
    fn code(&self) -> Code {
        let number = self.heading.split_whitespace().next().unwrap_or_default();
        Code::find(number).unwrap_or_else(|| panic!("»{}« names no code", self.heading))
    }

    fn run(&self) -> Run {
        let hub = Hub::empty();
        hub.put("site.toml", SITE);
        let mut call = None;
        for block in &self.blocks {
            let words: Vec<&str> = block.info.split_whitespace().collect();
            match words[..] {
                ["console"] => call = Some(block.text.trim().strip_prefix("$ kazipot").expect("a call")),
                ["said"] => {}
                ["no", path] => std::fs::remove_file(hub.root().join(path)).expect("it was there"),
                ["gone", path] => {
                    // What stands before it was called with it there.
                    let before: &str = call.take().expect("a call before it");
                    let words: Vec<&str> = before.split_whitespace().chain(["--today", TODAY]).collect();
                    hub.run(&words).ends_with(0);
                    std::fs::remove_file(hub.root().join(path)).expect("it was there");
                }
                ["link", path] => link(&hub, path, block.text.trim()),
                [_, path, "bytes"] => hub.put(path, bytes(block.text.trim_end_matches('\n'))),
                [_, path] => hub.put(path, &block.text),
                _ => panic!("»{}« in »{}« is no sort of block", block.info, self.heading),
            }
        }
        let call = call.unwrap_or_else(|| panic!("»{}« calls nothing", self.heading));
        let mut arguments: Vec<&str> = call.split_whitespace().collect();
        arguments.extend(["--today", TODAY]);
        hub.run(&arguments).orderly()
    }
}

#[cfg(unix)]
fn link(hub: &Hub, path: &str, to: &str) {
    let at = hub.root().join(path);
    std::fs::create_dir_all(at.parent().expect("a file has a folder")).expect("the folder can be made");
    std::os::unix::fs::symlink(to, at).expect("the link can be made");
}

#[cfg(not(unix))]
fn link(_: &Hub, _: &str, _: &str) {}

/// What was said as a block shows it: lines without blanks at their ends, and how it ended.
fn shown(run: &Run) -> String {
    let mut text: String = run.stderr.lines().chain(run.stdout.lines()).fold(String::new(), |text, line| {
        let line = without_figures(line.trim_end());
        if line.is_empty() && text.ends_with("\n\n") { text } else { text + &line + "\n" }
    });
    text.push_str(&format!("[{}]\n", run.code.unwrap_or(-1)));
    text
}

/// A line without the time that a build took and without how many files it made, which any new page changes.
fn without_figures(line: &str) -> String {
    let timed = line.strip_suffix(" s.").and_then(|rest| rest.rsplit_once(' '));
    let timed = timed.filter(|(_, seconds)| seconds.parse::<f64>().is_ok());
    match timed {
        Some((before, _)) => format!("{} … s.", without_number(before)),
        None if line.starts_with("Zapisano: ") => without_number(line),
        None => line.to_owned(),
    }
}

/// A text with its first number left out.
fn without_number(text: &str) -> String {
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    format!("{}…{}", &text[..start], text[start..].trim_start_matches(|c: char| c.is_ascii_digit()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

fn transcripts() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the transcripts are there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a transcript can be read");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn what_is_said_about_a_mistake_is_what_the_transcript_says() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut different = Vec::new();
    for (path, source) in transcripts() {
        let cases = cases(&source);
        let said = said_in(&cases);
        let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
        for (case, run) in cases.iter().zip(&said).rev() {
            let now = shown(run);
            let block = case.blocks.iter().find(|block| block.info == "said");
            match block {
                Some(block) if block.text == now => {}
                Some(block) if update => {
                    lines.splice(block.lines.clone(), now.lines().map(str::to_owned));
                }
                _ => {
                    let before = block.map_or("", |block| &block.text);
                    different.push(format!("{}\n--- written\n{before}\n--- said\n{now}", case.heading));
                }
            }
        }
        if update {
            std::fs::write(&path, lines.join("\n") + "\n").expect("a transcript can be written");
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// The runs of cases, two at a time.
fn said_in(cases: &[Case]) -> Vec<Run> {
    let half = cases.len() / 2;
    let (first, second) = cases.split_at(half);
    let run = |cases: &[Case]| cases.iter().map(Case::run).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let ahead = scope.spawn(|| run(first));
        let behind = run(second);
        let mut all = ahead.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        all.extend(behind);
        all
    })
}

#[test]
fn a_transcript_shows_the_mistake_that_it_is_named_after() {
    for (path, source) in transcripts() {
        for case in cases(&source) {
            let said = case.blocks.iter().find(|block| block.info == "said").map_or("", |block| &block.text);
            let number = case.code().number();
            assert!(said.contains(number), "{}: »{}« does not show {number}", path.display(), case.heading);
        }
    }
}

#[test]
fn every_code_has_a_transcript() {
    let shown: BTreeSet<Code> =
        transcripts().iter().flat_map(|(_, source)| cases(source)).map(|case| case.code()).collect();
    for code in Code::ALL.iter().filter(|code| code.area() != Area::Import) {
        let excused = WITHOUT.iter().any(|(without, _)| without == code);
        assert!(
            shown.contains(code) != excused,
            "{} {}: transcript or reason, one of both",
            code.number(),
            code.name()
        );
    }
}

#[test]
fn every_code_is_explained_in_every_language() {
    let hub = Hub::new();
    for lang in ["sl", "it", "en"] {
        let mut pages = BTreeSet::new();
        for code in Code::ALL {
            let run = hub.run(&["explain", code.number(), "--messages", lang]).ends_with(0);
            let page = run.stdout.split_once("\n\n").map_or("", |(_, page)| page).trim().to_owned();
            assert!(page.len() > 120, "{} in {lang} says too little: {page}", code.number());
            assert!(!has_open_slot(&page), "{} in {lang} has an open slot: {page}", code.number());
            assert!(pages.insert(page), "{} in {lang} is another code's page", code.number());
        }
    }
}

/// Whether `{name}` is left in a text.
fn has_open_slot(text: &str) -> bool {
    let slots = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    slots.map(|(name, _)| name).any(is_name)
}

#[test]
fn a_code_is_explained_by_its_name_as_well() {
    let hub = Hub::new();
    let by_number = hub.run(&["explain", "K0206"]).ends_with(0);
    assert_eq!(hub.run(&["explain", "bad-phone"]).ends_with(0), by_number);
    assert_eq!(hub.run(&["explain", "k0206"]).ends_with(0), by_number);
    hub.run(&["explain", "bad-phon"]).ends_with(2).says("bad-phone");
}
