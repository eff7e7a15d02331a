//! What the theme's script is given so that an old page says how old its facts are: for how long each is believed
//! stands beside it ([`crate::time::code::term`]), the words stand once on the page. The script needs nothing else, so
//! that it works without a network as well.

use serde::Serialize;

use super::Viewer;
use crate::hub::Page;

/// What the script says, with `{date}` where it puts the day of the check.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Ages {
    /// The script.
    src: String,
    /// How a date is written: `{d}. {m}. {y}`.
    date: &'static str,
    /// In a row of a list.
    late: String,
    /// At the end of a page and on its board.
    overdue: String,
    /// The same when the interval is over twice.
    expired: String,
    /// Instead of an answer that is too old, in a word.
    unknown: String,
    /// The same on a board.
    answer: String,
    /// On what grounds a board says it.
    grounds: String,
}

/// Whether records that are checked again and again stand on a page.
pub(super) fn is_told_on(page: Page) -> bool {
    match page {
        Page::List(kind, ..) => kind.name != "event",
        Page::Home | Page::Record(_) | Page::Service(..) | Page::Topic(_) | Page::Place(_) => true,
        _ => false,
    }
}

impl Viewer<'_> {
    /// What the script says; nothing where the theme has none.
    pub(super) fn ages(&self) -> Option<Ages> {
        let asset = self.theme.asset("age.js")?;
        let said = |key: &str| self.speaker.with(key, &[("date", "{date}")]);
        Some(Ages {
            src: format!("{}/{}", self.hub().config.base_path, asset.path),
            date: self.speaker.language().short_date_form(),
            late: said("provenance.checked-long-ago"),
            overdue: said("provenance.overdue"),
            expired: said("provenance.expired"),
            unknown: said("taking.unknown"),
            answer: said("board.taking-unknown"),
            grounds: said("grounds.taking-expired"),
        })
    }
}
