//! What every record has, whatever its kind: its names, what it is about, how to reach it, where its
//! facts come from and when they were checked.

use jiff::civil::Date;

use super::place::{Location, Where};
use super::reference::{PlaceId, Reference, TopicId};
use crate::declare::{Empty, Field, Label, Located, Node, Reading, Shape, Translated, Withheld, choice, table};
use crate::diagnostic::{Code, Diagnostic};
use crate::language::Lang;
use crate::text::{Prose, Words};
use crate::value::duration::Duration;
use crate::value::email::Email;
use crate::value::phone::Phone;
use crate::value::slug::Slug;
use crate::value::url::Url;

table! {
    /// The keys of every kind.
    pub struct Envelope {
        /// The name.
        title: Words,
        /// What it is, in one sentence of at most 160 characters.
        summary: Option<Words>,
        /// The language that the record is written in.
        lang: Option<Lang>,
        /// Other names that people use.
        also: Box<[Box<str>]>,
        /// What it is about.
        topics: Box<[TopicId]>,
        /// Whom it is for.
        audience = "for": Box<[Audience]>,
        /// Where its people live whom it serves.
        area: Box<[PlaceId]>,
        /// Its page elsewhere.
        url: Option<Url>,
        /// Ids it had before.
        aliases: Box<[Located<Slug>]>,
        /// Its numbers in registers.
        identifiers: Option<Box<Identifiers>>,
        /// Until when the status holds.
        until: Option<Date>,
        /// What has to be known first.
        alert: Option<Words>,
        /// Since when it is closed.
        closed_on: Option<Date>,
        /// What took its place.
        successor: Option<Reference>,
        /// Not to be published yet.
        draft: bool,
        /// The first day on which it is published.
        publish_on: Option<Date>,
        /// The last day on which it is published.
        expires_on: Option<Date>,
        /// When it came into the hub.
        added: Option<Date>,
        /// When it was changed last.
        updated: Option<Date>,
        /// How often it has to be checked.
        check_every: Option<Duration>,
        /// Who keeps the record.
        steward: Option<Box<str>>,
        /// Whom the library asks; never published.
        updates_contact: Withheld,
        /// How to reach it.
        contact: Box<[Contact]>,
        /// Where it is.
        place: Option<Box<Where>>,
        /// Its branches and stops.
        location: Box<[Location]>,
        /// Where the record comes from.
        source: Option<Box<Source>>,
        /// When it was checked, by whom and how.
        verified: Box<[Verified]>,
        /// Long text.
        body: Option<Prose>,
        /// Texts in other languages.
        translations: Empty,
        /// Keys of your own.
        x: Empty,
    }

    /// Numbers by which registers know it.
    pub struct Identifiers {
        /// Matična številka (AJPES).
        maticna: Option<Box<str>>,
        /// Tax number.
        davcna: Option<Box<str>>,
        /// Number of the provider at ZZZS.
        zzzs: Option<Box<str>>,
        /// Number in the register of health care providers and workers.
        rizddz: Option<Box<str>>,
        /// ZZZS activity.
        activity: Option<Box<str>>,
        /// Library sigla.
        sigla: Option<Box<str>>,
        /// OpenStreetMap: `node/…`.
        osm: Option<Box<str>>,
        /// Wikidata: `Q…`.
        wikidata: Option<Box<str>>,
    }

    /// The keys of one contact.
    pub struct ContactKeys {
        /// Whose number it is or what it is for.
        role: Option<Label>,
        /// A person's name: personal data, published only with consent.
        name: Option<Box<str>>,
        /// Telephone.
        phone: Option<Phone>,
        /// Extension.
        ext: Option<Box<str>>,
        /// Number for text messages.
        sms: Option<Phone>,
        /// E-mail.
        email: Option<Email>,
        /// Web page.
        url: Option<Url>,
        /// The group of hours in which somebody answers.
        hours: Option<Located<Slug>>,
        /// Languages that are spoken there.
        langs: Box<[Box<str>]>,
        /// What else to know.
        note: Option<Label>,
        /// When the person agreed to be named.
        consent_on: Option<Date>,
        /// When the name has to go.
        remove_on: Option<Date>,
    }

    /// Where a record comes from.
    pub struct Source {
        /// What sort of source.
        kind: SourceKind,
        /// Its name.
        name: Option<Box<str>>,
        /// Where it can be seen.
        url: Option<Url>,
        /// When it was taken over.
        fetched: Option<Date>,
        /// Its licence.
        licence: Option<Box<str>>,
        /// The record's id there.
        uid: Option<Box<str>>,
    }

    /// One check of the facts.
    pub struct Verified {
        /// The day.
        on: Date,
        /// Who checked.
        by: Option<Box<str>>,
        /// How.
        how: Option<How>,
        /// Which keys, when not all.
        fields: Box<[Box<str>]>,
        /// What was found.
        note: Option<Label>,
    }
}

