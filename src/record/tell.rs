//! What a record tells a reader, before it has words, a language or an address.
//!
//! Each kind composes its own page here: the board's answer, then its sections, in the order in which
//! people need them. `view` gives it words and links. A key of a message is a key of the theme's
//! catalogue; what a record holds is said through it, never joined into a sentence by hand.

use std::borrow::Cow;

use jiff::civil::Date;

use super::envelope::{Contact, Envelope};
use super::freshness::Freshness;
use super::hours::Hours;
use super::occurrence::Coming;
use super::offer::Cost;
use super::place::Where;
use super::reference::{PlaceId, Reference};
use crate::declare::Moment;
use crate::text::{Prose, Words};
use crate::value::email::Email;
use crate::value::money::Money;
use crate::value::phone::Phone;
use crate::value::repetition::Repeat;
use crate::value::url::Url;

/// Something to say.
#[derive(Debug, Clone)]
pub enum Say<'r> {
    /// A message of the theme.
    Message(&'static str, Vec<(&'static str, Say<'r>)>),
    /// A text of the record.
    Words(&'r Words),
    /// A text that is the same in every language.
    Text(Cow<'r, str>),
    /// A number; inside a message it may choose the plural form.
    Count(i64),
    /// A number with its decimals.
    Decimal(f64),
    /// `12. novembra 2026`.
    Date(Date),
    /// `12. 11. 2026`.
    ShortDate(Date),
    /// A weekday and a date, with its time when there is one.
    Day(Moment),
    /// A time of day, in minutes since midnight.
    Clock(u16),
    /// An amount of money.
    Money(Money),
    /// A price with what it is for.
    Price(&'r Cost),
    /// The name of a language.
    Language(&'r str),
    /// A record, by its title, as a link.
    Record(&'r Reference),
    /// A place of the hub, by its name, as a link.
    Place(&'r PlaceId),
    /// A page elsewhere.
    Web(&'r Url, Option<&'r Words>),
    /// A telephone number, as a link.
    Phone(&'r Phone),
    /// An e-mail address, as a link.
    Email(&'r Email),
    /// The days and times of a group of hours, in one line.
    Week(&'r Hours),
    /// How something repeats, in words.
    Repeat(&'r Repeat),
    /// Several things with a middle dot between them.
    Parts(Vec<Say<'r>>),
    /// That it is not known.
    Unknown,
}

impl<'r> Say<'r> {
    /// A message without facts.
    pub fn key(key: &'static str) -> Say<'r> {
        Say::Message(key, Vec::new())
    }
}

/// A state: shape, word and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Yes.
    Yes,
    /// Only some, or only sometimes.
    Limited,
    /// No.
    No,
    /// Nobody knows.
    Unknown,
    /// Works.
    Open,
    /// Soon, or changed.
    Soon,
    /// Does not work.
    Closed,
    /// Will not be.
    Cancelled,
    /// Another time or place than it was said before.
    Changed,
    /// No place left.
    Full,
}

impl Shape {
    /// The name of the shape in a theme.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Yes => "yes",
            Shape::Limited => "limited",
            Shape::No => "no",
            Shape::Unknown => "unknown",
            Shape::Open => "open",
            Shape::Soon => "soon",
            Shape::Closed => "closed",
            Shape::Cancelled => "cancelled",
            Shape::Changed => "changed",
            Shape::Full => "full",
        }
    }
}

/// A state with its word.
#[derive(Debug, Clone)]
pub struct State<'r> {
    /// Its shape.
    pub shape: Shape,
    /// Its word.
    pub say: Say<'r>,
}

/// Where a plank leads.
#[derive(Debug, Clone)]
pub enum Lead<'r> {
    /// To a telephone.
    Phone(&'r Phone),
    /// To a mailbox.
    Email(&'r Email),
    /// To a page elsewhere.
    Web(&'r Url),
    /// To the address further down the page.
    Address,
    /// To another record.
    Record(&'r Reference),
}

/// A step that the board offers.
#[derive(Debug, Clone)]
pub struct Plank<'r> {
    /// Where it leads.
    pub lead: Lead<'r>,
    /// What stands on it; `None`: the number, the address or the title itself.
    pub title: Option<Say<'r>>,
    /// Its second line.
    pub line: Option<Say<'r>>,
}

/// The board: the answer to the question that the page is asked.
#[derive(Debug, Clone, Default)]
pub struct Board<'r> {
    /// States in a word each.
    pub states: Vec<State<'r>>,
    /// The answer, one sentence.
    pub answer: Option<Say<'r>>,
    /// When it is next, as it is on the day of the build.
    pub next: Option<Say<'r>>,
    /// On what grounds, with dates.
    pub grounds: Vec<Say<'r>>,
    /// At most two steps, the first one first.
    pub planks: Vec<Plank<'r>>,
    /// What stands above everything when it will not be.
    pub plate: Option<State<'r>>,
    /// What there is instead.
    pub instead: Option<&'r Reference>,
}

/// A label and what it says; nothing to say and `honest` means "not known" is said.
#[derive(Debug, Clone)]
pub struct Fact<'r> {
    /// Key of the label.
    pub label: &'static str,
    /// Lines.
    pub lines: Vec<Say<'r>>,
    /// Whether "not known" is said when there are no lines.
    pub honest: bool,
}

/// A part of the page.
#[derive(Debug, Clone)]
pub enum Block<'r> {
    /// Markdown.
    Prose(&'r Prose),
    /// Markdown whose second-level headings are steps.
    Steps(&'r Prose),
    /// Labels and what they say.
    Facts(Vec<Fact<'r>>),
    /// Lines.
    List(Vec<Say<'r>>),
    /// One line.
    Note(Say<'r>),
    /// A table of hours: which of the groups that stand together.
    Hours(&'r [Hours], usize),
    /// A message that names whose something is.
    Inherited(&'static str),
    /// Ways to reach somebody, with whose they are when they are somebody else's.
    Contacts(&'r [Contact]),
    /// An address.
    Address(&'r Where),
    /// The branches and stops.
    Locations,
    /// The services.
    Services,
    /// Records that refer to this one, by the key under which they do.
    Back(&'static [&'static str]),
    /// Records that are named.
    Records(&'r [Reference]),
    /// Dates with what happens on each.
    Dates(Vec<(Moment, Option<State<'r>>, Option<Say<'r>>)>),
}

/// A section of the page.
#[derive(Debug, Clone)]
pub struct Section<'r> {
    /// Key of the heading.
    pub heading: &'static str,
    /// What stands under it.
    pub blocks: Vec<Block<'r>>,
}

/// Everything that a page tells.
#[derive(Debug, Clone, Default)]
pub struct Telling<'r> {
    /// Type, place, one fact.
    pub lead: Vec<Say<'r>>,
    /// The answer.
    pub board: Board<'r>,
    /// The details.
    pub sections: Vec<Section<'r>>,
    /// What stands beside them on a wide screen.
    pub aside: Vec<Section<'r>>,
}

/// What a record may know when it tells: itself, and what the hub found out for it.
#[derive(Debug, Clone, Copy)]
pub struct About<'r> {
    /// Its envelope.
    pub envelope: &'r Envelope,
    /// The day of the build.
    pub today: Date,
    /// How fresh its facts are.
    pub freshness: Freshness,
    /// Ways to reach it: its own, else those of whom it belongs to.
    pub contacts: &'r [Contact],
    /// Where it is: its own place, else where it belongs to is.
    pub place: Option<&'r Where>,
    /// The hours that hold for it when it says that they are its owner's.
    pub owner_hours: &'r [Hours],
    /// What is to come of it, when it is an event.
    pub coming: Option<&'r Coming>,
}

impl<'r> About<'r> {
    /// The first telephone number there is, with its contact.
    pub fn phone(&self) -> Option<(&'r Phone, &'r Contact)> {
        self.contacts.iter().find_map(|contact| contact.phone.as_ref().map(|phone| (phone, contact)))
    }

    /// The planks that nearly every board has: call, else write, else the web; then where it is.
    pub fn planks(&self) -> Vec<Plank<'r>> {
        let mut planks = Vec::new();
        let email = self.contacts.iter().find_map(|contact| contact.email.as_ref());
        let web = self.envelope.url.as_ref().or_else(|| self.contacts.iter().find_map(|contact| contact.url.as_ref()));
        if let Some((phone, contact)) = self.phone() {
            let line = contact.role.as_ref().map(|role| Say::Words(role));
            planks.push(Plank { lead: Lead::Phone(phone), title: None, line });
        } else if let Some(email) = email {
            planks.push(Plank { lead: Lead::Email(email), title: None, line: None });
        } else if let Some(web) = web {
            planks.push(Plank { lead: Lead::Web(web), title: Some(Say::key("plank.web")), line: None });
        }
        let shown = self.place.is_some_and(|place| match place {
            Where::At(place) => place.visibility() == super::place::Visibility::Public && place.street.is_some(),
            Where::Of(_) => true,
        });
        if shown {
            planks.push(Plank { lead: Lead::Address, title: None, line: None });
        }
        planks
    }
}
