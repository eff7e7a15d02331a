//! The tiny_http server inside: it is given complete, plain requests by the front and by nobody else.
//!
//! It listens on a socket in a folder of its own that only this user can enter. When the front has made its
//! connections to it, folder and socket are removed: after that there is no address at which it could be reached.
//! (Where the system has no such sockets it listens on a port of the loopback interface.)

use std::io::{self, Read, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tiny_http::{Header, Request, Response, Server, StatusCode};

use super::answer::{Answer, Body};
use super::head::Method;

#[cfg(unix)]
type Stream = std::os::unix::net::UnixStream;
#[cfg(not(unix))]
type Stream = std::net::TcpStream;

/// Connections to it: so many answers can be under way.
const CONNECTIONS: usize = 10;

/// So many of those may take long.
const LONG_AT_ONCE: usize = 4;

/// Threads that make answers. More than there are processors, so that a long answer holds nobody up.
const MAKERS: usize = 4;

/// Answers up to this size are taken whole, so that a slow reader holds a copy and no connection.
const SMALL: usize = 512 * 1024;

/// So many larger answers are read at once.
const LARGE_AT_ONCE: usize = 3;

/// How long an answer may take to be made.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visitor {
    /// Somebody at this machine.
    Here,
    /// Somebody in the local network.
    Network,
}

/// Makes answers.
pub(super) trait Maker: Send + Sync + 'static {
    /// The answer to a request.
    fn make(&self, target: &str, visitor: Visitor) -> Answer;
    /// Whether that may take long.
    fn is_long(&self, target: &str) -> bool;
    /// Has something done that may take long, and returns at once.
    fn later(&self, work: Box<dyn FnOnce() + Send>);
}

/// The server and the connections to it.
pub(super) struct Inner {
    maker: Arc<dyn Maker>,
    pool: Mutex<Pool>,
    freed: Condvar,
}

struct Pool {
    idle: Vec<Stream>,
    /// How many connections there are.
    alive: usize,
    large: usize,
    /// How many answers that may take long are under way.
    long: usize,
}

/// The answer to a request as it comes.
pub(super) enum Coming<'i> {
    /// All of it: head and body.
    Small(Vec<u8>),
    /// Its head and the beginning of its body; the rest is read from its connection.
    Large(Vec<u8>, Rest<'i>),
    /// Too many large ones are under way.
    Busy,
}

/// The rest of a large answer.
pub(super) struct Rest<'i> {
    inner: &'i Inner,
    stream: Option<Stream>,
    left: usize,
}

impl Inner {
    /// Starts it.
    pub(super) fn start(maker: Arc<dyn Maker>) -> io::Result<Inner> {
        let idle = open(&maker)?;
        let alive = idle.len();
        Ok(Inner { maker, pool: Mutex::new(Pool { idle, alive, large: 0, long: 0 }), freed: Condvar::new() })
    }

