//! Health: one record per unit that residents choose or visit (a practice, a pharmacy, an on-call service).

use jiff::civil::Date;

use super::envelope::{Envelope, Status};
use super::freshness::{DatedAnswer, Freshness};
use super::offer::Offer;
use super::offer_tell::{self, hours_sections};
use super::reference::{Reference, ToProvider};
use super::service::Service;
use super::tell::{About, Block, Board, Fact, Lead, Plank, Say, Section, Shape, State, Telling};
use super::{Declare, Grouping, Kind, read};
use crate::declare::{Located, Group, Label, Translated, choice, table};
use crate::value::phone::Phone;
use crate::value::slug::Slug;
use crate::value::url::Url;

/// The kind.
pub static KIND: Kind = Kind {
    name: "health",
    folder: "health",
    schema_org: "MedicalClinic",
    check_every: Some(90),
    fields: &[Health::FIELDS, Offer::FIELDS],
    read: read::<Health>,
};

/// After how many days an answer about new patients has to be checked again (ZZZS publishes its lists daily,
/// practices change their minds monthly).
const ACCEPTS_DAYS: i32 = 30;

table! {
    /// A unit of health care.
    pub struct Health {
        /// What sort of unit it is.
        sort = "type": Sort,
        /// Whether it works at present.
        status: Option<Status>,
        /// Who pays.
        financing: Box<[Financing]>,
        /// The institution that runs it.
        operator: Option<ToProvider>,
        /// Whether it takes new patients.
        accepts: Option<Accepts>,
        /// Who works there.
        people: Box<[Person]>,
        /// How to make an appointment.
        booking: Option<Booking>,
        /// The group of hours in which it is on duty.
        duty: Option<Located<Slug>>,
        /// Trustworthy reading about health.
        literacy: Box<[Reading]>,
        /// What it does for people.
        service: Box<[Service]>,
    } with {
        /// On what terms it works.
        offer: Offer,
    }

    /// Whether new patients are taken.
    pub struct Accepts {
        /// The answer.
        value: Taking,
        /// The day on which it was true.
        on: Option<Date>,
        /// Who said so.
        source: Option<AcceptsSource>,
        /// What else to know.
        note: Option<Label>,
    }

    /// Somebody who works there (from the public register).
    pub struct Person {
        /// The name.
        name: Box<str>,
        /// What they do.
        role: Option<Label>,
        /// Share of full time: 0.2 is a day a week.
        fte: Option<f64>,
        /// Patients by the register's quotient.
        load: Option<u32>,
    }

    /// How to make an appointment.
    pub struct Booking {
        /// The number to call.
        phone: Option<Phone>,
        /// The group of hours in which it is answered.
        hours: Option<Located<Slug>>,
        /// A form.
        form: Option<Url>,
        /// Whether the national e-appointment system takes it.
        enarocanje: bool,
    }

    /// Something to read.
    pub struct Reading {
        /// Its title.
        title: Label,
        /// Where it is.
        url: Url,
    }
}

impl Translated for Person {}
impl Translated for Reading {}
impl Translated for Financing {}

choice! {
    /// What sort of unit it is (the codes of the Slovene open data on practices, and more).
    pub enum Sort: "health-type" {
        Gp = "gp",
        Ped = "ped",
        Den = "den",
        DenY = "den-y",
        DenS = "den-s",
        Gyn = "gyn",
        GpF = "gp-f",
        Pharmacy = "pharmacy",
        Emergency = "emergency",
        Duty = "duty",
        MentalHealth = "mental-health",
        Prevention = "prevention",
        Physio = "physio",
        Lab = "lab",
        Nursing = "nursing",
        Hospital = "hospital",
        Specialist = "specialist",
    }

    /// Who pays.
    pub enum Financing: "financing" {
        Public = "public",
        Concession = "concession",
        Private = "private",
    }

    /// Whether new patients are taken.
    pub enum Taking: "taking" {
        Yes = "yes",
        No = "no",
        Limited = "limited",
        Unknown = "unknown",
    }

    /// Who said whether new patients are taken.
    pub enum AcceptsSource: "accepts-source" {
        Zzzs = "zzzs",
        Practice = "practice",
        Resident = "resident",
    }
}

