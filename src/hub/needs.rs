//! `content/needs.toml`: what residents asked for and what came of it, and what they were asked themselves.
//! A need is never a person: it has a month, not a day, and a place, not an address.

use jiff::civil::Date;

use super::Tables;
use super::tables::inside;
use crate::declare::{
    Empty, Field, Label, Located, Node, Reading, Shape, Translated, nearest, shortened, table, text_of,
};
use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::record::{PlaceId, Reference, TopicId};
use crate::value::date::date;
use crate::value::url::Url;

table! {
    /// Something that residents asked for.
    pub struct Need {
        /// What they asked for, in one sentence.
        need: Label,
        /// The month in which they asked, or in which it was counted last: `"2026-09"`.
        month: Month,
        /// How often.
        times: Option<u32>,
        /// What it is about.
        topic: Option<TopicId>,
        /// Where it is needed.
        place: Option<PlaceId>,
        /// What was done.
        answer: Option<Label>,
        /// What is going to be done.
        plan: Option<Label>,
        /// The records in which the answer stands.
        records: Box<[Reference]>,
    }

    /// A question that residents were asked.
    pub struct Consultation {
        /// What it was about.
        title: Label,
        /// What was asked.
        question: Option<Label>,
        /// The first day on which answers were taken.
        from: Date,
        /// The last day on which answers were taken.
        until: Located<Date>,
        /// How many answered.
        answers: Option<u32>,
        /// What came of it.
        result: Option<Label>,
        /// Where to answer, or to read more.
        url: Option<Url>,
        /// The records that it led to.
        records: Box<[Reference]>,
    }

    /// The file of the table.
    pub struct NeedFile { need: Box<[Need]>, consultation: Box<[Consultation]>, x: Empty }
}

impl Translated for Need {}
impl Translated for Consultation {}

/// A month of a year: `2026-09`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl Month {
    fn of(day: Date) -> Month {
        Month { year: day.year(), month: day.month() }
    }
}

impl Field for Month {
    const SHAPE: &'static Shape = &Shape::Notation("month", "2026-09");

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let written = match node.get_ref().as_str() {
            Some(_) => text_of(node, reading)?.to_owned(),
            None => reading.source_of(node),
        };
        // `2026-09` is a month when its first day is a day.
        let first = (node.get_ref().is_str() && written.len() == 7).then(|| date(&format!("{written}-01")).ok());
        if let Some(first) = first.flatten() {
            return Some(Month::of(first));
        }
        let meant = date(&written).ok().map(|day| format!("\"{}\"", Month::of(day)));
        let found = Diagnostic::new(Code::BadDate).at(reading.span(node.span())).with("found", shortened(&written));
        reading.report(found.with("why", Fact::Why("month-notation")).with_some("suggestion", meant));
        None
    }
}

/// Puts the needs into the tables, the newest first, and reports what is wrong with them.
pub(super) fn needs(file: NeedFile, at: &Span, tables: &mut Tables, told: &mut Vec<Diagnostic>) {
    for consultation in file.consultation.iter().filter(|one| *one.until < one.from) {
        let found = Diagnostic::new(Code::EndBeforeStart).at(inside(at, consultation.until.range()));
        told.push(found.with("start", consultation.from.to_string()).with("end", consultation.until.to_string()));
    }
    for need in &file.need {
        if let Some(topic) = need.topic.as_ref().filter(|topic| tables.topic(&topic.id).is_none()) {
            let found = Diagnostic::new(Code::UnknownTopic).at(inside(at, topic.at.range())).with("found", &*topic.id);
            told.push(found.with_some("suggestion", tables.topic_meant(&topic.id)));
        }
        if let Some(place) = need.place.as_ref().filter(|place| tables.place(&place.id).is_none()) {
            let found = Diagnostic::new(Code::UnknownPlace).at(inside(at, place.at.range())).with("found", &*place.id);
            told.push(found.with_some("suggestion", nearest(&place.id, tables.places.iter().map(super::HubPlace::id))));
        }
    }
    let (mut needs, mut consultations) = (file.need.into_vec(), file.consultation.into_vec());
    needs.sort_by_key(|need| std::cmp::Reverse(need.month));
    consultations.sort_by_key(|consultation| std::cmp::Reverse(*consultation.until));
    (tables.needs, tables.consultations) = (needs.into(), consultations.into());
}
