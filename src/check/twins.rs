//! Two records with the same number in a register: the same body twice.

use std::collections::HashMap;

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::hub::Hub;

pub(super) struct Twins;

impl Check for Twins {
    fn codes(&self) -> &'static [Code] {
        &[Code::DuplicateIdentifier]
    }

    fn whole(&self, hub: &Hub, told: &mut Vec<Diagnostic>) {
        let mut known: HashMap<(&str, &str), String> = HashMap::new();
        for (_, entry) in hub.entries() {
            let Some(identifiers) = &entry.envelope.identifiers else { continue };
            for (register, number) in identifiers.unique() {
                if let Some(other) = known.insert((register, number), entry.full_id()) {
                    let found = Diagnostic::new(Code::DuplicateIdentifier).at(entry.span(0..0));
                    told.push(found.with("key", register).with("found", number).with("other", other));
                }
            }
        }
    }
}