impl Identifiers {
    /// The numbers that no two records may share, with the register they are from.
    pub fn unique(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let numbers = [
            ("maticna", &self.maticna),
            ("davcna", &self.davcna),
            ("rizddz", &self.rizddz),
            ("sigla", &self.sigla),
            ("osm", &self.osm),
            ("wikidata", &self.wikidata),
        ];
        numbers.into_iter().filter_map(|(register, number)| Some((register, number.as_deref()?)))
    }
}

impl Translated for ContactKeys {}
impl Translated for Verified {}

choice! {
    /// Whom something is for.
    pub enum Audience: "audience" {
        Everyone = "everyone",
        Children = "children",
        Teenagers = "teenagers",
        YoungAdults = "young-adults",
        Adults = "adults",
        OlderPeople = "older-people",
        Parents = "parents",
        Families = "families",
        Carers = "carers",
        Newcomers = "newcomers",
        Unemployed = "unemployed",
        Jobseekers = "jobseekers",
        Disabled = "disabled",
        Women = "women",
        Men = "men",
        Students = "students",
        Entrepreneurs = "entrepreneurs",
        Farmers = "farmers",
        Tourists = "tourists",
    }

    /// What sort of source a record has.
    pub enum SourceKind: "source" {
        Own = "own",
        Partner = "partner",
        Register = "register",
        Import = "import",
    }

    /// How facts were checked.
    pub enum How: "how" {
        Phone = "phone",
        Email = "email",
        Visit = "visit",
        Website = "website",
        Register = "register",
        Provider = "provider",
    }

    /// Whether something works at present.
    pub enum Status: "status" {
        Active = "active",
        Paused = "paused",
        Seasonal = "seasonal",
        Full = "full",
        Closed = "closed",
    }
}

impl Translated for Audience {}

/// One way to reach somebody; a name without a living consent is not in it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Contact(ContactKeys);

impl std::ops::Deref for Contact {
    type Target = ContactKeys;

    fn deref(&self) -> &ContactKeys {
        &self.0
    }
}

impl Field for Contact {
    const SHAPE: &'static Shape = ContactKeys::SHAPE;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let mut keys = <ContactKeys as Field>::read(node, reading)?;
        if let Some(name) = keys.name.take() {
            keys.name = named("name", name, [&mut keys.consent_on, &mut keys.remove_on], node, reading);
        }
        Some(Contact(keys))
    }
}

/// The name that stands under a key of a table, when its person consents to it today; `days` are since when and until
/// when. A name that may not be told is private, goes with those days, and is reported.
pub(super) fn named(
    key: &str,
    name: Box<str>,
    days: [&mut Option<Date>; 2],
    node: &Node<'_>,
    reading: &mut Reading<'_>,
) -> Option<Box<str>> {
    let [since, until] = days;
    if since.is_some_and(|day| day <= reading.today) && until.is_none_or(|day| reading.today < day) {
        return Some(name);
    }
    reading.private.keep(&name);
    (*since, *until) = (None, None);
    let at = node.get_ref().as_table().and_then(|table| table.get(key)).map_or(node.span(), toml::Spanned::span);
    let code = Diagnostic::new(Code::NoConsent).at(reading.span(at));
    reading.report(code);
    None
}

impl Translated for Contact {}