impl Health {
    /// Whether new patients are taken, as far as anybody knows on this day: an answer past twice its
    /// interval is no answer.
    pub fn taking(&self, today: Date) -> Option<Taking> {
        let accepts = self.accepts.as_ref()?;
        let term = self.dated_answer()?.term();
        let known = term.is_some_and(|term| term.state(today) != Freshness::Expired);
        Some(if known { accepts.value } else { Taking::Unknown })
    }

    fn board<'r>(&'r self, about: &About<'r>) -> Board<'r> {
        if let Some(board) = offer_tell::stopped(self.status, about) {
            return board;
        }
        let Some(taking) = self.taking(about.today) else {
            let mut board = offer_tell::open_board(&self.offer, about);
            self.booking_plank(&mut board);
            return board;
        };
        let (shape, answer) = match taking {
            Taking::Yes => (Shape::Yes, "board.taking-yes"),
            Taking::Limited => (Shape::Limited, "board.taking-limited"),
            Taking::No => (Shape::No, "board.taking-no"),
            Taking::Unknown => (Shape::Unknown, "board.taking-unknown"),
        };
        let mut board = Board {
            states: vec![State { shape, say: Say::key(taking_badge(taking)) }],
            answer: Some(Say::key(answer)),
            planks: about.planks(),
            ..Board::default()
        };
        if let Some(accepts) = &self.accepts {
            if let Some(on) = accepts.on.filter(|_| taking != Taking::Unknown) {
                let source = accepts.source.map_or("grounds.taking", |source| match source {
                    AcceptsSource::Zzzs => "grounds.taking-zzzs",
                    AcceptsSource::Practice => "grounds.taking-practice",
                    AcceptsSource::Resident => "grounds.taking-resident",
                });
                board.grounds.push(Say::Message(source, vec![("date", Say::Date(on))]));
                board.grounds.extend(accepts.note.as_ref().map(|note| Say::Words(note)));
            } else if let Some(on) = accepts.on {
                board.grounds.push(Say::Message("grounds.taking-expired", vec![("date", Say::ShortDate(on))]));
            }
        }
        self.booking_plank(&mut board);
        board
    }

    /// The number for appointments comes first, with the hours in which it is answered.
    fn booking_plank<'r>(&'r self, board: &mut Board<'r>) {
        let Some(phone) = self.booking.as_ref().and_then(|booking| booking.phone.as_ref()) else { return };
        let hours = self.booking.as_ref().and_then(|booking| booking.hours.as_ref());
        let groups = self.offer.hours.as_ref().map_or(&[][..], |hours| hours.groups());
        let week = hours.and_then(|id| groups.iter().find(|group| group.id() == Some(id.as_str())));
        let line = match week {
            Some(week) => Say::Message("plank.booking-hours", vec![("hours", Say::Week(week))]),
            None => Say::key("plank.booking"),
        };
        board.planks.retain(|plank| !matches!(plank.lead, Lead::Phone(_) | Lead::Email(_) | Lead::Web(_)));
        board.planks.insert(0, Plank { lead: Lead::Phone(phone), title: None, line: Some(line) });
    }

    fn facts(&self) -> Vec<Fact<'_>> {
        let mut facts = Vec::new();
        let money = self.financing.iter().map(|financing| Say::key(financing_sentence(*financing))).collect();
        facts.push(Fact { label: "label.financing", lines: money, honest: true });
        let people = self.people.iter().map(person).collect();
        facts.push(Fact { label: "label.people", lines: people, honest: false });
        let operator = self.operator.iter().map(|operator| Say::Record(&operator.0)).collect();
        facts.push(Fact { label: "label.operator", lines: operator, honest: false });
        let booking = self.booking.iter().flat_map(|booking| {
            let form = booking.form.as_ref().map(|form| Say::Web(form, None));
            form.into_iter().chain(booking.enarocanje.then(|| Say::key("booking.enarocanje")))
        });
        facts.push(Fact { label: "label.booking", lines: booking.collect(), honest: false });
        facts
    }
}

fn person(person: &Person) -> Say<'_> {
    let mut parts = vec![Say::Text((&*person.name).into())];
    parts.extend(person.role.as_ref().map(|role| Say::Words(role)));
    if let Some(fte) = person.fte.filter(|fte| *fte < 1.0 && *fte > 0.0) {
        // A fifth of full time is a day a week.
        let days = (fte * 5.0).round().max(1.0) as i64;
        parts.push(Say::Message("person.days", vec![("n", Say::Count(days))]));
    }
    Say::Parts(parts)
}

