//! Live reload: server-sent events to the pages that are open (HTML Living Standard, 9.2).
//!
//! A stream belongs to one page and remembers the mark of the bytes that the browser shows. It is told when these
//! differ, when the page has another address, when styles have, and when other things are wrong than before.

use std::collections::VecDeque;
use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Preview;
use super::answer::GUARDS;
use super::head::{self, Head};
use super::inner::Visitor;
use super::page;
use super::state::{State, Work};
use crate::hub::{Hub, Page};
use crate::language::Lang;
use crate::site::Spot;

/// Where streams are asked for.
pub(super) const PATH: &str = "/_kazipot/events";

/// Streams that are held.
const MOST: usize = 32;

/// So often something is sent to find out whether somebody is there.
const PULSE: Duration = Duration::from_secs(5);

/// Messages that wait for one reader at most.
const WAITING: usize = 32;

/// All streams.
#[derive(Default)]
pub(super) struct Streams {
    held: Mutex<Vec<Arc<Stream>>>,
}

struct Stream {
    /// The path of the page, as a file of the site.
    file: String,
    visitor: Visitor,
    socket: TcpStream,
    inside: Mutex<Inside>,
    news: Condvar,
}

struct Inside {
    mark: String,
    styles: Vec<String>,
    problems: u64,
    queue: VecDeque<String>,
    /// When bytes were taken last.
    since: Instant,
    ended: bool,
}

impl Stream {
    fn lock(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self) {
        self.lock().ended = true;
        self.news.notify_all();
        // It may be gone already.
        let _ = self.socket.shutdown(Shutdown::Both);
    }

    fn push(&self, event: &str, data: &str) {
        let mut inside = self.lock();
        if inside.queue.len() >= WAITING {
            inside.ended = true;
        }
        inside.queue.push_back(format!("event: {event}\ndata: {data}\n\n"));
        self.news.notify_all();
    }
}

impl Streams {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Stream>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(&self, stream: Arc<Stream>) {
        let mut held = self.lock();
        while held.len() >= MOST {
            let stalest = (0..held.len()).min_by_key(|turn| held[*turn].lock().since).unwrap_or_default();
            held.swap_remove(stalest).end();
        }
        held.push(stream);
    }

    fn release(&self, stream: &Arc<Stream>) {
        self.lock().retain(|held| !Arc::ptr_eq(held, stream));
    }

    /// Tells every stream what is new to it. Returns the addresses of the pages that are loaded again.
    pub(super) fn tell(&self, before: Option<&Work>, state: &State) -> Vec<String> {
        let held: Vec<Arc<Stream>> = self.lock().clone();
        let mut refreshed = Vec::new();
        for stream in held {
            if let Some(file) = tell(&stream, before, state) {
                refreshed.push(format!("/{}", file.strip_suffix("index.html").unwrap_or(&file)));
            }
        }
        refreshed.sort();
        refreshed.dedup();
        refreshed
    }
}

/// Tells one stream what is new to it; returns its page when that is loaded again.
fn tell(stream: &Stream, before: Option<&Work>, state: &State) -> Option<String> {
    let problems = stream.lock().problems;
    if stream.visitor == Visitor::Here && problems != state.number {
        stream.lock().problems = state.number;
        stream.push("problems", &state.number.to_string());
    }
    let work = state.work.as_ref()?;
    let Some(spot) = work.site.find(&stream.file) else {
        let to = before.and_then(|before| followed(before, work, &stream.file));
        match to {
            Some(href) => stream.push("moved", &href),
            None => stream.push("page", "gone"),
        }
        return Some(stream.file.clone());
    };
    let mark = page::mark_now(work, spot);
    let styles = styles(work);
    let mut inside = stream.lock();
    if inside.mark != mark {
        inside.mark.clone_from(&mark);
        inside.styles = styles;
        drop(inside);
        stream.push("page", &mark);
        return Some(stream.file.clone());
    }
    if inside.styles != styles {
        inside.styles.clone_from(&styles);
        drop(inside);
        stream.push("styles", &serde_json::Value::from(styles).to_string());
        return Some(stream.file.clone());
    }
    None
}

/// The addresses of the theme's styles.
fn styles(work: &Work) -> Vec<String> {
    let base = &work.site.hub().config.base_path;
    let styles = work.site.theme().assets.iter().filter(|asset| asset.name.ends_with(".css"));
    styles.map(|style| format!("{base}/{}", style.path)).collect()
}

/// Where a page is now that was at a path before.
fn followed(before: &Work, now: &Work, file: &str) -> Option<String> {
    let (page, lang) = before.site.find(file).and_then(Spot::page)?;
    let (old, new) = (before.site.hub(), now.site.hub());
    if !new.languages().any(|known| known == lang) {
        return None;
    }
    let there = same_page(old, new, page, lang)?;
    let path = new.file(there, lang);
    now.site.find(&path).map(|_| new.href(there, lang))
}

