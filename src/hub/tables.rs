//! The tables in content/: topics, places, holidays, urgent numbers, synonyms, notices; `needs` has a file of its own.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use toml::de::DeTable;

use super::needs::{self, Consultation, Need, NeedFile};
use super::synonyms::{self, SynonymFile, Synonyms};
use crate::config::Config;
use crate::declare::{
    Empty, Field, Group, Keys, Label, Located, Names, Node, Reading, Shape, Translated, because, choice, nearest,
    newer, syntax, table, text_of,
};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::record::{Reference, TopicId};
use crate::source::Sources;
use crate::value::date::{MonthDay, month_day};
use crate::value::holidays::HolidayTable;
use crate::value::postcode::Post;
use crate::value::slug::slug;
use crate::world::World;

table! {
    /// A topic.
    pub struct TopicKeys {
        /// Its id: a path, `pravice/socialne` under `pravice`.
        id: Located<TopicPath>,
        /// Its name.
        name: Label,
        /// What people call it as well, per language.
        also: Names,
        /// What is found there, in one sentence.
        summary: Option<Label>,
    }

    /// A place of the hub.
    pub struct PlaceKeys {
        /// Its id.
        id: Located<crate::value::slug::Slug>,
        /// Its names: one place, a name per language.
        name: Label,
        /// What sort of place it is.
        kind: PlaceSort,
        /// The place that it is part of.
        parent: Option<crate::record::PlaceId>,
        /// Latitude in degrees (WGS 84).
        lat: Option<f64>,
        /// Longitude in degrees (WGS 84).
        lon: Option<f64>,
        /// Postcode and town.
        post: Option<Post>,
    }

    /// A number for moments of need.
    pub struct Urgent {
        /// The number.
        number: crate::value::phone::Phone,
        /// Who answers.
        name: Label,
        /// What else to know.
        note: Option<Label>,
        /// Words of need that call the number up.
        words: Names,
    }

    /// An announcement.
    pub struct Notice {
        /// Its id.
        id: crate::value::slug::Slug,
        /// Its title.
        title: Label,
        /// At most two sentences.
        text: Label,
        /// The first day on which it shows.
        from: Date,
        /// The last day on which it shows.
        until: Located<Date>,
        /// How weighty it is.
        level: Option<NoticeLevel>,
        /// The topics on whose pages it shows.
        topics: Box<[TopicId]>,
        /// The records on whose pages it shows.
        records: Box<[Reference]>,
    }

    /// A work-free day that the law does not name.
    pub struct AddedDay {
        /// Which day: a date, or `"05-15"` for every year.
        on: DayOrDate,
        /// Its name.
        name: Label,
        /// The first year in which it is.
        from: Option<u32>,
    }

    /// A work-free day that was none here.
    pub struct RemovedDay {
        /// Which date.
        on: Located<Date>,
        /// Why.
        why: Option<Label>,
    }

    /// The file of the table.
    pub struct TopicFile { topic: Box<[TopicKeys]>, x: Empty }
    /// The file of the table.
    pub struct PlaceFile { place: Box<[PlaceKeys]>, x: Empty }
    /// The file of the table.
    pub struct UrgentFile { number: Box<[Urgent]>, x: Empty }
    /// The file of the table.
    pub struct NoticeFile { notice: Box<[Notice]>, x: Empty }
    /// The file of the table.
    pub struct HolidayFile {
        country = "use": Option<Country>,
        add: Box<[AddedDay]>,
        remove: Box<[RemovedDay]>,
        x: Empty,
    }
}

impl Translated for TopicKeys {}
impl Translated for PlaceKeys {}
impl Translated for Urgent {}
impl Translated for Notice {}
impl Translated for AddedDay {}
impl Translated for RemovedDay {}

choice! {
    /// What sort of place it is.
    pub enum PlaceSort: "place-kind" {
        Municipality = "municipality",
        Settlement = "settlement",
        Quarter = "quarter",
        Region = "region",
        Country = "country",
    }

    /// How weighty a notice is.
    pub enum NoticeLevel: "notice-level" {
        Info = "info",
        Important = "important",
    }

    /// Whose work-free days hold.
    pub enum Country: "holidays-of" {
        Slovenia = "SI",
    }
}

