//! The theme's files under the hash of their bytes.

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;

pub(super) struct Assets;

impl Output for Assets {
    fn name(&self) -> &'static str {
        "assets"
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        stock
            .theme
            .assets
            .iter()
            .enumerate()
            .map(|(turn, asset)| (asset.path.clone(), Job::Part(turn as u32)))
            .collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.starts_with("assets/"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        if let Job::Part(turn) = job {
            out.extend_from_slice(&stock.theme.assets[turn as usize].bytes);
        }
        Ok(())
    }
}
