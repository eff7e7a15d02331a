//! Everything that is wrong with the hub, in words, as the preview tells it.
//!
//! The lines of the files are read when a state is made, not when somebody asks.

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::diagnostic::shown::{Position, Shown, tame, window};
use crate::diagnostic::{Diagnostic, Severity};
use crate::world::World;

/// So many are told one by one; nobody reads more before mending the first.
const MOST: usize = 60;

/// What is wrong with a hub.
#[derive(Default)]
pub struct Problems {
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// Errors first; notes are not among them.
    pub(super) told: Vec<Problem>,
    /// All of it.
    pub(super) found: Vec<Diagnostic>,
}

/// One thing that is wrong.
pub(super) struct Problem {
    pub(super) number: &'static str,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) label: Option<String>,
    pub(super) help: Vec<String>,
    pub(super) place: Option<Place>,
}

/// Where it stands.
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) column: usize,
    /// The line, cut around what is wrong: before it, itself, after it.
    pub(super) text: Option<[String; 3]>,
}

impl Problems {
    /// Words for what was found.
    pub(super) fn new(world: &dyn World, words: &Catalogue, mut found: Vec<Diagnostic>) -> Problems {
        found.sort_by_key(|one| one.severity);
        let count = |severity| found.iter().filter(|one| one.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let mut files: BTreeMap<&str, Option<Shown>> = BTreeMap::new();
        let loud = found.iter().filter(|one| one.severity != Severity::Note).take(MOST);
        let mut told = Vec::new();
        for one in loud {
            let place = one.at.as_ref().map(|span| {
                let read = || world.read(&span.file).ok();
                let shown = files
                    .entry(&span.file)
                    .or_insert_with(|| read().map(|bytes| Shown::new(String::from_utf8_lossy(&bytes).into_owned())));
                let at =
                    shown.as_ref().map_or(Position { line: 1, column: 1 }, |shown| shown.position(span.range.start));
                let text = shown.as_ref().filter(|_| !span.range.is_empty()).map(|shown| {
                    let (line, _, inside) = window(shown, span.range.clone());
                    [&line[..inside.start], &line[inside.clone()], &line[inside.end..]].map(str::to_owned)
                });
                Place { file: tame(&span.file), line: at.line, column: at.column, text }
            });
            let worded = words.word(one);
            told.push(Problem {
                number: one.code.number(),
                severity: one.severity,
                message: tame(&worded.message),
                label: worded.label.map(|label| tame(&label)),
                help: worded.help.iter().map(|help| tame(help)).collect(),
                place,
            });
        }
        Problems { errors, warnings, told, found }
    }

    /// Whether nothing has to be mended.
    pub fn is_fine(&self) -> bool {
        self.errors == 0
    }
}