/// The tables with the keys that their files may hold.
pub const TABLES: &[(&str, &[crate::declare::Declared])] = &[
    ("topics", TopicFile::FIELDS),
    ("places", PlaceFile::FIELDS),
    ("holidays", HolidayFile::FIELDS),
    ("urgent", UrgentFile::FIELDS),
    ("notices", NoticeFile::FIELDS),
    ("needs", NeedFile::FIELDS),
    ("synonyms", SynonymFile::FIELDS),
];

/// The id of a topic: slugs with slashes between.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct TopicPath(Box<str>);

impl Field for TopicPath {
    const SHAPE: &'static Shape = &Shape::Notation("topic", "pravice/socialne");

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        for part in text.split('/') {
            if let Err(wrong) = slug(part) {
                let suggestion: Option<Vec<String>> = text.split('/').map(crate::value::slug::suggest).collect();
                let wrong =
                    crate::value::Wrong { at: 0..0, suggestion: suggestion.map(|parts| parts.join("/")), ..wrong };
                reading.refused(Code::BadId, node, wrong);
                return None;
            }
        }
        Some(TopicPath(text.into()))
    }
}

/// A date, or a day of every year.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum DayOrDate {
    /// Once.
    Once(Date),
    /// Every year.
    Yearly(MonthDay),
}

impl Field for DayOrDate {
    const SHAPE: &'static Shape = &Shape::Either(&[&Shape::Date, &Shape::Notation("month-day", "05-15")]);

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        match node.get_ref().as_str().map(month_day) {
            Some(Ok(day)) => Some(DayOrDate::Yearly(day)),
            Some(Err(wrong)) => {
                reading.refused(Code::BadDate, node, wrong);
                None
            }
            None => <Date as Field>::read(node, reading).map(DayOrDate::Once),
        }
    }
}

/// A topic with its place in the tree.
#[derive(Debug)]
pub struct Topic {
    /// Its keys.
    pub keys: TopicKeys,
    /// The topic that it is under.
    pub parent: Option<usize>,
}

impl Topic {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.keys.id.0
    }
}

/// A place with its place in the tree.
#[derive(Debug)]
pub struct HubPlace {
    /// Its keys.
    pub keys: PlaceKeys,
    /// The place that it is part of.
    pub parent: Option<usize>,
}

impl HubPlace {
    /// Its id.
    pub fn id(&self) -> &str {
        self.keys.id.as_str()
    }
}

/// All tables of a hub.
#[derive(Debug, Default)]
pub struct Tables {
    /// Topics, in the order of the file.
    pub topics: Vec<Topic>,
    /// Places, in the order of the file.
    pub places: Vec<HubPlace>,
    /// Urgent numbers, in the order of the file.
    pub urgent: Box<[Urgent]>,
    /// Words that mean the same, in the order of the file.
    pub synonyms: Box<[Synonyms]>,
    /// Notices, the important ones first, else in the order of the file.
    pub notices: Box<[Notice]>,
    /// What residents asked for, the newest first.
    pub needs: Box<[Need]>,
    /// What residents were asked, the newest first.
    pub consultations: Box<[Consultation]>,
    /// Work-free days.
    pub holidays: Option<HolidayTable>,
    /// Names of the work-free days that the hub added.
    pub added_days: Box<[AddedDay]>,
    topic_ids: HashMap<Box<str>, usize>,
    place_ids: HashMap<Box<str>, usize>,
}

impl Tables {
    /// The position of a topic.
    pub fn topic(&self, id: &str) -> Option<usize> {
        self.topic_ids.get(id).copied()
    }

