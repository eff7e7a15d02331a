//! What is gathered from many records: where one learns something, where the mobile library stops, and what is over.

use jiff::civil::Date;

use super::list::{Group, Listing};
use super::model::{Line, Link, Live, Row, RowTime, Text};
use super::now::{PAGE_LIVES, groups_of, timed};
use super::speak::{Speaker, plain};
use super::{View, Viewer};
use crate::hub::{EntryIx, Hub, Leaf, Lesson, PER_PAGE, Page};
use crate::record::{Event, Location, Say, kind_named};
use crate::time::hours::{Plan, Timetable};
use crate::time::{Range, later};
use crate::value::clock::Span;

/// How many dates of a stop are named.
const DATES: usize = 4;
/// How many of them the script is told, and more when a build lives to see more.
pub(super) const TIMES: usize = 8;
/// How far ahead they are looked for, in days.
const AHEAD: u16 = 120;
/// How many guides stand beside what is taught.
const GUIDES: usize = 12;

impl Viewer<'_> {
    /// What was in a year, the newest first.
    pub(super) fn past(&self, year: i16, turn: u32) -> View {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let all = hub.past(year);
        let from = (turn as usize * PER_PAGE).min(all.len());
        let rows = all[from..].iter().take(PER_PAGE).map(|ix| speaker.dated_row(*ix)).collect();
        let title = speaker.with("leaf.archive-title", &[("year", &year.to_string())]);
        let page = |turn: u32| Page::Leaf(Leaf::Past(year, turn));
        let pages = self.pages(turn, hub.past_pages(year), page);
        let years = hub
            .years()
            .map(|other| self.arrangement(Page::Leaf(Leaf::Past(other, 0)), other.to_string(), other == year));
        let lead = speaker.key("leaf.archive-lead");
        let count = speaker.count("count.event", all.len());
        let mut common = self.common(
            page(turn),
            &self.numbered(&title, turn, hub.past_pages(year)),
            lead.clone(),
            self.events_link(),
        );
        // What is over stays where it was and is nothing to be found by.
        common.head.noindex = true;
        let own = Listing {
            count_text: speaker.with("count.sentence", &[("count", &count)]),
            lead: Some(lead),
            leaves: self.leaves(Some(Leaf::Past(year, 0))),
            arrangements: years.collect(),
            groups: vec![Group { id: "past".to_owned(), heading: None, lang: None, count: None, rows }],
            pages,
            ..Listing::of(title)
        };
        self.whole("listing.html", common, own)
    }

    /// Where one learns something: courses, help desks, and guides about the same.
    pub(super) fn learn(&self) -> View {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let of = |lesson: Lesson| {
            let mut lessons: Vec<EntryIx> = hub.lessons(lesson).collect();
            lessons.sort_by_key(|ix| (hub.when(hub.entry(*ix)), *ix));
            lessons
        };
        let (courses, desks) = (of(Lesson::Course), of(Lesson::HelpDesk));
        let guides = self.guides_beside(&courses);
        let groups = [
            ("courses", courses.iter().map(|ix| speaker.course_row(*ix)).collect::<Vec<Row>>()),
            ("help-desks", desks.iter().map(|ix| speaker.dated_row(*ix)).collect()),
            ("guides", guides.into_iter().map(|ix| speaker.row(ix)).collect()),
        ];
        let groups = groups.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(id, rows)| Group {
            id: id.to_owned(),
            heading: Some(speaker.key(&format!("learn.{id}"))),
            lang: None,
            count: Some(rows.len()),
            rows,
        });
        let title = speaker.key("leaf.learn");
        let lead = speaker.key("leaf.learn-lead");
        let crumb = Link { href: self.href(Page::Home), text: hub.config.name(self.lang()).to_owned() };
        let common = self.common(Page::Leaf(Leaf::Learn), &title, lead.clone(), Some(crumb));
        let own = Listing { lead: Some(lead), groups: groups.collect(), ..Listing::of(title) };
        self.whole("listing.html", common, own)
    }

    /// Guides under a topic of what is taught, in the order of their list.
    fn guides_beside(&self, lessons: &[EntryIx]) -> Vec<EntryIx> {
        let hub = self.hub();
        let topics = |ix: EntryIx| hub.entry(ix).envelope.topics.iter().map(|topic| &topic.id);
        let taught: std::collections::BTreeSet<_> = lessons.iter().flat_map(|ix| topics(*ix)).collect();
        let guides = kind_named("guide").map(|kind| hub.list(kind, hub.main_order(), self.lang()));
        let guides = guides.map_or(&[][..], |list| &list.items).iter().map(|item| item.entry);
        guides.filter(|ix| topics(*ix).any(|topic| taught.contains(topic))).take(GUIDES).collect()
    }

    /// Where the mobile library stops, those that are next first.
    pub(super) fn stops(&self) -> View {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let stops = hub.stops().map(|(ix, location)| (ix, speaker.stop_row(ix, location)));
        let mut stops: Vec<(EntryIx, (Option<Date>, Row))> = stops.collect();
        stops.sort_by_key(|(ix, (next, _))| (*ix, next.is_none(), *next));
        let mut groups: Vec<Group> = Vec::new();
        for (ix, (_, row)) in stops {
            let id = &*hub.entry(ix).id;
            if groups.last().is_none_or(|last| last.id != id) {
                let name = speaker.words(&hub.entry(ix).envelope.title);
                let (heading, lang) = (Some(name.text), name.lang);
                groups.push(Group { id: id.to_owned(), heading, lang, count: Some(0), rows: Vec::new() });
            }
            if let Some(group) = groups.last_mut() {
                group.rows.push(row);
                group.count = Some(group.rows.len());
            }
        }
        let (title, lead) = (speaker.key("leaf.stops"), speaker.key("leaf.stops-lead"));
        let crumb = Link { href: self.href(Page::Home), text: hub.config.name(self.lang()).to_owned() };
        let common = self.common(Page::Leaf(Leaf::Stops), &title, lead.clone(), Some(crumb));
        let own = Listing { lead: Some(lead), groups, ..Listing::of(title) };
        self.whole("listing.html", common, own)
    }
}

