//! The diary of a hub: which events are on which day of the next months and which are over, looked up once, and the
//! pages made of it, its leaves. How many leaves there are is bounded by time, never by the number of events.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{EntryIx, Hub, PER_PAGE};
use crate::language::Lang;
use crate::parse::Entry;
use crate::record::{Event, Location, Mode, Occurrence, kind_named};
use crate::time::{Range, recurrence};
use crate::value::hours::Days;

/// Of how many months there is a page, from the current one on.
pub const MONTHS: i8 = 12;

/// How many days stand on the pages of what is near: as many as a build may be old before they say so.
pub const NEAR: u16 = 15;

/// A page of the diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// Today.
    Today,
    /// The next Saturday and Sunday.
    Weekend,
    /// This week.
    Week,
    /// A year and a month of it.
    Month(i16, i8),
    /// What was in a year, a page of it, counted from 0.
    Past(i16, u32),
    /// Where the mobile library stops, and when.
    Stops,
    /// Courses, help desks and guides.
    Learn,
}

impl Leaf {
    /// Leaves of which there is one.
    const SINGLE: [Leaf; 5] = [Leaf::Today, Leaf::Weekend, Leaf::Week, Leaf::Stops, Leaf::Learn];

    /// The name of its slug; a month has its number, a year stands in the archive.
    pub fn name(self) -> &'static str {
        match self {
            Leaf::Today => "today",
            Leaf::Weekend => "weekend",
            Leaf::Week => "week",
            Leaf::Month(..) => "month",
            Leaf::Past(..) => "archive",
            Leaf::Stops => "stops",
            Leaf::Learn => "learn",
        }
    }

    /// Whether it stands under the events.
    fn is_under_events(self) -> bool {
        !matches!(self, Leaf::Stops | Leaf::Learn)
    }
}

/// What is on which day.
#[derive(Debug, Default)]
pub(super) struct Diary {
    /// Which event is on which day: once for each of its times there, on the day that it begins.
    days: Vec<(Date, EntryIx)>,
    /// The first and the last day of what is on more than one.
    long: Vec<(Range, EntryIx)>,
    /// The months that have a page.
    months: Vec<(i16, i8)>,
    /// What is over, by the year of its last day, the newest first.
    past: Vec<(i16, Vec<EntryIx>)>,
}

/// Ways to learn something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lesson {
    /// A course, with meetings and places.
    Course,
    /// Somebody who helps whoever comes.
    HelpDesk,
}

impl Lesson {
    fn label(self) -> &'static str {
        match self {
            Lesson::Course => "event-type.course",
            Lesson::HelpDesk => "event-type.help-desk",
        }
    }
}

impl Diary {
    fn long_in(&self, range: Range) -> impl Iterator<Item = &(Range, EntryIx)> {
        self.long.iter().filter(move |(one, _)| one.first <= range.last && range.first <= one.last)
    }

    fn is_free(&self, range: Range) -> bool {
        let from = self.days.partition_point(|(day, _)| *day < range.first);
        let next = self.days.get(from);
        !next.is_some_and(|(day, _)| range.contains(*day)) && self.long_in(range).next().is_none()
    }
}

/// An event at one of its times.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// The event.
    pub entry: EntryIx,
    /// When.
    pub when: Occurrence,
}

impl Hub {
    /// The diary, written when somebody opens it first.
    pub(super) fn diary(&self) -> &Diary {
        self.diary.get_or_init(|| self.written())
    }

    fn written(&self) -> Diary {
        let mut diary = Diary::default();
        for (ix, times) in self.all_times(self.diary_range()) {
            let (short, long): (Vec<Range>, Vec<Range>) = times.into_iter().partition(|one| one.first == one.last);
            diary.days.extend(short.into_iter().map(|one| (one.first, ix)));
            diary.long.extend(long.into_iter().map(|one| (one, ix)));
        }
        diary.days.sort_unstable();
        diary.days.dedup();
        diary.long.sort_unstable();
        diary.months = self.months_with_a_page(&diary);
        let mut past: Vec<(Date, EntryIx)> = self
            .coming
            .iter()
            .filter(|(_, coming)| coming.next.is_none())
            .filter_map(|(ix, coming)| {
                Some((coming.last.or_else(|| Some(self.entry(*ix).record.when()?.date()))?, *ix))
            })
            .collect();
        past.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for of_year in past.chunk_by(|a, b| a.0.year() == b.0.year()) {
            diary.past.push((of_year[0].0.year(), of_year.iter().map(|(_, ix)| *ix).collect()));
        }
        diary
    }

