//! What facets count: for each document the values that it has of each.
//!
//! Two of them say nothing by themselves: `date` has days, `open` the code of a timetable. The browser's clock makes
//! values of them (`today`, `open now`), so that they are true when somebody looks and not when the site was built.

use jiff::ToSpan;

use crate::hub::Hub;
use crate::record::health::{Health, Taking};
use crate::record::{Answer, Costs, Offer};
use crate::record::{Audience, event::Event};
use crate::time::{Range, code, recurrence};
use crate::view::{Found, PAGE_LIVES};

use super::documents::Document;

/// The facets beside kind and place, which the order of documents tells; the names are those of files.
pub const FACETS: [&str; 8] = ["topic", "audience", "cost", "access", "language", "accepts", "date", "open"];

/// The value that says that nobody knows.
pub const UNKNOWN: &str = "unknown";

/// The value of an event that is on none of the days for which a build is believed.
const LATER: &str = "later";

/// The values of a document, per facet in the order of [`FACETS`]. None at all: the facet does not concern it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts(pub [Vec<Box<str>>; FACETS.len()]);

impl Facts {
    /// The values of a document; `found` is what its result shows.
    pub fn of(hub: &Hub, document: &Document, found: &Found) -> Facts {
        let entry = hub.entry(document.what.entry());
        let service = document.what.service(hub);
        let offer = service.map(|service| &service.offer).or_else(|| entry.record.offer());
        let audience = service.map_or(&entry.envelope.audience, |service| &service.audience);
        let topics = document.topics.iter().map(|ix| hub.tables.topics[usize::from(*ix)].id().into());
        let taking = entry.record.as_any().downcast_ref::<Health>().filter(|_| service.is_none());
        let event = entry.record.as_any().downcast_ref::<Event>().filter(|_| service.is_none());
        Facts([
            known(topics.collect()),
            known(audience.iter().map(|audience: &Audience| audience.code().into()).collect()),
            offer.map_or_else(Vec::new, |offer| vec![cost(offer).into()]),
            offer.map_or_else(Vec::new, |offer| vec![wheelchair(offer).into()]),
            offer.map_or_else(Vec::new, |offer| {
                let spoken = offer.language.iter().map(|spoken| &spoken.code);
                let also = event.into_iter().flat_map(|event| &*event.in_language);
                let mut codes: Vec<Box<str>> = spoken.chain(also).map(|code| code.as_str().into()).collect();
                codes.sort_unstable();
                codes.dedup();
                known(codes)
            }),
            taking
                .and_then(|health| health.taking(hub.today))
                .map_or_else(Vec::new, |taking| vec![takes(taking).into()]),
            event.map_or_else(Vec::new, |event| days(hub, event)),
            match &found.live {
                Some(live) if live.is_hours() => vec![live.code.as_str().into()],
                _ if offer.is_some() && entry.record.deadline().is_none() && event.is_none() => vec![UNKNOWN.into()],
                _ => Vec::new(),
            },
        ])
    }
}

/// The days of an event, as digits, as far as a build is believed.
fn days(hub: &Hub, event: &Event) -> Vec<Box<str>> {
    let range = Range::days(hub.today, PAGE_LIVES);
    let times = recurrence::within(event, hub.days_off(), range).into_iter().filter(|one| !one.cancelled);
    let mut days: Vec<i32> = times
        .flat_map(|one| {
            let last = one.last_evening().min(range.last);
            one.start.date().max(range.first).series(1.day()).take_while(move |day| *day <= last).map(code::date)
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    if days.is_empty() { vec![LATER.into()] } else { days.iter().map(|day| day.to_string().into()).collect() }
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
