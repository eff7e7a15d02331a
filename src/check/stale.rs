//! Facts that nobody has checked for too long.

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::hub::Hub;
use crate::parse::Entry;
use crate::record::Freshness;

pub(super) struct Stale;

impl Check for Stale {
    fn codes(&self) -> &'static [Code] {
        &[Code::Overdue]
    }

    fn record(&self, hub: &Hub, entry: &Entry, told: &mut Vec<Diagnostic>) {
        if hub.ended(entry) || !matches!(hub.freshness(entry), Freshness::Overdue | Freshness::Expired) {
            return;
        }
        let newest = entry.envelope.verified.iter().map(|verified| verified.on).max();
        let (Some(newest), Some(days)) = (newest, entry.check_days()) else { return };
        let late = (hub.today - newest).get_days() - days;
        let found = Diagnostic::new(Code::Overdue).at(entry.span(0..0)).with("found", newest.to_string());
        told.push(found.with("n", late.unsigned_abs() as usize));
    }
}
