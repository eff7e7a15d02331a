//! Guides: a question that residents ask, the answer in steps, and the records that help.

use jiff::civil::Date;

use super::envelope::{Envelope, Status};
use super::offer_tell;
use super::reference::Reference;
use super::tell::{About, Block, Board, Fact, Lead, Plank, Say, Section, Telling};
use super::{Declare, Grouping, Kind, read};
use crate::declare::{Group, Label, Translated, choice, table};
use crate::text::Words;
use crate::value::url::Url;

/// The kind.
pub static KIND: Kind = Kind {
    name: "guide",
    folder: "guides",
    schema_org: "Article",
    check_every: Some(365),
    fields: &[Guide::FIELDS],
    read: read::<Guide>,
};

table! {
    /// A guide.
    pub struct Guide {
        /// What sort of question it is.
        sort = "type": Sort,
        /// Whether it still holds.
        status: Option<Status>,
        /// The question as people ask it.
        question: Option<Words>,
        /// The answer, in one sentence.
        answer: Option<Words>,
        /// What has to be done by when.
        deadline: Option<Label>,
        /// The records that help.
        records: Box<[Reference]>,
        /// What the answer rests on.
        sources: Box<[Reading]>,
        /// Who looked through it.
        reviewed: Option<Reviewed>,
    }

    /// What an answer rests on.
    pub struct Reading {
        /// Its title.
        title: Label,
        /// Where it is.
        url: Option<Url>,
        /// When it was read.
        on: Option<Date>,
    }

    /// Who looked through a guide.
    pub struct Reviewed {
        /// When.
        on: Date,
        /// Who.
        by: Option<Box<str>>,
    }
}

impl Translated for Reading {}

choice! {
    /// What sort of question a guide answers.
    pub enum Sort: "guide-type" {
        LifeSituation = "life-situation",
        Rights = "rights",
        Business = "business",
        Learning = "learning",
        Newcomers = "newcomers",
        HealthLiteracy = "health-literacy",
        Family = "family",
        Care = "care",
        Consumer = "consumer",
        Reading = "reading",
    }
}

impl Guide {
    fn board<'r>(&'r self, about: &About<'r>) -> Board<'r> {
        if let Some(board) = offer_tell::stopped(self.status, about) {
            return board;
        }
        let answer = self.answer.as_ref().or(about.envelope.summary.as_ref()).map(Say::Words);
        let deadline = self.deadline.as_ref().map(|deadline| Say::Words(deadline));
        let mut planks = about.planks();
        if planks.is_empty() {
            // Who helps first is whom a guide names first.
            let helper = |reference| Plank { lead: Lead::Record(reference), title: None, line: None };
            planks.extend(self.records.first().map(helper));
        }
        Board { answer, grounds: deadline.into_iter().collect(), planks, ..Board::default() }
    }

    fn review(&self) -> Vec<Fact<'_>> {
        let reviewed = self.reviewed.as_ref().map(|reviewed| {
            let by = reviewed.by.as_ref().map(|by| Say::Text((&**by).into()));
            Say::Parts(std::iter::once(Say::Date(reviewed.on)).chain(by).collect())
        });
        let sources = self.sources.iter().map(|source| {
            let name = match &source.url {
                Some(url) => Say::Web(url, Some(&source.title)),
                None => Say::Words(&source.title),
            };
            Say::Parts(std::iter::once(name).chain(source.on.map(Say::ShortDate)).collect())
        });
        vec![
            Fact { label: "label.reviewed", lines: reviewed.into_iter().collect(), honest: true },
            Fact { label: "label.sources", lines: sources.collect(), honest: false },
        ]
    }
}

impl Declare for Guide {
    fn type_label(&self) -> Option<&'static str> {
        Some(self.sort.label())
    }

    fn grouping(&self, envelope: &Envelope, today: Date) -> Grouping {
        let _ = (envelope, today);
        Grouping::Label(self.sort as u16, self.sort.label())
    }

    fn ended(&self, envelope: &Envelope, today: Date) -> bool {
        let _ = (envelope, today);
        self.status == Some(Status::Closed)
    }

    fn closed(&self, envelope: &Envelope) -> bool {
        envelope.closed_on.is_some() || self.status == Some(Status::Closed)
    }

    fn references<'r>(&'r self, each: &mut dyn FnMut(&'static str, &'r Reference)) {
        self.records.iter().for_each(|reference| each("records", reference));
    }

    fn meta<'r>(&'r self, about: &About<'r>) -> Vec<Say<'r>> {
        let _ = about;
        vec![Say::key(self.sort.label())]
    }

    fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r> {
        let mut sections = Vec::new();
        if let Some(body) = &about.envelope.body {
            sections.push(Section { heading: "", blocks: vec![Block::Steps(body)] });
        }
        if !self.records.is_empty() {
            sections.push(Section { heading: "heading.who-helps", blocks: vec![Block::Records(&self.records)] });
        }
        sections.push(Section { heading: "heading.mentioned", blocks: vec![Block::Back(&["records"])] });
        let mut aside = offer_tell::contacts(about);
        aside.push(Section { heading: "heading.reviewed", blocks: vec![Block::Facts(self.review())] });
        let mut lead = vec![Say::key(self.sort.label())];
        lead.extend(self.question.as_ref().map(Say::Words));
        Telling { lead, board: self.board(about), sections, aside }
    }
}
