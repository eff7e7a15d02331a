//! Every page of the site.

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::render;

pub(super) struct Html;

impl Output for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let pages = stock.hub.pages().into_iter();
        pages.map(|(page, lang)| (stock.hub.file(page, lang), Job::Page(page, lang))).collect()
    }

    fn look_up(&self, stock: &Stock, path: &str) -> Lookup {
        match stock.hub.page_at(path) {
            Some((page, lang)) => Lookup::Own(Job::Page(page, lang)),
            None => Lookup::shaped(path.ends_with(".html")),
        }
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let Job::Page(page, lang) = job else { return Ok(()) };
        render::page(&stock.hub, &stock.theme, &stock.shared, page, lang, out)
    }
}
