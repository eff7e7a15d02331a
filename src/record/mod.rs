//! The kinds of records. A gallery: every kind is one file, made of a declaration of its keys and of
//! what it tells a reader; [`KINDS`] is the table. Reading, translating, checking, skeletons, JSON and
//! pages follow from the declaration.

pub mod blank;
mod envelope;
mod event_dates;
mod event_tell;
mod freshness;
mod hours;
mod occurrence;
mod offer;
mod offer_tell;
mod place;
mod reference;
mod repeat;
mod service;
mod service_tell;
mod tell;

use std::any::Any;
use std::fmt::Debug;

use jiff::civil::Date;

use crate::declare::{Declared, Group, Keys, Located, Node, Reading};
use crate::language::Lang;
use crate::value::duration::Duration;
use crate::value::slug::Slug;

pub use envelope::{Audience, Contact, Envelope, How, Identifiers, Source, SourceKind, Status, Verified};
pub use event::Event;
pub use freshness::{DatedAnswer, Freshness, Term};
pub use hours::{Exception, Hours, HoursKind};
pub use occurrence::{Coming, Occurrence};
pub use offer::{Access, Answer, Cost, Costs, CurrencyCode, HoursList, Mode, Offer, Payment};
pub use offer_tell::{access, main_hours};
pub use place::{Location, Place, Visibility, Where};
pub use reference::{At, PlaceId, Reference, ToPlace, ToProvider, TopicId, split};
pub use service::Service;
pub use tell::{About, Block, Board, Fact, Lead, Plank, Say, Section, Shape, State, Telling};

/// Makes the gallery: one line per kind.
macro_rules! kinds {
    ($( $module:ident ),* $(,)?) => {
        $( pub mod $module; )*

        /// Every kind of record, in the order in which a hub shows them.
        pub static KINDS: &[&Kind] = &[$( &$module::KIND ),*];
    };
}

kinds![organization, health, employment, event, guide];

/// The declaration of a kind.
pub struct Kind {
    /// Its name in references and in `new`: `health`.
    pub name: &'static str,
    /// Its folder in content/.
    pub folder: &'static str,
    /// Its type in the vocabulary of schema.org.
    pub schema_org: &'static str,
    /// After how many days its facts have to be checked again, unless a record says otherwise.
    pub check_every: Option<u16>,
    /// Its keys beside the envelope's.
    pub fields: &'static [&'static [Declared]],
    /// Reads the keys of its own.
    pub(crate) read: fn(&mut Keys<'_, '_>, &mut Reading<'_>) -> Option<Box<dyn Record>>,
}

impl Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Kind {
    /// All groups of keys that a record of this kind has.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Declared> {
        Envelope::FIELDS.iter().chain(self.fields.iter().flat_map(|fields| fields.iter()))
    }

    /// Its position in [`KINDS`].
    pub fn position(&self) -> usize {
        KINDS.iter().position(|kind| kind.name == self.name).expect("a kind is in the table that made it")
    }
}

/// The kind with this name.
pub fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name).copied()
}

/// The kind whose records lie in this folder of content/.
pub fn kind_in(folder: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.folder == folder).copied()
}

/// Under which heading the main list of a kind shows a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// A message of the theme; the number puts the headings in order.
    Label(u16, &'static str),
    /// The month in which it is next.
    Next,
    /// None.
    None,
}

