//! Former addresses of records: a page each that leads on by itself, and by a link.

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::render;

pub(super) struct Redirects;

impl Output for Redirects {
    fn name(&self) -> &'static str {
        "redirects"
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let pages = stock.hub.moved().into_iter();
        pages.map(|(page, lang)| (stock.hub.file(page, lang), Job::Page(page, lang))).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.ends_with("/index.html"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let Job::Page(page, lang) = job else { return Ok(()) };
        render::page(&stock.hub, &stock.theme, &stock.shared, page, lang, out)
    }
}
