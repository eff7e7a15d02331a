//! Topics under which there is nothing.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::hub::Hub;

pub(super) struct Topics;

impl Check for Topics {
    fn codes(&self) -> &'static [Code] {
        &[Code::OrphanTopic]
    }

    fn whole(&self, hub: &Hub, told: &mut Vec<Diagnostic>) {
        // A hub that has no records yet has no orphans either.
        if hub.entries().len() == 0 {
            return;
        }
        for (_, topic) in hub.tables.topics.iter().enumerate().filter(|(ix, _)| hub.in_topic(*ix).is_empty()) {
            let at = Span { file: "content/topics.toml".into(), range: topic.keys.id.range() };
            told.push(Diagnostic::new(Code::OrphanTopic).at(at).with("found", topic.id()));
        }
    }
}
