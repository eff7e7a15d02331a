//! Locations, ways to reach somebody, languages: what organizations, services and locations have alike.

use super::making::Making;
use super::sort::Sort;
use super::things::Ix;
use super::timetable;
use crate::import::draft::Cell;
use crate::import::literal::{Refused, string};
use crate::import::places::Sort as PlaceSort;
use crate::value::coordinates::coordinates;
use crate::value::language::language;

/// The locations of an organization: one is the record's place, several are branches.
pub(super) fn of_record(making: &mut Making<'_>, ix: Ix) {
    match &locations(making, ix)[..] {
        [] => {}
        [only] => {
            making.take(*only);
            place(making, "place.", *only);
            making.carry("place.name", *only, "name");
            reach(making, "contact", *only);
            timetable::hours(making, "hours", &[*only]);
            access(making, "access", *only);
        }
        several => {
            for (turn, one) in several.iter().enumerate() {
                branch(making, turn + 1, *one);
            }
        }
    }
}

/// The locations of an organization: its own, and those where its services are given.
pub(super) fn locations(making: &Making<'_>, ix: Ix) -> Vec<Ix> {
    let things = making.maker.things;
    let mut all: Vec<Ix> = things.parts(ix, Sort::Location).collect();
    for service in services(making, ix) {
        all.extend(given_at(making, service));
    }
    let mut once = Vec::new();
    all.retain(|location| {
        let new = !once.contains(location);
        once.push(*location);
        new
    });
    all
}

/// The services of an organization: its own, and those of its locations.
pub(super) fn services(making: &Making<'_>, ix: Ix) -> Vec<Ix> {
    let things = making.maker.things;
    let own = things.parts(ix, Sort::Service);
    let there = things.parts(ix, Sort::Location).flat_map(|location| things.parts(location, Sort::Service));
    own.chain(there).collect()
}

/// Where a service is given.
pub(super) fn given_at(making: &Making<'_>, service: Ix) -> Vec<Ix> {
    let things = making.maker.things;
    let named = things.parts(service, Sort::ServiceAtLocation).filter_map(|at| things.all[at].names);
    let owner = things.all[service].owner.filter(|owner| things.all[*owner].sort == Sort::Location);
    owner.into_iter().chain(named).collect()
}

/// The id of a branch, as services name it.
pub(super) fn branch_id(making: &Making<'_>, organization: Ix, location: Ix) -> Option<String> {
    let position = locations(making, organization).iter().position(|known| *known == location)?;
    match crate::import::draft::get(
        &making.draft.tree,
        &crate::import::pen::way(&format!("location.{}.id", position + 1)),
    ) {
        Some(crate::import::draft::Node::Leaf(leaf)) => Some(leaf.toml.clone()),
        _ => None,
    }
}

fn branch(making: &mut Making<'_>, n: usize, ix: Ix) {
    making.take(ix);
    let here = format!("location.{n}.");
    let street = making.maker.things.parts(ix, Sort::Address).find_map(|part| making.say(part, "address_1"));
    let name = making.say(ix, "name").or(street).map(|(name, _)| name.into_owned()).unwrap_or_default();
    let id = making.id(&name, "kraj");
    making.put(&format!("{here}id"), string(&id), &[]);
    making.carry(&format!("{here}title"), ix, "name");
    place(making, &format!("{here}place."), ix);
    reach(making, &format!("{here}contact"), ix);
    timetable::hours(making, &format!("{here}hours"), &[ix]);
    access(making, &format!("{here}access"), ix);
}