    /// The answer to a request.
    pub(super) fn ask(&self, method: Method, target: &str, visitor: Visitor) -> io::Result<Coming<'_>> {
        let is_long = self.maker.is_long(target);
        let mut stream = self.take(is_long)?;
        let answered = self.ask_on(&mut stream, method, target, visitor);
        if is_long {
            self.lock().long -= 1;
            self.freed.notify_all();
        }
        match answered {
            Ok((bytes, 0)) => {
                self.give_back(stream);
                Ok(Coming::Small(bytes))
            }
            Ok((bytes, left)) => {
                let mut pool = self.lock();
                if pool.large >= LARGE_AT_ONCE {
                    drop(pool);
                    self.lose(stream);
                    return Ok(Coming::Busy);
                }
                pool.large += 1;
                Ok(Coming::Large(bytes, Rest { inner: self, stream: Some(stream), left }))
            }
            Err(error) => {
                self.lose(stream);
                Err(error)
            }
        }
    }

    /// Asks, and returns the answer as far as it is small, with how many bytes are left.
    fn ask_on(
        &self,
        stream: &mut Stream,
        method: Method,
        target: &str,
        visitor: Visitor,
    ) -> io::Result<(Vec<u8>, usize)> {
        let from = match visitor {
            Visitor::Here => "here",
            Visitor::Network => "network",
        };
        write!(stream, "{} {target} HTTP/1.1\r\nHost: kazipot\r\nX-Visitor: {from}\r\n\r\n", method.name())?;
        let mut bytes = Vec::with_capacity(64 * 1024);
        let mut piece = vec![0; 64 * 1024];
        let mut length = None;
        loop {
            let read = stream.read(&mut piece)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            bytes.extend_from_slice(&piece[..read]);
            length = length.or_else(|| whole_length(&bytes, method));
            let Some(whole) = length else { continue };
            if bytes.len() >= whole {
                return Ok((bytes, 0));
            }
            if whole > SMALL {
                let left = whole - bytes.len();
                return Ok((bytes, left));
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, is_long: bool) -> io::Result<Stream> {
        let deadline = Instant::now() + PATIENCE;
        let mut pool = self.lock();
        loop {
            let may = !is_long || pool.long < LONG_AT_ONCE;
            if let Some(stream) = pool.idle.pop_if(|_| may) {
                pool.long += usize::from(is_long);
                return Ok(stream);
            }
            if may && pool.alive == 0 {
                // The server ended, or every connection to it was given up: another one takes its place.
                pool.idle = open(&self.maker)?;
                pool.alive = pool.idle.len();
                continue;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            pool = self.freed.wait_timeout(pool, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn give_back(&self, stream: Stream) {
        self.lock().idle.push(stream);
        self.freed.notify_all();
    }

    fn lose(&self, stream: Stream) {
        drop(stream);
        self.lock().alive -= 1;
        self.freed.notify_all();
    }
}

impl Rest<'_> {
    /// The next piece; empty at the end.
    pub(super) fn next(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        let most = piece.len().min(self.left);
        let Some(stream) = self.stream.as_mut().filter(|_| most > 0) else { return Ok(0) };
        let read = stream.read(&mut piece[..most])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read;
        Ok(read)
    }
}

impl Drop for Rest<'_> {
    fn drop(&mut self) {
        self.inner.lock().large -= 1;
        match self.stream.take() {
            Some(stream) if self.left == 0 => self.inner.give_back(stream),
            Some(stream) => self.inner.lose(stream),
            None => {}
        }
    }
}

/// The length of head and body, once the head is complete.
fn whole_length(bytes: &[u8], method: Method) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    if method == Method::Head {
        return Some(end);
    }
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    Some(end + length.and_then(|length| length.trim().parse::<usize>().ok()).unwrap_or_default())
}

/// Starts a server with its makers, and makes the connections to it.
fn open(maker: &Arc<dyn Maker>) -> io::Result<Vec<Stream>> {
    let door = Door::make()?;
    let server = Arc::new(door.server()?);
    for turn in 0..MAKERS {
        let (server, maker) = (server.clone(), maker.clone());
        std::thread::Builder::new().name(format!("maker-{turn}")).spawn(move || {
            while let Ok(request) = server.recv() {
                take_up(request, &maker);
            }
        })?;
    }
    // One after the other, each with a first answer: of several that come at once tiny_http leaves some to threads
    // that are busy with others, and those here are never done.
    (0..CONNECTIONS).map(|_| connection(&door)).collect()
}

fn connection(door: &Door) -> io::Result<Stream> {
    let mut stream = door.connect()?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"HEAD / HTTP/1.1\r\nHost: kazipot\r\nX-Visitor: first\r\n\r\n")?;
    let mut answer = Vec::new();
    let mut piece = [0; 1024];
    while !answer.ends_with(b"\r\n\r\n") {
        match stream.read(&mut piece)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => answer.extend_from_slice(&piece[..read]),
        }
    }
    Ok(stream)
}

/// Where the server listens until the connections to it are made.
#[cfg(unix)]
use super::door::Door;

#[cfg(unix)]
impl Door {
    fn server(&self) -> io::Result<Server> {
        let listener = std::os::unix::net::UnixListener::bind(self.path())?;
        Server::from_listener(listener, None).map_err(io::Error::other)
    }

    fn connect(&self) -> io::Result<Stream> {
        Stream::connect(self.path())
    }
}

/// Where the server listens: a port of the loopback interface.
#[cfg(not(unix))]
struct Door(std::net::TcpListener);

#[cfg(not(unix))]
impl Door {
    fn make() -> io::Result<Door> {
        std::net::TcpListener::bind(("127.0.0.1", 0)).map(Door)
    }

    fn server(&self) -> io::Result<Server> {
        Server::from_listener(self.0.try_clone()?, None).map_err(io::Error::other)
    }

    fn connect(&self) -> io::Result<Stream> {
        Stream::connect(self.0.local_addr()?)
    }
}

/// Answers a request; what may take long is left to others, so that somebody is there for the next one.
fn take_up(request: Request, maker: &Arc<dyn Maker>) {
    let visitor = request.headers().iter().find(|header| header.field.equiv("X-Visitor"));
    let visitor = match visitor.map(|header| header.value.as_str()) {
        Some("here") => Visitor::Here,
        Some("first") => {
            // The front goes away only with the process.
            let _ = request.respond(Response::empty(204));
            return;
        }
        _ => Visitor::Network,
    };
    if maker.is_long(request.url()) {
        let of_work = maker.clone();
        maker.later(Box::new(move || respond(request, visitor, &*of_work)));
    } else {
        respond(request, visitor, &**maker);
    }
}

fn respond(request: Request, visitor: Visitor, maker: &dyn Maker) {
    let target = request.url().to_owned();
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| maker.make(&target, visitor)));
    let answer = made.unwrap_or_else(|_| Answer::broken());
    let header = |(name, value): (&str, String)| {
        Header::from_bytes(name, value).expect("the names and values of an answer are plain, a test holds that")
    };
    let headers = answer.headers().into_iter().map(header).collect();
    let (length, body): (usize, Box<dyn Read + Send>) = match answer.body {
        Body::Own(bytes) => (bytes.len(), Box::new(io::Cursor::new(bytes))),
        Body::Shared(bytes) => (bytes.len(), Box::new(io::Cursor::new(bytes))),
    };
    let response = Response::new(StatusCode(answer.status), headers, body, Some(length), None);
    // The front counts on a length. It goes away only with the process: an error has nobody to be told to.
    let _ = request.respond(response.with_chunked_threshold(usize::MAX));
}
