//! Where something is, and when it is open, in rows. Of an address that is hidden no location is told.

use super::Teller;
use super::record::contacts;
use super::tables::{Row, Rows, Table, Whole};
use crate::hub::Destination;
use crate::parse::Entry;
use crate::record::{Access, Hours, Place, Where};
use crate::value::clock::{Clock, DAY, Span};
use crate::value::coordinates::Coordinates;
use crate::value::hours::Days;
use crate::value::phone::SLOVENIA;
use crate::value::weekday::Weekday;

/// The location of a record and its branches.
pub(super) fn of_record(teller: &Teller<'_>, entry: &Entry, whole: &Whole<'_>, rows: &mut Rows<'_>) {
    let offer = entry.record.offer();
    if let Some(place) = entry.envelope.place.as_deref()
        && let Some(name) = own_location(teller, place, whole.name)
    {
        let here = Whole { table: Table::Location, name: &name };
        location(teller, place, None, whole, &here, rows);
        access(teller, offer.and_then(|offer| offer.access.as_deref()), &here, rows);
        let groups = offer.and_then(|offer| offer.hours.as_ref()).map_or(&[][..], |hours| hours.groups());
        schedules(teller, groups, &here, rows);
    }
    for branch in &entry.envelope.location {
        let name = branch_name(whole.name, branch.id.as_str());
        let here = Whole { table: Table::Location, name: &name };
        let title = branch.title.as_ref().map(|title| teller.words(title));
        match branch.place.as_deref() {
            Some(place) => location(teller, place, title.as_deref(), whole, &here, rows),
            None => rows.put(Table::Location, format_args!("{}", here.name), Some(whole), |row| {
                row.with("location_type", "physical").with_some("name", title.as_deref())
            }),
        }
        contacts(teller, &branch.contact, &here, rows);
        access(teller, branch.access.as_deref(), &here, rows);
        let groups = branch.hours.as_ref().map_or(&[][..], |hours| hours.groups());
        schedules(teller, groups, &here, rows);
    }
}

/// The name of a branch's location.
pub(super) fn branch_name(record: &str, branch: &str) -> String {
    format!("{record}/location/{branch}")
}

/// The name of the location that something has of its own: not where it is where something else is, or hidden.
pub(super) fn own_location(teller: &Teller<'_>, place: &Where, of: &str) -> Option<String> {
    let own = match place {
        Where::At(place) => is_told(place),
        Where::Of(reference) => matches!(teller.hub.resolve(&reference.0), Some(Destination::Place(_))),
    };
    own.then(|| format!("{of}/location"))
}

/// Whether anything may be told of a place.
fn is_told(place: &Place) -> bool {
    let named = place.name.is_some() || place.street.is_some() || place.post.is_some();
    named || place.settlement.is_some() || place.municipality.is_some() || place.coordinates.is_some()
}

/// The name of the location where something is.
pub(super) fn location_of(teller: &Teller<'_>, place: &Where, of: &str) -> Option<String> {
    if let Some(name) = own_location(teller, place, of) {
        return Some(name);
    }
    let Where::Of(reference) = place else { return None };
    match teller.hub.resolve(&reference.0)? {
        Destination::Location(ix, turn) => {
            let entry = teller.hub.entry(ix);
            let branch = &entry.envelope.location[usize::from(turn)].id;
            Some(branch_name(&entry.full_id(), branch.as_str()))
        }
        Destination::Entry(ix) | Destination::Service(ix, _) => {
            let entry = teller.hub.entry(ix);
            match entry.envelope.place.as_deref()? {
                place @ Where::At(_) => own_location(teller, place, &entry.full_id()),
                Where::Of(_) => None,
            }
        }
        Destination::Place(_) => None,
    }
}

/// A location with its address.
pub(super) fn location(
    teller: &Teller<'_>,
    place: &Where,
    title: Option<&str>,
    whole: &Whole<'_>,
    here: &Whole<'_>,
    rows: &mut Rows<'_>,
) {
    let owner = Some(whole).filter(|whole| whole.table == Table::Organization);
    let Some(address) = teller.hub.address(place) else {
        let known = match place {
            Where::Of(reference) => match teller.hub.resolve(&reference.0) {
                Some(Destination::Place(ix)) => Some(&teller.hub.tables.places[ix].keys),
                _ => None,
            },
            Where::At(_) => None,
        };
        rows.put(Table::Location, format_args!("{}", here.name), owner, |row| {
            let name = title.map(str::to_owned).or_else(|| known.map(|known| teller.words(&known.name)));
            row.with("location_type", "physical")
                .with_some("name", name)
                .with_some("latitude", known.and_then(|known| known.lat))
                .with_some("longitude", known.and_then(|known| known.lon))
        });
        return;
    };
    rows.put(Table::Location, format_args!("{}", here.name), owner, |row| physical(teller, address, title, row));
    let (Some(street), Some(post)) = (&address.street, &address.post) else { return };
    rows.put(Table::Address, format_args!("{}/addresses/0", here.name), Some(here), |row| {
        let town = address.municipality.as_ref().and_then(|id| teller.hub.tables.place(&id.id));
        let town = town.map(|ix| teller.words(&teller.hub.tables.places[ix].keys.name));
        let home = *post.country == *SLOVENIA.code;
        row.with_text("address_1", teller.words(street))
            .with_text("city", &*post.town)
            // Slovenia has no provinces: the municipality, as far as it is known.
            .with_text("state_province", town.filter(|_| home).unwrap_or_default())
            .with_text("postal_code", &*post.code)
            .with_text("country", &*post.country)
            .with("address_type", "physical")
    });
}

