//! Pictures and documents that texts show or lead to, and what is drawn of pictures, under the hash of their bytes.

use super::{Dear, Job, Lookup, Output, Stock};
use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::hub::Stored;

pub(super) struct Files;

impl Output for Files {
    fn name(&self) -> &'static str {
        "files"
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let files = stock.files.iter().enumerate();
        files.map(|(turn, file)| (file.path.clone(), Job::Part(turn as u32))).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.starts_with("files/"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let Job::Part(turn) = job else { return Ok(()) };
        let bytes = stock.files[turn as usize].stored.bytes().map_err(|(later, fault)| {
            let at = Span { file: later.file.as_str().into(), range: 0..0 };
            let broken = Diagnostic::new(Code::BrokenFile).at(at).with("path", later.file.as_str());
            Box::new(broken.with("why", Fact::Why(fault.code())))
        })?;
        out.extend_from_slice(bytes);
        Ok(())
    }

    fn dear(&self, stock: &Stock, job: Job) -> Option<Dear> {
        let Job::Part(turn) = job else { return None };
        match stock.files[turn as usize].stored {
            Stored::Drawn(_) => Some(Dear::New),
            Stored::Kept(_) => Some(Dear::Kept),
            Stored::Own(_) | Stored::Later(..) => None,
        }
    }
}
