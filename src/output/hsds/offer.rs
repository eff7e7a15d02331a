//! Services in rows: those of a record, and of a health record the one that it is itself.

use super::record::{attribute, contacts, status, topics};
use super::tables::{Row, Rows, Table, Whole};
use super::{Teller, place};
use crate::hub::{EntryIx, Page};
use crate::parse::Entry;
use crate::record::health::Health;
use crate::record::{Audience, Contact, Costs, HoursList, Offer, PlaceId, Say, Status, TopicId, Verified, Where};
use crate::text::{Prose, Words};

/// What a service says, whether it is a part of a record or the record itself.
struct Told<'r> {
    name: String,
    page: Page,
    title: &'r Words,
    summary: Option<&'r Words>,
    body: Option<&'r Prose>,
    also: Vec<&'r str>,
    url: Option<&'r str>,
    status: Option<Status>,
    alert: Option<&'r Words>,
    verified: &'r [Verified],
    contacts: &'r [Contact],
    topics: &'r [TopicId],
    audience: &'r [Audience],
    area: &'r [PlaceId],
    places: Vec<(String, String)>,
    own_place: Option<&'r Where>,
    offer: &'r Offer,
}

/// The services of a record.
pub(super) fn services(teller: &Teller<'_>, ix: EntryIx, entry: &Entry, whole: &Whole<'_>, rows: &mut Rows<'_>) {
    let record_place = entry.envelope.place.as_deref().and_then(|place| place::location_of(teller, place, whole.name));
    if let (Some(health), Some(offer)) = (entry.record.as_any().downcast_ref::<Health>(), entry.record.offer()) {
        let envelope = &entry.envelope;
        let told = Told {
            name: format!("{}/service", whole.name),
            page: Page::Record(ix),
            title: &envelope.title,
            summary: envelope.summary.as_ref(),
            body: envelope.body.as_ref(),
            also: envelope.also.iter().map(|name| &**name).collect(),
            url: envelope.url.as_ref().map(crate::value::url::Url::as_str),
            status: health.status,
            alert: envelope.alert.as_ref(),
            verified: &envelope.verified,
            // The organization's row has them.
            contacts: &[],
            topics: &envelope.topics,
            audience: &envelope.audience,
            area: &envelope.area,
            places: record_place
                .iter()
                .cloned()
                .map(|id| (id, String::new()))
                .chain(branches(teller, entry, whole, None))
                .collect(),
            own_place: None,
            offer,
        };
        service(teller, entry, whole, &told, rows);
        attribute(teller, "health-type", health.sort.code(), &of(&told), rows);
    }
    for (turn, own) in entry.record.services().iter().enumerate() {
        let name = format!("{}#{}", whole.name, own.id());
        let named: Vec<&str> = own.locations.iter().map(crate::value::slug::Slug::as_str).collect();
        let place = own.place.as_deref();
        let places = match place {
            Some(place) => place::location_of(teller, place, &name).into_iter().map(|id| (id, String::new())).collect(),
            None if named.is_empty() => record_place.iter().cloned().map(|id| (id, String::new())).collect(),
            None => branches(teller, entry, whole, Some(&named)),
        };
        let told = Told {
            page: Page::Service(ix, turn as u16),
            title: &own.title,
            summary: own.summary.as_ref(),
            body: own.body.as_ref(),
            also: own.also.iter().map(|name| &**name).collect(),
            url: own.url.as_ref().map(crate::value::url::Url::as_str),
            status: own.status,
            alert: own.alert.as_ref(),
            verified: &own.verified,
            contacts: &own.contact,
            topics: &own.topics,
            audience: &own.audience,
            area: &own.area,
            places,
            own_place: place.filter(|place| place::own_location(teller, place, &name).is_some()),
            offer: &own.offer,
            name,
        };
        service(teller, entry, whole, &told, rows);
    }
}

fn of<'t>(told: &'t Told<'_>) -> Whole<'t> {
    Whole { table: Table::Service, name: &told.name }
}