/// What a kind declares beside its keys.
pub(crate) trait Declare: Group + Debug + Send + Sync + 'static {
    /// Its terms, for kinds that offer something.
    fn offer(&self) -> Option<&Offer> {
        None
    }

    /// Its services.
    fn services(&self) -> &[Service] {
        &[]
    }

    /// Adds a service that has a file of its own.
    fn add_service(&mut self, service: Service) {
        drop(service);
    }

    /// Key of the label of its type, when it has types.
    fn type_label(&self) -> Option<&'static str> {
        None
    }

    /// Under which heading the main list shows it.
    fn grouping(&self, envelope: &Envelope, today: Date) -> Grouping;

    /// Whether it has ended on this day: it stays as a page and leaves the lists. Of an event its dates tell
    /// ([`Coming`]), which only the hub knows.
    fn ended(&self, envelope: &Envelope, today: Date) -> bool;

    /// Whether it is closed for good, so that nobody should be sent to it.
    fn closed(&self, envelope: &Envelope) -> bool {
        envelope.closed_on.is_some()
    }

    /// Every reference to other records, with the key under which it stands.
    fn references<'r>(&'r self, each: &mut dyn FnMut(&'static str, &'r Reference)) {
        let _ = each;
    }

    /// From whom place and contacts are taken when the record has none.
    fn belongs_to(&self) -> Option<&Reference> {
        None
    }

    /// When it happens.
    fn when(&self) -> Option<crate::declare::Moment> {
        None
    }

    /// When it happens, in words.
    fn when_said<'r>(&'r self, about: &About<'r>) -> Option<Say<'r>> {
        let _ = about;
        None
    }

    /// What is left to say of that where the day on which it is next is said already.
    fn hour_said<'r>(&'r self, about: &About<'r>) -> Option<Say<'r>> {
        let _ = about;
        None
    }

    /// Whether it is somewhere else than its owner by its nature: on the internet, by telephone.
    fn is_elsewhere(&self) -> bool {
        false
    }

    /// The ids of groups of hours that its own keys name.
    fn hours_named(&self) -> Vec<&Located<Slug>> {
        Vec::new()
    }

    /// Until when one may apply.
    fn deadline(&self) -> Option<crate::declare::Moment> {
        None
    }

    /// The day on which its facts have to be checked again, when that is not an interval.
    fn check_until(&self) -> Option<Date> {
        None
    }

    /// Its answer that holds for a while only.
    fn dated_answer(&self) -> Option<DatedAnswer> {
        None
    }

    /// The day on which somebody else published it.
    fn posted(&self) -> Option<Date> {
        None
    }

    /// What it shows as a badge in lists.
    fn badges(&self, about: &About<'_>) -> Vec<State<'_>> {
        let _ = about;
        Vec::new()
    }

    /// What stands under its name in lists, beside when it happens.
    fn meta<'r>(&'r self, about: &About<'r>) -> Vec<Say<'r>> {
        let _ = about;
        Vec::new()
    }

    /// What it tells a reader.
    fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r>;
}

/// A record of any kind.
pub trait Record: Debug + Send + Sync {
    /// Its terms, for kinds that offer something.
    fn offer(&self) -> Option<&Offer>;
    /// Its services.
    fn services(&self) -> &[Service];
    /// Adds a service that has a file of its own; kinds without services have no use for it.
    fn add_service(&mut self, service: Service);
    /// Key of the label of its type.
    fn type_label(&self) -> Option<&'static str>;
    /// Under which heading the main list shows it.
    fn grouping(&self, envelope: &Envelope, today: Date) -> Grouping;
    /// Whether it has ended.
    fn ended(&self, envelope: &Envelope, today: Date) -> bool;
    /// Whether it is closed for good.
    fn closed(&self, envelope: &Envelope) -> bool;
    /// Every reference to other records.
    fn references<'r>(&'r self, each: &mut dyn FnMut(&'static str, &'r Reference));
    /// From whom place and contacts are taken.
    fn belongs_to(&self) -> Option<&Reference>;
    /// When it happens.
    fn when(&self) -> Option<crate::declare::Moment>;
    /// When it happens, in words.
    fn when_said<'r>(&'r self, about: &About<'r>) -> Option<Say<'r>>;
    /// The same where the day is said already.
    fn hour_said<'r>(&'r self, about: &About<'r>) -> Option<Say<'r>>;
    /// Whether it is somewhere else than its owner by its nature.
    fn is_elsewhere(&self) -> bool;
    /// The ids of groups of hours that its own keys name.
    fn hours_named(&self) -> Vec<&Located<Slug>>;
    /// Until when one may apply.
    fn deadline(&self) -> Option<crate::declare::Moment>;
    /// Until when its facts hold.
    fn check_until(&self) -> Option<Date>;

    /// Its answer that holds for a while only.
    fn dated_answer(&self) -> Option<DatedAnswer>;
    /// The day on which somebody else published it.
    fn posted(&self) -> Option<Date>;
    /// Badges in lists.
    fn badges(&self, about: &About<'_>) -> Vec<State<'_>>;
    /// Small print in lists, beside when it happens.
    fn meta<'r>(&'r self, about: &About<'r>) -> Vec<Say<'r>>;
    /// What it tells a reader.
    fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r>;
    /// Its keys as entries of a JSON object.
    fn json(&self) -> serde_json::Map<String, serde_json::Value>;
    /// Writes its keys into an object of JSON.
    ///
    /// # Errors
    /// None that a `Vec` could have: declared values are JSON.
    fn write_json(&self, object: &mut Object<'_, '_>) -> serde_json::Result<()>;
    /// As itself, for outputs that know its kind.
    fn as_any(&self) -> &dyn Any;
    /// Lays the translation of one key over it; `false` when it has no such key.
    #[doc(hidden)]
    fn overlay(&mut self, overlay: &mut Overlay<'_, '_, '_>) -> bool;
}

/// An object of JSON that is being written.
pub type Object<'o, 'b> = serde_json::ser::Compound<'o, &'b mut Vec<u8>, serde_json::ser::CompactFormatter>;

/// One key of a translation on its way to the field it translates.
pub struct Overlay<'k, 'r, 's> {
    pub(crate) key: &'k str,
    pub(crate) node: &'k Node<'k>,
    pub(crate) lang: Lang,
    pub(crate) reading: &'r mut Reading<'s>,
}

