//! Records whose page has nothing to act on: no number, no address, no site, no place to go.

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::hub::Hub;
use crate::parse::Entry;

pub(super) struct Contact;

/// Kinds that people want to reach. An event is reached by going there, a guide leads to others.
const REACHED: &[&str] = &["organization", "health", "employment"];

impl Check for Contact {
    fn codes(&self) -> &'static [Code] {
        &[Code::NoContact]
    }

    fn record(&self, hub: &Hub, entry: &Entry, told: &mut Vec<Diagnostic>) {
        if !REACHED.contains(&entry.kind.name) || hub.ended(entry) {
            return;
        }
        let about = hub.about(entry);
        // Most records are known to be right by this alone, without composing their page.
        let reached = about.contacts.iter().any(|one| one.phone.is_some() || one.email.is_some() || one.url.is_some());
        let branches =
            entry.envelope.location.iter().any(|branch| !branch.contact.is_empty() || branch.place.is_some());
        if reached || branches || !entry.record.tell(&about).board.planks.is_empty() {
            return;
        }
        told.push(Diagnostic::new(Code::NoContact).at(entry.span(0..0)));
    }
}
