//! What is open now: places on the first page with their hours. The page says when each is open and never that it is:
//! the script puts those first that are open at this moment.

use std::cmp::Reverse;

use serde::Serialize;

use super::Viewer;
use super::model::{Link, Row};
use super::speak::plain;
use crate::hub::{EntryIx, Page};
use crate::record::{Hours, KINDS, Kind, main_hours};
use crate::value::hours::Days;

/// How many places are chosen because others name them, and as many because they are open long: at night somebody is.
const EACH: usize = 10;

/// Places, those that are open now first.
#[derive(Serialize)]
pub(super) struct Open {
    /// What stands above it, true on every day.
    heading: String,
    /// What the script says instead when something is open.
    now: String,
    rows: Vec<Row>,
    links: Vec<Link>,
}

impl Viewer<'_> {
    /// Places that people go to; nothing where no hours are known.
    pub(super) fn open(&self) -> Option<Open> {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let places = self.open_places();
        let row = |(ix, hours): &(EntryIx, &Hours)| {
            let mut row = speaker.row(*ix);
            row.meta.push(vec![plain(&speaker.week(hours))]);
            row
        };
        let has = |kind: &&'static Kind| places.iter().any(|(ix, _)| hub.entry(*ix).kind == *kind);
        let kinds = KINDS.iter().copied().filter(has);
        let links = kinds.map(|kind| Link {
            href: self.href(Page::List(kind, hub.main_order(), 0)),
            text: speaker.key(&format!("kind.{}", kind.name)),
        });
        (!places.is_empty()).then(|| Open {
            heading: speaker.key("heading.hours"),
            now: speaker.key("now.open-now"),
            rows: places.iter().map(row).collect(),
            links: links.collect(),
        })
    }

    /// The places that most others name, and those that are open longest: what the script chooses from.
    fn open_places(&self) -> Vec<(EntryIx, &Hours)> {
        let hub = self.hub();
        let all = hub.entries().filter(|(_, entry)| !hub.ended(entry) && entry.record.when().is_none());
        let known = all.filter_map(|(ix, entry)| {
            let about = hub.about(entry);
            let (groups, at) = main_hours(entry.record.offer()?, &about).filter(|_| !about.freshness.is_late())?;
            Some((ix, &groups[at], minutes(&groups[at])))
        });
        let mut known: Vec<(EntryIx, &Hours, u32)> = known.filter(|(.., minutes)| *minutes > 0).collect();
        known.sort_by_cached_key(|(ix, _, minutes)| (Reverse(hub.referring(*ix).len()), Reverse(*minutes), *ix));
        let mut rest = known.split_off(EACH.min(known.len()));
        rest.sort_by_key(|(ix, _, minutes)| (Reverse(*minutes), *ix));
        rest.truncate(EACH);
        known.into_iter().chain(rest).map(|(ix, hours, _)| (ix, hours)).collect()
    }
}

/// For how many minutes of a usual week somebody is there.
fn minutes(hours: &Hours) -> u32 {
    match &hours.days {
        Days::Week(week) => week.iter().map(|(_, span)| u32::from(span.to() - span.from())).sum(),
        Days::Nth { .. } => 0,
    }
}