impl Speaker<'_> {
    /// A course, with what one asks before one comes.
    fn course_row(&self, ix: EntryIx) -> Row {
        let mut row = self.dated_row(ix);
        let event = self.hub.entry(ix).record.as_any().downcast_ref::<Event>();
        let said: Vec<Say<'_>> = event.map(|event| event.course_said(self.hub.today)).unwrap_or_default();
        row.meta.extend(Some(super::parts::sentence(self.joined(&said))).filter(|line| !line.is_empty()));
        row
    }

    /// A stop with its next dates, and the first of them.
    fn stop_row(&self, ix: EntryIx, location: &Location) -> (Option<Date>, Row) {
        let hub = self.hub;
        let groups = location.hours.as_ref().map_or(&[][..], |hours| hours.groups());
        let dates = next_stops(location, hub);
        let title = location.title.as_ref().map(|title| self.words(title));
        let week = groups.iter().map(|group| plain(&self.week(group))).collect::<Line>();
        let others: Vec<String> =
            dates.iter().skip(1).take(DATES - 1).map(|(date, _)| self.language().short_date(*date)).collect();
        let then = (!others.is_empty()).then(|| self.with("leaf.stop-then", &[("dates", &others.join(", "))]));
        let place = location.place.as_deref().and_then(|place| hub.address(place));
        let place = place.and_then(|place| place.name.as_ref()).map(|name| self.line(&Say::Words(name)));
        let times: Vec<String> = dates.iter().map(|(date, span)| timed(*date, *span)).collect();
        let row = Row {
            href: format!("{}#{}", hub.href(Page::Record(ix), self.lang), location.id.as_str()),
            title: title.unwrap_or_else(|| Text { text: location.id.to_string(), lang: None }),
            badges: Vec::new(),
            time: dates.first().map(|(date, _)| RowTime { text: self.weekday_date(*date), struck: false }),
            meta: [Some(week), place, then.map(|text| vec![plain(&text)])].into_iter().flatten().collect(),
            phone: None,
            struck: false,
            checked: None,
            term: None,
            live: (!times.is_empty()).then(|| Live { kind: "when", code: times.join(" "), turn: None }),
        };
        (dates.first().map(|(date, _)| *date), row)
    }
}

/// The next dates of a stop.
pub(super) fn next_stops(location: &Location, hub: &Hub) -> Vec<(Date, Span)> {
    let groups = location.hours.as_ref().map_or(&[][..], |hours| hours.groups());
    let tables = groups_of(groups, hub.days_off());
    let mut dates: Vec<(Date, Span)> = tables.iter().flat_map(|table| next_dates(table, hub.today)).collect();
    dates.sort_by_key(|(date, span)| (*date, span.from()));
    dates
}

/// The next dates on which somebody is there; days of which nothing is known are passed over.
fn next_dates<L>(table: &Timetable<'_, L>, today: Date) -> Vec<(Date, Span)> {
    let days = Range::days(today, AHEAD);
    let dates = days.iter().filter_map(|date| match table.day(date).plan {
        Plan::Spans(spans) => spans.first().map(|span| (date, *span)),
        _ => None,
    });
    let lives = later(today, i64::from(PAGE_LIVES));
    dates.enumerate().take_while(|(turn, (date, _))| *turn < TIMES || *date <= lives).map(|(_, one)| one).collect()
}
