//! `s/`: the index of the search, for browsers.

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::search::files::{Files, files};
use crate::search::index::Index;
use crate::theme::Machine;

pub(super) struct Search;

impl Output for Search {
    fn name(&self) -> &'static str {
        "search"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.theme.shows(Machine::Search)
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let made = index(stock);
        made.files.iter().enumerate().map(|(turn, (path, _))| (path.clone(), Job::Part(turn as u32))).collect()
    }

    fn is_made_whole(&self) -> bool {
        true
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.starts_with("s/"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        if let Job::Part(turn) = job {
            out.extend_from_slice(&index(stock).files[turn as usize].1);
        }
        Ok(())
    }
}

/// The files of the index, made when they are asked for first.
fn index(stock: &Stock) -> &Files {
    stock.index.get_or_init(|| files(&stock.hub, &Index::new(&stock.hub, &stock.theme)))
}
