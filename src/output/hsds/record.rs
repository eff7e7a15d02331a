//! Organizations and health records in rows.

use super::tables::{Rows, Table, Whole};
use super::{Teller, offer, place};
use crate::hub::{Destination, EntryIx, Page};
use crate::output::records;
use crate::parse::Entry;
use crate::record::health::{Financing, Health};
use crate::record::organization::Organization;
use crate::record::{Contact, Envelope, Reference, Status, TopicId};
use crate::value::phone::Phone;

/// Every row of a record.
pub(super) fn rows(teller: &Teller<'_>, ix: EntryIx, entry: &Entry, rows: &mut Rows<'_>) {
    let name = entry.full_id();
    let whole = Whole { table: Table::Organization, name: &name };
    organization(teller, ix, entry, &whole, rows);
    contacts(teller, &entry.envelope.contact, &whole, rows);
    identifiers(&entry.envelope, &whole, rows);
    place::of_record(teller, entry, &whole, rows);
    topics(teller, &entry.envelope.topics, &whole, rows);
    terms(teller, entry, &whole, rows);
    rows.put(Table::Attribute, format_args!("{name}/attributes/record"), Some(&whole), |row| {
        let term = teller.uuid("taxonomy/kazipot/record");
        row.of_term("kazipot", "record", term)
            .with("link_entity", "organization")
            .with("value", records::own_json(entry))
    });
    if let Some(health) = entry.record.as_any().downcast_ref::<Health>() {
        for (turn, financing) in health.financing.iter().enumerate() {
            rows.put(Table::Funding, format_args!("{name}/funding/{turn}"), Some(&whole), |row| {
                row.with("source", teller.speaker().key(Financing::label(*financing)))
            });
        }
    }
    offer::services(teller, ix, entry, &whole, rows);
}

fn organization(teller: &Teller<'_>, ix: EntryIx, entry: &Entry, whole: &Whole<'_>, rows: &mut Rows<'_>) {
    let envelope = &entry.envelope;
    let record = entry.record.as_any();
    rows.put(Table::Organization, format_args!("{}", whole.name), None, |row| {
        let (own, health) = (record.downcast_ref::<Organization>(), record.downcast_ref::<Health>());
        let parent = own.and_then(|own| own.parent.as_ref()).map(|parent| &parent.0);
        let parent = parent.or_else(|| health.and_then(|own| own.operator.as_ref()).map(|operator| &operator.0));
        let parent = parent.and_then(|parent| organization_named(teller, parent));
        let email = envelope.contact.iter().find_map(|contact| contact.email.as_ref());
        let numbers = envelope.identifiers.as_deref();
        let sort = entry.record.type_label().map(|label| teller.speaker().key(label));
        row.with_text("name", teller.words(&envelope.title))
            .with_some("alternate_name", other_names(teller, envelope))
            .with_text("description", description(teller, entry))
            .with_some("email", email.map(|email| email.as_str().to_owned()))
            .with_some("website", envelope.url.as_ref().map(|url| url.as_str().to_owned()))
            .with_some("tax_id", numbers.and_then(|numbers| numbers.davcna.as_deref()))
            .with_some("year_incorporated", own.and_then(|own| own.founded))
            .with_some("legal_status", sort)
            .with("uri", teller.hub.url(Page::Record(ix), teller.speaker().lang))
            .with_some("parent_organization_id", parent.map(|id| id.to_string()))
    });
}

/// The UUID of the organization that a reference leads to.
pub(super) fn organization_named(teller: &Teller<'_>, reference: &Reference) -> Option<uuid::Uuid> {
    match teller.hub.resolve(reference)? {
        Destination::Entry(ix) | Destination::Service(ix, _) | Destination::Location(ix, _) => {
            Some(teller.uuid(&teller.hub.entry(ix).full_id()))
        }
        Destination::Place(_) => None,
    }
}

/// Names in the other languages, and what people call it as well.
fn other_names(teller: &Teller<'_>, envelope: &Envelope) -> Option<String> {
    let first = teller.words(&envelope.title);
    let mut names: Vec<&str> = Vec::new();
    let titles = envelope.title.all().map(|(_, title)| title);
    for name in titles.chain(envelope.also.iter().map(|name| &**name)) {
        if name != first && !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join("; "))
}

/// What it is, in a sentence, and the longer text as HTML. HSDS asks for one: the name, where nothing else is said.
fn description(teller: &Teller<'_>, entry: &Entry) -> String {
    let envelope = &entry.envelope;
    let summary = envelope.summary.as_ref().map(|summary| teller.words(summary));
    let body = envelope.body.as_ref().and_then(|body| teller.speaker().whole_prose(entry, body));
    let said: Vec<String> = summary.into_iter().chain(body).collect();
    if said.is_empty() { teller.words(&envelope.title) } else { said.join("\n\n") }
}