/// The page of another hub that is the same: of the same record, also when its file has another name.
fn same_page(old: &Hub, new: &Hub, page: Page, lang: Lang) -> Option<Page> {
    let record = |ix| {
        let was = old.entry(ix);
        let kind = was.kind.name;
        let at = |id: &str| match new.destination(kind, id, None)? {
            crate::hub::Destination::Entry(ix) => Some(ix),
            _ => None,
        };
        at(&was.id).or_else(|| {
            let title =
                |entry: &crate::parse::Entry| entry.envelope.title.choose(lang).map(|chosen| chosen.text.to_owned());
            let came = new
                .entries()
                .filter(|(_, entry)| entry.kind.name == kind && old.destination(kind, &entry.id, None).is_none());
            let mut same = came.filter(|(_, entry)| {
                title(entry) == title(was) || entry.envelope.aliases.iter().any(|alias| alias.as_str() == &*was.id)
            });
            let first = same.next().map(|(ix, _)| ix);
            // Two of them could be it: then none is.
            first.filter(|_| same.next().is_none())
        })
    };
    match page {
        Page::Record(ix) => record(ix).map(Page::Record),
        Page::Service(ix, turn) => {
            let id = old.entry(ix).record.services().get(usize::from(turn))?.id().to_owned();
            let ix = record(ix)?;
            let turn = new.entry(ix).record.services().iter().position(|service| service.id() == id)?;
            Some(Page::Service(ix, turn as u16))
        }
        Page::Topic(ix) => new.tables.topic(old.tables.topics.get(ix as usize)?.id()).map(|ix| Page::Topic(ix as u32)),
        Page::Place(ix) => new.tables.place(old.tables.places.get(ix as usize)?.id()).map(|ix| Page::Place(ix as u32)),
        Page::Moved(..) => None,
        other => Some(other),
    }
}

/// Holds a stream until it ends.
pub(super) fn hold(preview: &Preview, mut socket: TcpStream, head: &Head, visitor: Visitor) {
    let query = head.target.split_once('?').map_or("", |(_, query)| query);
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let (Some(state), Some(file)) = (preview.desk.now(), value("page").and_then(|page| file_of(page, preview))) else {
        return;
    };
    let mark = value("mark").unwrap_or_default().to_owned();
    let known = value("state").and_then(|number| number.parse().ok()).unwrap_or_default();
    let guards: String = GUARDS.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{guards}Connection: close\r\n\r\nretry: 500\n\n"
    );
    let Ok(clone) = socket.try_clone() else { return };
    if socket.write_all(answer.as_bytes()).is_err() {
        return;
    }
    let styles = state.work.as_ref().map(|work| styles(work)).unwrap_or_default();
    let inside = Inside { mark, styles, problems: known, queue: VecDeque::new(), since: Instant::now(), ended: false };
    let stream = Arc::new(Stream { file, visitor, socket: clone, inside: Mutex::new(inside), news: Condvar::new() });
    preview.streams.admit(stream.clone());
    // What changed between the page and its stream is told at once; by the newest state, for it may have come since.
    if let Some(state) = preview.desk.now() {
        tell(&stream, None, &state);
    }
    while let Some(text) = next(&stream) {
        if socket.write_all(text.as_bytes()).is_err() {
            break;
        }
        stream.lock().since = Instant::now();
    }
    preview.streams.release(&stream);
}

/// What is to be sent next; a pulse when there is nothing for long, `None` at the end.
fn next(stream: &Stream) -> Option<String> {
    let mut inside = stream.lock();
    if inside.queue.is_empty() && !inside.ended {
        inside = stream.news.wait_timeout(inside, PULSE).unwrap_or_else(PoisonError::into_inner).0;
    }
    if inside.ended {
        return None;
    }
    Some(inside.queue.pop_front().unwrap_or_else(|| ":\n\n".to_owned()))
}

/// The file of the site that is shown at a path, which stands escaped in a query.
fn file_of(page: &str, preview: &Preview) -> Option<String> {
    let unescaped = page.replace("%2F", "/").replace("%2f", "/");
    let path = head::path(&format!("/{}", unescaped.trim_start_matches('/')))?;
    let base =
        preview.desk.now()?.work.as_ref().map(|work| work.site.hub().config.base_path.clone()).unwrap_or_default();
    let inside = path.strip_prefix(base.trim_start_matches('/')).unwrap_or(&path).trim_start_matches('/');
    Some(if inside.is_empty() || inside.ends_with('/') { format!("{inside}index.html") } else { inside.to_owned() })
}
