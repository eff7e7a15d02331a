//! The front: the only listener. It accepts, reads heads under a deadline, refuses what is odd, holds a bounded
//! number of connections, and lets complete plain requests through to the server inside.
//!
//! A thread holds a connection. When there is room for no more, the connection that has waited longest since it
//! last had a complete request or took bytes is dropped; one whose answer is being made is not.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Preview;
use super::answer::GUARDS;
use super::head::{self, Head, Method, Parsed, Refusal};
use super::inner::{Coming, Inner};
use super::live;
use super::strangers;

/// Connections that are held, live-reload streams aside.
const MOST: usize = 64;

/// A head has to be complete so long after its first byte.
const HEAD: Duration = Duration::from_secs(10);

/// How long a connection may stay without a request.
const IDLE: Duration = Duration::from_secs(30);

/// How long somebody may take no byte of an answer.
const STALLED: Duration = Duration::from_secs(10);

/// A connection this young is not dropped for another one.
const YOUNG: Duration = Duration::from_millis(25);

/// What the threads of the front share.
pub(super) struct Front {
    pub(super) preview: Arc<Preview>,
    pub(super) inner: Inner,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    next: u64,
    connections: HashMap<u64, Connection>,
}

struct Connection {
    stream: TcpStream,
    /// Since when it has had no complete request and taken no byte.
    since: Instant,
    /// Whether its answer is being made.
    busy: bool,
}

