//! Checks: what can be read, and is not yet good for people. A gallery: one file per check, one line in
//! [`CHECKS`]; its manual page stands in the catalogues under its code, and site.toml sets its level.
//!
//! What only the bytes of a file can show is told by the room that reads them: headings by `text`, newer TOML
//! by `declare`, translations by `parse`, pictures by `hub`.

mod contact;
mod far;
mod named;
mod repetition;
mod stale;
mod status;
mod topics;
mod twins;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::hub::Hub;
use crate::parse::Entry;

/// One check.
pub trait Check: Sync {
    /// What it finds.
    fn codes(&self) -> &'static [Code];

    /// What it finds at one record.
    fn record(&self, hub: &Hub, entry: &Entry, told: &mut Vec<Diagnostic>) {
        let _ = (hub, entry, told);
    }

    /// What it finds in the hub as a whole.
    fn whole(&self, hub: &Hub, told: &mut Vec<Diagnostic>) {
        let _ = (hub, told);
    }
}

/// Every check, in the order in which their codes were given.
pub static CHECKS: &[&dyn Check] = &[
    &twins::Twins,
    &stale::Stale,
    &named::Named,
    &repetition::Repetition,
    &contact::Contact,
    &status::Status,
    &far::Far,
    &topics::Topics,
];

/// Everything that the checks find.
pub fn all(hub: &Hub) -> Vec<Diagnostic> {
    let at_record = |(_, entry): (_, &Entry)| {
        let mut told = Vec::new();
        CHECKS.iter().for_each(|check| check.record(hub, entry, &mut told));
        told
    };
    let mut told: Vec<Diagnostic> = hub.par_entries().flat_map_iter(at_record).collect();
    CHECKS.iter().for_each(|check| check.whole(hub, &mut told));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_is_found_by_two_checks() {
        let mut codes: Vec<Code> = CHECKS.iter().flat_map(|check| check.codes()).copied().collect();
        let all = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
