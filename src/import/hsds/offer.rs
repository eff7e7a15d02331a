//! Services of an organization, and on what terms they are given.

use super::making::Making;
use super::place::{self, branch_id, given_at, locations, reach, spoken_in};
use super::sort::Sort;
use super::things::Ix;
use super::timetable;
use crate::import::draft::Cell;
use crate::import::literal::string;
use crate::import::places::Sort as PlaceSort;

/// Every service of an organization.
pub(super) fn services(making: &mut Making<'_>, organization: Ix) {
    let several = locations(making, organization).len() > 1;
    let all = place::services(making, organization);
    let (named, nameless): (Vec<Ix>, Vec<Ix>) = all.into_iter().partition(|ix| making.say(*ix, "name").is_some());
    for (turn, ix) in named.into_iter().enumerate() {
        service(making, organization, ix, turn + 1, several);
    }
    for ix in nameless {
        let (table, row) = making.maker.things.all[ix].rows[0];
        let told = making.pen.origin.at_row(table, row, "import-missing");
        making.draft.told.push(told.with("missing", "name"));
    }
}

fn service(making: &mut Making<'_>, organization: Ix, ix: Ix, n: usize, several: bool) {
    making.take(ix);
    let here = format!("service.{n}.");
    let name = making.say(ix, "name").map(|(name, _)| name.into_owned()).unwrap_or_default();
    let id = making.id(&name, "storitev");
    let key = |key: &str| format!("{here}{key}");
    making.put(&key("id"), string(&id), &[]);
    making.carry(&key("title"), ix, "name");
    making.other_names(&key("also"), ix, &["alternate_name"]);
    making.describe(&here, ix, "description");
    making.carry(&key("url"), ix, "url");
    making.carry(&key("url"), ix, "website");
    making.carry(&key("alert"), ix, "alert");
    status(making, &here, ix);
    let things = making.maker.things;
    let at: Vec<Ix> = things.parts(ix, Sort::ServiceAtLocation).collect();
    reach(making, &key("contact"), ix);
    for one in &at {
        making.take(*one);
        reach(making, &key("contact"), *one);
    }
    let timed: Vec<Ix> = [ix].into_iter().chain(at).collect();
    timetable::hours(making, &key("hours"), &timed);
    if several {
        let branches: Vec<String> =
            given_at(making, ix).into_iter().filter_map(|location| branch_id(making, organization, location)).collect();
        if !branches.is_empty() {
            making.put(&key("locations"), format!("[{}]", branches.join(", ")), &[]);
        }
    }
    terms(making, &here, ix);
    costs(making, &key("cost"), ix);
    making.about(&here, ix);
    if let Some((day, cell)) = making.say(ix, "assured_date") {
        making.pen.write(&mut making.draft, &format!("{here}verified.1.on"), &day, &[cell]);
    }
}

fn status(making: &mut Making<'_>, here: &str, ix: Ix) {
    let Some((status, cell)) = making.say(ix, "status") else { return };
    let code = match &*status.to_lowercase() {
        "active" => {
            making.draft.silent.push(cell);
            return;
        }
        "inactive" | "temporarily closed" => "paused",
        "defunct" => "closed",
        _ => return,
    };
    making.put(&format!("{here}status"), string(code), &[cell]);
}

fn terms(making: &mut Making<'_>, here: &str, ix: Ix) {
    let things = making.maker.things;
    let key = |key: &str| format!("{here}{key}");
    for (path, column) in [
        ("wait", "wait_time"),
        ("eligibility.text", "eligibility_description"),
        ("eligibility.text", "eligibility"),
        ("eligibility.min_age", "minimum_age"),
        ("eligibility.max_age", "maximum_age"),
    ] {
        making.carry(&key(path), ix, column);
    }
    if let Some((text, cell)) = making.say(ix, "application_process") {
        making.prose(&key("how_to"), &text, cell);
    }
    let languages: Vec<Ix> = things.parts(ix, Sort::Language).collect();
    let mut n = 0;
    for part in languages {
        making.take(part);
        if let Some((code, cells)) = spoken_in(making, part) {
            n += 1;
            making.put(&key(&format!("language.{n}.code")), string(&code), &cells);
            making.carry(&key(&format!("language.{n}.note")), part, "note");
        }
    }
    let (mut documents, mut cells): (Vec<String>, Vec<Cell>) = (Vec::new(), Vec::new());
    for part in things.parts(ix, Sort::Document) {
        let Some((text, cell)) = making.say(part, "document") else { continue };
        documents.push(string(&text.split_whitespace().collect::<Vec<_>>().join(" ")));
        cells.push(cell);
    }
    if let Some((text, cell)) = making.say(ix, "required_documents") {
        documents.extend(text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(string));
        cells.push(cell);
    }
    if !documents.is_empty() {
        making.put(&key("documents"), format!("[{}]", documents.join(", ")), &cells);
    }
    let (mut area, mut cells): (Vec<String>, Vec<Cell>) = (Vec::new(), Vec::new());
    for part in things.parts(ix, Sort::Area) {
        let Some((name, cell)) = making.say(part, "name").or_else(|| making.say(part, "service_area")) else {
            continue;
        };
        if let Ok(found) = making.maker.places.find(&name, PlaceSort::Municipality) {
            area.push(string(&found.id));
            cells.push(cell);
        }
    }
    if !area.is_empty() {
        making.put(&key("area"), format!("[{}]", area.join(", ")), &cells);
    }
}

/// Prices; where none are told one by one, what is said of fees.
fn costs(making: &mut Making<'_>, list: &str, ix: Ix) {
    let things = making.maker.things;
    let options: Vec<Ix> = things.parts(ix, Sort::Cost).collect();
    let mut n = 0;
    for option in options {
        making.take(option);
        if making.say(option, "amount").is_none() && making.say(option, "amount_description").is_none() {
            continue;
        }
        n += 1;
        making.carry(&format!("{list}.{n}.for"), option, "option");
        making.carry(&format!("{list}.{n}.amount"), option, "amount");
        if let Some((currency, cell)) = making.say(option, "currency") {
            making.pen.write(&mut making.draft, &format!("{list}.{n}.currency"), &currency.to_uppercase(), &[cell]);
        }
        making.carry(&format!("{list}.{n}.note"), option, "amount_description");
    }
    if n == 0 {
        let fees = making.say(ix, "fees_description").or_else(|| making.say(ix, "fees"));
        if let Some((text, cell)) = fees {
            making.pen.write(&mut making.draft, &format!("{list}.1.note"), &text, &[cell]);
        }
    }
}