impl Front {
    pub(super) fn new(preview: Arc<Preview>, inner: Inner) -> Front {
        Front { preview, inner, held: Mutex::new(Held::default()) }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in; makes room for it first.
    fn admit(&self, stream: &TcpStream) -> io::Result<u64> {
        let mut held = self.lock();
        while held.connections.len() >= MOST {
            let now = Instant::now();
            let stale = held.connections.iter().filter(|(_, one)| !one.busy && now - one.since >= YOUNG);
            match stale.min_by_key(|(_, one)| one.since).map(|(id, _)| *id) {
                Some(id) => {
                    if let Some(dropped) = held.connections.remove(&id) {
                        // It may be gone already.
                        let _ = dropped.stream.shutdown(Shutdown::Both);
                    }
                }
                None => {
                    drop(held);
                    // Those who come meanwhile wait in the system's queue.
                    std::thread::sleep(Duration::from_millis(3));
                    held = self.lock();
                }
            }
        }
        held.next += 1;
        let id = held.next;
        let connection = Connection { stream: stream.try_clone()?, since: Instant::now(), busy: false };
        held.connections.insert(id, connection);
        Ok(id)
    }

    fn mark(&self, id: u64, busy: bool) {
        if let Some(connection) = self.lock().connections.get_mut(&id) {
            (connection.since, connection.busy) = (Instant::now(), busy);
        }
    }

    /// Lets a connection go.
    pub(super) fn release(&self, id: u64) {
        self.lock().connections.remove(&id);
    }
}

/// Accepts until the listener fails; returns why.
pub(super) fn accept(front: &Arc<Front>, listener: &TcpListener) -> io::Error {
    let mut failures = 0;
    loop {
        match listener.accept() {
            Ok((stream, peer)) => {
                failures = 0;
                let Ok(id) = front.admit(&stream) else { continue };
                let shared = front.clone();
                let started = std::thread::Builder::new().stack_size(512 * 1024).spawn(move || {
                    hold(&shared, id, stream, peer);
                    shared.release(id);
                });
                if started.is_err() {
                    front.release(id);
                }
            }
            // One visitor's connection that broke, or no descriptor free just now, ends nothing.
            Err(error) => {
                failures += 1;
                if failures > 200 {
                    return error;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

/// Serves one connection until it ends.
fn hold(front: &Front, id: u64, mut stream: TcpStream, peer: SocketAddr) {
    let mut bytes: Vec<u8> = Vec::new();
    if stream.set_nodelay(true).is_err() || stream.set_write_timeout(Some(STALLED)).is_err() {
        return;
    }
    loop {
        let head = match read_head(&mut stream, &mut bytes) {
            Ok(Some(head)) => head,
            Ok(None) => return,
            Err(refusal) => return refuse(&mut stream, refusal),
        };
        let preview = &front.preview;
        let visitor = match strangers::let_in(&head, peer, preview) {
            Ok(strangers::Entry::In(visitor)) => visitor,
            Ok(strangers::Entry::Token(cookie)) => {
                // The token is taken out of the address at once, so that it is not passed on with it.
                let _ =
                    write!(stream, "HTTP/1.1 303 See Other\r\nLocation: /\r\nSet-Cookie: {cookie}\r\n{}", closing(0));
                return;
            }
            Err(refusal) => return refuse(&mut stream, refusal),
        };
        if head.target.split('?').next() == Some(live::PATH) && head.method == Method::Get {
            front.release(id);
            return live::hold(preview, stream, &head, visitor);
        }
        front.mark(id, true);
        let coming = front.inner.ask(head.method, &head.target, visitor);
        front.mark(id, false);
        let sent = match coming {
            Ok(Coming::Small(answer)) => send(front, id, &mut stream, &answer),
            Ok(Coming::Large(beginning, mut rest)) => {
                let mut piece = vec![0; 64 * 1024];
                let mut sent = send(front, id, &mut stream, &beginning);
                while sent.is_ok() {
                    match rest.next(&mut piece) {
                        Ok(0) => break,
                        Ok(read) => sent = send(front, id, &mut stream, &piece[..read]),
                        Err(error) => sent = Err(error),
                    }
                }
                sent
            }
            Ok(Coming::Busy) => return refuse(&mut stream, Refusal::Busy),
            Err(_) => return refuse(&mut stream, Refusal::Busy),
        };
        if sent.is_err() || !head.stays {
            return;
        }
    }
}

/// Reads until a head is complete. `None` when the other side is done.
fn read_head(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<Option<Head>, Refusal> {
    let mut deadline = Instant::now() + if bytes.is_empty() { IDLE } else { HEAD };
    let mut piece = [0; 4096];
    loop {
        match head::parse(bytes) {
            Parsed::Whole(head, taken) => {
                bytes.drain(..taken);
                return Ok(Some(head));
            }
            Parsed::Refused(refusal) => return Err(refusal),
            Parsed::Part => {}
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return if bytes.is_empty() { Ok(None) } else { Err(Refusal::Slow) };
        }
        match stream.read(&mut piece) {
            Ok(0) => return Ok(None),
            Ok(read) => {
                if bytes.is_empty() {
                    deadline = Instant::now() + HEAD;
                }
                bytes.extend_from_slice(&piece[..read]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            Err(_) => return Ok(None),
        }
    }
}

/// Sends bytes piece by piece, so that it is known when some were taken last.
fn send(front: &Front, id: u64, stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let written = stream.write(&rest[..rest.len().min(64 * 1024)])?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        rest = &rest[written..];
        front.mark(id, false);
    }
    Ok(())
}

/// The end of the head of an answer that ends its connection.
fn closing(length: usize) -> String {
    let guards: String = GUARDS.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("Content-Length: {length}\r\n{guards}Connection: close\r\n\r\n")
}

/// Says why a request is refused, and ends its connection.
fn refuse(stream: &mut TcpStream, refusal: Refusal) {
    let (status, reason) = refusal.status();
    let allow = if refusal == Refusal::Method { "Allow: GET, HEAD\r\n" } else { "" };
    let body = format!("{status} {reason}\n");
    let media = "Content-Type: text/plain; charset=utf-8\r\n";
    let answer = format!("HTTP/1.1 {status} {reason}\r\n{allow}{media}{}{body}", closing(body.len()));
    if stream.write_all(answer.as_bytes()).is_err() || stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    // What is still under way is read for a moment: closed over unread bytes, the answer would be lost.
    let deadline = Instant::now() + Duration::from_millis(300);
    let mut piece = [0; 4096];
    let mut most = 64 * 1024;
    while most > 0 {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return;
        }
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => most -= read.min(most),
            _ => return,
        }
    }
}
