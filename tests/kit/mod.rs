//! What the tests of whole hubs share: a hub in a folder of its own, and the real program run on it.
//!
//! A run knows nothing of the machine it happens on: its environment is emptied, its day is fixed, and it
//! is stopped when it takes longer than anybody would wait.

#![allow(dead_code, reason = "each test file uses its own part of the kit")]

pub mod served;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The day on which every run happens.
pub const TODAY: &str = "2026-11-22";

/// How long a run may take.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The smallest site.toml: one language.
pub const SITE: &str = r#"name = "Kažipot"
base_url = "https://kazipot.example"
[languages]
official = ["sl"]
"#;

/// A hub in a folder that goes away with it.
pub struct Hub {
    folder: tempfile::TempDir,
}

/// What a run said and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The number that the shell sees; `None` when it was killed by a signal.
    pub code: Option<i32>,
    /// What it said as its result.
    pub stdout: String,
    /// What it said beside it.
    pub stderr: String,
}

impl Hub {
    /// A folder with nothing in it.
    pub fn empty() -> Hub {
        Hub { folder: tempfile::tempdir().expect("the system gives a folder") }
    }

    /// A hub of one language without records.
    pub fn new() -> Hub {
        Hub::empty().with("site.toml", SITE)
    }

    /// A new hub without records in `hub/`, made as people make it.
    pub fn fresh(lang: &str) -> Hub {
        let hub = Hub::empty();
        hub.run(&["init", "--empty", "--messages", lang, "hub"]).ends_with(0);
        hub
    }

    /// The sample hub.
    pub fn sample() -> Hub {
        let hub = Hub::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::copy(from.join("site.toml"), hub.root().join("site.toml")).expect("the sample has a site.toml");
        copy(&from.join("content"), &hub.root().join("content"));
        hub
    }

    /// The folder.
    pub fn root(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    /// Puts a file into it, or other bytes into a file that is there.
    pub fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Hub {
        self.put(path, bytes);
        self
    }

    /// Puts a file into it, or other bytes into a file that is there.
    pub fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let to = self.root().join(path);
        fs::create_dir_all(to.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(to, bytes).expect("the file can be written");
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> String {
        let bytes = fs::read(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        String::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"))
    }

    /// Runs the program on it.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program on it with other variables in its environment.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let said = tempfile::tempdir().expect("the system gives a folder");
        let (out, err) = (said.path().join("out"), said.path().join("err"));
        let to = |path: &Path| Stdio::from(fs::File::create(path).expect("the file can be made"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_kazipot"));
        command.args(arguments).current_dir(self.root()).env_clear();
        command.env("NO_COLOR", "1").env("COLUMNS", "80").envs(variables.iter().copied());
        let mut child = command.stdin(Stdio::null()).stdout(to(&out)).stderr(to(&err)).spawn().expect("it starts");
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child can be asked") {
                break status;
            }
            if started.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                panic!("kazipot {arguments:?} was still running after {PATIENCE:?}");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let text = |path: &Path| String::from_utf8(fs::read(path).expect("it was written")).expect("it speaks UTF-8");
        Run { code: status.code(), stdout: text(&out), stderr: text(&err) }
    }

    /// Checks it.
    pub fn check(&self) -> Run {
        self.run(&["check", "--today", TODAY])
    }

    /// Checks it; every mistake on a line of its own.
    pub fn check_short(&self) -> Run {
        self.run(&["check", "--today", TODAY, "--format", "short"])
    }

    /// Builds it.
    pub fn build(&self) -> Run {
        self.run(&["build", "--today", TODAY, "--format", "short"])
    }

    /// Every file of the published site, by its path.
    pub fn published(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.root().join("public"))
    }
}

impl Run {
    /// Everything it said.
    pub fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The same run, when it neither panicked nor was killed and ended as programs of the house end.
    #[track_caller]
    pub fn orderly(self) -> Run {
        assert!(matches!(self.code, Some(0..=3)), "it ended with {:?}: {}", self.code, self.said());
        assert!(!self.said().contains("panicked"), "{}", self.said());
        self
    }

    /// The same run, when it ended with this number.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Run {
        let run = self.orderly();
        assert_eq!(run.code, Some(code), "{}", run.said());
        run
    }

    /// The same run, when it said this.
    #[track_caller]
    pub fn says(self, text: &str) -> Run {
        assert!(self.said().contains(text), "»{text}« is not in\n{}", self.said());
        self
    }
}

/// Every file below a folder, by its path with `/`; those that begin with a dot are the program's own.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(folder).expect("the walk stays inside");
            let path = inside.to_string_lossy().replace('\\', "/");
            if !path.starts_with('.') && !path.contains("/.") {
                found.insert(path, fs::read(entry.path()).expect("the file can be read"));
            }
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let to = to.join(path);
        fs::create_dir_all(to.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(to, bytes).expect("the file can be written");
    }
}

/// An organization with everything that one has to have, and these lines behind it.
pub fn organization(more: &str) -> String {
    format!("title = \"Društvo\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\n{more}")
}

/// A file or folder of the real data, or `None`, with a word about it, where it is not.
#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
pub fn real(path: &str) -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    let there = data.exists();
    if !there {
        println!("skipped: {path} is not beside the project (../shared/data)");
    }
    there.then_some(data)
}