    /// When each event is, on threads of its own: those that others share could wait for the diary.
    fn all_times(&self, range: Range) -> Vec<(EntryIx, Vec<Range>)> {
        let all = self.entries().filter_map(|(ix, entry)| Some((ix, entry.record.as_any().downcast_ref::<Event>()?)));
        let all: Vec<(EntryIx, &Event)> = all.collect();
        let times = |(ix, event): &(EntryIx, &Event)| {
            let all = recurrence::within(event, &self.days_off, range).into_iter();
            (*ix, all.map(|one| Range { first: one.start.date(), last: one.last_evening() }).collect())
        };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            let parts = all.chunks(all.len().div_ceil(threads).max(1));
            let parts: Vec<_> =
                parts.map(|part| scope.spawn(move || part.iter().map(times).collect::<Vec<_>>())).collect();
            parts.into_iter().flat_map(|part| part.join().expect("a date is found without panic")).collect()
        })
    }

    /// The days of the diary: those of the current month and of the months after it.
    fn diary_range(&self) -> Range {
        let first = self.today.first_of_month();
        let last = first.saturating_add(i32::from(MONTHS - 1).months()).last_of_month();
        Range { first, last: last.max(self.near().last) }
    }

    /// The days that stand on the pages of what is near.
    pub fn near(&self) -> Range {
        Range::days(self.today, NEAR)
    }

    /// What begins and ends on a day of the diary, by its time, what has none last.
    pub fn on_day(&self, date: Date) -> Vec<Held> {
        let from = self.diary().days.partition_point(|(day, _)| *day < date);
        let entries = self.diary().days[from..].iter().take_while(|(day, _)| *day == date).map(|(_, ix)| *ix);
        let mut held = self.times(entries, Range::day(date));
        held.retain(|held| held.when.start.date() == date && held.when.last_evening() == date);
        held.sort_by_key(|held| (held.when.start.minutes().unwrap_or(u16::MAX), held.entry));
        held
    }

    /// What is on more than one day and on one of these, by its first day.
    pub fn for_days(&self, range: Range) -> Vec<Held> {
        let mut entries: Vec<EntryIx> = self.diary().long_in(range).map(|(_, ix)| *ix).collect();
        entries.sort_unstable();
        entries.dedup();
        let mut held = self.times(entries.into_iter(), range);
        held.retain(|held| held.when.last_evening() > held.when.start.date());
        held.sort_by_key(|held| (held.when.start, held.entry));
        held
    }

    fn times(&self, entries: impl Iterator<Item = EntryIx>, range: Range) -> Vec<Held> {
        let all = entries.filter_map(|ix| {
            let event = self.entry(ix).record.as_any().downcast_ref::<Event>()?;
            let times = recurrence::within(event, &self.days_off, range);
            Some(times.into_iter().map(move |when| Held { entry: ix, when }))
        });
        all.flatten().collect()
    }

    /// The months that have a page: the current one, and those after it in which something is.
    pub fn months(&self) -> &[(i16, i8)] {
        &self.diary().months
    }

    fn months_with_a_page(&self, diary: &Diary) -> Vec<(i16, i8)> {
        let first = self.today.first_of_month();
        let months = (0..MONTHS).map(|ahead| first.saturating_add(i32::from(ahead).months()));
        let months = months.filter(|month| *month == first || !diary.is_free(Range::month(*month)));
        let months = months.filter(|_| !self.coming.is_empty());
        months.map(|month| (month.year(), month.month())).collect()
    }

    /// Whether nothing is on any of these days.
    pub fn is_free(&self, range: Range) -> bool {
        self.diary().is_free(range)
    }

    /// The years of the archive, the newest first.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.diary().past.iter().map(|(year, _)| *year)
    }

    /// What is over and was in a year, the newest first.
    pub fn past(&self, year: i16) -> &[EntryIx] {
        self.diary().past.iter().find(|(known, _)| *known == year).map_or(&[][..], |(_, entries)| entries)
    }

    /// How many pages a year of the archive has.
    pub fn past_pages(&self, year: i16) -> u32 {
        self.past(year).len().div_ceil(PER_PAGE) as u32
    }

    /// Where the mobile library and others stop: places where somebody is on some days only.
    pub fn stops(&self) -> impl Iterator<Item = (EntryIx, &Location)> {
        let travels = |entry: &&Entry| entry.record.offer().is_some_and(|offer| offer.mode.contains(&Mode::Mobile));
        let stops = self.entries().filter(move |(_, entry)| travels(entry) && !self.ended(entry));
        stops.flat_map(|(ix, entry)| {
            let now_and_then = |location: &&Location| {
                let groups = location.hours.as_ref().map_or(&[][..], |hours| hours.groups());
                let rare =
                    |hours: &crate::record::Hours| hours.every.is_some() || matches!(hours.days, Days::Nth { .. });
                !groups.is_empty() && groups.iter().all(rare)
            };
            entry.envelope.location.iter().filter(now_and_then).map(move |location| (ix, location))
        })
    }

    /// Whether the hub has something to say on a leaf.
    pub fn has_leaf(&self, leaf: Leaf) -> bool {
        match leaf {
            // Where something was or will be, people ask what is today, and are told that it is nothing.
            Leaf::Today | Leaf::Weekend | Leaf::Week => !self.coming.is_empty(),
            Leaf::Month(year, month) => self.months().contains(&(year, month)),
            Leaf::Past(year, turn) => turn < self.past_pages(year),
            Leaf::Stops => self.stops().next().is_some(),
            Leaf::Learn => self.lessons(Lesson::Course).chain(self.lessons(Lesson::HelpDesk)).next().is_some(),
        }
    }

    /// Courses or help desks that are not over.
    pub fn lessons(&self, lesson: Lesson) -> impl Iterator<Item = EntryIx> + '_ {
        let is = move |entry: &Entry| entry.record.type_label() == Some(lesson.label()) && !self.ended(entry);
        self.coming.iter().map(|(ix, _)| *ix).filter(move |ix| is(self.entry(*ix)))
    }

    /// Every leaf, in a fixed order.
    pub fn leaves(&self) -> Vec<Leaf> {
        let single = Leaf::SINGLE.into_iter().filter(|leaf| self.has_leaf(*leaf));
        let months = self.months().iter().map(|(year, month)| Leaf::Month(*year, *month));
        let past = self.years().flat_map(|year| (0..self.past_pages(year)).map(move |turn| Leaf::Past(year, turn)));
        single.chain(months).chain(past).collect()
    }

    /// The parts of a leaf's address below the language.
    pub(super) fn leaf_parts(&self, leaf: Leaf, lang: Lang) -> Vec<String> {
        let slug = |name: &str| self.config.slug(lang, name).to_owned();
        let section = kind_named("event").filter(|_| leaf.is_under_events()).map(|kind| slug(kind.name));
        let own = match leaf {
            Leaf::Month(year, month) => vec![format!("{year:04}-{month:02}")],
            Leaf::Past(year, 0) => vec![slug(leaf.name()), format!("{year:04}")],
            Leaf::Past(year, turn) => vec![slug(leaf.name()), format!("{year:04}"), (turn + 1).to_string()],
            _ => vec![slug(leaf.name())],
        };
        section.into_iter().chain(own).collect()
    }

    /// The leaf that the parts of an address name.
    pub(super) fn leaf_named(&self, parts: &[&str], lang: Lang) -> Option<Leaf> {
        let single = Leaf::SINGLE.into_iter();
        let number = |text: &str| text.parse::<u32>().ok();
        let month = |text: &str| {
            let (year, month) = text.split_once('-')?;
            Some(Leaf::Month(number(year)?.try_into().ok()?, number(month)?.try_into().ok()?))
        };
        let past = |year: &str, turn: u32| Some(Leaf::Past(number(year)?.try_into().ok()?, turn));
        let other = match *parts {
            [_, text] => month(text),
            [_, _, year] => past(year, 0),
            [_, _, year, turn] => past(year, number(turn)?.checked_sub(1)?),
            _ => None,
        };
        single.chain(other).find(|leaf| self.leaf_parts(*leaf, lang) == parts)
    }
}
