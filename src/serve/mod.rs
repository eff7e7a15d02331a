//! The preview: save, and it is there.
//!
//! Watch, compile, show, tell the browsers. What is shown is one immutable value that is swapped whole; a page is made
//! from it when somebody asks for it, and nothing is read from the disk because somebody asks.
//!
//! ```text
//! watch     what changed on the disk             front      the listener: heads, deadlines, bounds
//! mod       the loop: compile, show, tell        head       a request, read strictly
//! state     what is shown, and was before        strangers  who may ask
//! idle      pages that nobody looks at           inner      tiny_http, which is given whole requests only
//! problems  what is wrong, in words              answer     path to bytes
//! live      streams to open pages                page strip editor   what is added to a page
//! ```

mod answer;
#[cfg(unix)]
mod door;
mod editor;
mod front;
mod head;
mod idle;
mod inner;
mod lan;
mod live;
mod page;
mod problems;
mod state;
mod strangers;
mod strip;
mod watch;

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hub::Drafts;
use crate::site::Site;
use crate::world::{Disk, Found, Mirror, World};
use crate::{Memo, config, preview};

pub use editor::Editor;
pub use lan::Invitation;
pub use problems::Problems;
pub use watch::Polls;

use front::Front;
use inner::Inner;
use lan::Lan;
use live::Streams;
use state::{Desk, State, Work};
use watch::{Haste, Watch};

/// More changes that come so soon join the first.
const JOIN: Duration = Duration::from_millis(20);

/// A mistake in a file that was written so short ago may be half of something.
const QUIET: Duration = Duration::from_millis(100);

/// So many ports are tried when the first is taken.
const PORTS: u16 = 50;

/// What is asked of the preview.
pub struct Options {
    /// The hub, by its real path.
    pub root: PathBuf,
    /// The first port to try.
    pub port: u16,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// Whether others in the local network may look.
    pub network: Network,
    /// The words it speaks.
    pub words: &'static Catalogue,
    /// How files are opened.
    pub editor: Editor,
    /// Which day it is: asked again and again, so that a preview goes on past midnight.
    pub today: Box<dyn Fn() -> Date + Send>,
}

/// Who may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// This machine only.
    Closed,
    /// Others in the local network who have the token.
    Open,
}

