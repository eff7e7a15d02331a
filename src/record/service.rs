//! A service: what an organization or a health record does for people. It has an id and a page of its own.

use std::sync::Arc;

use super::envelope::{Audience, Contact, Status, Verified};
use super::offer::Offer;
use super::place::Where;
use super::reference::{At, PlaceId, TopicId};
use crate::declare::{Empty, Field, Node, Reading, Shape, Translated, nearest, table};
use crate::diagnostic::{Code, Diagnostic, Fact};
use crate::language::Lang;
use crate::text::{Prose, Words};
use crate::value::duration::Duration;
use crate::value::slug::Slug;
use crate::value::url::Url;

table! {
    /// The keys of a service.
    pub struct ServiceKeys {
        /// Its id inside the record.
        id: Slug,
        /// Its name.
        title: Words,
        /// What it does, in one sentence.
        summary: Option<Words>,
        /// Other names that people use.
        also: Box<[Box<str>]>,
        /// What it is about.
        topics: Box<[TopicId]>,
        /// Whom it is for.
        audience = "for": Box<[Audience]>,
        /// Where the people live whom it serves.
        area: Box<[PlaceId]>,
        /// Its page elsewhere.
        url: Option<Url>,
        /// How to reach it, when not as its owner.
        contact: Box<[Contact]>,
        /// Where it is, when not where its owner is.
        place: Option<Box<Where>>,
        /// In which branches it is given.
        locations: Box<[Slug]>,
        /// Whether it works at present.
        status: Option<Status>,
        /// Until when the status holds.
        until: Option<jiff::civil::Date>,
        /// What has to be known first.
        alert: Option<Words>,
        /// When it was checked.
        verified: Box<[Verified]>,
        /// How often it has to be checked.
        check_every: Option<Duration>,
        /// Long text.
        body: Option<Prose>,
        /// Keys of your own.
        x: Empty,
    } with {
        /// On what terms it is given.
        offer: Offer,
    }
}

/// One service.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Service {
    /// Its keys.
    #[serde(flatten)]
    keys: ServiceKeys,
    /// Where its table begins in the file.
    #[serde(skip)]
    pub at: At,
    /// The file, when it is not the record's own.
    #[serde(skip)]
    pub file: Option<Arc<str>>,
}

impl std::ops::Deref for Service {
    type Target = ServiceKeys;

    fn deref(&self) -> &ServiceKeys {
        &self.keys
    }
}

impl Service {
    /// Its id inside the record.
    pub fn id(&self) -> &str {
        self.keys.id.as_str()
    }
}

impl Field for Service {
    const SHAPE: &'static Shape = ServiceKeys::SHAPE;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let keys = <ServiceKeys as Field>::read(node, reading)?;
        let file = reading.sibling.then(|| reading.file.clone());
        Some(Service { keys, at: At::of(node, reading), file })
    }

    fn overlay(&mut self, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        self.keys.overlay(node, lang, reading);
    }
}

/// `[translations.it.service.<id>]`.
impl Translated for Service {
    fn overlay_all(items: &mut [Self], node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        let Some(table) = reading.table(node) else { return };
        for (key, value) in table {
            let id: &str = key.get_ref();
            if let Some(service) = items.iter_mut().find(|service| service.id() == id) {
                service.overlay(value, lang, reading);
                continue;
            }
            let known = items.iter().map(Service::id);
            let found = Diagnostic::new(Code::TranslationOfNothing)
                .at(reading.span(key.span()))
                .with("found", id)
                .with_some("suggestion", nearest(id, known.clone()))
                .with("known", Fact::List(known.map(str::to_owned).collect()));
            reading.report(found);
        }
    }
}
