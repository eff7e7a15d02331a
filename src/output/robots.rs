//! `robots.txt`: everything may be read, and here is the list.

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;

pub(super) struct Robots;

impl Output for Robots {
    fn name(&self) -> &'static str {
        "robots"
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        vec![("robots.txt".to_owned(), Job::Part(0))]
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path == "robots.txt")
    }

    fn make(&self, stock: &Stock, _: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let text = format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", stock.hub.config.base_url());
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
