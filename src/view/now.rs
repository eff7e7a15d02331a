//! What the theme's script is given so that a page can say what is so at this moment: the code of a timetable,
//! the next times of an event, a deadline. The page itself says nothing of it: on paper and without a script there
//! are only words that stay true.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::Viewer;
use super::model::Live;
use super::parts::Subject;
use super::speak::Speaker;
use crate::declare::{Label, Moment};
use crate::hub::Hub;
use crate::language::Lang;
use crate::parse::Entry;
use crate::record::{About, Event, Hours, Occurrence, main_hours};
use crate::time::holidays::DaysOff;
use crate::time::hours::{AHEAD, Timetable, timetables};
use crate::time::{Range, code, recurrence};
use crate::value::clock::Span;
use crate::value::weekday::Weekday;

/// For how many days after its build a page is believed; then the script says that the page is old. Holidays and
/// exceptions so far ahead stand in the tables of hours (look: the next five weeks).
pub const PAGE_LIVES: u16 = 35;

/// What the script can say, and how each looks: `closed|Dogodek je mimo` (a message of the theme's section `now`).
/// What is open until midnight is open until 24.00 of its own day; of an event without a known end nobody knows that
/// it is still on, so that only its beginning is said.
const WORDS: [(&str, &str); 21] = [
    ("open", "open"),
    ("open-until", "open"),
    ("open-until-day", "open"),
    ("soon", "soon"),
    ("closed", "closed"),
    ("opens-today", "soon"),
    ("opens-tomorrow", "closed"),
    ("opens-day", "closed"),
    ("opens-date", "closed"),
    ("appointment", "soon"),
    ("holiday", "unknown"),
    ("unknown", "unknown"),
    ("old", "unknown"),
    ("today", ""),
    ("on", "open"),
    ("today-at", "soon"),
    ("today-all", "soon"),
    ("next", "soon"),
    ("over", "closed"),
    ("last-day", "soon"),
    ("deadline", "closed"),
];

/// For how many months the script is told the work-free days.
const HOLIDAY_MONTHS: i8 = 14;

/// What the script has to know of the hub, in the language of a page: `data/now.<lang>.json`. It changes every day,
/// and the pages do not.
#[derive(Debug, Serialize)]
pub struct Now {
    /// The zone of the clock.
    zone: String,
    /// The day of the build, as digits.
    built: i32,
    /// For how many days it is believed.
    lives: u16,
    /// Work-free days, as digits.
    off: Vec<i32>,
    /// Between hours and minutes.
    sep: &'static str,
    /// Names of the days from Monday on, after one that is nothing, and how a date is written.
    days: Days,
    /// What is said, behind how it looks.
    words: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
struct Days {
    #[serde(rename = "in")]
    on: Vec<String>,
    to: Vec<String>,
    short: Vec<String>,
    date: String,
}

/// How many times of an event a page carries at most: of a daily one all that it lives to see.
const MOST_TIMES: usize = PAGE_LIVES as usize;

/// The timetables of groups that stand together.
pub(super) fn groups_of<'h>(groups: &'h [Hours], days_off: &'h DaysOff) -> Vec<Timetable<'h, Label>> {
    timetables(groups.iter().map(|group| &**group), days_off)
}

/// The timetable that a group belongs to, and its position there.
pub(super) fn place_of<'t, 'h>(
    tables: &'t [Timetable<'h, Label>],
    hours: &Hours,
) -> Option<(&'t Timetable<'h, Label>, usize)> {
    tables.iter().find_map(|table| {
        let at = table.groups().iter().position(|group| std::ptr::eq(*group, &**hours))?;
        Some((table, at))
    })
}

impl Viewer<'_> {
    /// What the script has to know.
    pub fn now(&self) -> Now {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let today = hub.today;
        let last = today.saturating_add(i32::from(HOLIDAY_MONTHS).months());
        // Last night is still asked for.
        let first = today.yesterday().unwrap_or(today);
        let names = |section: &str| {
            let name = |day: Weekday| speaker.key(&format!("{section}.{}", day.code()));
            std::iter::once(String::new()).chain(Weekday::ALL.into_iter().map(name)).collect()
        };
        let slots = ["time", "day", "to", "weekday", "month"].map(|slot| (slot, format!("{{{slot}}}")));
        let mut facts: Vec<(&str, &str)> = slots.iter().map(|(slot, text)| (*slot, text.as_str())).collect();
        let date = speaker.with("date.short-day", &facts);
        let built = speaker.language().short_date(today);
        facts.push(("built", &built));
        facts.push(("date", "{date}"));
        let said = |key: &str, look: &str| {
            let text = speaker.with(&format!("now.{key}"), &facts);
            if look.is_empty() { text } else { format!("{look}|{text}") }
        };
        Now {
            zone: hub.config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
            built: code::date(today),
            lives: PAGE_LIVES,
            off: hub.days_off().within(Range { first, last }).iter().map(|day| code::date(day.date)).collect(),
            sep: speaker.language().clock_separator,
            days: Days { on: names("weekday-in"), to: names("weekday-to"), short: names("weekday-short"), date },
            words: WORDS.into_iter().map(|(key, look)| (key, said(key, look))).collect(),
        }
    }

    /// Where that is.
    pub fn now_path(lang: Lang) -> String {
        format!("data/now.{lang}.json")
    }
}

