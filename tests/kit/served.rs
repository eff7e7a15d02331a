//! A preview as the real program, and those who ask it.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Hub, TODAY};

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_kazipot");

/// How long something may take on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running preview.
pub struct Preview {
    /// The hub that is shown.
    pub hub: Hub,
    /// The program.
    pub child: Child,
    /// Where it listens.
    pub port: u16,
    said: PathBuf,
    _folder: tempfile::TempDir,
}

/// An answer.
pub struct Answer {
    /// Its status; 0 when there was none.
    pub status: u16,
    /// Its head.
    pub head: String,
    /// Its bytes as text.
    pub body: String,
}

impl Preview {
    /// Starts it with more arguments.
    pub fn start(hub: Hub, more: &[&str]) -> Preview {
        // Ports below those that the system gives away by itself; each process of tests begins elsewhere.
        Preview::start_at(20_000 + (std::process::id() % 1000) as u16 * 10, hub, more)
    }

    /// Starts at a port, or behind it when it is taken.
    pub fn start_at(first: u16, hub: Hub, more: &[&str]) -> Preview {
        let mut command = Command::new(PROGRAM);
        command.args(["serve", "--today", TODAY, "--messages", "en", "--port", &first.to_string()]).args(more);
        Preview::run(hub, command)
    }

    /// Runs a command that ends in the program.
    pub fn run(hub: Hub, mut command: Command) -> Preview {
        let folder = tempfile::tempdir().expect("the system gives a folder");
        let said = folder.path().join("said");
        let to = || Stdio::from(OpenOptions::new().create(true).append(true).open(&said).expect("it can be made"));
        command.current_dir(hub.root()).stdin(Stdio::null()).stdout(to()).stderr(to());
        let path = std::env::var_os("PATH").unwrap_or_default();
        let own: Vec<(OsString, OsString)> =
            command.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
        command.env_clear().env("NO_COLOR", "1").env("PATH", path).envs(own);
        let child = command.spawn().expect("it starts");
        let mut preview = Preview { hub, child, port: 0, said, _folder: folder };
        preview.port = preview.wait("its address", |said| {
            said.lines().find_map(|line| line.split("http://localhost:").nth(1)?.trim_end_matches('/').parse().ok())
        });
        preview
    }

    /// One that was started already and says nothing.
    pub fn of(hub: Hub, child: Child, port: u16) -> Preview {
        let folder = tempfile::tempdir().expect("the system gives a folder");
        let preview = Preview { hub, child, port, said: folder.path().join("said"), _folder: folder };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(10));
        }
        preview
    }

    /// Everything that it said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.said).unwrap_or_default()
    }

    /// Waits until what it says tells something.
    pub fn wait<T>(&mut self, what: &str, look: impl Fn(&str) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            let said = self.said();
            if let Some(found) = look(&said) {
                return found;
            }
            let ended = self.child.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "it ended: {said}");
            assert!(begun.elapsed() < PATIENCE, "{what} did not come: {said}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// A connection to it.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time can be set");
        stream
    }

    /// Sends bytes and reads until the other side closes.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A refusal may come before everything was sent.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let text = String::from_utf8_lossy(&all).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Asks with more headers.
    pub fn with(&self, target: &str, headers: &str) -> Answer {
        let port = self.port;
        let host = if headers.contains("Host:") { String::new() } else { format!("Host: localhost:{port}\r\n") };
        self.raw(format!("GET {target} HTTP/1.1\r\n{host}Connection: close\r\n{headers}\r\n").as_bytes())
    }

    /// Asks.
    pub fn get(&self, target: &str) -> Answer {
        self.with(target, "")
    }

    /// Asks until the answer is as expected.
    pub fn until(&self, target: &str, what: impl Fn(&Answer) -> bool) -> Duration {
        let begun = Instant::now();
        loop {
            let answer = self.get(target);
            if what(&answer) {
                return begun.elapsed();
            }
            let said = self.said();
            assert!(begun.elapsed() < PATIENCE, "{target}: {} {}\n{said}", answer.status, answer.body);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks until the answer has a text.
    pub fn has(&self, target: &str, text: &str) -> Duration {
        self.until(target, |answer| answer.body.contains(text))
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