fn physical(teller: &Teller<'_>, place: &Place, title: Option<&str>, row: Row) -> Row {
    let all = |labels: [&Option<crate::declare::Label>; 2]| {
        let said: Vec<String> = labels.into_iter().flatten().map(|label| teller.words(label)).collect();
        said.join("; ")
    };
    let town = place.settlement.as_ref().or(place.municipality.as_ref());
    let town = town.and_then(|id| teller.hub.tables.place(&id.id));
    let town = town.map(|ix| teller.words(&teller.hub.tables.places[ix].keys.name));
    let name = title.map(str::to_owned).or_else(|| place.name.as_ref().map(|name| teller.words(name))).or(town);
    row.with("location_type", "physical")
        .with_some("name", name)
        .with("description", all([&place.directions, &place.floor]))
        .with("transportation", all([&place.transit, &place.parking]))
        .with_some("latitude", place.coordinates.map(Coordinates::lat))
        .with_some("longitude", place.coordinates.map(Coordinates::lon))
}

/// How accessible a location is: what nobody answered is not told.
fn access(teller: &Teller<'_>, access: Option<&Access>, here: &Whole<'_>, rows: &mut Rows<'_>) {
    if !rows.wants(Table::Accessibility) {
        return;
    }
    for (turn, said) in crate::record::access(access).iter().enumerate() {
        rows.put(Table::Accessibility, format_args!("{}/accessibility/{turn}", here.name), Some(here), |row| {
            row.with("description", teller.speaker().say(said))
        });
    }
}

/// The hours of groups, a row for every span; dates on which it is otherwise are rows that hold on them only.
pub(super) fn schedules(teller: &Teller<'_>, groups: &[Hours], whole: &Whole<'_>, rows: &mut Rows<'_>) {
    if !rows.wants(Table::Schedule) {
        return;
    }
    let mut turn = 0;
    for hours in groups {
        let kind = teller.speaker().key(&format!("hours-kind.{}", hours.kind.code()));
        let said = hours.label.as_ref().map_or(kind, |label| teller.words(label));
        let note = hours.note.as_ref().map(|note| teller.words(note));
        let season = hours.season.map(|season| season.to_string());
        let notes: Vec<String> = season.into_iter().chain(note).collect();
        let notes = notes.join("; ");
        let mut put = |make: &dyn Fn(Row) -> Row| {
            let own = format_args!("{}/schedules/{turn}", whole.name);
            rows.put(Table::Schedule, own, Some(whole), |row| make(row).with("description", &*said));
            turn += 1;
        };
        match &hours.days {
            Days::Week(week) => {
                for (days, span) in by_span(|day| week.day(day).collect()) {
                    put(&|row| {
                        let row = open(row.with("freq", "WEEKLY").with("wkst", "MO").with("byday", &*days), span);
                        let row = row.with("interval", hours.every.map_or(1, |every| every.weeks));
                        row.with_some("dtstart", hours.every.map(|every| every.from.to_string())).with("notes", &*notes)
                    });
                }
            }
            Days::Nth { on, open: spans } => {
                let days: Vec<String> = on.iter().map(|day| format!("{}{}", day.nth, code(day.day))).collect();
                for span in spans {
                    put(&|row| {
                        let row = row.with("freq", "MONTHLY").with("wkst", "MO").with("byday", days.join(","));
                        open(row.with("interval", 1), *span).with("notes", &*notes)
                    });
                }
            }
        }
        for exception in &hours.exceptions {
            let why = exception.why.as_ref().map(|why| teller.words(why)).unwrap_or_default();
            for dates in &exception.on {
                let between = |row: Row| {
                    row.with("valid_from", dates.first.to_string())
                        .with("valid_to", dates.last.to_string())
                        .with("notes", &*why)
                };
                // A date without times is closed.
                if exception.open.is_empty() {
                    put(&between);
                }
                for span in &exception.open {
                    put(&|row| open(between(row), *span));
                }
            }
        }
    }
}

fn code(day: Weekday) -> String {
    day.code().to_uppercase()
}

/// Days with the same span together, as `MO,TU`.
fn by_span(spans_of: impl Fn(Weekday) -> Vec<Span>) -> Vec<(String, Span)> {
    let mut same: Vec<(String, Span)> = Vec::new();
    for day in Weekday::ALL {
        for span in spans_of(day) {
            match same.iter_mut().find(|(_, known)| *known == span) {
                Some((days, _)) => days.push_str(&format!(",{}", code(day))),
                None => same.push((code(day), span)),
            }
        }
    }
    same
}

fn open(row: Row, span: Span) -> Row {
    // A day ends at 24:00, which a time of HSDS does not have; a span past midnight closes on the next day.
    let closes = match span.to() {
        DAY => "23:59:59".to_owned(),
        to => format!("{}:00", Clock(to % DAY)),
    };
    row.with("opens_at", format!("{}:00", Clock(span.from()))).with("closes_at", closes)
}
