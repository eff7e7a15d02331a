//! `[[hours]]`: how a group of opening hours is written in TOML. The model and what can be wrong with it
//! are in `value::hours`.

use jiff::civil::Date;
use serde::ser::SerializeMap;

use crate::declare::{Field, Label, Node, Reading, Shape, Translated, because, choice, read_table, table, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::value::clock::{self, Span};
use crate::value::date::{MonthDay, month_day};
use crate::value::hours::{self, Dates, Days, Every, Holidays, Season, Week};
use crate::value::osm;
use crate::value::slug::Slug;
use crate::value::weekday::{NthDay, Weekday, nth_day};

pub use crate::value::hours::HoursKind;

/// A group of hours.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours(hours::Hours<Label>);

/// Dates on which other hours hold.
pub type Exception = hours::Exception<Label>;

impl std::ops::Deref for Hours {
    type Target = hours::Hours<Label>;

    fn deref(&self) -> &hours::Hours<Label> {
        &self.0
    }
}

table! {
    /// The keys of a group.
    pub struct HoursKeys {
        /// Its name inside the record.
        id: Option<Slug>,
        /// What is open.
        kind: Option<KindCode>,
        /// What it is called.
        label: Option<Label>,
        /// Monday.
        mo: Box<[SpanText]>,
        /// Tuesday.
        tu: Box<[SpanText]>,
        /// Wednesday.
        we: Box<[SpanText]>,
        /// Thursday.
        th: Box<[SpanText]>,
        /// Friday.
        fr: Box<[SpanText]>,
        /// Saturday.
        sa: Box<[SpanText]>,
        /// Sunday.
        su: Box<[SpanText]>,
        /// In OpenStreetMap's notation, instead of the days.
        osm: Option<Box<str>>,
        /// On which n-th weekdays of the month, instead of the days.
        on: Box<[NthText]>,
        /// When on them.
        open: Box<[SpanText]>,
        /// Every so many weeks.
        every: Option<u32>,
        /// A day in the first of those weeks.
        from: Option<Date>,
        /// What holds on work-free days.
        holidays: Option<HolidayText>,
        /// One has to arrange to come.
        by_appointment: bool,
        /// In which part of the year.
        season: Option<SeasonKeys>,
        /// What else to know.
        note: Option<Label>,
        /// Dates with other hours.
        except: Box<[ExceptKeys]>,
    }

    /// A part of the year.
    pub struct SeasonKeys {
        /// Its first day: `06-15`.
        from: MonthDay,
        /// Its last day.
        to: MonthDay,
    }

    /// Dates with other hours.
    pub struct ExceptKeys {
        /// Which dates.
        on: Box<[Date]>,
        /// The first of a row of dates.
        from: Option<Date>,
        /// The last of them.
        to: Option<Date>,
        /// When; an empty list is closed.
        open: Box<[SpanText]>,
        /// Why.
        why: Option<Label>,
    }
}

impl Translated for ExceptKeys {}

macro_rules! texts {
    ($( $(#[$doc:meta])* $Name:ident($Inner:ty), $notation:literal, $example:literal, $parse:path; )*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Name($Inner);

        impl Field for $Name {
            const SHAPE: &'static Shape = &Shape::Notation($notation, $example);

            fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
                let text = text_of(node, reading)?;
                $parse(text).map($Name).map_err(|wrong| reading.refused(Code::BadHours, node, wrong)).ok()
            }
        }

        impl Translated for $Name {}

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(&Shown(&self.0))
            }
        }
    )* };
}

texts! {
    /// `08:00-12:00`.
    SpanText(Span), "span", "08:00-12:00", clock::span;
    /// `1.tu`.
    NthText(NthDay), "nth-day", "1.tu", nth_day;
    /// `closed`, `open`, `as-sunday`, `unknown` or spans.
    HolidayText(Holidays), "holidays", "closed", hours::holidays;
}

choice! {
    /// What is open in the hours of a group.
    pub enum KindCode: "hours-kind" {
        Open = "open",
        Office = "office",
        Phone = "phone",
        Ordering = "ordering",
        Duty = "duty",
        SelfService = "self-service",
        Staffed = "staffed",
        Reception = "reception",
    }
}

impl KindCode {
    fn kind(self) -> HoursKind {
        HoursKind::of_code(self.code()).expect("the codes are those of HoursKind, a test compares them")
    }
}

impl serde::Serialize for MonthDay {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl Field for MonthDay {
    const SHAPE: &'static Shape = &Shape::Notation("month-day", "06-15");

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        month_day(text).map_err(|wrong| reading.refused(Code::BadDate, node, wrong)).ok()
    }
}

