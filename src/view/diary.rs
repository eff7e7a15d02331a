//! Pages of the diary: what is near, day by day, and a month as a table.
//!
//! A page says dates, never "today": it stays true on every day. It holds more days than its name asks for, so that
//! the script can show those that are meant when the build is some days old.

use jiff::civil::Date;
use serde::Serialize;

use super::model::{Link, Live, Row, Text};
use super::now::at;
use super::speak::Speaker;
use super::{View, Viewer};
use crate::hub::{Held, Leaf, PER_PAGE, Page};
use crate::record::{Coming, Event, kind_named};
use crate::time::{Range, code};
use crate::value::weekday::Weekday;

/// How many events a day of the table names before it says how many more there are.
const IN_CELL: usize = 3;

/// What `days.html` is given.
#[derive(Serialize)]
struct Days {
    title: String,
    lead: String,
    leaves: Vec<Way>,
    /// What the script makes of the page.
    near: Near,
    /// Days that belong together: the two of a weekend.
    spans: Vec<Vec<Day>>,
}

/// What the script has to know of a page of what is near.
#[derive(Serialize)]
struct Near {
    /// `today`, `weekend` or `week`.
    leaf: &'static str,
    /// What the page is called now.
    title: String,
    /// What is said of a day of which everything is over.
    over: String,
    /// What is said when the build is too old.
    old: String,
    /// Behind the name of this day.
    today: String,
}

/// What `month.html` is given.
#[derive(Serialize)]
struct Month {
    title: String,
    /// Behind the number of this day.
    today: String,
    leaves: Vec<Way>,
    prev: Option<Link>,
    next: Option<Link>,
    weekdays: Vec<Heading>,
    weeks: Vec<Vec<Option<Cell>>>,
    /// What is on more than one day.
    long: Vec<Row>,
    days: Vec<Day>,
    empty: Option<String>,
}

/// A way to another page of the diary.
#[derive(Serialize)]
pub(super) struct Way {
    href: String,
    text: String,
    current: bool,
}

/// A day with what is on it.
#[derive(Serialize)]
struct Day {
    id: String,
    /// As digits.
    date: i32,
    heading: String,
    count: usize,
    rows: Vec<Row>,
    /// That nothing is on it.
    none: Option<String>,
    /// The way to what is left out.
    more: Option<Link>,
}

#[derive(Serialize)]
struct Heading {
    short: String,
    full: String,
}

/// A day of the table.
#[derive(Serialize)]
struct Cell {
    day: i8,
    date: i32,
    /// The way to its list.
    href: Option<String>,
    /// The day in words.
    spoken: String,
    events: Vec<Mark>,
    more: Option<String>,
}

/// An event in the table.
#[derive(Serialize)]
struct Mark {
    href: String,
    title: Text,
    /// The word that it will not be.
    off: Option<String>,
}

