//! Dates of an event that are well written and make no sense together.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::event::{EventKeys, Sort};
use crate::declare::{Keys, Moment, Reading};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::value::repetition::{End, Repeat};

/// How many days something lasts at most for which it is guessed that its end has the year before.
const OVER_NEW_YEAR: i32 = 62;

/// How many hours a night lasts at most for which it is guessed that it ends on the next day.
const NIGHT: i32 = 12;

/// Reports dates that contradict each other.
pub(super) fn make_sense(keys: &EventKeys, table: &Keys<'_, '_>, reading: &mut Reading<'_>) {
    let at = |key: &str, reading: &Reading<'_>| reading.span(table.node(key).map_or(table.at(), toml::Spanned::span));
    let is_call = keys.sort == Some(Sort::Call);
    if keys.start.is_none() && keys.dates.is_empty() && !(is_call && keys.closes.is_some()) {
        let (key, example) =
            if is_call { ("closes", "closes = 2026-12-31") } else { ("start", "start = 2026-11-21T17:00:00") };
        let place = reading.span(table.heading());
        reading.report(Diagnostic::new(Code::MissingKey).at(place).with("key", key).with("example", example));
    }
    if let (Some(start), Some(end)) = (keys.start, keys.end) {
        backwards(start, end, at("end", reading), reading);
    }
    let items = table.node("changed").and_then(|node| node.get_ref().as_array());
    for (one, item) in keys.changed.iter().zip(items.into_iter().flatten()) {
        let node = item.get_ref().as_table().and_then(|table| table.get("end"));
        if let (Some(start), Some(end), Some(node)) = (one.start, one.end, node) {
            let at = reading.span(node.span());
            backwards(start, end, at, reading);
        }
    }
    if keys.end.is_some() && keys.duration.is_some() {
        table.not_both("duration", "end", reading);
    }
    if !keys.dates.is_empty() && keys.repeat.is_some() {
        table.not_both("dates", "repeat", reading);
    }
    if let (Some(least), Some(most)) = (keys.age_min, keys.age_max)
        && most < least
    {
        let at = at("age_max", reading);
        let found = Diagnostic::new(Code::EndBeforeStart).at(at);
        reading.report(found.with("start", least.to_string()).with("end", most.to_string()));
    }
}

/// Reports an end that is not after its start, with what was likely meant.
fn backwards(start: Moment, end: Moment, at: Span, reading: &mut Reading<'_>) {
    let is_backwards = match (start, end) {
        (Moment::Time(start), Moment::Time(end)) => end <= start,
        _ => end.date() < start.date(),
    };
    if is_backwards {
        let found = Diagnostic::new(Code::EndBeforeStart).at(at).with("start", shown(start)).with("end", shown(end));
        reading.report(found.with_some("suggestion", meant(start, end).map(shown)));
    }
}

/// The end that was likely meant: of a night the next day, over New Year the next year.
fn meant(start: Moment, end: Moment) -> Option<Moment> {
    let shifted = |by: jiff::Span| match end {
        Moment::Day(day) => day.checked_add(by).map(Moment::Day).ok(),
        Moment::Time(time) => time.checked_add(by).map(Moment::Time).ok(),
    };
    let hours = |from: DateTime, to: DateTime| (to - from).total(jiff::Unit::Hour).map_or(f64::MAX, |hours| hours);
    match (start, shifted(1.day())) {
        (Moment::Time(from), Some(Moment::Time(to))) if from < to && hours(from, to) <= f64::from(NIGHT) => {
            return Some(Moment::Time(to));
        }
        _ => {}
    }
    let next = shifted(1.year())?;
    let days = (next.date() - start.date()).get_days();
    (0..=OVER_NEW_YEAR).contains(&days).then_some(next)
}

/// Reports dates that are left out or changed though the event is not on them: most likely a slip of the pen, and the
/// date that was meant stays as it was.
pub(super) fn named(keys: &EventKeys, repeat: Option<&Repeat>, table: &Keys<'_, '_>, reading: &mut Reading<'_>) {
    let Some(start) = keys.when_begins().map(Moment::date) else { return };
    let by_rule = |date: Date| match repeat {
        Some(rule) => rule.matches(start, date) && !matches!(rule.end, End::Until(until) if date > until),
        None => date == start,
    };
    let listed = |date: Date| keys.dates.iter().chain(&*keys.extra).any(|moment| moment.date() == date);
    let skipped = keys.skip.iter().map(|date| ("skip", *date)).enumerate();
    let changed = keys.changed.iter().map(|changed| ("changed", changed.date)).enumerate();
    for (turn, (key, date)) in skipped.chain(changed).filter(|(_, (_, date))| !by_rule(*date) && !listed(*date)) {
        let items = table.node(key).and_then(|node| node.get_ref().as_array());
        let item = items.and_then(|items| items.get(turn));
        let inside = item.and_then(|item| item.get_ref().as_table()?.get("date"));
        let Some(node) = inside.or(item) else { continue };
        let near = (1..=31).flat_map(|days: i64| [days, -days]).filter_map(|days| date.checked_add(days.days()).ok());
        let near = near.into_iter().find(|near| by_rule(*near) || listed(*near));
        let found = Diagnostic::new(Code::NoSuchDate).at(reading.span(node.span())).with("found", date.to_string());
        reading.report(found.with_some("suggestion", near.map(|near| near.to_string())));
    }
}

fn shown(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Time(time) => time.to_string(),
    }
}
