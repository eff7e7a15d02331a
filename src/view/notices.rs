//! Announcements on the pages that they name: records, services, places, topics.

use super::Viewer;
use super::model::Line;
use super::speak::strong;
use crate::hub::{Destination, Notice};
use crate::record::Say;

impl Viewer<'_> {
    /// The notices that name a record, a service or a place.
    pub(super) fn notices_of(&self, subject: Destination) -> Vec<Line> {
        let names = |notice: &&Notice| notice.records.iter().any(|record| self.hub().resolve(record) == Some(subject));
        self.hub().notices().filter(names).map(|notice| self.notice_line(notice)).collect()
    }

    /// The notices that name a topic or one of its narrower topics, as its records stand under it.
    pub(super) fn notices_under(&self, topic: usize) -> Vec<Line> {
        let tables = &self.hub().tables;
        let is_under = |id: &str| {
            let mut here = tables.topic(id);
            while let Some(ix) = here.filter(|ix| *ix != topic) {
                here = tables.topics[ix].parent;
            }
            here.is_some()
        };
        let named = self.hub().notices().filter(|notice| notice.topics.iter().any(|named| is_under(&named.id)));
        named.map(|notice| self.notice_line(notice)).collect()
    }

    fn notice_line(&self, notice: &Notice) -> Line {
        let title = self.speaker.words(&notice.title);
        let mut head = strong(format!("{}: ", title.text));
        head.lang = title.lang;
        let mut line = vec![head];
        line.extend(self.speaker.line(&Say::Words(&notice.text)));
        line
    }
}
