//! References: from a record to another record, a topic or a place. Where each stands in the file is
//! kept with it (eight bytes), so that the hub can point at the one that leads to nothing.

use std::ops::Range;

use serde::Serialize;

use super::kind_named;
use crate::declare::{Field, Node, Reading, Shape, Translated, shortened, text_of};
use crate::diagnostic::{Code, Diagnostic, Fact};
use crate::value;

/// Bytes of the file where something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At(u32, u32);

impl At {
    /// Where a node stands in its file.
    pub(crate) fn of(node: &Node<'_>, reading: &Reading<'_>) -> At {
        let range = reading.span(node.span()).range;
        At(range.start as u32, range.end as u32)
    }

    /// A place in a file, in bytes.
    pub fn new(start: u32, end: u32) -> At {
        At(start, end)
    }

    /// The bytes.
    pub fn range(self) -> Range<usize> {
        self.0 as usize..self.1 as usize
    }
}

/// `kind/id` or `kind/id#service`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The name of a kind, or `place`.
    pub kind: &'static str,
    /// The id of the record.
    pub id: Box<str>,
    /// The id of one of its services.
    pub service: Option<Box<str>>,
    /// Where it is written.
    pub at: At,
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.service {
            Some(service) => write!(f, "{}/{}#{service}", self.kind, self.id),
            None => write!(f, "{}/{}", self.kind, self.id),
        }
    }
}

impl Serialize for Reference {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// The parts of `kind/id#service`; `None` when it is not of that form.
pub fn split(written: &str) -> Option<(&'static str, &str, Option<&str>)> {
    let (kind, rest) = written.split_once('/')?;
    let kind = if kind == "place" { "place" } else { kind_named(kind)?.name };
    let (id, service) = match rest.split_once('#') {
        Some((id, service)) => (id, Some(service)),
        None => (rest, None),
    };
    let is_id = |text: &str| value::slug::slug(text).is_ok();
    (is_id(id) && service.is_none_or(is_id)).then_some((kind, id, service))
}

fn read_reference(node: &Node<'_>, allowed: &'static [&'static str], reading: &mut Reading<'_>) -> Option<Reference> {
    let text = text_of(node, reading)?;
    let Some((kind, id, service)) = split(text) else {
        let guess = value::slug::suggest(text.rsplit('/').next().unwrap_or(text));
        let kind = allowed.first().copied().unwrap_or("organization");
        let found = Diagnostic::new(Code::BadReference)
            .at(reading.span(node.span()))
            .with("found", shortened(text))
            .with_some("suggestion", guess.map(|id| format!("{kind}/{id}")));
        reading.report(found);
        return None;
    };
    if !allowed.is_empty() && !allowed.contains(&kind) {
        let found = Diagnostic::new(Code::WrongKindOfReference)
            .at(reading.span(node.span()))
            .with("found", text)
            .with("known", Fact::List(allowed.iter().map(|kind| format!("{kind}/…")).collect()));
        reading.report(found);
        return None;
    }
    Some(Reference { kind, id: id.into(), service: service.map(Into::into), at: At::of(node, reading) })
}

impl Field for Reference {
    const SHAPE: &'static Shape = &Shape::Reference(&[]);

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        read_reference(node, &[], reading)
    }
}

impl Translated for Reference {}

macro_rules! references_to {
    ($( $(#[$doc:meta])* $Name:ident: $( $kind:literal ),+; )*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(transparent)]
        pub struct $Name(pub Reference);

        impl Field for $Name {
            const SHAPE: &'static Shape = &Shape::Reference(&[$( $kind ),+]);

            fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
                read_reference(node, &[$( $kind ),+], reading).map($Name)
            }
        }

        impl Translated for $Name {}
    )* };
}

references_to! {
    /// To an organization.
    ToOrganization: "organization";
    /// To whoever gives or organizes something.
    ToProvider: "organization", "health";
    /// To where something is: a place of the hub, or a record that has one.
    ToPlace: "place", "organization", "health";
    /// To an event.
    ToEvent: "event";
}

/// The id of a topic in content/topics.toml: `pravice/socialne`.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicId {
    /// The id.
    pub id: Box<str>,
    /// Where it is written.
    pub at: At,
}

/// The id of a place in content/places.toml.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceId {
    /// The id.
    pub id: Box<str>,
    /// Where it is written.
    pub at: At,
}

macro_rules! ids {
    ($( $Name:ident, $notation:literal, $example:literal; )*) => { $(
        impl Field for $Name {
            const SHAPE: &'static Shape = &Shape::Notation($notation, $example);

            fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
                let text = text_of(node, reading)?;
                Some($Name { id: text.into(), at: At::of(node, reading) })
            }
        }

        impl Translated for $Name {}

        impl Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.id)
            }
        }
    )* };
}

ids! {
    TopicId, "topic", "pravice/socialne";
    PlaceId, "place", "koper";
}
