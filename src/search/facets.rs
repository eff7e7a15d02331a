//! What facets count: for each document the values that it has of each.

use crate::hub::Hub;
use crate::record::health::{Health, Taking};
use crate::record::{Answer, Costs, Offer};
use crate::record::{Audience, event::Event};

use super::documents::Document;

/// The facets beside kind and place, which the order of documents tells; the names are those of files.
pub const FACETS: [&str; 6] = ["topic", "audience", "cost", "access", "language", "accepts"];

/// The value that says that nobody knows.
pub const UNKNOWN: &str = "unknown";

/// The values of a document, per facet in the order of [`FACETS`]. None at all: the facet does not concern it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts(pub [Vec<Box<str>>; 6]);

impl Facts {
    /// The values of a document.
    pub fn of(hub: &Hub, document: &Document) -> Facts {
        let entry = hub.entry(document.what.entry());
        let service = document.what.service(hub);
        let offer = service.map(|service| &service.offer).or_else(|| entry.record.offer());
        let audience = service.map_or(&entry.envelope.audience, |service| &service.audience);
        let topics = document.topics.iter().map(|ix| hub.tables.topics[usize::from(*ix)].id().into());
        let taking = entry.record.as_any().downcast_ref::<Health>().filter(|_| service.is_none());
        let spoken_there = entry.record.as_any().downcast_ref::<Event>().filter(|_| service.is_none());
        Facts([
            known(topics.collect()),
            known(audience.iter().map(|audience: &Audience| audience.code().into()).collect()),
            offer.map_or_else(Vec::new, |offer| vec![cost(offer).into()]),
            offer.map_or_else(Vec::new, |offer| vec![wheelchair(offer).into()]),
            offer.map_or_else(Vec::new, |offer| {
                let spoken = offer.language.iter().map(|spoken| &spoken.code);
                let also = spoken_there.into_iter().flat_map(|event| &*event.in_language);
                let mut codes: Vec<Box<str>> = spoken.chain(also).map(|code| code.as_str().into()).collect();
                codes.sort_unstable();
                codes.dedup();
                known(codes)
            }),
            taking
                .and_then(|health| health.taking(hub.today))
                .map_or_else(Vec::new, |taking| vec![takes(taking).into()]),
        ])
    }
}

fn known(values: Vec<Box<str>>) -> Vec<Box<str>> {
    if values.is_empty() { vec![UNKNOWN.into()] } else { values }
}

fn cost(offer: &Offer) -> &'static str {
    match &offer.cost {
        None => UNKNOWN,
        Some(Costs::Free) => "free",
        Some(Costs::Prices(prices)) => {
            let cents: Vec<i64> = prices.iter().filter_map(|price| Some(price.money()?.cents)).collect();
            match cents.iter().all(|cents| *cents == 0) {
                _ if cents.is_empty() => UNKNOWN,
                true => "free",
                false => "paid",
            }
        }
    }
}

fn wheelchair(offer: &Offer) -> &'static str {
    match offer.access.as_ref().and_then(|access| access.wheelchair) {
        Some(Answer::Yes) => "yes",
        Some(Answer::Partial) => "partial",
        Some(Answer::No) => "no",
        Some(Answer::Unknown) | None => UNKNOWN,
    }
}

fn takes(taking: Taking) -> &'static str {
    match taking {
        Taking::Yes => "yes",
        Taking::Limited => "limited",
        Taking::No => "no",
        Taking::Unknown => UNKNOWN,
    }
}
