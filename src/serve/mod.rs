//! The preview: save, and it is there.
//!
//! Watch, compile, show, tell the browsers. What is shown is one immutable value that is swapped whole; a page is made
//! from it when somebody asks for it, and nothing is read from the disk because somebody asks.
//!
//! ```text
//! watch     what changed on the disk             front      the listener: heads, deadlines, bounds
//! follow    the loop: compile, show, tell        head       a request, read strictly
//! state     what is shown, and was before        strangers  who may ask
//! idle      pages that nobody looks at           inner      tiny_http, which is given whole requests only
//! behind    what may take long                   door       where tiny_http listens for a moment
//! problems  what is wrong, in words              answer     path to bytes
//! live      streams to open pages                page strip editor   what is added to a page
//! ```

mod answer;
mod behind;
#[cfg(unix)]
mod door;
mod editor;
mod follow;
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

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::catalogue::Catalogue;
use crate::config;
use crate::diagnostic::Diagnostic;
use crate::hub::Drafts;
use crate::world::{Disk, Found, Mirror, World};

pub use editor::Editor;
pub use lan::Invitation;
pub use problems::Problems;
pub use watch::Polls;

use behind::Behind;
use follow::{News, Table};
use front::Front;
use inner::Inner;
use lan::Lan;
use live::Streams;
use state::Desk;
use watch::Watch;

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
}

/// What all threads of the preview share.
pub(crate) struct Preview {
    desk: Desk,
    streams: Streams,
    words: &'static Catalogue,
    editor: Editor,
    port: u16,
    lan: Option<Lan>,
    news: Sender<News>,
    behind: Behind,
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
/// No port is free, or the system gives no connections.
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
    let (sender, news) = channel();
    let preview = Preview {
        desk: Desk::new(),
        streams: Streams::default(),
        words,
        editor,
        port,
        lan,
        news: sender.clone(),
        behind: Behind::new(),
    };
    let preview = Arc::new(preview);
    let inner = Inner::start(Arc::new(answer::Answers(preview.clone()))).map_err(Failure::Connections)?;
    open_doors(Arc::new(Front::new(preview.clone(), inner)), listener, port, network, voice.clone());
    let (watch, polls) = Watch::start(&root, &sender);
    if let Some(why) = polls {
        voice.say(&Said::Polling(why));
    }
    let disk = Disk::new(root, today());
    let world = Mirror::new(disk, watch::FOLDERS, &[config::FILE]);
    let speaker = voice.clone();
    let mut table = Table::new(preview.clone(), voice, world, watch, idle::start(sender), drafts);
    let state = table.begin();
    let hub = state.work.as_ref().map(|work| work.site.hub());
    speaker.say(&Said::Started {
        address: format!("http://localhost:{port}/"),
        taken: (port != asked).then_some(asked),
        name: hub.map(|hub| hub.config.name(hub.config.languages.first()).to_owned()),
        records: hub.map_or(0, |hub| hub.entries().len()),
        problems: &state.problems,
        took: started.elapsed(),
    });
    drop(state);
    match &preview.lan {
        Some(lan) => lan.invite(),
        None if lost => speaker.say(&Said::NoNetwork),
        None => {}
    }
    table.go_on(&news, &*today)
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
