//! `opening_hours` of OpenStreetMap: the part of it that a hub can keep and show.
//!
//! Read are weekdays, ranges and lists of them, several spans, `off`, `24/7`, months and dates
//! with and without a year, `PH`, n-th weekdays (`Tu[1,3]`), rules that add (after a comma) and
//! comments. A later rule replaces earlier ones on the days it is for, as the language has it.
//! What depends on the sun, on Easter, on week numbers or on somebody's judgement is refused, each
//! with its own reason: hours that a page cannot tell are kept as a note by whoever reads them.
//!
//! Two readings are this program's own. Where a value does not speak of holidays, they are
//! unknown, not usual days: most who wrote such a value did not think of them. And a rule for
//! weekdays after one for holidays, which by the letter undoes it, is refused with the order that
//! was meant. Source of the language: OpenStreetMap wiki, *Key:opening_hours/specification*.

mod cursor;
mod dates;
mod layer;
mod print;
mod rule;
mod times;
mod year;

#[cfg(test)]
mod tests;

pub use print::print;

use super::hours::Hours;
use super::weekday::Weekday;
use super::{Read, Why, Wrong, trimmed};
use cursor::Cursor;
use rule::Rule;

/// The most bytes of a value; OSM itself allows 255 characters, but a hub may except many dates.
const MOST: usize = 12_000;

/// The comment that says that one must arrange to come.
const BY_APPOINTMENT: &str = "by appointment";

/// Reads a value as groups of one kind, the one for the whole year first, then seasons, n-th
/// weekdays after the week they belong to. A comment becomes a note or an exception's reason.
///
/// # Errors
/// `empty`, `too-long`, `osm-*`, `clock-*`, `span-*`, `nth-count`.
pub fn parse(text: &str) -> Read<Vec<Hours<Box<str>>>> {
    let (inner, start) = trimmed(text)?;
    if inner.len() > MOST {
        return Err(Wrong::whole(Why::TooLong { found: inner.len(), most: MOST, unit: "bytes" }));
    }
    groups(inner).map_err(|wrong| {
        let guess = if wrong.why == Why::OsmHolidayOrder { holidays_last(inner) } else { wrong.suggestion.clone() };
        let suggestion = guess.and_then(accepted);
        Wrong { suggestion, ..wrong }.inside(0..inner.len()).shifted(start)
    })
}

fn groups(text: &str) -> Read<Vec<Hours<Box<str>>>> {
    let mut year = year::Year::new();
    for rule in &rules(text)? {
        year.lay(rule)?;
    }
    Ok(year.groups())
}

/// The rules in their order; nothing between two separators is no rule.
fn rules(text: &str) -> Read<Vec<Rule>> {
    let mut cursor = Cursor::new(text);
    let mut rules = Vec::new();
    let mut adds = false;
    loop {
        cursor.skip_space();
        while cursor.eat(';') {
            cursor.skip_space();
        }
        if cursor.peek().is_none() {
            break;
        }
        rules.push(rule::rule(&mut cursor, adds)?);
        cursor.skip_space();
        let here = cursor.at();
        if cursor.eat_text("||") {
            return Err(Wrong::at(here..cursor.at(), Why::OsmFallback));
        }
        adds = cursor.eat(',');
        if adds || cursor.peek().is_none_or(|c| c == ';') {
            continue;
        }
        // The same words are refused with their own reason wherever they stand.
        rule::rule(&mut cursor.clone(), false)?;
        return Err(Wrong::at(cursor.here(), Why::OsmUnexpected { found: text[cursor.here()].to_owned() }));
    }
    if rules.is_empty() { Err(Wrong::whole(Why::OsmTimesMissing)) } else { Ok(rules) }
}

/// The same rules, those for holidays alone at the end.
fn holidays_last(text: &str) -> Option<String> {
    let rules = rules(text).ok().filter(|rules| !rules.iter().any(|rule| rule.adds))?;
    let (holidays, days): (Vec<&Rule>, Vec<&Rule>) = rules.iter().partition(|rule| !rule.days.is_for_days());
    let rules = days.into_iter().chain(holidays).map(|rule| text[rule.at.clone()].trim());
    Some(rules.collect::<Vec<_>>().join("; "))
}

/// A suggestion, if it is right; when only another of the same kind of slip is left in it, that one's suggestion.
fn accepted(guess: String) -> Option<String> {
    let mut guess = guess;
    for _ in 0..12 {
        match groups(&guess) {
            Ok(_) => return Some(guess),
            Err(wrong) => guess = wrong.suggestion?,
        }
    }
    None
}

/// The two letters of a day.
fn day_code(day: Weekday) -> &'static str {
    ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][day.index()]
}
