//! Facts that nobody has checked for too long.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::hub::{Hub, Question};
use crate::parse::Entry;

pub(super) struct Stale;

impl Check for Stale {
    fn codes(&self) -> &'static [Code] {
        &[Code::Overdue]
    }

    fn record(&self, hub: &Hub, entry: &Entry, told: &mut Vec<Diagnostic>) {
        for care in hub.care_of(entry) {
            let service = care.service.map(|turn| &entry.record.services()[usize::from(turn)]);
            let at = service.map_or_else(
                || entry.span(0..0),
                |service| {
                    let file = service.file.clone().unwrap_or_else(|| entry.file.clone());
                    Span { file, range: service.at.range() }
                },
            );
            let facts = care.asks.iter().filter(|ask| ask.what == Question::Facts);
            let late = facts.filter(|ask| ask.state(hub.today).is_late()).filter_map(|ask| ask.term);
            told.extend(late.map(|term| {
                let days = (hub.today - term.by()).get_days().unsigned_abs() as usize;
                let found = Diagnostic::new(Code::Overdue).at(at.clone()).with("found", term.on.to_string());
                found.with("n", days).with_some("service", service.map(|service| service.id().to_owned()))
            }));
        }
    }
}