/// Where a location is.
fn place(making: &mut Making<'_>, prefix: &str, ix: Ix) {
    let things = making.maker.things;
    let mut addresses: Vec<Ix> = things.parts(ix, Sort::Address).collect();
    // Where letters go is not always where people go.
    addresses.sort_by_key(|part| making.say(*part, "address_type").is_some_and(|(kind, _)| kind != "physical"));
    if let Some(address) = addresses.first().copied() {
        making.take(address);
        let lines: Vec<_> =
            ["address_1", "address_2"].iter().filter_map(|column| making.say(address, column)).collect();
        let text: Vec<&str> = lines.iter().map(|(text, _)| text.trim_end_matches('.')).collect();
        let cells: Vec<Cell> = lines.iter().map(|(_, cell)| *cell).collect();
        making.pen.write(&mut making.draft, &format!("{prefix}street"), &text.join(", "), &cells);
        if let (Some((code, one)), Some((city, other))) =
            (making.say(address, "postal_code"), making.say(address, "city"))
        {
            let country = making.say(address, "country").filter(|(country, _)| country.len() == 2);
            let line = match &country {
                Some((country, _)) if country != "SI" => format!("{}-{code} {city}", country.to_uppercase()),
                _ => format!("{code} {city}"),
            };
            let mut cells = vec![one, other];
            cells.extend(country.map(|(_, cell)| cell));
            making.pen.write(&mut making.draft, &format!("{prefix}post"), &line, &cells);
        }
        for (key, sort, column) in
            [("settlement", PlaceSort::Settlement, "city"), ("municipality", PlaceSort::Municipality, "state_province")]
        {
            if let Some((name, cell)) = making.say(address, column)
                && let Ok(found) = making.maker.places.find(&name, sort)
            {
                making.put(&format!("{prefix}{key}"), string(&found.id), &[cell]);
            }
        }
    }
    if let (Some((lat, one)), Some((lon, other))) = (making.say(ix, "latitude"), making.say(ix, "longitude")) {
        let number = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
        match coordinates(number(&lat), number(&lon)) {
            Ok(_) => {
                making.pen.write(&mut making.draft, &format!("{prefix}lat"), &lat, &[one]);
                making.pen.write(&mut making.draft, &format!("{prefix}lon"), &lon, &[other]);
            }
            Err(wrong) => {
                let refused = Refused::wrong(&format!("{lat}, {lon}"), wrong);
                making.pen.refuse(&mut making.draft, &refused, &[one, other]);
            }
        }
    }
    for (key, column) in [("directions", "description"), ("transit", "transportation")] {
        making.carry(&format!("{prefix}{key}"), ix, column);
    }
}

/// What is said of accessibility, as a note: which question a text answers is not known.
fn access(making: &mut Making<'_>, path: &str, ix: Ix) {
    let things = making.maker.things;
    let parts: Vec<Ix> = things.parts(ix, Sort::Accessibility).collect();
    let mut said: Vec<(String, Cell)> = Vec::new();
    for part in parts {
        making.take(part);
        for column in ["description", "accessibility", "details"] {
            let Some((text, cell)) = making.say(part, column) else { continue };
            if said.iter().any(|(known, _)| *known == *text) {
                making.draft.silent.push(cell);
            } else {
                said.push((text.into_owned(), cell));
            }
        }
    }
    said.extend(making.say(ix, "accessibility").map(|(text, cell)| (text.into_owned(), cell)));
    let text: Vec<&str> = said.iter().map(|(text, _)| text.as_str()).collect();
    let cells: Vec<Cell> = said.iter().map(|(_, cell)| *cell).collect();
    making.pen.write(&mut making.draft, &format!("{path}.note"), &text.join("; "), &cells);
}

