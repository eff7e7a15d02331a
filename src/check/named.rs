//! Records that notices, needs and consultations name, and that are not there.

use super::Check;
use crate::declare::nearest;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::hub::{Hub, Unlisted};
use crate::record::Reference;

pub(super) struct Named;

impl Check for Named {
    // The codes are those of references between records, which `hub` tells.
    fn codes(&self) -> &'static [Code] {
        &[]
    }

    fn whole(&self, hub: &Hub, told: &mut Vec<Diagnostic>) {
        let tables = &hub.tables;
        let notices = tables.notices.iter().flat_map(|notice| &*notice.records);
        let needs = tables.needs.iter().flat_map(|need| &*need.records);
        let consultations = tables.consultations.iter().flat_map(|consultation| &*consultation.records);
        let named = notices.map(|to| ("notices", to));
        let named = named.chain(needs.chain(consultations).map(|to| ("needs", to)));
        told.extend(named.filter_map(|(table, to)| nowhere(hub, table, to)));
    }
}

/// Why a reference leads nowhere, when it does. One to a broken record is that record's mistake.
fn nowhere(hub: &Hub, table: &str, to: &Reference) -> Option<Diagnostic> {
    if hub.resolve(to).is_some() {
        return None;
    }
    let full = format!("{}/{}", to.kind, to.id);
    let code = match hub.unlisted(&full) {
        Some(Unlisted::Broken) => return None,
        Some(Unlisted::Draft) => Code::DraftReference,
        None => Code::UnknownReference,
    };
    let at = Span { file: format!("content/{table}.toml").into(), range: to.at.range() };
    let ids: Vec<String> = hub.entries().map(|(_, entry)| entry.full_id()).collect();
    let near = nearest(&full, ids.iter().map(String::as_str)).map(str::to_owned);
    let near = near.filter(|near| code == Code::UnknownReference && *near != full);
    Some(Diagnostic::new(code).at(at).with("found", to.to_string()).with_some("suggestion", near))
}