/// How a value is written back.
struct Shown<'v, T>(&'v T);

impl std::fmt::Display for Shown<'_, Span> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Display for Shown<'_, NthDay> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Display for Shown<'_, Holidays> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Holidays::Unknown => f.write_str("unknown"),
            Holidays::Closed => f.write_str("closed"),
            Holidays::Open => f.write_str("open"),
            Holidays::AsSunday => f.write_str("as-sunday"),
            Holidays::Spans(spans) => f.write_str(&spans.iter().map(Span::to_string).collect::<Vec<_>>().join(", ")),
        }
    }
}

impl Hours {
    /// What a group looks like in TOML.
    pub(crate) const SHAPE: &'static Shape = HoursKeys::SHAPE;

    /// The id by which contacts and bookings name it.
    pub fn id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    /// Whether no day or time is known of it.
    pub fn is_unknown(&self) -> bool {
        let empty = match &self.0.days {
            Days::Week(week) => week.is_empty(),
            Days::Nth { on, .. } => on.is_empty(),
        };
        empty && self.0.exceptions.is_empty() && !self.0.by_appointment
    }

    /// Reads a table of `[[hours]]`; the one-line notation can make several groups of it.
    pub(crate) fn read_all(node: &Node<'_>, reading: &mut Reading<'_>) -> Vec<Hours> {
        let before = reading.diagnostics.len();
        let Some(keys) = read_table::<HoursKeys>(node, reading) else { return Vec::new() };
        let clean = reading.diagnostics.len() == before;
        let groups = match keys.osm.clone() {
            Some(text) => from_osm(&text, &keys, node, reading),
            None => vec![from_keys(keys, node, reading)],
        };
        for group in groups.iter().filter(|_| clean) {
            for fault in group.0.validate() {
                crate::declare::refused_inside(Code::BadHours, node, &fault.path, fault.wrong, reading);
            }
        }
        groups
    }
}

fn spans(texts: &[SpanText]) -> Vec<Span> {
    texts.iter().map(|text| text.0).collect()
}

fn from_keys(keys: HoursKeys, node: &Node<'_>, reading: &mut Reading<'_>) -> Hours {
    let table = node.get_ref().as_table();
    let has = |key: &str| table.is_some_and(|table| table.contains_key(key));
    let days = if has("on") {
        let named = Weekday::ALL.iter().find(|day| has(day.code()));
        if let (Some(day), Some(table)) = (named, table) {
            let at = table.get(day.code()).map_or(node.span(), toml::Spanned::span);
            let both = Diagnostic::new(Code::NotBoth).at(reading.span(at)).with("key", day.code()).with("other", "on");
            reading.report(both);
        }
        Days::Nth { on: keys.on.iter().map(|day| day.0).collect(), open: spans(&keys.open).into() }
    } else {
        if let Some(open) = table.and_then(|table| table.get("open")) {
            let needs =
                Diagnostic::new(Code::NeedsAlso).at(reading.span(open.span())).with("key", "open").with("other", "on");
            reading.report(needs);
        }
        let week = [&keys.mo, &keys.tu, &keys.we, &keys.th, &keys.fr, &keys.sa, &keys.su].map(|day| spans(day));
        Days::Week(Week::new(week.each_ref().map(Vec::as_slice)))
    };
    Hours(hours::Hours {
        id: keys.id.map(|id| id.as_str().into()),
        kind: keys.kind.map_or(HoursKind::Open, KindCode::kind),
        label: keys.label,
        days,
        every: every(keys.every, keys.from, node, reading),
        season: keys.season.map(|season| Season { from: season.from, to: season.to }),
        holidays: keys.holidays.map_or(Holidays::Unknown, |text| text.0),
        by_appointment: keys.by_appointment,
        exceptions: keys.except.iter().map(exception).collect(),
        note: keys.note,
    })
}

fn exception(keys: &ExceptKeys) -> Exception {
    let row = keys.from.zip(keys.to).map(|(first, last)| Dates { first, last });
    let row = row.or(keys.from.or(keys.to).map(Dates::one));
    Exception {
        on: keys.on.iter().copied().map(Dates::one).chain(row).collect(),
        open: spans(&keys.open).into(),
        why: keys.why.clone(),
    }
}

