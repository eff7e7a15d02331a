//! Pictures and documents that texts show or lead to, under the hash of their bytes.

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;

pub(super) struct Files;

impl Output for Files {
    fn name(&self) -> &'static str {
        "files"
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let files = stock.files.iter().enumerate();
        files.map(|(turn, (path, _))| (path.clone(), Job::Part(turn as u32))).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.starts_with("files/"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        if let Job::Part(turn) = job {
            out.extend_from_slice(&stock.files[turn as usize].1);
        }
        Ok(())
    }
}