/// The branches of a record, or some of them, with their names.
fn branches(teller: &Teller<'_>, entry: &Entry, whole: &Whole<'_>, some: Option<&[&str]>) -> Vec<(String, String)> {
    let given =
        entry.envelope.location.iter().filter(|branch| some.is_none_or(|some| some.contains(&branch.id.as_str())));
    given
        .map(|branch| {
            let title = branch.title.as_ref().map(|title| teller.words(title)).unwrap_or_default();
            (place::branch_name(whole.name, branch.id.as_str()), title)
        })
        .collect()
}

fn service(teller: &Teller<'_>, entry: &Entry, whole: &Whole<'_>, told: &Told<'_>, rows: &mut Rows<'_>) {
    let here = of(told);
    let parent = Some(&here);
    rows.put(Table::Service, format_args!("{}", here.name), Some(whole), |row| row_of(teller, entry, told, row));
    contacts(teller, told.contacts, &here, rows);
    let groups = match &told.offer.hours {
        Some(HoursList::Groups(groups)) => groups,
        Some(HoursList::SameAsOwner) => {
            entry.record.offer().and_then(|offer| offer.hours.as_ref()).map_or(&[][..], |hours| hours.groups())
        }
        None => &[],
    };
    place::schedules(teller, groups, &here, rows);
    for (turn, spoken) in told.offer.language.iter().enumerate() {
        rows.put(Table::Language, format_args!("{}/languages/{turn}", told.name), parent, |row| {
            let how = spoken.how.map(|how| teller.speaker().key(how.label()));
            let note = spoken.note.as_ref().map(|note| teller.words(note));
            let notes: Vec<String> = how.into_iter().chain(note).collect();
            row.with("name", teller.speaker().language_name(spoken.code.as_str()))
                .with("code", spoken.code.as_str())
                .with("note", notes.join("; "))
        });
    }
    for (turn, area) in told.area.iter().enumerate() {
        let Some(ix) = teller.hub.tables.place(&area.id) else { continue };
        rows.put(Table::ServiceArea, format_args!("{}/service_areas/{turn}", told.name), parent, |row| {
            let url = teller.hub.url(Page::Place(ix as u32), teller.speaker().lang);
            row.with("name", teller.words(&teller.hub.tables.places[ix].keys.name)).with("uri", url)
        });
    }
    for (turn, document) in told.offer.documents.iter().enumerate() {
        rows.put(Table::RequiredDocument, format_args!("{}/required_documents/{turn}", told.name), parent, |row| {
            row.with("document", teller.words(document))
        });
    }
    costs(teller, told, &here, rows);
    topics(teller, told.topics, &here, rows);
    for audience in told.audience {
        attribute(teller, "audience", audience.code(), &here, rows);
    }
    if let Some(place) = told.own_place {
        let name = format!("{}/location", told.name);
        let there = Whole { table: Table::Location, name: &name };
        place::location(teller, place, None, whole, &there, rows);
    }
    for (turn, (location, title)) in told.places.iter().enumerate() {
        rows.put(Table::ServiceAtLocation, format_args!("{}/service_at_locations/{turn}", told.name), parent, |row| {
            row.with("location_id", teller.uuid(location).to_string()).with("description", &**title)
        });
    }
}