fn every(weeks: Option<u32>, from: Option<Date>, node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Every> {
    let (key, other) = match (weeks, from) {
        (Some(weeks), Some(from)) => return Some(Every { weeks: u8::try_from(weeks).unwrap_or(u8::MAX), from }),
        (None, None) => return None,
        (Some(_), None) => ("every", "from"),
        (None, Some(_)) => ("from", "every"),
    };
    let at = node.get_ref().as_table().and_then(|table| table.get(key)).map_or(node.span(), toml::Spanned::span);
    reading.report(Diagnostic::new(Code::NeedsAlso).at(reading.span(at)).with("key", key).with("other", other));
    None
}

/// The groups of the one-line notation; what it cannot say is kept as a note and reported.
fn from_osm(text: &str, keys: &HoursKeys, node: &Node<'_>, reading: &mut Reading<'_>) -> Vec<Hours> {
    let table = node.get_ref().as_table();
    let named = Weekday::ALL.iter().map(|day| day.code()).chain(["on", "open", "every"]);
    for key in named.filter(|key| table.is_some_and(|table| table.contains_key(*key))) {
        let at = table.and_then(|table| table.get(key)).map_or(node.span(), toml::Spanned::span);
        reading.report(Diagnostic::new(Code::NotBoth).at(reading.span(at)).with("key", key).with("other", "osm"));
    }
    let Some(value) = table.and_then(|table| table.get("osm")) else { return Vec::new() };
    match osm::parse(text) {
        Ok(groups) => {
            let lang = reading.lang;
            let mut groups: Vec<_> = groups
                .into_iter()
                .map(|group| group.map(|words: Box<str>| Label(crate::text::Words::one(lang, words))))
                .collect();
            let count = groups.len();
            for (turn, group) in groups.iter_mut().enumerate() {
                group.kind = keys.kind.map_or(HoursKind::Open, KindCode::kind);
                group.id = keys.id.as_ref().filter(|_| turn == 0).map(|id| id.as_str().into());
                group.label = group.label.take().or_else(|| keys.label.clone());
                if let Some(note) = keys.note.clone().filter(|_| turn + 1 == count) {
                    group.note = group.note.take().or(Some(note));
                }
                if let Some(HolidayText(holidays)) = &keys.holidays {
                    group.holidays = holidays.clone();
                }
            }
            groups.into_iter().map(Hours).collect()
        }
        Err(wrong) => {
            let at = reading.span_inside(value, wrong.at.clone());
            let kept = Diagnostic::new(Code::OsmKept).at(at).with("found", crate::declare::shortened(text));
            reading.report(because(kept, &wrong.why).with_some("suggestion", wrong.suggestion));
            let mut group = hours::Hours::week(Week::default());
            group.note = Some(Label(crate::text::Words::one(reading.lang, text)));
            group.by_appointment = keys.by_appointment;
            vec![Hours(group)]
        }
    }
}

/// As it is written in TOML.
impl serde::Serialize for Hours {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        let hours = &self.0;
        if let Some(id) = &hours.id {
            map.serialize_entry("id", id)?;
        }
        map.serialize_entry("kind", hours.kind.code())?;
        if let Some(label) = &hours.label {
            map.serialize_entry("label", label)?;
        }
        match &hours.days {
            Days::Week(week) => {
                for day in Weekday::ALL {
                    let spans: Vec<Span> = week.day(day).collect();
                    if !spans.is_empty() {
                        map.serialize_entry(day.code(), &spans)?;
                    }
                }
            }
            Days::Nth { on, open } => {
                map.serialize_entry("on", &on.iter().map(NthDay::to_string).collect::<Vec<_>>())?;
                map.serialize_entry("open", open)?;
            }
        }
        if let Some(every) = hours.every {
            map.serialize_entry("every", &every.weeks)?;
            map.serialize_entry("from", &every.from)?;
        }
        map.serialize_entry("holidays", &Shown(&hours.holidays).to_string())?;
        if hours.by_appointment {
            map.serialize_entry("by_appointment", &true)?;
        }
        if let Some(season) = hours.season {
            map.serialize_entry("season", &[season.from.to_string(), season.to.to_string()])?;
        }
        let except: Vec<_> = hours.exceptions.iter().map(ShownException).collect();
        if !except.is_empty() {
            map.serialize_entry("except", &except)?;
        }
        if let Some(note) = &hours.note {
            map.serialize_entry("note", note)?;
        }
        map.end()
    }
}

struct ShownException<'e>(&'e Exception);

impl serde::Serialize for ShownException<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        let dates: Vec<Date> = self.0.on.iter().flat_map(|dates| dates.iter()).collect();
        map.serialize_entry("on", &dates)?;
        // A row of dates is told by its ends as well: so it stands in the file.
        if let Some(row) = self.0.on.iter().find(|dates| dates.first < dates.last) {
            map.serialize_entry("from", &row.first)?;
            map.serialize_entry("to", &row.last)?;
        }
        map.serialize_entry("open", &self.0.open)?;
        if let Some(why) = &self.0.why {
            map.serialize_entry("why", why)?;
        }
        map.end()
    }
}