/// Ways to reach somebody.
pub(super) fn contacts(teller: &Teller<'_>, all: &[Contact], whole: &Whole<'_>, rows: &mut Rows<'_>) {
    for (turn, contact) in all.iter().enumerate() {
        let name = format!("{}/contacts/{turn}", whole.name);
        let here = Whole { table: Table::Contact, name: &name };
        rows.put(Table::Contact, format_args!("{name}"), Some(whole), |row| {
            row.with_some("name", contact.name.as_deref())
                .with_some("title", contact.role.as_ref().map(|role| teller.words(role)))
                .with_some("email", contact.email.as_ref().map(|email| email.as_str().to_owned()))
        });
        let numbers = [(contact.phone.as_ref(), "voice"), (contact.sms.as_ref(), "text")];
        for (turn, (phone, kind)) in numbers.into_iter().enumerate() {
            let Some(phone) = phone else { continue };
            let own = format!("{name}/phones/{turn}");
            rows.put(Table::Phone, format_args!("{own}"), Some(&here), |row| {
                let ext = contact.ext.as_deref().filter(|_| kind == "voice");
                let digits = ext.filter(|ext| !ext.starts_with('0')).and_then(|ext| ext.parse::<u32>().ok());
                // An extension that is no number, or begins with a zero, stands in the description.
                let spelt = ext.filter(|_| digits.is_none()).map(str::to_owned);
                let note = contact.note.as_ref().map(|note| teller.words(note));
                let said: Vec<String> = spelt.into_iter().chain(note).collect();
                row.with_text("number", number(phone))
                    .with_some("extension", digits)
                    .with("type", kind)
                    .with("description", said.join("; "))
            });
            for (turn, code) in contact.langs.iter().enumerate() {
                let there = Whole { table: Table::Phone, name: &own };
                rows.put(Table::Language, format_args!("{own}/languages/{turn}"), Some(&there), |row| {
                    row.with("name", teller.speaker().language_name(code)).with("code", &**code)
                });
            }
        }
    }
}

fn number(phone: &Phone) -> String {
    phone.href().trim_start_matches("tel:").to_owned()
}

fn identifiers(envelope: &Envelope, whole: &Whole<'_>, rows: &mut Rows<'_>) {
    let Some(numbers) = envelope.identifiers.as_deref() else { return };
    let all = numbers.unique().chain(numbers.zzzs.as_deref().map(|number| ("zzzs", number)));
    for (register, number) in all {
        let own = format_args!("{}/organization_identifiers/{register}", whole.name);
        rows.put(Table::OrganizationIdentifier, own, Some(whole), |row| {
            row.with("identifier_type", register).with_text("identifier", number)
        });
    }
}

/// What something is about, as attributes.
pub(super) fn topics(teller: &Teller<'_>, topics: &[TopicId], whole: &Whole<'_>, rows: &mut Rows<'_>) {
    for topic in topics {
        attribute(teller, "topics", &topic.id, whole, rows);
    }
}

/// What sort of organization it is and whom it is for, as attributes.
fn terms(teller: &Teller<'_>, entry: &Entry, whole: &Whole<'_>, rows: &mut Rows<'_>) {
    if let Some((set, code)) = entry.record.type_label().and_then(|label| label.split_once('.')) {
        attribute(teller, set, code, whole, rows);
    }
    for audience in &entry.envelope.audience {
        attribute(teller, "audience", audience.code(), whole, rows);
    }
}

/// A term that holds for a row.
pub(super) fn attribute(teller: &Teller<'_>, taxonomy: &str, code: &str, whole: &Whole<'_>, rows: &mut Rows<'_>) {
    rows.put(Table::Attribute, format_args!("{}/attributes/{taxonomy}/{code}", whole.name), Some(whole), |row| {
        let term = teller.uuid(&format!("taxonomy/{taxonomy}/{code}"));
        row.of_term(taxonomy, code, term).with("link_entity", whole.table.name())
    });
}

/// Whether something works, in the words of HSDS.
pub(super) fn status(status: Option<Status>, closed: bool) -> &'static str {
    match status {
        _ if closed => "defunct",
        Some(Status::Closed) => "defunct",
        Some(Status::Paused) => "temporarily closed",
        Some(Status::Active | Status::Seasonal | Status::Full) | None => "active",
    }
}
