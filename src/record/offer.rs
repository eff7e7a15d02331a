//! What is offered to people and on what terms: when, how, for whom, for how much, with which papers.
//! Organizations, services, health records and events have it. Nothing of it is inherited.

use super::hours::Hours;
use super::reference::PlaceId;
use crate::declare::{Field, Label, Node, Reading, Shape, Translated, choice, table, text_of};
use crate::diagnostic::Code;
use crate::text::{Prose, Words};
use crate::value::language::{Language, language};
use crate::value::money::{self, Currency, Money};
use crate::value::url::Url;

table! {
    /// The keys of an offer.
    pub struct Offer {
        /// When.
        hours: Option<HoursList>,
        /// How one can get it.
        mode: Box<[Mode]>,
        /// How accessible it is.
        access: Option<Box<Access>>,
        /// Which languages are spoken.
        language: Box<[Spoken]>,
        /// Who can get it.
        eligibility: Option<Box<Eligibility>>,
        /// What to bring.
        documents: Box<[Label]>,
        /// How to get it, step by step.
        how_to: Option<Prose>,
        /// Where to apply.
        apply_url: Option<Url>,
        /// Whether somebody has to send you.
        referral: Option<Referral>,
        /// How long it takes until it is your turn.
        wait: Option<Label>,
        /// What it costs; absent is not known.
        cost: Option<Costs>,
        /// How it can be paid.
        payment: Box<[Payment]>,
    }

    /// How accessible something is.
    pub struct Access {
        /// For wheelchairs.
        wheelchair: Option<Answer>,
        /// An accessible toilet.
        toilet: Option<Answer>,
        /// A lift.
        lift: Option<Answer>,
        /// An induction loop.
        induction_loop: Option<Answer>,
        /// Sign language.
        sign_language: Option<Answer>,
        /// Easy-to-read texts.
        easy_read: Option<Answer>,
        /// What else to know.
        note: Option<Label>,
    }

    /// A language that is spoken.
    pub struct Spoken {
        /// Its code.
        code: Language,
        /// How.
        how: Option<SpokenHow>,
        /// What else to know.
        note: Option<Label>,
    }

    /// Who can get it.
    pub struct Eligibility {
        /// In words.
        text: Option<Words>,
        /// The youngest age, in years.
        min_age: Option<u32>,
        /// The oldest age, in years.
        max_age: Option<u32>,
        /// Only people who live there.
        residents_of: Box<[PlaceId]>,
        /// What one has to be or have.
        requires: Box<[Label]>,
        /// Everybody, and that is known.
        open_to_all: bool,
    }

    /// One price.
    pub struct Cost {
        /// What it is the price of.
        what = "for": Option<Label>,
        /// How much; 0 is free.
        amount: Option<Amount>,
        /// In which currency; euro unless it says another.
        currency: Option<CurrencyCode>,
        /// For how much of it.
        unit: Option<Unit>,
        /// What else to know.
        note: Option<Label>,
    }
}

impl Translated for Spoken {}
impl Translated for Cost {}

choice! {
    /// How one can get something.
    pub enum Mode: "mode" {
        Onsite = "onsite",
        Online = "online",
        Phone = "phone",
        HomeVisit = "home-visit",
        Mobile = "mobile",
    }

    /// An answer that may be missing.
    pub enum Answer: "answer" {
        Yes = "yes",
        Partial = "partial",
        No = "no",
        Unknown = "unknown",
    }

    /// How a language is spoken.
    pub enum SpokenHow: "spoken" {
        Staff = "staff",
        Interpreter = "interpreter",
        ByAppointment = "by-appointment",
    }

    /// Who has to send you.
    pub enum Referral: "referral" {
        None = "none",
        Gp = "gp",
        Csd = "csd",
    }

    /// For how much of it a price is.
    pub enum Unit: "unit" {
        Once = "once",
        Visit = "visit",
        Hour = "hour",
        Day = "day",
        Month = "month",
        Year = "year",
        Course = "course",
        Copy = "copy",
    }

    /// How something can be paid.
    pub enum Payment: "payment" {
        Cash = "cash",
        Card = "card",
        Transfer = "transfer",
        Insurance = "insurance",
        Voucher = "voucher",
    }
}

impl Translated for Mode {}
impl Translated for Payment {}

