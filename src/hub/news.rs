//! News: which records came or changed, and when. The only source of it are days that somebody wrote: a file's own
//! time says when it was copied, not when its facts changed.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{EntryIx, Hub};
use crate::parse::Entry;

/// How many records a feed holds.
const MOST: usize = 50;

impl Hub {
    /// When a record was changed last, or came: `updated`, else `added`, else the day it was posted, else the newest
    /// check. `None`: nobody wrote a day.
    pub fn changed_on(&self, entry: &Entry) -> Option<Date> {
        let envelope = &entry.envelope;
        let written = envelope.updated.max(envelope.added).or_else(|| entry.record.posted());
        written.or_else(|| envelope.verified.iter().map(|verified| verified.on).max())
    }

    /// Whether [`Hub::news`] has any.
    pub fn has_news(&self, topic: Option<u32>) -> bool {
        self.dated(topic).next().is_some()
    }

    /// The newest records of the hub or of a topic, the newest first: those that have a day, have not ended and are
    /// not from the future.
    pub fn news(&self, topic: Option<u32>) -> Vec<(Date, EntryIx)> {
        let mut news: Vec<(Date, EntryIx)> = self.dated(topic).collect();
        news.sort_unstable_by_key(|(day, ix)| (Reverse(*day), *ix));
        news.truncate(MOST);
        news
    }

    /// The records among which news are, each with its day.
    fn dated(&self, topic: Option<u32>) -> impl Iterator<Item = (Date, EntryIx)> + '_ {
        let all: Box<dyn Iterator<Item = EntryIx> + '_> = match topic {
            // Under topics stand only those that have not ended.
            Some(topic) => Box::new(self.in_topic(topic as usize).iter().copied()),
            None => Box::new(self.entries().filter(|(_, entry)| !self.ended(entry)).map(|(ix, _)| ix)),
        };
        let dated = all.filter_map(|ix| Some((self.changed_on(self.entry(ix))?, ix)));
        dated.filter(|(day, _)| *day <= self.today)
    }
}
