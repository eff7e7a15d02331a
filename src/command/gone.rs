//! Events that the last published site had in its calendars and that were deleted since.
//!
//! Only the list of what was published knows them, so that a command has to ask: no room before `publish` reads that
//! list, and none after it knows records.

use crate::diagnostic::{Code, Diagnostic};
use crate::hub::{Hub, Page};
use crate::publish::{self, Target};

/// The events among the published calendars of which the hub has no record under any name: people who subscribed still
/// have them, and nobody tells them that they will not be.
pub(super) fn gone(hub: &Hub, target: &Target) -> Vec<Diagnostic> {
    let events = Page::List(&crate::record::event::KIND, hub.main_order(), 0);
    let folder = hub.folder(events, hub.config.languages.first());
    // A calendar of one event is called like it: `dogodki/koncert/koncert.ics`.
    let single = |path: &str| {
        let (id, file) = path.strip_prefix(&*folder)?.strip_prefix('/')?.split_once('/')?;
        (file.strip_suffix(".ics") == Some(id)).then(|| id.to_owned())
    };
    let published = publish::published(target);
    let ids = published.iter().filter_map(|path| single(path));
    let ids = ids.filter(|id| !hub.has_record(&crate::record::event::KIND, id));
    ids.map(|id| {
        let path = format!("content/{}/{id}.toml", crate::record::event::KIND.folder);
        Diagnostic::new(Code::EventGone).with("id", id).with("path", path)
    })
    .collect()
}