impl Viewer<'_> {
    pub(super) fn leaf(&self, leaf: Leaf) -> View {
        match leaf {
            Leaf::Today | Leaf::Weekend | Leaf::Week => self.near(leaf),
            Leaf::Month(year, month) => self.month_page(year, month),
            Leaf::Past(year, turn) => self.past(year, turn),
            Leaf::Stops => self.stops(),
            Leaf::Learn => self.learn(),
        }
    }

    /// The ways to pages of the diary, for those who look for events.
    pub(super) fn leaves(&self, here: Option<Leaf>) -> Vec<Way> {
        let hub = self.hub();
        let near = [Leaf::Today, Leaf::Weekend, Leaf::Week].into_iter().filter(|leaf| hub.has_leaf(*leaf));
        let month = hub.months().first().map(|(year, month)| Leaf::Month(*year, *month));
        let past = hub.years().next().map(|year| Leaf::Past(year, 0));
        let all = near.chain(month).chain(past);
        all.map(|leaf| Way {
            href: self.href(Page::Leaf(leaf)),
            text: self.leaf_name(leaf),
            current: here == Some(leaf),
        })
        .collect()
    }

    /// What a leaf is called where a way leads to it.
    pub(super) fn leaf_name(&self, leaf: Leaf) -> String {
        match leaf {
            Leaf::Month(year, month) => self.month_name(year, month),
            Leaf::Past(..) => self.speaker.key("leaf.archive"),
            _ => self.speaker.key(&format!("leaf.{}", leaf.name())),
        }
    }

    pub(super) fn month_name(&self, year: i16, month: i8) -> String {
        let name = self.speaker.key(&format!("month.{month}"));
        self.speaker.with("date.month-year", &[("month", &name), ("year", &year.to_string())])
    }

    /// The way back to the events.
    pub(super) fn events_link(&self) -> Option<Link> {
        let kind = kind_named("event")?;
        let href = self.href(Page::List(kind, self.hub().main_order(), 0));
        Some(Link { href, text: self.speaker.key("kind.event") })
    }

    fn near(&self, leaf: Leaf) -> View {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let near = hub.near();
        let days = near.iter().filter(|date| leaf != Leaf::Weekend || Weekday::of(*date) >= Weekday::Saturday);
        // A weekend and a week are shown whole, as far as they are not over.
        let whole = |date: Date| match leaf {
            Leaf::Weekend => Range::weekend(date),
            Leaf::Week => Range::week(date),
            _ => Range::day(date),
        };
        let days: Vec<Date> = days.collect();
        let spans = days.chunk_by(|a, b| whole(*a) == whole(*b)).filter(|days| whole(days[0]).last <= near.last);
        let said = |date: Date| leaf != Leaf::Today || date == hub.today;
        let spans = spans.map(|days| days.iter().map(|date| self.day(*date, true, said(*date))).collect());
        let name = leaf.name();
        let title = speaker.key(&format!("leaf.{name}-title"));
        let today = speaker.with(
            "date.day",
            &[("weekday", &speaker.language().weekday(hub.today)), ("date", &speaker.date(hub.today))],
        );
        let lead = speaker.with("leaf.near-lead", &[("day", &today)]);
        let built = speaker.language().short_date(hub.today);
        let own = Days {
            title: title.clone(),
            lead: lead.clone(),
            leaves: self.leaves(Some(leaf)),
            near: Near {
                leaf: name,
                title: speaker.key(&format!("leaf.{name}")),
                over: speaker.key("leaf.day-over"),
                old: speaker.with("leaf.old", &[("built", &built)]),
                today: speaker.key("now.today"),
            },
            spans: spans.collect(),
        };
        let window = speaker.key(&format!("leaf.{name}-window"));
        let common = self.common(Page::Leaf(leaf), &window, lead, self.events_link());
        self.whole("days.html", common, own)
    }

    /// A day with what is on it, what is on for several days after what begins at an hour.
    fn day(&self, date: Date, with_long: bool, says_none: bool) -> Day {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let mut held = hub.on_day(date);
        if with_long {
            held.extend(hub.for_days(Range::day(date)));
        }
        let rows = held.iter().take(PER_PAGE).map(|held| speaker.held_row(*held, date));
        let left = held.len().saturating_sub(PER_PAGE);
        let more = self.events_link().filter(|_| left > 0);
        let without_year = speaker.with(
            "date.without-year",
            &[("day", &date.day().to_string()), ("month", &speaker.key(&format!("month-in.{}", date.month())))],
        );
        let mut heading =
            speaker.with("date.day", &[("weekday", &speaker.language().weekday(date)), ("date", &without_year)]);
        super::parts::capitalize(&mut heading);
        Day {
            id: day_id(date),
            date: code::date(date),
            heading,
            count: held.len(),
            rows: rows.collect(),
            none: (held.is_empty() && says_none).then(|| speaker.key("leaf.no-events")),
            more: more.map(|link| Link { text: speaker.count("leaf.more", left), ..link }),
        }
    }

    fn month_page(&self, year: i16, number: i8) -> View {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let leaf = Leaf::Month(year, number);
        let title = self.month_name(year, number);
        let range = Range::month_of(year, number);
        let days: Vec<(Date, Vec<Held>)> = range.iter().map(|date| (date, hub.on_day(date))).collect();
        let lists = days.iter().filter(|(_, held)| !held.is_empty()).map(|(date, _)| self.day(*date, false, false));
        let long =
            hub.for_days(range).into_iter().take(PER_PAGE).map(|held| speaker.held_row(held, held.when.start.date()));
        let months = hub.months();
        let here = months.iter().position(|month| *month == (year, number)).unwrap_or_default();
        let way = |(year, month): &(i16, i8)| Link {
            href: self.href(Page::Leaf(Leaf::Month(*year, *month))),
            text: self.month_name(*year, *month),
        };
        let is_free = hub.is_free(range);
        let own = Month {
            title: title.clone(),
            today: speaker.key("now.today"),
            leaves: self.leaves(Some(leaf)),
            prev: here.checked_sub(1).and_then(|before| months.get(before)).map(way),
            next: months.get(here + 1).map(way),
            weekdays: self.weekdays(),
            weeks: self.weeks(&days),
            long: long.collect(),
            days: lists.collect(),
            empty: is_free.then(|| speaker.key("leaf.no-month")),
        };
        let window = speaker.with("leaf.month-window", &[("month", &title)]);
        let description = speaker.with("leaf.month-lead", &[("month", &title)]);
        let mut common = self.common(Page::Leaf(leaf), &window, description, self.events_link());
        // Nobody should come from a search engine to a month in which nothing is.
        common.head.noindex = is_free;
        self.whole("month.html", common, own)
    }

    fn weekdays(&self) -> Vec<Heading> {
        let heading = |day: Weekday| Heading {
            short: self.speaker.key(&format!("weekday-short.{}", day.code())),
            full: self.speaker.key(&format!("weekday.{}", day.code())),
        };
        Weekday::ALL.into_iter().map(heading).collect()
    }

    /// The weeks of a month, days of other months left empty.
    fn weeks(&self, days: &[(Date, Vec<Held>)]) -> Vec<Vec<Option<Cell>>> {
        let before = days.first().map_or(0, |(date, _)| Weekday::of(*date).index());
        let mut cells: Vec<Option<Cell>> = (0..before).map(|_| None).collect();
        cells.extend(days.iter().map(|(date, held)| Some(self.cell(*date, held))));
        cells.resize_with(cells.len().next_multiple_of(7), || None);
        let mut weeks = Vec::new();
        while !cells.is_empty() {
            let rest = cells.split_off(7);
            weeks.push(std::mem::replace(&mut cells, rest));
        }
        weeks
    }

    fn cell(&self, date: Date, held: &[Held]) -> Cell {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let mark = |held: &Held| Mark {
            href: self.href(Page::Record(held.entry)),
            title: speaker.words(&hub.entry(held.entry).envelope.title),
            off: speaker.is_off(*held).then(|| speaker.key("event-status.cancelled")),
        };
        let left = held.len().saturating_sub(IN_CELL);
        Cell {
            day: date.day(),
            date: code::date(date),
            href: (!held.is_empty()).then(|| format!("#{}", day_id(date))),
            spoken: speaker
                .with("date.day", &[("weekday", &speaker.language().weekday(date)), ("date", &speaker.date(date))]),
            events: held.iter().take(IN_CELL).map(mark).collect(),
            more: (left > 0).then(|| speaker.count("leaf.more", left)),
        }
    }
}