fn row_of(teller: &Teller<'_>, entry: &Entry, told: &Told<'_>, row: Row) -> Row {
    let speaker = teller.speaker();
    let offer = told.offer;
    let title = teller.words(told.title);
    let titles = told.title.all().map(|(_, title)| title).filter(|other| *other != title);
    let names: Vec<&str> = titles.chain(told.also.iter().copied()).collect();
    let summary = told.summary.map(|summary| teller.words(summary));
    let body = told.body.and_then(|body| speaker.whole_prose(entry, body));
    let said: Vec<String> = summary.into_iter().chain(body).collect();
    let email = told.contacts.iter().chain(&*entry.envelope.contact).find_map(|contact| contact.email.as_ref());
    let who = offer.eligibility.as_deref();
    let eligible = who.map(|who| {
        let text = who.text.as_ref().map(|text| teller.words(text));
        let everybody = who.open_to_all.then(|| speaker.key("open-to-all"));
        let needed = who.requires.iter().map(|needed| teller.words(needed));
        text.into_iter().chain(everybody).chain(needed).collect::<Vec<_>>().join("; ")
    });
    let how = offer.how_to.as_ref().and_then(|how| speaker.whole_prose(entry, how));
    let apply = offer.apply_url.as_ref().map(|url| url.as_str().to_owned());
    let process: Vec<String> = how.into_iter().chain(apply).collect();
    let interpreted = offer.language.iter().filter(|spoken| spoken.how.is_some_and(|how| how.code() == "interpreter"));
    let interpreted: Vec<String> = interpreted.map(|spoken| speaker.language_name(spoken.code.as_str())).collect();
    let checked = told.verified.iter().chain(&*entry.envelope.verified).map(|verified| verified.on).max();
    let library = teller.hub.config.site.library.as_ref().and_then(|library| library.email.as_ref());
    let fees = match &offer.cost {
        Some(Costs::Prices(prices)) => {
            prices.iter().map(|price| speaker.say(&Say::Price(price))).collect::<Vec<_>>().join("; ")
        }
        Some(Costs::Free) => speaker.key("cost.free-short"),
        None => String::new(),
    };
    row.with_text("name", title)
        .with("alternate_name", names.join("; "))
        .with("description", said.join("\n\n"))
        .with("url", told.url.map_or_else(|| teller.hub.url(told.page, speaker.lang), str::to_owned))
        .with_some("email", email.map(|email| email.as_str().to_owned()))
        .with("status", status(told.status, entry.record.closed(&entry.envelope)))
        .with("interpretation_services", interpreted.join(", "))
        .with("application_process", process.join("\n\n"))
        .with("fees_description", fees)
        .with_some("wait_time", offer.wait.as_ref().map(|wait| teller.words(wait)))
        .with_some("eligibility_description", eligible)
        .with_some("minimum_age", who.and_then(|who| who.min_age))
        .with_some("maximum_age", who.and_then(|who| who.max_age))
        .with_some("assured_date", checked.map(|day| day.to_string()))
        .with_some("assurer_email", library.filter(|_| checked.is_some()).map(|email| email.as_str().to_owned()))
        .with_some("alert", told.alert.map(|alert| teller.words(alert)))
        .with_some("last_modified", teller.hub.changed_on(entry).map(|day| speaker.midnight(day)))
}

fn costs(teller: &Teller<'_>, told: &Told<'_>, here: &Whole<'_>, rows: &mut Rows<'_>) {
    match &told.offer.cost {
        None => {}
        Some(Costs::Free) => {
            rows.put(Table::CostOption, format_args!("{}/cost_options/0", told.name), Some(here), |row| {
                row.with("option", teller.speaker().key("cost.free-short")).with("currency", "EUR").with("amount", 0)
            });
        }
        Some(Costs::Prices(prices)) => {
            for (turn, price) in prices.iter().enumerate() {
                rows.put(Table::CostOption, format_args!("{}/cost_options/{turn}", told.name), Some(here), |row| {
                    let money = price.money();
                    let unit = price.unit.map(|unit| teller.speaker().key(unit.label()));
                    let note = price.note.as_ref().map(|note| teller.words(note));
                    let said: Vec<String> = unit.into_iter().chain(note).collect();
                    row.with_some("option", price.what.as_ref().map(|what| teller.words(what)))
                        .with_some("currency", money.map(|money| money.currency.as_str().to_owned()))
                        .with_some("amount", money.map(|money| money.cents as f64 / 100.0))
                        .with("amount_description", said.join("; "))
                });
            }
        }
    }
}