impl<T: Declare> Record for T {
    fn offer(&self) -> Option<&Offer> {
        Declare::offer(self)
    }

    fn services(&self) -> &[Service] {
        Declare::services(self)
    }

    fn add_service(&mut self, service: Service) {
        Declare::add_service(self, service);
    }

    fn type_label(&self) -> Option<&'static str> {
        Declare::type_label(self)
    }

    fn grouping(&self, envelope: &Envelope, today: Date) -> Grouping {
        Declare::grouping(self, envelope, today)
    }

    fn ended(&self, envelope: &Envelope, today: Date) -> bool {
        Declare::ended(self, envelope, today)
    }

    fn closed(&self, envelope: &Envelope) -> bool {
        Declare::closed(self, envelope)
    }

    fn references<'r>(&'r self, each: &mut dyn FnMut(&'static str, &'r Reference)) {
        Declare::references(self, each);
    }

    fn belongs_to(&self) -> Option<&Reference> {
        Declare::belongs_to(self)
    }

    fn when(&self) -> Option<crate::declare::Moment> {
        Declare::when(self)
    }

    fn when_said<'r>(&'r self, about: &About<'r>) -> Option<Say<'r>> {
        Declare::when_said(self, about)
    }

    fn hour_said<'r>(&'r self, about: &About<'r>) -> Option<Say<'r>> {
        Declare::hour_said(self, about)
    }

    fn is_elsewhere(&self) -> bool {
        Declare::is_elsewhere(self)
    }

    fn hours_named(&self) -> Vec<&Located<Slug>> {
        Declare::hours_named(self)
    }

    fn deadline(&self) -> Option<crate::declare::Moment> {
        Declare::deadline(self)
    }

    fn check_until(&self) -> Option<Date> {
        Declare::check_until(self)
    }

    fn dated_answer(&self) -> Option<DatedAnswer> {
        Declare::dated_answer(self)
    }

    fn posted(&self) -> Option<Date> {
        Declare::posted(self)
    }

    fn badges(&self, about: &About<'_>) -> Vec<State<'_>> {
        Declare::badges(self, about)
    }

    fn meta<'r>(&'r self, about: &About<'r>) -> Vec<Say<'r>> {
        Declare::meta(self, about)
    }

    fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r> {
        Declare::tell(self, about)
    }

    fn json(&self) -> serde_json::Map<String, serde_json::Value> {
        entries(self)
    }

    fn write_json(&self, object: &mut Object<'_, '_>) -> serde_json::Result<()> {
        self.write_entries(object)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn overlay(&mut self, overlay: &mut Overlay<'_, '_, '_>) -> bool {
        let Overlay { key, node, lang, reading } = overlay;
        self.overlay_key(key, node, *lang, reading)
    }
}

/// The keys of a group as a JSON object.
pub(crate) fn entries<G: Group>(group: &G) -> serde_json::Map<String, serde_json::Value> {
    use serde::Serializer;
    use serde::ser::SerializeMap;
    let mut map = serde_json::value::Serializer.serialize_map(None).expect("a JSON object has no fixed length");
    group.write_entries(&mut map).expect("declared values are JSON: their keys are text, their numbers finite");
    match map.end() {
        Ok(serde_json::Value::Object(object)) => object,
        _ => unreachable!("a map serializes as an object"),
    }
}

/// The days of a check interval.
pub(crate) fn interval_days(every: Option<Duration>, usual: Option<u16>) -> Option<i32> {
    every
        .map(|duration| i32::try_from(duration.days).unwrap_or(i32::MAX))
        .or(usual.map(i32::from))
        .filter(|days| *days > 0)
}

/// Reads the keys of a kind.
fn read<T: Declare>(keys: &mut Keys<'_, '_>, reading: &mut Reading<'_>) -> Option<Box<dyn Record>> {
    T::read_keys(keys, reading).map(|record| Box::new(record) as Box<dyn Record>)
}
