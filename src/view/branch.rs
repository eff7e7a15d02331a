//! Branches and stops of a record: for each, where it is and when somebody is there, in a few lines.

use super::model::{Block, Branch, FactRow, Text};
use super::parts::Subject;
use super::speak::Speaker;
use crate::record::{Fact, Location, Say, Where, access};

impl Subject<'_, '_> {
    /// The branches; of a service, those that it names.
    pub(super) fn branches(&self) -> Vec<Block> {
        let given = |location: &&Location| self.service.is_none_or(|service| service.locations.contains(&location.id));
        let locations = self.entry.envelope.location.iter().filter(given);
        let items: Vec<Branch> = locations.map(|location| self.speaker.branch(location)).collect();
        if items.is_empty() { Vec::new() } else { vec![Block::Branches { items }] }
    }
}

impl Speaker<'_> {
    fn branch(&self, location: &Location) -> Branch {
        let title = location.title.as_ref().map(|title| self.words(title));
        let (mut lines, mut map, mut way) = (Vec::new(), None, Vec::new());
        match location.place.as_deref() {
            Some(Where::At(place)) => {
                if let Block::Address { lines: all, map: to, facts, .. } = self.address(place) {
                    (lines, map, way) = (all, to, facts);
                }
            }
            Some(Where::Of(reference)) => lines.push(self.line(&Say::Record(&reference.0))),
            None => {}
        }
        // Under its name the same name again says nothing.
        let named = |line: &super::model::Line| {
            title.as_ref().is_some_and(|title| line.iter().all(|inline| inline.text == title.text))
        };
        if lines.first().is_some_and(named) {
            lines.remove(0);
        }
        let groups = location.hours.as_ref().map_or(&[][..], |hours| hours.groups());
        let mut facts: Vec<FactRow> = (0..groups.len()).map(|at| self.hours_line(groups, at)).collect();
        facts.extend(way);
        let lines_of_access = access(location.access.as_deref());
        facts.extend(self.facts(&[Fact { label: "label.access", lines: lines_of_access, honest: false }]));
        Branch {
            id: location.id.to_string(),
            title: title.unwrap_or_else(|| Text { text: location.id.to_string(), lang: None }),
            lines,
            map,
            facts,
            contacts: location.contact.iter().map(|contact| self.contact(contact, groups)).collect(),
        }
    }
}
