//! Outputs: what a hub is published as. A gallery: one file per output, one line in [`OUTPUTS`].

mod assets;
mod blanks;
mod feed;
mod files;
mod hsds;
pub mod host;
mod html;
mod ics;
mod json_ld;
mod kinds;
mod line;
mod now;
mod records;
mod redirects;
mod robots;
mod search;
pub(crate) mod sheet;
mod sitemap;
mod vcard;

use std::io;
use std::sync::{Arc, OnceLock};

use crate::diagnostic::Diagnostic;
use crate::hub::{Agenda, Hub, Page, Published};
use crate::language::Lang;
use crate::render::Shared;
use crate::search::files::Files;
use crate::theme::Theme;

/// What outputs are made from.
pub struct Stock {
    /// The hub.
    pub hub: Hub,
    /// The theme.
    pub theme: Arc<Theme>,
    /// What all pages of a language share.
    pub shared: Shared,
    /// Pictures and documents that texts use, by their path in the site.
    pub files: Vec<Published>,
    /// The files of the search, once somebody has asked for them.
    pub index: OnceLock<Files>,
}

/// What an output has to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// A page in a language.
    Page(Page, Lang),
    /// A calendar in a language.
    Agenda(Agenda, Lang),
    /// A part of an output of its own counting.
    Part(u32),
}

/// What an output can say of one path without listing all that it claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// The path is its own, and is made by this job.
    Own(Job),
    /// The path is none of its own.
    Foreign,
    /// Its paths have to be listed.
    Unsaid,
}

impl Lookup {
    /// For an output that knows its paths by their shape: those that have it have to be looked for.
    fn shaped(may_be_own: bool) -> Lookup {
        if may_be_own { Lookup::Unsaid } else { Lookup::Foreign }
    }
}

/// Bytes that are dear to make and follow from their path alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dear {
    /// They were made just now.
    New,
    /// They were kept by an earlier build.
    Kept,
}

/// One way to publish a hub.
pub trait Output: Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Whether the site has it; what it has not can be exported all the same.
    fn is_published(&self, stock: &Stock) -> bool {
        let _ = stock;
        true
    }

    /// The paths it claims, each with what it needs to know to make it again.
    fn paths(&self, stock: &Stock) -> Vec<(String, Job)>;

    /// Whether everything has to be made before its paths are known.
    fn is_made_whole(&self) -> bool {
        false
    }

    /// Whether a path is its own, as far as that costs little: the preview is asked for one path at a time.
    fn look_up(&self, stock: &Stock, path: &str) -> Lookup {
        let _ = (stock, path);
        Lookup::Unsaid
    }

    /// The bytes of a path it claimed.
    ///
    /// # Errors
    /// What a template did wrong.
    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>>;

    /// Whether the bytes of a job are dear to make and follow from its path alone, so that they may be kept.
    fn dear(&self, stock: &Stock, job: Job) -> Option<Dear> {
        let _ = (stock, job);
        None
    }

    /// Whether the bytes of a job are those of the whole hub, and too many to be held at once.
    fn pours(&self, job: Job) -> bool {
        let _ = job;
        false
    }

    /// Writes the bytes of a job that pours, the same each time.
    ///
    /// # Errors
    /// What `to` says.
    fn pour(&self, stock: &Stock, job: Job, to: &mut dyn io::Write) -> io::Result<()> {
        let mut whole = Vec::new();
        self.make(stock, job, &mut whole).map_err(|found| io::Error::other(format!("{:?}", found.code)))?;
        to.write_all(&whole)
    }
}

/// Every output, in the order in which they claim paths and are made. The files that one thread has to make
/// whole and that take longest stand first, so that no other thread waits for them at the end.
pub static OUTPUTS: &[&dyn Output] = &[
    &records::Records,
    &search::Search,
    &hsds::HsdsJson,
    &hsds::HsdsCsv,
    &kinds::Kinds,
    &json_ld::JsonLd,
    &sitemap::Sitemap,
    &html::Html,
    &redirects::Redirects,
    &feed::Feeds,
    &vcard::Cards,
    &ics::Calendars,
    &assets::Assets,
    &files::Files,
    &blanks::Blanks,
    &now::Now,
    &robots::Robots,
    &host::Headers,
    &host::Htaccess,
    &host::NoJekyll,
];

/// The output with this name.
pub fn named(name: &str) -> Option<&'static dyn Output> {
    OUTPUTS.iter().find(|output| output.name() == name).copied()
}