    /// The position of a place.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.place_ids.get(id).copied()
    }

    /// The topic nearest to what was written, by id or by name.
    pub fn topic_meant(&self, written: &str) -> Option<&str> {
        let ids = || self.topics.iter().map(Topic::id);
        let named = self.topics.iter().find(|topic| names(&topic.keys.name, written)).map(Topic::id);
        let last = ids().find(|id| id.rsplit('/').next() == Some(written));
        named.or(last).or_else(|| nearest(written, ids()))
    }

    /// The place nearest to what was written, by id or by name.
    pub fn place_meant(&self, written: &str) -> Option<&str> {
        let named = self.places.iter().find(|place| names(&place.keys.name, written)).map(HubPlace::id);
        named.or_else(|| nearest(written, self.places.iter().map(HubPlace::id)))
    }
}

fn names(label: &Label, written: &str) -> bool {
    label.all().any(|(_, name)| name.to_lowercase() == written.to_lowercase())
}

/// Reads the tables; what is wrong in them concerns every page.
pub fn read(world: &dyn World, sources: &Sources, config: &Config) -> (Tables, Vec<Diagnostic>) {
    let mut tables = Tables::default();
    let mut told = Vec::new();
    if let Some((file, reading)) = file::<TopicFile>(world, sources, config, "topics", &mut told) {
        topics(file, &reading, &mut tables, &mut told);
    }
    if let Some((file, reading)) = file::<PlaceFile>(world, sources, config, "places", &mut told) {
        places(file, &reading, &mut tables, &mut told);
    }
    if let Some((file, _)) = file::<UrgentFile>(world, sources, config, "urgent", &mut told) {
        tables.urgent = file.number;
    }
    if let Some((file, at)) = file::<SynonymFile>(world, sources, config, "synonyms", &mut told) {
        told.append(&mut synonyms::check(&file.group, &at));
        tables.synonyms = file.group;
    }
    if let Some((file, at)) = file::<NoticeFile>(world, sources, config, "notices", &mut told) {
        for notice in file.notice.iter().filter(|notice| *notice.until < notice.from) {
            let found = Diagnostic::new(Code::EndBeforeStart).at(inside(&at, notice.until.range()));
            told.push(found.with("start", notice.from.to_string()).with("end", notice.until.to_string()));
        }
        notices_named(&file.notice, &at, &tables, &mut told);
        let mut notices = file.notice.into_vec();
        notices.sort_by_key(|notice| notice.level != Some(NoticeLevel::Important));
        tables.notices = notices.into();
    }
    if let Some((file, at)) = file::<NeedFile>(world, sources, config, "needs", &mut told) {
        needs::needs(file, &at, &mut tables, &mut told);
    }
    if let Some((file, at)) = file::<HolidayFile>(world, sources, config, "holidays", &mut told) {
        holidays(file, &at, &mut tables, &mut told);
    }
    (tables, told)
}

fn file<F: Group>(
    world: &dyn World,
    sources: &Sources,
    config: &Config,
    name: &'static str,
    told: &mut Vec<Diagnostic>,
) -> Option<(F, Span)> {
    let path: Arc<str> = sources.tables.get(name)?.clone();
    let at = Span { file: path.clone(), range: 0..0 };
    let bytes = world.read(&path);
    let bytes = bytes.map_err(|error| {
        told.push(Diagnostic::new(Code::Unreadable).at(at.clone()).with("reason", error.to_string()));
    });
    let bytes = bytes.ok()?;
    let text = syntax::text(&path, &bytes).map_err(|found| told.push(*found)).ok()?;
    let mut reading = Reading::new(path, text, &config.languages, world.today());
    reading.what = name;
    if text.starts_with('\u{feff}') {
        reading.base = '\u{feff}'.len_utf8();
    }
    let (table, mut wrong) = syntax::parse(&text[reading.base..], &reading);
    if !wrong.is_empty() {
        told.append(&mut wrong);
        return None;
    }
    newer::report(&text[reading.base..], &mut reading);
    let table: DeTable<'_> = table.into_inner();
    let mut keys = Keys::new(&table, 0..0);
    let read = F::read_keys(&mut keys, &mut reading);
    keys.finish(&mut reading);
    told.append(&mut reading.diagnostics);
    Some((read?, at))
}

/// A place in the file of a table.
pub(super) fn inside(file: &Span, range: std::ops::Range<usize>) -> Span {
    Span { file: file.file.clone(), range }
}