impl Field for Language {
    const SHAPE: &'static Shape = &Shape::Notation("language", "it");

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        language(text).map_err(|wrong| reading.refused(Code::UnknownLanguage, node, wrong)).ok()
    }
}

impl Translated for Language {}

/// An amount of money before its currency is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount(Money);

/// A currency: `EUR`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurrencyCode(Currency);

impl CurrencyCode {
    /// The currency.
    pub fn currency(self) -> Currency {
        self.0
    }
}

impl Field for CurrencyCode {
    const SHAPE: &'static Shape = &Shape::Notation("currency", "EUR");

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        money::currency(text).map(CurrencyCode).map_err(|wrong| reading.refused(Code::BadMoney, node, wrong)).ok()
    }
}

impl serde::Serialize for CurrencyCode {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.as_str())
    }
}

impl Field for Amount {
    const SHAPE: &'static Shape = &Shape::Number;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if node.get_ref().is_str() {
            let text = text_of(node, reading)?;
            let read = money::money(text, Currency::EUR);
            let wrong = match read {
                Ok(money) => crate::value::Wrong::whole(crate::value::Why::MoneyNotation { found: text.to_owned() })
                    .suggest(money.decimal()),
                Err(wrong) => wrong,
            };
            reading.refused(Code::BadMoney, node, wrong);
            return None;
        }
        let units = <f64 as Field>::read(node, reading)?;
        money::amount(units, Currency::EUR)
            .map(Amount)
            .map_err(|wrong| reading.refused(Code::BadMoney, node, wrong))
            .ok()
    }
}

impl serde::Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(self.0.cents as f64 / 100.0)
    }
}

impl Cost {
    /// How much, in its currency.
    pub fn money(&self) -> Option<Money> {
        let currency = self.currency.map_or(Currency::EUR, |code| code.0);
        self.amount.map(|Amount(money)| Money { currency, ..money })
    }
}

/// The word that may stand for a list of tables; whoever writes another one is told of the tables.
fn word<'n>(
    node: &'n Node<'_>,
    key: &'static str,
    words: &'static [&'static str],
    reading: &mut Reading<'_>,
) -> Option<&'n str> {
    let found = crate::declare::code_of(node, key, words, reading);
    if found.is_none()
        && let Some(told) = reading.diagnostics.last_mut()
    {
        told.facts.push(("table", format!("[[{key}]]").into()));
    }
    found
}

/// What something costs.
#[derive(Debug, Clone, PartialEq)]
pub enum Costs {
    /// Nothing.
    Free,
    /// These prices.
    Prices(Box<[Cost]>),
}

impl Field for Costs {
    const SHAPE: &'static Shape = &Shape::Either(&[&Shape::List(Cost::SHAPE), &Shape::OneOf("cost", &["free"])]);

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if node.get_ref().is_str() {
            return word(node, "cost", &["free"], reading).map(|_| Costs::Free);
        }
        <Box<[Cost]> as Field>::read(node, reading).map(Costs::Prices)
    }
}

impl serde::Serialize for Costs {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Costs::Free => to.serialize_str("free"),
            Costs::Prices(prices) => prices.serialize(to),
        }
    }
}

/// When something is open, or the word that it is open when its owner is.
#[derive(Debug, Clone, PartialEq)]
pub enum HoursList {
    /// When the organization is open.
    SameAsOwner,
    /// These groups.
    Groups(Box<[Hours]>),
}

impl HoursList {
    /// The groups that stand in the record itself.
    pub fn groups(&self) -> &[Hours] {
        match self {
            HoursList::SameAsOwner => &[],
            HoursList::Groups(groups) => groups,
        }
    }
}

impl Field for HoursList {
    const SHAPE: &'static Shape =
        &Shape::Either(&[&Shape::List(Hours::SHAPE), &Shape::OneOf("hours", &["same-as-owner"])]);

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if node.get_ref().is_str() {
            return word(node, "hours", &["same-as-owner"], reading).map(|_| HoursList::SameAsOwner);
        }
        let array = node.get_ref().as_array();
        if array.is_none() {
            reading.wrong_type(node, "list");
        }
        let groups = array?.iter().flat_map(|item| Hours::read_all(item, reading));
        Some(HoursList::Groups(groups.collect()))
    }
}

impl serde::Serialize for HoursList {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            HoursList::SameAsOwner => to.serialize_str("same-as-owner"),
            HoursList::Groups(groups) => groups.serialize(to),
        }
    }
}