/// Ways to reach somebody: contacts with their numbers, numbers alone, an e-mail.
///
/// Who a contact is, is read as everywhere: a name without consent is in the record and on no page.
pub(super) fn reach(making: &mut Making<'_>, list: &str, ix: Ix) {
    let things = making.maker.things;
    let contacts: Vec<Ix> = things.parts(ix, Sort::Contact).collect();
    for contact in contacts {
        making.take(contact);
        let n = making.count(list) + 1;
        let here = format!("{list}.{n}.");
        making.carry(&format!("{here}name"), contact, "name");
        if !making.carry(&format!("{here}role"), contact, "title") {
            making.carry(&format!("{here}role"), contact, "department");
        }
        making.carry(&format!("{here}email"), contact, "email");
        let phones: Vec<Ix> = things.parts(contact, Sort::Phone).collect();
        for (turn, phone) in phones.into_iter().enumerate() {
            number(making, list, (turn == 0 && making.count(list) == n).then_some(n), phone);
        }
    }
    let phones: Vec<Ix> = things.parts(ix, Sort::Phone).collect();
    for phone in phones {
        number(making, list, None, phone);
    }
    if let Some((address, cell)) = making.say(ix, "email") {
        let known = (1..=making.count(list)).any(|n| making.has(&format!("{list}.{n}.email")));
        if known {
            making.draft.silent.push(cell);
        } else {
            let first = (1..=making.count(list)).find(|n| !making.has(&format!("{list}.{n}.name")));
            let n = first.unwrap_or(making.count(list) + 1);
            making.pen.write(&mut making.draft, &format!("{list}.{n}.email"), &address, &[cell]);
        }
    }
}

/// A number, in a contact that is there or in one of its own. What is no telephone is kept.
fn number(making: &mut Making<'_>, list: &str, into: Option<usize>, ix: Ix) {
    let things = making.maker.things;
    making.take(ix);
    let kind = making.say(ix, "type").or_else(|| making.say(ix, "number_type"));
    let spoken = match kind.as_ref().map(|(kind, _)| kind.to_lowercase()).as_deref() {
        Some("fax" | "pager" | "modem" | "textphone" | "video" | "tty") => return,
        Some("text" | "sms") => "sms",
        _ => "phone",
    };
    let Some((digits, cell)) = making.say(ix, "number") else { return };
    let n = into.unwrap_or(making.count(list) + 1);
    let here = format!("{list}.{n}.");
    // Some write quotation marks into the number.
    let digits = digits.trim_matches('"');
    let known = (1..=making.count(list)).any(|n| {
        let phone =
            crate::import::draft::get(&making.draft.tree, &crate::import::pen::way(&format!("{list}.{n}.phone")));
        matches!(phone, Some(crate::import::draft::Node::Leaf(leaf)) if leaf.toml == string(digits))
    });
    if known {
        making.draft.silent.push(cell);
        return;
    }
    if !making.pen.write(&mut making.draft, &format!("{here}{spoken}"), digits, &[cell]) {
        return;
    }
    making.draft.silent.extend(kind.filter(|(kind, _)| kind == "voice" || spoken == "sms").map(|(_, cell)| cell));
    if spoken == "phone" {
        making.carry(&format!("{here}ext"), ix, "extension");
    }
    if !making.carry(&format!("{here}note"), ix, "description") {
        making.carry(&format!("{here}note"), ix, "department");
    }
    let languages: Vec<Ix> = things.parts(ix, Sort::Language).collect();
    let mut codes = Vec::new();
    let mut cells = Vec::new();
    for part in languages {
        making.take(part);
        if let Some((code, cell)) = spoken_in(making, part) {
            codes.push(string(&code));
            cells.extend(cell);
        }
    }
    if !codes.is_empty() {
        making.put(&format!("{here}langs"), format!("[{}]", codes.join(", ")), &cells);
    }
}

/// The code of a language, by its code or its name.
pub(super) fn spoken_in(making: &Making<'_>, ix: Ix) -> Option<(String, Vec<Cell>)> {
    let said: Vec<_> = ["code", "language", "name"].iter().filter_map(|column| making.say(ix, column)).collect();
    let code = said.iter().find_map(|(text, _)| {
        let read = language(text);
        let read = read.map(|language| language.as_str().to_owned());
        read.or_else(|wrong| wrong.suggestion.ok_or(())).ok()
    })?;
    Some((code, said.into_iter().map(|(_, cell)| cell).collect()))
}
