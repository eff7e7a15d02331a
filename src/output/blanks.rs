//! `<za-organizacije>/<dogodki>.csv`: blank tables that organizations fill in, in each language. A mark at the
//! beginning and semicolons are what spreadsheets of this part of the world open without asking.

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::hub::Info;
use crate::record::blank::{BLANKS, Blank};
use crate::view::Viewer;

pub(super) struct Blanks;

/// The mark by which spreadsheets know UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

impl Output for Blanks {
    fn name(&self) -> &'static str {
        "blanks"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.hub.has_info(Info::Partners)
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let languages = stock.hub.languages().collect::<Vec<_>>();
        let of = |(turn, lang)| {
            let viewer = Viewer::new(&stock.hub, &stock.theme, lang);
            let numbered = move |at: usize| Job::Part((turn * BLANKS.len() + at) as u32);
            BLANKS.iter().enumerate().map(move |(at, blank)| (viewer.blank_path(blank), numbered(at)))
        };
        languages.into_iter().enumerate().flat_map(of).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.ends_with(".csv"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let Job::Part(turn) = job else { return Ok(()) };
        let (turn, at) = (turn as usize / BLANKS.len(), turn as usize % BLANKS.len());
        let Some(lang) = stock.hub.languages().nth(turn) else { return Ok(()) };
        let viewer = Viewer::new(&stock.hub, &stock.theme, lang);
        out.extend_from_slice(MARK);
        let mut lines = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
        let blank: &Blank = &BLANKS[at];
        let words = blank.all().map(|column| viewer.speaker().key(&format!("blank.{}", column.word)));
        lines
            .write_record(words)
            .and_then(|()| lines.flush().map_err(csv::Error::from))
            .expect("a Vec takes every byte");
        Ok(())
    }
}