/// What the preview says of itself.
pub enum Said<'s> {
    /// It can be looked at, at this address.
    Started {
        /// The address.
        address: String,
        /// The port that was asked for, when it was taken.
        taken: Option<u16>,
        /// The hub's name.
        name: Option<String>,
        /// How many records are shown.
        records: usize,
        /// What is wrong.
        problems: &'s Problems,
        /// How long it took.
        took: Duration,
    },
    /// What it shows is new.
    Rebuilt {
        /// What changed, from the hub's root.
        changed: &'s [String],
        /// How many records are shown.
        records: usize,
        /// The open pages that were loaded again.
        refreshed: &'s [String],
        /// What is wrong.
        problems: &'s Problems,
        /// How long it took from the first change on.
        took: Duration,
    },
    /// Changes are not told by the system: the disk is looked at again and again.
    Polling(Polls),
    /// A folder of the hub is gone.
    Gone(&'s str),
    /// The listener failed and is opened again.
    Listening(String),
    /// How a device of the network comes in.
    Invited(&'s Invitation),
    /// The network could not be found.
    NoNetwork,
}

/// Whoever tells people what the preview says.
pub trait Voice: Send + Sync {
    /// Says it.
    fn say(&self, said: &Said<'_>);
    /// Shows what is wrong.
    fn problems(&self, world: &dyn World, found: &[Diagnostic]);
}

/// Why a preview could not begin.
#[derive(Debug)]
pub enum Failure {
    /// No port is free, from this one on.
    NoPort(u16, io::Error),
    /// The system gives no connections.
    Connections(io::Error),
    /// The folder cannot be watched.
    Watch(String),
}

/// What all threads of the preview share.
pub(crate) struct Preview {
    desk: Desk,
    streams: Streams,
    words: &'static Catalogue,
    editor: Editor,
    port: u16,
    lan: Option<Lan>,
}

/// What the loop waits for.
enum News {
    /// These paths changed.
    Changed(Vec<String>, Haste, Instant),
    /// Something changed, and it is not known what.
    Unknown,
    /// The system stopped to tell.
    Unwatched,
    /// What was found in pages that nobody looks at.
    Found(Arc<Work>, Vec<Diagnostic>),
}

/// A world in which there is nothing to read, for words that need no line.
struct Nowhere;

impl World for Nowhere {
    fn list(&self, _: &str) -> Vec<Found> {
        Vec::new()
    }

    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn today(&self) -> Date {
        Date::MIN
    }
}

/// Shows a hub until the process ends; returns only when it cannot begin.
///
/// # Errors
/// No port is free, or the hub's folder cannot be watched.
pub fn serve(options: Options, voice: Arc<dyn Voice>) -> Result<std::convert::Infallible, Failure> {
    let started = Instant::now();
    let (listener, port) = listen(&options)?;
    let lan = match options.network {
        Network::Closed => None,
        Network::Open => {
            let voice = voice.clone();
            Lan::open(port, Box::new(move |invitation| voice.say(&Said::Invited(invitation))))
        }
    };
    let lost = options.network == Network::Open && lan.is_none();
    let Options { root, port: asked, drafts, words, editor, today, network } = options;
    let preview = Arc::new(Preview { desk: Desk::new(), streams: Streams::default(), words, editor, port, lan });
    let maker = preview.clone();
    let inner = Inner::start(Arc::new(move |target, visitor| answer::answer(&maker, target, visitor)));
    let front = Arc::new(Front::new(preview.clone(), inner.map_err(Failure::Connections)?));
    open_doors(front, listener, port, network, voice.clone());
    let (sender, news) = channel();
    let watch = Watch::start(&root, &sender).map_err(|error| Failure::Watch(error.to_string()))?;
    if let Some(why) = watch.polls {
        voice.say(&Said::Polling(why));
    }
    let disk = Disk::new(root.clone(), today());
    let world = Mirror::new(disk, watch::FOLDERS, &[config::FILE]);
    let mut table = Table {
        preview,
        voice,
        world,
        memo: Memo::default(),
        drafts,
        number: 0,
        idle: idle::start(sender.clone()),
        gone: BTreeSet::new(),
    };
    let compiled = table.compile();
    let state = table.show(compiled);
    let hub = state.work.as_ref().map(|work| work.site.hub());
    table.voice.problems(&table.world, &state.problems.found);
    table.voice.say(&Said::Started {
        address: format!("http://localhost:{port}/"),
        taken: (port != asked).then_some(asked),
        name: hub.map(|hub| hub.config.name(hub.config.languages.first()).to_owned()),
        records: hub.map_or(0, |hub| hub.entries().len()),
        problems: &state.problems,
        took: started.elapsed(),
    });
    match &table.preview.lan {
        Some(lan) => lan.invite(),
        None if lost => table.voice.say(&Said::NoNetwork),
        None => {}
    }
    table.go_on(watch, &root, &sender, &news, &*today)
}

/// The first port that is free.
fn listen(options: &Options) -> Result<(TcpListener, u16), Failure> {
    let at = address(options.network);
    let mut last = None;
    for port in options.port..=options.port.saturating_add(PORTS) {
        match TcpListener::bind((at, port)) {
            Ok(listener) => {
                let port = listener.local_addr().map_or(port, |address| address.port());
                return Ok((listener, port));
            }
            Err(error) => last = Some(error),
        }
    }
    Err(Failure::NoPort(options.port, last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into())))
}

fn address(network: Network) -> Ipv4Addr {
    match network {
        Network::Closed => Ipv4Addr::LOCALHOST,
        Network::Open => Ipv4Addr::UNSPECIFIED,
    }
}

/// Accepts from now on; a listener that fails is opened again.
fn open_doors(front: Arc<Front>, listener: TcpListener, port: u16, network: Network, voice: Arc<dyn Voice>) {
    std::thread::spawn(move || {
        let mut listener = Some(listener);
        loop {
            if let Some(listener) = listener.take() {
                let error = front::accept(&front, &listener);
                voice.say(&Said::Listening(error.to_string()));
            }
            std::thread::sleep(Duration::from_secs(1));
            listener = TcpListener::bind((address(network), port)).ok();
        }
    });
}

/// What came of compiling.
struct Compiled {
    site: Option<Site>,
    found: Vec<Diagnostic>,
}

/// The loop's own.
struct Table {
    preview: Arc<Preview>,
    voice: Arc<dyn Voice>,
    world: Mirror,
    memo: Memo,
    drafts: Drafts,
    number: u64,
    idle: idle::Idle,
    /// Folders that were said to be gone: the system tells of each several times.
    gone: BTreeSet<&'static str>,
}

/// Changes that wait to be acted upon.
#[derive(Default)]
struct Waiting {
    /// When each file changed last.
    files: HashMap<String, Instant>,
    first: Option<Instant>,
    due: Option<Instant>,
    /// What was compiled already and is held back, for it may be half of something.
    held: Option<Compiled>,
}

impl Waiting {
    fn note(&mut self, paths: Vec<String>, due: Instant) {
        let now = Instant::now();
        self.first.get_or_insert(now);
        self.files.extend(paths.into_iter().map(|path| (path, now)));
        self.due = Some(self.due.map_or(due, |known| known.min(due)));
        self.held = None;
    }
}

impl Table {
    fn compile(&mut self) -> Compiled {
        let compiled = preview(&self.world, self.drafts, &mut self.memo);
        Compiled { site: compiled.value, found: compiled.diagnostics }
    }

    /// Shows what was compiled. Where nothing could be made, what was shown last stays.
    fn show(&mut self, compiled: Compiled) -> Arc<State> {
        let before = if self.number == 0 { None } else { self.preview.desk.now() };
        let work = compiled.site.map(|site| Arc::new(Work::new(site)));
        let work = work.or_else(|| before.as_ref().and_then(|before| before.work.clone()));
        self.number += 1;
        let problems = Arc::new(Problems::new(&self.world, self.preview.words, compiled.found));
        let state = self.preview.desk.show(State { number: self.number, work, problems });
        if let Some(work) = &state.work {
            self.idle.look_through(work.clone());
        }
        state
    }

    /// Acts on changes, for ever.
    fn go_on(
        &mut self,
        mut watch: Watch,
        root: &std::path::Path,
        sender: &Sender<News>,
        news: &Receiver<News>,
        today: &dyn Fn() -> Date,
    ) -> ! {
        const NEXT_LOOK: Duration = Duration::from_secs(20);
        let mut waiting = Waiting::default();
        loop {
            let now = Instant::now();
            let patience = waiting.due.map_or(NEXT_LOOK, |due| due.saturating_duration_since(now));
            match news.recv_timeout(patience) {
                Ok(News::Changed(paths, haste, at)) => {
                    let at = if haste == Haste::Now { at } else { at + JOIN };
                    self.take_in(&paths, &mut watch);
                    waiting.note(paths, at);
                }
                Ok(News::Unknown) => {
                    self.world.everything_changed();
                    waiting.note(Vec::new(), now + JOIN);
                }
                Ok(News::Unwatched) => {
                    if watch.polls.is_none()
                        && let Ok(polling) = Watch::polling(root, sender, Polls::Exhausted)
                    {
                        watch = polling;
                        self.voice.say(&Said::Polling(Polls::Exhausted));
                        self.world.everything_changed();
                        waiting.note(Vec::new(), now);
                    }
                }
                Ok(News::Found(work, found)) => self.add(&work, found),
                Err(RecvTimeoutError::Timeout) => {
                    let day = today();
                    if day != self.world.today() {
                        self.world.turn_to(day);
                        waiting.note(Vec::new(), now);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(NEXT_LOOK),
            }
            if waiting.due.is_some_and(|due| due <= Instant::now()) {
                self.act(news, &mut waiting, &mut watch);
            }
        }
    }

    /// Looks at what changed.
    fn take_in(&mut self, paths: &[String], watch: &mut Watch) {
        for path in paths {
            if let Some(folder) = watch::FOLDERS.iter().find(|folder| *folder == path) {
                // A folder that came again is another one to the system. Where it cannot be watched, polling begins.
                let _ = watch.again();
                self.world.changed(path);
                if !self.world.list(folder).is_empty() {
                    self.gone.remove(folder);
                } else if self.gone.insert(folder) {
                    self.voice.say(&Said::Gone(folder));
                }
                continue;
            }
            self.world.changed(path);
            if self.world.has(path) {
                self.gone.retain(|folder| !path.starts_with(folder));
            }
        }
    }

    /// Compiles and shows, unless what is wrong now may be half of something.
    fn act(&mut self, news: &Receiver<News>, waiting: &mut Waiting, watch: &mut Watch) {
        // What has come meanwhile belongs to it.
        let mut others = Vec::new();
        while let Ok(one) = news.try_recv() {
            match one {
                News::Changed(paths, ..) => {
                    self.take_in(&paths, watch);
                    waiting.note(paths, Instant::now());
                }
                News::Unknown => {
                    self.world.everything_changed();
                    waiting.note(Vec::new(), Instant::now());
                }
                other => others.push(other),
            }
        }
        let compiled = waiting.held.take().unwrap_or_else(|| self.compile());
        if let Some(quiet) = self.unfinished(&compiled, waiting) {
            waiting.held = Some(compiled);
            waiting.due = Some(quiet);
            return;
        }
        let mut changed: Vec<String> = std::mem::take(&mut waiting.files).into_keys().collect();
        changed.sort();
        let first = waiting.first.take().unwrap_or_else(Instant::now);
        *waiting = Waiting::default();
        let before = self.preview.desk.now();
        let state = self.show(compiled);
        let took = first.elapsed();
        let was = before.as_ref().and_then(|before| before.work.as_deref());
        let refreshed = self.preview.streams.tell(was, &state);
        let known = before.as_ref().map(|before| &*before.problems);
        let new: Vec<Diagnostic> = state
            .problems
            .found
            .iter()
            .filter(|one| known.is_none_or(|known| !known.found.contains(one)))
            .cloned()
            .collect();
        self.voice.problems(&self.world, &new);
        self.voice.say(&Said::Rebuilt {
            changed: &changed,
            records: state.work.as_ref().map_or(0, |work| work.site.hub().entries().len()),
            refreshed: &refreshed,
            problems: &state.problems,
            took,
        });
        for other in others {
            if let News::Found(work, found) = other {
                self.add(&work, found);
            }
        }
    }

    /// Until when to wait, when something is wrong in a file that changed just now, or one of them is empty.
    fn unfinished(&self, compiled: &Compiled, waiting: &Waiting) -> Option<Instant> {
        let known = self.preview.desk.now()?;
        let now = Instant::now();
        let young = |path: &str| waiting.files.get(path).map(|at| *at + QUIET).filter(|quiet| *quiet > now);
        let errors = compiled.found.iter().filter(|one| one.severity == Severity::Error);
        let new = errors.filter(|one| !known.problems.found.contains(one));
        let wrong = new.filter_map(|one| young(&one.at.as_ref()?.file)).max();
        let empty = waiting.files.keys().filter(|path| self.world.has(path) && self.world.is_empty(path));
        wrong.max(empty.filter_map(|path| young(path)).max())
    }

    /// Adds what was found in pages that nobody looks at.
    fn add(&mut self, work: &Arc<Work>, mut found: Vec<Diagnostic>) {
        let Some(now) = self.preview.desk.now() else { return };
        if !now.work.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, work)) {
            return;
        }
        found.retain(|one| !now.problems.found.contains(one));
        if found.is_empty() {
            return;
        }
        self.voice.problems(&self.world, &found);
        found.extend(now.problems.found.iter().cloned());
        self.number += 1;
        let problems = Arc::new(Problems::new(&self.world, self.preview.words, found));
        let state = self.preview.desk.show(State { number: self.number, work: Some(work.clone()), problems });
        self.preview.streams.tell(None, &state);
    }
}