/// The anchor of a day.
fn day_id(date: Date) -> String {
    format!("d-{date}")
}

impl Speaker<'_> {
    /// An event at one of its times, on a day that stands above it.
    fn held_row(&self, held: Held, day: Date) -> Row {
        let entry = self.hub.entry(held.entry);
        let known = self.hub.coming(entry);
        let coming = Coming {
            next: Some(held.when),
            held: known.and_then(|coming| coming.held),
            last: known.and_then(|coming| coming.last),
        };
        let about = crate::record::About { coming: Some(&coming), ..self.hub.about(entry) };
        let live = Live { kind: "at", code: at(&held.when), turn: None };
        let when = entry.record.hour_said(&about);
        self.row_with(held.entry, &about, when, Some(self.hour(held, day)), "", Some(live))
    }

    /// What stands in front of it: its hour, or until when it is on.
    fn hour(&self, held: Held, day: Date) -> String {
        let Held { entry, when } = held;
        if let Some(last) = Some(when.last_evening()).filter(|last| *last > day) {
            return self.with("time.to-day", &[("date", &self.weekday_date(last))]);
        }
        let event = self.hub.entry(entry).record.as_any().downcast_ref::<Event>();
        match when.start.minutes().filter(|_| when.start.date() == day) {
            Some(minutes) => self.language().clock(minutes),
            None if event.is_some_and(|event| event.deadline_is(when.start)) => self.key("time.deadline"),
            None if event.is_some_and(|event| event.all_day) || when.start.date() < day => self.key("time.all-day"),
            None => self.key("time.unknown"),
        }
    }

    /// Whether an event will not be at this time.
    fn is_off(&self, held: Held) -> bool {
        let event = self.hub.entry(held.entry).record.as_any().downcast_ref::<Event>();
        held.when.cancelled || event.is_some_and(Event::is_cancelled)
    }
}