fn financing_sentence(financing: Financing) -> &'static str {
    match financing {
        Financing::Public => "financing-sentence.public",
        Financing::Concession => "financing-sentence.concession",
        Financing::Private => "financing-sentence.private",
    }
}

fn taking_badge(taking: Taking) -> &'static str {
    taking.label()
}

fn taking_shape(taking: Taking) -> Shape {
    match taking {
        Taking::Yes => Shape::Yes,
        Taking::Limited => Shape::Limited,
        Taking::No => Shape::No,
        Taking::Unknown => Shape::Unknown,
    }
}

impl Declare for Health {
    fn offer(&self) -> Option<&Offer> {
        Some(&self.offer)
    }

    fn services(&self) -> &[Service] {
        &self.service
    }

    fn add_service(&mut self, service: Service) {
        self.service = std::mem::take(&mut self.service).into_vec().into_iter().chain([service]).collect();
    }

    fn type_label(&self) -> Option<&'static str> {
        Some(self.sort.label())
    }

    fn grouping(&self, envelope: &Envelope, today: Date) -> Grouping {
        let _ = (envelope, today);
        Grouping::Label(self.sort as u16, self.sort.label())
    }

    fn hours_named(&self) -> Vec<&Located<Slug>> {
        let booking = self.booking.as_ref().and_then(|booking| booking.hours.as_ref());
        booking.into_iter().chain(&self.duty).collect()
    }

    fn dated_answer(&self) -> Option<DatedAnswer> {
        let accepts = self.accepts.as_ref()?;
        let (code, label) = (accepts.value.code(), accepts.value.label());
        Some(DatedAnswer { key: "accepts", code, label, on: accepts.on, days: ACCEPTS_DAYS })
    }

    fn ended(&self, envelope: &Envelope, today: Date) -> bool {
        let _ = (envelope, today);
        self.status == Some(Status::Closed)
    }

    fn closed(&self, envelope: &Envelope) -> bool {
        envelope.closed_on.is_some() || self.status == Some(Status::Closed)
    }

    fn references<'r>(&'r self, each: &mut dyn FnMut(&'static str, &'r Reference)) {
        if let Some(operator) = &self.operator {
            each("operator", &operator.0);
        }
    }

    fn belongs_to(&self) -> Option<&Reference> {
        self.operator.as_ref().map(|operator| &operator.0)
    }

    fn badges(&self, about: &About<'_>) -> Vec<State<'_>> {
        let taking = self.taking(about.today).map(|taking| State { shape: taking_shape(taking), say: Say::key(taking_badge(taking)) });
        taking.into_iter().collect()
    }

    fn meta<'r>(&'r self, about: &About<'r>) -> Vec<Say<'r>> {
        let _ = about;
        let financing = self.financing.iter().map(|financing| Say::key(financing.label()));
        std::iter::once(Say::key(self.sort.label())).chain(financing).collect()
    }

    fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r> {
        let mut sections = Vec::new();
        offer_tell::text(about, &mut sections);
        sections.extend(hours_sections(&self.offer, about, "heading.hours"));
        if !self.service.is_empty() {
            sections.push(Section { heading: "heading.services", blocks: vec![Block::Services] });
        }
        offer_tell::terms(&self.offer, about, &mut sections);
        offer_tell::place(about, &mut sections);
        sections.push(Section { heading: "heading.events", blocks: vec![Block::Back(&["organizer"])] });
        sections.push(Section { heading: "heading.work", blocks: vec![Block::Back(&["employer"])] });
        sections.push(Section { heading: "heading.parts", blocks: vec![Block::Back(&["operator", "parent"])] });
        sections.push(Section { heading: "heading.mentioned", blocks: vec![Block::Back(&["records"])] });
        let mut aside = offer_tell::contacts(about);
        aside.push(Section { heading: "heading.about", blocks: vec![Block::Facts(self.facts())] });
        if !self.literacy.is_empty() {
            let reading = self.literacy.iter().map(|reading| Say::Web(&reading.url, Some(&reading.title))).collect();
            aside.push(Section { heading: "heading.literacy", blocks: vec![Block::List(reading)] });
        }
        let mut lead = vec![Say::key(self.sort.label())];
        lead.extend(self.financing.iter().map(|financing| Say::key(financing.label())));
        Telling { lead, board: self.board(about), sections, aside }
    }
}
