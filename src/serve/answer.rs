//! What is answered: the bytes of a path of the site that is shown, and nothing that is not a value already.

use std::sync::Arc;

use super::follow::{Looked, News};
use super::head;
use super::inner::{Maker, Visitor};
use super::state::{State, Work};
use super::{Preview, page};
use crate::site::Spot;

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Media type.
    pub(super) media: &'static str,
    /// Where to look instead: an address of the site, never what was asked.
    pub(super) location: Option<String>,
    pub(super) body: Body,
}

/// The bytes of an answer.
pub(super) enum Body {
    Own(Vec<u8>),
    /// Held by others as well.
    Shared(Arc<[u8]>),
}

const HTML: &str = "text/html; charset=utf-8";

impl Answer {
    fn own(status: u16, media: &'static str, bytes: Vec<u8>) -> Answer {
        Answer { status, media, location: None, body: Body::Own(bytes) }
    }

    /// Something of ours went wrong while it was made.
    pub(super) fn broken() -> Answer {
        Answer::own(500, "text/plain; charset=utf-8", b"500\n".to_vec())
    }

    /// The headers; all of them are written here or come from the site's own addresses.
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers: Vec<(&'static str, String)> = vec![("Content-Type", self.media.to_owned())];
        headers.extend(GUARDS.iter().map(|(name, value)| (*name, (*value).to_owned())));
        headers.extend(self.location.clone().map(|location| ("Location", location)));
        headers
    }
}

/// What every answer says to browsers: keep nothing, guess nothing, show it to no other site and in no frame.
pub(super) const GUARDS: &[(&str, &str)] = &[
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Referrer-Policy", "same-origin"),
];

/// Makes the answers of a preview.
pub(super) struct Answers(pub(super) Arc<Preview>);

impl Maker for Answers {
    fn make(&self, target: &str, visitor: Visitor) -> Answer {
        answer(&self.0, target, visitor)
    }

    fn is_long(&self, target: &str) -> bool {
        let Some(path) = head::path(target) else { return false };
        let now = self.0.desk.shown();
        let base = now.as_ref().and_then(|now| now.work.as_deref()).map_or("", base_of);
        // The index of the search is made whole when a piece of it is asked for.
        inside(&path, base).is_some_and(|path| path.starts_with("s/"))
    }

    fn later(&self, work: Box<dyn FnOnce() + Send>) {
        self.0.behind.later(work);
    }
}

/// Answers a request for a target.
fn answer(preview: &Preview, target: &str, visitor: Visitor) -> Answer {
    let Some(path) = head::path(target) else { return missing(preview, visitor) };
    let Some(state) = preview.desk.now() else { return Answer::broken() };
    if let Some(inside) = path.strip_prefix("_kazipot/") {
        let own = page::own(preview, &state, inside, visitor);
        return own.map_or_else(|| missing(preview, visitor), |(media, bytes)| Answer::own(200, media, bytes));
    }
    let Some(work) = &state.work else { return without_site(preview, &state, visitor) };
    let base = base_of(work);
    let Some(inside) = inside(&path, base) else {
        let is_root = path.is_empty() || path == base;
        return if is_root { moved(format!("/{base}/")) } else { missing(preview, visitor) };
    };
    let file =
        if inside.is_empty() || inside.ends_with('/') { format!("{inside}index.html") } else { inside.to_owned() };
    if let Some(spot) = work.site.find(&file) {
        return made(preview, &state, work, &file, spot, visitor);
    }
    let folder = format!("{inside}/index.html");
    if let Some((page, lang)) = work.site.find(&folder).and_then(Spot::page) {
        return moved(work.site.hub().href(page, lang));
    }
    let earlier = preview.desk.before(&file).map(Body::Shared);
    match earlier.or_else(|| work.spare_asset(&file).map(Body::Own)) {
        Some(bytes) => Answer { status: 200, media: media(&file), location: None, body: bytes },
        None => missing(preview, visitor),
    }
}

/// The path below which the site lies, without a stroke at its ends.
fn base_of(work: &Work) -> &str {
    work.site.hub().config.base_path.trim_start_matches('/')
}

/// What of a path is inside the site; nothing: it is outside, or the site's own path without the stroke behind it.
fn inside<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    let inside = path.strip_prefix(base)?;
    if base.is_empty() { Some(inside) } else { inside.strip_prefix('/') }
}

fn moved(to: String) -> Answer {
    Answer { location: Some(to), ..Answer::own(302, HTML, Vec::new()) }
}

fn made(preview: &Preview, state: &State, work: &Arc<Work>, file: &str, spot: Spot, visitor: Visitor) -> Answer {
    if let Some((page, lang)) = spot.page() {
        let made = work.make(spot);
        if let Some(wrong) = &made.wrong {
            let found = work.site.hub().config.levelled(vec![(**wrong).clone()]);
            // The loop is gone only when the process is about to be.
            let _ = preview.news.send(News::Found(work.clone(), found, Looked::Some));
        }
        let status = if file == "404.html" { 404 } else { 200 };
        return Answer::own(status, HTML, page::shown(preview, state, work, page, lang, made, visitor));
    }
    let body = Body::Shared(work.kept(file, spot));
    Answer { status: 200, media: media(file), location: None, body }
}

/// The page for addresses that do not exist.
fn missing(preview: &Preview, visitor: Visitor) -> Answer {
    let Some(state) = preview.desk.now() else { return Answer::broken() };
    let Some(work) = &state.work else { return without_site(preview, &state, visitor) };
    match work.site.find("404.html") {
        Some(spot) => made(preview, &state, work, "404.html", spot, visitor),
        None => Answer::own(404, "text/plain; charset=utf-8", b"404\n".to_vec()),
    }
}

/// Nothing could be made yet: a page says what has to be mended, to those who can.
fn without_site(preview: &Preview, state: &State, visitor: Visitor) -> Answer {
    Answer::own(503, HTML, page::without_site(preview, state, visitor))
}

/// The media type of a file, by its ending.
fn media(file: &str) -> &'static str {
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vcf" => "text/vcard; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "woff2" => "font/woff2",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