/// Topics that notices name and that are none.
fn notices_named(notices: &[Notice], at: &Span, tables: &Tables, told: &mut Vec<Diagnostic>) {
    for topic in notices.iter().flat_map(|notice| &*notice.topics).filter(|topic| tables.topic(&topic.id).is_none()) {
        let found = Diagnostic::new(Code::UnknownTopic).at(inside(at, topic.at.range())).with("found", &*topic.id);
        told.push(found.with_some("suggestion", tables.topic_meant(&topic.id)));
    }
}

fn topics(file: TopicFile, at: &Span, tables: &mut Tables, told: &mut Vec<Diagnostic>) {
    // Of twins the first has the id.
    let ids: HashMap<Box<str>, usize> =
        file.topic.iter().enumerate().rev().map(|(turn, topic)| (topic.id.0.clone(), turn)).collect();
    for (turn, keys) in file.topic.into_vec().into_iter().enumerate() {
        if ids[&keys.id.0] != turn {
            let found = Diagnostic::new(Code::DuplicateId).at(inside(at, keys.id.range())).with("found", &*keys.id.0);
            told.push(found.with("other", &*at.file));
        }
        let above = keys.id.0.rsplit_once('/').map(|(above, _)| above);
        let parent = above.and_then(|above| ids.get(above)).copied();
        if let (Some(above), None) = (above, parent) {
            let found = Diagnostic::new(Code::UnknownTopic).at(inside(at, keys.id.range())).with("found", above);
            told.push(found.with_some("suggestion", nearest(above, ids.keys().map(|id| &**id))));
        }
        tables.topics.push(Topic { keys, parent });
    }
    tables.topic_ids = ids;
}

fn places(file: PlaceFile, at: &Span, tables: &mut Tables, told: &mut Vec<Diagnostic>) {
    let ids: HashMap<Box<str>, usize> =
        file.place.iter().enumerate().rev().map(|(turn, place)| (place.id.as_str().into(), turn)).collect();
    for (turn, keys) in file.place.into_vec().into_iter().enumerate() {
        if ids[keys.id.as_str()] != turn {
            let found = Diagnostic::new(Code::DuplicateId).at(inside(at, keys.id.range()));
            told.push(found.with("found", keys.id.as_str()).with("other", &*at.file));
        }
        let parent = keys.parent.as_ref().and_then(|parent| ids.get(&parent.id)).copied();
        if let (Some(above), None) = (&keys.parent, parent) {
            let found = Diagnostic::new(Code::UnknownPlace).at(inside(at, above.at.range())).with("found", &*above.id);
            told.push(found.with_some("suggestion", nearest(&above.id, ids.keys().map(|id| &**id))));
        }
        tables.places.push(HubPlace { keys, parent });
    }
    for (turn, place) in tables.places.iter().enumerate() {
        let mut above = place.parent;
        let mut steps = 0;
        while let Some(next) = above.filter(|next| *next != turn && steps <= tables.places.len()) {
            above = tables.places[next].parent;
            steps += 1;
        }
        if above.is_some() {
            let range = place.keys.parent.as_ref().map_or(0..0, |parent| parent.at.range());
            told.push(Diagnostic::new(Code::ParentCycle).at(inside(at, range)).with("found", place.id()));
        }
    }
    tables.place_ids = ids;
}

fn holidays(file: HolidayFile, at: &Span, tables: &mut Tables, told: &mut Vec<Diagnostic>) {
    let mut days = file.country.map(|Country::Slovenia| HolidayTable::slovenia()).unwrap_or_default();
    for (turn, added) in file.add.iter().enumerate() {
        match added.on {
            DayOrDate::Once(date) => days.add_once(date, turn),
            DayOrDate::Yearly(day) => days.add_yearly(day, added.from.and_then(|year| i16::try_from(year).ok()), turn),
        }
    }
    for removed in &file.remove {
        if let Err(wrong) = days.remove(*removed.on) {
            told.push(because(Diagnostic::new(Code::NoHoliday).at(inside(at, removed.on.range())), &wrong.why));
        }
    }
    tables.holidays = Some(days);
    tables.added_days = file.add;
}