impl Speaker<'_> {
    /// For the table of one group.
    pub(super) fn live_table(&self, tables: &[Timetable<'_, Label>], hours: &Hours) -> Option<Live> {
        let (table, at) = place_of(tables, hours)?;
        (!hours.is_unknown()).then(|| Live { turn: Some(at), ..self.live_timetable(table) })
    }

    fn live_timetable(&self, table: &Timetable<'_, Label>) -> Live {
        // The night before is still asked for, and the next opening looks ahead from the last day.
        let last = Range::days(self.hub.today, PAGE_LIVES + AHEAD as u16).last;
        let first = self.hub.today.yesterday().unwrap_or(self.hub.today);
        Live { kind: "hours", code: code::timetable(table, Range { first, last }), turn: None }
    }

    /// For the group that answers whether something is open.
    pub(super) fn live_hours(&self, groups: &[Hours], at: usize) -> Option<Live> {
        let tables = groups_of(groups, self.hub.days_off());
        let (table, _) = place_of(&tables, &groups[at])?;
        Some(self.live_timetable(table))
    }

    /// For a record in a list: when it is, until when one may apply, whether it is open.
    pub(super) fn live_row(&self, entry: &Entry, about: &About<'_>) -> Option<Live> {
        if let Some(deadline) = entry.record.deadline() {
            return Some(until(deadline));
        }
        if let Some(event) = entry.record.as_any().downcast_ref::<Event>() {
            return self.live_event(event, about);
        }
        let (groups, at) = main_hours(entry.record.offer()?, about)?;
        self.live_hours(groups, at)
    }

    /// The times of an event that are next.
    fn live_event(&self, event: &Event, about: &About<'_>) -> Option<Live> {
        let times = carried(event, about.coming?.next?, self.hub);
        let written: Vec<String> = times.iter().map(at).collect();
        Some(Live { kind: "when", code: written.join(" "), turn: None })
    }
}

/// The times of an event that its page carries for the script: those that the page lives to see, else the next.
pub(super) fn carried(event: &Event, next: Occurrence, hub: &Hub) -> Vec<Occurrence> {
    let mut times = match event.comes_back() {
        true => recurrence::within(event, hub.days_off(), Range::days(hub.today, PAGE_LIVES)),
        false => Vec::new(),
    };
    times.truncate(MOST_TIMES);
    if times.is_empty() { vec![next] } else { times }
}

impl Subject<'_, '_> {
    /// For the board, which says what stands against it already.
    pub(super) fn live(&self) -> Option<Live> {
        match self.service {
            Some(service) => {
                let (groups, at) = main_hours(&service.offer, &self.about)?;
                self.speaker.live_hours(groups, at)
            }
            None => self.speaker.live_row(self.entry, &self.about),
        }
    }
}

/// `20261215-20261215:720`: the day, and the end where its time is known.
fn until(deadline: Moment) -> Live {
    let code = format!("{}-{}", code::date(deadline.date()), moment(deadline));
    Live { kind: "until", code, turn: None }
}

fn moment(moment: Moment) -> String {
    let day = code::date(moment.date());
    moment.minutes().map_or_else(|| day.to_string(), |minutes| format!("{day}:{minutes}"))
}

/// `20261124:1020-20261124:1065`: from when to when, without what is not known; `x` before one that is off.
pub(super) fn at(one: &Occurrence) -> String {
    let end = one.end.map(|end| format!("-{}", moment(end))).unwrap_or_default();
    format!("{}{}{end}", if one.cancelled { "x" } else { "" }, moment(one.start))
}

/// The same for hours of a day, which may pass midnight.
pub(super) fn timed(date: Date, span: Span) -> String {
    let end = date.to_datetime(jiff::civil::Time::midnight()).saturating_add(i64::from(span.to()).minutes());
    format!("{}:{}-{}", code::date(date), span.from(), moment(Moment::Time(end)))
}
