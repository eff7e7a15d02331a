//! A compiled site is what gets published.

use super::{NotMade, Product};
use crate::output::Dear;
use crate::site::Site;
use std::io::{self, Write};

impl Product for Site {
    fn len(&self) -> usize {
        Site::len(self)
    }

    fn path(&self, index: usize) -> &str {
        Site::path(self, index)
    }

    fn make(&self, index: usize, out: &mut Vec<u8>) -> Result<(), NotMade> {
        Site::make(self, index, out).map_err(|_| NotMade)
    }

    fn pours(&self, index: usize) -> bool {
        Site::pours(self, index)
    }

    fn pour(&self, index: usize, to: &mut dyn Write) -> io::Result<()> {
        Site::pour(self, index, to)
    }

    fn dear(&self, index: usize) -> Option<Dear> {
        Site::dear(self, index)
    }

    fn keep(&self) -> &[String] {
        self.kept()
    }
}
