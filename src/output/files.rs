//! Pictures and documents that texts show or lead to.

use super::{Job, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::hub::Hub;

pub(super) struct Files;

impl Output for Files {
    fn name(&self) -> &'static str {
        "files"
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        stock.files.iter().enumerate().map(|(turn, (path, _))| (Hub::file_path(path), Job::Part(turn as u32))).collect()
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        if let Job::Part(turn) = job {
            out.extend_from_slice(&stock.files[turn as usize].1);
        }
        Ok(())
    }
}
