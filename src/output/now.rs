//! `data/now.<lang>.json`: what the theme's script has to know to say what is so now: the zone of the clock, the day
//! of the build, the work-free days of the next months, and its words.

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::view::Viewer;

pub(super) struct Now;

impl Output for Now {
    fn name(&self) -> &'static str {
        "now"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.theme.asset("time.js").is_some()
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let languages = stock.hub.languages().enumerate();
        languages.map(|(turn, lang)| (Viewer::now_path(lang), Job::Part(turn as u32))).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.starts_with("data/"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let Job::Part(turn) = job else { return Ok(()) };
        if let Some(lang) = stock.hub.languages().nth(turn as usize) {
            let now = Viewer::new(&stock.hub, &stock.theme, lang).now();
            serde_json::to_writer(&mut *out, &now).expect("text and numbers are JSON and a Vec takes every byte");
            out.push(b'\n');
        }
        Ok(())
    }
}
